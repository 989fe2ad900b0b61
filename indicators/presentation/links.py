"""Addresses of the files and the API answer that hold exactly what a page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import QueryDict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indicators.analysis.figure_table import FigureTable


def file_query(
    table: FigureTable, areas: Sequence[str], data: dict[str, Any], year: int | None = None
) -> str:
    """The query string of a file with these areas; `data` is the clean form."""
    query = QueryDict(mutable=True)
    for area in areas:
        is_country = table.areas[area].kind == "country"
        query.appendlist("country" if is_country else "commission", area)
    if year and data["within"] and not areas:
        query["within"] = data["within"]
    if not year and data["base"]:
        query["base"] = str(data["base"])
    if not year and data["panel"]:
        query["panel"] = data["panel"]
    return _with_time(query, data, year, {"start": "from", "end": "to", "year": "year"})


def api_query(
    table: FigureTable, areas: Sequence[str], data: dict[str, Any], year: int | None = None
) -> str:
    """The query string of the API; it gives the figures themselves, not an index."""
    query = QueryDict(mutable=True)
    query["indicator"] = table.code
    query.setlist("ref_area", list(areas))
    names = {"start": "start_period", "end": "end_period", "year": "time_period"}
    return _with_time(query, data, year, names)


def _with_time(
    query: QueryDict, data: dict[str, Any], year: int | None, names: dict[str, str]
) -> str:
    """The query with the years and the vintage under the names that its reader knows."""
    span = {"year": year} if year else {"start": data["start"], "end": data["end"]}
    for key, value in span.items():
        if value:
            query[names[key]] = str(value)
    for key in ("as_of", "release"):
        if data[key]:
            query[key] = str(data[key])
    return query.urlencode()
