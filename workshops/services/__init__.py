"""Changes; each is one transaction."""
