"""Changes of evaluations, each in one transaction."""
