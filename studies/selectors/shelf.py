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
  coalesce(array_agg(array_position(%s::text[], language::text) - 1 ORDER BY edition_id), '{}')::text
FROM studies_searchentry
"""
VALUES = """
SELECT coalesce(array_agg(edition_id ORDER BY edition_id, value), '{{}}')::text,
  coalesce(array_agg(value ORDER BY edition_id, value), '{{}}')::text
FROM studies_searchentry, unnest({values}) AS value
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
class Shelf:
    """Arrays over entries, in the order of edition ids (int32 each).

    `visible` is in days since 1900; `work` numbers the studies from 0 without gaps.
    """

    generation: int
    edition: np.ndarray
    study: np.ndarray
    work: np.ndarray
    year: np.ndarray
    visible: np.ndarray
    language: np.ndarray
    many: dict[str, Many]

    def rows(self, editions: np.ndarray) -> np.ndarray:
        """Positions of sorted edition ids; ids that came after this generation are left out."""
        places = np.searchsorted(self.edition, editions)
        inside = places < len(self.edition)
        places, editions = places[inside], editions[inside]
        return places[self.edition[places] == editions]


_lock = threading.Lock()
_kept: dict[str, Shelf] = {}


def numbers(text: str) -> np.ndarray:
    """The integers of PostgreSQL's "{1,2,3}"."""
    inner = text[1:-1]
    return np.fromstring(inner, np.int32, sep=",") if inner else np.empty(0, np.int32)


def shelf() -> Shelf:
    """The entries as they are now. One small query, and four more after a change."""
    key = f"{connection.alias}:{connection.settings_dict['NAME']}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM studies_searchgeneration WHERE id = 1")
        row = cursor.fetchone()
        generation = row[0] if row else 0
        found = _kept.get(key)
        if found is not None and found.generation == generation:
            return found
        made = _read(cursor, generation)
    with _lock:
        _kept[key] = made
    return made


def _read(cursor, generation: int) -> Shelf:
    cursor.execute(ENTRIES, [list(LANGUAGES)])
    edition, study, year, visible, language = (numbers(text) for text in cursor.fetchone())
    many = {}
    for column, values in COLUMNS.items():
        cursor.execute(VALUES.format(values=values))
        owner, value = (numbers(text) for text in cursor.fetchone())
        row = np.searchsorted(edition, owner)
        inside = (row < len(edition)) & np.isin(owner, edition)
        many[column] = Many(row[inside], value[inside])
    work = np.unique(study, return_inverse=True)[1]
    return Shelf(generation, edition, study, work, year, visible, language, many)
