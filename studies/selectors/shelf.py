"""All entries of the search as sets of bits, kept per process until one of them changes.

Counting the works of every commission, country, theme, language and year of 25,000 matches takes
PostgreSQL a third of a second and numpy a fraction of a millisecond, so the database finds words
and this counts (see docs/decisions.md).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
from django.db import connection

from core.i18n import languages
from studies.postings import bits_at, padded

LANGUAGES = tuple(languages.NAMES)
"""The planes, in this order; the base of postings has them too, so it is built anew when they change."""
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
# What belongs to the work is the same in all its entries, which are written together.
VALUES = """
SELECT coalesce(array_agg(study_id), '{{}}')::text, coalesce(array_agg(value), '{{}}')::text
FROM (SELECT DISTINCT ON (study_id) * FROM studies_searchentry) entry, unnest({values}) AS value
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
class Sets:
    """Bits of the works, or of the editions by plane, that have each value: `bits[i]` of `values[i]`."""

    values: np.ndarray
    bits: np.ndarray

    def any_of(self, wanted: np.ndarray) -> np.ndarray:
        """Bits of those that have one of the values; `wanted` is bool[values]."""
        found: np.ndarray = np.bitwise_or.reduce(self.bits[wanted], axis=0)
        return found


@dataclass(frozen=True, slots=True)
class Base:
    """The base of postings beside the shelf: the places of its editions by number, and its planes' bits."""

    number: int
    places: np.ndarray
    stride: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """Entries by place: plane of the language times `stride` plus number of the work.

    Works of the base come first and in its order, so its bits fit into these. `visible` is in days
    since 1900, of each work. `newest` are all places by year and study, newest first, and `rank` where
    each stands in it. `held` are bits of the entries that the base holds in the state they are in
    now, `newer` the places of the others.
    """

    state: tuple[int, int]
    """Numbers of the generation and of the base, 0 where there is none."""
    stride: int
    study: np.ndarray
    edition: np.ndarray
    visible: np.ndarray
    works: dict[str, Sets]
    years: Sets
    newest: np.ndarray
    rank: np.ndarray
    held: np.ndarray
    newer: np.ndarray
    base: Base | None

    @property
    def size(self) -> int:
        """Bits of all planes."""
        return len(LANGUAGES) * self.stride

    def bits(self, places: np.ndarray) -> np.ndarray:
        """uint8[planes, stride / 8] with these places."""
        return bits_at(places, self.size).reshape(len(LANGUAGES), -1)

    def places(self, editions: np.ndarray) -> np.ndarray:
        """The places of those of these editions that are here."""
        return self.newest[np.isin(self.edition[self.newest], editions)]


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
    cursor.execute("SELECT number, studies, places, generations FROM studies_searchbase")
    number, first, *held = cursor.fetchone() or (0, b"", b"", b"")
    first = np.frombuffer(first, "<i4")
    cursor.execute(ENTRIES, [list(LANGUAGES)])
    *columns, generations = cursor.fetchone()
    edition, study, year, visible, language = (numbers(text) for text in columns)
    studies = np.concatenate([first, np.setdiff1d(study, first)])
    stride = padded(len(studies))
    order = np.argsort(studies)
    work = order[np.searchsorted(studies, study, sorter=order)]
    place = language * stride + work
    base = Base(number, np.frombuffer(held[0], "<i4"), padded(len(first))) if number else None
    known = _known(base, stride, np.frombuffer(held[1], "<i8"))
    same = known[place] == numbers(generations, np.int64)
    works = {
        name: _sets(cursor, values, studies, order, stride) for name, values in COLUMNS.items()
    }
    newest = place[np.lexsort((edition, -study, -year))].astype(np.int32)
    size = len(LANGUAGES) * stride
    return Shelf(
        state, stride, _by(work, study, stride), _by(place, edition, size), _by(work, visible, stride),
        works, _years(year, place, size), newest, _by(newest, np.arange(len(newest)), size),
        bits_at(place[same], size).reshape(len(LANGUAGES), -1), place[~same], base,
    )  # fmt: skip


def _by(places: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """int32[size]: the values at their places, 0 elsewhere."""
    found = np.zeros(size, np.int32)
    found[places] = values
    return found


def _known(base: Base | None, stride: int, generations: np.ndarray) -> np.ndarray:
    """int64 by place: the generation in which the base holds the entry, -1 where it does not."""
    found = np.full(len(LANGUAGES) * stride, -1, np.int64)
    if base is not None:
        plane, work = np.divmod(base.places, base.stride)
        found[plane * stride + work] = generations
    return found


def _sets(cursor, values: str, studies: np.ndarray, order: np.ndarray, stride: int) -> Sets:
    cursor.execute(VALUES.format(values=values))
    study, value = (numbers(text) for text in cursor.fetchone())
    known = np.isin(study, studies)
    work = order[np.searchsorted(studies, study[known], sorter=order)]
    return _grouped(value[known], work, stride)


def _years(year: np.ndarray, place: np.ndarray, size: int) -> Sets:
    found = _grouped(year, place, size)
    planes = (len(found.values), len(LANGUAGES), size // len(LANGUAGES) // 8)
    return Sets(found.values, found.bits.reshape(planes))


def _grouped(value: np.ndarray, place: np.ndarray, size: int) -> Sets:
    """The places of each value as bits."""
    values, which = np.unique(value, return_inverse=True)
    ticks = np.zeros((len(values), size // 8), np.uint8)
    np.bitwise_or.at(ticks, (which, place >> 3), (128 >> (place & 7)).astype(np.uint8))
    return Sets(values, ticks)
