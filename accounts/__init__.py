"""Accounts of staff: signing in, second factors, sessions, and what was done with them."""
