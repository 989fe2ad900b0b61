"""What is worked out from published figures, without a database (pure)."""
