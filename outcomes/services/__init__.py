"""Changes of outcomes, each in one transaction with its event."""
