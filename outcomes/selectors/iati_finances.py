"""Budgets and payments of a project as IATI tells them, one by one; sums of reports are in `finance`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from outcomes.models import Expenditure, StatusReport
from outcomes.stages import ReportState

if TYPE_CHECKING:
    from outcomes.models import Project

CENT = Decimal("0.01")


class Flow(StrEnum):
    """What a payment is (TransactionType of IATI 2.03)."""

    INCOMING = "1"
    COMMITMENT = "2"
    DISBURSEMENT = "3"
    EXPENDITURE = "4"
    INCOMING_COMMITMENT = "11"


@dataclass(frozen=True, slots=True)
class Budget:
    """Money set aside for a period of at most a year, in the currency of the project."""

    first: date
    last: date
    value: Decimal
    is_revised: bool = False


@dataclass(frozen=True, slots=True)
class Transaction:
    """Money that moved or was committed on a day; `commission` is who spent or received it."""

    flow: Flow
    on: date
    value: Decimal
    text: str = ""
    commission: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Finances:
    """The money of a project: what it may spend, and what it spent."""

    budgets: tuple[Budget, ...] = ()
    transactions: tuple[Transaction, ...] = ()


def by_year(first: date, last: date, value: Decimal) -> tuple[Budget, ...]:
    """A budget of several years, as the standard wants it: one for each calendar year, by its share of the days."""
    days = (last - first).days + 1
    budgets, rest = [], value
    for year in range(first.year, last.year + 1):
        begin, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        share = (value * ((end - begin).days + 1) / days).quantize(CENT)
        share = rest if year == last.year else share
        budgets.append(Budget(begin, end, share))
        rest -= share
    return tuple(budgets)


def _budget_of(report: StatusReport) -> Decimal | None:
    """The budget of the project as the report tells it; None where it tells none."""
    money = report.prepared.get("instruments", {}).get("finance", {}).get("all")
    return Decimal(str(money["budget"])).quantize(CENT) if money else None


def of(project: Project) -> Finances:
    """Its budget by year as the newest published report tells it, and what was spent in the periods whose reports are
    published, the earliest first. Nothing that no report tells yet."""
    published = StatusReport.objects.filter(
        period__project=project, commission=None, state=ReportState.PUBLISHED
    )
    newest = published.order_by("-period__ends_on", "-version").first()
    total = _budget_of(newest) if newest else None
    spent = (
        Expenditure.objects.filter(project=project, period__in=published.values("period"))
        .exclude(amount=0)
        .select_related("period", "commission__area")
        .order_by("period__ends_on", "commission__area__code", "object_class")
    )
    return Finances(
        budgets=by_year(project.starts_on, project.ends_on, total) if total else (),
        transactions=tuple(
            Transaction(
                Flow.EXPENDITURE,
                row.period.ends_on,
                row.amount,
                row.get_object_class_display(),
                row.commission.code,
            )
            for row in spent
        ),
    )
