"""The programme as a whole: where its sessions go when the workshop moves, and what clashes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import PortalError
from core.i18n import numbers
from workshops.models import Session, Speaker, Workshop
from workshops.selectors.speakers import FIELDS, Directory, key, lines
from workshops.services import completion
from workshops.states import SpeakerState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime


class Hours(models.TextChoices):
    """What stays of a session when the time zone changes."""

    KEEP = "hours", gettext_lazy("The hours as they were typed: 09:00 stays 09:00")
    MOMENTS = "moments", gettext_lazy("The moments: the hours are told in the new zone")


class Days(models.TextChoices):
    """What becomes of sessions when the workshop's days change."""

    MOVE = "move", gettext_lazy("Move the sessions along with the first day")
    LEAVE = "leave", gettext_lazy("Leave the sessions on their days")


@dataclass(frozen=True, slots=True)
class Frame:
    """The zone and the days that a programme lies in."""

    zone: str
    starts_on: date
    ends_on: date

    @classmethod
    def of(cls, workshop: Workshop) -> Frame:
        """Those of a workshop as it is in memory."""
        return cls(workshop.zone, workshop.starts_on, workshop.ends_on)

    @property
    def tz(self) -> ZoneInfo:
        """The zone, to count with."""
        return ZoneInfo(self.zone)

    def holds(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether a session begins on one of the days and ends by the morning after the last."""
        first, last = starts_at.astimezone(self.tz).date(), ends_at.astimezone(self.tz).date()
        return self.starts_on <= first <= self.ends_on and last <= self.ends_on + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Choice:
    """What an organiser decided about the programme; None where nothing was."""

    hours: Hours | None = None
    days: Days | None = None

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Choice:
        """As a form sends it; what is no choice is none."""
        hours, days = values.get("programme_hours"), values.get("programme_days")
        return cls(
            Hours(hours) if hours in Hours.values else None,
            Days(days) if days in Days.values else None,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a session would lie after a choice, on the clocks of the new zone."""

    starts_at: datetime
    ends_at: datetime
    inside: bool


class ProgrammeUndecided(PortalError):
    """Zone or days change while there are sessions, and nobody said what becomes of them.

    `options` are the choices to offer; `rows` pairs of each session with its outcome under each option.
    """

    code, status = "programme_undecided", 409

    def __init__(self, old: Frame, new: Frame, sessions: list[Session], questions: set[str]):
        super().__init__(
            _("The zone or the days change. Say what becomes of the sessions of the programme.")
        )
        self.asks_hours, self.asks_days = "hours" in questions, "days" in questions
        self.old, self.new = old, new
        self.options = [
            Choice(hours, days)
            for hours in (Hours if "hours" in questions else [None])
            for days in (Days if "days" in questions else [None])
        ]
        self.rows = [
            (session, [outcome(session, old, new, option) for option in self.options])
            for session in sessions
        ]


class ProgrammeClashes(PortalError):
    """The programme could be saved, but an organiser should read these warnings first."""

    code, status = "programme_clashes", 422

    def __init__(self, warnings: list[str]):
        super().__init__(" ".join(warnings))
        self.warnings = warnings


def outcome(session: Session, old: Frame, new: Frame, choice: Choice) -> Outcome:
    """Where the session goes when its workshop does."""
    shift = new.starts_on - old.starts_on if choice.days == Days.MOVE else timedelta(0)
    read_in = new.tz if choice.hours == Hours.MOMENTS else old.tz

    def moved(moment: datetime) -> datetime:
        clock = moment.astimezone(read_in).replace(tzinfo=None) + shift
        return clock.replace(tzinfo=new.tz)

    starts_at, ends_at = moved(session.starts_at), moved(session.ends_at)
    if ends_at.timestamp() <= starts_at.timestamp():
        # An hour that the clocks skip or repeat lay between: the length stays instead.
        length = timedelta(minutes=session.minutes)
        ends_at = (starts_at.astimezone(UTC) + length).astimezone(new.tz)
    return Outcome(starts_at, ends_at, new.holds(starts_at, ends_at))


def reschedule(
    workshop: Workshop, *, old: Frame, choice: Choice | None, by, at: datetime
) -> list[Session]:
    """Move the sessions as was chosen after the workshop's zone or days changed; those that moved.

    The caller holds the workshop's lock and wrote the new zone and days. Raises ProgrammeUndecided.
    """
    choice = choice or Choice()
    new, sessions = Frame.of(workshop), list(workshop.sessions.all())
    questions = _questions(sessions, old, new)
    if any(getattr(choice, name) is None for name in questions):
        raise ProgrammeUndecided(old, new, sessions, questions)
    moved = []
    for session in sessions:
        target = outcome(session, old, new, choice)
        if (target.starts_at, target.ends_at) != (session.starts_at, session.ends_at):
            minutes = session.minutes
            session.starts_at, session.ends_at = target.starts_at, target.ends_at
            session.save(update_fields=["starts_at", "ends_at"])
            completion.refit(session, minutes, by=by, at=at)
            moved.append(session)
    return moved


def _questions(sessions: list[Session], old: Frame, new: Frame) -> set[str]:
    """What has to be asked: never without sessions, and of a longer or shorter workshop only where a
    session would lie outside."""
    if not sessions or old == new:
        return set()
    asked = {"hours"} if old.zone != new.zone else set()
    outside = old.ends_on != new.ends_on and any(
        old.holds(one.starts_at, one.ends_at) and not new.holds(one.starts_at, one.ends_at)
        for one in sessions
    )
    return asked | {"days"} if old.starts_on != new.starts_on or outside else asked


def warnings(
    workshop: Workshop, values: Mapping[str, Any], *, session: Session | None = None
) -> list[str]:
    """What an organiser should know before a session is saved: it lies outside the workshop's days, its
    room, or somebody with a role in it, is needed elsewhere at the same hours, or a person declined."""
    frame, starts_at, ends_at = Frame.of(workshop), values["starts_at"], values["ends_at"]
    told = []
    if not frame.holds(starts_at, ends_at):
        text = _("The session lies outside the days of the workshop, %(days)s.")
        told.append(text % {"days": numbers.days(workshop.starts_on, workshop.ends_on)})
    people = _people(workshop, values, session, told)
    others = workshop.sessions.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    room = key(values.get("room", ""))
    for other in (others.exclude(pk=session.pk) if session else others).prefetch_related(
        "roles__speaker"
    ):
        begins, ends = (one.astimezone(frame.tz) for one in (other.starts_at, other.ends_at))
        fields = {"session": other.title, "hours": f"{begins:%H:%M}–{ends:%H:%M}"}
        if room and room == key(other.room):
            text = _("%(room)s is taken by “%(session)s”, %(hours)s.")
            told.append(text % (fields | {"room": other.room}))
        busy = {role.speaker for role in other.roles.all()} & people
        for speaker in sorted(busy, key=lambda speaker: (speaker.name, speaker.pk)):
            text = _("%(name)s is also in “%(session)s”, %(hours)s.")
            told.append(text % (fields | {"name": speaker.name}))
    return told


def _people(
    workshop: Workshop, values: Mapping[str, Any], session: Session | None, told: list[str]
) -> set[Speaker]:
    """Those in the list of speakers who would have a role; what is odd about them is added to `told`."""
    directory, people = Directory(workshop), set()
    for field, role in FIELDS.items():
        written = values[field] if field in values else session.names(role) if session else ""
        for line in lines(written):
            speaker = directory.find(line)
            if speaker is None or speaker in people:
                continue
            people.add(speaker)
            if speaker.state == SpeakerState.DECLINED:
                told.append(_("%(name)s declined.") % {"name": speaker.name})
            if (
                line.organisation
                and speaker.organisation
                and key(line.organisation) != key(speaker.organisation)
            ):
                text = _(
                    "%(name)s stands in the list of speakers with “%(organisation)s”, which stays."
                )
                told.append(text % {"name": speaker.name, "organisation": speaker.organisation})
    return people


def token_of(warnings: list[str]) -> str:
    """What a form sends back to say that exactly these warnings were read; "" where there are none."""
    return salted_hmac("workshops.programme", "\n".join(warnings)).hexdigest() if warnings else ""
