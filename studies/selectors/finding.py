"""Where the words of a query stand: from the postings, and from the index for what is newer than they.

The postings are joined as bits of editions in each field, so a word of half the editions costs as little
as a rare one. Entries written since the base was built are looked up among themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection

from studies.postings import has, joined, parsed
from studies.selectors.shelf import LANGUAGES, numbers, shelf

if TYPE_CHECKING:
    from studies.postings import Lexeme, Wanted
    from studies.search.tsqueries import Wording
    from studies.selectors.shelf import Base, Shelf

TITLE, HEAD, FILES = range(3)
"""Tiers: where all the words stand together. Also the fields of a posting."""
FIELDS = 3
# The number comes with the postings, in one snapshot: a base that was replaced in between is noticed.
POSTINGS = """
SELECT base.number, asked.* FROM studies_searchbase base LEFT JOIN ({asked}) AS asked ON true
"""
LEXEME = "SELECT %s::int, title, head, words FROM studies_searchposting WHERE lexeme = %s"
BEGINNING = """
SELECT %s::int, title, head, words FROM studies_searchposting
WHERE lexeme >= %s AND lexeme < %s || U&'\\+10FFFF'
"""
# PostgreSQL does not reckon what unpacking a vector costs, and would read every one without this.
BY_INDEX = "SET LOCAL enable_seqscan = off; "
NEWER = """
SELECT coalesce(array_agg(edition_id ORDER BY edition_id), '{{}}')::text,
  coalesce(array_agg(CASE WHEN title @@ q THEN 0 WHEN head @@ q THEN 1 ELSE 2 END ORDER BY edition_id), '{{}}')::text,
  coalesce(array_agg(CASE WHEN words @@ CAST(%(doubtful)s AS tsquery) THEN 1 ELSE 0 END ORDER BY edition_id), '{{}}')::text
FROM studies_searchentry, CAST(%(loose)s AS tsquery) AS q WHERE words @@ q{among}
"""


class BaseReplaced(Exception):
    """The postings belong to another base than the shelf."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Bits of the editions that have the words: `tiers[TITLE]` in the title, and so on, each in one tier.

    `inside` are all of them; `doubtful` those with the words of a phrase that is left out.
    """

    tiers: np.ndarray
    inside: np.ndarray
    doubtful: np.ndarray

    def tier(self, places: np.ndarray) -> np.ndarray:
        """int[places]: the tier of each."""
        title, head = (has(self.tiers[tier], places) for tier in (TITLE, HEAD))
        return np.where(title, TITLE, np.where(head, HEAD, FILES))


def standing(wording: Wording) -> tuple[Shelf, Standing]:
    """The entries, and where the words of the query stand in them; phrases count as their words."""
    while True:
        entries = shelf()
        # Title, head, files, and the doubtful.
        found = np.zeros((FIELDS + 1, len(LANGUAGES), entries.stride // 8), np.uint8)
        try:
            if entries.base is not None and wording.loose:
                _held(entries, entries.base, wording, found)
        except BaseReplaced:
            continue
        if wording.loose and len(entries.newer):
            _look_up(entries, wording, found)
        inside = np.bitwise_or.reduce(found[:FIELDS], axis=0)
        return entries, Standing(found[:FIELDS], inside, found[FIELDS] & inside)


def everything() -> tuple[Shelf, Standing]:
    """The same of a query without words: all stand in the first tier."""
    entries = shelf()
    inside = entries.bits(entries.newest)
    empty = np.zeros_like(inside)
    return entries, Standing(np.stack([inside, empty, empty]), inside, empty)


def _held(entries: Shelf, base: Base, wording: Wording, found: np.ndarray) -> None:
    """Set the bits of what the base holds."""
    wanted = parsed(wording.loose)
    left_out = parsed(wording.doubtful) if wording.doubtful else None
    fields = _fields(base, _named(wanted, left_out))
    fits = wanted.fits(fields)
    own = np.zeros((FIELDS + 1, *fits.shape[1:]), np.uint8)
    own[TITLE] = fits[FILES] & fits[TITLE]
    own[HEAD] = fits[FILES] & fits[HEAD] & ~own[TITLE]
    own[FILES] = fits[FILES] & ~own[TITLE] & ~own[HEAD]
    if left_out is not None:
        own[FIELDS] = left_out.fits(fields)[FILES]
    width = base.stride // 8
    found[:, :, :width] = own & entries.held[:, :width]


def _named(*trees: Wanted | None) -> list[Lexeme]:
    return sorted(set().union(*(tree.lexemes() for tree in trees if tree)), key=str)


def _fields(base: Base, lexemes: list[Lexeme]) -> dict[Lexeme, np.ndarray]:
    """uint8[FIELDS, planes, stride / 8] for each lexeme: bits of the editions that hold it."""
    rows: dict[Lexeme, list[Any]] = {lexeme: [] for lexeme in lexemes}
    for number, *fields in _postings(base, lexemes):
        rows[lexemes[number]].append(fields)
    size = len(LANGUAGES) * base.stride
    return {
        lexeme: np.stack(
            [joined((row[field] for row in own), base.places, size) for field in range(FIELDS)]
        ).reshape(FIELDS, len(LANGUAGES), -1)
        for lexeme, own in rows.items()
    }


def _postings(base: Base, lexemes: list[Lexeme]) -> list[tuple[Any, ...]]:
    """Number of the lexeme, and the packed editions in each field."""
    asked, values = [], []
    for number, lexeme in enumerate(lexemes):
        asked.append(BEGINNING if lexeme.prefix else LEXEME)
        values += [number, *([lexeme.text] * (2 if lexeme.prefix else 1))]
    with connection.cursor() as cursor:
        cursor.execute(POSTINGS.format(asked=" UNION ALL ".join(asked)), values)
        found = cursor.fetchall()
    if not found or found[0][0] != base.number:
        raise BaseReplaced
    return [row[1:] for row in found if row[1] is not None]


def _look_up(entries: Shelf, wording: Wording, found: np.ndarray) -> None:
    """Set the bits of what the base does not hold."""
    values: dict[str, Any] = {"loose": wording.loose, "doubtful": wording.doubtful}
    among = ""
    editions = entries.edition[entries.newer]
    if entries.base is not None:
        values["newer"] = editions.tolist()
        among = " AND edition_id = ANY(%(newer)s)"
    with connection.cursor() as cursor:
        cursor.execute(BY_INDEX + NEWER.format(among=among), values)
        matched, tier, doubtful = (numbers(text) for text in cursor.fetchone())
    order = np.argsort(editions)
    at = np.minimum(np.searchsorted(editions, matched, sorter=order), len(editions) - 1)
    places = entries.newer[order[at]]
    here = entries.edition[places] == matched
    for field, mask in enumerate([*(tier == number for number in range(FIELDS)), doubtful == 1]):
        found[field] |= entries.bits(places[here & mask])
