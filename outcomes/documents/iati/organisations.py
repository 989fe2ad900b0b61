"""Those who report projects as IATI organisations: names, budgets and expenditure by year, reports."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from django.conf import settings
from django.utils import translation

from outcomes.documents.iati import codes
from outcomes.documents.iati.activity import (
    last_change,
    profile_of,
    report_title,
    rests_on_examples,
)
from outcomes.documents.iati.elements import LANG, as_file, link, money, span, text_element
from outcomes.models import Project
from outcomes.selectors import iati, iati_finances

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def organisations(
    finances_of: Callable[[Project], iati_finances.Finances] = iati_finances.of,
) -> bytes:
    """The file: one organisation for each identifier that projects report under."""
    owners: dict[str, list[Project]] = defaultdict(list)
    for project in Project.objects.exclude(iati_organisation="").exclude(iati_identifier=""):
        owners[project.iati_organisation].append(project)
    root = Element("iati-organisations", {"version": codes.VERSION})
    with translation.override(settings.LANGUAGE_CODE):
        for identifier, projects in sorted(owners.items()):
            _add_organisation(root, identifier, projects, finances_of)
    return as_file(root)


def _add_organisation(
    root: Element,
    identifier: str,
    projects: Sequence[Project],
    finances_of: Callable[[Project], iati_finances.Finances],
) -> None:
    reports = {project: iati.reports_by_year(project) for project in projects}
    changed = max(last_change(project, rows) for project, rows in reports.items())
    name = projects[-1].executing_entity or projects[-1].code
    if any(rests_on_examples(project, rows) for project, rows in reports.items()):
        name = f"Example: {name}"
    organisation = SubElement(
        root,
        "iati-organisation",
        {
            LANG: codes.LANGUAGE,
            "default-currency": profile_of(projects[-1]).currency,
            "last-updated-datetime": changed.isoformat(timespec="seconds"),
        },
    )
    SubElement(organisation, "organisation-identifier").text = identifier
    text_element(organisation, "name", name)
    text_element(organisation, "reporting-org", name, ref=identifier, type=codes.MULTILATERAL)
    _add_money(organisation, projects, finances_of)
    for project, rows in reports.items():
        for report in rows:
            link(
                organisation,
                report.permanent_address,
                f"{report_title(report)}, {project.code}",
                category=codes.ANNUAL_REPORT,
                language=report.language,
                on=report.published_at.date() if report.published_at else None,
            )


def _add_money(
    organisation: Element,
    projects: Sequence[Project],
    finances_of: Callable[[Project], iati_finances.Finances],
) -> None:
    """What all projects together may spend in a period, and what they spent in a calendar year."""
    budgets: dict[tuple[date, date, str], Decimal] = defaultdict(Decimal)
    spent: dict[tuple[date, date, str], Decimal] = defaultdict(Decimal)
    for project in projects:
        finances, currency = finances_of(project), profile_of(project).currency
        for budget in finances.budgets:
            budgets[budget.first, budget.last, currency] += budget.value
        for row in finances.transactions:
            if row.flow in (iati_finances.Flow.DISBURSEMENT, iati_finances.Flow.EXPENDITURE):
                year = row.on.year
                spent[date(year, 1, 1), date(year, 12, 31), currency] += row.value
    for name, amounts in (("total-budget", budgets), ("total-expenditure", spent)):
        for (first, last, currency), value in sorted(amounts.items()):
            element = SubElement(organisation, name)
            span(element, first, last)
            money(element, value, first, currency=currency)
