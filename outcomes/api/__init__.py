"""Policy changes, claims and bundles of reports by the API."""
