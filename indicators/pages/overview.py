"""Newest figures of several indicators for several areas, as text for a small table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.i18n.numbers import compact, number
from indicators.presentation.descriptions import STATUS_WORDS, status_words
from indicators.selectors import latest_by_area

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from indicators.selectors import CatalogueRow


@dataclass(frozen=True, slots=True)
class Newest:
    """A figure as text, its year, and its status where that needs a word."""

    text: str
    year: int
    flag: str
    meaning: str


def commission_cells(
    columns: Sequence[CatalogueRow], areas: Sequence[str], *, as_of: date | None = None
) -> dict[str, list[Newest | None]]:
    """For each area its newest figure of every column, as known on the day, None where there is none.

    One query for each column.
    """
    newest = [latest_by_area(column.code, areas, as_of=as_of) for column in columns]
    return {
        area: [
            _cell(column, *figures[area]) if area in figures else None
            for column, figures in zip(columns, newest, strict=True)
        ]
        for area in areas
    }


def _cell(column: CatalogueRow, year: int, value: float, status: str) -> Newest:
    form = compact if column.unit in {"USD", "PERSONS"} else number
    flag = "" if status == "A" else status
    meaning = _(STATUS_WORDS[flag]) if flag in STATUS_WORDS else ""
    return Newest(form(value, column.decimals), year, flag, meaning)


def statuses_in(cells: dict[str, list[Newest | None]]) -> list[tuple[str, str]]:
    """The statuses that occur in the cells, with their meaning."""
    return status_words({cell.flag for row in cells.values() for cell in row if cell})
