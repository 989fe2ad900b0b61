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

from migration_portal.core import languages
from studies.selectors.shelf import LANGUAGES, numbers, shelf
from studies.services.indexing import config, searchable
from studies.words import Asked, Part, asked, respelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from studies.selectors.shelf import Shelf

PAGE = 20
RANKED = 3000
"""Matching editions that are ordered by how well they fit; of more, the newest."""
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
class Hit:
    """A work that fits, in the edition that fits best."""

    study_id: int
    edition_id: int
    language: str
    where: str
    """`title`, `head` (abstract, names, recommendations) or `files`; "" without words."""


@dataclass(frozen=True, slots=True)
class Results:
    """One page of works, with how many there are of each kind."""

    total: int
    hits: list[Hit]
    facets: dict[str, dict[Any, int]]
    reachable: int
    """Works that the pages lead to; less than `total` when too many match to rank all."""
    tsquery: str = ""


def tsquery(wanted: Asked, only: tuple[str, ...] = ()) -> tuple[str, str]:
    """Two queries as text: all words in any order (for the index), and with phrases in their order.

    Each is the alternative of the forms in every language (or in `only`), so "remesas" is found
    by its Spanish stem whatever the language of the page.
    """
    loose, strict, values = [], [], []
    for language, asked_for in _spellings(wanted, only or tuple(languages.NAMES)):
        parts = [_part(part, language) for part in asked_for]
        loose.append(" && ".join(sql for sql, _exact, _v in parts))
        strict.append(" && ".join(exact for _sql, exact, _v in parts))
        values.append([value for *_, vs in parts for value in vs])
    sql = "SELECT " + ", ".join(f"({one})::text" for one in (*loose, *strict))
    flat = [value for vs in values for value in vs]
    with connection.cursor() as cursor:
        cursor.execute(sql, flat * 2)
        row = cursor.fetchone()
    half = len(row) // 2
    return _either(row[:half]), _either(row[half:])


def _spellings(wanted: Asked, among: tuple[str, ...]) -> Iterator[tuple[str, tuple[Part, ...]]]:
    """Each language with the parts; Arabic twice when its words may be written otherwise."""
    for language in among:
        yield language, wanted.parts
        otherwise = respelled(wanted.parts) if language == "ar" else wanted.parts
        if otherwise != wanted.parts:
            yield language, otherwise


def _either(queries: tuple[str, ...]) -> str:
    different = list(dict.fromkeys(query for query in queries if query))
    return " | ".join(f"({query})" for query in different)


def _part(part: Part, language: str) -> tuple[str, str, list[str]]:
    """SQL of a part without and with the order of its words, and the values of either."""
    text = searchable(language, part.text)
    name = config(language)
    if part.prefix:
        loose = strict = "to_tsquery(%s::regconfig, %s)"
        text = "'" + text.replace("'", "''").replace("\\", "\\\\") + "':*"
    else:
        loose = "plainto_tsquery(%s::regconfig, %s)"
        together = part.phrase or text != part.text
        strict = "phraseto_tsquery(%s::regconfig, %s)" if together else loose
    if part.negated:
        loose, strict = f"!!({loose})", f"!!({strict})"
    return loose, strict, [name, text]


EXACT = """ AND (head @@ %(strict)s::tsquery OR EXISTS (
  SELECT FROM studies_studyfile file JOIN studies_filepage page ON page.file_id = file.id
  WHERE file.edition_id = entry.edition_id AND page.vector @@ %(strict)s::tsquery))"""
# PostgreSQL does not reckon what unpacking a vector costs, and would read every one without this.
BY_INDEX = "SET LOCAL enable_seqscan = off; "
MATCHING = "SELECT array_agg(edition_id)::text FROM studies_searchentry entry WHERE words @@ %(loose)s::tsquery"


def found(query: Query, *, facets: bool = True) -> Results:
    """The page of works asked for: one query without words, four with them."""
    all_of_them = shelf()
    values: dict[str, Any] = {}
    rows = np.arange(len(all_of_them.edition))
    if query.text.strip():
        if not query.asked.parts:
            rows = rows[:0]
        else:
            values["loose"], values["strict"] = tsquery(query.asked, query.languages)
            rows = all_of_them.rows(_matching(query, values))
    today = query.on or timezone.localdate()
    rows = rows[all_of_them.visible[rows] <= (today - FIRST_DAY).days]
    fits = _fits(all_of_them, query, rows)
    chosen = rows[np.logical_and.reduce([np.ones(len(rows), bool), *fits.values()])]
    works = len(np.unique(all_of_them.work[chosen]))
    counted = _counts(all_of_them, rows, fits) if facets else {}
    if values:
        best = _ranked(query, all_of_them, chosen, values)
        hits = best[(query.page - 1) * PAGE : query.page * PAGE]
        return Results(works, hits, counted, len(best), values["strict"])
    return Results(works, _newest(query, all_of_them, chosen), counted, works)


def _matching(query: Query, values: dict[str, Any]) -> np.ndarray:
    """Sorted ids of the editions with all words, and with the phrases where there are any."""
    with connection.cursor() as cursor:
        cursor.execute(BY_INDEX + MATCHING + (EXACT if query.asked.has_phrase else ""), values)
        return np.sort(numbers(cursor.fetchone()[0] or "{}"))


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
        left = rows[np.logical_and.reduce([np.ones(len(rows), bool), *others])]
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


RANK = """
WITH ranked AS MATERIALIZED (
  SELECT study_id, edition_id, language, year, ts_rank(head, %(strict)s::tsquery, 1) AS rank,
    CASE WHEN title @@ %(strict)s::tsquery THEN 0 WHEN head @@ %(strict)s::tsquery THEN 1 ELSE 2 END AS tier
  FROM studies_searchentry WHERE edition_id = ANY(%(editions)s)),
best AS (SELECT DISTINCT ON (study_id) *, (language = %(reader)s) AS preferred FROM ranked
  ORDER BY study_id, tier, (language = %(reader)s) DESC, rank DESC, edition_id)
SELECT study_id, edition_id, language, tier FROM best ORDER BY {order}
"""
ORDERS = {
    "relevance": "tier, rank DESC, preferred DESC, year DESC, study_id DESC",
    "newest": "year DESC, tier, rank DESC, study_id DESC",
}
WHERE_IT_MATCHED = {0: "title", 1: "head", 2: "files"}


def _ranked(query: Query, entries: Shelf, rows: np.ndarray, values: dict[str, Any]) -> list[Hit]:
    """The works, best first: title before abstract before files, then by ts_rank.

    Ranking reads the vectors of every edition it orders, so of more than RANKED only the newest
    are ordered; the page says so.
    """
    if len(rows) > RANKED:
        newest = np.lexsort((entries.study[rows], entries.year[rows]))[::-1]
        rows = rows[newest[:RANKED]]
    values["editions"] = entries.edition[rows].tolist()
    values["reader"] = languages.reader_language()
    with connection.cursor() as cursor:
        cursor.execute(RANK.format(order=ORDERS[query.sort]), values)
        return [
            Hit(study, edition, language, WHERE_IT_MATCHED[tier])
            for study, edition, language, tier in cursor.fetchall()
        ]


def _newest(query: Query, entries: Shelf, rows: np.ndarray) -> list[Hit]:
    """A page of works, newest first; each in the reader's language where there is such an edition."""
    order = [languages.reader_language(), *LANGUAGES]
    rows = rows[np.lexsort((-entries.study[rows], -entries.year[rows]))]
    _studies, first = np.unique(entries.study[rows], return_index=True)
    leaders = rows[np.sort(first)][(query.page - 1) * PAGE : query.page * PAGE]
    hits = []
    for study in entries.study[leaders].tolist():
        own = np.flatnonzero(entries.study[rows] == study)
        best = rows[own[np.argmin(_liking(entries, rows[own], order))]]
        hits.append(Hit(study, int(entries.edition[best]), LANGUAGES[entries.language[best]], ""))
    return hits


def _liking(entries: Shelf, rows: np.ndarray, order: list[str]) -> np.ndarray:
    """int[rows]: the place of each entry's language in the reader's order."""
    return np.array([order.index(code) for code in LANGUAGES])[entries.language[rows]]


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
