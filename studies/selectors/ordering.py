"""In which order works are shown: where the words stand, how well they fit, how new the work is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.db import connection

from migration_portal.core import languages
from studies.selectors.shelf import LANGUAGES, Shelf, numbers

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


def ordered(entries: Shelf, tier: np.ndarray, rows: np.ndarray, *, newest: bool) -> np.ndarray:
    """The rows by tier (title, head, files), then newest first; or newest first alone."""
    inside = np.zeros(len(entries.edition), bool)
    inside[rows] = True
    found = entries.newest[inside[entries.newest]]
    return found if newest else found[np.argsort(tier[found], kind="stable")]


PHRASES = """
SELECT coalesce(array_agg(edition_id ORDER BY edition_id), '{}')::text FROM studies_searchentry entry
WHERE edition_id = ANY(%(editions)s) AND (head @@ %(strict)s::tsquery OR EXISTS (
  SELECT FROM studies_studyfile file JOIN studies_filepage page ON page.file_id = file.id
  WHERE file.edition_id = entry.edition_id AND page.vector @@ %(strict)s::tsquery))
"""


def with_phrases(entries: Shelf, rows: np.ndarray, strict: str) -> np.ndarray:
    """Those of the rows where the words stand in order, in the head or on a page of a file."""
    values = {"editions": entries.edition[rows].tolist(), "strict": strict}
    with connection.cursor() as cursor:
        cursor.execute(PHRASES, values)
        return entries.rows(numbers(cursor.fetchone()[0]))[1]


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
    entries: Shelf, tier: np.ndarray, rows: np.ndarray, strict: str, span: slice, *, newest: bool
) -> list[Hit]:
    """A page of works from `ordered` rows: the first RANKED by tier and ts_rank, the rest as they come."""
    values = {
        "editions": entries.edition[rows[:RANKED]].tolist(),
        "reader": languages.reader_language(),
        "strict": strict,
    }
    with connection.cursor() as cursor:
        cursor.execute(RANK.format(order=ORDERS["newest" if newest else "relevance"]), values)
        hits = [
            Hit(study, edition, language, WHERE_IT_MATCHED[found])
            for study, edition, language, found in cursor.fetchall()
        ]
    if span.stop <= len(hits) or len(rows) <= RANKED:
        return hits[span]
    shown = np.isin(entries.study, [hit.study_id for hit in hits])
    rest = rows[RANKED:]
    further = slice(max(0, span.start - len(hits)), span.stop - len(hits))
    return hits[span] + leading(entries, tier, rest[~shown[rest]], further)


def leading(entries: Shelf, tier: np.ndarray, rows: np.ndarray, span: slice) -> list[Hit]:
    """A page of works in the order of their first row, each in the reader's language where that fits as well."""
    order = [languages.reader_language(), *LANGUAGES]
    liking = np.array([order.index(code) for code in LANGUAGES])
    _studies, first = np.unique(entries.study[rows], return_index=True)
    hits = []
    for leader in rows[np.sort(first)][span].tolist():
        own = rows[(entries.study[rows] == entries.study[leader]) & (tier[rows] == tier[leader])]
        row = own[np.argmin(liking[entries.language[own]])]
        where = WHERE_IT_MATCHED[tier[row]]
        hits.append(
            Hit(
                int(entries.study[row]),
                int(entries.edition[row]),
                LANGUAGES[entries.language[row]],
                where,
            )
        )
    return hits
