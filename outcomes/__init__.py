"""Outcomes: policy changes, what they rest on, the claims made of them, and the yearly status report."""
