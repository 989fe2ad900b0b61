"""What a chart shows, in a few plain sentences, for those who hear it and those who read it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from core.i18n.numbers import number, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indicators.analysis.figure_table import Figure, FigureTable

MOST = 6


def of_lines(table: FigureTable, order: Sequence[str]) -> list[str]:
    """For each area: first and newest figure, and the highest in between."""
    sentences = []
    for area in order[:MOST]:
        rows = [row for row in table.rows if row.area == area and row.value is not None]
        if rows:
            sentences.append(_line(table, rows))
    remaining = len({row.area for row in table.rows if row.value is not None}) - len(sentences)
    if remaining > 0:
        sentence = ngettext(
            "%(n)s more is in the table.", "%(n)s more are in the table.", remaining
        )
        sentences.append(sentence % {"n": number(remaining)})
    return sentences


def of_side_by_side(table: FigureTable, order: Sequence[str]) -> list[str]:
    """How many areas have a line, the highest newest figures, and how many rose and fell."""
    lines = [
        [row for row in table.rows if row.area == area and row.value is not None] for area in order
    ]
    lines = [rows for rows in lines if rows]
    if not lines:
        return []
    count = ngettext(
        "%(n)s country or area side by side.", "%(n)s countries and areas side by side.", len(lines)
    )
    newest = sorted((rows[-1] for rows in lines), key=lambda row: -(row.value or 0.0))
    top = "; ".join(_named(table, row, with_year=True) for row in newest[:3])
    rose = sum((rows[-1].value or 0) > (rows[0].value or 0) for rows in lines)
    fell = sum((rows[-1].value or 0) < (rows[0].value or 0) for rows in lines)
    return [
        count % {"n": number(len(lines))},
        _("The highest newest figures: %(list)s.") % {"list": top},
        _("From the first to the newest figure %(rose)s rose and %(fell)s fell.")
        % {"rose": number(rose), "fell": number(fell)},
    ]


def of_events(count: int, left_out: int) -> list[str]:
    """How many events the time axis shows; what is left out is said."""
    if not count:
        return []
    counted = ngettext(
        "%(n)s event is marked on the time axis; it is listed with its record below.",
        "%(n)s events are marked on the time axis; they are listed with their records below.",
        count,
    )
    older = ngettext("%(n)s older event is left out.", "%(n)s older events are left out.", left_out)
    sentences = [counted % {"n": number(count)}]
    return [*sentences, older % {"n": number(left_out)}] if left_out else sentences


def _line(table: FigureTable, rows: list[Figure]) -> str:
    first, last = rows[0], rows[-1]
    highest = max(rows, key=lambda row: row.value or 0.0)
    values = {
        "area": table.areas[first.area].name,
        "first": spoken(first.value, table.decimals),
        "first_year": first.year,
        "last": spoken(last.value, table.decimals),
        "last_year": last.year,
        "high": spoken(highest.value, table.decimals),
        "high_year": highest.year,
    }
    if len(rows) == 1:
        return _("%(area)s: %(last)s in %(last_year)s.") % values
    if highest in (first, last):
        return (
            _("%(area)s: from %(first)s in %(first_year)s to %(last)s in %(last_year)s.") % values
        )
    return (
        _(
            "%(area)s: from %(first)s in %(first_year)s to %(last)s in %(last_year)s,"
            " with its highest figure, %(high)s, in %(high_year)s."
        )
        % values
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
    sentences = [count, top, low] if len(rows) > 1 else [count, top]
    shared = sum(n for n in Counter(row.value for row in rows).values() if n > 1)
    if shared:
        tied = ngettext(
            "%(n)s of them shares its place with another.",
            "%(n)s of them share their place with another.",
            shared,
        )
        sentences.append(tied % {"n": number(shared)})
    return sentences


def _named(table: FigureTable, row: Figure, *, with_year: bool = False) -> str:
    value = spoken(row.value, table.decimals)
    return f"{table.areas[row.area].name} ({f'{value}, {row.year}' if with_year else value})"


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
