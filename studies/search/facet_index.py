"""What the search filters, sorts and counts by, of all its entries: kept per process until one changes.

Counting the works of every commission, country, theme, language and year of 25,000 matches takes
PostgreSQL a tenth of a second and numpy a millisecond (docs/decisions/0079), so the database
finds words and this counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection

from core.i18n import languages
from studies.models import SearchGeneration

if TYPE_CHECKING:
    from collections.abc import Collection

LANGUAGES = tuple(languages.NAMES)
"""Languages by the number that stands for them in the index."""
REGION = 0
"""Stands among the countries of works that name none: they are on the whole region of their commissions."""
ENTRIES = """
SELECT edition_id, study_id, array_position(%s::text[], language::text) - 1, year, visible_from - date '1970-01-01'
FROM studies_searchentry ORDER BY year DESC, study_id DESC, edition_id
"""
# What belongs to the work is the same in all its entries, which are written together.
VALUES = """
SELECT study_id, unnest({values})
FROM (SELECT DISTINCT ON (study_id) study_id, commissions, countries, terms FROM studies_searchentry) AS work
"""
COLUMNS = {
    "commissions": "commissions",
    "countries": f"CASE WHEN countries = '{{}}' THEN ARRAY[{REGION}]::smallint[] ELSE countries END",
    "terms": "terms",
}


@dataclass(frozen=True, slots=True)
class Facet:
    """Which works have which values: `values[code[i]]` is a value of the work `work[i]`."""

    work: np.ndarray
    code: np.ndarray
    values: np.ndarray


@dataclass(frozen=True, slots=True)
class FacetIndex:
    """The entries, newest first. Their number in this order is their place.

    Works are numbered too: `study[work[place]]` is the key of the study at a place. A set of entries
    or of works is an array of bool.
    """

    generation: int
    edition: np.ndarray
    language: np.ndarray
    year: np.ndarray
    visible_from: np.ndarray
    work: np.ndarray
    study: np.ndarray
    facets: dict[str, Facet]
    """Of the works, by the names of the fields of `search.Query`."""

    def holds(self, editions: Collection[int]) -> np.ndarray:
        """The entries of these editions."""
        return np.isin(self.edition, np.fromiter(editions, np.int64, len(editions)))

    def works_of(self, entries: np.ndarray) -> np.ndarray:
        """The works that have one of the entries."""
        works = np.zeros(len(self.study), bool)
        works[self.work[entries]] = True
        return works


_indexes: dict[str, FacetIndex] = {}


def facet_index() -> FacetIndex:
    """The entries as they are now: one small query, and four more after a change.

    The generation is read before the entries. If they change in between they are read again next time.
    """
    key = f"{connection.alias}:{connection.settings_dict['NAME']}"
    generation = SearchGeneration.objects.values_list("number", flat=True).first() or 0
    index = _indexes.get(key)
    if index is None or index.generation != generation:
        index = _indexes[key] = _read(generation)
    return index


def _read(generation: int) -> FacetIndex:
    edition, studies, language, year, days = _integers(ENTRIES, [list(LANGUAGES)], 5)
    study, work = np.unique(studies, return_inverse=True)
    return FacetIndex(
        generation,
        edition,
        language,
        year,
        days.astype("datetime64[D]"),
        work,
        study,
        {name: _facet(values, study) for name, values in COLUMNS.items()},
    )


def _facet(values: str, study: np.ndarray) -> Facet:
    studies, keys = _integers(VALUES.format(values=values), [], 2)
    # A study that was added since the entries were read is left for the next time.
    is_indexed = np.isin(studies, study)
    distinct, code = np.unique(keys[is_indexed], return_inverse=True)
    return Facet(np.searchsorted(study, studies[is_indexed]), code, distinct)


def _integers(sql: str, values: list[Any], columns: int) -> np.ndarray:
    """What the statement finds, column by column."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = np.array(cursor.fetchall(), np.int64).reshape(-1, columns)
    return np.ascontiguousarray(rows.T)
