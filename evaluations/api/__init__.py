"""Results of evaluations by the API."""
