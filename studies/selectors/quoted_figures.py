"""Values quoted in studies and what is published now, without knowing who publishes.

The settings' FIGURE_LOOKUP names a function `(code, area code, year, as_of=None) -> KnownFigure or
None`; the app of indicators fills it. `studies.services.quoted_figures` compares after every release.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from studies.models import QuotedFigure, Study

if TYPE_CHECKING:
    from datetime import date


class KnownFigure(Protocol):
    """A published figure: `value` in `unit`, `vintage` the day its provider published it."""

    code: str
    name: str
    unit: str
    value: float
    status: str
    vintage: date
    url: str


def lookup(code: str, area: str, year: int, as_of: date | None = None) -> KnownFigure | None:
    """The figure as known on a day (today); None when there is none."""
    return import_string(settings.FIGURE_LOOKUP)(code, area, year, as_of=as_of)


def known_codes() -> list[tuple[str, str]]:
    """Code and name of every figure that may be quoted."""
    return import_string(settings.FIGURE_CODES)()


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A quoted figure beside its present state, for the page of the study."""

    quoted: QuotedFigure
    name: str
    unit: str
    url: str

    @property
    def moved(self) -> bool:
        """Whether a newer vintage took it beyond the tolerance."""
        return self.quoted.outcome == QuotedFigure.Outcome.MOVED

    @property
    def missing(self) -> bool:
        """Whether nothing is published for it any more."""
        return self.quoted.outcome == QuotedFigure.Outcome.MISSING


def compared_figures(study: Study) -> list[ComparedFigure]:
    """The quoted figures of a study as last compared; those that moved first."""
    figures = []
    for quoted in study.figures.all():
        published = lookup(quoted.indicator, quoted.area.code, quoted.year)
        name, unit, url = (
            (published.name, published.unit, published.url)
            if published
            else (quoted.indicator, "", "")
        )
        figures.append(ComparedFigure(quoted, name, unit, url))
    return sorted(figures, key=lambda figure: (not figure.moved, not figure.missing))
