"""Evaluations of workshops: questionnaires, anonymous answers, results, reports."""
