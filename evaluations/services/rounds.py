"""What beat does with rounds: open, invite, remind, mix, close, and destroy the key after the last."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from core.rows import each_row
from evaluations.models import Invitation, PaperForm, Survey, SurveyRound
from evaluations.privacy import keys
from evaluations.selectors.audience import CAME
from evaluations.services import questionnaires, responses, results, surveys
from evaluations.services.letters import ROUND, text_of
from evaluations.statistics.disclosure import SMALLEST_OPTIONS
from workshops.models import Registration
from workshops.models.people import NOT_COUNTED
from workshops.services import letters
from workshops.services.completion import THERE
from workshops.states import COMING, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

logger = logging.getLogger(__name__)
Kind, State = SurveyRound.Kind, SurveyRound.State
MOST_REMINDERS = 3
"""Reminders of one round, to those who have not answered."""
BY_MAIL = (
    Kind.BASELINE,
    Kind.END,
    Kind.FOLLOW_UP,
    Kind.YEAR,
    Kind.TEST_BEFORE,
    Kind.TEST_AFTER,
)
"""A pulse is answered in the room: its link is on the person's page and behind the QR code."""
BATCH = SMALLEST_OPTIONS
"""So many answers at least are written together while a round is open."""
KEY_DAYS = 7
"""The key outlives the last round by this, so that results are worked out once more with it."""


def run(at: datetime) -> dict[str, int]:
    """Everything that is due; how much of each. May run twice, or be killed, without harm."""
    to_open = SurveyRound.objects.to_open(at)
    return {
        "moved": surveys.follow_programme(at),
        "opened": _each(to_open, open_round, at),
        "closed": _each(_over(at), close, at),
        "invited": _each(_open(), invite, at),
        "reminded": _each(_open(), remind, at),
        "mixed": _each(_open(), mix, at),
        "unpaired": _each(Survey.objects.filter(unpaired_on=None), unpair, at),
    }


def _each(rows: QuerySet, work: Callable[..., int], at: datetime) -> int:
    """Do it to each; one that fails, such as a series whose key does not open, holds up no other."""
    return each_row(rows, lambda row: work(row, at=at), what=f"evaluations, {work.__name__}").total


def _open() -> QuerySet[SurveyRound]:
    rows = SurveyRound.objects.filter(state=State.OPEN).exclude(kind=Kind.INTERVIEW)
    return rows.select_related("survey__workshop", "session")


def _over(at: datetime) -> QuerySet[SurveyRound]:
    """Open rounds whose time is over, and planned ones whose time passed without opening."""
    return SurveyRound.objects.exclude(state=State.CLOSED).filter(closes_at__lte=at)


@transaction.atomic
def open_round(round_: SurveyRound, *, at: datetime) -> bool:
    """Lock the questions and ask who is in the audience; False when it does not open now."""
    rows = SurveyRound.objects.select_for_update(of=("self",)).select_related(
        "survey__workshop", "session"
    )
    round_ = rows.get(pk=round_.pk)
    if round_.state != State.PLANNED or not surveys.may_open(round_):
        return False
    questionnaires.refill(round_)
    round_.state = State.OPEN
    round_.save(update_fields=["state"])
    if round_.kind != Kind.INTERVIEW:
        invite(round_, at=at)
    return True


@transaction.atomic
def open_now(round_: SurveyRound, *, at: datetime) -> SurveyRound:
    """Open a planned round before its time; its end stays. Raises Refused."""
    round_ = questionnaires.planned(round_)
    if round_.is_test and not round_.items.exists():
        raise Refused(_("The test has no questions yet."))
    if not surveys.may_open(round_):
        raise Refused(_("The workshop is not where this round belongs; look at its status."))
    if round_.closes_at <= at:
        raise Refused(_("Its end has passed; change its times first."))
    surveys.set_times(round_=round_, opens_at=at, closes_at=round_.closes_at, at=at)
    open_round(round_, at=at)
    return round_


@transaction.atomic
def close_now(round_: SurveyRound, *, at: datetime) -> SurveyRound:
    """Close an open round before its time; no more answers are taken. Raises Refused."""
    surveys.hold(round_.pk, alone=True)
    rows = SurveyRound.objects.select_for_update(of=("self",)).select_related("survey__workshop")
    round_ = rows.get(pk=round_.pk)
    if round_.state != State.OPEN:
        raise Refused(_("Only an open round can be closed."))
    if round_.opens_at < at < round_.closes_at:
        round_.closes_at, round_.own_times = at, True
        round_.save(update_fields=["closes_at", "own_times"])
    close(round_, at=at)
    return round_


def audience(round_: SurveyRound) -> QuerySet[Registration]:
    """Who is asked: never staff or interpreters.

    Baseline and test before: who has a seat. Pulse: who was in the session. End and test after: who came. Follow-up: who came and
    agreed to be asked again.
    """
    people = Registration.objects.filter(workshop=round_.survey.workshop_id, erased_at=None)
    people = people.exclude(stakeholder__in=NOT_COUNTED)
    if round_.kind in (Kind.BASELINE, Kind.TEST_BEFORE):
        return people.filter(state__in=COMING)
    if round_.kind == Kind.PULSE:
        return people.filter(
            attendances__session=round_.session_id, attendances__kind__in=THERE
        ).distinct()
    if round_.kind in (Kind.END, Kind.TEST_AFTER):
        return people.filter(state__in=CAME)
    closed = (RegistrationState.ATTENDED, RegistrationState.COMPLETED)
    return people.filter(state__in=closed, consent_contact=True)


@transaction.atomic
def invite(round_: SurveyRound, *, at: datetime) -> int:
    """Ask who joined the audience since, and no longer who left it; how many joined.

    Who left is no longer asked whether or not they answered: who stayed on the list would be known to have.
    """
    surveys.hold(round_.pk, alone=True)
    invited = set(round_.invitations.values_list("registration", flat=True))
    expected = set(audience(round_).values_list("pk", flat=True))
    if leavers := invited - expected:
        round_.invitations.filter(registration__in=leavers, on_paper=False).delete()
    joined = sorted(expected - invited)
    keys.give_secrets(joined)
    Invitation.objects.bulk_create([Invitation(round=round_, registration_id=pk) for pk in joined])
    if round_.kind in BY_MAIL:
        _write(round_, joined, 0, at)
    return len(joined)


def answered_of(round_: SurveyRound) -> set[int]:
    """Registrations that answered, worked out with the key. No page shows them. Raises NoKey."""
    rows = round_.invitations.values_list("registration", "on_paper")
    names = keys.pseudonyms_of(round_, [pk for pk, _paper in rows])
    waiting_names = keys.waiting_names_of(round_, [pk for pk, _paper in rows])
    pseudonyms = {bytes(name) for name in round_.responses.values_list("pseudonym", flat=True)}
    waiting = {bytes(name) for name in round_.waiting.values_list("name", flat=True)}
    return {
        pk
        for pk, paper in rows
        if paper or names.get(pk) in pseudonyms or waiting_names.get(pk) in waiting
    }


def open_to(registration: Registration) -> list[Invitation]:
    """Rounds that the person can answer from their own page. Organisers can come to know the address of that
    page, so it leads by `Invitation.handed_link`."""
    rows = registration.invitations.filter(round__state=State.OPEN, on_paper=False)
    rows = rows.select_related("round__survey", "round__session")
    return [
        invitation
        for invitation in rows
        if invitation.round.is_open and registration.pk not in answered_of(invitation.round)
    ]


def _write(round_: SurveyRound, registrations, number: int, at: datetime) -> int:
    people = Registration.objects.filter(pk__in=registrations).select_related(
        "workshop__host__area"
    )
    written = 0
    for registration in letters.not_erased(people):
        letter = letters.write(
            registration,
            ROUND,
            at=at,
            again=f"{round_.pk}-{number}",
            text=text_of(round_, number),
            marks={"evaluation_link": f"{{evaluation:{round_.pk}}}"},
            closes_at=round_.closes_at,
        )
        written += letter is not None
    return written


def reminders_of(opens_at: datetime, closes_at: datetime) -> tuple[datetime, ...]:
    """When those who have not answered are reminded, by how long the round is open.

    Within a day nobody is; within six days once, half-way; else after a tenth and after a third of the days; and of a
    month or more once again three days before the end.
    """
    length = closes_at - opens_at
    if length < timedelta(days=1):
        return ()
    if length < timedelta(days=6):
        return (opens_at + length / 2,)
    days = length.days
    dues = [opens_at + timedelta(days=after) for after in (max(days // 10, 1), days // 3)]
    if days >= 30:
        dues.append(closes_at - timedelta(days=3))
    return tuple(dues)


@transaction.atomic
def remind(round_: SurveyRound, *, at: datetime) -> int:
    """The reminder whose day has come, to those who have not answered; how many letters are due."""
    number = sum(at >= due for due in reminders_of(round_.opens_at, round_.closes_at))
    if not number or round_.kind not in BY_MAIL or at >= round_.closes_at:
        return 0
    surveys.hold(round_.pk, alone=False)
    suffix = f"-evaluation-{round_.pk}-{number}"
    mails = round_.survey.workshop.mails.filter(reason__endswith=suffix)
    waiting = set(round_.invitations.values_list("registration", flat=True)) - answered_of(round_)
    waiting -= set(mails.values_list("registration", flat=True))
    return _write(round_, waiting, number, at)


COPIES = (
    ("response", "round_id = %s"),
    ("responsetext", "response_id IN (SELECT id FROM evaluations_response WHERE round_id = %s)"),
    ("sealedplan", "response_id IN (SELECT id FROM evaluations_response WHERE round_id = %s)"),
)
"""Tables whose rows are mixed; conditions that choose those of a round."""


@transaction.atomic
def mix(round_: SurveyRound, *, at: datetime) -> bool:
    """Write the answers of a round anew in a random order, in one transaction and with one day.

    The order of rows on disk and the numbers of the transactions that wrote them would otherwise tell
    in which order people answered. Those that wait are written with them once they are enough for a batch: alone,
    the hour of the first writing would lead to the second. False when nothing came since the last time.
    """
    surveys.hold(round_.pk, alone=True)
    if round_.waiting.count() >= BATCH:
        absorb(round_, at=at)
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT xmin::text) FROM evaluations_response WHERE round_id = %s",
            [round_.pk],
        )
        if cursor.fetchone()[0] < 2 and not _fresh(round_):
            return False
    rewrite(round_, at=at)
    return True


def _fresh(round_: SurveyRound) -> bool:
    """A single answer, not yet mixed."""
    return round_.mixed_on is None and round_.responses.exists()


@transaction.atomic
def absorb(round_: SurveyRound, *, at: datetime) -> int:
    """Write all that wait, and all others of the round anew with them; how many waited. Raises NoKey."""
    surveys.hold(round_.pk, alone=True)
    waited = responses.write_waiting(round_, at.date())
    if waited:
        rewrite(round_, at=at)
    return waited


def rewrite(round_: SurveyRound, *, at: datetime) -> None:
    """The mixing itself. The caller holds the round alone."""
    with connection.cursor() as cursor:
        for table, chosen in COPIES:
            cursor.execute(f"DROP TABLE IF EXISTS mixed_{table}")
            cursor.execute(
                f"CREATE TEMPORARY TABLE mixed_{table} ON COMMIT DROP AS SELECT * FROM evaluations_{table} WHERE {chosen}",
                [round_.pk],
            )
        # The same day for all: beside the reminders it would tell who answered between two of them.
        cursor.execute("UPDATE mixed_response SET day = %s", [at.date()])
        for table, chosen in reversed(COPIES):
            cursor.execute(f"DELETE FROM evaluations_{table} WHERE {chosen}", [round_.pk])
        for table, _chosen in COPIES:
            cursor.execute(
                f"INSERT INTO evaluations_{table} SELECT * FROM mixed_{table} ORDER BY random()"
            )
            cursor.execute(f"DROP TABLE mixed_{table}")
        cursor.execute(
            "UPDATE evaluations_surveyround SET mixed_on = %s WHERE id = %s", [at.date(), round_.pk]
        )


@transaction.atomic
def close(round_: SurveyRound, *, at: datetime) -> bool:
    """Mix the answers, take no more, forget who was reminded and what was saved. False when it is closed already."""
    surveys.hold(round_.pk, alone=True)
    rows = SurveyRound.objects.select_for_update(of=("self",)).select_related("survey")
    round_ = rows.get(pk=round_.pk)
    if round_.state == State.CLOSED:
        return False
    if round_.state == State.OPEN and round_.kind != Kind.INTERVIEW:
        # Reminders went to those alone who had not answered.
        reminders = [f"-evaluation-{round_.pk}-{n + 1}" for n in range(MOST_REMINDERS)]
        mails = round_.survey.workshop.mails
        for suffix in reminders:
            mails.filter(reason__endswith=suffix).delete()
        responses.write_waiting(round_, at.date())
        rewrite(round_, at=at)
    round_.saved_forms.all().delete()
    round_.state = State.CLOSED
    round_.save(update_fields=["state"])
    results.request(round_)
    return True


@transaction.atomic
def unpair(survey: Survey, *, at: datetime) -> bool:
    """Destroy the key some days after the last round that answers come in has closed."""
    rounds = survey.rounds.exclude(kind=Kind.INTERVIEW)
    last = rounds.order_by("-closes_at").first()
    waiting = rounds.exclude(state=State.CLOSED).exists()
    if last is None or waiting or last.closes_at + timedelta(days=KEY_DAYS) > at:
        return False
    keys.destroy(survey, on=at.date())
    PaperForm.objects.filter(round__survey=survey).exclude(state=PaperForm.State.DONE).delete()
    logger.info("evaluation %s: the key is destroyed", survey.pk)
    return True
