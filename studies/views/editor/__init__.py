"""Pages of editors: each section of a study has its own form, saved on its own."""
