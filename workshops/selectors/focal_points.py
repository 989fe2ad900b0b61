"""Focal points of a workshop by country, and those of the commission's other workshops as a directory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Max, Q
from django.utils import timezone

from core.mail.addresses import address_key
from regions.models import Area
from regions.selectors.areas import sort_key
from workshops.models import FocalPoint, Mail, Workshop, WorkshopRole
from workshops.states import NominationState

if TYPE_CHECKING:
    from datetime import date, datetime

    from workshops.models import Nomination

NOT_COUNTED = (
    NominationState.DRAFT,
    NominationState.WITHDRAWN,
    NominationState.DECLINED,
    NominationState.SUBSTITUTED,
    NominationState.EXPIRED,
)
MOST = 100


@dataclass(slots=True)
class CountryRow:
    """How far a country is: who is named for it, when they were asked, whom they nominated."""

    country: Area
    points: list[FocalPoint] = field(default_factory=list)
    asked_at: datetime | None = None
    nominated: int = 0
    accepted: int = 0
    reserve: int = 0

    @property
    def is_missing(self) -> bool:
        """Somebody is named, and nobody is nominated."""
        return bool(self.points) and not self.nominated


def board(workshop: Workshop) -> list[CountryRow]:
    """All countries with a focal point or a nomination, those that have not nominated first. Three queries."""
    rows: dict[int, CountryRow] = {}
    for point in workshop.focal_points.select_related("country").order_by("pk"):
        rows.setdefault(point.country_id, CountryRow(point.country)).points.append(point)
    letters = Mail.objects.filter(
        workshop=workshop,
        focal_point__isnull=False,
        kind__in=("nominate", "remind_nominate"),
        state__in=(Mail.State.SENT, Mail.State.KEPT),
    )
    letter_dates = letters.values_list("focal_point__country").annotate(
        Max("sent_at"), Max("created_at")
    )
    for country, sent_at, created_at in letter_dates:
        if country in rows:
            rows[country].asked_at = sent_at or created_at
    for nomination in workshop.nominations.exclude(state__in=NOT_COUNTED).select_related("country"):
        _count(rows, nomination)
    return sorted(rows.values(), key=lambda row: (not row.is_missing, sort_key(row.country.name)))


def _count(rows: dict[int, CountryRow], nomination: Nomination) -> None:
    if nomination.country_id is None or nomination.country is None:
        return
    row = rows.setdefault(nomination.country_id, CountryRow(nomination.country))
    if nomination.is_reserve or nomination.state == NominationState.RESERVE:
        row.reserve += 1
    else:
        row.nominated += 1
    if nomination.state == NominationState.ACCEPTED:
        row.accepted += 1


def to_remind(workshop: Workshop, today: date) -> list[FocalPoint]:
    """Who can nominate today and has not, for countries of which nobody is nominated."""
    return [
        point
        for row in board(workshop)
        if row.is_missing
        for point in row.points
        if not point.link_ended_at and point.may_nominate_on(today)
    ]


def without_point(workshop: Workshop) -> list[Area]:
    """Members in the region of the host commission for which nobody is named."""
    named = workshop.focal_points.values("country")
    members = Area.objects.members_of(workshop.host, on=workshop.starts_on, regional_only=True)
    return sorted(members.exclude(pk__in=named), key=lambda area: sort_key(area.name))


def directory(user, workshop: Workshop, text: str = "") -> list[FocalPoint]:
    """Focal points of the host commission's other workshops that the person may see: each address of a
    country once, as it was named last, without those whom this workshop has or whose mandate is over."""
    others = Workshop.objects.run_by(user, WorkshopRole.Role.OWNER, WorkshopRole.Role.MODERATOR)
    rows = (
        FocalPoint.objects.filter(workshop__in=others.filter(host=workshop.host))
        .exclude(workshop=workshop)
        .filter(Q(mandate_until=None) | Q(mandate_until__gte=timezone.localdate()))
        .select_related("country", "workshop")
        .order_by("-pk")
    )
    for word in text.split()[:8]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(authority__icontains=word)
            | Q(email__icontains=word)
            | Q(country__names__icontains=word)
        )
    existing_keys = {
        (country, address_key(email))
        for country, email in workshop.focal_points.values_list("country", "email")
    }
    latest: dict[tuple[int, str], FocalPoint] = {}
    for point in rows:
        key = (point.country_id, address_key(point.email))
        if key not in existing_keys:
            latest.setdefault(key, point)
    return sorted(
        latest.values(), key=lambda point: (sort_key(point.country.name), sort_key(point.name))
    )[:MOST]
