"""Status reports that everybody may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outcomes.models import StatusReport
from outcomes.stages import ReportState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outcomes.models import Project


def published_reports(project: Project) -> list[StatusReport]:
    """The newest version of each published report, the newest period first."""
    rows = StatusReport.objects.filter(
        period__project=project, state=ReportState.PUBLISHED
    ).select_related("period__project", "commission__area")
    newest: dict[tuple[int, int | None], StatusReport] = {}
    for report in rows.order_by("version"):
        newest[report.period_id, report.commission_id] = report
    return sorted(newest.values(), key=lambda report: (-report.period.year, report.commission_code))


def newest_of_all(reports: Iterable[StatusReport]) -> StatusReport | None:
    """The first of the reports that is of all commissions together."""
    return next((report for report in reports if report.commission_id is None), None)
