"""Results of an activity: indicators with a period for each year, disaggregated, and policy changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from django.utils import translation

from core.i18n.languages import NAMES, interface_code
from outcomes.documents.iati import codes
from outcomes.documents.iati.elements import link, number, span, text_element
from outcomes.measures import MEASURES
from outcomes.models import AchievementIndicator, Evidence, PolicyChange
from outcomes.presentation import claim_text
from outcomes.presentation.values import SHARED
from outcomes.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from outcomes.measures import StoredFigures
    from outcomes.models import Period, Project, StatusReport

LEVELS = (("output", codes.OUTPUT), ("outcome", codes.OUTCOME))


class _Series:
    """An indicator of achievement over the years: its rows in the reports as long as it meant the same."""

    def __init__(self, row: dict[str, Any], texts: dict[str, str]) -> None:
        self.row, self.texts = row, texts
        self.years: dict[int, tuple[StatusReport, dict[str, Any]]] = {}
        self.targets: dict[int, float] = {}
        self.periods: dict[int, Period] = {}
        self.is_descending = False

    def add(self, report: StatusReport, row: dict[str, Any]) -> None:
        """The row of a later year; its words are those that are published."""
        self.row, self.texts = row, {report.language: row["text"]}
        self.years[report.period.year] = (report, row)
        self.periods[report.period.year] = report.period
        if row["target"] is not None:
            self.targets[report.period.year] = row["target"]


Key = tuple[str, str, str, str]
"""Accomplishment, indicator, measure and survey item: what is measured otherwise is another indicator."""


def add_results(activity: Element, project: Project, reports: Sequence[StatusReport]) -> None:
    """Everything that the consolidated reports say in figures, and the policy changes that they claim."""
    reports = [report for report in reports if report.commission_id is None]
    accomplishments, series = _gathered(project, reports)
    for label, texts in accomplishments.items():
        for level, kind in LEVELS:
            of_level = [
                indicator
                for (owner, *_rest), indicator in series.items()
                if owner == label and MEASURES[indicator.row["measure"]].level == level
            ]
            if of_level:
                result = SubElement(activity, "result", {"type": kind, "aggregation-status": "0"})
                titles = {language: f"{label}: {text}" for language, text in texts.items()}
                text_element(result, "title", titles)
                for indicator in of_level:
                    _add_indicator(result, indicator)
    _add_changes(activity, reports)


def _gathered(
    project: Project, reports: Sequence[StatusReport]
) -> tuple[dict[str, dict[str, str]], dict[Key, _Series]]:
    """Accomplishments with their texts, and the series of each indicator, those without any report included."""
    accomplishments: dict[str, dict[str, str]] = {}
    series: dict[Key, _Series] = {}
    for report in reports:
        for accomplishment in report.prepared["accomplishments"]:
            label = accomplishment["label"]
            accomplishments[label] = {report.language: accomplishment["text"]}
            for row in accomplishment["indicators"]:
                key = (label, row["name"], row["measure"], row["item"])
                series.setdefault(key, _Series(row, {})).add(report, row)
    indicators = AchievementIndicator.objects.filter(accomplishment__project=project)
    for indicator in indicators.select_related("accomplishment").prefetch_related(
        "targets__period"
    ):
        texts, label = indicator.accomplishment.texts, indicator.accomplishment.label
        accomplishments[label] = _all_languages(accomplishments.get(label, {}), texts)
        row = _row_of(indicator)
        key = (label, row["name"], indicator.measure, indicator.item)
        years = series.setdefault(key, _Series(row, {}))
        years.texts = _all_languages(years.texts, indicator.texts)
        years.is_descending = indicator.kind == AchievementIndicator.Kind.DESCENDING
        targets = {target.period.year: target for target in indicator.targets.all()}
        years.periods = {year: target.period for year, target in targets.items()} | years.periods
        years.targets = {year: target.value for year, target in targets.items()} | years.targets
    return dict(sorted(accomplishments.items())), dict(sorted(series.items()))


def _row_of(indicator: AchievementIndicator) -> dict[str, Any]:
    """An indicator as the rows of reports have it."""
    return {
        "name": f"{indicator.accomplishment.label}.{indicator.number}",
        "measure": indicator.measure,
        "baseline": indicator.baseline,
        "baseline_year": indicator.baseline_year,
        "baseline_note": indicator.baseline_note,
    }


def _all_languages(reported: dict[str, str], texts: dict[str, str]) -> dict[str, str]:
    """The framework's texts in all languages as long as the last report says the same, else those of the report."""
    same = all(texts.get(language) == text for language, text in reported.items())
    return {code: texts[code] for code in NAMES if texts.get(code)} if same else reported


def _add_indicator(result: Element, series: _Series) -> None:
    row, measure = series.row, MEASURES[series.row["measure"]]
    names = {language: f"{row['name']} {text}" for language, text in series.texts.items()}
    unit = codes.PERCENT if measure.is_share else codes.UNIT
    ascending = "0" if series.is_descending else "1"
    indicator = SubElement(result, "indicator", {"measure": unit, "ascending": ascending})
    text_element(indicator, "title", names)
    text_element(indicator, "description", measure.note)
    if row["baseline"] is not None:
        fields = {"year": str(row["baseline_year"]), "value": number(row["baseline"])}
        baseline = SubElement(indicator, "baseline", fields)
        if row["baseline_note"]:
            text_element(baseline, "comment", row["baseline_note"])
    for year in sorted(series.years.keys() | series.targets.keys()):
        period = _add_period(indicator, series.periods[year])
        if year in series.targets:
            SubElement(period, "target", {"value": number(series.targets[year])})
        if year in series.years:
            report, reported = series.years[year]
            _add_actuals(period, report, reported["figures"], shares_only=measure.is_share)
    if measure.is_share:
        _add_counts(result, series, names)


def _add_period(indicator: Element, period: Period) -> Element:
    """The period with its days, which need not be a year of the calendar."""
    element = SubElement(indicator, "period")
    span(element, period.starts_on, period.ends_on)
    return element


def _add_actuals(
    period: Element, report: StatusReport, figures: StoredFigures, *, shares_only: bool
) -> None:
    """The figure of the year, and one for each group that has one; of a share only groups with shares of their own."""
    value = figures.get("value")
    if value is None:
        return
    actual = SubElement(period, "actual", {"value": number(value)})
    with translation.override(interface_code(report.language)):
        if line := claim_text.base_line(figures):
            text_element(actual, "comment", {report.language: line})
    link(
        actual,
        report.permanent_address,
        f"Status report {report.period.year}",
        language=report.language,
    )
    for dimension, groups in figures.get("by", {}).items():
        if not shares_only or dimension in SHARED:
            _add_groups(period, dimension, groups)


def _add_groups(period: Element, dimension: str, groups: dict[str, float | None]) -> None:
    for group, value in groups.items():
        if value is not None:
            part = SubElement(period, "actual", {"value": number(value)})
            SubElement(part, "dimension", {"name": dimension, "value": group})


def _add_counts(result: Element, series: _Series, names: dict[str, str]) -> None:
    """The counts behind a share as an indicator of their own: a count is no share, and groups are given as counts."""
    counted = {
        year: figures
        for year, (_report, row) in series.years.items()
        if (figures := row["figures"]).get("whole") and _counts_of(figures)
    }
    if not counted:
        return
    indicator = SubElement(result, "indicator", {"measure": codes.UNIT, "ascending": "1"})
    titles = {language: f"{name} (n)" for language, name in names.items()}
    text_element(indicator, "title", titles)
    text_element(indicator, "description", "The counts behind the share, by group.")
    for year, figures in sorted(counted.items()):
        period = _add_period(indicator, series.periods[year])
        SubElement(period, "actual", {"value": number(figures["whole"])})
        for dimension, groups in _counts_of(figures).items():
            _add_groups(period, dimension, groups)


def _counts_of(figures: dict[str, Any]) -> dict[str, dict[str, float | None]]:
    return {
        dimension: groups
        for dimension, groups in figures.get("by", {}).items()
        if dimension not in SHARED
    }


def _add_changes(activity: Element, reports: Iterable[StatusReport]) -> None:
    """Each policy change as a qualitative indicator: in each year what the report says of it, and its documents."""
    rows = _claims_of_changes(reports)
    if not rows:
        return
    pieces: dict[int, list[Evidence]] = {}
    public = PolicyChange.objects.public().filter(pk__in=rows)
    for piece in Evidence.objects.filter(change__in=public, is_public=True).exclude(url=""):
        pieces.setdefault(piece.change_id, []).append(piece)
    names = claim_text.area_names()
    result = SubElement(activity, "result", {"type": codes.OUTCOME, "aggregation-status": "0"})
    text_element(result, "title", "Policy changes")
    for pk, years in sorted(rows.items()):
        facts = years[max(years)][1][0]["figures"]["facts"]
        title = f"{names.get(facts['country'], facts['country'])}: {Stage(facts['stage']).label}"
        indicator = SubElement(result, "indicator", {"measure": codes.QUALITATIVE})
        text_element(indicator, "title", title)
        for piece in pieces.get(pk, ()):
            link(indicator, piece.url, piece.title)
        for _year, (report, claims) in sorted(years.items()):
            period = _add_period(indicator, report.period)
            _add_standing(period, report, claims)


def _claims_of_changes(
    reports: Iterable[StatusReport],
) -> dict[int, dict[int, tuple[StatusReport, list[dict[str, Any]]]]]:
    """Policy change to year to the report and its claims about that one."""
    rows: dict[int, dict[int, tuple[StatusReport, list[dict[str, Any]]]]] = {}
    for report in reports:
        for row in report.prepared["annex"]:
            if row["measure"] == "change":
                years = rows.setdefault(row["scope"]["record"], {})
                years.setdefault(report.period.year, (report, []))[1].append(row)
    return rows


def _add_standing(period: Element, report: StatusReport, claims: list[dict[str, Any]]) -> None:
    facts = claims[0]["figures"]["facts"]
    actual = SubElement(period, "actual")
    for name, value in (
        ("country", facts["country"]),
        ("stage", facts["stage"]),
        ("contribution", str(facts["grade"])),
    ):
        SubElement(actual, "dimension", {"name": name, "value": value})
    sentences = " ".join(claim["sentence"] for claim in claims)
    text_element(actual, "comment", {report.language: sentences})
