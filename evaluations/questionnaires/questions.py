"""A question as asked, its options, and what was answered (pure)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from evaluations.statistics.codes import DONT_KNOW, NOT_APPLICABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

NONE = "none"
"""The name of the option that says of several of many that none of the others holds."""
FIELDS_OF_FORM = frozenset(
    {"act", "code", "csrfmiddlewaretoken", "form", "number", "page", "resume"}
)
"""Names of fields that the form itself has; a question that had one would send the form astray."""
SPECIAL_NAMES = {NOT_APPLICABLE: "na", DONT_KNOW: "dk"}
"""Names of the codes that are no answers, as choices of an XLSForm."""


@dataclass(frozen=True, slots=True)
class Option:
    """A code with its label by language; `of` is what it stands for in the workshop, such as `session:12`.

    `name` is what a form of another tool calls it, where that is not the code. With `specify` it is “other”, and a text
    stands beside it.
    """

    code: int
    texts: Mapping[str, str]
    of: str = ""
    name: str = ""
    specify: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked; `texts` already name what it is about, `kind` names its type in `types`."""

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
    shuffled: bool = False
    right: tuple[int, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Under which keys its answers are kept: its name, or one for each row of a matrix."""
        return tuple(row.name or f"{self.name}{row.code}" for row in self.rows) or (self.name,)

    @property
    def none_codes(self) -> set[int]:
        """The codes of options that stand alone: none of the others."""
        return {option.code for option in self.options if option.name == NONE}

    @property
    def specify_code(self) -> int | None:
        """The code of “other”, beside which people write what they mean."""
        return next((option.code for option in self.options if option.specify), None)

    @property
    def other_field(self) -> str:
        """The name of the text beside “other”."""
        return f"{self.name}_other"

    @property
    def codes(self) -> tuple[int, ...]:
        """All codes that may be chosen, options first."""
        special = ((NOT_APPLICABLE,) if self.not_applicable else ()) + (
            (DONT_KNOW,) if self.dont_know else ()
        )
        return tuple(option.code for option in self.options) + special

    def choice_name(self, code: int) -> str:
        """What an XLSForm calls the choice of a code."""
        named = {option.code: option.name for option in self.options}
        return SPECIAL_NAMES.get(code) or named.get(code) or str(code)

    def code_named(self, name: str) -> str:
        """The code, as our form sends it, of what an XLSForm calls a choice; the name where there is none."""
        return next((str(code) for code in self.codes if self.choice_name(code) == name), name)


Value = Any
"""A code, a number, or a list of codes (several of many; ranking, the first is ranked highest)."""


@dataclass(slots=True)
class Reading:
    """What was answered, by key; what is wrong, by name of the question; `others` is what stands beside “other”."""

    values: dict[str, Value] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    quotable: set[str] = field(default_factory=set)
    problems: dict[str, str] = field(default_factory=dict)
