"""What a chart shows, in a few plain sentences, for those who hear it and those who read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from migration_portal.core.numbers import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indicators.figures import Figure, FigureTable

MOST = 6


def of_lines(table: FigureTable, order: Sequence[str]) -> list[str]:
    """For each area: first and newest figure, and the highest in between."""
    sentences = []
    for area in order[:MOST]:
        rows = [row for row in table.rows if row.area == area and row.value is not None]
        if rows:
            sentences.append(_line(table, rows))
    return sentences


def _line(table: FigureTable, rows: list[Figure]) -> str:
    first, last = rows[0], rows[-1]
    highest = max(rows, key=lambda row: row.value or 0.0)
    said = {
        "area": table.areas[first.area].name,
        "first": spoken(first.value, table.decimals),
        "first_year": first.year,
        "last": spoken(last.value, table.decimals),
        "last_year": last.year,
        "high": spoken(highest.value, table.decimals),
        "high_year": highest.year,
    }
    if len(rows) == 1:
        return _("%(area)s: %(last)s in %(last_year)s.") % said
    if highest in (first, last):
        return _("%(area)s: from %(first)s in %(first_year)s to %(last)s in %(last_year)s.") % said
    return (
        _(
            "%(area)s: from %(first)s in %(first_year)s to %(last)s in %(last_year)s,"
            " with its highest figure, %(high)s, in %(high_year)s."
        )
        % said
    )


def of_ranking(table: FigureTable, rows: Sequence[Figure], year: int) -> list[str]:
    """How many countries have a figure that year, and the first and last of them."""
    if not rows:
        return [_("No country has a figure for %(year)s.") % {"year": year}]
    count = ngettext(
        "%(count)s country or area has a figure for %(year)s.",
        "%(count)s countries and areas have a figure for %(year)s.",
        len(rows),
    ) % {"count": len(rows), "year": year}
    top = _("The largest: %(list)s.") % {"list": "; ".join(_named(table, row) for row in rows[:3])}
    low = _("The smallest: %(one)s.") % {"one": _named(table, rows[-1])}
    return [count, top, low] if len(rows) > 1 else [count, top]


def _named(table: FigureTable, row: Figure) -> str:
    return f"{table.areas[row.area].name} ({spoken(row.value, table.decimals)})"


STATUS_WORDS = {
    "B": gettext_noop("series break"),
    "D": gettext_noop("definition differs"),
    "E": gettext_noop("estimated"),
    "G": gettext_noop("experimental"),
    "I": gettext_noop("imputed by the source"),
    "K": gettext_noop("included in another area"),
    "M": gettext_noop("cannot exist"),
    "O": gettext_noop("missing or too few countries"),
    "P": gettext_noop("provisional"),
    "U": gettext_noop("low reliability"),
}


def status_words(letters: set[str]) -> list[tuple[str, str]]:
    """The statuses that occur, with their meaning; normal ones need no word."""
    return [
        (letter, _(STATUS_WORDS[letter])) for letter in sorted(letters) if letter in STATUS_WORDS
    ]
