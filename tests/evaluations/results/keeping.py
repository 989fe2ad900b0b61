"""Rows that the tests of a module share."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone

from evaluations.models import PreparedResults
from evaluations.services import question_bank, surveys
from evaluations.statistics import prepared
from tests.evaluations.making import Kind, held
from tests.evaluations.results.rooms import a5, room
from tests.studies.making import load_regions
from workshops.models import Workshop

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module", autouse=True)
def _reference(request, django_db_blocker):
    """Countries and the question bank, once for the module instead of for every test; not where tests commit."""
    mark = request.node.get_closest_marker("django_db")
    if mark is None or mark.kwargs.get("transaction"):
        yield
        return
    # Asked for here, since a session without any test of the database has none.
    request.getfixturevalue("django_db_setup")
    with kept_for_the_module(django_db_blocker):
        load_regions()
        question_bank.load()
        yield


@contextmanager
def kept_for_the_module(blocker) -> Iterator[None]:
    """What is written within is there for the tests of the module and gone with it."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def told(*, status: str = "evaluated", codes=("REL1", "USE1", "OWN1")) -> PreparedResults:
    """Prepared results of the end round of a workshop; nobody registered, the answers are made up."""
    workshop = held(people=0)
    end = surveys.set_up(workshop=workshop, at=timezone.now()).rounds.get(kind=Kind.END)
    end.state = end.State.CLOSED
    end.save(update_fields=["state"])
    Workshop.objects.filter(pk=workshop.pk).update(status=status)
    answers = replace(room(3, events=1, items=len(codes)), items=tuple(map(a5, codes)))
    content = prepared.prepare(answers)
    return PreparedResults.objects.create(round=end, content=content, digest="", basis=b"")
