"""In which order works are shown: where the words stand, how well they fit, how new the work is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection

from core.i18n import languages
from studies.search.facet_index import LANGUAGES

if TYPE_CHECKING:
    from studies.search.facet_index import FacetIndex
    from studies.search.matching import Matches
    from studies.search.tsqueries import Wording

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


def ordered(matches: Matches, chosen: np.ndarray, *, newest: bool) -> np.ndarray:
    """Places of the chosen entries by tier (title, head, files), then newest first; or newest first alone."""
    places = np.flatnonzero(chosen)
    return places if newest else places[np.argsort(matches.tier[places], kind="stable")]


PHRASES = """
SELECT edition_id FROM studies_searchentry entry
WHERE edition_id = ANY(%s){conditions}
"""
PHRASE = """ AND {negation}(head @@ %s::tsquery OR EXISTS (
  SELECT FROM studies_studyfile file JOIN studies_filepage page ON page.file_id = file.id
  WHERE file.edition_id = entry.edition_id AND page.vector @@ %s::tsquery))"""


def with_phrases(index: FacetIndex, places: np.ndarray, wording: Wording) -> np.ndarray:
    """Those of the places with each phrase in the head or on a page of a file, and none that is left out.

    As a set of entries.
    """
    phrases = [("", phrase) for phrase in wording.phrases]
    phrases += [("NOT ", phrase) for phrase in wording.left_out]
    conditions = "".join(PHRASE.format(negation=negation) for negation, _phrase in phrases)
    values = [index.edition[places].tolist()]
    values += [phrase for _negation, phrase in phrases for _twice in range(2)]
    with connection.cursor() as cursor:
        cursor.execute(PHRASES.format(conditions=conditions), values)
        return index.holds([edition for (edition,) in cursor.fetchall()])


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
    index: FacetIndex,
    matches: Matches,
    chosen: np.ndarray,
    strict: str,
    span: slice,
    *,
    newest: bool,
) -> list[Hit]:
    """A page of works: the first RANKED editions by tier and ts_rank, the rest by tier and year."""
    places = ordered(matches, chosen, newest=newest)
    first, rest = places[:RANKED], places[RANKED:]
    values = {
        "editions": index.edition[first].tolist(),
        "reader": languages.reader_language(),
        "strict": strict,
    }
    with connection.cursor() as cursor:
        cursor.execute(RANK.format(order=ORDERS["newest" if newest else "relevance"]), values)
        hits = [
            Hit(study, edition, language, WHERE_IT_MATCHED[tier])
            for study, edition, language, tier in cursor.fetchall()
        ]
    if span.stop <= len(hits) or not len(rest):
        return hits[span]
    is_ranked = np.isin(index.study[index.work[rest]], [hit.study_id for hit in hits])
    further = slice(max(0, span.start - len(hits)), span.stop - len(hits))
    return hits[span] + _leading(index, matches, chosen, rest[~is_ranked], further)


def leading(
    index: FacetIndex, matches: Matches, chosen: np.ndarray, span: slice, *, newest: bool
) -> list[Hit]:
    """A page of works in the order of their first edition, each in the reader's language where that fits as well."""
    places = ordered(matches, chosen, newest=newest)
    # A work has at most one edition in each language.
    return _leading(index, matches, chosen, places[: span.stop * len(LANGUAGES)], span)


def _leading(
    index: FacetIndex, matches: Matches, chosen: np.ndarray, places: np.ndarray, span: slice
) -> list[Hit]:
    liked = [LANGUAGES.index(languages.reader_language()), *range(len(LANGUAGES))]
    _works, first = np.unique(index.work[places], return_index=True)
    hits = []
    for leader in places[np.sort(first)][span]:
        work, tier = index.work[leader], matches.tier[leader]
        candidates = np.flatnonzero(chosen & (index.work == work) & (matches.tier == tier))
        place = min(candidates, key=lambda candidate: liked.index(index.language[candidate]))
        language, where = LANGUAGES[index.language[place]], WHERE_IT_MATCHED[tier]
        hits.append(Hit(int(index.study[work]), int(index.edition[place]), language, where))
    return hits
