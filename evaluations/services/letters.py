"""The letters of evaluations."""

from core.mail.letters import declare

ROUND = declare("evaluation", "evaluations/mail/evaluation.txt")
"""Asks a person to answer a round, and reminds them."""
