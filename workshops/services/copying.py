"""What the copy of a workshop takes along, in parts that organisers choose; higher apps add theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import hooks
from workshops.models import (
    DocumentLayout,
    FocalPoint,
    LayoutPicture,
    LetterText,
    Material,
    ScheduledLetter,
    Session,
    SessionRole,
    Speaker,
    Workshop,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Part:
    """Something that can be taken along: its code, what it is called, and how it is copied.

    `copy` takes the workshop, its copy, which is stored, and the moment of the act.
    """

    code: str
    label: str
    copy: Callable[[Workshop, Workshop, datetime], None]


def parts() -> list[Part]:
    """All that a copy can take along, in the order in which it is copied (setting COPY_WORKSHOP)."""
    return [
        Part("programme", _("Programme, with its studies and recommendations"), _programme),
        Part(
            "speakers",
            _("Speakers with their addresses and sessions, to be asked anew"),
            _speakers,
        ),
        Part("links", _("Links for those online"), _links),
        Part("materials", _("Documents of the sessions"), _materials),
        Part(
            "questions",
            _("Own questions of the registration, and kinds of participants"),
            _questions,
        ),
        Part("quotas", _("Seats of groups"), _quotas),
        Part(
            "focal_points",
            _("Focal points; no letter goes out until you send their links"),
            _focal_points,
        ),
        Part("retention", _("Periods for which personal data are held"), _retention),
        Part("layout", _("Layout of certificates and badges, without signatures"), _layout),
        Part("letter_texts", _("Texts of letters"), _letter_texts),
        Part("scheduled_letters", _("Letters that go out by themselves, off"), _scheduled_letters),
        *(part for make in hooks.functions("COPY_WORKSHOP") for part in make()),
    ]


def copy_parts(
    workshop: Workshop, copy: Workshop, chosen: Collection[str] | None, at: datetime
) -> None:
    """Copy the chosen parts; None takes all. What hangs on the programme comes along with it alone."""
    for part in parts():
        if chosen is None or part.code in chosen:
            part.copy(workshop, copy, at)


def later(moment: datetime, days: timedelta, zone: ZoneInfo) -> datetime:
    """The same hour on the clocks of the zone, days later, whether summer time begins or ends between."""
    return (moment.astimezone(zone).replace(tzinfo=None) + days).replace(tzinfo=zone)


def _copied(row: Any, **changes: Any) -> Any:
    """A new row like the one given."""
    new = type(row).objects.get(pk=row.pk)
    new.pk, new._state.adding = None, True
    for name, value in changes.items():
        setattr(new, name, value)
    new.save()
    return new


def _programme(workshop: Workshop, copy: Workshop, at: datetime) -> None:
    days = copy.starts_on - workshop.starts_on
    for session in workshop.sessions.prefetch_related("studies", "recommendations"):
        new_session = Session.objects.create(
            workshop=copy,
            title=session.title,
            kind=session.kind,
            room=session.room,
            countable=session.countable,
            starts_at=later(session.starts_at, days, workshop.tz),
            ends_at=later(session.ends_at, days, workshop.tz),
        )
        new_session.studies.set(session.studies.all())
        new_session.recommendations.set(session.recommendations.all())


def _pairs(workshop: Workshop, copy: Workshop) -> list[tuple[Session, Session]]:
    """Each session with its copy, which were made in the order of the programme; none without it."""
    return list(zip(workshop.sessions.all(), copy.sessions.order_by("pk"), strict=False))


def _speakers(workshop: Workshop, copy: Workshop, at: datetime) -> None:
    """Who spoke, without what they agreed to show: they are asked for it again."""
    pairs = {session.pk: new for session, new in _pairs(workshop, copy)}
    for speaker in workshop.speakers.prefetch_related("roles"):
        new_speaker = Speaker.objects.create(
            workshop=copy,
            name=speaker.name,
            title=speaker.title,
            organisation=speaker.organisation,
            email=speaker.email,
            language=speaker.language,
            named_before_answer=speaker.named_before_answer,
            changed_at=at,
        )
        SessionRole.objects.bulk_create(
            SessionRole(
                session=pairs[role.session_id],
                speaker=new_speaker,
                role=role.role,
                position=role.position,
            )
            for role in speaker.roles.all()
            if role.session_id in pairs
        )


def _links(workshop: Workshop, copy: Workshop, at: datetime) -> None:
    copy.platform = workshop.platform
    copy.save(update_fields=["platform"])
    for session, new_session in _pairs(workshop, copy):
        new_session.link = session.link
        new_session.save(update_fields=["link"])


def _materials(workshop: Workshop, copy: Workshop, at: datetime) -> None:
    pairs = {session.pk: new for session, new in _pairs(workshop, copy)}
    for material in Material.objects.filter(session__in=pairs).order_by("pk"):
        _copied(material, session=pairs[material.session_id])


def _questions(workshop: Workshop, copy: Workshop, at: datetime) -> None:
    """A question that another decides on follows its copy, wherever it stands."""
    for kind in workshop.participant_kinds.all():
        _copied(kind, workshop=copy)
    rows = list(workshop.questions.all())
    copies = {row.pk: _copied(row, workshop=copy, shown_if=None) for row in rows}
    for row in rows:
        if row.shown_if_id in copies:
            copies[row.pk].shown_if = copies[row.shown_if_id]
            copies[row.pk].save(update_fields=["shown_if"])


def _quotas(workshop: Workshop, copy: Workshop, at: datetime) -> None:
    for row in workshop.group_quotas.all():
        _copied(row, workshop=copy)


def _layout(workshop: Workshop, copy: Workshop, at: datetime) -> None:
    """Who signs is asked anew each time, so nobody's signature goes on by itself."""
    for layout in DocumentLayout.objects.filter(workshop=workshop):
        _copied(layout, workshop=copy)
    for picture in workshop.layout_pictures.filter(role=LayoutPicture.Role.EMBLEM):
        _copied(picture, workshop=copy)


def _focal_points(workshop: Workshop, copy: Workshop, at: datetime) -> None:
    """Those whose mandate holds at the copy's time, with links of their own that nobody has yet."""
    for point in workshop.focal_points.order_by("pk"):
        if point.link_ended_at or (point.mandate_until and point.mandate_until < copy.starts_on):
            continue
        FocalPoint.objects.create(
            workshop=copy,
            country=point.country,
            name=point.name,
            authority=point.authority,
            email=point.email,
            mandate_from=point.mandate_from,
            mandate_until=point.mandate_until,
            language=point.language,
        )


def _retention(workshop: Workshop, copy: Workshop, at: datetime) -> None:
    for row in workshop.retention_periods.all():
        _copied(row, workshop=copy)


def _letter_texts(workshop: Workshop, copy: Workshop, at: datetime) -> None:
    for row in LetterText.objects.filter(workshop=workshop):
        _copied(row, workshop=copy, revision=1, changed_at=at)


def _scheduled_letters(workshop: Workshop, copy: Workshop, at: datetime) -> None:
    """Off, so that nothing leaves before somebody looked at the copy."""
    for row in ScheduledLetter.objects.filter(workshop=workshop):
        _copied(row, workshop=copy, sent_at=None, is_on=False)
