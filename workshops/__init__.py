"""Workshops from nomination to certificate."""
