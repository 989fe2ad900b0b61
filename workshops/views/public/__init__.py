"""Public pages of workshops."""
