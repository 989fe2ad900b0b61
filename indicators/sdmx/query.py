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
PARAMETERS = {
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


def of_address(path: Mapping[str, str], parameters: QueryDict) -> Query:
    """The query of the parts of an address of either version. Raises BadQuery, NotHere, NotDone."""
    key = path.get("key") or "all"
    if path.get("agency"):
        return of_v2(path["agency"], path["flow"], path["version"], key, parameters)
    return of_v1(path["flow"], key, parameters)


def of_v1(flow: str, key: str, parameters: QueryDict) -> Query:
    """The query of a REST 1.5 address. Raises BadQuery, NotHere, NotDone."""
    parts = flow.split(",")
    agency, identifier, version = (
        ("all", parts[0], "latest") if len(parts) == 1 else (*parts, "latest")[:3]
    )
    keys = (_key(key, separator="+"),)
    return _with_parameters(Query(_flow(agency, identifier, version), keys), parameters)


def of_v2(agency: str, identifier: str, version: str, keys: str, parameters: QueryDict) -> Query:
    """The query of a REST 2.1 address; several keys are separated by commas."""
    key_texts = tuple(dict.fromkeys(keys.split(",")))
    _bounded(key_texts)
    parsed_keys = tuple(dict.fromkeys(_key(key, separator="+") for key in key_texts))
    return _with_parameters(Query(_flow(agency, identifier, version), parsed_keys), parameters)


def _flow(agency: str, identifier: str, version: str) -> str:
    dataflows = flows()
    if agency not in {AGENCY, *ANY}:
        raise NotHere(unknown(agency, [AGENCY]))
    if version not in ANY_VERSION:
        raise NotHere(unknown(version, [VERSION]))
    if identifier not in dataflows:
        raise NotHere(unknown(identifier, dataflows))
    return identifier


def _bounded(key_texts: tuple[str, ...]) -> None:
    """Each key is a condition of its own for the database; codes within one cost nothing."""
    if len(key_texts) > MOST_VALUES:
        raise BadQuery(_("Give at most %(most)s keys at a time.") % {"most": MOST_VALUES})


def _key(text: str, *, separator: str) -> Key:
    if text in ANY:
        return (None,) * len(DIMENSIONS)
    parts = text.split(".")
    if parts[-1] == "*" and len(parts) < len(DIMENSIONS):
        # Some clients end a key with one star for all that follows.
        parts += ["*"] * (len(DIMENSIONS) - len(parts))
    if len(parts) != len(DIMENSIONS):
        raise BadQuery(
            _("A key has %(wanted)s parts, %(names)s; this one has %(given)s.")
            % {"wanted": len(DIMENSIONS), "names": ".".join(DIMENSIONS), "given": len(parts)}
        )
    return tuple(
        None if part in ANY else frozenset(code for code in part.split(separator) if code)
        for part in parts
    )


def _with_parameters(query: Query, parameters: QueryDict) -> Query:
    _refuse_unknown(parameters)
    readers = {
        "startPeriod": ("first", lambda text: _period(text, "startPeriod", 0)),
        "endPeriod": ("last", lambda text: _period(text, "endPeriod", 9)),
        "firstNObservations": ("oldest", lambda text: _positive_int(text, "firstNObservations")),
        "lastNObservations": ("newest", lambda text: _positive_int(text, "lastNObservations")),
        "release": ("release", lambda text: _positive_int(text, "release")),
        "as_of": ("as_of", _day),
        "asOf": ("as_of", _day),
    }
    changes = {
        field: read(text)
        for name, (field, read) in readers.items()
        if (text := parameters.get(name))
    }
    return _filtered(replace(query, **changes, detail=_detail(parameters)), parameters)


def _refuse_unknown(parameters: QueryDict) -> None:
    for name in parameters:
        if name in NOT_DONE:
            raise NotDone(_("%(name)s is not offered here.") % {"name": name})
        if name not in PARAMETERS and not re.fullmatch(r"c\[\w+\]", name):
            raise BadQuery(_("There is no such parameter. ") + unknown(name, sorted(PARAMETERS)))


def check_observations(parameters: QueryDict, kind: str) -> None:
    """Raises NotDone unless observations are listed by time, or one by one as CSV always lists them."""
    dimension = parameters.get("dimensionAtObservation", "TIME_PERIOD")
    if dimension != "TIME_PERIOD" and not (
        kind in ("csv", "csv1") and dimension == "AllDimensions"
    ):
        raise NotDone(
            _(
                "Observations are listed by TIME_PERIOD, or as CSV by AllDimensions, not by %(name)s."
            )
            % {"name": dimension}
        )


def _detail(parameters: QueryDict) -> str:
    detail = parameters.get("detail", "full")
    if detail not in DETAILS:
        raise BadQuery("detail: " + unknown(detail, DETAILS))
    # REST 2.1 says the same with two parameters.
    without = {name for name in ("attributes", "measures") if parameters.get(name) == "none"}
    if without == {"attributes", "measures"}:
        return "serieskeysonly"
    return "dataonly" if "attributes" in without else "nodata" if "measures" in without else detail


def _filtered(query: Query, parameters: QueryDict) -> Query:
    """The component filters of REST 2.1: lists of codes, and ranges of TIME_PERIOD."""
    for name in parameters:
        if not (match := re.fullmatch(r"c\[(\w+)\]", name)):
            continue
        component, values = match[1], ",".join(parameters.getlist(name))
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
    codes = frozenset(value.removeprefix("eq:") for value in values.split(",") if value)
    if any(":" in value for value in codes):
        raise NotDone(_("Dimensions of codes are filtered by equality only."))
    return tuple(
        (*key[:place], codes if key[place] is None else codes & key[place], *key[place + 1 :])
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
    match = re.fullmatch(
        r"([12]\d{3})(?:-Q([1-4])|-(\d{2})(?:-\d{2})?(?:T[\d:.]+Z?)?)?", value, re.ASCII
    )
    if match is None or (match[3] and not 1 <= int(match[3]) <= 12):
        raise BadQuery(f"{name}: " + _("Write a year as 2020 or a quarter as 2020-Q3."))
    if match[3]:
        return int(match[1]), (int(match[3]) + 2) // 3
    return int(match[1]), int(match[2] or quarter)


def _positive_int(value: str, name: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,8}", value, re.ASCII):
        raise BadQuery(f"{name}: " + _("Write a whole number above zero."))
    return int(value)


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        raise BadQuery("asOf: " + _("Write the day as 2024-01-31.")) from None


def unread(parameters: Mapping[str, str], allowed: set[str]) -> None:
    """Refuse parameters that nobody reads. Raises BadQuery."""
    for name in parameters:
        if name not in allowed:
            raise BadQuery(_("There is no such parameter. ") + unknown(name, sorted(allowed)))
