"""A whole number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.questionnaires.types.base import MOST_DIGITS, Offer, QuestionType, last
from evaluations.statistics.codes import MISSING, NUMBER

if TYPE_CHECKING:
    from evaluations.questionnaires.questions import Question, Reading
    from evaluations.questionnaires.types.base import Sent

HIGHEST = 1_000_000
"""Highest number that is believed."""


class Number(QuestionType):
    """A whole number of 0 or more."""

    name = "number"
    label = gettext_lazy("Number")
    position = 2
    offers = (Offer(name, label),)
    counts = NUMBER
    xlsform_type = "integer"
    xlsform_constraint = ". >= 0"
    is_read_from_xlsform = True

    def read(self, question: Question, sent: Sent, reading: Reading) -> None:
        text = last(sent(question.name))
        reading.values[question.name] = MISSING
        if not text:
            return
        # Digits of every script count: isdecimal and int agree on them.
        if text.isdecimal() and len(text) < MOST_DIGITS and int(text) <= HIGHEST:
            reading.values[question.name] = int(text)
        else:
            problem = _("Give a whole number without signs, such as 12.")
            reading.problems[question.name] = problem

    def from_cell(self, question: Question, cell: str) -> str:
        return cell
