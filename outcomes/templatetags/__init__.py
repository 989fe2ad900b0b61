"""Tags of outcomes."""
