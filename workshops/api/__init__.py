"""Public workshops and their programmes by the API."""
