"""The question bank, surveys, answers and results."""
