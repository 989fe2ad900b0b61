"""Reads on countries, commissions and themes."""
