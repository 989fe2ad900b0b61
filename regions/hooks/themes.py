"""Themes side by side, and what each stage of the chain covers: plain tables for pages and API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from regions.hooks.panels import Aspect, Work, aspects, stages, work_by_theme
from regions.models import Commission, Focus, Term

if TYPE_CHECKING:
    from regions.hooks.panels import Stage

YEARS_SHOWN = 10
"""Years of the matrix when nothing asks for others."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A commission on a theme."""

    commission: Commission
    focus: Focus | None
    works: list[Work]

    @property
    def is_empty(self) -> bool:
        """Nothing said, nothing done."""
        return self.focus is None and not any(work.count for work in self.works)


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme across the commissions; `shared` aspects are those of at least two of them."""

    theme: Term
    cells: list[Cell]
    shared: list[Aspect]
    single: list[Aspect]

    @property
    def active(self) -> list[str]:
        """Codes of commissions that have something on the theme."""
        return [cell.commission.code for cell in self.cells if not cell.is_empty]


def side_by_side() -> list[ThemeRow]:
    """Every priority theme with the five commissions; a constant number of queries."""
    commissions = list(Commission.objects.select_related("area"))
    focuses = {(f.commission_id, f.term_id): f for f in Focus.objects.all()}
    works, aspects_by_theme = work_by_theme(), aspects()
    rows = []
    for theme in Term.objects.themes():
        cells = [
            Cell(
                commission,
                focuses.get((commission.pk, theme.pk)),
                works.get((commission.code, theme.code), []),
            )
            for commission in commissions
        ]
        theme_aspects = aspects_by_theme.get(theme.code, [])
        shared = [aspect for aspect in theme_aspects if len(aspect.commissions) > 1]
        single = [aspect for aspect in theme_aspects if len(aspect.commissions) == 1]
        shared.sort(key=lambda aspect: -len(aspect.commissions))
        rows.append(ThemeRow(theme, cells, shared, single))
    return rows


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One stage of one commission: `cells` are (year, count, address), zeros included."""

    commission: Commission
    stage: Stage
    cells: list[tuple[int, int, str]]
    is_first: bool

    @property
    def total(self) -> int:
        """Over the years shown."""
        return sum(count for _year, count, _url in self.cells)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix: every commission with every stage in every year, whether or not anything is there."""

    years: list[int]
    stages: list[Stage]
    rows: list[CoverageRow]

    @property
    def silent(self) -> list[Commission]:
        """Commissions with nothing in any stage of these years."""
        busy = {row.commission.pk for row in self.rows if row.total}
        commissions = {row.commission.pk: row.commission for row in self.rows}
        return [commission for pk, commission in commissions.items() if pk not in busy]


def coverage(first: int | None = None, last: int | None = None) -> Coverage:
    """The coverage matrix from `first` to `last` year; by default the years with entries, ten at least."""
    stage_list = stages()
    years_with_entries = [year for stage in stage_list for _code, year in stage.counts]
    last = last or max([*years_with_entries, timezone.localdate().year, first or 0])
    first = first or min([*years_with_entries, last - YEARS_SHOWN + 1])
    years = list(range(first, last + 1))
    rows = [
        CoverageRow(
            commission,
            stage,
            [
                (
                    year,
                    stage.counts.get((commission.code, year), 0),
                    stage.address(commission.code, year),
                )
                for year in years
            ],
            index == 0,
        )
        for commission in Commission.objects.select_related("area")
        for index, stage in enumerate(stage_list)
    ]
    return Coverage(years, stage_list, rows)
