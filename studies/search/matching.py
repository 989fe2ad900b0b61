"""In which editions the words of a query stand: the GIN indexes of `SearchEntry` answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection

if TYPE_CHECKING:
    from studies.search.facet_index import FacetIndex
    from studies.search.tsqueries import Wording

TITLE, HEAD, FILES, NOWHERE = range(4)
"""Tiers: where all the words of a query stand together."""
# PostgreSQL does not reckon what unpacking a vector costs, and would read every one without this.
MATCHES = """
SET LOCAL enable_seqscan = off;
SELECT
  ARRAY(SELECT edition_id FROM studies_searchentry WHERE title @@ CAST(%(words)s AS tsquery)),
  ARRAY(SELECT edition_id FROM studies_searchentry WHERE head @@ CAST(%(words)s AS tsquery)),
  ARRAY(SELECT edition_id FROM studies_searchentry WHERE words @@ CAST(%(words)s AS tsquery)),
  ARRAY(SELECT edition_id FROM studies_searchentry WHERE words @@ CAST(%(doubtful)s AS tsquery))
"""


@dataclass(frozen=True, slots=True)
class Matches:
    """Of each entry of the index where the words stand, and whether it has those of a phrase that is left out."""

    tier: np.ndarray
    doubtful: np.ndarray

    @property
    def inside(self) -> np.ndarray:
        """The entries that have the words."""
        return self.tier != NOWHERE


def everything(index: FacetIndex) -> Matches:
    """A query without words: all entries match, in the first tier."""
    size = len(index.edition)
    return Matches(np.full(size, TITLE, np.int8), np.zeros(size, bool))


def matches(index: FacetIndex, wording: Wording) -> Matches:
    """Where the words of the query stand; phrases count as their words."""
    if not wording.loose:
        size = len(index.edition)
        return Matches(np.full(size, NOWHERE, np.int8), np.zeros(size, bool))
    with connection.cursor() as cursor:
        cursor.execute(MATCHES, {"words": wording.loose, "doubtful": wording.doubtful})
        title, head, words, doubtful = map(index.holds, cursor.fetchone())
    # A title may be without a word that is left out while a file has it, so `words` decides.
    tier = np.select([~words, title, head], [NOWHERE, TITLE, HEAD], FILES).astype(np.int8)
    return Matches(tier, doubtful & words)
