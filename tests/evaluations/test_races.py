"""What two do at once on a real database: one link, one paper form, closing while answering."""

import threading

import pytest
from django.db import connections
from django.utils import timezone

from core.errors import PortalError
from evaluations.services import paper_forms, rounds
from tests.evaluations.making import FORM, answer, opened
from tests.workshops.making import organiser

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Run the deeds from threads that start together; what each came to: None, or the refusal."""
    start, ends = threading.Barrier(len(deeds)), [None] * len(deeds)

    def work(place, deed):
        start.wait()
        try:
            deed()
        except PortalError as refused:
            ends[place] = refused
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=one) for one in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_what_is_sent_or_keyed_in_twice_at_once_counts_once_and_closing_loses_nothing():
    end = opened(people=12)
    invitations = list(end.invitations.order_by("pk"))

    # One link from six devices.
    refused = [one for one in at_once(*[lambda: answer(invitations[0])] * 6) if one]
    assert len(refused) == 5
    assert end.responses.count() == 1

    # One paper form keyed in by three people at once: two make the answer, the third is told.
    users = [organiser() for _n in range(3)]
    paper_forms.tick(round_=end, registrations=[invitations[1].registration_id])

    def key_in(user):
        answers = {"REL1": ["4"]}
        return paper_forms.enter(round_=end, number=7, by=user, answers=answers, at=timezone.now())

    refused = [one for one in at_once(*[lambda user=user: key_in(user) for user in users]) if one]
    assert len(refused) == 1
    assert end.responses.count() == 2

    # Ticked as on paper while answering by the link: the tick stands, and the answer is kept if it came first.
    at_once(
        lambda: answer(invitations[2]),
        lambda: paper_forms.tick(
            round_=end, registrations=[i.registration_id for i in invitations[1:3]]
        ),
    )
    assert end.invitations.get(pk=invitations[2].pk).on_paper
    before = end.responses.count()
    assert before in (2, 3)

    # Closing and mixing while others answer: who was not refused is there, and noted.
    deeds = [lambda one=one: answer(one, FORM) for one in invitations[3:]]
    ends = at_once(
        *deeds[:5],
        lambda: rounds.close(end, at=timezone.now()),
        lambda: rounds.mix(end, at=timezone.now()),
        *deeds[5:],
    )
    taken = sum(one is None for place, one in enumerate(ends) if place not in (5, 6))
    assert end.responses.count() - before == taken
    assert not end.waiting.exists()
    # (Two are ticked, and the form of one of them is keyed in.)
    assert len(rounds.answered_of(end)) == 3 + taken
