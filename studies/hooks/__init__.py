"""What studies show on pages of countries, commissions and themes."""
