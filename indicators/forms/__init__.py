"""The states of pages, read from the query string."""
