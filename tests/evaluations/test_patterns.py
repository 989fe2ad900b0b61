"""The rounds in which somebody answered name nobody: the statement that named 56 of 60 people finds no pattern."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from evaluations.models import SurveyRound
from evaluations.services import rounds, surveys
from tests.evaluations.making import FORM, Kind, answer, held, open_now
from workshops.models import Attendance, Mail, Registration, Session

pytestmark = pytest.mark.django_db
FEWEST = 5
PULSES, PEOPLE = 6, 30


def closed_series() -> SurveyRound:
    """Six pulses, end and follow-up of thirty people of whom different ones answer each; all closed."""
    draw = random.Random(5)
    workshop = held(people=PEOPLE)
    first = workshop.sessions.first()
    Attendance.objects.all().delete()
    people = list(workshop.registrations.order_by("pk"))
    now = timezone.now()
    survey = surveys.set_up(workshop=workshop, at=now)
    series = []
    for number in range(PULSES):
        session = Session.objects.create(
            workshop=workshop,
            title=f"Session {number}",
            starts_at=first.starts_at + timedelta(hours=3 + number),
            ends_at=first.starts_at + timedelta(hours=4 + number),
        )
        Attendance.objects.bulk_create(
            Attendance(registration=one, session=session, minutes=60, method="manual")
            for one in people
            if draw.random() < 0.85
        )
        series.append(surveys.add_pulse(survey=survey, session=session, at=session.starts_at))
    ordered = [
        *series,
        survey.rounds.get(kind=Kind.END),
        survey.rounds.get(kind=Kind.FOLLOW_UP),
    ]
    for round_ in ordered:
        opened = open_now(round_)
        for invitation in opened.invitations.order_by("pk"):
            if draw.random() < 0.65:
                answer(
                    invitation, FORM if opened.kind == Kind.END else {"F_APP": "4", "F_INT": "5"}
                )
        if round_.kind != Kind.PULSE:
            rounds.remind(opened, at=opened.opens_at + timedelta(days=3))
        assert rounds.close(opened, at=now)
    return SurveyRound.objects.select_related("survey").get(pk=ordered[-1].pk)


def patterns(statement: str) -> list[tuple[int, ...]]:
    """The rounds of each thing that leaves a trace in several."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [tuple(row[-1]) for row in cursor.fetchall()]


OF_ANSWERS = (
    "SELECT pseudonym, array_agg(round_id ORDER BY round_id) FROM evaluations_response GROUP BY 1"
)
OF_PEOPLE = "SELECT registration_id, array_agg(round_id ORDER BY round_id) FROM evaluations_invitation GROUP BY 1"


def test_no_pattern_of_rounds_is_left_to_join_people_with_answers():
    last = closed_series()

    # Before the key is destroyed: an answer stands in one round, among all others of that round.
    before = Counter(patterns(OF_ANSWERS))
    assert len(before) == PULSES + 2
    assert all(len(pattern) == 1 for pattern in before)
    assert min(before.values()) >= FEWEST
    # Nothing by person says who answered: no column of the invitations, and no letter to who had not.
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM evaluations_invitation LIMIT 1")
        assert {column.name for column in cursor.description} == {
            "id",
            "round_id",
            "registration_id",
            "on_paper",
        }
    assert not Mail.objects.filter(reason__regex=r"-evaluation-\d+-[12]$").exists()

    assert rounds.unpair(last.survey, at=last.closes_at + timedelta(days=8))

    # After: nothing by person at all, and answers as before.
    assert patterns(OF_PEOPLE) == []
    after = Counter(patterns(OF_ANSWERS))
    assert after == before
    assert {round_.asked for round_ in last.survey.rounds.filter(kind=Kind.END)} == {PEOPLE}
    assert Registration.objects.filter(workshop=last.survey.workshop).count() == PEOPLE
