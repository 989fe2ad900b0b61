"""(h) The first page of a search over 50,000 editions against the same over 5,000.

Three times are told: the search with the counts of all facets (this is what the bound is about),
the search without them, and the whole page as the application answers it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.http import QueryDict
from django.test import Client

from benchmarks import library
from benchmarks.timing import interleaved, line
from studies.forms.search import SearchForm
from studies.postings import counted
from studies.search import search, tsqueries
from studies.selectors import finding

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = {"bench_small": 5_000, "bench_large": 50_000}
NEWER = 200
"""Editions written since the base was built, in the last line."""


def _queries() -> dict[str, dict[str, Any]]:
    """The address's values, by what is asked; the lines tell how many editions have it."""
    name = library.names()
    all_have, half, half_too, thirtieth, rarest = name[[1, 105, 106, 2200, library.WORDS - 9]]
    return {
        "a word of half the editions": {"q": half},
        "a word of one in thirty": {"q": thirtieth},
        "one of the rarest words": {"q": rarest},
        "two words": {"q": f"{half} {thirtieth}"},
        "a word without another": {"q": f"{half} -{half_too}"},
        "a beginning of 21 words*": {"q": f"{name[520]}*"},
        "a beginning of 421 words*": {"q": f"{name[26]}*"},
        "a phrase with a rare word": {"q": f'"{half} {thirtieth}"'},
        "a phrase of two words of half": {"q": f'"{half} {half_too}"'},
        "a phrase of words of nearly all": {"q": f'"{all_have} {name[2]}"'},
        "a word without a phrase": {"q": f'{half} -"{half_too} {thirtieth}"'},
        "a word, one commission, ten years": {
            "q": half, "commission": "ECLAC", "from": 2010, "to": 2019,
        },
        "no word, one theme": {"term": "remittances"},
    }  # fmt: skip


def _query(values: dict[str, Any]) -> search.Query:
    data = QueryDict(mutable=True)
    data.update(values)
    return SearchForm(data).as_query()


def _in(schema: str, query: search.Query, *, facets: bool) -> Callable[[], search.Results]:
    def ask() -> search.Results:
        library.choose(schema)
        return search.found(query, facets=facets)

    return ask


def _page(schema: str, values: dict[str, Any]) -> Callable[[], None]:
    client = Client(HTTP_HOST="localhost")

    def get() -> None:
        library.choose(schema)
        answer = client.get("/studies/", values)
        if answer.status_code != 200:
            raise SystemExit(f"{values} answered {answer.status_code}")

    return get


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
    return f"{spent:.1f} ms by {', '.join(sorted(scans)) or 'the kept sets'}"


def _compared(name: str, values: dict[str, Any], rounds: int) -> str:
    """The line of one query."""
    query = _query(values)
    kinds = {
        "without counts": lambda schema: _in(schema, query, facets=False),
        "with all counts": lambda schema: _in(schema, query, facets=True),
        "the page": lambda schema: _page(schema, values),
    }
    works = [make(schema) for make in kinds.values() for schema in SIZES]
    times = interleaved(*works, rounds=rounds * 3)
    pairs = dict(zip(kinds, zip(times[::2], times[1::2], strict=True), strict=True))
    told = "; ".join(
        f"{kind} {small * 1000:.1f} and {large * 1000:.1f} ms ({large / small:.2f})"
        for kind, (small, large) in pairs.items()
    )
    small, large = pairs["with all counts"]
    return line(f"(h) search: {name}", large / small, "<= 1.30", f"{told}; {_sizes(query)}")


def _sizes(query: search.Query) -> str:
    """How much is found in each library, and what the database says of it."""
    told = []
    for schema in SIZES:
        found = _in(schema, query, facets=True)()
        works = f"{'at least ' if found.at_least else ''}{found.total:,} works"
        told.append(f"{works} of {_editions(query)} editions, EXPLAIN {explained(query)}")
    return f"{'; '.join(told)} (wanted < 50)"


def _editions(query: search.Query) -> str:
    """How many editions have the words, whatever the filters and the order."""
    if not query.text:
        return "all"
    _entries, standing = finding.standing(tsqueries.wording(query.asked))
    return f"{int(counted(standing.inside).sum()):,}"


def run(rounds: int) -> list[str]:
    """Lines of the report."""
    lines = [library.make(schema, editions) for schema, editions in SIZES.items()]
    queries = _queries()
    lines += [_compared(name, values, rounds) for name, values in queries.items()]
    for schema in SIZES:
        library.write_again(schema, NEWER)
    name, values = next(iter(queries.items()))
    lines.append(_compared(f"{name}, {NEWER} newer", values, rounds))
    library.drop(list(SIZES))
    return lines
