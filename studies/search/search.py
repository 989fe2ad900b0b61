"""Search over editions of published studies: which match, in what order, how many of each kind.

One narrow row per edition is read (`SearchEntry`). A word is looked up in the forms of all languages
at once, because a reader does not say which one they type. Works are counted, not editions.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection
from django.utils import timezone

from studies.postings import counted
from studies.search import ordering, tsqueries
from studies.search.query_parser import Asked, asked
from studies.search.tsqueries import Wording
from studies.selectors import finding
from studies.selectors.shelf import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from studies.search.ordering import Hit
    from studies.selectors.finding import Standing
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
    facets_at_least: bool = False
    """The same of the numbers of the facets, which look beyond the filters."""
    ranked: bool = True
    """Whether all were compared for how well they fit; else the first `ordering.RANKED` editions."""
    tsquery: str = ""


def found(query: Query, *, facets: bool = True) -> Results:
    """The page of works asked for: one query without words, four or five with them."""
    wording = Wording()
    if query.text.strip():
        wording = tsqueries.wording(query.asked, query.languages)
        entries, standing = finding.standing(wording)
    else:
        entries, standing = finding.everything()
    today = query.on or timezone.localdate()
    visible = np.packbits(entries.visible <= (today - FIRST_DAY).days)
    inside = standing.inside & visible
    fits = _fits(entries, query)
    chosen = _all(inside, fits.values())
    unread = Unread()
    if wording.phrases or wording.left_out:
        asked = inside if wording.phrases else inside & standing.doubtful
        dropped, unread = _without_phrases(entries, standing, query, wording, asked, chosen)
        inside, chosen = inside & ~dropped, chosen & ~dropped
    span = slice((query.page - 1) * PAGE, query.page * PAGE)
    newest = query.sort == "newest"
    if wording.strict:
        hits = ordering.best(entries, standing, chosen, wording.strict, span, newest=newest)
    else:
        hits = ordering.leading(entries, standing, chosen, span, newest=newest)
    every = int(counted(chosen.reshape(-1))) <= ordering.RANKED or not wording.strict
    counts = _counts(entries, inside, fits) if facets else {}
    return Results(
        int(counted(_works(chosen))), hits, counts, unread.chosen, unread.any, every, wording.strict
    )


@dataclass(frozen=True, slots=True)
class Unread:
    """Whether there were editions that were not read for a phrase: any, and among the chosen."""

    any: bool = False
    chosen: bool = False


def _without_phrases(
    entries: Shelf, standing: Standing, query: Query, wording: Wording,
    asked: np.ndarray, chosen: np.ndarray,
) -> tuple[np.ndarray, Unread]:  # fmt: skip
    """Bits of those of `asked` that lack a phrase or have one that is left out, or were not read.

    The CHECKED likeliest are read. Those that the filters let through come first, so a filter
    reaches further.
    """
    newest, most = query.sort == "newest", ordering.CHECKED
    fitting, others = asked & chosen, asked & ~chosen
    likely = ordering.ordered(entries, standing, fitting, newest=newest, most=most)
    left = most - len(likely)
    if left:
        rest = ordering.ordered(entries, standing, others, newest=newest, most=left)
        likely = np.concatenate([likely, rest])
    true = entries.bits(ordering.with_phrases(entries, likely, wording))
    of_fitting = int(counted(fitting.reshape(-1)))
    return asked & ~true, Unread(
        of_fitting + int(counted(others.reshape(-1))) > most, of_fitting > most
    )


def _all(bits: np.ndarray, masks: Iterable[np.ndarray]) -> np.ndarray:
    """Those of the bits that are in all the masks."""
    return functools.reduce(np.bitwise_and, masks, bits)


def _works(bits: np.ndarray) -> np.ndarray:
    """Bits of the works of these editions."""
    return np.bitwise_or.reduce(bits, axis=0)


def _fits(entries: Shelf, query: Query) -> dict[str, np.ndarray]:
    """Bits of the editions, or of their works, for each filter that is set, by the facet it belongs to."""
    found = {}
    for name, sets in entries.works.items():
        if chosen := getattr(query, name):
            found[name] = sets.any_of(np.isin(sets.values, chosen))
    if query.languages:
        wanted = np.array([code in query.languages for code in LANGUAGES])
        found["languages"] = np.where(wanted, np.uint8(0xFF), np.uint8(0))[:, None]
    if query.year_from is not None or query.year_to is not None:
        years = entries.years.values
        low = query.year_from if query.year_from is not None else 0
        high = query.year_to if query.year_to is not None else 9999
        found["years"] = entries.years.any_of((years >= low) & (years <= high))
    return found


def _counts(
    entries: Shelf, inside: np.ndarray, fits: dict[str, np.ndarray]
) -> dict[str, dict[Any, int]]:
    """Works by value of each facet.

    The numbers beside a facet's values leave that facet's own choice out, so a reader sees what
    choosing another value would give.
    """
    found: dict[str, dict[Any, int]] = {}
    for name in FACETS:
        left = _all(inside, [mask for other, mask in fits.items() if other != name])
        if name == "languages":
            found[name] = _told(LANGUAGES, counted(left))
        elif name == "years":
            works = np.bitwise_or.reduce(entries.years.bits & left, axis=1)
            found[name] = _told(entries.years.values.tolist(), counted(works))
        else:
            sets = entries.works[name]
            found[name] = _told(sets.values.tolist(), counted(sets.bits & _works(left)))
    return found


def _told(values: Iterable[Any], works: np.ndarray) -> dict[Any, int]:
    """Works by value, without values that have none."""
    return {value: count for value, count in zip(values, works.tolist(), strict=True) if count}


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
