"""The editors' desk: each section of a study has its own form, saved on its own."""
