"""Which values are asked for: the query read into ids of runs, areas and periods."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson
from django.utils.translation import gettext as _

from core.api.parameters import (
    Parameter,
    all_unknown,
    code,
    integer,
    period,
    refuse,
    text,
    unknown,
)
from indicators.api.parameters import VINTAGE
from indicators.catalogue.statuses import STATUSES
from indicators.compute import CORRIDORS, FORMULAS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indicators.api.releases import Entry, ReleaseLookups

MOST = 10_000
USUAL = 1_000
FIRST, LAST = (0, 0), (9999, 9)

PARAMETERS = (
    Parameter(
        "indicator", "Codes of indicators; all when absent.", code, True, example="REM_IN_GDP"
    ),
    Parameter(
        "ref_area",
        "Codes of areas: ISO 3166-1 alpha-3, a commission, or WLD.",
        code,
        True,
        example="PHL",
    ),
    Parameter(
        "commission",
        "Codes of commissions: their regional members of today, each country once.",
        code,
        True,
        example="ESCAP",
    ),
    Parameter("counterpart_area", "The other end of a corridor, by code.", code, True),
    Parameter("time_period", "Years (2020) or quarters (2020-Q3).", period, True, example="2020"),
    Parameter("start_period", "The first year or quarter, included.", period, example="2010"),
    Parameter("end_period", "The last year or quarter, included.", period, example="2020"),
    Parameter(
        "obs_status", "Observation status (SDMX CL_OBS_STATUS).", code, True, tuple(STATUSES)
    ),
    *VINTAGE,
    Parameter("limit", f"Rows in a page, at most {MOST}.", integer(1, MOST), example="1000"),
    Parameter("cursor", "Where a page begins; taken from `next`.", text),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Runs, areas and periods; an empty tuple of areas or statuses means none is excluded."""

    release: ReleaseLookups
    entries: tuple[Entry, ...]
    areas: tuple[int, ...] | None
    counterparts: tuple[int, ...] | None
    periods: tuple[tuple[int, int], ...]
    first: tuple[int, int]
    last: tuple[int, int]
    statuses: tuple[str, ...]
    after: tuple[int, ...] | None
    limit: int


def select(values: dict[str, Any], release: ReleaseLookups) -> Selection:
    """The selection of clean query values. Raises ValidationError naming each unknown code."""
    problems: dict[str, list[str]] = {}
    indicators = _valid_codes("indicator", values, FORMULAS, problems)
    commissions = _valid_codes("commission", values, release.members, problems)
    areas = _areas("ref_area", values, release, problems)
    counterparts = _areas("counterpart_area", values, release, problems)
    after = _after(values.get("cursor"), release, problems)
    first, last = _bound(values.get("start_period"), 0), _bound(values.get("end_period"), 9)
    if (first or FIRST) > (last or LAST):
        problems["end_period"] = [_("The end lies before the start.")]
    if problems:
        raise refuse(problems)
    as_of = values.get("as_of")
    if commissions:
        regional = {pk for name in commissions for pk in release.members[name]}
        areas = tuple(sorted(regional | set(areas or ())))
    release_entries = (release.entry(name, as_of) for name in indicators or release.of_areas)
    return Selection(
        release=release,
        entries=tuple(entry for entry in release_entries if entry is not None),
        areas=areas,
        counterparts=counterparts,
        periods=tuple((p.year, p.quarter) for p in values.get("time_period", ())),
        first=first or FIRST,
        last=last or LAST,
        statuses=values.get("obs_status", ()),
        after=after,
        limit=values.get("limit", USUAL),
    )


def _valid_codes(name: str, values: dict, lookups: Any, problems: dict) -> tuple[str, ...]:
    codes = values.get(name, ())
    if wrong := all_unknown(codes, lookups, partial(_problem_with, name)):
        problems[name] = wrong
    return codes


def _problem_with(name: str, value: str, lookups: Any) -> str:
    """What is wrong with a code, and where the figures of corridors are."""
    if name == "indicator" and value in CORRIDORS:
        return _(
            "%(code)s has figures of corridors. Take them from SDMX (DF_CORRIDORS) or from the files of its page."
        ) % {"code": value}
    return unknown(value, lookups)


def _areas(
    name: str, values: dict, release: ReleaseLookups, problems: dict
) -> tuple[int, ...] | None:
    if not values.get(name):
        return None
    codes = _valid_codes(name, values, release.areas, problems)
    return tuple(release.areas[area_code] for area_code in codes if area_code in release.areas)


def _bound(period: Any, quarter: int) -> tuple[int, int] | None:
    """A year bounds all its quarters; a quarter bounds itself."""
    return period and (period.year, period.quarter or quarter)


def cursor_of(release: int, key: Iterable[int]) -> str:
    """An opaque cursor after a row. It holds the release, so pages never mix two releases."""
    return base64.urlsafe_b64encode(orjson.dumps([release, *key])).decode().rstrip("=")


def release_in(cursor: str) -> int | None:
    """The release that a cursor was made in; None when it is not one of ours."""
    key = _decoded(cursor)
    return key and key[0]


def _decoded(cursor: str) -> list[int] | None:
    try:
        key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        return None
    is_key = isinstance(key, list) and len(key) == 6 and all(type(n) is int for n in key)
    return key if is_key and all(-(2**15) <= n < 2**15 for n in key[2:]) else None


def _after(cursor: str | None, release: ReleaseLookups, problems: dict) -> tuple[int, ...] | None:
    if cursor is None:
        return None
    key = _decoded(cursor)
    if key is None or key[0] != release.id or not -(2**62) < key[1] < 2**62:
        problems["cursor"] = [_("Take the cursor, with the same filters, from `next`.")]
        return None
    return tuple(key[1:])
