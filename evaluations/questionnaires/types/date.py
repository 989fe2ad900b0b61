"""A day."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.i18n.records import INTERFACE
from evaluations.questionnaires.questions import Option
from evaluations.questionnaires.types.base import Offer, QuestionType, last
from evaluations.statistics.codes import MISSING, PERIOD

if TYPE_CHECKING:
    from evaluations.questionnaires.questions import Question, Reading
    from evaluations.questionnaires.types.base import Sent

FIRST_YEAR, LAST_YEAR = 2000, 2059
"""As many years as a question may have options; no day of birth is among them."""
WRITTEN = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
YEARS = tuple(
    Option(year - FIRST_YEAR + 1, {language.code: str(year) for language in INTERFACE})
    for year in range(FIRST_YEAR, LAST_YEAR + 1)
)


class Date(QuestionType):
    """A day from 2000 on, kept as a number such as 20261130, and told by year alone."""

    name = "date"
    label = gettext_lazy("Date")
    position = 2
    offers = (Offer(name, label),)
    counts = PERIOD
    xlsform_type = "date"
    xlsform_constraint = f". >= date('{FIRST_YEAR}-01-01') and . <= date('{LAST_YEAR}-12-31')"
    is_read_from_xlsform = True

    def read(self, question: Question, sent: Sent, reading: Reading) -> None:
        text = last(sent(question.name))
        reading.values[question.name] = MISSING
        if not text:
            return
        match = WRITTEN.fullmatch(text)
        try:
            day = datetime.date(*map(int, match.groups())) if match else None
        except ValueError:
            day = None
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            problem = _("Give a day from %(first)s to %(last)s, such as %(example)s.")
            reading.problems[question.name] = problem % {
                "first": FIRST_YEAR,
                "last": LAST_YEAR,
                "example": "2026-11-30",
            }
            return
        reading.values[question.name] = day.year * 10_000 + day.month * 100 + day.day

    def counted_options(self, question: Question) -> tuple[Option, ...]:
        """The years: a day alone would be nearly a name."""
        return YEARS

    def as_number(self, value: Any) -> int:
        """The year as the code of its option."""
        return value // 10_000 - FIRST_YEAR + 1 if value > 0 else int(value)

    def from_cell(self, question: Question, cell: str) -> str:
        # Some tools write midnight after the day.
        return re.split("[T ]", cell)[0]
