"""A text in the person's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from evaluations.questionnaires.types.base import Offer, QuestionType, too_long, written
from evaluations.statistics.codes import MISSING, TEXT

if TYPE_CHECKING:
    from evaluations.questionnaires.questions import Question, Reading
    from evaluations.questionnaires.types.base import Sent

LONGEST = 2_000


class Text(QuestionType):
    """Kept beside the codes, which only say whether there is one."""

    name = "text"
    label = gettext_lazy("Text")
    position = 1
    offers = (Offer(name, label),)
    counts = TEXT
    xlsform_type = "text"
    xlsform_appearance = "multiline"
    is_read_from_xlsform = True

    def read(self, question: Question, sent: Sent, reading: Reading) -> None:
        text = written(sent(question.name))
        reading.values[question.name] = 1 if text else MISSING
        if problem := too_long(text, LONGEST):
            reading.problems[question.name] = problem
        if text:
            reading.texts[question.name] = text
            if question.quotable and sent(f"{question.name}_quote"):
                reading.quotable.add(question.name)

    def from_cell(self, question: Question, cell: str) -> str:
        return cell
