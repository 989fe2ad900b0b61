"""Reads on workshops."""
