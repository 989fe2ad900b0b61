"""Studies and recommendations by the API, with the search of the pages."""
