"""Results in words and pieces, for pages, files and reports."""
