"""Pages of core: tokens of the API, and what workers do."""
