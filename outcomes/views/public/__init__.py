"""Public pages of outcomes."""
