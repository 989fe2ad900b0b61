"""What each commission has in a period, the empty rows included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outcomes.measures import Scope, figures_of

if TYPE_CHECKING:
    from outcomes.models import Project

STAGES = (
    "studies-published", "workshops-held", "workshops-surveyed", "people-reached", "countries-reached",
    "certificates-valid", "countries-changed",
)  # fmt: skip


def rows(project: Project, year: int) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """Figures by measure, and for each commission of the project its count of every stage.

    The figures of all are unions: a country in two commissions counts once in them.
    """
    scope = Scope.of_year(year)
    figures = {code: figures_of(code, scope) for code in STAGES}
    commissions = project.commissions.select_related("area").order_by("area__code")
    table: list[dict[str, Any]] = [
        {
            "commission": one.code,
            "counts": [figures[code].get("by", {}).get("commission", {}).get(one.code, 0) for code in STAGES],
        }
        for one in commissions
    ]  # fmt: skip
    for row in table:
        row["is_empty"] = not any(row["counts"])
    return figures, table
