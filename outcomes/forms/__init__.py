"""Forms of the outcomes desk: HTTP text to clean values."""
