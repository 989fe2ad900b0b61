"""Builds the postings of the search: for each lexeme the editions that hold it (models.SearchPosting)."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection, transaction

from studies.postings import packed, padded
from studies.selectors.shelf import LANGUAGES, numbers, shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALLEST = 2_000
"""Entries below which the index of the vectors alone is as fast."""
MOST_NEWER = 200
"""Entries that may be newer than the base before it is built again."""
LOCK = 7_046_029
"""Key of the advisory lock: one builds at a time."""
PLACED = """
CREATE TEMP TABLE placed AS
SELECT row_number() OVER (ORDER BY edition_id)::int - 1 AS number, edition_id, study_id, language, generation
FROM studies_searchentry
"""
# A later statement may see an entry's next state. Its generation is then not the one noted here, so readers
# take that entry from the index and not from the postings.
HELD = """
SELECT coalesce(array_agg(study_id ORDER BY number), '{}')::text,
  coalesce(array_agg(array_position(%s::text[], language::text) - 1 ORDER BY number), '{}')::text,
  coalesce(array_agg(generation ORDER BY number), '{}')::text
FROM placed
"""
# Hashed: sorting would write every pair of a lexeme and an edition to disk.
GATHERED = """
SELECT lexeme,
  string_agg(number, '') FILTER (WHERE field = 1),
  string_agg(number, '') FILTER (WHERE field = 2),
  string_agg(number, '') FILTER (WHERE field = 3)
FROM (
  SELECT int4send(number) AS number, field, unnest(tsvector_to_array(vector)) AS lexeme
  FROM placed JOIN studies_searchentry USING (edition_id),
    LATERAL (VALUES (1, title), (2, head), (3, words)) AS vectors (field, vector)) pairs
GROUP BY lexeme
"""
BATCH = 2_000
KEEP = """
DELETE FROM studies_searchbase;
INSERT INTO studies_searchbase (number, studies, places, generations)
VALUES (nextval(pg_get_serial_sequence('studies_searchbase', 'id')), %s, %s, %s)
"""
FILL = "COPY studies_searchposting (lexeme, title, head, words) FROM STDIN (FORMAT csv)"


def refresh() -> int:
    """Build the base again where enough is newer; how many editions it then holds, 0 if it stayed."""
    entries = shelf()
    if len(entries.newest) < SMALLEST or len(entries.newer) <= MOST_NEWER:
        return 0
    return build()


@transaction.atomic
def build() -> int:
    """Build the base from all entries; how many editions it holds, 0 when another session builds.

    Readers see the base before or this one, never a part: it is one transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("SET LOCAL work_mem = '128MB'; SET LOCAL enable_sort = off")
        cursor.execute(PLACED)
        cursor.execute(HELD, [list(LANGUAGES)])
        study, language, generation = (numbers(text, np.int64) for text in cursor.fetchone())
        studies, work = np.unique(study, return_inverse=True)
        stride = padded(len(studies))
        places = (language * stride + work).astype("<i4")
        cursor.execute("DELETE FROM studies_searchposting")
        for lines in _batches(places, len(LANGUAGES) * stride):
            cursor.copy_expert(FILL, lines)
        held = studies.astype("<i4"), places, generation.astype("<i8")
        cursor.execute(KEEP, [one.tobytes() for one in held])
        cursor.execute("DROP TABLE placed")
    return len(places)


def _batches(places: np.ndarray, size: int) -> Iterator[io.StringIO]:
    """CSV of the postings, some thousands of lexemes at a time."""
    with connection.chunked_cursor() as gathered:
        gathered.execute(GATHERED)
        while rows := gathered.fetchmany(BATCH):
            lines = io.StringIO()
            csv.writer(lines).writerows(
                [lexeme, *(_written(one, places, size) for one in fields)]
                for lexeme, *fields in rows
            )
            lines.seek(0)
            yield lines


def _written(sent: memoryview | None, places: np.ndarray, size: int) -> str:
    """Big-endian numbers in any order, as PostgreSQL's text of the packed bytes."""
    held = np.sort(np.frombuffer(sent or b"", ">i4"))
    return "\\x" + packed(held, places, size).hex()
