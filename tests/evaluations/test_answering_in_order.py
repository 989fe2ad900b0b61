"""An organiser who reloads every page while people answer learns how many did, and nothing of named people."""

import re

import pytest
from django.core.cache import cache
from django.utils import timezone

from core.errors import PortalError
from evaluations.models import Response, WaitingResponse
from evaluations.services import paper_forms, responses, results, rounds
from tests.evaluations.making import answer, opened
from tests.workshops.making import organiser

pytestmark = pytest.mark.django_db
PEOPLE = 20


def test_the_list_and_the_live_page_beside_each_other_tell_nothing_of_fewer_than_eight(client):
    end = opened(people=PEOPLE)
    base = f"/organise/{end.survey.workshop.code}"
    client.force_login(organiser())
    lists, shares = [], []

    for number, invitation in enumerate(end.invitations.order_by("pk")):
        # The eighth to the twelfth agree, all others do not: five named people in one step.
        answer(invitation, waits=True, USE1="5" if 8 <= number < 13 else "2")
        rounds.mix(end, at=timezone.now())
        results.prepare_live(end.pk)
        cache.delete(f"live-asked-{end.pk}")
        page = client.get(f"{base}/evaluation/{end.pk}/people/").content.decode()
        assert f"{number + 1} of {PEOPLE} answered" in page
        lists.append(re.search(r"<tbody>.*</tbody>", page, re.DOTALL)[0])
        live = client.get(f"{base}/live/{end.pk}/?as=json").json()
        shares.append(cache.get(results.live_key(end.pk))["shown"])
        assert live["answered"] == str(number + 1)

    # The list is the same from the first to the last answer: it orders and marks nobody.
    assert len(set(lists)) == 1
    for name in {name for state in shares for name in state}:
        sizes = list(dict.fromkeys(state[name][0] for state in shares if name in state))
        steps = [b - a for a, b in zip([0, *sizes], [*sizes, PEOPLE], strict=True)]
        assert min(steps) >= 8, name


def test_ticking_people_one_by_one_does_not_ask_the_portal_who_answered():
    end = opened(people=6)
    answered, silent, *_rest = end.invitations.order_by("pk")
    answer(answered, waits=True)

    for one in (answered, silent):
        paper_forms.tick(round_=end, registrations=[one.registration_id])
        paper_forms.tick(round_=end, registrations=[])


def test_an_answer_waits_sealed_until_eight_are_written_together():
    end = opened(people=9)
    invitations = list(end.invitations.order_by("pk"))
    for number, invitation in enumerate(invitations[:7]):
        answer(invitation, waits=True, COM1=f"text {number}" * number)
        assert not rounds.mix(end, at=timezone.now())
    assert not Response.objects.exists()
    assert end.number_answered() == 7
    rows = list(WaitingResponse.objects.values())
    assert len({len(bytes(row["sealed"])) for row in rows}) == 1, "its size would lead to its text"
    with pytest.raises(responses.AnsweredAlready):
        answer(invitations[0], waits=True)

    answer(invitations[7], waits=True)
    assert rounds.mix(end, at=timezone.now())

    assert (end.responses.count(), end.waiting.count()) == (8, 0)
    stored = {bytes(row["name"]) for row in rows} | {row["id"].bytes for row in rows}
    for response in end.responses.all():
        assert not stored & {bytes(response.pseudonym), response.pk.bytes}
    with pytest.raises(responses.AnsweredAlready):
        answer(invitations[0], waits=True)
    # The last ones do not wait for ever: closing writes them, among all others.
    end.refresh_from_db()
    answer(invitations[8], waits=True)
    assert not rounds.mix(end, at=timezone.now())
    rounds.close(end, at=timezone.now())
    assert (end.responses.count(), end.waiting.count()) == (9, 0)
    with pytest.raises(PortalError):
        answer(invitations[8], waits=True)
