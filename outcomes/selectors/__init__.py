"""Reads of outcomes that span models."""
