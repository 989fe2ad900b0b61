"""(h) The first page of a search over 50,000 editions, in the database, against the same over 5,000."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection

from benchmarks.timing import interleaved, line
from studies.selectors import search, shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = {"bench_small": 5_000, "bench_large": 50_000}
WORDS = 30_000
"""Distinct words; the one of rank r is drawn with a likelihood of about 1/r, as in real texts."""
TITLE, ABSTRACT, BODY = 9, 150, 600
TABLES = ("searchentry", "searchgeneration", "searchword", "studyfile", "filepage")
QUERIES = {
    "a word of half the editions": "wc",
    "a word of one in thirty": "wjb",
    "a rare word": "wbdcba",
    "two words": "wd wjc",
    "a beginning of 20 words*": "wcjb*",
    "a beginning of 400 words*": "wcj*",
    "a phrase": '"wm wjb"',
    "a phrase of two words that half the editions have": '"wb wc"',
    "a word, one commission, ten years": "wc",
    "no word, one theme": "",
}


def _names() -> np.ndarray:
    letters = "bcdfghjklmnpqrstvxza"
    found = []
    for number in range(WORDS):
        text, rest = "", number
        while True:
            text = letters[rest % len(letters)] + text
            rest //= len(letters)
            if not rest:
                break
        found.append("w" + text)
    return np.array(found)


def _rows(editions: int, seed: int = 7) -> Iterator[str]:
    rng = np.random.default_rng(seed)
    names = _names()
    years = 1990 + (36 * np.sqrt(rng.random(editions))).astype(int)
    for edition in range(1, editions + 1):
        draws = np.exp(rng.random(TITLE + ABSTRACT + BODY) * np.log(WORDS)).astype(int) - 1
        text = names[draws]
        title, abstract = " ".join(text[:TITLE]), " ".join(text[TITLE : TITLE + ABSTRACT])
        body = "{" + ",".join(np.unique(text[TITLE + ABSTRACT :])) + "}"
        study = (edition + 2) // 3
        language = ("en", "fr", "es")[edition % 3]
        places = "{" + ",".join(map(str, 9001 + rng.choice(5, 1 + study % 2, replace=False))) + "}"
        countries = "{" + ",".join(map(str, rng.choice(900, 3, replace=False))) + "}"
        terms = "{" + ",".join(map(str, 1 + rng.choice(38, 3, replace=False))) + "}"
        yield f"{edition}\t{study}\t{language}\t{years[edition - 1]}\t{places}\t{countries}\t{terms}\t{title}\t{abstract}\t{body}\n"


def _make(schema: str, editions: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")
        for table in TABLES:
            cursor.execute(
                f"CREATE TABLE {schema}.studies_{table} (LIKE public.studies_{table} INCLUDING ALL)"
            )
        cursor.execute(
            "CREATE TEMP TABLE made (edition int, study int, language text, year int, commissions int[],"
            " countries int[], terms int[], title text, abstract text, body text[])"
        )
        cursor.copy_from(io.StringIO("".join(_rows(editions))), "made")
        cursor.execute(
            f"""INSERT INTO {schema}.studies_searchentry (edition_id, study_id, language, visible_from, year,
                  commissions, countries, terms, title, head, words)
                SELECT edition, study, language, '2000-01-01', year, commissions, countries, terms, t,
                  t || h, strip(t || h) || array_to_tsvector(body)
                FROM (SELECT made.*, setweight(to_tsvector('simple', title), 'A') AS t,
                  setweight(to_tsvector('simple', abstract), 'B') AS h FROM made) m"""
        )
        cursor.execute("DROP TABLE made")
        cursor.execute(f"VACUUM ANALYZE {schema}.studies_searchentry")


def _query(name: str, text: str) -> search.Query:
    if name.startswith("no word"):
        return search.Query(terms=(3,))
    if "commission" in name:
        return search.Query(text=text, commissions=(9003,), year_from=2010, year_to=2019)
    return search.Query(text=text)


_shelves: dict[str, dict] = {schema: {} for schema in SIZES}


def _in(schema: str, query: search.Query, *, facets: bool) -> search.Results:
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {schema}, public")
    shelf._kept = _shelves[schema]
    return search.found(query, facets=facets)


def explained(query: search.Query) -> str:
    """Milliseconds PostgreSQL itself states for the statements behind the first page, and the index."""
    asked: list[tuple[str, dict]] = []

    def note(execute, sql, params, many, context):
        if isinstance(params, dict):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        search.found(query)
    spent, scans = 0.0, set()
    with connection.cursor() as cursor:
        for sql, params in asked:
            first = search.BY_INDEX if sql.startswith(search.BY_INDEX) else ""
            statement = f"{first}EXPLAIN (ANALYZE, TIMING OFF) {sql.removeprefix(first)}"
            cursor.execute(statement, params)
            plan = [row[0] for row in cursor.fetchall()]
            spent += float(plan[-1].split(":")[1].split()[0])
            scans |= {row.split(" on ")[1].split()[0] for row in plan if "Index Scan" in row}
    return f"{spent:.1f} ms by {', '.join(sorted(scans)) or 'the kept arrays'}"


def run(rounds: int) -> list[str]:
    """Lines of the report."""
    for schema, editions in SIZES.items():
        _make(schema, editions)
    lines = []
    for name, text in QUERIES.items():
        query = _query(name, text)
        small, large, whole = interleaved(
            lambda query=query: _in("bench_small", query, facets=False),
            lambda query=query: _in("bench_large", query, facets=False),
            lambda query=query: _in("bench_large", query, facets=True),
            rounds=rounds * 3,
        )
        total = _in("bench_large", query, facets=True).total
        detail = (
            f"{small * 1000:.1f} ms at 5,000, {large * 1000:.1f} ms at 50,000 (wanted < 50),"
            f" {whole * 1000:.1f} ms with all counts; {total:,} works; EXPLAIN {explained(query)}"
        )
        lines.append(line(f"(h) search: {name}", large / small, "<= 1.30", detail))
    with connection.cursor() as cursor:
        cursor.execute("SET search_path TO DEFAULT")
        for schema in SIZES:
            cursor.execute(f"DROP SCHEMA {schema} CASCADE")
    return lines
