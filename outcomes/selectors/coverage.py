"""What each commission has in a period, the empty rows included."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from outcomes.measures import Scope, StoredFigures, figures_of

if TYPE_CHECKING:
    from outcomes.models import StatusReport

STAGES = (
    "studies-published", "workshops-held", "workshops-surveyed", "people-reached", "countries-reached",
    "certificates-valid", "countries-changed",
)  # fmt: skip


class CoverageRow(TypedDict):
    """A commission's count of every stage."""

    commission: str
    counts: list[float | None]
    is_empty: bool


def rows(report: StatusReport) -> tuple[dict[str, StoredFigures], list[CoverageRow]]:
    """Figures by measure, and for each commission of the report its count of every stage.

    The figures of all are unions: a country in two commissions counts once in them.
    """
    scope = Scope.of_report(report)
    figures = {code: figures_of(code, scope) for code in STAGES}
    commissions = report.period.project.commissions.select_related("area").order_by("area__code")
    if report.commission is not None:
        commissions = commissions.filter(pk=report.commission_id)
    groups = [figures[code].get("by", {}).get("commission", {}) for code in STAGES]
    table: list[CoverageRow] = []
    for commission in commissions:
        counts = [by.get(commission.code, 0) for by in groups]
        table.append({"commission": commission.code, "counts": counts, "is_empty": not any(counts)})
    return figures, table
