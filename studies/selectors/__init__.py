"""Reads of the studies app that span tables."""
