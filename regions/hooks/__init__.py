"""The hooks by which higher apps show something on pages of countries, commissions and themes."""
