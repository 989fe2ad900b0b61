"""Published figures in the reader's language: texts, tables, links, files."""
