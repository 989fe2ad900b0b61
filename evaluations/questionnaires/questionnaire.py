"""A questionnaire as people see it: its pages, which questions a person is asked, and what was answered (pure).

Used alike by the form, by the keying in of paper forms and by the exchange with other tools, so that an
answer means the same however it came.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.statistics.codes import DONT_KNOW, MISSING, NOT_APPLICABLE, NOT_ASKED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

LONGEST_TEXT = 2_000
MOST = 1_000_000
"""Highest number that is believed."""
ONE_CODE = {"rating", "yes_partly_no", "single"}


@dataclass(frozen=True, slots=True)
class Option:
    """A code with its label by language; `of` is what it stands for in the workshop, such as `session:12`."""

    code: int
    texts: Mapping[str, str]
    of: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked; `texts` already name what it is about."""

    pk: int
    name: str
    kind: str
    texts: Mapping[str, str]
    page: int
    scale: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    not_applicable: bool = False
    dont_know: bool = False
    required: bool = False
    quotable: bool = False
    private: bool = False
    core: bool = False
    shown_if: str = ""
    shown_codes: tuple[int, ...] = ()
    own: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Under which keys its answers are kept: its name, or one for each row of a matrix."""
        return tuple(f"{self.name}{row.code}" for row in self.rows) or (self.name,)

    @property
    def codes(self) -> tuple[int, ...]:
        """All codes that may be chosen, options first."""
        more = ((NOT_APPLICABLE,) if self.not_applicable else ()) + (
            (DONT_KNOW,) if self.dont_know else ()
        )
        return tuple(option.code for option in self.options) + more


Value = Any
"""A code, a number, or a list of codes (several of many; ranking, the first is ranked highest)."""


@dataclass(slots=True)
class Reading:
    """What was answered, by key; what is wrong, by name of the question."""

    values: dict[str, Value] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    quotable: set[str] = field(default_factory=set)
    problems: dict[str, str] = field(default_factory=dict)


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

    def narrowed(
        self, *, without: Collection[str] = (), only: Mapping[str, Collection[int]] | None = None
    ) -> Questionnaire:
        """For one person: without some questions, and with some of the options of others."""
        only = only or {}
        kept = []
        for question in self.questions:
            if question.name in only:
                left = tuple(o for o in question.options if o.code in only[question.name])
                question = replace(question, options=left)  # noqa: PLW2901
            empty = question.kind in ("single", "multiple", "ranking") and not question.options
            if question.name not in without and not empty:
                kept.append(question)
        return replace(self, questions=tuple(kept))

    def on_paper(self) -> Questionnaire:
        """Without private questions, which whoever keys the form in would read."""
        return self.narrowed(without=[one.name for one in self.questions if one.private])

    def read(self, sent: Callable[[str], list[str]], *, demand: bool = True) -> Reading:
        """What a form says. `sent` gives the texts sent under a name.

        A question whose rule does not hold is NOT_ASKED whatever was sent for it; one left empty is
        MISSING, and a problem where an answer is demanded (on paper it cannot be).
        """
        found = Reading()
        for question in self.questions:
            if not holds(question, found.values):
                found.values.update(dict.fromkeys(question.keys, NOT_ASKED))
                continue
            _READERS[question.kind](question, sent, found)
            empty = any(found.values[key] == MISSING for key in question.keys)
            if demand and question.required and empty and question.name not in found.problems:
                found.problems[question.name] = _("This question needs an answer.")
        return found

    def not_asked(self, of: Questionnaire) -> dict[str, int]:
        """Keys of the whole questionnaire that this narrowed one does not ask."""
        own = {key for question in self.questions for key in question.keys}
        every = [key for question in of.questions for key in question.keys]
        return {key: NOT_ASKED for key in every if key not in own}


def holds(question: Question, values: Mapping[str, Value]) -> bool:
    """Whether the rule to show the question holds; a question without one is always shown."""
    if not question.shown_if:
        return True
    answer = values.get(question.shown_if, NOT_ASKED)
    given = answer if isinstance(answer, list) else [answer]
    return any(code in question.shown_codes for code in given)


def _code(text: str, question: Question, found: Reading) -> int:
    if not text:
        return MISSING
    if text in {str(code) for code in question.codes}:
        return int(text)
    found.problems[question.name] = _("“%(text)s” is not one of the options.") % {"text": text[:20]}
    return MISSING


def _first(texts: list[str]) -> str:
    return texts[-1].strip() if texts else ""


def _read_one(question: Question, sent: Callable[[str], list[str]], found: Reading) -> None:
    for key in question.keys:
        found.values[key] = _code(_first(sent(key)), question, found)


def _read_several(question: Question, sent: Callable[[str], list[str]], found: Reading) -> None:
    codes = {_code(text.strip(), question, found) for text in sent(question.name)} - {MISSING}
    found.values[question.name] = sorted(codes) or MISSING


def _read_ranking(question: Question, sent: Callable[[str], list[str]], found: Reading) -> None:
    places: dict[int, int] = {}
    for option in question.options:
        text = _first(sent(f"{question.name}_{option.code}"))
        if text:
            places[option.code] = int(text) if text.isascii() and text.isdigit() else 0
    wanted = list(range(1, len(places) + 1))
    if sorted(places.values()) != wanted:
        found.problems[question.name] = _("Give each place once, beginning with 1.")
        found.values[question.name] = MISSING
        return
    found.values[question.name] = sorted(places, key=lambda code: places[code]) or MISSING


def _read_number(question: Question, sent: Callable[[str], list[str]], found: Reading) -> None:
    text = _first(sent(question.name))
    found.values[question.name] = MISSING
    if not text:
        return
    # Digits of every script count: isdecimal and int agree on them.
    if text.isdecimal() and int(text) <= MOST:
        found.values[question.name] = int(text)
    else:
        found.problems[question.name] = _("Give a whole number without signs, such as 12.")


def _read_text(question: Question, sent: Callable[[str], list[str]], found: Reading) -> None:
    text = _first(sent(question.name)).replace("\r\n", "\n").replace("\x00", "")
    found.values[question.name] = 1 if text else MISSING
    if len(text) > LONGEST_TEXT:
        over = len(text) - LONGEST_TEXT
        found.problems[question.name] = ngettext(
            "The text is too long by %(over)s character.",
            "The text is too long by %(over)s characters.",
            over,
        ) % {"over": over}
    if text:
        found.texts[question.name] = text
        if question.quotable and sent(f"{question.name}_quote"):
            found.quotable.add(question.name)


_READERS = dict.fromkeys((*ONE_CODE, "matrix"), _read_one) | {
    "multiple": _read_several,
    "ranking": _read_ranking,
    "number": _read_number,
    "text": _read_text,
}
