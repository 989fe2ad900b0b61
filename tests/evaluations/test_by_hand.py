"""Rounds that organisers open and close by hand, and when people are reminded."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import PortalError, Refused
from evaluations.models import SurveyRound
from evaluations.services import rounds, surveys
from tests.confirming import is_question, post_and_confirm
from tests.evaluations.making import Kind, answer, held
from tests.workshops.making import organiser
from workshops.models import Mail, Workshop

OPENS = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "after"),
    [
        (timedelta(hours=20), []),
        (timedelta(days=3), [1.5]),
        (timedelta(days=6), [1, 2]),
        (timedelta(days=21), [2, 7]),
        (timedelta(days=60), [6, 20, 57]),
    ],
)
def test_reminders_follow_from_how_long_a_round_is_open(length, after):
    dues = rounds.reminders_of(OPENS, OPENS + length)

    assert [(due - OPENS) / timedelta(days=1) for due in dues] == after
    assert len(dues) <= rounds.MOST_REMINDERS


@pytest.mark.wide
@pytest.mark.django_db
def test_a_round_is_opened_and_closed_by_a_click_and_once(client):
    workshop = held(people=3)
    survey = surveys.set_up(workshop=workshop, at=timezone.now())
    end = survey.rounds.get(kind=Kind.END)
    SurveyRound.objects.filter(pk=end.pk).update(
        opens_at=timezone.now() + timedelta(days=1), own_times=True
    )
    client.force_login(organiser())
    address = reverse("evaluations:evaluation", args=[workshop.code])

    def send(act):
        return post_and_confirm(client, address, {"act": act, "round": end.pk}, follow=True)

    assert 'value="open_now"' in client.get(address).content.decode()
    asked = client.post(address, {"act": "open_now", "round": end.pk})
    assert is_question(asked)
    assert "3 people are asked now." in asked.content.decode()
    end.refresh_from_db()
    assert end.state == "planned", "it asks first"

    assert send("open_now").status_code == 200

    end.refresh_from_db()
    assert (end.state, end.own_times) == ("open", True)
    assert end.opens_at <= timezone.now()
    assert Mail.objects.filter(workshop=workshop, reason__contains="-evaluation-").count() == 3
    assert "questions are locked" in send("open_now").content.decode()
    answer(end.invitations.first(), waits=True)
    page = client.get(address).content.decode()
    assert 'value="close_now"' in page
    assert "Who has not answered is reminded on:" in page
    send("close_now")
    end.refresh_from_db()
    assert (end.state, end.responses.count(), end.waiting.count()) == ("closed", 1, 0)
    assert end.closes_at <= timezone.now()
    assert "Only an open round can be closed" in send("close_now").content.decode()


@pytest.mark.django_db
def test_a_round_opens_only_where_the_workshop_has_come_to_it():
    workshop = held(people=1)
    survey = surveys.set_up(workshop=workshop, at=timezone.now())
    later = survey.rounds.get(kind=Kind.FOLLOW_UP)
    with pytest.raises(Refused, match="five to eight months"):
        rounds.open_now(later, at=timezone.now())
    Workshop.objects.filter(pk=workshop.pk).update(status="announced")
    end = survey.rounds.get(kind=Kind.END)
    with pytest.raises(PortalError, match="status"):
        rounds.open_now(end, at=timezone.now())
    assert SurveyRound.objects.get(pk=end.pk).state == "planned"
