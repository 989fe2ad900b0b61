"""The state of a page's form made into what the page shows."""
