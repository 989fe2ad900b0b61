"""Public pages: the search, a study, its files, feeds."""
