"""The chain of one country in one line of time: studies, seats, answers, commitments, changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcomes.models import Contribution, PolicyChange, Step
from outcomes.rules import earliest
from outcomes.selectors import response_counts
from outcomes.stages import WHY, Why
from studies.models import Study, Uptake
from workshops.models import Registration, Workshop
from workshops.states import COUNTED, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from regions.models import Area

THERE = (RegistrationState.ATTENDED, RegistrationState.COMPLETED)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened: `on` as far as it is known, `kind` of the chain, a label, notes beneath."""

    day: date
    on: str
    kind: str
    label: str
    url: str
    notes: list[str] = field(default_factory=list)
    is_demonstration: bool = False


def chain(country: Area) -> list[Entry]:
    """Everything public about the country, oldest first. A constant number of queries."""
    found = [*_studies(country), *_seats(country), *_commitments(country), *_steps(country)]
    order = {"study": 0, "seat": 1, "commitment": 2, "change": 3}
    return sorted(found, key=lambda one: (one.day, order[one.kind]))


def _studies(country: Area) -> Iterator[Entry]:
    found = (
        Study.objects.public()
        .filter(countries=country)
        .distinct()
        .prefetch_related("editions", "commissions__area")
    )
    for one in found:
        issued = min((e.issued for e in one.public_editions() if e.issued), default="")
        if day := earliest(issued):
            codes = ", ".join(commission.code for commission in one.commissions.all())
            yield Entry(
                day,
                issued,
                "study",
                str(one),
                one.get_absolute_url(),
                [codes],
                one.is_demonstration,
            )


def _seats(country: Area) -> Iterator[Entry]:
    rows = Registration.objects.filter(
        country=country, state__in=THERE, workshop__status__in=COUNTED
    ).counted()
    seats: Counter[int] = Counter()
    women: Counter[int] = Counter()
    for pk, gender in rows.values_list("workshop", "gender"):
        seats[pk] += 1
        women[pk] += gender == "woman"
    workshops = Workshop.objects.public().in_bulk(list(seats))
    rates = response_counts.rates(list(workshops))
    for pk, one in workshops.items():
        notes = [ngettext("%(n)s seat", "%(n)s seats", seats[pk]) % {"n": seats[pk]}]
        if women[pk]:
            notes.append(ngettext("%(n)s woman", "%(n)s women", women[pk]) % {"n": women[pk]})
        notes.append(rates[pk] if pk in rates else _("not surveyed"))
        yield Entry(
            one.starts_on,
            one.starts_on.isoformat(),
            "seat",
            one.title,
            one.get_absolute_url(),
            notes,
            one.is_demonstration,
        )


def _commitments(country: Area) -> Iterator[Entry]:
    found = Uptake.objects.filter(country=country, recommendation__study__in=Study.objects.public())
    for one in found.select_related("recommendation__study").prefetch_related(
        "recommendation__texts"
    ):
        yield Entry(
            one.on,
            one.on.isoformat(),
            "commitment",
            f"{one.get_status_display()}: {one.recommendation}",
            one.recommendation.get_absolute_url(),
            [one.evidence],
            one.recommendation.study.is_demonstration,
        )


def _steps(country: Area) -> Iterator[Entry]:
    best: dict[int, Contribution] = {}
    for one in Contribution.objects.filter(
        change__country=country, change__in=PolicyChange.objects.public()
    ):
        if one.change_id not in best or one.grade > best[one.change_id].grade:
            best[one.change_id] = one
    found = Step.objects.filter(change__country=country, change__in=PolicyChange.objects.public())
    for step in found.select_related("change"):
        if day := step.first_day:
            notes = [note for note in (step.note,) if note]
            if graded := best.get(step.change_id):
                said = {"grade": graded.grade, "why": WHY[Why(graded.why)]}
                notes.append(_("Contribution %(grade)s of 5. %(why)s") % said)
            label = f"{step.get_stage_display()}: {step.change.title}"
            yield Entry(
                day,
                step.on,
                "change",
                label,
                step.change.get_absolute_url(),
                notes,
                step.change.is_demonstration,
            )
