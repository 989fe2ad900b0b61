"""What a type of question decides; what it leaves alone is as for one code out of the options (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.statistics.codes import ANSWERED, MISSING, RIGHT, SINGLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.functional import Promise

    from evaluations.questionnaires.questions import Option, Question, Reading

    Sent = Callable[[str], list[str]]
    """Gives the texts that were sent under a name."""

MOST_DIGITS = 20
"""More digits are no number that was meant, and `int` refuses some thousands of them."""
LONGEST_OTHER = 200
"""Letters beside “other”."""
NO = {"", "0", "0.0", "false", "no"}
"""Cells in which other tools say that a box was not ticked."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice in the list from which organisers take the type of their own question."""

    code: str
    label: str | Promise
    scale: str = ""


class QuestionType:
    """One of the options; other types override where they differ.

    A module in this package with one such class, and the template of the same name, are a type.
    """

    name: ClassVar[str]
    """As kept in `BankItem.kind`, and the name of the template."""
    label: ClassVar[str | Promise]
    position: ClassVar[int] = 100
    """Its place in lists of types."""
    offers: ClassVar[tuple[Offer, ...]] = ()
    """How organisers may ask such a question of their own; none: only the bank does."""
    has_own_options: ClassVar[bool] = False
    """Each such question brings its options; without any there is nothing to ask."""
    takes_other: ClassVar[bool] = False
    """Its options may end with “other, please specify”."""
    has_rows: ClassVar[bool] = False
    """It is a table whose rows are answered one by one."""
    counts: ClassVar[str] = SINGLE
    """How answers are counted where the question has no scale (`statistics.codes`); empty: not at all."""
    xlsform_type: ClassVar[str] = "select_one"
    xlsform_appearance: ClassVar[str] = ""
    xlsform_constraint: ClassVar[str] = ""
    is_read_from_xlsform: ClassVar[bool] = False
    """A row of `xlsform_type` in somebody's form, if need be of that appearance, is such a question."""

    @property
    def template(self) -> str:
        """Shows the question in a form and, with `on_paper`, on the page to print."""
        return f"evaluations/questions/{self.name}.html"

    # Forms

    def field_names(self, question: Question) -> tuple[str, ...]:
        """The names of the fields of a question in a form."""
        quote = (f"{question.name}_quote",) if question.quotable else ()
        other = (question.other_field,) if question.specify_code else ()
        return (*question.keys, *quote, *other)

    def read(self, question: Question, sent: Sent, reading: Reading) -> None:
        """Put into `reading` what was sent: a value for each key, and a problem where it makes no sense."""
        for key in question.keys:
            reading.values[key] = code_of(last(sent(key)), question, reading)
        read_other(question, sent, reading)

    # Statistics

    def counted_as(self, question: Question) -> str:
        """The scale of the question, else how its type is counted; empty where it is not."""
        return RIGHT if question.right else question.scale or self.counts

    def counted_options(self, question: Question) -> tuple[Option, ...]:
        """What is counted one by one."""
        return question.options

    def as_number(self, value: Any) -> int:
        """A kept value as the one number that is counted."""
        return int(value)

    # XLSForm

    def condition_codes(self, question: Question) -> tuple[int, ...]:
        """On which answers another question may depend: on each option, else on there being any."""
        return question.codes if question.options else (ANSWERED,)

    def xlsform_condition(self, question: Question, code: int, key: str) -> str:
        """The expression that holds when `code` was answered under `key`."""
        return f"${{{key}}} = '{question.choice_name(code)}'"

    def columns(self, question: Question) -> list[str]:
        """The names of columns in which other tools give the answers."""
        return list(dict.fromkeys([*question.keys, *QuestionType.field_names(self, question)]))

    def from_cells(self, question: Question, row: Mapping[str, str]) -> dict[str, list[str]]:
        """What a row of such columns says, under the names and in the words of our own form."""
        sent = {key: [self.from_cell(question, row[key])] for key in question.keys if row.get(key)}
        if question.quotable and row.get(f"{question.name}_quote", "").lower() not in NO:
            sent[f"{question.name}_quote"] = ["on"]
        if question.specify_code and row.get(question.other_field):
            sent[question.other_field] = [row[question.other_field]]
        return sent

    def from_cell(self, question: Question, cell: str) -> str:
        """A cell as our form would send it: choices may have names there."""
        return question.code_named(cell)


def code_of(text: str, question: Question, reading: Reading) -> int:
    """The code that a text stands for; MISSING, and a problem, where it is none of the question's."""
    if not text:
        return MISSING
    if text in {str(code) for code in question.codes}:
        return int(text)
    problem = _("“%(text)s” is not one of the options.")
    reading.problems[question.name] = problem % {"text": text[:20]}
    return MISSING


def last(texts: list[str]) -> str:
    """The text that counts of several sent under one name."""
    return texts[-1].strip() if texts else ""


def written(texts: list[str]) -> str:
    """A text as it is kept."""
    return last(texts).replace("\r\n", "\n").replace("\x00", "")


def too_long(text: str, most: int) -> str:
    """What to say of a text of more than so many letters; empty where it fits."""
    over = len(text) - most
    if over <= 0:
        return ""
    return ngettext(
        "The text is too long by %(over)s character.",
        "The text is too long by %(over)s characters.",
        over,
    ) % {"over": over}


def read_other(question: Question, sent: Sent, reading: Reading) -> None:
    """What was written beside “other”. Whoever writes there chose it; with one of several options that is all they chose."""
    code, text = question.specify_code, written(sent(question.other_field))
    if code is None or not text:
        return
    value = reading.values[question.name]
    if question.kind == "multiple":
        chosen = value if isinstance(value, list) else []
        reading.values[question.name] = sorted({*chosen, code})
    elif value == MISSING and question.name not in reading.problems:
        reading.values[question.name] = code
    elif value != code:
        problem = _("You chose an option and wrote another answer; keep one of them.")
        reading.problems.setdefault(question.name, problem)
    if problem := too_long(text, LONGEST_OTHER):
        reading.problems[question.name] = problem
    reading.others[question.name] = text
