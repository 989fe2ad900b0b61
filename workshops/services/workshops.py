"""Changes of a workshop itself: its fields, sessions, status, and copies of it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.services import grants
from core.errors import PortalError, Refused
from core.i18n import numbers
from workshops.models import (
    GroupQuota,
    Material,
    ParticipantKind,
    Question,
    RemovedSession,
    Session,
    Workshop,
    WorkshopCode,
    WorkshopRole,
)
from workshops.selectors import readiness
from workshops.selectors.speakers import FIELDS
from workshops.services import (
    completion,
    copying,
    files,
    letters,
    programme,
    programme_changes,
    speakers,
    transitions,
    travel,
    waiting_list,
)
from workshops.services.events import note
from workshops.services.seats import group_too_low, limits_too_low
from workshops.states import (
    ASIDE,
    OPEN,
    REGISTRATION,
    WORKSHOP,
    Actor,
    RegistrationState,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime


ROLE_KIND = "workshop"
"""The kind of the tasks in a workshop, in the registry of roles."""


class TooEarly(PortalError):
    """The day for this status has not come yet."""

    code, status = "too_early", 409


class NotReady(PortalError):
    """Something is missing without which a workshop is not announced."""

    code, status = "not_ready", 409


MANY = ("co_hosts", "terms")
OTHER_DAYS = tuple(
    field.name
    for field in Workshop._meta.get_fields()
    if isinstance(field, models.DateField)
    and not isinstance(field, models.DateTimeField)
    and field.name not in ("starts_on", "ends_on")
)
"""Days of a workshop that lie where its first day lies: opening, closing, deadlines."""


def _store(workshop: Workshop, *, old_code: str = "") -> None:
    """Keep it once its values are what its fields allow; its codes stay its own. Raises Refused."""
    try:
        workshop.full_clean()
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages), status=422) from wrong
    try:
        with transaction.atomic():
            workshop.save()
            for code in {workshop.code, old_code or workshop.code}:
                WorkshopCode.objects.get_or_create(code=code, workshop=workshop)
    except IntegrityError as clash:
        # Somebody else took the code since it was looked up; any other clash is not ours to mend.
        if "code" not in str(clash):
            raise
        raise Refused(_("Another workshop has this code."), status=422) from clash


@transaction.atomic
def create(*, values: dict[str, Any], by, at: datetime) -> Workshop:
    """A draft; who makes it is its owner."""
    values = dict(values)
    relations = {name: values.pop(name) for name in MANY if name in values}
    workshop = Workshop(**values, changed_at=at)
    _store(workshop)
    for name, rows in relations.items():
        getattr(workshop, name).set(rows)
    if by is not None:
        _make_owner(workshop, by, at)
    note(workshop, "created", by=by, at=at)
    return workshop


@transaction.atomic
def save(
    *,
    workshop: Workshop,
    values: dict[str, Any],
    by,
    at: datetime,
    programme_choice: programme.Choice | None = None,
) -> Workshop:
    """Fields of a workshop. Raises PortalError where fewer seats are left than are held.

    More seats than before are offered to the waiting list at once. Where zone or days change, sessions
    go where `programme_choice` says; raises ProgrammeUndecided where it does not.
    """
    workshop = transitions.locked(workshop.pk)
    old_frame = programme.Frame.of(workshop)
    if too_low := limits_too_low(workshop, values):
        raise Refused(" ".join(too_low.values()))
    values = dict(values)
    relations = {name: values.pop(name) for name in MANY if name in values}
    programme_changes.remember(workshop, by=by, at=at)
    old_code = workshop.code
    for name, value in values.items():
        setattr(workshop, name, value)
    _store(workshop, old_code=old_code)
    for name, rows in relations.items():
        getattr(workshop, name).set(rows)
    programme.reschedule(workshop, old=old_frame, choice=programme_choice, by=by, at=at)
    if workshop.counts:
        # The share for completion may be another, too.
        completion.settle(workshop, at=at, by=by)
    note(workshop, "edited", by=by, at=at)
    waiting_list.move_ends(workshop, at)
    waiting_list.settle(workshop, at)
    return workshop


@transaction.atomic
def set_status(*, workshop: Workshop, new: str, by, at: datetime, reason: str = "") -> Workshop:
    """The next step of the lifecycle, or aside with a reason. Raises IllegalTransition, TooEarly by the
    workshop's own clock, and NotReady while a draft lacks what an announcement needs.

    When it is held, attendance decides who attended and who completed.
    """
    workshop = transitions.locked(workshop.pk)
    WORKSHOP.check(workshop.status, new)
    _check_ready(workshop)
    _check_day(workshop, new, at)
    if new in ASIDE and not reason.strip():
        raise PortalError(_("Say why; the public page shows it."), code="reason_needed")
    if workshop.status in ASIDE:
        letters.drop_of_workshop(workshop)
    workshop.status, workshop.status_reason = new, reason.strip()
    workshop.save(update_fields=["status", "status_reason"])
    note(workshop, f"status: {new}", by=by, at=at, text=reason)
    if new in ASIDE:
        for registration in workshop.registrations.filter(state__in=OPEN):
            letters.write(
                registration,
                f"workshop_{new}",
                at=at,
                again=str(workshop.revision),
                reason=workshop.status_reason,
            )
    if new == Status.CANCELLED:
        _end_registrations(workshop, by=by, at=at, reason=reason.strip())
    elif new == Status.POSTPONED:
        waiting_list.suspend(workshop, at)
    elif new == Status.HELD:
        waiting_list.end_all(workshop, at)
        completion.settle(workshop, at=at, by=by)
    else:
        waiting_list.settle(workshop, at)
    return workshop


def _check_ready(workshop: Workshop) -> None:
    """A draft lacks nothing that an announcement needs."""
    if workshop.status != Status.DRAFT:
        return
    if missing := [gap.text for gap in readiness.gaps(workshop) if gap.stops]:
        text = _("The workshop cannot be announced yet: %(missing)s")
        raise NotReady(text % {"missing": " ".join(missing)})


def _end_registrations(workshop: Workshop, *, by, at: datetime, reason: str) -> None:
    """Nobody holds or waits for a seat in a cancelled workshop, and no support is owed. The caller wrote to them."""
    for registration in workshop.registrations.filter(state__in=OPEN):
        new = RegistrationState.CANCELLED_BY_ORGANISER
        if REGISTRATION.may_follow(registration.state, new):
            transitions.transition(
                registration, new, actor=Actor.SYSTEM, by=by, at=at, reason=reason
            )
            travel.end(registration, by=by, at=at)
    workshop.registrations.filter(holds_seat=True).update(holds_seat=False, offered_until=None)


def _check_day(workshop: Workshop, new: str, at: datetime) -> None:
    """A workshop is in progress from its first day on, and held from its last."""
    today = at.astimezone(workshop.tz).date()
    if new == Status.IN_PROGRESS and today < workshop.starts_on:
        text = _("The workshop can be set to in progress from its first day on, %(day)s.")
        raise TooEarly(text % {"day": numbers.day(workshop.starts_on)})
    if new == Status.HELD and today < workshop.ends_on:
        text = _("The workshop can be set to held from its last day on, %(day)s.")
        raise TooEarly(text % {"day": numbers.day(workshop.ends_on)})


@transaction.atomic
def delete_draft(*, workshop: Workshop) -> None:
    """Throw a draft away with all that belongs to it. Raises Refused once it was announced or has people."""
    workshop = transitions.locked(workshop.pk)
    if workshop.status != Status.DRAFT:
        raise Refused(_("Only a draft can be deleted; cancel the workshop instead."))
    if workshop.registrations.exists():
        raise Refused(_("People are invited or registered for this draft, so it stays."))
    workshop.nominations.all().delete()
    workshop.delete()


@transaction.atomic
def copy(
    *,
    workshop: Workshop,
    code: str,
    first_day: date,
    by,
    at: datetime,
    parts: Collection[str] | None = None,
) -> Workshop:
    """A draft with the same fields and the chosen parts of `copying.parts` (all, where none are named),
    beginning on another day. No people come along.

    Raises Refused.
    """
    try:
        return _copy(workshop, code, first_day, by, at, parts)
    except OverflowError as problem:
        raise Refused(
            _("With this first day other days of the copy would lie beyond the calendar."),
            status=422,
        ) from problem


def _copy(
    workshop: Workshop, code: str, first_day: date, by, at: datetime, parts: Collection[str] | None
) -> Workshop:
    days = first_day - workshop.starts_on
    relations = {name: list(getattr(workshop, name).all()) for name in MANY}
    new_workshop = Workshop.objects.get(pk=workshop.pk)
    new_workshop.pk, new_workshop._state.adding = None, True
    new_workshop.uid, new_workshop.attendance_closed_at = uuid.uuid4(), None
    new_workshop.code, new_workshop.status, new_workshop.status_reason, new_workshop.revision = (
        code,
        Status.DRAFT,
        "",
        0,
    )
    new_workshop.is_demonstration, new_workshop.platform = False, ""
    new_workshop.starts_on, new_workshop.ends_on = first_day, workshop.ends_on + days
    for name in OTHER_DAYS:
        value = getattr(workshop, name)
        setattr(new_workshop, name, value + days if value else None)
    _store(new_workshop)
    for name, chosen in relations.items():
        getattr(new_workshop, name).set(chosen)
    copying.copy_parts(workshop, new_workshop, parts, at)
    if by is not None:
        _make_owner(new_workshop, by, at)
    note(new_workshop, f"copied from {workshop.code}", by=by, at=at)
    return new_workshop


@transaction.atomic
def save_session(
    *, workshop: Workshop, session: Session | None, values: dict[str, Any], by, at: datetime
) -> Session:
    """A part of the programme, new or changed."""
    workshop = transitions.locked(workshop.pk)
    programme_changes.remember(workshop, by=by, at=at)
    values = dict(values)
    many = ("studies", "recommendations")
    relations = {name: values.pop(name) for name in many if name in values}
    people = {name: values.pop(name) for name in FIELDS if name in values}
    minutes = session.minutes if session else 0
    session = session or Session(workshop=workshop)
    for name, value in values.items():
        setattr(session, name, value)
    session.save()
    completion.refit(session, minutes, by=by, at=at)
    for name, rows in relations.items():
        getattr(session, name).set(rows)
    speakers.assign(session, people)
    note(workshop, "programme", by=by, at=at, text=session.title)
    return session


@transaction.atomic
def save_sessions(
    *,
    workshop: Workshop,
    rows: list[tuple[Session | None, dict[str, Any]]],
    accepted: str,
    by,
    at: datetime,
) -> None:
    """Several parts of the programme at once, so that two can change places.

    Raises ProgrammeClashes, and saves nothing, unless `accepted` is the token of exactly these warnings.
    """
    saved = [
        (save_session(workshop=workshop, session=session, values=values, by=by, at=at), values)
        for session, values in rows
    ]
    text = _("“%(session)s”: %(warning)s")
    warnings = [
        text % {"session": session.title, "warning": warning}
        for session, values in saved
        for warning in programme.warnings(workshop, values, session=session)
    ]
    if programme.token_of(warnings) != accepted:
        raise programme.ProgrammeClashes(warnings)


@transaction.atomic
def remove_session(*, session: Session, by, at: datetime) -> None:
    """Take a part out, while nobody's attendance hangs on it; calendars that have it are told."""
    workshop = transitions.locked(session.workshop_id)
    if session.attendances.exists():
        raise PortalError(_("Attendance is recorded for this session, so it stays."), status=409)
    programme_changes.remember(workshop, by=by, at=at)
    title = session.title
    RemovedSession.objects.create(
        workshop=workshop,
        uid=session.uid,
        title=title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        removed_at=at,
    )
    session.delete()
    if workshop.counts:
        completion.settle(workshop, at=at, by=by)
    note(workshop, "programme", by=by, at=at, text=f"- {title}")


@transaction.atomic
def add_material(*, session: Session, values: dict[str, Any], upload, by, at: datetime) -> Material:
    """A document of a session: a file that is kept here, or an address."""
    workshop = transitions.locked(session.workshop_id)
    material = Material(session=session, **values)
    if upload is not None:
        stored_file = files.keep(upload, folder="materials", endings=files.DOCUMENTS)
        material.stored, material.filename, material.media_type = (
            stored_file.stored,
            stored_file.filename,
            stored_file.media_type,
        )
    material.save()
    note(workshop, "material", by=by, at=at, text=material.title)
    return material


@transaction.atomic
def remove_material(*, material: Material, by, at: datetime) -> None:
    """Take a document out."""
    workshop = transitions.locked(material.session.workshop_id)
    title = material.title
    material.delete()
    note(workshop, "material", by=by, at=at, text=f"- {title}")


@transaction.atomic
def save_question(
    *, workshop: Workshop, question: Question | None, values: dict[str, Any], by, at: datetime
) -> Question:
    """An extra question, new or changed."""
    workshop = transitions.locked(workshop.pk)
    question = question or Question(workshop=workshop)
    for name, value in values.items():
        setattr(question, name, value)
    question.save()
    note(workshop, "question", by=by, at=at, text=str(question))
    return question


@transaction.atomic
def remove_question(*, question: Question, by, at: datetime) -> None:
    """Take a question out, while nobody has answered it."""
    workshop = transitions.locked(question.workshop_id)
    if question.answers.exclude(value="").exists():
        raise PortalError(_("People have answered this question, so it stays."), status=409)
    text = str(question)
    question.delete()
    note(workshop, "question", by=by, at=at, text=f"- {text}")


@transaction.atomic
def add_participant_kind(
    *, workshop: Workshop, values: dict[str, Any], by, at: datetime
) -> ParticipantKind:
    """A kind of participants that the registration asks for from now on. Raises Refused for a code that is taken."""
    workshop = transitions.locked(workshop.pk)
    if workshop.participant_kinds.filter(code=values["code"]).exists():
        raise Refused(_("Another kind has this code."), status=422)
    kind = ParticipantKind.objects.create(workshop=workshop, **values)
    note(workshop, "kind of participants", by=by, at=at, text=str(kind))
    return kind


@transaction.atomic
def remove_participant_kind(*, kind: ParticipantKind, by, at: datetime) -> None:
    """Take a kind out, while nobody is of it and no question is for it. Raises Refused."""
    workshop = transitions.locked(kind.workshop_id)
    if workshop.registrations.filter(participant_kind=kind.code).exists():
        raise Refused(_("People take part as this kind, so it stays."))
    if workshop.questions.filter(asked_kinds__contains=[kind.code]).exists():
        raise Refused(_("A question is for this kind. Remove the question first."))
    text = str(kind)
    kind.delete()
    note(workshop, "kind of participants", by=by, at=at, text=f"- {text}")


@transaction.atomic
def set_quota(*, workshop: Workshop, group: str, seats: int | None, by, at: datetime) -> None:
    """Seats of a stakeholder group; None takes the limit away, which may free seats for those who wait.

    Raises Refused for fewer than are held.
    """
    workshop = transitions.locked(workshop.pk)
    if too_low := group_too_low(workshop, group, seats):
        raise Refused(too_low)
    if seats is None:
        workshop.group_quotas.filter(group=group).delete()
    else:
        GroupQuota.objects.update_or_create(
            workshop=workshop, group=group, defaults={"seats": seats}
        )
    note(workshop, f"seats of {group}: {'any' if seats is None else seats}", by=by, at=at)
    waiting_list.fill(workshop, at)


@transaction.atomic
def give_task(
    *,
    workshop: Workshop,
    username: str,
    role: str,
    by,
    at: datetime,
    expires_on: date | None = None,
) -> bool:
    """Give an account a task in this workshop; False where it has it already.

    Raises PortalError for an account that is not there, and for a task that `by` may not give.
    """
    user = get_user_model().objects.filter(username=username.strip(), is_active=True).first()
    if user is None:
        raise PortalError(
            _("There is no account %(name)s.") % {"name": username or "–"}, status=422
        )
    return grants.give(
        user=user,
        kind=ROLE_KIND,
        role=role,
        scope=workshop,
        expires_on=expires_on,
        by=by,
        at=at,
    )


def take_task(*, task: WorkshopRole, by, at: datetime) -> None:
    """Take a task away; it counts no more from this moment."""
    grants.take(user=task.user, kind=ROLE_KIND, role=task.role, scope=task.workshop, by=by, at=at)


def _make_owner(workshop: Workshop, by, at: datetime) -> None:
    """Whoever sets a workshop up is its owner."""
    owner = WorkshopRole.Role.OWNER
    grants.give(user=by, kind=ROLE_KIND, role=owner, scope=workshop, by=by, at=at, by_rule=True)
