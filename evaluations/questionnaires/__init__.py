"""A questionnaire as people see it, and the types of its questions."""
