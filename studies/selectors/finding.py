"""Where the words of a query stand: from the postings, and from the index for what is newer than they.

The postings are evaluated on one bit per edition and field, so a word of half the editions costs as little
as a rare one. Entries written since the base was built are looked up among themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection

from studies.postings import parsed, tick
from studies.selectors.shelf import numbers, shelf

if TYPE_CHECKING:
    from studies.postings import Lexeme
    from studies.selectors.shelf import Base, Shelf

TITLE, HEAD, FILES, NOWHERE = range(4)
"""Tiers: where all the words stand together."""
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
SELECT coalesce(array_agg(edition_id), '{{}}')::text, coalesce(array_agg(CASE WHEN title @@ q THEN 0 WHEN head @@ q THEN 1 ELSE 2 END), '{{}}')::text
FROM studies_searchentry, CAST(%(loose)s AS tsquery) AS q WHERE words @@ q{among}
"""


class BaseReplaced(Exception):
    """The postings belong to another base than the shelf."""


def tiers(loose: str) -> tuple[Shelf, np.ndarray]:
    """The shelf, and for each of its rows where the words are (uint8); NOWHERE where one lacks.

    `loose` is the text of a tsquery without phrases.
    """
    while True:
        entries = shelf()
        found = np.full(len(entries.edition), NOWHERE, np.uint8)
        try:
            if entries.base is not None and loose:
                found[entries.base.row] = _held(entries.base, loose)[entries.base.place]
        except BaseReplaced:
            continue
        if loose and len(entries.newer):
            _look_up(entries, loose, found)
        return entries, found


def _held(base: Base, loose: str) -> np.ndarray:
    """uint8[base.size]: the tier of each place."""
    wanted = parsed(loose)
    fits = wanted.fits(_ticks(base, sorted(wanted.lexemes(), key=str)))
    found = np.full(base.size, NOWHERE, np.uint8)
    inside = fits[FILES]
    found[inside] = FILES
    found[inside & fits[HEAD]] = HEAD
    found[inside & fits[TITLE]] = TITLE
    return found


def _ticks(base: Base, lexemes: list[Lexeme]) -> dict[Lexeme, np.ndarray]:
    """bool[FIELDS, base.size] for each lexeme: the places that hold it."""
    ticks = {lexeme: np.zeros((FIELDS, base.size), bool) for lexeme in lexemes}
    for number, *fields in _postings(base, lexemes):
        for own, written in zip(ticks[lexemes[number]], fields, strict=True):
            tick(own, written)
    return ticks


def _postings(base: Base, lexemes: list[Lexeme]) -> list[tuple[Any, ...]]:
    """Number of the lexeme, and the packed places in each field."""
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


def _look_up(entries: Shelf, loose: str, found: np.ndarray) -> None:
    """Set the tiers of what the base does not hold."""
    values: dict[str, Any] = {"loose": loose}
    among = ""
    if entries.base is not None:
        values["newer"] = entries.edition[entries.newer].tolist()
        among = " AND edition_id = ANY(%(newer)s)"
    with connection.cursor() as cursor:
        cursor.execute(BY_INDEX + NEWER.format(among=among), values)
        editions, tier = (numbers(text) for text in cursor.fetchone())
    here, rows = entries.rows(editions)
    found[rows] = tier[here]
