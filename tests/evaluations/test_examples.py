"""The example evaluations are whole, marked as made up, and leave no letter that could reach anybody."""

import pytest
from django.utils import timezone

from demo.workshops import EVENTS, make
from evaluations.models import SurveyRound
from evaluations.services import question_bank
from tests.studies.making import load_regions
from workshops.models import Mail

pytestmark = pytest.mark.django_db


@pytest.mark.wide
def test_an_example_has_rounds_as_they_would_stand_today():
    load_regions()
    question_bank.load()
    event = EVENTS[0]

    workshop = make(event, now=timezone.now())

    assert workshop.survey.invented
    states = dict(workshop.survey.rounds.values_list("kind", "state"))
    assert states == {"R0": "closed", "R2": "closed", "R3": "open", "R4": "planned"}
    end = workshop.survey.rounds.get(kind=SurveyRound.Kind.END)
    assert end.responses.count() == event.answered
    assert end.number_asked() >= event.answered
    assert not Mail.objects.exists()
