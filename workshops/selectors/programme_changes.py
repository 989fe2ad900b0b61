"""What changed of an announced programme since those who come were last told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.i18n import numbers
from workshops.models import Mail, ProgrammeAnnouncement, Registration
from workshops.states import RegistrationState, SpeakerState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.models import Speaker, Workshop

    Programme = dict[str, dict[str, Any]]

COMES = (RegistrationState.ACCEPTED, RegistrationState.CONFIRMED, RegistrationState.CHECKED_IN)
"""States of registrations whose people are written to."""


@dataclass(frozen=True, slots=True)
class Place:
    """When and where a session is, or was."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    room: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> Place:
        """As a programme keeps it."""
        starts_at, ends_at = (
            datetime.fromisoformat(row[name]) for name in ("starts_at", "ends_at")
        )
        return cls(starts_at, ends_at, row["zone"], row["room"])

    def __str__(self) -> str:
        begins, ends = (
            moment.astimezone(ZoneInfo(self.zone)) for moment in (self.starts_at, self.ends_at)
        )
        fields = {
            "day": numbers.day(begins.date()),
            "begins": f"{begins:%H:%M}",
            "ends": f"{ends:%H:%M}",
            "zone": self.zone,
            "room": self.room,
        }
        if self.room:
            return _("%(day)s, %(begins)s–%(ends)s (%(zone)s), %(room)s") % fields
        return _("%(day)s, %(begins)s–%(ends)s (%(zone)s)") % fields


@dataclass(frozen=True, slots=True)
class Change:
    """A session that lies elsewhere than before; without `new` it does not take place, without `old` it is new."""

    uid: str
    title: str
    old: Place | None
    new: Place | None

    def __str__(self) -> str:
        fields = {"session": self.title, "old": self.old, "new": self.new}
        if self.new is None:
            return _("“%(session)s” (%(old)s) does not take place.") % fields
        if self.old is None:
            return _("New: “%(session)s”, %(new)s.") % fields
        return _("“%(session)s”: now %(new)s; before: %(old)s.") % fields


def snapshot(workshop: Workshop) -> Programme:
    """The programme as it is stored now, by the identity of each session."""
    return {
        str(session.uid): {
            "title": session.title,
            "starts_at": session.starts_at.isoformat(),
            "ends_at": session.ends_at.isoformat(),
            "room": session.room,
            "zone": workshop.zone,
        }
        for session in workshop.sessions.all()
    }


def compare(old: Programme, new: Programme) -> list[Change]:
    """What of a programme lies elsewhere, by the hours. A title alone is no change."""
    changes = []
    for uid in old.keys() | new.keys():
        before, after = (Place.of(rows[uid]) if uid in rows else None for rows in (old, new))
        if before is None or after is None or not _alike(before, after):
            title = (new.get(uid) or old[uid])["title"]
            changes.append(Change(uid, title, before, after))
    return sorted(changes, key=_hours)


def _alike(old: Place, new: Place) -> bool:
    """At the same moments in the same room; another zone tells the same moments otherwise."""
    return (old.starts_at, old.ends_at, old.room) == (new.starts_at, new.ends_at, new.room)


def _hours(change: Change) -> tuple[datetime, str]:
    place = change.new or change.old
    return place.starts_at, change.uid  # type: ignore[union-attr]  # one of both is there


KIND = "programme_changed"
"""The kind of the letters about changes."""


def letters_of(announced: ProgrammeAnnouncement) -> QuerySet[Mail]:
    """The letters that made the programme known; none where it was told in another way."""
    letters = Mail.objects.filter(workshop=announced.workshop_id, kind=KIND)
    return letters.filter(created_at=announced.at) if announced.by_letter else letters.none()


def last_announced(workshop: Workshop) -> ProgrammeAnnouncement | None:
    """The programme as those who come know it: letters that were all dropped told nobody."""
    for announced in workshop.programme_announcements.order_by("-pk"):
        letters = letters_of(announced)
        if not letters or set(letters.values_list("state", flat=True)) != {Mail.State.DROPPED}:
            return announced
    return None


def untold(workshop: Workshop) -> list[Change]:
    """The changes to write about. None while nothing moved or was cancelled, though sessions were added:
    an announced programme is often written bit by bit."""
    announced = last_announced(workshop)
    if announced is None or workshop.closed_reason or not workshop.is_public:
        return []
    changes = compare(announced.sessions, snapshot(workshop))
    return changes if any(change.old for change in changes) else []


def token_of(changes: list[Change]) -> str:
    """What a form sends back to say that exactly these changes are meant."""
    text = "\n".join(f"{change.uid} {change.old!r} {change.new!r}" for change in changes)
    return salted_hmac("workshops.programme_changes", text).hexdigest()


def who_comes(workshop: Workshop) -> QuerySet[Registration]:
    """The participants who are written to."""
    return workshop.registrations.filter(state__in=COMES, erased_at=None)


def whose_sessions(workshop: Workshop, changes: list[Change]) -> list[Speaker]:
    """Speakers who confirmed and have a part in what changed, unless they are participants as well."""
    uids = [change.uid for change in changes]
    addresses = {address.lower() for address in who_comes(workshop).values_list("email", flat=True)}
    rows = workshop.speakers.filter(
        state=SpeakerState.CONFIRMED, roles__session__uid__in=uids
    ).exclude(email="")
    return [
        speaker
        for speaker in rows.distinct().order_by("pk")
        if speaker.email.lower() not in addresses
    ]


def recipients(workshop: Workshop, changes: list[Change]) -> int:
    """To how many people a letter about the changes would go."""
    return who_comes(workshop).count() + len(whose_sessions(workshop, changes))
