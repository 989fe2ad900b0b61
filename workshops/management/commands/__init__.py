"""Commands of the workshops app."""
