"""Policy changes and claims by the API."""
