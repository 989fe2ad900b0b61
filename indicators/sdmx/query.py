"""What an SDMX REST address asks for: flow, keys, periods, and parameters by version of the API.

REST 1.5 (SDMX 2.1) writes `data/UNRC,DF_STOCKS,1.0/A.PHL+TJK...?startPeriod=2010`; REST 2.1 (SDMX 3.0)
writes `data/dataflow/UNRC/DF_STOCKS/1.0/A.PHL.*.*.*?c[TIME_PERIOD]=ge:2010`. Both end as one `Query`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.api.parameters import MOST_VALUES, unknown
from core.errors import PortalError
from indicators.sdmx.artefacts import AGENCY, DIMENSIONS, VERSION, flows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict

Key = tuple[frozenset[str] | None, ...]
"""Codes asked for by dimension; None where any will do."""
ANY = {"", "*", "all"}
ANY_VERSION = {"*", "all", "latest", "+", "~", VERSION, f"{VERSION}.0"}
DETAILS = ("full", "dataonly", "serieskeysonly", "nodata")
NOT_DONE = {
    "updatedAfter", "updatedBefore", "includeHistory", "offset", "limit", "sort", "reportingYearStartDay",
}  # fmt: skip
KNOWN = {
    "startPeriod", "endPeriod", "firstNObservations", "lastNObservations", "dimensionAtObservation",
    "detail", "attributes", "measures", "asOf", "as_of", "release", "format",
}  # fmt: skip


class BadQuery(PortalError):
    """The address or a parameter cannot be read."""

    code = "invalid"
    status = 400


class NotHere(PortalError):
    """There is no such structure, or no figure for the query."""

    code = "not_found"
    status = 404


class NotDone(PortalError):
    """A part of the standard that this service does not offer (SDMX REST: 501)."""

    code = "not_implemented"
    status = 501


@dataclass(frozen=True, slots=True)
class Query:
    """The selection: any of `keys`, in periods from `first` to `last` as (year, quarter)."""

    flow: str
    keys: tuple[Key, ...] = ((None,) * len(DIMENSIONS),)
    first: tuple[int, int] = (0, 0)
    last: tuple[int, int] = (9999, 9)
    periods: tuple[tuple[int, int], ...] = ()
    newest: int | None = None
    oldest: int | None = None
    detail: str = "full"
    as_of: date | None = None
    release: int | None = None


def of_address(asked: Mapping[str, str], given: QueryDict) -> Query:
    """The query of the parts of an address of either version. Raises BadQuery, NotHere, NotDone."""
    key = asked.get("key") or "all"
    if asked.get("agency"):
        return of_v2(asked["agency"], asked["flow"], asked["version"], key, given)
    return of_v1(asked["flow"], key, given)


def of_v1(flow: str, key: str, given: QueryDict) -> Query:
    """The query of a REST 1.5 address. Raises BadQuery, NotHere, NotDone."""
    parts = flow.split(",")
    agency, identifier, version = (
        ("all", parts[0], "latest") if len(parts) == 1 else (*parts, "latest")[:3]
    )
    keys = (_key(key, separator="+"),)
    return _with_parameters(Query(_flow(agency, identifier, version), keys), given)


def of_v2(agency: str, identifier: str, version: str, keys: str, given: QueryDict) -> Query:
    """The query of a REST 2.1 address; several keys are separated by commas."""
    given_keys = tuple(dict.fromkeys(keys.split(",")))
    _bounded(given_keys)
    found = tuple(dict.fromkeys(_key(key, separator="+") for key in given_keys))
    return _with_parameters(Query(_flow(agency, identifier, version), found), given)


def _flow(agency: str, identifier: str, version: str) -> str:
    known = flows()
    if agency not in {AGENCY, *ANY}:
        raise NotHere(unknown(agency, [AGENCY]))
    if version not in ANY_VERSION:
        raise NotHere(unknown(version, [VERSION]))
    if identifier not in known:
        raise NotHere(unknown(identifier, known))
    return identifier


def _bounded(given_keys: tuple[str, ...]) -> None:
    """Each key is a condition of its own for the database; codes within one cost nothing."""
    if len(given_keys) > MOST_VALUES:
        raise BadQuery(_("Give at most %(most)s keys at a time.") % {"most": MOST_VALUES})


def _key(text: str, *, separator: str) -> Key:
    if text in ANY:
        return (None,) * len(DIMENSIONS)
    parts = text.split(".")
    if len(parts) != len(DIMENSIONS):
        raise BadQuery(
            _("A key has %(wanted)s parts, %(names)s; this one has %(given)s.")
            % {"wanted": len(DIMENSIONS), "names": ".".join(DIMENSIONS), "given": len(parts)}
        )
    return tuple(
        None if part in ANY else frozenset(code for code in part.split(separator) if code)
        for part in parts
    )


def _with_parameters(query: Query, given: QueryDict) -> Query:
    _only_known(given)
    readers = {
        "startPeriod": ("first", lambda text: _period(text, "startPeriod", 0)),
        "endPeriod": ("last", lambda text: _period(text, "endPeriod", 9)),
        "firstNObservations": ("oldest", lambda text: _whole(text, "firstNObservations")),
        "lastNObservations": ("newest", lambda text: _whole(text, "lastNObservations")),
        "release": ("release", lambda text: _whole(text, "release")),
        "as_of": ("as_of", _day),
        "asOf": ("as_of", _day),
    }
    changes = {
        field: read(text) for name, (field, read) in readers.items() if (text := given.get(name))
    }
    return _filtered(replace(query, **changes, detail=_detail(given)), given)


def _only_known(given: QueryDict) -> None:
    for name in given:
        if name in NOT_DONE:
            raise NotDone(_("%(name)s is not offered here.") % {"name": name})
        if name not in KNOWN and not re.fullmatch(r"c\[\w+\]", name):
            raise BadQuery(_("There is no such parameter. ") + unknown(name, sorted(KNOWN)))
    if given.get("dimensionAtObservation", "TIME_PERIOD") != "TIME_PERIOD":
        raise NotDone(_("Observations are listed by TIME_PERIOD only."))


def _detail(given: QueryDict) -> str:
    detail = given.get("detail", "full")
    if detail not in DETAILS:
        raise BadQuery("detail: " + unknown(detail, DETAILS))
    # REST 2.1 says the same with two parameters.
    without = {name for name in ("attributes", "measures") if given.get(name) == "none"}
    if without == {"attributes", "measures"}:
        return "serieskeysonly"
    return "dataonly" if "attributes" in without else "nodata" if "measures" in without else detail


def _filtered(query: Query, given: QueryDict) -> Query:
    """The component filters of REST 2.1: lists of codes, and ranges of TIME_PERIOD."""
    for name in given:
        if not (found := re.fullmatch(r"c\[(\w+)\]", name)):
            continue
        component, values = found[1], ",".join(given.getlist(name))
        if component == "TIME_PERIOD":
            query = _timed(query, values)
        elif component in DIMENSIONS:
            query = replace(query, keys=_narrowed(query.keys, component, values))
        else:
            raise NotDone(
                _("Filters go by dimension: %(names)s.") % {"names": ", ".join(DIMENSIONS)}
            )
    return query


def _narrowed(keys: Iterable[Key], component: str, values: str) -> tuple[Key, ...]:
    place = DIMENSIONS.index(component)
    wanted = frozenset(value.removeprefix("eq:") for value in values.split(",") if value)
    if any(":" in value for value in wanted):
        raise NotDone(_("Dimensions of codes are filtered by equality only."))
    return tuple(
        (*key[:place], wanted if key[place] is None else wanted & key[place], *key[place + 1 :])
        for key in keys
    )


def _timed(query: Query, values: str) -> Query:
    periods: list[tuple[int, int]] = []
    # A plus sign joins two bounds; Django reads an unescaped one as a blank.
    for part in re.split(r"[,+ ]", values):
        operator, _colon, value = part.rpartition(":")
        if operator in {"", "eq"}:
            periods.append(_period(value, "c[TIME_PERIOD]", 0))
        elif operator in {"ge", "gt"}:
            year, quarter = _period(value, "c[TIME_PERIOD]", 0)
            query = replace(query, first=(year + (operator == "gt" and not quarter), quarter))
        elif operator in {"le", "lt"}:
            year, quarter = _period(value, "c[TIME_PERIOD]", 9)
            query = replace(query, last=(year - (operator == "lt" and quarter == 9), quarter))
        else:
            raise NotDone(_("Periods are filtered by eq, ge, gt, le and lt."))
    if len(periods) > MOST_VALUES:
        raise BadQuery(_("Give at most %(most)s values at a time.") % {"most": MOST_VALUES})
    return replace(query, periods=tuple(dict.fromkeys(periods)))


def _period(value: str, name: str, quarter: int) -> tuple[int, int]:
    """(year, quarter) of 2020, 2020-Q3, 2020-08 or 2020-08-31; `quarter` where a year is meant."""
    found = re.fullmatch(
        r"([12]\d{3})(?:-Q([1-4])|-(\d{2})(?:-\d{2})?(?:T[\d:.]+Z?)?)?", value, re.ASCII
    )
    if found is None or (found[3] and not 1 <= int(found[3]) <= 12):
        raise BadQuery(f"{name}: " + _("Write a year as 2020 or a quarter as 2020-Q3."))
    if found[3]:
        return int(found[1]), (int(found[3]) + 2) // 3
    return int(found[1]), int(found[2] or quarter)


def _whole(value: str, name: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,8}", value, re.ASCII):
        raise BadQuery(f"{name}: " + _("Write a whole number above zero."))
    return int(value)


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        raise BadQuery("asOf: " + _("Write the day as 2024-01-31.")) from None


def unread(given: Mapping[str, str], known: set[str]) -> None:
    """Refuse parameters that nobody reads. Raises BadQuery."""
    for name in given:
        if name not in known:
            raise BadQuery(_("There is no such parameter. ") + unknown(name, sorted(known)))
