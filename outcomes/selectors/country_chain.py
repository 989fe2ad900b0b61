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
from outcomes.selectors import response_counts, women_counts
from outcomes.stages import WHY, Why
from studies.models import Study, Uptake
from workshops.models import Workshop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from regions.models import Area


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
    entries = [*_studies(country), *_seats(country), *_commitments(country), *_steps(country)]
    order = {"study": 0, "seat": 1, "commitment": 2, "change": 3}
    return sorted(entries, key=lambda entry: (entry.day, order[entry.kind]))


def _studies(country: Area) -> Iterator[Entry]:
    studies = (
        Study.objects.public()
        .filter(countries=country)
        .distinct()
        .prefetch_related("editions", "commissions__area")
    )
    for study in studies:
        issued = min((e.issued for e in study.public_editions() if e.issued), default="")
        if day := earliest(issued):
            codes = ", ".join(commission.code for commission in study.commissions.all())
            yield Entry(
                day,
                issued,
                "study",
                str(study),
                study.get_absolute_url(),
                [codes],
                study.is_demonstration,
            )


def _seats(country: Area) -> Iterator[Entry]:
    rows = women_counts.attended().filter(country=country)
    seats: Counter[int] = Counter()
    women: Counter[int] = Counter()
    for pk, gender in rows.values_list("workshop", "gender"):
        seats[pk] += 1
        women[pk] += gender == "woman"
    workshops = Workshop.objects.public().in_bulk(list(seats))
    rates = response_counts.rates(list(workshops))
    hidden = women_counts.hidden_rows(seats)
    if country.pk in women_counts.hidden_countries():
        hidden = set(seats)
    for pk, workshop in workshops.items():
        notes = [ngettext("%(n)s seat", "%(n)s seats", seats[pk]) % {"n": seats[pk]}]
        if women[pk] and pk not in hidden:
            notes.append(ngettext("%(n)s woman", "%(n)s women", women[pk]) % {"n": women[pk]})
        notes.append(rates[pk] if pk in rates else _("not surveyed"))
        yield Entry(
            workshop.starts_on,
            workshop.starts_on.isoformat(),
            "seat",
            workshop.title,
            workshop.get_absolute_url(),
            notes,
            workshop.is_demonstration,
        )


def _commitments(country: Area) -> Iterator[Entry]:
    uptakes = Uptake.objects.filter(
        country=country, recommendation__study__in=Study.objects.public()
    )
    for uptake in uptakes.select_related("recommendation__study").prefetch_related(
        "recommendation__texts"
    ):
        yield Entry(
            uptake.on,
            uptake.on.isoformat(),
            "commitment",
            f"{uptake.get_status_display()}: {uptake.recommendation}",
            uptake.recommendation.get_absolute_url(),
            [uptake.evidence],
            uptake.recommendation.study.is_demonstration,
        )


def _steps(country: Area) -> Iterator[Entry]:
    best: dict[int, Contribution] = {}
    for contribution in Contribution.objects.filter(
        change__country=country, change__in=PolicyChange.objects.public()
    ):
        if (
            contribution.change_id not in best
            or contribution.grade > best[contribution.change_id].grade
        ):
            best[contribution.change_id] = contribution
    steps = Step.objects.filter(change__country=country, change__in=PolicyChange.objects.public())
    for step in steps.select_related("change"):
        if day := step.first_day:
            notes = [note for note in (step.note,) if note]
            if graded := best.get(step.change_id):
                placeholders = {"grade": graded.grade, "why": WHY[Why(graded.why)]}
                notes.append(_("Contribution %(grade)s of 5. %(why)s") % placeholders)
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
