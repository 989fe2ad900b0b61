"""The evaluation of a workshop: its rounds, their questions and times, who is asked, what beat does."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from core.errors import Refused
from core.rows import each_row
from evaluations.models import Survey, SurveyRound
from evaluations.models.questions import FIRST_OF_TEST
from evaluations.privacy import keys
from evaluations.services import questionnaires
from workshops.models import Session, Workshop
from workshops.services.transitions import locked
from workshops.states import COUNTED, TAKING, Status

if TYPE_CHECKING:
    from datetime import date

Kind, State = SurveyRound.Kind, SurveyRound.State
LOCK = 0x5EA1
"""First number of the advisory locks of rounds. They leave no trace on any row, unlike row locks."""
END_DAYS, TEST_DAYS, PULSE_DAYS = 21, 7, 2
FOLLOW_UP_MONTHS = (6, 8)
FOLLOW_UP_WINDOW = (5, 8)
"""Months after the last day within which the follow-up lies."""
INTERVIEW_MONTHS = (12, 14)


def hold(round_id: int, *, alone: bool) -> None:
    """Lock a round to the end of the transaction: answers share it, closing and mixing have it alone."""
    shared = "" if alone else "_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{shared}(%s, %s)", [LOCK, round_id])


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last day of a shorter one."""
    month = day.month - 1 + months
    first = day.replace(year=day.year + month // 12, month=month % 12 + 1, day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def times(
    workshop: Workshop, kind: str, session: Session | None, at: datetime
) -> tuple[datetime, datetime]:
    """When a round opens and closes by the programme: the baseline now, the end round with the last session."""

    def hour_of(day: date, hour: int = 9) -> datetime:
        return datetime.combine(day, time(hour), workshop.tz)

    last = workshop.ends_on
    if kind == Kind.PULSE and session is not None:
        return session.ends_at, session.ends_at + timedelta(days=PULSE_DAYS)
    if kind in (Kind.BASELINE, Kind.TEST_BEFORE):
        first = workshop.sessions.order_by("starts_at").first()
        closes = first.starts_at if first else hour_of(workshop.starts_on)
        return min(at, closes - timedelta(days=1)), closes
    if kind in (Kind.END, Kind.TEST_AFTER):
        final = workshop.sessions.order_by("-starts_at").first()
        days = END_DAYS if kind == Kind.END else TEST_DAYS
        return (final.starts_at if final else hour_of(last, 12)), hour_of(
            last + timedelta(days=days + 1), 0
        )
    begin, end = FOLLOW_UP_MONTHS if kind == Kind.FOLLOW_UP else INTERVIEW_MONTHS
    return hour_of(months_after(last, begin)), hour_of(months_after(last, end), 0)


@transaction.atomic
def set_up(*, workshop: Workshop, invented: bool = False, at: datetime) -> Survey:
    """The evaluation of a workshop with its key, its rounds and their questions; given back where it is."""
    workshop = locked(workshop.pk)
    if survey := Survey.objects.filter(workshop=workshop).first():
        return survey
    survey = Survey.objects.create(workshop=workshop, invented=invented, created_at=at)
    keys.make(survey)
    for kind in (Kind.BASELINE, Kind.END, Kind.FOLLOW_UP, Kind.INTERVIEW):
        _add(survey, kind, None, at)
    return survey


def _add(survey: Survey, kind: str, session: Session | None, at: datetime) -> SurveyRound | None:
    """The round with its questions; None where its time is over."""
    opens, closes = times(survey.workshop, kind, session, at)
    if closes <= at:
        return None
    round_ = SurveyRound.objects.create(
        survey=survey, kind=kind, session=session, opens_at=opens, closes_at=closes
    )
    questionnaires.fill(round_)
    return round_


@transaction.atomic
def add_pulse(*, survey: Survey, session: Session, at: datetime) -> SurveyRound:
    """Two questions after a session; given back where they are. Raises Refused."""
    workshop = locked(survey.workshop_id)
    if session.workshop_id != workshop.pk:
        raise Refused(_("The session belongs to another workshop."))
    round_ = SurveyRound.objects.filter(session=session).first()
    round_ = round_ or _add(survey, Kind.PULSE, session, at)
    if round_ is None:
        raise Refused(_("The session is over for too long; people no longer remember it."))
    return round_


@transaction.atomic
def add_year(*, survey: Survey, at: datetime) -> SurveyRound:
    """The follow-up after twelve months; given back where it is. The key then lives until after it. Raises Refused."""
    locked(survey.workshop_id)
    survey = Survey.objects.select_related("workshop").get(pk=survey.pk)
    round_ = survey.rounds.filter(kind=Kind.YEAR).first()
    if round_ is not None:
        return round_
    if survey.unpaired_on is not None:
        raise Refused(_("The key of this evaluation was destroyed; no more rounds can be added."))
    round_ = _add(survey, Kind.YEAR, None, at)
    if round_ is None:
        raise Refused(_("The time for it is over: it asks twelve to fourteen months after."))
    return round_


@transaction.atomic
def remove_year(*, round_: SurveyRound) -> None:
    """Take the follow-up after twelve months away before it opens. Raises Refused."""
    round_ = SurveyRound.objects.select_for_update().get(pk=round_.pk)
    if round_.kind != Kind.YEAR or round_.state != State.PLANNED:
        raise Refused(_("Only a round that has not opened can be taken away."))
    round_.delete()


@transaction.atomic
def add_test(*, survey: Survey, at: datetime) -> SurveyRound:
    """A knowledge test before and after the workshop; the one before is given back where it is. Raises Refused."""
    locked(survey.workshop_id)
    survey = Survey.objects.select_related("workshop").get(pk=survey.pk)
    round_ = survey.rounds.filter(kind=Kind.TEST_BEFORE).first()
    if round_ is not None:
        return round_
    if survey.unpaired_on is not None:
        raise Refused(_("The key of this evaluation was destroyed; no more rounds can be added."))
    round_ = _add(survey, Kind.TEST_BEFORE, None, at)
    if round_ is None or _add(survey, Kind.TEST_AFTER, None, at) is None:
        raise Refused(_("The workshop has begun; what people knew before it cannot be asked now."))
    return round_


@transaction.atomic
def remove_test(*, round_: SurveyRound) -> None:
    """Take the knowledge test with its questions away before it opens. Raises Refused."""
    rounds = SurveyRound.objects.select_for_update().filter(
        survey=round_.survey_id, kind__in=(Kind.TEST_BEFORE, Kind.TEST_AFTER)
    )
    if not round_.is_test or any(test.state != State.PLANNED for test in rounds):
        raise Refused(_("Only a test that has not opened can be taken away."))
    rounds.delete()
    round_.survey.own_items.filter(slot__gte=FIRST_OF_TEST).delete()


@transaction.atomic
def remove_pulse(*, round_: SurveyRound) -> None:
    """Take a pulse away that has not opened. Raises Refused."""
    round_ = SurveyRound.objects.select_for_update().get(pk=round_.pk)
    if round_.kind != Kind.PULSE or round_.state != State.PLANNED:
        raise Refused(_("Only a pulse that has not opened can be taken away."))
    round_.delete()


@transaction.atomic
def set_times(
    *, round_: SurveyRound, opens_at: datetime, closes_at: datetime, at: datetime
) -> SurveyRound:
    """Other times than those of the programme. An open round keeps its beginning. Raises Refused."""
    round_ = (
        SurveyRound.objects.select_for_update(of=("self",))
        .select_related("survey__workshop")
        .get(pk=round_.pk)
    )
    if round_.state == State.CLOSED:
        raise Refused(_("The round is closed."))
    if round_.state == State.OPEN:
        opens_at = round_.opens_at
    if closes_at <= opens_at:
        raise Refused(_("The round must close after it opens."))
    if closes_at <= at:
        raise Refused(_("The round would be over already; choose a later end."))
    if round_.kind == Kind.FOLLOW_UP:
        _check_window(round_.survey.workshop, opens_at, closes_at)
    round_.opens_at, round_.closes_at, round_.own_times = opens_at, closes_at, True
    round_.save(update_fields=["opens_at", "closes_at", "own_times"])
    return round_


def _check_window(workshop: Workshop, opens_at: datetime, closes_at: datetime) -> None:
    first, last = (months_after(workshop.ends_on, n) for n in FOLLOW_UP_WINDOW)
    zone = workshop.tz
    if opens_at.astimezone(zone).date() < first or closes_at.astimezone(zone).date() > last:
        text = _("The follow-up lies between %(first)s and %(last)s: five to eight months after.")
        raise Refused(text % {"first": first.isoformat(), "last": last.isoformat()})


def may_open(round_: SurveyRound) -> bool:
    """Whether the workshop is where this round belongs."""
    status = round_.survey.workshop.status
    if round_.is_test and not round_.items.exists():
        return False
    if round_.kind in (Kind.BASELINE, Kind.TEST_BEFORE):
        return status in TAKING
    if round_.kind in (Kind.PULSE, Kind.END, Kind.TEST_AFTER):
        return status in (Status.IN_PROGRESS, *COUNTED)
    return status in COUNTED


def follow_programme(at: datetime) -> int:
    """Move planned rounds with the programme unless their times were set by hand; how many moved."""
    rows = SurveyRound.objects.filter(state=State.PLANNED, own_times=False)

    def follow(round_: SurveyRound) -> bool:
        window = times(round_.survey.workshop, round_.kind, round_.session, at)
        if round_.kind in (Kind.BASELINE, Kind.TEST_BEFORE):
            window = (min(round_.opens_at, window[1] - timedelta(days=1)), window[1])
        if window == (round_.opens_at, round_.closes_at):
            return False
        return bool(rows.filter(pk=round_.pk).update(opens_at=window[0], closes_at=window[1]))

    rounds = rows.select_related("survey__workshop", "session")
    return each_row(rounds, follow, what="evaluations, follow the programme").total


def state_of_rounds(survey: Survey) -> list[dict[str, Any]]:
    """Rounds with the number asked and the number of answers. Four queries."""
    rounds = list(survey.rounds.select_related("session"))
    invitations = dict(survey.rounds.order_by().values_list("pk").annotate(n=Count("invitations")))
    responses = dict(survey.rounds.order_by().values_list("pk").annotate(n=Count("responses")))
    waiting = dict(survey.rounds.order_by().values_list("pk").annotate(n=Count("waiting")))
    return [
        {
            "round": round_,
            "asked": invitations[round_.pk] if round_.asked is None else round_.asked,
            "answers": responses[round_.pk] + waiting[round_.pk],
        }
        for round_ in rounds
    ]
