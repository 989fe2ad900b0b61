"""Several of many options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evaluations.questionnaires.types.base import (
    NO,
    Offer,
    QuestionType,
    code_of,
    read_other,
)
from evaluations.statistics.codes import MISSING, MULTIPLE
from evaluations.statistics.frames import HIGHEST_OPTION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluations.questionnaires.questions import Question, Reading
    from evaluations.questionnaires.types.base import Sent


class Multiple(QuestionType):
    """Any number of the options, kept as a list of codes in ascending order.

    An option named `none` says that none of the others holds: an answer, where leaving all empty is none.
    """

    name = "multiple"
    label = _("Several of many")
    position = 4
    offers = (Offer(name, label),)
    has_own_options = True
    takes_other = True
    counts = MULTIPLE
    xlsform_type = "select_multiple"
    is_read_from_xlsform = True

    def read(self, question: Question, sent: Sent, reading: Reading) -> None:
        codes = {code_of(text.strip(), question, reading) for text in sent(question.name)}
        reading.values[question.name] = sorted(codes - {MISSING}) or MISSING
        read_other(question, sent, reading)
        chosen = reading.values[question.name]
        if isinstance(chosen, list) and question.none_codes & set(chosen) and len(chosen) > 1:
            reading.problems[question.name] = gettext(
                "“None of these” stands alone; take out one or the other."
            )

    def as_number(self, value: Any) -> int:
        """The sum of 2 ** (code - 1) over what was ticked."""
        if not isinstance(value, list):
            return int(value)
        return sum(1 << (code - 1) for code in value if code <= HIGHEST_OPTION)

    def xlsform_condition(self, question: Question, code: int, key: str) -> str:
        return f"selected(${{{key}}}, '{question.choice_name(code)}')"

    def columns(self, question: Question) -> list[str]:
        # Some tools give the answers in one column, some a column for each option, some both.
        split = [f"{question.name}/{choice}" for choice in _choice_names(question)]
        own, *quote = super().columns(question)
        return [own, *split, *quote]

    def from_cells(self, question: Question, row: Mapping[str, str]) -> dict[str, list[str]]:
        name = question.name
        split = [
            choice
            for choice in _choice_names(question)
            if row.get(f"{name}/{choice}", "").lower() not in NO
        ]
        chosen = dict.fromkeys([*row.get(name, "").split(), *split])
        sent = super().from_cells(question, row)
        return sent | {name: [question.code_named(choice) for choice in chosen]}


def _choice_names(question: Question) -> list[str]:
    """Its options as the form calls them."""
    return [question.choice_name(code) for code in question.codes]
