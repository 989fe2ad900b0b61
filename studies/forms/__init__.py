"""Forms of the search, of the board of recommendations and of editors."""
