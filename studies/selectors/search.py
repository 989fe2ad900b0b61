"""Search over editions of published studies: which match, in what order, how many of each kind.

One narrow row per edition is read (`SearchEntry`). A word is looked up in the forms of all languages
at once, because a reader does not say which one they type. Works are counted, not editions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection
from django.utils import timezone

from studies.selectors import ordering
from studies.selectors.finding import NOWHERE, tiers
from studies.selectors.shelf import LANGUAGES, shelf
from studies.selectors.tsqueries import tsquery
from studies.words import Asked, asked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from studies.selectors.ordering import Hit
    from studies.selectors.shelf import Shelf

PAGE = 20
FIRST_DAY = date(1900, 1, 1)
FACETS = ("commissions", "terms", "countries", "languages", "years")


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched. Within a filter any value fits, all filters must fit."""

    text: str = ""
    commissions: tuple[int, ...] = ()
    countries: tuple[int, ...] = ()
    """REGION stands for works on a whole region."""
    terms: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    sort: str = "relevance"
    page: int = 1
    on: date | None = None

    @property
    def asked(self) -> Asked:
        """The parts of the text."""
        return asked(self.text)


@dataclass(frozen=True, slots=True)
class Results:
    """One page of works, with how many there are of each kind."""

    total: int
    hits: list[Hit]
    facets: dict[str, dict[Any, int]]
    at_least: bool = False
    """Whether there may be more than `total`: only so many editions are read for a phrase."""
    ranked: bool = True
    """Whether all were compared for how well they fit; else the first `ordering.RANKED` editions."""
    tsquery: str = ""


def found(query: Query, *, facets: bool = True) -> Results:
    """The page of works asked for: one query without words, four or five with them."""
    loose = strict = ""
    if query.text.strip():
        if query.asked.parts:
            loose, strict = tsquery(query.asked, query.languages)
        entries, tier = tiers(loose)
    else:
        entries = shelf()
        tier = np.zeros(len(entries.edition), np.uint8)
    today = query.on or timezone.localdate()
    inside = (tier < NOWHERE) & (entries.visible <= (today - FIRST_DAY).days)
    rows = np.flatnonzero(inside)
    fits = _fits(entries, query, rows)
    at_least = False
    if strict and query.asked.has_phrase:
        kept, at_least = _in_order(entries, query, tier, rows, fits, strict)
        rows, fits = rows[kept], {name: mask[kept] for name, mask in fits.items()}
    chosen = rows[_all(fits.values(), rows)]
    counted = _counts(entries, rows, fits) if facets else {}
    ordered = ordering.ordered(entries, tier, chosen, newest=query.sort == "newest")
    span = slice((query.page - 1) * PAGE, query.page * PAGE)
    if strict:
        hits = ordering.best(entries, tier, ordered, strict, span, newest=query.sort == "newest")
    else:
        hits = ordering.leading(entries, tier, ordered, span)
    every = len(ordered) <= ordering.RANKED
    return Results(_works(entries, chosen), hits, counted, at_least, every or not strict, strict)


def _in_order(
    entries: Shelf, query: Query, tier: np.ndarray, rows: np.ndarray,
    fits: dict[str, np.ndarray], strict: str,
) -> tuple[np.ndarray, bool]:  # fmt: skip
    """bool[rows]: which have the phrases, of the CHECKED likeliest; and whether others may have them too.

    Those that the filters let through come first, so a filter reaches further.
    """
    fitting = _all(fits.values(), rows)
    newest = query.sort == "newest"
    likely = np.concatenate([
        ordering.ordered(entries, tier, rows[fitting], newest=newest),
        ordering.ordered(entries, tier, rows[~fitting], newest=newest),
    ])  # fmt: skip
    true = ordering.with_phrases(entries, likely[: ordering.CHECKED], strict)
    return np.isin(rows, true), int(np.count_nonzero(fitting)) > ordering.CHECKED


def _all(masks: Iterable[np.ndarray], rows: np.ndarray) -> np.ndarray:
    """bool[rows]: where all the masks hold."""
    return np.logical_and.reduce([np.ones(len(rows), bool), *masks])


def _works(entries: Shelf, rows: np.ndarray) -> int:
    ticks = np.zeros(len(entries.work), bool)
    ticks[entries.work[rows]] = True
    return int(np.count_nonzero(ticks))


def _fits(entries: Shelf, query: Query, rows: np.ndarray) -> dict[str, np.ndarray]:
    """bool[rows] for each filter that is set, by the facet it belongs to."""
    found = {}
    for name in ("commissions", "countries", "terms"):
        if chosen := getattr(query, name):
            found[name] = entries.many[name].any_of(chosen, len(entries.edition))[rows]
    if query.languages:
        wanted = [LANGUAGES.index(code) for code in query.languages]
        found["languages"] = np.isin(entries.language[rows], wanted)
    if query.year_from is not None or query.year_to is not None:
        years = entries.year[rows]
        low = query.year_from if query.year_from is not None else 0
        high = query.year_to if query.year_to is not None else 9999
        found["years"] = (years >= low) & (years <= high)
    return found


def _counts(
    entries: Shelf, rows: np.ndarray, fits: dict[str, np.ndarray]
) -> dict[str, dict[Any, int]]:
    """Works by value of each facet.

    The numbers beside a facet's values leave that facet's own choice out, so a reader sees what
    choosing another value would give.
    """
    found: dict[str, dict[Any, int]] = {}
    for name in FACETS:
        others = [mask for other, mask in fits.items() if other != name]
        left = rows[_all(others, rows)]
        if name == "languages":
            tally = _tally(entries.work[left], entries.language[left])
            found[name] = {LANGUAGES[value]: works for value, works in tally.items()}
        elif name == "years":
            found[name] = _tally(entries.work[left], entries.year[left])
        else:
            many = entries.many[name]
            inside = np.zeros(len(entries.edition), bool)
            inside[left] = True
            kept = inside[many.row]
            found[name] = _tally(entries.work[many.row[kept]], many.value[kept])
    return found


def _tally(works: np.ndarray, values: np.ndarray) -> dict[int, int]:
    """Different works of each value, by a table with a tick for each pair that occurs."""
    if not len(works):
        return {}
    different, place = np.unique(values, return_inverse=True)
    ticks = np.zeros((len(different), int(works.max()) + 1), bool)
    ticks[place, works] = True
    return dict(zip(different.tolist(), np.count_nonzero(ticks, axis=1).tolist(), strict=True))


def corrected(query: Query) -> str:
    """The text with unknown words replaced by the likest known ones; "" when nothing is likelier.

    Words are compared by their trigrams (pg_trgm); of equally like ones the more frequent wins.
    """
    changed = query.text
    with connection.cursor() as cursor:
        for part in query.asked.wanted:
            for word in part.text.split():
                if len(word) < 4:
                    continue
                cursor.execute(LIKEST, [word.lower()] * 3)
                row = cursor.fetchone()
                if row and row[0] != word.lower():
                    changed = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", row[0], changed)
    if changed == query.text:
        return ""
    better = found(replace(query, text=changed, page=1))
    return changed if better.total else ""


LIKEST = """
SELECT word FROM studies_searchword WHERE word %% %s
ORDER BY (word = %s) DESC, similarity(word, %s) DESC, editions DESC, word LIMIT 1
"""
