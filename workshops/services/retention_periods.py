"""Setting the periods of a workshop, and what they delete when: counts, never names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.errors import Refused
from workshops.models import RetentionPeriod, Workshop
from workshops.selectors import retention
from workshops.services import events, transitions
from workshops.services.personal_places import WorkshopTerm, places

if TYPE_CHECKING:
    from datetime import date, datetime

    from core.personal_data import Place

Data = RetentionPeriod.Data
SOON = timedelta(days=31)
"""What goes within this time is told on the first page of the workshop."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """How many rows of what are deleted or emptied on a day."""

    what: str
    day: date
    count: int


def deletions(
    workshop: Workshop, today: date, days: retention.Periods | None = None
) -> list[Deletion]:
    """What the workshop still holds and when it goes, the next first; `days` are periods that are being tried.

    What is past its term goes today, with the next purge.
    """
    last = retention.last_days(workshop, days)
    rows = []
    for place in places():
        term = place.term
        if not isinstance(term, WorkshopTerm) or not place.is_purged:
            continue
        held = place.model._default_manager.filter(place.holding, **{term.path: workshop})
        if count := held.count():
            day = max(last[term.data] + timedelta(days=1), today)
            rows.append(Deletion(_label(place, term), day, count))
    return sorted(rows, key=lambda row: row.day)


def _label(place: Place, term: WorkshopTerm) -> str:
    if ":" in place.name:
        return str(Data(term.data).label)
    return capfirst(str(place.model._meta.verbose_name_plural))


def deletions_soon(workshop: Workshop, today: date) -> list[Deletion]:
    """What goes within a month; nothing is counted while no period ends so soon."""
    if min(retention.last_days(workshop).values()) > today + SOON:
        return []
    return [row for row in deletions(workshop, today) if row.day <= today + SOON]


def lost_at_once(workshop: Workshop, days: retention.Periods, today: date) -> list[Deletion]:
    """What goes with the next purge under new periods, and would stay under those that are set."""
    now = retention.last_days(workshop)
    changed = retention.last_days(workshop, days)
    if all(changed[data] >= min(now[data], today) for data in changed):
        return []
    stay = {row.what for row in deletions(workshop, today) if row.day > today}
    return [
        row for row in deletions(workshop, today, days) if row.day <= today and row.what in stay
    ]


@transaction.atomic
def set_periods(*, workshop: Workshop, days: retention.Periods, by, at: datetime) -> None:
    """Hold each kind of data for so many days, None for the usual ones.

    Raises Refused for a period that is too short, or longer than people were told or may be told.
    """
    workshop = transitions.locked(workshop.pk)
    for data, (least, most) in retention.bounds(workshop).items():
        number = days.get(data)
        if number is not None and not least <= number <= most:
            text = _("From %(least)s to %(most)s days.") % {"least": least, "most": most}
            raise Refused(f"{Data(data).label}: {text}", status=422)
    if wrong := retention.too_long(workshop, days):
        raise Refused(" ".join(wrong.values()), status=422)
    before = retention.set_days(workshop)
    for data in Data:
        number = days.get(data.value)
        if number is None:
            workshop.retention_periods.filter(data=data).delete()
        else:
            workshop.retention_periods.update_or_create(data=data, defaults={"days": number})
    after = retention.set_days(workshop)
    changed = [
        f"{Data(data).label}: {before[data]} → {number}"
        for data, number in after.items()
        if number != before[data]
    ]
    if changed:
        events.note(workshop, "retention", by=by, at=at, text="; ".join(changed))
