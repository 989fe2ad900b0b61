"""Evaluation reports as documents."""
