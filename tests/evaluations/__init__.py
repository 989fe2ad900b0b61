"""Evaluations: the question bank, rounds, answers, the blind link."""
