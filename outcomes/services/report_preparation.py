"""What a worker prepares of a report: claims, figures of the framework, coverage, annex, difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.i18n import languages
from core.i18n.languages import in_reader_language
from core.job_kinds import Subject
from core.jobs import ask as ask_job
from outcomes.measures import Scope, figures_of
from outcomes.measures.differences import difference, numbers
from outcomes.models import Accomplishment, Actual, Claim, StatusReport, Target
from outcomes.selectors import coverage, evidence, instruments
from outcomes.services import claim_drafts, claims
from outcomes.services.events import About, note
from outcomes.stages import LOCKED

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from core.errors import PortalError
    from core.models import Job
    from outcomes.models import Statement
    from outcomes.presentation.report_types import (
        AccomplishmentRow,
        ClaimSentence,
        Difference,
        Heading,
        IndicatorRow,
        Numbers,
        PreparedReport,
        StatementRow,
    )

REPORT = "status_report"
"""The kind of its jobs."""


def ask(*, report: StatusReport, with_claims: bool, by, at: datetime) -> None:
    """Have a worker prepare it; twice is once. Raises Locked."""
    with transaction.atomic():
        report = claims.open_report(report.pk)
        report.wanted_at = at
        report.wanted_claims = report.wanted_claims or with_claims
        report.save(update_fields=["wanted_at", "wanted_claims"])
        note(
            About.REPORT,
            report.pk,
            "draft asked for" if with_claims else "preparation asked for",
            by=by,
            at=at,
        )
        ask_job(REPORT, report.pk, by=by)


def at_once(report: StatusReport, *, with_claims: bool) -> None:
    """Prepare it here and now, for commands. Raises Locked, and whatever hinders the preparation."""
    with transaction.atomic():
        report = claims.open_report(report.pk)
        at = timezone.now()
        if with_claims:
            claim_drafts.add_missing(report, by=None, at=at)
            report.refresh_from_db()
        build(report, at=at)


@transaction.atomic
def prepare(job: Job) -> str:
    """Prepare the report whose number is the job's key, all or nothing. Raises Locked, and refusals."""
    rows = StatusReport.objects.select_for_update(of=("self",))
    report = rows.select_related("period__project", "commission__area").filter(pk=job.key).first()
    if report is None:
        return ""
    if report.is_edited:
        at_once(report, with_claims=report.wanted_claims)
    else:
        _no_longer_wanted(report.pk)
    return ""


def not_prepared(key: str, refusal: PortalError | None) -> None:
    """Tell on the report's page why it is not prepared."""
    problem = (
        refusal.message if refusal else _("It could not be prepared; the fault has been noted.")
    )
    _no_longer_wanted(int(key), problem=problem)


def _no_longer_wanted(pk: int, **changes: str) -> None:
    StatusReport.objects.filter(pk=pk).exclude(state__in=LOCKED).update(wanted_at=None, **changes)


def about(keys: Collection[str]) -> dict[str, Subject]:
    """What jobs that prepare reports are about. One query."""
    rows = StatusReport.objects.filter(pk__in=[int(key) for key in keys])
    return {
        str(report.pk): Subject(str(report))
        for report in rows.select_related("period__project", "commission__area")
    }


def build(report: StatusReport, *, at: datetime) -> None:
    """Compute figures, compare the claims, keep everything that the page shows. The caller holds the lock."""
    claims.compare(report.claims.all(), at=at)
    with translation.override(languages.interface_code(report.language)):
        report.prepared = _content(report)
    report.prepared_at, report.wanted_at, report.wanted_claims, report.problem = at, None, False, ""
    report.save(update_fields=["prepared", "prepared_at", "wanted_at", "wanted_claims", "problem"])


def _content(report: StatusReport) -> PreparedReport:
    accomplishments, reported = _accomplishments(report)
    figures, table = coverage.rows(report)
    report_claims = list(report.claims.all())
    is_example = (
        report.period.project.is_demonstration
        or any(row.get("is_example") for row in figures.values())
        or any(claim.figures.get("is_example") for claim in report_claims)
        or any(
            row["figures"].get("is_example")
            for accomplishment in accomplishments
            for row in accomplishment["indicators"]
        )
    )
    reported |= {
        f"coverage.{code}": numbers(measure_figures) for code, measure_figures in figures.items()
    }
    return {
        "heading": _heading(report, is_example=is_example),
        "paragraphs": [
            [
                _claim(claim)
                for claim in report_claims
                if claim.part == Claim.Part.ACHIEVEMENTS and claim.paragraph == number
            ]
            for number in (1, 2, 3)
        ],
        "unexpected": [
            _claim(claim) for claim in report_claims if claim.part == Claim.Part.UNEXPECTED
        ],
        "issues": [_claim(claim) for claim in report_claims if claim.part == Claim.Part.ISSUES],
        "statements": [
            _statement(statement) for statement in report.statements.prefetch_related("rests_on")
        ],
        "accomplishments": accomplishments,
        "coverage": {
            "stages": list(coverage.STAGES),
            "rows": table,
            "all": [figures[code].get("value") for code in coverage.STAGES],
        },
        "instruments": instruments.of_report(report),
        "texts": {text.part: text.text for text in report.texts.all() if text.text},
        "annex": [evidence.annex_row(claim) for claim in report_claims],
        "numbers": reported,
        "difference": _difference(report, reported),
    }


def _heading(report: StatusReport, *, is_example: bool) -> Heading:
    project, period = report.period.project, report.period
    return {
        "title": project.title,
        "objective": project.objective,
        "da_code": project.da_code,
        "entity": project.executing_entity,
        "commission": report.commission_code,
        "year": period.year,
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
        "is_final": report.is_final,
        "framework_version": version.number if (version := project.versions.first()) else 0,
        "is_demonstration": is_example,
    }


def _statement(statement: Statement) -> StatementRow:
    return {
        "kind": statement.kind,
        "text": statement.text,
        "source": statement.source,
        "url": statement.url,
        "rests_on": sorted(claim.pk for claim in statement.rests_on.all()),
    }


def _claim(claim: Claim) -> ClaimSentence:
    return {
        "pk": claim.pk,
        "sentence": claim.sentence,
        "remark": claim.remark,
        "is_example": claim.is_example,
        "is_inference": claim.is_inference,
    }


def _accomplishments(report: StatusReport) -> tuple[list[AccomplishmentRow], Numbers]:
    """The tables of the framework, and the numbers by name for the next year's difference."""
    targets: dict[int, float] = {}
    if report.commission is None:
        # Targets are of the whole project; the part of one commission is not held to them.
        own = Target.objects.filter(period=report.period)
        targets = dict(own.values_list("indicator", "value"))
    rows: list[AccomplishmentRow] = []
    reported: Numbers = {}
    accomplishments = Accomplishment.objects.filter(project=report.period.project).prefetch_related(
        "indicators"
    )
    for accomplishment in accomplishments:
        indicators: list[IndicatorRow] = []
        for indicator in accomplishment.indicators.all():
            indicator.accomplishment = accomplishment
            figures = figures_of(indicator.measure, Scope.of_indicator(report, indicator))
            Actual.objects.update_or_create(
                report=report,
                indicator=indicator,
                defaults={"value": figures.get("value"), "figures": figures},
            )
            name = f"{accomplishment.label}.{indicator.number}"
            reported[name] = numbers(figures)
            indicators.append(
                {
                    "name": name,
                    "text": in_reader_language(indicator.texts),
                    "measure": indicator.measure,
                    "item": indicator.item,
                    "kind": indicator.kind,
                    "unit": indicator.unit,
                    "verification": indicator.verification,
                    "end_target": indicator.end_target if report.commission is None else None,
                    "baseline": indicator.baseline,
                    "baseline_year": indicator.baseline_year,
                    "baseline_note": indicator.baseline_note,
                    "target": targets.get(indicator.pk),
                    "figures": figures,
                }
            )
        rows.append(
            {"label": accomplishment.label, "text": accomplishment.text, "indicators": indicators}
        )
    return rows, reported


def previous_report(report: StatusReport) -> StatusReport | None:
    """The locked report that this one is compared with: of the newest earlier year, its newest version."""
    return (
        StatusReport.objects.filter(
            period__project=report.period.project,
            commission=report.commission,
            period__year__lt=report.period.year,
            state__in=LOCKED,
        )
        .select_related("period")
        .order_by("-period__year", "-version")
        .first()
    )


def _difference(report: StatusReport, reported: Numbers) -> Difference:
    old = previous_report(report)
    if old is None:
        return {}
    old_numbers = old.prepared.get("numbers", {})
    return {
        "year": old.period.year,
        "version": old.version,
        "rows": difference(old_numbers, reported),
    }
