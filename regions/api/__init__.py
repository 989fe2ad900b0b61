"""Countries and commissions by the API."""
