"""A certified report as an IATI 2.03 activity with its results: figures, disaggregation, documents.

Element names, order and codes follow the IATI activity standard 2.03: results of type 1 (output) and 2
(outcome), measures 1 (unit), 2 (percentage) and 5 (qualitative), document category A08 (results).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.i18n.languages import in_reader_language, interface_code
from outcomes.measures import MEASURES
from outcomes.models import Evidence
from outcomes.presentation import claim_text
from outcomes.stages import Stage

if TYPE_CHECKING:
    from outcomes.models import StatusReport

XML = "http://www.w3.org/XML/1998/namespace"
OUTPUT, OUTCOME = "1", "2"
UNIT, PERCENT, QUALITATIVE = "1", "2", "5"
RESULTS_DOCUMENT = "A08"
PARENT = "1"
MULTILATERAL = "40"
MIGRATION_SECTOR = "15190"
"""DAC purpose code: facilitation of orderly, safe, regular and responsible migration and mobility."""


class NoIdentifier(PortalError):
    """The project has no IATI identifiers yet."""

    code, status = "no_iati_identifier", 409


def _text(parent: Element, name: str, text: str, **attributes: str) -> Element:
    element = SubElement(parent, name, attributes)
    SubElement(element, "narrative").text = text
    return element


def _link(parent: Element, url: str, title: str, kind: str = "text/html") -> None:
    link = SubElement(parent, "document-link", {"url": url, "format": kind})
    _text(link, "title", title)
    SubElement(link, "category", {"code": RESULTS_DOCUMENT})


def _number(value: float) -> str:
    return repr(int(value)) if float(value).is_integer() else repr(value)


def _period(indicator: Element, year: int) -> Element:
    period = SubElement(indicator, "period")
    SubElement(period, "period-start", {"iso-date": f"{year}-01-01"})
    SubElement(period, "period-end", {"iso-date": f"{year}-12-31"})
    return period


def _indicator(result: Element, row: dict[str, Any], year: int) -> None:
    share = MEASURES[row["measure"]].is_share
    figures = row["figures"]
    indicator = SubElement(
        result, "indicator", {"measure": PERCENT if share else UNIT, "ascending": "1"}
    )
    _text(indicator, "title", f"{row['name']} {row['text']}")
    _text(indicator, "description", MEASURES[row["measure"]].note)
    if row["baseline"] is not None:
        base = SubElement(
            indicator,
            "baseline",
            {"year": str(row["baseline_year"]), "value": _number(row["baseline"])},
        )
        if row["baseline_note"]:
            _text(base, "comment", row["baseline_note"])
    period = _period(indicator, year)
    if row["target"] is not None:
        SubElement(period, "target", {"value": _number(row["target"])})
    if figures.get("value") is None:
        return
    actual = SubElement(period, "actual", {"value": _number(figures["value"])})
    if line := claim_text.base_line(figures):
        _text(actual, "comment", line)
    _groups(period, figures.get("by", {}))


def _groups(period: Element, by: dict[str, dict[str, float | None]]) -> None:
    """One actual for each group that has a figure."""
    for dimension, groups in by.items():
        for group, value in groups.items():
            if value is not None:
                part = SubElement(period, "actual", {"value": _number(value)})
                SubElement(part, "dimension", {"name": dimension, "value": group})


def _framework(activity: Element, report: StatusReport, address: str) -> None:
    """One result for each accomplishment and level."""
    year = report.period.year
    for accomplishment in report.prepared["accomplishments"]:
        for level, kind in (("output", OUTPUT), ("outcome", OUTCOME)):
            rows = [
                row
                for row in accomplishment["indicators"]
                if MEASURES[row["measure"]].level == level
            ]
            if rows:
                result = SubElement(activity, "result", {"type": kind, "aggregation-status": "0"})
                _text(result, "title", f"{accomplishment['label']}: {accomplishment['text']}")
                _link(result, address, _("Status report %(year)s") % {"year": year})
                for row in rows:
                    _indicator(result, row, year)


def _changes(activity: Element, report: StatusReport) -> None:
    """Policy changes that the report claims, as a qualitative outcome with comments and documents."""
    rows = [row for row in report.prepared["annex"] if row["measure"] == "change"]
    if not rows:
        return
    result = SubElement(activity, "result", {"type": OUTCOME, "aggregation-status": "0"})
    _text(result, "title", _("Policy changes"))
    pieces: dict[int, list[Evidence]] = {}
    for piece in Evidence.objects.filter(
        change__in=[row["scope"]["record"] for row in rows], is_public=True
    ).exclude(url=""):
        pieces.setdefault(piece.change_id, []).append(piece)
    for row in rows:
        facts = row["figures"]["facts"]
        indicator = SubElement(result, "indicator", {"measure": QUALITATIVE})
        _text(indicator, "title", f"{facts['country']}: {Stage(facts['stage']).label}")
        actual = SubElement(_period(indicator, report.period.year), "actual")
        SubElement(actual, "dimension", {"name": "country", "value": facts["country"]})
        SubElement(actual, "dimension", {"name": "stage", "value": facts["stage"]})
        SubElement(actual, "dimension", {"name": "contribution", "value": str(facts["grade"])})
        _text(actual, "comment", row["sentence"])
        for piece in pieces.get(row["scope"]["record"], ()):
            _link(actual, piece.url, piece.title)


def _parent(activity: Element, report: StatusReport) -> None:
    """Of a commission's part, the activity of the whole project; before the results, as the standard orders."""
    if report.commission is None:
        return
    parent = Element(
        "related-activity", {"ref": report.period.project.iati_identifier, "type": PARENT}
    )
    results = [place for place, child in enumerate(activity) if child.tag == "result"]
    activity.insert(min(results, default=len(activity)), parent)


def activity(report: StatusReport) -> bytes:
    """The file. Raises NoIdentifier while the project has none."""
    project = report.period.project
    if not (project.iati_identifier and project.iati_organisation):
        raise NoIdentifier(
            _("The project has no IATI identifiers yet; a manager enters them in the framework.")
        )
    with translation.override(interface_code(report.language)):
        return _activity(report)


def _activity(report: StatusReport) -> bytes:
    project = report.period.project
    moment = report.certified_at or report.changed_at
    root = Element(
        "iati-activities",
        {"version": "2.03", "generated-datetime": moment.isoformat(timespec="seconds")},
    )
    activity = SubElement(
        root,
        "iati-activity",
        {
            f"{{{XML}}}lang": report.language,
            "last-updated-datetime": moment.isoformat(timespec="seconds"),
            "hierarchy": "1",
        },
    )
    identifier = project.iati_identifier
    if report.commission is not None:
        # A commission's part is an activity of its own below that of the project.
        identifier = f"{identifier}-{report.commission_code}"
        activity.set("hierarchy", "2")
    SubElement(activity, "iati-identifier").text = identifier
    entity = project.executing_entity or project.code
    _text(activity, "reporting-org", entity, ref=project.iati_organisation, type=MULTILATERAL)
    title = in_reader_language(project.titles)
    is_example = report.prepared["heading"]["is_demonstration"]
    _text(activity, "title", f"{_('Example')}: {title}" if is_example else title)
    _text(activity, "description", in_reader_language(project.objectives), type="2")
    _text(
        activity,
        "participating-org",
        entity,
        ref=project.iati_organisation,
        type=MULTILATERAL,
        role="4",
    )
    ended = report.period.year >= project.ends_on.year
    SubElement(activity, "activity-status", {"code": "4" if ended else "2"})
    for kind, day in (("1", project.starts_on), ("3", project.ends_on)):
        SubElement(activity, "activity-date", {"type": kind, "iso-date": day.isoformat()})
    SubElement(activity, "activity-scope", {"code": "1"})
    SubElement(activity, "recipient-region", {"code": "998", "vocabulary": "1"})
    SubElement(activity, "sector", {"code": MIGRATION_SECTOR, "vocabulary": "1"})
    address = urljoin(settings.PORTAL_ADDRESS, report.get_absolute_url())
    _framework(activity, report, address)
    _changes(activity, report)
    _parent(activity, report)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")
