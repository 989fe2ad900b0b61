"""Options put in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.questionnaires.types.base import MOST_DIGITS, Offer, QuestionType, last
from evaluations.statistics.codes import MISSING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluations.questionnaires.questions import Question, Reading
    from evaluations.questionnaires.types.base import Sent


class Ranking(QuestionType):
    """A place for some or all of the options, kept as a list of codes with the highest first."""

    name = "ranking"
    label = gettext_lazy("Ranking")
    position = 5
    offers = (Offer(name, label),)
    has_own_options = True
    xlsform_type = "rank"
    is_read_from_xlsform = True

    def field_names(self, question: Question) -> tuple[str, ...]:
        return tuple(f"{question.name}_{option.code}" for option in question.options)

    def read(self, question: Question, sent: Sent, reading: Reading) -> None:
        places: dict[int, int] = {}
        for option in question.options:
            text = last(sent(f"{question.name}_{option.code}"))
            if text:
                is_place = text.isascii() and text.isdigit() and len(text) < MOST_DIGITS
                places[option.code] = int(text) if is_place else 0
        expected = list(range(1, len(places) + 1))
        if sorted(places.values()) != expected:
            reading.problems[question.name] = _("Give each place once, beginning with 1.")
            reading.values[question.name] = MISSING
            return
        reading.values[question.name] = sorted(places, key=lambda code: places[code]) or MISSING

    def as_number(self, value: Any) -> int:
        """The option that was put first."""
        if not isinstance(value, list):
            return int(value)
        return value[0] if value else MISSING

    def from_cells(self, question: Question, row: Mapping[str, str]) -> dict[str, list[str]]:
        order = [question.code_named(choice) for choice in row.get(question.name, "").split()]
        codes = {str(option.code) for option in question.options}
        if set(order) <= codes and len(set(order)) == len(order):
            return {f"{question.name}_{code}": [str(n)] for n, code in enumerate(order, start=1)}
        # A code that is no option is sent as a place that cannot be, so that it is seen.
        return {f"{question.name}_{question.options[0].code}": ["0"]}
