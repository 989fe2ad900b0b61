"""(h) The first page of a search in a library of 5,000 editions, and in one of 50,000.

The bound is about the whole page with the counts of all facets, as the application answers it, in
milliseconds of one core. Beside it stand the wall times of the search with and without the counts.
"""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING, Any

import psutil
from django.db import connection
from django.http import QueryDict
from django.test import Client

from benchmarks import library
from benchmarks.timing import interleaved, line, seconds
from studies.forms.search import SearchForm
from studies.search import matching, search, tsqueries
from studies.search.facet_index import facet_index

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = {"bench_small": 5_000, "bench_large": 50_000}
NEWER = 200
"""Editions written since the indexes were tidied, in the last line."""


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
            "q": half,
            "commission": "ECLAC",
            "from": 2010,
            "to": 2019,
        },
        "no word, one theme": {"term": "remittances"},
    }


def _query(values: dict[str, Any]) -> search.Query:
    data = QueryDict(mutable=True)
    data.update(values)
    return SearchForm(data).as_query()


def _in(schema: str, query: search.Query, *, facets: bool) -> Callable[[], search.Results]:
    def ask() -> search.Results:
        library.choose(schema)
        return search.search_studies(query, facets=facets)

    return ask


def _page(schema: str, values: dict[str, Any]) -> Callable[[], None]:
    client = Client(HTTP_HOST="localhost")

    def get() -> None:
        library.choose(schema)
        response = client.get("/studies/", values)
        if response.status_code != 200:
            raise SystemExit(f"{values} answered {response.status_code}")

    return get


def _core_of_a_page(schema: str, values: dict[str, Any], rounds: int) -> float:
    """Milliseconds of one core that a page takes, of the application and of PostgreSQL together."""
    get = _page(schema, values)
    get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = psutil.Process(cursor.fetchone()[0])

    def spent() -> float:
        times = server.cpu_times()
        return process_time() + times.user + times.system

    begun = spent()
    for _round in range(rounds):
        get()
    return 1000 * (spent() - begun) / rounds


def _measured(name: str, values: dict[str, Any], rounds: int) -> str:
    """The line of one query."""
    query = _query(values)
    kinds = {"without counts": False, "with all counts": True}
    works = [_in(schema, query, facets=facets) for facets in kinds.values() for schema in SIZES]
    times = interleaved(*works, rounds=rounds * 3)
    pairs = zip(kinds, times[::2], times[1::2], strict=True)
    timings = "; ".join(
        f"{kind} {small * 1000:.1f} and {large * 1000:.1f} ms" for kind, small, large in pairs
    )
    small, large = (_core_of_a_page(schema, values, rounds * 3) for schema in SIZES)
    return line(
        f"(h) search: {name}",
        large,
        f"<= {_bound(query)} ms",
        f"the page at 5,000 editions {small:.0f} ms (wanted <= 60); {timings}; {_sizes(query)}",
    )


def _bound(query: search.Query) -> int:
    """For the page at 50,000 editions, after how many of them have the words."""
    library.choose("bench_large")
    return 400 if query.text and 2 * _editions(query) > 0.9 * SIZES["bench_large"] else 150


def _sizes(query: search.Query) -> str:
    """How much is found in each library."""
    lines = []
    for schema in SIZES:
        results = _in(schema, query, facets=True)()
        works = f"{'at least ' if results.at_least else ''}{results.total:,} works"
        lines.append(f"{works} of {_editions(query):,} editions")
    return "; ".join(lines)


def _editions(query: search.Query) -> int:
    """How many editions have the words, whatever the filters and the order."""
    index = facet_index()
    if not query.text:
        return len(index.edition)
    return int(matching.matches(index, tsqueries.wording(query.parsed)).inside.sum())


def run(rounds: int) -> list[str]:
    """Lines of the report."""
    lines = [library.make(schema, editions) for schema, editions in SIZES.items()]
    for schema in SIZES:
        library.choose(schema)
        duration = seconds(facet_index)
        lines.append(
            f"(h) search: a process reads the entries of {schema} in {duration * 1000:.0f} ms"
        )
    queries = _queries()
    lines += [_measured(name, values, rounds) for name, values in queries.items()]
    for schema in SIZES:
        library.write_again(schema, NEWER)
    name, values = next(iter(queries.items()))
    lines.append(_measured(f"{name}, {NEWER} newer", values, rounds))
    library.drop(list(SIZES))
    return lines
