"""The manager's records of a prepared report as words: work plan, money, risks, lessons, delivery."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.i18n import numbers
from evaluations.presentation import wordings
from outcomes.models import (
    AchievementIndicator,
    Activity,
    Lesson,
    ObjectClass,
    Risk,
    RiskReview,
    SupplementaryFunding,
)
from outcomes.presentation.measured import measured
from outcomes.selectors.work_plans import is_met

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from outcomes.selectors.finance import MoneyRow

KINDS: dict[str, Any] = {
    AchievementIndicator.Kind.LEVEL: gettext_lazy("of the period"),
    AchievementIndicator.Kind.CUMULATIVE: gettext_lazy("since the project began"),
    AchievementIndicator.Kind.DESCENDING: gettext_lazy("of the period, lower is better"),
    AchievementIndicator.Kind.YES_NO: gettext_lazy("yes or no"),
}
"""What the figure of an indicator is of, in few words."""


def amount(value: float | None, measure: str, kind: str = "", unit: str = "") -> str:
    """A figure of an indicator: yes or no, or the number with its unit; a dash where there is none."""
    if value is not None and kind == AchievementIndicator.Kind.YES_NO:
        return _("yes") if value else _("no")
    figure = measured(value, measure)
    return f"{figure} {unit}" if unit and value is not None else figure


def money(value: float | Decimal | None) -> str:
    """Dollars in the active language, cents only where there are some; a dash where there is none."""
    if value is None:
        return numbers.MISSING
    dollars = float(value)
    return numbers.number(dollars, 0 if dollars.is_integer() else 2)


def rate(value: float | None) -> str:
    """A share in per cent with one decimal; a dash where there is none."""
    return wordings.percent(value, 1)


def _day(text: str) -> str:
    return numbers.day(date.fromisoformat(text)) if text else ""


def _money(row: MoneyRow, names: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": str(names.get(row["name"], row["name"])),
        "budget": money(row["budget"]),
        "period": money(row["period"]),
        "to_date": money(row["to_date"]),
        "rate": rate(row["rate"]),
    }


def finance(content: Mapping[str, Any]) -> dict[str, Any]:
    """The tables of money; empty where nothing is recorded."""
    if content.get("all") is None:
        return {}
    classes = dict(ObjectClass.choices)
    return {
        "commissions": [_money(row, {}) for row in content["commissions"]],
        "classes": [_money(row, classes) for row in content["classes"]],
        "all": _money(content["all"] | {"name": _("All")}, {}),
    }


def _activity(row: Mapping[str, Any]) -> dict[str, Any]:
    standing = Activity.Standing(row["standing"])
    return {
        **row,
        "starts_on": _day(row["starts_on"]),
        "due_on": _day(row["due_on"]),
        "ended_on": _day(row["ended_on"]),
        "state": row["standing"],
        "standing": str(standing.label),
    }


def _risk(row: Mapping[str, Any]) -> dict[str, Any]:
    levels = dict(Risk.Level.choices)
    return {
        **row,
        "kind": str(Risk.Kind(row["kind"]).label),
        "likelihood": str(levels.get(row["likelihood"], numbers.MISSING)),
        "impact": str(levels.get(row["impact"], numbers.MISSING)),
        "verdict": str(RiskReview.Verdict(row["verdict"]).label) if row["verdict"] else "",
        "has_occurred": row["verdict"] == RiskReview.Verdict.OCCURRED,
        "reviewed_on": _day(row["reviewed_on"]),
    }


def _revision(row: Mapping[str, Any]) -> dict[str, Any]:
    if row["kind"] == "extension":
        old, new = row["what"].split()
        text = _("The last day moved from %(old)s to %(new)s.")
        what = text % {"old": _day(old), "new": _day(new)}
    else:
        what = _("Version %(n)s of the framework.") % {"n": row["what"]}
    return {"on": _day(row["on"]), "what": what, "reason": row["reason"]}


def _delivered(row: Mapping[str, Any]) -> dict[str, Any]:
    def words(value: float | None) -> str:
        return amount(value, row["measure"], row["kind"])

    return {
        "name": row["name"],
        "text": row["text"],
        "baseline": words(row["baseline"]),
        "years": [
            {"year": year["year"], "target": words(year["target"]), "actual": words(year["actual"])}
            for year in row["years"]
        ],
        "end_target": words(row["end_target"]),
        "actual": amount(row["actual"], row["measure"], row["kind"], row["unit"]),
        "met": is_met(row["kind"], row["end_target"], row["actual"]),
        "kind": str(KINDS[row["kind"]]),
    }


def as_words(content: Mapping[str, Any]) -> dict[str, Any]:
    """All of it for page and documents; empty lists where nothing is recorded."""
    if not content:
        return {}
    counts = content["counts"]
    return {
        "activities": [_activity(row) for row in content["activities"]],
        "counts": [
            (code, str(label), counts.get(code, 0))
            for code, label in Activity.Standing.choices
            if counts.get(code)
        ],
        "finance": finance(content["finance"]),
        "risks": [_risk(row) for row in content["risks"]],
        "lessons": [
            {**row, "kind": str(Lesson.Kind(row["kind"]).label), "on": _day(row["on"])}
            for row in content["lessons"]
        ],
        "revisions": [_revision(row) for row in content["revisions"]],
        "supplements": [
            {
                **row,
                "kind": str(SupplementaryFunding.Kind(row["kind"]).label),
                "amount": money(row["amount"]),
                "on": _day(row["on"]),
            }
            for row in content["supplements"]
        ],
        "delivery": [_delivered(row) for row in content.get("delivery", ())],
    }
