"""What evaluations take from attendance: the share of what one could attend, and no breaks."""

from datetime import UTC, datetime, timedelta

import pytest

from evaluations.models import BankItem
from evaluations.selectors.audience import GROUPS, groups_of
from evaluations.services.questionnaires import _options
from tests.workshops.making import NOW, make_workshop, register
from workshops.models import Registration
from workshops.services import attendance

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    """Two groups at the same hours after lunch, and an hour in the morning."""
    workshop = make_workshop(capacity=9, sessions=0)
    day = datetime.combine(workshop.starts_on, datetime.min.time(), UTC)
    for title, hour, kind in (
        ("Opening", 9, "opening"),
        ("Lunch", 12, "break"),
        ("Group A", 14, "groups"),
        ("Group B", 14, "groups"),
    ):
        begin = day + timedelta(hours=hour)
        workshop.sessions.create(
            title=title, kind=kind, starts_at=begin, ends_at=begin + timedelta(hours=1)
        )
    return workshop


def test_the_band_of_attendance_counts_parallel_sessions_once(workshop):
    people = [register(workshop) for _n in range(3)]
    sessions = {session.title: session for session in workshop.sessions.all()}
    for person, titles in zip(people, (("Opening", "Group A"), ("Group B",), ()), strict=True):
        for title in titles:
            attendance.record(registration=person, session=sessions[title], method="manual", at=NOW)
    groups = groups_of(Registration.objects.filter(workshop=workshop))
    bands = [GROUPS["attendance"][groups[person.pk]["attendance"]] for person in people]
    assert bands == ["80_and_over", "50_to_79", "under_50"]


def test_nobody_is_asked_how_useful_lunch_was(workshop):
    options = _options(workshop, BankItem.Source.SESSIONS)
    assert [option["texts"]["en"] for option in options] == ["Opening", "Group A", "Group B"]
