"""Changes of the reference data."""
