"""A questionnaire as people see it: its pages, which questions a person is asked, and what was answered (pure).

Used alike by the form, by the keying in of paper forms and by the exchange with other tools, so that an
answer means the same however it came.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from evaluations.questionnaires.questions import NONE, Reading
from evaluations.questionnaires.types.registry import type_of
from evaluations.statistics.codes import ANSWERED, MISSING, NOT_ASKED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from evaluations.questionnaires.questions import Option, Question, Value


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Questions in their order; `pages` are titles by language."""

    questions: tuple[Question, ...]
    pages: tuple[Mapping[str, str], ...] = ()

    @property
    def last_page(self) -> int:
        """The number of the last page, from 1."""
        return max((question.page for question in self.questions), default=1)

    def on_page(self, page: int) -> tuple[Question, ...]:
        """The questions of a page."""
        return tuple(question for question in self.questions if question.page == page)

    def asking(self, key: str) -> Question | None:
        """The question whose answers are kept under the key, if it is asked."""
        return next((question for question in self.questions if key in question.keys), None)

    def shuffled(self, rank: Callable[[str, int], bytes]) -> Questionnaire:
        """For one person: options in the order of their `rank`, where the question asks for that.

        “Other” and “none of these” stay last, since they speak of all the others.
        """

        def place(question: Question, option: Option) -> tuple[bool, bytes]:
            is_last = option.specify or option.name == NONE
            return is_last, b"" if is_last else rank(question.name, option.code)

        return replace(
            self,
            questions=tuple(
                replace(
                    question,
                    options=tuple(
                        sorted(question.options, key=lambda option: place(question, option))
                    ),
                )
                if question.shuffled
                else question
                for question in self.questions
            ),
        )

    def narrowed(
        self, *, without: Collection[str] = (), only: Mapping[str, Collection[int]] | None = None
    ) -> Questionnaire:
        """For one person: without some questions, and with some of the options of others."""
        only = only or {}
        questions = []
        for question in self.questions:
            if question.name in only:
                options = tuple(o for o in question.options if o.code in only[question.name])
                question = replace(question, options=options)  # noqa: PLW2901
            empty = type_of(question).has_own_options and not question.options
            if question.name not in without and not empty:
                questions.append(question)
        return replace(self, questions=tuple(questions))

    def on_paper(self) -> Questionnaire:
        """Without private questions, which whoever keys the form in would read."""
        return self.narrowed(
            without=[question.name for question in self.questions if question.private]
        )

    def read(self, sent: Callable[[str], list[str]], *, demand: bool = True) -> Reading:
        """What a form says. `sent` gives the texts sent under a name.

        A question whose rule does not hold is NOT_ASKED whatever was sent for it; one left empty is
        MISSING, and a problem where an answer is demanded (on paper it cannot be).
        """
        reading = Reading()
        for question in self.questions:
            if not holds(question, reading.values):
                reading.values.update(dict.fromkeys(question.keys, NOT_ASKED))
                continue
            type_of(question).read(question, sent, reading)
            empty = any(reading.values[key] == MISSING for key in question.keys)
            if demand and question.required and empty and question.name not in reading.problems:
                reading.problems[question.name] = _("This question needs an answer.")
        return reading

    def not_asked(self, of: Questionnaire) -> dict[str, int]:
        """Keys of the whole questionnaire that this narrowed one does not ask."""
        own = {key for question in self.questions for key in question.keys}
        all_keys = [key for question in of.questions for key in question.keys]
        return {key: NOT_ASKED for key in all_keys if key not in own}


def holds(question: Question, values: Mapping[str, Value]) -> bool:
    """Whether the rule to show the question holds; a question without one is always shown."""
    if not question.shown_if:
        return True
    answer = values.get(question.shown_if, NOT_ASKED)
    codes = answer if isinstance(answer, list) else [answer]
    if ANSWERED in question.shown_codes:
        return any(code >= 0 for code in codes)
    return any(code in question.shown_codes for code in codes)
