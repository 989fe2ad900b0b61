"""Changes of workshops, each in one transaction."""
