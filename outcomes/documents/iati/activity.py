"""A project as one activity: who, where, when, with what money, about what, and with which results."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.i18n.languages import NAMES, interface_code
from outcomes.documents.iati import codes
from outcomes.documents.iati.elements import (
    LANG,
    as_file,
    code_element,
    link,
    money,
    narratives,
    span,
    text_element,
)
from outcomes.documents.iati.results import add_results
from outcomes.models import IatiProfile
from outcomes.selectors import iati, iati_finances

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outcomes.models import Project, StatusReport


class NoIdentifier(PortalError):
    """The project has no IATI identifiers yet."""

    code, status = "no_iati_identifier", 409


def activity(project: Project, *, finances: iati_finances.Finances | None = None) -> bytes:
    """The file of the project, with the money that is recorded unless other is given. Raises NoIdentifier."""
    if not (project.iati_identifier and project.iati_organisation):
        raise NoIdentifier(
            _("The project has no IATI identifiers yet; a manager enters them in the framework.")
        )
    with translation.override(settings.LANGUAGE_CODE):
        return as_file(_activities(project, finances or iati_finances.of(project)))


def last_change(project: Project, reports: Sequence[StatusReport]) -> datetime:
    """When something of the file changed last: a report or the framework; else its first day."""
    moments = [report.published_at for report in reports if report.published_at]
    moments += list(project.versions.values_list("at", flat=True)[:1])
    return max(moments, default=datetime.combine(project.starts_on, time(), UTC))


def profile_of(project: Project) -> IatiProfile:
    """What its manager decided, or nothing but the defaults."""
    return IatiProfile.objects.filter(project=project).first() or IatiProfile(project=project)


def rests_on_examples(project: Project, reports: Sequence[StatusReport]) -> bool:
    """The project, or something that its reports count, is made up."""
    headings = (report.prepared["heading"] for report in reports)
    return project.is_demonstration or any(heading["is_demonstration"] for heading in headings)


def texts_of(texts: Mapping[str, str], *, is_example: bool) -> dict[str, str]:
    """The texts in the order of languages; what is made up says so first."""
    ordered = {code: texts[code] for code in NAMES if texts.get(code)}
    if not is_example:
        return ordered
    marked = {}
    for code, text in ordered.items():
        with translation.override(interface_code(code)):
            marked[code] = f"{_('Example')}: {text}"
    return marked


def _activities(project: Project, finances: iati_finances.Finances) -> Element:
    reports = iati.reports_by_year(project)
    profile, moment = profile_of(project), last_change(project, reports)
    changed = moment.isoformat(timespec="seconds")
    root = Element("iati-activities", {"version": codes.VERSION, "generated-datetime": changed})
    activity = SubElement(
        root,
        "iati-activity",
        {
            LANG: codes.LANGUAGE,
            "default-currency": profile.currency,
            "last-updated-datetime": changed,
            "hierarchy": "1",
        },
    )
    _add_names(activity, project, is_example=rests_on_examples(project, reports))
    _add_organisations(activity, project, profile)
    if project.da_code:
        other = {"ref": project.da_code, "type": codes.INTERNAL_IDENTIFIER}
        SubElement(activity, "other-identifier", other)
    _add_days(activity, project, reports, moment.date())
    _add_places(activity, project)
    _add_subjects(activity, project, profile)
    _add_defaults(activity)
    _add_money(activity, project, finances)
    _add_documents(activity, project, reports)
    SubElement(activity, "conditions", {"attached": "0"})
    add_results(activity, project, reports)
    return root


def _add_names(activity: Element, project: Project, *, is_example: bool) -> None:
    SubElement(activity, "iati-identifier").text = project.iati_identifier
    entity = project.executing_entity or project.code
    text_element(
        activity, "reporting-org", entity, ref=project.iati_organisation, type=codes.MULTILATERAL
    )
    text_element(activity, "title", texts_of(project.titles, is_example=is_example))
    objectives = texts_of(project.objectives, is_example=is_example)
    text_element(activity, "description", objectives, type=codes.GENERAL)
    text_element(activity, "description", objectives, type=codes.OBJECTIVES)


def _add_organisations(activity: Element, project: Project, profile: IatiProfile) -> None:
    """The Development Account pays, the executing entity answers for it, the commissions do the work."""
    funder = {"ref": profile.funder_identifier} if profile.funder_identifier else {}
    entity = project.executing_entity or project.code
    rows = [
        (codes.FUNDER, codes.FUNDING, funder),
        (entity, codes.ACCOUNTABLE, {"ref": project.iati_organisation}),
        *(
            (commission.full_names, codes.IMPLEMENTING, reference(commission.code))
            for commission in project.commissions.select_related("area").order_by("area__code")
        ),
    ]
    for names, role, ref in rows:
        text_element(
            activity, "participating-org", names, role=role, type=codes.MULTILATERAL, **ref
        )


def reference(commission: str) -> dict[str, str]:
    """The attribute with the identifier of a commission, where it has one."""
    return {"ref": codes.COMMISSIONS[commission]} if commission in codes.COMMISSIONS else {}


def _add_days(
    activity: Element, project: Project, reports: Sequence[StatusReport], today: date
) -> None:
    """Status and days as of the last change of the file. A project is closed once its last year is reported."""
    is_reported = any(report.period.year >= project.ends_on.year for report in reports)
    if today < project.starts_on:
        status = codes.PIPELINE
    elif today <= project.ends_on:
        status = codes.IMPLEMENTATION
    else:
        status = codes.CLOSED if is_reported else codes.FINALISATION
    code_element(activity, "activity-status", status)
    days = [(codes.PLANNED_START, project.starts_on)]
    if status != codes.PIPELINE:
        days.append((codes.ACTUAL_START, project.starts_on))
    days.append((codes.PLANNED_END, project.ends_on))
    if status in (codes.FINALISATION, codes.CLOSED):
        days.append((codes.ACTUAL_END, project.ends_on))
    for kind, on in days:
        SubElement(activity, "activity-date", {"type": kind, "iso-date": on.isoformat()})


def _add_places(activity: Element, project: Project) -> None:
    """Countries by how many workshops they came to, the rest to developing countries as a whole."""
    is_regional = project.commissions.count() == 1
    code_element(activity, "activity-scope", codes.REGIONAL if is_regional else codes.GLOBAL)
    recipients = iati.recipients(project)
    for area, percentage in recipients.countries:
        code_element(activity, "recipient-country", area.iso2, percentage=f"{percentage:.2f}")
    if recipients.rest:
        code_element(
            activity,
            "recipient-region",
            codes.DEVELOPING_COUNTRIES,
            vocabulary=codes.DAC,
            percentage=f"{recipients.rest:.2f}",
        )


def _add_subjects(activity: Element, project: Project, profile: IatiProfile) -> None:
    code_element(activity, "sector", codes.MIGRATION_SECTOR, vocabulary=codes.DAC)
    targets = iati.sdg_targets(project)
    goals = sorted({target.number.partition(".")[0] for target in targets}, key=int)
    for goal in goals:
        code_element(activity, "tag", goal, vocabulary=codes.SDG_GOAL)
    for target in targets:
        tag = code_element(activity, "tag", target.number, vocabulary=codes.SDG_TARGET)
        narratives(tag, {code: target.names[code] for code in NAMES if target.names.get(code)})
    for name, code in codes.MARKERS.items():
        significance = getattr(profile, name)
        if significance is not None:
            code_element(
                activity,
                "policy-marker",
                code,
                vocabulary=codes.DAC,
                significance=str(significance),
            )


def _add_defaults(activity: Element) -> None:
    for name, code in (
        ("collaboration-type", codes.MULTILATERAL_OUTFLOW),
        ("default-flow-type", codes.ODA),
        ("default-finance-type", codes.STANDARD_GRANT),
        ("default-aid-type", codes.PROJECT_AID),
        ("default-tied-status", codes.UNTIED),
    ):
        code_element(activity, name, code)


def _add_money(activity: Element, project: Project, finances: iati_finances.Finances) -> None:
    for budget in finances.budgets:
        kind = codes.REVISED if budget.is_revised else codes.ORIGINAL
        element = SubElement(activity, "budget", {"type": kind, "status": codes.COMMITTED})
        span(element, budget.first, budget.last)
        money(element, budget.value, budget.first)
    SubElement(activity, "capital-spend", {"percentage": "0"})
    names = {commission.code: commission for commission in project.commissions.all()}
    for row in finances.transactions:
        fields = {"ref": row.reference} if row.reference else {}
        element = SubElement(activity, "transaction", fields)
        code_element(element, "transaction-type", row.flow)
        SubElement(element, "transaction-date", {"iso-date": row.on.isoformat()})
        money(element, row.value, row.on)
        if row.text:
            text_element(element, "description", row.text)
        is_income = row.flow in (
            iati_finances.Flow.INCOMING,
            iati_finances.Flow.INCOMING_COMMITMENT,
        )
        if is_income:
            text_element(element, "provider-org", codes.FUNDER, type=codes.MULTILATERAL)
        elif row.commission in names:
            text_element(
                element,
                "provider-org",
                names[row.commission].full_names,
                type=codes.MULTILATERAL,
                **reference(row.commission),
            )


def _add_documents(activity: Element, project: Project, reports: Sequence[StatusReport]) -> None:
    """The framework, every published report with its text, and the studies."""
    link(
        activity,
        f"{settings.PORTAL_ADDRESS}{reverse('outcomes:framework')}",
        "Results framework",
        category=codes.WEB_PAGE,
    )
    for report in reports:
        on = report.published_at.date() if report.published_at else None
        title = report_title(report)
        link(activity, report.permanent_address, title, language=report.language, on=on)
        link(
            activity,
            report.file_address("pdf"),
            f"{title} (PDF)",
            kind="application/pdf",
            language=report.language,
            on=on,
        )
    for study in iati.studies(project):
        titles = {edition.language: edition.title for edition in study.public_editions()}
        if any(titles.values()):
            link(activity, f"{settings.PORTAL_ADDRESS}{study.permanent_path()}", titles)


def report_title(report: StatusReport) -> str:
    """Its year, and its commission when it is of one."""
    whose = f" {report.commission_code}" if report.commission else ""
    return f"Status report {report.period.year}{whose}"
