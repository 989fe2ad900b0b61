"""(h) The first page of a search over 50,000 editions, in the database, against the same over 5,000."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection

from benchmarks.timing import interleaved, line, seconds
from studies.selectors import finding, search, shelf
from studies.services import postings

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = {"bench_small": 5_000, "bench_large": 50_000}
WORDS = 30_000
"""Distinct words; the one of rank r is drawn with a likelihood of about 1/r, as in real texts."""
TITLE, ABSTRACT, BODY = 9, 150, 600
TABLES = (
    "searchentry", "searchgeneration", "searchbase", "searchposting", "searchword", "studyfile", "filepage",
)  # fmt: skip
NEWER = 200
"""Editions written since the base was built, in the last line."""


def _queries() -> dict[str, str]:
    """What is asked, by what it is; the lines tell how many editions have it."""
    name = _names()
    all_have, half, half_too, thirtieth, rarest = name[[1, 105, 106, 2200, WORDS - 9]]
    return {
        "a word of half the editions": half,
        "a word of one in thirty": thirtieth,
        "one of the rarest words": rarest,
        "two words": f"{half} {thirtieth}",
        "a word without another": f"{half} -{half_too}",
        "a beginning of 21 words*": f"{name[520]}*",
        "a beginning of 421 words*": f"{name[26]}*",
        "a phrase with a rare word": f'"{half} {thirtieth}"',
        "a phrase of two words of half": f'"{half} {half_too}"',
        "a phrase of words of nearly all": f'"{all_have} {name[2]}"',
        "a word, one commission, ten years": half,
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


def _make(schema: str, editions: int) -> str:
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
                  commissions, countries, terms, title, head, words, generation)
                SELECT edition, study, language, '2000-01-01', year, commissions, countries, terms, t,
                  t || h, strip(t || h) || array_to_tsvector(body), 0
                FROM (SELECT made.*, setweight(to_tsvector('simple', title), 'A') AS t,
                  setweight(to_tsvector('simple', abstract), 'B') AS h FROM made) m"""
        )
        cursor.execute("DROP TABLE made")
        cursor.execute(f"VACUUM ANALYZE {schema}.studies_searchentry")
    _choose(schema)
    took = seconds(postings.build)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {schema}.studies_searchposting")
        cursor.execute("SELECT pg_size_pretty(pg_total_relation_size('studies_searchposting'))")
        size = cursor.fetchone()[0]
    return (
        f"(h) search: the base of {editions:,} editions was built in {took:.1f} s and takes {size}"
    )


def _query(name: str, text: str) -> search.Query:
    if name.startswith("no word"):
        return search.Query(terms=(3,))
    if "commission" in name:
        return search.Query(text=text, commissions=(9003,), year_from=2010, year_to=2019)
    return search.Query(text=text)


_shelves: dict[str, dict] = {schema: {} for schema in SIZES}


def _choose(schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {schema}, public")
    shelf._kept = _shelves[schema]


def _write_again(schema: str) -> None:
    """Have the newest editions newer than the base."""
    _choose(schema)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE studies_searchentry SET generation = 1 WHERE edition_id > (SELECT max(edition_id) FROM studies_searchentry) - %s",
            [NEWER],
        )
        cursor.execute("INSERT INTO studies_searchgeneration (number) VALUES (1)")
        cursor.execute(f"VACUUM ANALYZE {schema}.studies_searchentry")


def _in(schema: str, query: search.Query, *, facets: bool) -> search.Results:
    _choose(schema)
    return search.found(query, facets=facets)


def explained(query: search.Query) -> str:
    """Milliseconds PostgreSQL itself states for the statements behind the first page, and the indexes."""
    asked: list[tuple[str, object]] = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        search.found(query)
    spent, scans = 0.0, set()
    with connection.cursor() as cursor:
        for sql, params in asked:
            first = finding.BY_INDEX if sql.startswith(finding.BY_INDEX) else ""
            statement = f"{first}EXPLAIN (ANALYZE, TIMING OFF) {sql.removeprefix(first)}"
            cursor.execute(statement, params)
            plan = [row[0] for row in cursor.fetchall()]
            spent += sum(float(row.split(":")[1].split()[0]) for row in plan if " Time: " in row)
            scans |= {
                row.split(" using ")[1].split()[0] for row in plan if "Index Scan using" in row
            }
            scans |= {row.split(" on ")[1].split()[0] for row in plan if "Bitmap Index Scan" in row}
    return f"{spent:.1f} ms by {', '.join(sorted(scans)) or 'the kept arrays'}"


def _compared(name: str, query: search.Query, rounds: int) -> str:
    """The line of one query."""
    small, large, small_whole, large_whole = interleaved(
        lambda: _in("bench_small", query, facets=False),
        lambda: _in("bench_large", query, facets=False),
        lambda: _in("bench_small", query, facets=True),
        lambda: _in("bench_large", query, facets=True),
        rounds=rounds * 3,
    )
    works, editions, stated = [], [], []
    for schema in SIZES:
        found = _in(schema, query, facets=True)
        works.append(f"{'at least ' if found.at_least else ''}{found.total:,}")
        editions.append(_editions(query))
        stated.append(explained(query))
    detail = (
        f"{small * 1000:.1f} ms at 5,000, {large * 1000:.1f} ms at 50,000 (wanted < 50); with all counts"
        f" {small_whole * 1000:.1f} and {large_whole * 1000:.1f} ms; {' and '.join(works)} works"
        f" of {' and '.join(editions)} editions with the words; EXPLAIN {stated[0]}; {stated[1]}"
    )
    return line(f"(h) search: {name}", large / small, "<= 1.30", detail)


def _editions(query: search.Query) -> str:
    """How many editions have the words, whatever the filters and the order."""
    if not query.text:
        return "all"
    _entries, tier = finding.tiers(search.tsquery(query.asked)[0])
    return f"{int((tier < finding.NOWHERE).sum()):,}"


def run(rounds: int) -> list[str]:
    """Lines of the report."""
    lines = [_make(schema, editions) for schema, editions in SIZES.items()]
    queries = _queries()
    lines += [_compared(name, _query(name, text), rounds) for name, text in queries.items()]
    for schema in SIZES:
        _write_again(schema)
    name, text = next(iter(queries.items()))
    lines.append(_compared(f"{name}, {NEWER} newer", _query(name, text), rounds))
    with connection.cursor() as cursor:
        cursor.execute("SET search_path TO DEFAULT")
        for schema in SIZES:
            cursor.execute(f"DROP SCHEMA {schema} CASCADE")
    return lines
