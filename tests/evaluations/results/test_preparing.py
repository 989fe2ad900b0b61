"""Results of a round as workers prepare them, on the database."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from evaluations.models import PreparedResults, SurveyRound
from evaluations.privacy import keys
from evaluations.selectors import results
from evaluations.services import results as results_service
from evaluations.statistics.pooling import Share
from evaluations.statistics.prepared import Prepared
from tests.evaluations.making import answer, closed, opened
from tests.evaluations.results.keeping import kept_for_the_module
from tests.typed import misfits
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
Kind = SurveyRound.Kind


@pytest.fixture(scope="module")
def _answered(_reference, django_db_blocker):
    """Eleven of twelve people answered at the end; the fifth said least, two are undecided. Once for the module."""
    with kept_for_the_module(django_db_blocker):
        round_ = opened(people=12)
        for number, invitation in enumerate(round_.invitations.order_by("pk")[:11]):
            answer(invitation, USE1=("5", "4", "5", "4", "1", "4", "3", "5", "4", "3", "4")[number])
        yield round_.pk


@pytest.fixture
def answered_room(_answered, db):
    """The round, read anew."""
    return SurveyRound.objects.select_related("survey__workshop").get(pk=_answered)


def test_a_closed_round_is_prepared_once_for_all(answered_room):
    assert results_service.prepare(answered_room.pk) is None
    round_ = closed(answered_room)
    made = results_service.prepare(round_.pk)

    assert results_service.prepare(round_.pk) == made
    content = made.content
    assert (content["audience"], content["answered"]) == (12, 11)
    use = content["items"]["USE1"]
    assert (use["n"], use["low"], use["high"]) == (11, 8, 8)
    assert use["options"] == {"5": 3, "4": 5, "3": 2, "2": 0, "1": 1}
    assert use["mean"] == pytest.approx(42 / 11, abs=1e-3)
    assert content["items"]["REL3"]["n"] is None  # all said that it does not apply: nothing is told
    assert content["items"]["POL1"] == {
        **content["items"]["POL1"],
        "low": 10,
        "high": 11,
        "options": None,
        "mean": None,
    }
    # Two are ticked by all eleven and the others by nobody: an option near none and all is hidden.
    assert content["items"]["ENA1"]["options"] == {}
    assert "INT2" not in content["items"]
    assert content["change"]["KNO2"] == {
        "pairs": 11,
        "low": 10,
        "high": 11,
        "mean": None,
        "deviation": None,
    }
    assert content["groups"] == {}, "eleven people are split by nothing"


@pytest.mark.wide
def test_thirty_people_are_split_by_one_attribute():
    round_ = opened(people=36)
    for number, invitation in enumerate(round_.invitations.order_by("pk")[:32]):
        answer(invitation, USE1=str(5 - number % 3), POL1="5")

    content = results_service.prepare(closed(round_).pk).content

    (sex,) = content["groups"].values()
    assert sex["groups"] == ["woman", "man"]
    assert sorted(cell[0] for cell in sex["items"]["USE1"]) == [16, 16]
    assert sex["items"]["POL1"] == [[16, 15, 16]] * 2, (
        "all of them agree: only that nearly all do is said"
    )
    assert misfits(content, Prepared) == []


def test_what_outcomes_reads_carries_its_base(answered_room):
    workshop = answered_room.survey.workshop
    assert results.shares_of([workshop.pk], "USE1") == {}

    results_service.prepare(closed(answered_room).pk)

    assert results.shares_of([workshop.pk], "USE1") == {workshop.pk: Share(11, 8, 8, 11, 12)}
    assert results.shares_of([workshop.pk], "NEVER") == {workshop.pk: None}
    assert results.benchmark(["USE1"]) == {}, (
        "less the events that are told, it would be this one's share"
    )
    Workshop.objects.filter(pk=workshop.pk).update(status="evaluated")
    assert results.benchmark(["USE1"])["USE1"].n == 11


def test_without_the_key_figures_stay_and_groups_are_gone(answered_room):
    keys.destroy(answered_room.survey, on=timezone.localdate())
    SurveyRound.objects.filter(pk=answered_room.pk).update(state="closed")

    content = results_service.prepare(answered_room.pk).content

    assert content["items"]["USE1"]["n"] == 11
    assert content["groups"] == {}
    assert misfits(content, Prepared) == []


def test_an_answer_more_changes_no_published_figure(answered_room):
    round_ = closed(answered_room)
    first = results_service.prepare(round_.pk)
    one = round_.responses.first()
    late = type(one)(round=round_, pseudonym=b"x" * 32, groups=one.groups, day=one.day)
    late.values = one.values | {"USE1": 1}
    late.save()

    second = results_service.prepare(round_.pk)

    assert second.version == 2
    assert second.content["answered"] == 12
    assert second.content["items"]["USE1"] == first.content["items"]["USE1"]
    assert second.content["groups"] == first.content["groups"]
    assert PreparedResults.objects.filter(round=round_).count() == 2


@pytest.mark.wide
def test_the_room_sees_counts_at_once_and_bars_eight_answers_late():
    round_ = opened(people=26)
    invitations = list(round_.invitations.order_by("pk"))
    seen = []
    for invitation in invitations[:25]:
        answer(invitation, USE1="4" if len(seen) % 3 else "2")
        state = results_service.prepare_live(round_.pk)
        seen.append(state["shown"].get("USE1"))
        assert state["answered"] == len(seen)
    assert seen[:15] == [None] * 15
    assert seen[15] == [8, 5, 5]
    assert seen[23] == [16, 10, 10]
    assert misfits(state, results_service.LiveShares) == []
    cache.clear()
    assert results_service.prepare_live(round_.pk) == {
        "shown": {},
        "waiting": {},
        "answered": 25,
        "asked": 26,
    }
    assert results_service.prepare_live(closed(round_).pk) is None


@pytest.mark.wide
def test_follow_up_pairs_intentions_and_turns_changes_into_leads():
    end = opened(people=9)
    for invitation in end.invitations.all():
        answer(invitation)
    closed(end)
    round_ = opened(Kind.FOLLOW_UP, workshop=end.survey.workshop)
    form = {"F_APP": "4", "F_BAR": ["2"], "F_SHA": "2", "F_POL": "3", "F_POST": "1", "F_DAT": "1"}
    for number, invitation in enumerate(round_.invitations.order_by("pk")):
        more = {"F_INT": ("5", "4", "4", "3", "1", "2", "5", "1", "2")[number]}
        if number == 0:
            more |= {
                "F_POL": "2",
                "F_POLW": "Decree on remittances",
                "F_POLS": "4",
                "F_CON": "3",
                "F_POLC": "1",
            }
        if number == 1:
            more |= {"F_POL": "1", "F_POLW": "A law that names its author", "F_POLC": "2"}
        if number == 2:
            more |= {"F_POL": "1", "F_POLW": "Nothing said about who may read it"}
        answer(invitation, form, **more)

    content = results_service.prepare(closed(round_).pk).content

    assert misfits(content, Prepared) == []
    assert content["realised"]["all"] == {"n": 9, "low": 4, "high": 4}
    assert content["items"]["F_APP"]["low"] == 8
    lead = end.survey.workshop.policy_leads.get()
    assert (lead.what, lead.stage, lead.answer, lead.contribution) == (
        "Decree on remittances",
        4,
        2,
        3,
    )
    assert lead.state == "new"
    event = end.survey.workshop_id
    assert results.realised([event])["all"] == results.RealisedRate(9, 4, 4)
    assert results.plans_of([event]) == {event: Share(9, 4, 4, 9, 9)}
