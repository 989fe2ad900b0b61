"""All entries of the search as arrays, kept per process until one of them changes.

Counting the works of every commission, country, theme, language and year of 25,000 matches takes
PostgreSQL a third of a second and numpy some milliseconds, so the database finds words and this
counts (see docs/decisions.md).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
from django.db import connection

from migration_portal.core import languages

LANGUAGES = tuple(languages.NAMES)
REGION = 0
"""Stands among the countries of works that name none: they are on the whole region of their commissions."""
ENTRIES = """
SELECT coalesce(array_agg(edition_id ORDER BY edition_id), '{}')::text,
  coalesce(array_agg(study_id ORDER BY edition_id), '{}')::text,
  coalesce(array_agg(year ORDER BY edition_id), '{}')::text,
  coalesce(array_agg(visible_from - date '1900-01-01' ORDER BY edition_id), '{}')::text,
  coalesce(array_agg(array_position(%s::text[], language::text) - 1 ORDER BY edition_id), '{}')::text,
  coalesce(array_agg(generation ORDER BY edition_id), '{}')::text
FROM studies_searchentry
"""
VALUES = """
SELECT coalesce(array_agg(edition_id ORDER BY edition_id, value), '{{}}')::text,
  coalesce(array_agg(value ORDER BY edition_id, value), '{{}}')::text
FROM studies_searchentry, unnest({values}) AS value
"""
STATE = """
SELECT (SELECT number FROM studies_searchgeneration WHERE id = 1), (SELECT max(number) FROM studies_searchbase)
"""
COLUMNS = {
    "commissions": "commissions",
    "countries": f"CASE WHEN countries = '{{}}' THEN ARRAY[{REGION}]::smallint[] ELSE countries END",
    "terms": "terms",
}


@dataclass(frozen=True, slots=True)
class Many:
    """Values of entries that may have several: `row[i]` is the entry of `value[i]`."""

    row: np.ndarray
    value: np.ndarray

    def any_of(self, chosen: tuple[int, ...], entries: int) -> np.ndarray:
        """bool[entries]: whether the entry has one of the values."""
        has = np.zeros(entries, bool)
        has[self.row[np.isin(self.value, chosen)]] = True
        return has


@dataclass(frozen=True, slots=True)
class Base:
    """The base of postings beside the shelf: `row[i]` (int32) is the entry at place `place[i]` of its `size`.

    Places whose entry is gone, or was written again since, are left out.
    """

    number: int
    size: int
    place: np.ndarray
    row: np.ndarray


@dataclass(frozen=True, slots=True)
class Shelf:
    """Arrays over entries, in the order of edition ids (int32 each).

    `visible` is in days since 1900; `work` numbers the studies from 0 without gaps. `newest` are
    all rows by year and study, newest first; `newer` the rows that the base does not hold.
    """

    state: tuple[int, int]
    """Numbers of the generation and of the base, 0 where there is none."""
    edition: np.ndarray
    study: np.ndarray
    work: np.ndarray
    year: np.ndarray
    visible: np.ndarray
    language: np.ndarray
    many: dict[str, Many]
    newest: np.ndarray
    base: Base | None
    newer: np.ndarray

    def rows(self, editions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which of these edition ids are here, bool[editions], and the rows of those that are."""
        places = np.minimum(np.searchsorted(self.edition, editions), len(self.edition) - 1)
        here = (
            self.edition[places] == editions if len(self.edition) else np.zeros(len(editions), bool)
        )
        return here, places[here]


_lock = threading.Lock()
_kept: dict[str, Shelf] = {}


def numbers(text: str, kind: type = np.int32) -> np.ndarray:
    """The integers of PostgreSQL's "{1,2,3}"."""
    inner = text[1:-1]
    return np.fromstring(inner, kind, sep=",") if inner else np.empty(0, kind)


def shelf() -> Shelf:
    """The entries as they are now. One small query, and five more after a change."""
    key = f"{connection.alias}:{connection.settings_dict['NAME']}"
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        generation, base = cursor.fetchone()
        state = generation or 0, base or 0
        found = _kept.get(key)
        if found is not None and found.state == state:
            return found
        made = _read(cursor, state)
    with _lock:
        _kept[key] = made
    return made


def _read(cursor, state: tuple[int, int]) -> Shelf:
    cursor.execute(ENTRIES, [list(LANGUAGES)])
    *columns, generations = cursor.fetchone()
    edition, study, year, visible, language = (numbers(text) for text in columns)
    many = {}
    for column, values in COLUMNS.items():
        cursor.execute(VALUES.format(values=values))
        owner, value = (numbers(text) for text in cursor.fetchone())
        row = np.searchsorted(edition, owner)
        inside = (row < len(edition)) & np.isin(owner, edition)
        many[column] = Many(row[inside], value[inside])
    work = np.unique(study, return_inverse=True)[1]
    newest = np.lexsort((edition, -study, -year)).astype(np.int32)
    base = _base(cursor, edition, numbers(generations, np.int64))
    newer = np.ones(len(edition), bool)
    if base is not None:
        newer[base.row] = False
    return Shelf(
        state, edition, study, work, year, visible, language, many,
        newest, base, np.flatnonzero(newer),
    )  # fmt: skip


def _base(cursor, edition: np.ndarray, generation: np.ndarray) -> Base | None:
    """The base, as far as it holds the entries in the generation they are in now."""
    cursor.execute("SELECT number, editions, generations FROM studies_searchbase")
    found = cursor.fetchone()
    if found is None:
        return None
    number, editions, generations = found
    held, written = np.frombuffer(editions, "<i4"), np.frombuffer(generations, "<i8")
    _same, place, row = np.intersect1d(held, edition, assume_unique=True, return_indices=True)
    kept = written[place] == generation[row]
    return Base(number, len(held), place[kept].astype(np.int32), row[kept].astype(np.int32))
