"""Reads on evaluations."""
