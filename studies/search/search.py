"""Search over editions of published studies: which match, in what order, how many of each kind.

One narrow row per edition is read (`SearchEntry`). A word is looked up in the forms of all languages
at once, because a reader does not say which one they type. Works are counted, not editions.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection
from django.utils import timezone

from studies.search import matching, ordering, tsqueries
from studies.search.facet_index import LANGUAGES, facet_index
from studies.search.query_parser import ParsedQuery, parse_query
from studies.search.tsqueries import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from studies.search.facet_index import FacetIndex
    from studies.search.matching import Matches
    from studies.search.ordering import Hit

PAGE = 20
MOST_YEARS = 10_000
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
    def parsed(self) -> ParsedQuery:
        """The parts of the text."""
        return parse_query(self.text)


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


def search_studies(query: Query, *, facets: bool = True) -> Results:
    """The page of works asked for: one query without words, four or five with them."""
    wording, index = Wording(), facet_index()
    if query.text.strip():
        wording = tsqueries.wording(query.parsed, query.languages)
        matches = matching.matches(index, wording)
    else:
        matches = matching.everything(index)
    inside = matches.inside & (index.visible_from <= (query.on or timezone.localdate()))
    fits = _fits(index, query)
    chosen = _all(inside, fits.values())
    unread = Unread()
    if wording.phrases or wording.left_out:
        candidates = inside if wording.phrases else inside & matches.doubtful
        dropped, unread = _without_phrases(index, matches, query, wording, candidates, chosen)
        inside, chosen = inside & ~dropped, chosen & ~dropped
    span = slice((query.page - 1) * PAGE, query.page * PAGE)
    newest = query.sort == "newest"
    if wording.strict:
        hits = ordering.best(index, matches, chosen, wording.strict, span, newest=newest)
    else:
        hits = ordering.leading(index, matches, chosen, span, newest=newest)
    all_ranked = not wording.strict or int(chosen.sum()) <= ordering.RANKED
    counts = _counts(index, inside, fits) if facets else {}
    total = int(index.works_of(chosen).sum())
    return Results(total, hits, counts, unread.chosen, unread.any, all_ranked, wording.strict)


@dataclass(frozen=True, slots=True)
class Unread:
    """Whether there were editions that were not read for a phrase: any, and among the chosen."""

    any: bool = False
    chosen: bool = False


def _without_phrases(
    index: FacetIndex,
    matches: Matches,
    query: Query,
    wording: Wording,
    candidates: np.ndarray,
    chosen: np.ndarray,
) -> tuple[np.ndarray, Unread]:
    """Those of the candidates that lack a phrase or have one that is left out, or were not read.

    The CHECKED likeliest are read. Those that the filters let through come first, so a filter
    reaches further.
    """
    newest, limit = query.sort == "newest", ordering.CHECKED
    fitting = ordering.ordered(matches, candidates & chosen, newest=newest)
    excluded = ordering.ordered(matches, candidates & ~chosen, newest=newest)
    likely = np.concatenate([fitting, excluded])
    true = ordering.with_phrases(index, likely[:limit], wording)
    return candidates & ~true, Unread(len(likely) > limit, len(fitting) > limit)


def _all(entries: np.ndarray, masks: Iterable[np.ndarray]) -> np.ndarray:
    """Those of the entries that are in all the masks."""
    return functools.reduce(np.logical_and, masks, entries)


def _fits(index: FacetIndex, query: Query) -> dict[str, np.ndarray]:
    """The entries that each filter lets through, by the facet it belongs to."""
    masks = {}
    for name, facet in index.facets.items():
        if chosen := getattr(query, name):
            works = np.zeros(len(index.study), bool)
            works[facet.work[np.isin(facet.values, chosen)[facet.code]]] = True
            masks[name] = works[index.work]
    if query.languages:
        numbers = [number for number, code in enumerate(LANGUAGES) if code in query.languages]
        masks["languages"] = np.isin(index.language, numbers)
    if query.year_from is not None or query.year_to is not None:
        low = query.year_from if query.year_from is not None else 0
        high = query.year_to if query.year_to is not None else 9999
        masks["years"] = (index.year >= low) & (index.year <= high)
    return masks


def _counts(
    index: FacetIndex, inside: np.ndarray, fits: dict[str, np.ndarray]
) -> dict[str, dict[Any, int]]:
    """Works by value of each facet.

    The numbers beside a facet's values leave that facet's own choice out, so a reader sees what
    choosing another value would give.
    """
    counts_by_facet: dict[str, dict[Any, int]] = {}
    for name in FACETS:
        entries = _all(inside, [mask for facet_name, mask in fits.items() if facet_name != name])
        if name == "languages":
            # A work has at most one edition in each language.
            counts_by_facet[name] = _counts_by_value(
                LANGUAGES, np.bincount(index.language[entries])
            )
        elif name == "years":
            pairs = np.unique(index.work[entries] * MOST_YEARS + index.year[entries])
            counts_by_facet[name] = _counts_by_value(
                range(MOST_YEARS), np.bincount(pairs % MOST_YEARS)
            )
        else:
            facet, works = index.facets[name], index.works_of(entries)
            counts = np.bincount(facet.code[works[facet.work]])
            counts_by_facet[name] = _counts_by_value(facet.values.tolist(), counts)
    return counts_by_facet


def _counts_by_value(values: Iterable[Any], works: np.ndarray) -> dict[Any, int]:
    """Works by value, without values that have none."""
    return {value: count for value, count in zip(values, works.tolist(), strict=False) if count}


def corrected(query: Query) -> str:
    """The text with unknown words replaced by the likest known ones; "" when nothing is likelier.

    Words are compared by their trigrams (pg_trgm); of equally like ones the more frequent wins.
    """
    changed = query.text
    with connection.cursor() as cursor:
        for part in query.parsed.required:
            for word in part.text.split():
                if len(word) < 4:
                    continue
                cursor.execute(LIKEST, [word.lower()] * 3)
                row = cursor.fetchone()
                if row and row[0] != word.lower():
                    changed = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", row[0], changed)
    if changed == query.text:
        return ""
    better = search_studies(replace(query, text=changed, page=1))
    return changed if better.total else ""


LIKEST = """
SELECT word FROM studies_searchword WHERE word %% %s
ORDER BY (word = %s) DESC, similarity(word, %s) DESC, editions DESC, word LIMIT 1
"""
