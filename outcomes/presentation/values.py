"""Codes and numbers of prepared reports and claims as words for the reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.i18n import numbers
from core.i18n.languages import NAMES
from outcomes.measures import MEASURES
from outcomes.models import AchievementIndicator, Statement
from outcomes.presentation import claim_text, instruments
from outcomes.presentation.claim_text import day_text
from outcomes.presentation.measured import measured
from outcomes.selectors.work_plans import is_met
from outcomes.stages import WHY, Stage
from regions.models import Area, Term
from workshops.models import Certificate, Registration, Workshop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from outcomes.measures import StoredFigures
    from outcomes.presentation.report_types import ChangedNumber, IndicatorRow, PreparedReport

MEASURE_NAMES = {
    "studies-published": gettext_lazy("Studies"), "workshops-held": gettext_lazy("Workshops"), "workshops-surveyed": gettext_lazy("Workshops surveyed"),
    "people-reached": gettext_lazy("People"), "countries-reached": gettext_lazy("Countries"), "certificates-valid": gettext_lazy("Certificates"),
    "countries-changed": gettext_lazy("Countries with a change"), "seats-taken": gettext_lazy("Seats"), "women-share": gettext_lazy("Women"),
    "countries-interested": gettext_lazy("Countries with an interest"), "changes-recorded": gettext_lazy("Policy changes"),
    "recommendations-endorsed": gettext_lazy("Recommendations endorsed"), "recommendations-unpresented": gettext_lazy("Recommendations never presented"),
    "data-countries": gettext_lazy("Countries with figures"), "answers-favourable": gettext_lazy("Favourable answers"), "plans-realised": gettext_lazy("Plans carried out"),
    "countries-committed": gettext_lazy("Countries with a commitment"), "studies-presented": gettext_lazy("Studies presented"),
    "manual-actual": gettext_lazy("Entered by hand"), "change": gettext_lazy("Policy change"), "workshop": gettext_lazy("Workshop"), "study": gettext_lazy("Study"),
}  # fmt: skip
PATHS = {
    "from": gettext_lazy("favourable, at least"), "to": gettext_lazy("favourable, at most"),
    "value": gettext_lazy("value"), "part": gettext_lazy("numerator"), "whole": gettext_lazy("denominator"), "commission": gettext_lazy("commission"), "gender": gettext_lazy("gender"),
    "theme": gettext_lazy("theme"), "group": gettext_lazy("group"), "kind": gettext_lazy("kind"), "language": gettext_lazy("language"), "stage": gettext_lazy("stage"), "country": gettext_lazy("country"),
    "valid": gettext_lazy("valid answers"), "answered": gettext_lazy("answered"), "audience": gettext_lazy("asked"), "surveyed": gettext_lazy("events surveyed"),
    "held": gettext_lazy("events held"), "response": gettext_lazy("response rate"), "low": gettext_lazy("interval from"), "high": gettext_lazy("interval to"),
    "word": gettext_lazy("word"), "records": gettext_lazy("records"), "version": gettext_lazy("version of the measure"), "on": gettext_lazy("day"),
    "acted_by": gettext_lazy("who acted"), "grade": gettext_lazy("contribution"), "sources": gettext_lazy("sources"), "evidence": gettext_lazy("pieces of evidence"),
    "verdicts": gettext_lazy("independent persons"), "contributions": gettext_lazy("contributions"), "under_way_by": gettext_lazy("under way by"),
    "countries": gettext_lazy("countries"), "indicators": gettext_lazy("indicators"), "release": gettext_lazy("release"), "host": gettext_lazy("host"),
    "first": gettext_lazy("from"), "last": gettext_lazy("to"), "city": gettext_lazy("city"), "issued": gettext_lazy("issued"), "languages": gettext_lazy("languages"),
    "project": gettext_lazy("project"), "is_example": gettext_lazy("example"), "texts": gettext_lazy("what was reached"), "commissions": gettext_lazy("commissions"), "item": gettext_lazy("survey item"), "record": gettext_lazy("record"),
    "unit": gettext_lazy("unit"), "shown_by": gettext_lazy("what shows it"), "groups": gettext_lazy("kinds of people"),
}  # fmt: skip
BASE = (
    "valid",
    "from",
    "to",
    "answered",
    "audience",
    "response",
    "low",
    "high",
    "surveyed",
    "held",
)
"""A base line in the order in which it is read; the word stands in the sentence."""
WORDS: dict[str, Iterable[tuple[str, Any]]] = {
    "stage": Stage.choices,
    "gender": (*Registration.Gender.choices, ("not_given", gettext_lazy("not given"))),
    "kind": (*Workshop.Kind.choices, *Certificate.Kind.choices),
    "group": (("government", gettext_lazy("government")), ("other", gettext_lazy("other"))),
    "language": tuple(NAMES.items()),
}
"""Codes of dimensions in words."""
SCOPE = ("project", "record", "item", "commission", "first", "last")


def name_of(code: str) -> str:
    """The measure in words."""
    return str(MEASURE_NAMES.get(code, code))


def label(path: str) -> str:
    """A path of figures in words: `by.commission.ECA` is “commission: ECA”."""
    parts = [part for part in path.split(".") if part not in ("by", "base", "facts")]
    return ": ".join(str(PATHS.get(part, part)) for part in parts)


def value(content: Any) -> str:
    """A number, a list or a text for the reader; a dash where there is none."""
    if content is None or content in ("", [], {}):
        return numbers.MISSING
    if isinstance(content, bool):
        return _("yes") if content else _("no")
    if isinstance(content, (int, float)):
        return numbers.number(content, 0 if float(content).is_integer() else 1)
    if isinstance(content, list):
        return ", ".join(_entry(item) for item in content)
    if content in Stage.values:
        return str(Stage(content).label)
    return day_text(str(content))


def _entry(item: Any) -> str:
    if isinstance(item, dict) and "grade" in item:
        return _("%(origin)s: %(grade)s of %(most)s at most (%(why)s)") % {
            "origin": item["origin"],
            "grade": item["grade"],
            "most": item["most"],
            "why": WHY[item["why"]],
        }
    if isinstance(item, dict) and "evidence" in item:
        return " ".join(part for part in (item["evidence"], item["url"]) if part)
    return str(claim_text.GROUPS.get(item, item))


@dataclass(frozen=True, slots=True)
class Line:
    """A figure by name."""

    label: str
    value: str


def amount(figures: StoredFigures) -> str:
    """The main figure with its unit."""
    return measured(figures.get("value"), figures.get("measure", ""))


SHARED = ("commission", "theme")
"""Dimensions whose groups have shares of their own in a share; all others have counts."""


def part(figures: StoredFigures, dimension: str, n: float | None) -> str:
    """The figure of a group."""
    return measured(n, figures.get("measure", "")) if dimension in SHARED else value(n)


def _groups(figures: StoredFigures) -> list[tuple[str, list[Line]]]:
    """Each dimension with its groups in words. At most two queries."""
    groups = []
    for name, rows in figures.get("by", {}).items():
        words = _words(name, rows)
        lines = [Line(words.get(code, code), part(figures, name, n)) for code, n in rows.items()]
        groups.append((label(name), lines))
    return groups


def _words(dimension: str, codes: Iterable[str]) -> dict[str, str]:
    """Codes of a dimension in words; commissions keep their codes."""
    if dimension == "country":
        return {record.code: record.name for record in Area.objects.filter(code__in=codes)}
    if dimension == "theme":
        return {record.code: record.name for record in Term.objects.filter(code__in=codes)}
    return {str(code): str(text) for code, text in WORDS.get(dimension, ())}


def figures(figures: StoredFigures) -> dict[str, Any]:
    """The parts of a claim's figures: main figure, base line, groups, facts."""
    base_figures = figures.get("base", {})
    base = [Line(label(name), value(base_figures[name])) for name in BASE if name in base_figures]
    counts = {"part": figures.get("part"), "whole": figures.get("whole")}
    head = [Line(label(name), value(n)) for name, n in counts.items() if name in figures]
    facts = [
        Line(label(name), value(content))
        for name, content in figures.get("facts", {}).items()
        # The words of the record stand in the sentence.
        if name not in ("texts", "text")
    ]
    return {
        "name": name_of(figures.get("measure", "")),
        "amount": amount(figures),
        "lines": head + base,
        "groups": _groups(figures),
        "facts": facts,
        "version": figures.get("version"),
        "measure": figures.get("measure", ""),
    }


def scope(scope: dict[str, Any]) -> list[Line]:
    """What was measured, in one order whatever that of the store."""
    scope = {name: scope[name] for name in SCOPE if name in scope}
    return [
        Line(label(name), str(content) if name in ("record", "project") else value(content))
        for name, content in scope.items()
    ]


def moved(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What moved since the figures were frozen."""
    return [
        {"what": label(row["path"]), "old": value(row["old"]), "new": value(row["new"])}
        for row in rows
    ]


def _indicator(indicator: IndicatorRow) -> dict[str, Any]:
    share = MEASURES[indicator["measure"]].is_share if indicator["measure"] in MEASURES else False

    kind = indicator.get("kind", "level")

    def with_unit(n: float | None) -> str:
        return instruments.amount(n, indicator["measure"], kind)

    target, actual = indicator.get("target"), indicator["figures"].get("value")
    groups = indicator["figures"].get("by", {}).get("commission", {})
    return indicator | {
        "baseline": with_unit(indicator.get("baseline")),
        "target": with_unit(target),
        "end_target": with_unit(indicator.get("end_target")),
        "has_end_target": indicator.get("end_target") is not None,
        "actual": instruments.amount(actual, indicator["measure"], kind, indicator.get("unit", "")),
        "kind_text": str(instruments.KINDS[AchievementIndicator.Kind(kind)])
        if kind != AchievementIndicator.Kind.LEVEL
        else "",
        "is_share": share,
        "met": is_met(kind, target, actual),
        "groups": [
            Line(code, part(indicator["figures"], "commission", n)) for code, n in groups.items()
        ],
        "base": claim_text.base_line(indicator["figures"]),
    }


def _changed(row: ChangedNumber) -> dict[str, Any]:
    name = row["name"]
    if name.startswith("coverage."):
        name = name_of(name.removeprefix("coverage."))
    return {
        "name": name,
        "what": label(row["path"]),
        "old": value(row["old"]),
        "new": value(row["new"]),
    }


def period_text(heading: Mapping[str, Any]) -> str:
    """The days of a report as the Development Account writes them, by month."""
    if "starts_on" not in heading:
        return f"01/{heading['year']} – 12/{heading['year']}"
    first, last = (date.fromisoformat(heading[name]) for name in ("starts_on", "ends_on"))
    return f"{first:%m/%Y} – {last:%m/%Y}"


def _statement(row: Mapping[str, Any], sentences: Mapping[int, str]) -> dict[str, Any]:
    kind = row.get("kind", Statement.Kind.FINDING)
    return {
        **row,
        "kind": kind,
        "kind_text": str(Statement.Kind(kind).label),
        "about": [
            {"pk": pk, "sentence": sentences[pk]}
            for pk in row.get("rests_on", ())
            if pk in sentences
        ],
    }


def report(prepared: PreparedReport) -> dict[str, Any]:
    """A prepared report for page and documents; empty where nothing was prepared yet."""
    if not prepared:
        return {}
    table = prepared["coverage"]
    difference = prepared.get("difference") or {}
    heading = prepared["heading"]
    days = {
        name: numbers.day(date.fromisoformat(heading[name]))
        for name in ("starts_on", "ends_on")
        if name in heading
    }
    content = instruments.as_words(prepared.get("instruments", {}))
    whole = content.get("finance", {}).get("all")
    sentences = {row["pk"]: row["sentence"] for row in prepared["annex"]}
    return prepared | {
        "period": period_text(heading),
        "days": days,
        "instruments": content,
        "implementation_rate": whole["rate"] if whole else "",
        "statements": [_statement(row, sentences) for row in prepared["statements"]],
        "accomplishments": [
            accomplishment
            | {"indicators": [_indicator(row) for row in accomplishment["indicators"]]}
            for accomplishment in prepared["accomplishments"]
        ],
        "stages": [name_of(code) for code in table["stages"]],
        "rows": table["rows"],
        "all": [value(n) for n in table["all"]],
        "annex": [
            claim
            | {
                "name": name_of(claim["measure"]),
                "amount": amount(claim["figures"]),
                "over": scope(claim["scope"]),
            }
            for claim in prepared["annex"]
        ],
        "difference": difference
        and difference | {"rows": [_changed(row) for row in difference["rows"]]},
    }
