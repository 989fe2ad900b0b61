"""The chain that the portal is for, counted for the front page: study, workshop, evaluation, policy change."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.models import Response
from outcomes.models import PolicyChange
from studies.models import Study
from workshops.models import Workshop
from workshops.states import COUNTED


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the chain: how many there are, and where they are listed."""

    count: int
    name: str
    about: str
    address: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each step everybody may see; `examples` of the workshops are made up."""

    studies: int
    workshops: int
    answers: int
    changes: int
    examples: int


def counts() -> Counts:
    """Public studies, workshops held, answers to evaluations, published policy changes; one query."""
    workshops_held = Workshop.objects.filter(status__in=COUNTED)
    steps = [
        Study.objects.public(),
        workshops_held,
        Response.objects.all(),
        PolicyChange.objects.public().changed(),
        workshops_held.filter(is_demonstration=True),
    ]
    tallies = [
        queryset.order_by().annotate(step=Value(number)).values("step").annotate(count=Count("pk"))
        for number, queryset in enumerate(steps)
    ]
    by_step = {row["step"]: row["count"] for row in tallies[0].union(*tallies[1:], all=True)}
    return Counts(*(by_step.get(number, 0) for number in range(len(steps))))


def links(counted: Counts) -> list[Link]:
    """The steps in their order, in the reader's language, with what `counts` gave."""
    return [
        Link(
            counted.studies,
            _("Studies"),
            _("what the commissions found and recommend"),
            reverse("studies:search"),
        ),
        Link(
            counted.workshops,
            _("Workshops held"),
            _("where officials met to discuss it"),
            reverse("workshops:index"),
        ),
        Link(
            counted.answers,
            _("Answers to evaluations"),
            _("what participants say of it, with base and limits"),
            reverse("outcomes:claims"),
        ),
        Link(
            counted.changes,
            _("Policy changes"),
            _("what countries decided, and what it rests on"),
            reverse("outcomes:index"),
        ),
    ]
