"""Budget, expenditure and implementation rate, by commission and by object class."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, TypedDict

from outcomes.models import BudgetLine, Expenditure, ObjectClass, SupplementaryFunding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from outcomes.models import Project
    from regions.models import Commission

ZERO = Decimal(0)


class MoneyRow(TypedDict):
    """Budget, expenditure of the period and to date, and the rate in per cent; None without a budget."""

    name: str
    budget: float
    period: float
    to_date: float
    rate: float | None


class Finance(TypedDict):
    """The money of a project by the last day of a period. Empty lists where nothing is recorded."""

    commissions: list[MoneyRow]
    classes: list[MoneyRow]
    all: MoneyRow | None


class SupplementRow(TypedDict):
    """What others gave."""

    giver: str
    kind: str
    what: str
    amount: float | None
    on: str


def rate(budget: Decimal, spent: Decimal) -> float | None:
    """What was spent of the budget, in per cent with one decimal; None without a budget."""
    if not budget:
        return None
    share = spent * 100 / budget
    return float(share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def finance(project: Project, commission: Commission | None, first: date, last: date) -> Finance:
    """Sums of the project, or of one commission, up to the last day. Two queries and the commissions."""
    budget = BudgetLine.objects.filter(project=project)
    spent = Expenditure.objects.filter(project=project, period__ends_on__lte=last)
    if commission is not None:
        budget, spent = budget.filter(commission=commission), spent.filter(commission=commission)
    budgets = list(budget.values_list("commission__area__code", "object_class", "amount"))
    payments = list(
        spent.values_list("commission__area__code", "object_class", "amount", "period__ends_on")
    )
    if not budgets and not payments:
        return {"commissions": [], "classes": [], "all": None}
    of_period = [row[:3] for row in payments if row[3] >= first]
    to_date = [row[:3] for row in payments]
    codes = (
        [commission.code]
        if commission is not None
        else sorted({*_codes(project), *(row[0] for row in budgets), *(row[0] for row in to_date)})
    )
    classes = [
        code for code in ObjectClass.values if any(row[1] == code for row in (*budgets, *to_date))
    ]
    parts = (budgets, of_period, to_date)
    return {
        "commissions": _table(codes, parts, column=0),
        "classes": _table(classes, parts, column=1),
        "all": _money("", *(sum((row[2] for row in part), ZERO) for part in parts)),
    }


def _codes(project: Project) -> list[str]:
    return list(project.commissions.values_list("area__code", flat=True))


def _table(names: Iterable[str], parts: tuple[list[tuple], ...], *, column: int) -> list[MoneyRow]:
    sums: list[dict[str, Decimal]] = []
    for part in parts:
        tally: dict[str, Decimal] = defaultdict(Decimal)
        for row in part:
            tally[row[column]] += row[2]
        sums.append(tally)
    return [_money(name, *(tally[name] for tally in sums)) for name in names]


def _money(name: str, budget: Decimal, period: Decimal, to_date: Decimal) -> MoneyRow:
    return {
        "name": name,
        "budget": float(budget),
        "period": float(period),
        "to_date": float(to_date),
        "rate": rate(budget, to_date),
    }


def supplements(project: Project, last: date) -> list[SupplementRow]:
    """What others gave up to the day."""
    return [
        {
            "giver": row.giver,
            "kind": row.kind,
            "what": row.what,
            "amount": None if row.amount is None else float(row.amount),
            "on": row.on.isoformat(),
        }
        for row in SupplementaryFunding.objects.filter(project=project, on__lte=last)
    ]
