"""Forms of managers of outcomes: HTTP text to clean values."""
