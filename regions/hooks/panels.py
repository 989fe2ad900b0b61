"""The hooks by which higher apps show something on pages of countries, commissions and themes.

The settings name functions by dotted path; this app calls them and knows none of those apps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from inspect import signature
from typing import Any

from core import hooks
from regions.models import Area, Term


@dataclass(frozen=True, slots=True)
class Panel:
    """A titled part of a page: the template gets this panel and nothing else."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the chain for the coverage matrix: `counts` by commission code and year.

    `address` gives where the counted things are listed for a commission and a year; `has_examples` says
    that some of them are made up, which page and file then tell.
    """

    code: str
    name: str
    counts: dict[tuple[str, int], int]
    address: Callable[[str, int], str]
    has_examples: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """What a commission has on a theme: so many studies, workshops, changes."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something commissions may have in common on a theme; `commissions` are codes."""

    label: str
    url: str
    commissions: frozenset[str]

    @property
    def codes(self) -> list[str]:
        """The commissions in the order of their codes."""
        return sorted(self.commissions)


ByTheme = dict[tuple[str, str], list[Work]]


def panels_from(setting: str, subject: Any, *, as_of: date | None = None) -> list[Panel]:
    """The panels that the functions of a setting make of the subject, in their order; empty ones are left out."""
    builders: list[Callable[..., Panel | None]] = hooks.functions(setting)
    return [
        panel for build in builders if (panel := build(subject, **_as_of_argument(build, as_of)))
    ]


def _as_of_argument(build: Callable[..., Panel | None], as_of: date | None) -> dict[str, date]:
    """The day, for a builder whose records have vintages: one with a parameter `as_of`."""
    if as_of is None or "as_of" not in signature(build).parameters:
        return {}
    return {"as_of": as_of}


def panels_for(area: Area, *, as_of: date | None = None) -> list[Panel]:
    """The panels that the settings name for this kind of page, in their order; empty ones are left out.

    With a day, panels of records with vintages show what was known then.
    """
    settings_of = {
        Area.Kind.COUNTRY: "COUNTRY_PANELS",
        Area.Kind.GROUP: "GROUP_PANELS",
    }
    return panels_from(settings_of.get(Area.Kind(area.kind), "REGION_PANELS"), area, as_of=as_of)


def panels_of(term: Term) -> list[Panel]:
    """The panels on the page of a theme, objective or target."""
    return panels_from("TERM_PANELS", term)


def stages() -> list[Stage]:
    """The stages of the chain, in the order of the settings; each is one query of its app."""
    return [build() for build in hooks.functions("COVERAGE_STAGES")]


def work_by_theme() -> ByTheme:
    """What each commission has on each theme, by commission code and theme code."""
    work: ByTheme = {}
    for build in hooks.functions("THEME_WORK"):
        for key, works in build().items():
            work.setdefault(key, []).extend(works)
    return work


def aspects() -> dict[str, list[Aspect]]:
    """What can be compared between commissions, by theme code."""
    by_theme: dict[str, list[Aspect]] = {}
    for build in hooks.functions("THEME_ASPECTS"):
        for theme, rows in build().items():
            by_theme.setdefault(theme, []).extend(rows)
    return by_theme
