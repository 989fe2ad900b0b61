"""Two people at the same moment, in two connections: one wins, the other is told."""

import threading

import pytest
from django.db import connection

from core.errors import PortalError
from outcomes.models import PolicyChange
from outcomes.services import changes, revisions
from tests.outcomes.making import NOW
from tests.outcomes.test_revisions import ACTOR, edit, public_record
from tests.studies.making import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts) -> list[str]:
    """What came of acts that begin at the same moment: `done`, or the code of the refusal."""
    outcomes, barrier = [], threading.Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            act()
            outcomes.append("done")
        except PortalError as problem:
            outcomes.append(problem.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_two_reviewers_who_approve_at_once_and_two_who_begin_at_once():
    change = public_record()

    def begin():
        revisions.begin(change=change, **ACTOR)

    assert together(begin, begin) == ["done", "revised_already"]
    revision = PolicyChange.objects.get(revises=change)
    edit(revision, titles={"en": "As revised"})
    changes.move(change=revision, new="in_review", **ACTOR)
    approvers = [make_user(), make_user()]

    def approve(by):
        return lambda: changes.move(change=revision, new="published", by=by, at=NOW)

    assert together(*map(approve, approvers)) == ["done", "gone"]
    change.refresh_from_db()
    assert (change.version, change.title) == (2, "As revised")
    assert change.steps.count() == 1
