"""Rounds: opened, asked, reminded and closed by beat; who is asked; answers once and in time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import Refused
from evaluations.models import BankItem, SurveyItem, SurveyKey, SurveyRound
from evaluations.services import questionnaires, responses, rounds, surveys
from tests.evaluations.making import FORM, Kind, answer, held, open_now, opened
from workshops.models import Mail, Registration

pytestmark = pytest.mark.django_db


@pytest.mark.wide
def test_beat_opens_invites_reminds_and_closes_once():
    workshop = held(people=3)
    survey = surveys.set_up(workshop=workshop, at=timezone.now())
    end = survey.rounds.get(kind=Kind.END)
    now = timezone.now()

    first = rounds.run(now)
    again = rounds.run(now)

    assert (first["opened"], again["opened"], again["invited"]) == (1, 0, 0)
    letters = Mail.objects.filter(workshop=workshop, reason__contains="-evaluation-")
    assert letters.count() == 3
    assert "/evaluation/" not in letters[0].body
    assert "/evaluation/" in letters[0].text_to_send()
    answer(end.invitations.first())
    for days in (2, 2, 7, 7):
        rounds.run(end.opens_at + timedelta(days=days, hours=1))
    reminded = letters.filter(reason__endswith="-1") | letters.filter(reason__endswith="-2")
    assert reminded.count() == 4
    assert end.invitations.first().registration_id not in set(
        reminded.values_list("registration", flat=True)
    )
    rounds.run(end.closes_at)
    end.refresh_from_db()
    assert end.state == "closed"
    assert not reminded.exists(), "they would tell for good who had not answered by then"
    assert letters.count() == 3


@pytest.mark.wide
def test_a_series_whose_key_does_not_open_holds_up_no_other():
    broken, sound = opened(people=2), opened(people=2)
    SurveyKey.objects.filter(survey=broken.survey).update(sealed=b"sealed with another secret")
    later = sound.opens_at + timedelta(days=3)

    done = rounds.run(later)

    assert done["reminded"] == 2
    assert sound.survey.workshop.mails.filter(reason__endswith=f"-{sound.pk}-1").count() == 2


def test_the_audience_is_who_came_without_staff_and_for_the_follow_up_who_agreed():
    workshop = held(people=5)
    people = list(workshop.registrations.order_by("pk"))
    Registration.objects.filter(pk=people[0].pk).update(state="no_show")
    Registration.objects.filter(pk=people[1].pk).update(stakeholder="support")
    Registration.objects.filter(pk=people[2].pk).update(consent_contact=False)

    end = opened(workshop=workshop)
    follow_up = open_now(end.survey.rounds.get(kind=Kind.FOLLOW_UP))

    asked = lambda one: set(one.invitations.values_list("registration", flat=True))  # noqa: E731
    assert asked(end) == {one.pk for one in people[2:]}
    assert asked(follow_up) == {one.pk for one in people[3:]}


def test_who_leaves_the_audience_is_no_longer_asked_whether_or_not_they_answered():
    end = opened(people=3)
    first, second, _third = end.invitations.order_by("pk")
    answer(first)
    Registration.objects.filter(pk__in=[first.registration_id, second.registration_id]).update(
        state="no_show"
    )

    rounds.invite(end, at=timezone.now())

    assert end.invitations.count() == 1, "who stayed on the list would be known to have answered"
    assert end.responses.count() == 1


def test_an_answer_counts_once_and_only_while_the_round_is_open():
    end = opened(people=2)
    first, second = end.invitations.order_by("pk")
    answer(first)

    with pytest.raises(responses.AnsweredAlready):
        answer(first)
    rounds.close(end, at=timezone.now())
    with pytest.raises(responses.Closed):
        answer(second)

    assert end.responses.count() == 1


def test_codes_are_kept_and_what_is_no_answer_is_told_apart():
    end = opened(people=1)
    form = FORM | {"INT1P": "1", "ENA1": []}
    answer(end.invitations.get(), form)

    values = end.responses.get().values

    assert values["REL1"] == 4
    assert (values["REL3"], values["GEN1"], values["ENA1"]) == (-1, -2, -8)
    assert (values["INT2"], values["INT2W"]) == (-9, -9)
    assert (values["FAC1"], values["SUP1"]) == (4, [1])
    assert set(values) == {
        key for q in responses.asked_of(end.invitations.get()).full.questions for key in q.keys
    }
    text = end.responses.get().texts.get()
    assert (text.item.name, text.text, text.quotable) == ("COM1", "Peers matter", True)


def test_times_follow_the_programme_unless_set_by_hand():
    workshop = held(people=0)
    survey = surveys.set_up(workshop=workshop, at=timezone.now())
    end, later = survey.rounds.get(kind=Kind.END), survey.rounds.get(kind=Kind.FOLLOW_UP)
    workshop.sessions.order_by("-starts_at").first().delete()
    surveys.set_times(
        round_=later,
        opens_at=later.opens_at - timedelta(days=20),
        closes_at=later.closes_at,
        at=timezone.now(),
    )
    by_hand = SurveyRound.objects.get(pk=later.pk).opens_at

    surveys.follow_programme(timezone.now())

    end.refresh_from_db()
    later.refresh_from_db()
    assert end.opens_at == workshop.sessions.get().starts_at
    assert later.opens_at == by_hand


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [(30, 200, "five to eight months"), (170, 300, "five to eight months"), (190, 180, "close after"), (-40, -20, "over already")],
)  # fmt: skip
def test_impossible_times_are_refused(opens, closes, said):
    workshop = held(people=0)
    later = surveys.set_up(workshop=workshop, at=timezone.now()).rounds.get(kind=Kind.FOLLOW_UP)
    day = timezone.now()

    with pytest.raises(Refused, match=said):
        surveys.set_times(
            round_=later,
            opens_at=day + timedelta(days=opens),
            closes_at=day + timedelta(days=closes),
            at=day,
        )


def test_core_items_stay_own_ones_are_five_at_most_and_an_open_round_is_locked():
    workshop = held(people=0)
    end = surveys.set_up(workshop=workshop, at=timezone.now()).rounds.get(kind=Kind.END)
    questionnaires.choose(round_=end, codes=["DUR1"])
    names = set(end.items.values_list("name", flat=True))
    assert {"REL1", "NEW1", "POL1", "EXC1", "DUR1"} <= names
    assert "SUP1" not in names
    with pytest.raises(questionnaires.Locked, match="SUP1"):
        questionnaires.add_own(
            round_=end,
            values={
                "kind": "text",
                "texts": {"en": "Why?"},
                "shown_if": "SUP1",
                "shown_codes": [1],
            },
        )


def test_the_database_keeps_five_own_items_and_locked_wordings():
    workshop = held(people=0)
    survey = surveys.set_up(workshop=workshop, at=timezone.now())
    end = survey.rounds.get(kind=Kind.END)
    for number in range(5):
        questionnaires.add_own(
            round_=end, values={"kind": "text", "texts": {"en": f"Own {number}"}}
        )
    with pytest.raises(questionnaires.Locked, match="five"):
        questionnaires.add_own(round_=end, values={"kind": "text", "texts": {"en": "Sixth"}})
    with pytest.raises(IntegrityError, match="own_items_have_places"), transaction.atomic():
        BankItem.objects.create(survey=survey, slot=6, code="X", kind="text", texts={"en": "Sixth"})
    with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
        BankItem.objects.filter(code="REL1").update(texts={"en": "Other words"})
    open_now(end)
    with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
        SurveyItem.objects.filter(round=end, name="OWN1").update(required=True)
    with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
        BankItem.objects.filter(survey=survey, slot=1).update(texts={"en": "Other words"})
    with pytest.raises(questionnaires.Locked, match="opened"):
        questionnaires.remove_own(round_=end, name="OWN1")
