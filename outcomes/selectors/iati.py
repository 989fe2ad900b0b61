"""What of a project is published as IATI: its reports, where its money went, and what it is about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from outcomes.measures import Scope
from outcomes.measures.outputs import ATTENDED, workshops_of
from outcomes.selectors.reports import published_reports
from regions.models import Area, Term
from studies.models import Study
from workshops.models import Registration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outcomes.models import Project, StatusReport

WHOLE = Decimal(100)
STEP = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Recipients:
    """Countries with their share in per cent, and what is left for countries that have no code of two letters."""

    countries: tuple[tuple[Area, Decimal], ...]
    rest: Decimal


def reports_by_year(project: Project) -> list[StatusReport]:
    """The published reports, the oldest period first; consolidated ones before those of commissions."""
    return sorted(published_reports(project), key=lambda report: report.period.year)


def shares(counts: Mapping[str, int]) -> dict[str, Decimal]:
    """Counts as per cent with two decimals that add up to 100; what rounding leaves goes to the largest remainders."""
    total = sum(counts.values())
    exact = {key: WHOLE * n / total for key, n in counts.items()}
    rounded = {key: value // STEP * STEP for key, value in exact.items()}
    missing = int((WHOLE - sum(rounded.values())) / STEP)
    for key in sorted(exact, key=lambda key: (rounded[key] - exact[key], key))[:missing]:
        rounded[key] += STEP
    return rounded


def recipients(project: Project) -> Recipients:
    """Countries by how many workshops of the project they came to. Three queries.

    Each country counts once for each workshop, so that the shares say nothing of single people.
    """
    pairs = (
        Registration.objects.filter(
            workshop__in=workshops_of(Scope(project=project.code)), state__in=ATTENDED
        )
        .counted()
        .exclude(country=None)
        .order_by()
        .values_list("workshop", "country__code")
        .distinct()
    )
    counts = Counter(code for _workshop, code in pairs)
    if not counts:
        return Recipients((), WHOLE)
    areas = {area.code: area for area in Area.objects.filter(code__in=counts)}
    percentages = shares(counts)
    listed = tuple((areas[code], percentages[code]) for code in sorted(counts) if areas[code].iso2)
    return Recipients(listed, WHOLE - sum((share for _area, share in listed), Decimal(0)))


def sdg_targets(project: Project) -> list[Term]:
    """Targets that public studies, workshops and policy changes of the project are about. Four queries."""
    targets = Term.objects.filter(vocabulary=Term.Vocabulary.SDG)
    sources = {
        "studies__in": studies(project),
        "workshops__in": project.workshops.public(),
        "policy_changes__in": project.changes.public(),
    }
    pks = {
        pk
        for name, rows in sources.items()
        for pk in targets.filter(**{name: rows}).values_list("pk", flat=True)
    }
    return list(targets.filter(pk__in=pks))


def studies(project: Project):
    """Public studies of the project, with their editions."""
    return (
        Study.objects.public().filter(projects=project).prefetch_related("editions").order_by("pk")
    )
