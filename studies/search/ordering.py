"""In which order works are shown: where the words stand, how well they fit, how new the work is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection

from core.i18n import languages
from studies.postings import counted, has, places_of
from studies.selectors.shelf import LANGUAGES, numbers

if TYPE_CHECKING:
    from studies.search.tsqueries import Wording
    from studies.selectors.finding import Standing
    from studies.selectors.shelf import Shelf

RANKED = 200
"""Editions whose vectors are read to order them by how well they fit; those after them go by tier and year."""
CHECKED = 500
"""Editions that are read to see whether words stand in the order of a phrase."""
WHERE_IT_MATCHED = ("title", "head", "files")


@dataclass(frozen=True, slots=True)
class Hit:
    """A work that fits, in the edition that fits best."""

    study_id: int
    edition_id: int
    language: str
    where: str
    """`title`, `head` (abstract, names, recommendations) or `files`; `title` without words."""


def ordered(
    entries: Shelf, found: Standing, chosen: np.ndarray, *, newest: bool, most: int | None = None
) -> np.ndarray:
    """Places of the chosen by tier (title, head, files), then newest first; or newest first alone.

    With `most`, the first so many, which costs little however many there are.
    """
    kinds = [chosen] if newest else [chosen & tier for tier in found.tiers]
    places: list[np.ndarray] = []
    for bits in kinds:
        left = None if most is None else most - sum(map(len, places))
        if left is None or left > 0:
            places.append(_newest(entries, bits, left))
    return np.concatenate(places)


def _newest(entries: Shelf, bits: np.ndarray, most: int | None) -> np.ndarray:
    """The first `most` places with a bit, newest first."""
    there = int(counted(bits.reshape(-1)))
    if most is None or there <= most:
        places = places_of(bits)
        return places[np.argsort(entries.rank[places])]
    # So many are there that the first of them stand near the front.
    step = 2 * most * -(-len(entries.newest) // there)
    places = np.empty(0, np.int32)
    for start in range(0, len(entries.newest), step):
        next_ones = entries.newest[start : start + step]
        places = np.concatenate([places, next_ones[has(bits, next_ones)]])
        if len(places) >= most:
            break
    return places[:most]


PHRASES = """
SELECT coalesce(array_agg(edition_id), '{{}}')::text FROM studies_searchentry entry
WHERE edition_id = ANY(%s){conditions}
"""
PHRASE = """ AND {wanted}(head @@ %s::tsquery OR EXISTS (
  SELECT FROM studies_studyfile file JOIN studies_filepage page ON page.file_id = file.id
  WHERE file.edition_id = entry.edition_id AND page.vector @@ %s::tsquery))"""


def with_phrases(entries: Shelf, places: np.ndarray, wording: Wording) -> np.ndarray:
    """Those of the places with each phrase in the head or on a page of a file, and none that is left out."""
    asked = [("", phrase) for phrase in wording.phrases]
    asked += [("NOT ", phrase) for phrase in wording.left_out]
    conditions = "".join(PHRASE.format(wanted=wanted) for wanted, _phrase in asked)
    values = [entries.edition[places].tolist()]
    values += [phrase for _wanted, phrase in asked for _twice in range(2)]
    with connection.cursor() as cursor:
        cursor.execute(PHRASES.format(conditions=conditions), values)
        return entries.places(numbers(cursor.fetchone()[0]))


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


def best(
    entries: Shelf, found: Standing, chosen: np.ndarray, strict: str, span: slice, *, newest: bool
) -> list[Hit]:
    """A page of works: the first RANKED editions by tier and ts_rank, the rest by tier and year."""
    first = ordered(entries, found, chosen, newest=newest, most=RANKED)
    values = {
        "editions": entries.edition[first].tolist(),
        "reader": languages.reader_language(),
        "strict": strict,
    }
    with connection.cursor() as cursor:
        cursor.execute(RANK.format(order=ORDERS["newest" if newest else "relevance"]), values)
        hits = [
            Hit(study, edition, language, WHERE_IT_MATCHED[tier])
            for study, edition, language, tier in cursor.fetchall()
        ]
    if span.stop <= len(hits) or len(first) < RANKED:
        return hits[span]
    rest = ordered(entries, found, chosen, newest=newest)[RANKED:]
    shown = np.isin(entries.study[rest % entries.stride], [hit.study_id for hit in hits])
    further = slice(max(0, span.start - len(hits)), span.stop - len(hits))
    return hits[span] + _leading(entries, found, chosen, rest[~shown], further)


def leading(
    entries: Shelf, found: Standing, chosen: np.ndarray, span: slice, *, newest: bool
) -> list[Hit]:
    """A page of works in the order of their first edition, each in the reader's language where that fits as well."""
    # A work has at most one edition in each language.
    most = span.stop * len(LANGUAGES)
    rows = ordered(entries, found, chosen, newest=newest, most=most)
    return _leading(entries, found, chosen, rows, span)


def _leading(
    entries: Shelf, found: Standing, chosen: np.ndarray, rows: np.ndarray, span: slice
) -> list[Hit]:
    liked = [languages.reader_language(), *LANGUAGES]
    planes = np.array([LANGUAGES.index(code) for code in dict.fromkeys(liked)]) * entries.stride
    _works, first = np.unique(rows % entries.stride, return_index=True)
    hits = []
    for leader in rows[np.sort(first)][span]:
        (tier,) = found.tier(np.array([leader]))
        own = planes + leader % entries.stride
        own = own[has(chosen & found.tiers[tier], own)]
        language = LANGUAGES[int(own[0]) // entries.stride]
        study, edition = entries.study[leader % entries.stride], entries.edition[own[0]]
        hits.append(Hit(int(study), int(edition), language, WHERE_IT_MATCHED[tier]))
    return hits
