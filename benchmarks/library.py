"""A made-up library of studies in a schema of its own, as large as asked for and the same for the same seed."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection

from regions.models import Area, Commission, Term
from studies.search import facet_index

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = 30_000
"""Distinct words; the one of rank r is drawn with a likelihood of about 1/r, as in real texts."""
TITLE, ABSTRACT, BODY = 9, 150, 600
TABLES = (
    "searchentry", "searchgeneration", "searchword", "studyfile", "filepage", "study", "edition", "study_commissions", "study_countries", "study_terms", "contribution",
)  # fmt: skip
ENTRIES = """
INSERT INTO {schema}.studies_searchentry (edition_id, study_id, language, visible_from, year,
  commissions, countries, terms, title, head, words)
SELECT edition, study, language, '2000-01-01', year, commissions, countries, terms, t,
  t || h, strip(t || h) || array_to_tsvector(body)
FROM (SELECT made.*, setweight(to_tsvector('simple', title), 'A') AS t,
  setweight(to_tsvector('simple', abstract), 'B') AS h FROM made) m
"""
# What the page shows of the works it lists; their files have no pages here.
SHOWN = """
INSERT INTO {schema}.studies_study
  (id, state, is_demonstration, withdrawn_note, first_published_at, created_at, changed_at, revision)
SELECT DISTINCT study, 'published', false, '', now(), now(), now(), 1 FROM made;
INSERT INTO {schema}.studies_edition (id, study_id, language, title, subtitle, abstract, issued,
  symbol, isbn, doi, publisher, in_preparation)
SELECT edition, study, language, title, '', abstract, year::text, '', '', '', '', false FROM made;
INSERT INTO {schema}.studies_study_commissions (study_id, commission_id)
SELECT DISTINCT study, unnest(commissions) FROM made;
INSERT INTO {schema}.studies_study_countries (study_id, area_id) SELECT DISTINCT study, unnest(countries) FROM made;
INSERT INTO {schema}.studies_study_terms (study_id, term_id) SELECT DISTINCT study, unnest(terms) FROM made;
"""
SIZES = """
SELECT pg_size_pretty(pg_table_size(entry)), pg_size_pretty(pg_indexes_size(entry)) FROM CAST(%s AS regclass) AS entry
"""


@cache
def names() -> np.ndarray:
    """The words, the most frequent first."""
    letters = "bcdfghjklmnpqrstvxza"
    words = []
    for number in range(WORDS):
        text, rest = "", number
        while True:
            text = letters[rest % len(letters)] + text
            rest //= len(letters)
            if not rest:
                break
        words.append("w" + text)
    return np.array(words)


def _rows(editions: int, seed: int = 7) -> Iterator[str]:
    """Three editions a work; what belongs to the work is the same in each."""
    rng = np.random.default_rng(seed)
    years = 1990 + (36 * np.sqrt(rng.random(editions))).astype(int)
    keys_of_facets = [
        list(rows.order_by("pk").values_list("pk", flat=True))
        for rows in (Commission.objects, Area.objects.countries(), Term.objects)
    ]
    for edition in range(1, editions + 1):
        study = (edition + 2) // 3
        if edition % 3 == 1:
            sizes = (1 + study % 2, 3, 3)
            facet_values = [
                "{" + ",".join(map(str, rng.choice(keys, size, replace=False))) + "}"
                for keys, size in zip(keys_of_facets, sizes, strict=True)
            ]
        draws = np.exp(rng.random(TITLE + ABSTRACT + BODY) * np.log(WORDS)).astype(int) - 1
        text = names()[draws]
        title, abstract = " ".join(text[:TITLE]), " ".join(text[TITLE : TITLE + ABSTRACT])
        body = "{" + ",".join(np.unique(text[TITLE + ABSTRACT :])) + "}"
        language = ("en", "fr", "es")[edition % 3]
        yield (
            "\t".join(
                [
                    str(edition),
                    str(study),
                    language,
                    str(years[edition - 1]),
                    *facet_values,
                    title,
                    abstract,
                    body,
                ]
            )
            + "\n"
        )


def make(schema: str, editions: int) -> str:
    """Make the library and choose it; a line of the report on its size."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")
        for table in TABLES:
            cursor.execute(
                f"CREATE TABLE {schema}.studies_{table} (LIKE public.studies_{table} INCLUDING ALL)"
            )
        # LIKE leaves out what the migration says of the storage of the vectors.
        cursor.execute(f"ALTER TABLE {schema}.studies_searchentry SET (toast_tuple_target = 256)")
        cursor.execute(
            "CREATE TEMP TABLE made (edition int, study int, language text, year int, commissions int[],"
            " countries int[], terms int[], title text, abstract text, body text[])"
        )
        cursor.copy_from(io.StringIO("".join(_rows(editions))), "made")
        cursor.execute(ENTRIES.format(schema=schema))
        cursor.execute(SHOWN.format(schema=schema))
        cursor.execute("DROP TABLE made")
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE {schema}.studies_{table}")
        cursor.execute(SIZES, [f"{schema}.studies_searchentry"])
        rows, indexes = cursor.fetchone()
    choose(schema)
    return f"(h) search: the entries of {editions:,} editions take {rows}, their indexes {indexes}"


_indexes: dict[str, dict] = {}


def choose(schema: str) -> None:
    """Have the search read this library."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {schema}, public")
    facet_index._indexes = _indexes.setdefault(schema, {})


def write_again(schema: str, editions: int) -> None:
    """Have the newest editions written again, and the indexes not yet tidied."""
    choose(schema)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE studies_searchentry SET title = title || '', head = head || '', words = words || ''"
            " WHERE edition_id > (SELECT max(edition_id) FROM studies_searchentry) - %s",
            [editions],
        )


def drop(schemas: list[str]) -> None:
    """Leave nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SET search_path TO DEFAULT")
        for schema in schemas:
            cursor.execute(f"DROP SCHEMA {schema} CASCADE")
