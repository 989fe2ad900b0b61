"""Pages of countries, commissions and themes."""
