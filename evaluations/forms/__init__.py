"""Forms of organisers about evaluations."""
