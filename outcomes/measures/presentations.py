"""Studies that were presented and discussed in workshops, and who was in the room."""

from __future__ import annotations

from outcomes.measures.outputs import by_commission, held_workshops, seats
from outcomes.measures.registry import Figures, Scope, measure
from studies.models import Study
from workshops.models import group_of


@measure("studies-presented", version=1, unit="count", level="output")
def studies_presented(scope: Scope) -> Figures:
    """Public studies that stood in the programme of a workshop of the period.

    With the kinds of people who attended those workshops, by name and without counts. By commission: the
    studies of each; a study of two commissions counts for each of them.
    """
    workshops = held_workshops(scope)
    studies = Study.objects.public().filter(sessions__workshop__in=workshops)
    if scope.project:
        studies = studies.filter(projects__code=scope.project)
    pairs = set(studies.values_list("commissions__area__code", "pk"))
    pks = {pk for _code, pk in pairs}
    kinds = (
        seats(scope)
        .filter(workshop__sessions__studies__in=pks)
        .values_list("stakeholder", flat=True)
        .distinct()
    )
    return Figures(
        len(pks),
        by={"commission": by_commission(scope, ((code, pk) for code, pk in pairs if code))},
        facts={"groups": sorted({group_of(kind) for kind in kinds})},
        records=tuple(sorted(f"study:{pk}" for pk in pks)),
    )
