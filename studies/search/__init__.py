"""The search over editions of published studies."""
