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
    asked = QueryDict(mutable=True)
    for area in areas:
        is_country = table.areas[area].kind == "country"
        asked.appendlist("country" if is_country else "commission", area)
    if year and data["within"] and not areas:
        asked["within"] = data["within"]
    if not year and data["base"]:
        asked["base"] = str(data["base"])
    return _with_time(asked, data, year, {"start": "from", "end": "to", "year": "year"})


def api_query(
    table: FigureTable, areas: Sequence[str], data: dict[str, Any], year: int | None = None
) -> str:
    """The query string of the API; it gives the figures themselves, not an index."""
    asked = QueryDict(mutable=True)
    asked["indicator"] = table.code
    asked.setlist("ref_area", list(areas))
    names = {"start": "start_period", "end": "end_period", "year": "time_period"}
    return _with_time(asked, data, year, names)


def _with_time(
    asked: QueryDict, data: dict[str, Any], year: int | None, names: dict[str, str]
) -> str:
    """The query with the years and the vintage under the names that its reader knows."""
    span = {"year": year} if year else {"start": data["start"], "end": data["end"]}
    for key, value in span.items():
        if value:
            asked[names[key]] = str(value)
    for key in ("as_of", "release"):
        if data[key]:
            asked[key] = str(data[key])
    return asked.urlencode()
