"""What a release shows, as lookups by code: made once per release and process.

A release never changes once it is published, so its lookups are kept by its number. Areas and
memberships may change between releases; a minute is the longest that a change waits.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from indicators.compute import CORRIDORS, REGISTERED
from indicators.selectors import NotPublished

if TYPE_CHECKING:
    from datetime import date

MOST_RELEASES = 8
SECONDS = 60.0

CURRENT = "SELECT id FROM indicators_release WHERE is_current"

ENTRIES = """
    SELECT i.code, e.as_of, e.run_id, run.vintage
    FROM indicators_releaseentry e
    JOIN indicators_indicator i ON i.id = e.indicator_id
    JOIN indicators_computerun run ON run.id = e.run_id
    WHERE e.release_id = %s ORDER BY i.id, e.as_of
"""

REGIONAL = """
    SELECT c.code, m.country_id
    FROM regions_membership m JOIN regions_area c ON c.id = m.commission_id
    WHERE m.is_regional AND (m.since IS NULL OR m.since <= CURRENT_DATE)
      AND (m.until IS NULL OR m.until > CURRENT_DATE)
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """The run that an indicator shows from a day on."""

    indicator: str
    as_of: date
    run: int
    vintage: date

    @property
    def unit(self) -> str:
        """The unit of measure, the same for all bases of an indicator."""
        return REGISTERED[self.indicator][0].unit


@dataclass(frozen=True, slots=True)
class ReleaseLookups:
    """A release: its entries by indicator (ascending days), area ids by code and codes by id."""

    id: int
    entries: dict[str, list[Entry]]
    areas: dict[str, int]
    codes: dict[int, str]
    members: dict[str, list[int]]
    """Ids of today's regional members by commission."""

    read_at: float = field(default_factory=time.monotonic)

    @property
    def of_areas(self) -> list[str]:
        """Codes of the indicators with a figure per area, not per corridor."""
        return [code for code in self.entries if code not in CORRIDORS]

    def entry(self, indicator: str, as_of: date | None) -> Entry | None:
        """The entry with the greatest day up to `as_of`; the newest when None."""
        entries = self.entries.get(indicator, [])
        place = (
            len(entries) if as_of is None else bisect_right(entries, as_of, key=lambda e: e.as_of)
        )
        return entries[place - 1] if place else None


_lookups: OrderedDict[int, ReleaseLookups] = OrderedDict()


_last_seen: dict[str, int] = {}
"""The release that a request of this process found to be the current one, by database."""


def current_or_none() -> int | None:
    """The number of the current release; None before the first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(CURRENT)
        row = cursor.fetchone()
    if row:
        _last_seen[connection.settings_dict["NAME"]] = row[0]
    return row[0] if row else None


def last_seen() -> int | None:
    """The release that was current when it was last asked for: a guess, to be checked by `CURRENT`."""
    return _last_seen.get(connection.settings_dict["NAME"])


def nothing_yet() -> NotPublished:
    """The error before the first release."""
    return NotPublished(_("No figures have been published yet. Try again in some minutes."))


def lookups_of(release: int) -> ReleaseLookups:
    """The lookups of a release. Raises NotPublished when there is no such release."""
    lookups = _lookups.get(release)
    if lookups is None or time.monotonic() - lookups.read_at > SECONDS:
        _lookups[release] = lookups = _read(release)
        _lookups.move_to_end(release)
        if len(_lookups) > MOST_RELEASES:
            _lookups.popitem(last=False)
    return lookups


def lookups_or_none(release: int) -> ReleaseLookups | None:
    """The lookups of a release; None when there is no such release."""
    try:
        return lookups_of(release)
    except NotPublished:
        return None


def _read(release: int) -> ReleaseLookups:
    entries: dict[str, list[Entry]] = defaultdict(list)
    members: dict[str, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM indicators_release WHERE id = %s", [release])
        if cursor.fetchone() is None:
            raise NotPublished(_("There is no release %(release)s.") % {"release": release})
        cursor.execute(ENTRIES, [release])
        for row in cursor.fetchall():
            if row[0] in REGISTERED:
                entries[row[0]].append(Entry(*row))
        cursor.execute("SELECT code, id FROM regions_area")
        areas = dict(cursor.fetchall())
        cursor.execute(REGIONAL)
        for code, country in cursor.fetchall():
            members[code].append(country)
    codes = {pk: code for code, pk in areas.items()}
    return ReleaseLookups(release, dict(entries), areas, codes, dict(members))
