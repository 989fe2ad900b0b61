"""The chain that the portal is for, counted for the front page: study, workshop, evaluation, policy change."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from outcomes.models import PolicyChange
from studies.models import Study
from workshops.models import Response, Workshop
from workshops.states import COUNTED


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the chain: how many there are, and where they are listed."""

    count: int
    name: str
    about: str
    address: str


def counts() -> tuple[int, int, int, int]:
    """Public studies, workshops held, answers to evaluations, published policy changes; four counts."""
    return (
        Study.objects.public().count(),
        Workshop.objects.filter(status__in=COUNTED).count(),
        Response.objects.count(),
        PolicyChange.objects.public().changed().count(),
    )


def counts_examples() -> bool:
    """Whether records made up for the demonstration are among what is counted."""
    return Workshop.objects.filter(status__in=COUNTED, is_demonstration=True).exists()


def links() -> list[Link]:
    """The steps in their order, in the reader's language."""
    studies, workshops, answers, changes = counts()
    return [
        Link(
            studies,
            _("Studies"),
            _("what the commissions found and recommend"),
            reverse("studies:search"),
        ),
        Link(
            workshops,
            _("Workshops held"),
            _("where officials met to discuss it"),
            reverse("workshops:index"),
        ),
        Link(
            answers,
            _("Answers to evaluations"),
            _("what participants say of it, with base and limits"),
            reverse("outcomes:claims"),
        ),
        Link(
            changes,
            _("Policy changes"),
            _("what countries decided, and what it rests on"),
            reverse("outcomes:index"),
        ),
    ]
