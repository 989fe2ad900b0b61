"""Public status reports, and the claim ledger where each sentence opens its evidence."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from core.errors import PortalError
from core.http import downloads
from core.i18n.languages import direction, interface_code
from outcomes import access
from outcomes.documents import DOCUMENTS
from outcomes.models import Claim, Project, StatusReport
from outcomes.models.reports import FINAL_PARTS
from outcomes.presentation import exports, values
from outcomes.selectors import evidence
from outcomes.selectors.changes import year_of
from outcomes.stages import ReportState
from outcomes.views.public.bundles import bundle_file
from regions.models import Commission

PAGE = 50


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Published reports, the newest version of each year."""
    queryset = StatusReport.objects.filter(state=ReportState.PUBLISHED).select_related(
        "period__project", "commission__area"
    )
    if project := request.GET.get("project", ""):
        queryset = queryset.filter(period__project__code=project)
    newest: dict[tuple[int, int | None], StatusReport] = {}
    for report in queryset.order_by("version"):
        newest[report.period_id, report.commission_id] = report
    rows = sorted(
        newest.values(),
        key=lambda report: (
            -report.period.year,
            report.period.project.code,
            report.commission_code,
        ),
    )
    return render(
        request,
        "outcomes/reports.html",
        {"rows": rows, "shows_manage_link": access.works_here(request.user)},
    )


def published(project: str, year: int, commission: str = "", version: str = "") -> StatusReport:
    """The published report, consolidated or of a commission: its newest version, or the one asked for. Raises Http404."""
    queryset = StatusReport.objects.filter(
        period__project__code=project, period__year=year, state=ReportState.PUBLISHED
    ).select_related("period__project", "commission__area")
    queryset = (
        queryset.filter(commission__area__code=commission)
        if commission
        else queryset.filter(commission=None)
    )
    if version:
        queryset = (
            queryset.filter(version=int(version))
            if version.isascii() and version.isdigit() and len(version) < 5
            else queryset.none()
        )
    report = queryset.order_by("-version").first()
    if report is None:
        raise Http404(_("There is no published report of this year."))
    return report


def content(report: StatusReport) -> dict[str, Any]:
    """What the page shows, from what was prepared: one query for the claims that moved since."""
    moved = set(report.claims.filter(stale_since__isnull=False).values_list("pk", flat=True))
    return {
        "report": report,
        "period": report.period,
        "project": report.period.project,
        "moved": moved,
        "body": body(report, moved),
        "lang": report.language,
        "dir": direction(report.language),
    }


def body(report: StatusReport, moved: set[int]) -> str:
    """The report in its own language, headings and numbers included; its links keep the reader's. Empty before it is prepared."""
    if not report.prepared:
        return ""
    links = {
        row["pk"]: reverse("outcomes:claim", args=[row["pk"]]) for row in report.prepared["annex"]
    }
    with translation.override(interface_code(report.language)):
        context = {
            "report": report,
            "content": values.report(report.prepared),
            "moved": moved,
            "links": links,
            "final_parts": [(part.value, part.label) for part in FINAL_PARTS],
            "lang": report.language,
            "dir": direction(report.language),
        }
        return render_to_string("outcomes/_report.html", context)


@require_safe
@gzip_page
def report(request: HttpRequest, project: str, year: int, commission: str = "") -> HttpResponse:
    """A published report, with the others of its year."""
    report = published(project, year, commission, request.GET.get("version", ""))
    of_year = (
        StatusReport.objects.filter(period=report.period, state=ReportState.PUBLISHED)
        .select_related("period__project", "commission__area")
        .order_by("commission__area__code", "version")
    )
    siblings = {row.commission_id: row for row in of_year}
    context = content(report) | {
        "other_versions": [
            row
            for row in of_year
            if row.commission_id == report.commission_id and row.pk != report.pk
        ],
        "siblings": [row for key, row in siblings.items() if key != report.commission_id],
    }
    return render(request, "outcomes/report.html", context)


@require_safe
def report_file(
    request: HttpRequest, project: str, year: int, extension: str, commission: str = ""
) -> HttpResponse | StreamingHttpResponse:
    """The report as PDF, Word document or JSON, or its bundle."""
    report = published(project, year, commission, request.GET.get("version", ""))
    parts = [project, year, *([commission] if commission else []), f"v{report.version}"]
    name = downloads.file_name("status-report", *parts, extension=extension)
    if extension == "zip":
        return bundle_file(request, report, name)
    return document(request, report, extension, name)


def document(request: HttpRequest, report: StatusReport, extension: str, name: str) -> HttpResponse:
    """The file of a report in the report's language; a 304 to who has it."""
    etag = downloads.etag_of(report.pk, report.prepared_at, report.state, extension, get_language())
    if not_modified := downloads.not_modified(request, etag):
        return not_modified
    kind, render_file = DOCUMENTS[extension]
    try:
        body = render_file(report)
    except PortalError as problem:
        return HttpResponse(
            problem.message, status=problem.status, content_type="text/plain; charset=utf-8"
        )
    return downloads.dress(HttpResponse(body, content_type=kind), etag=etag, filename=name)


@require_safe
@gzip_page
def claims(request: HttpRequest) -> HttpResponse:
    """Every sentence of published reports with what it rests on; those whose records moved first."""
    queryset = Claim.objects.public().select_related(
        "report__period__project", "report__commission__area"
    )
    if code := request.GET.get("project"):
        queryset = queryset.filter(report__period__project__code=code)
    if code := request.GET.get("commission"):
        queryset = queryset.filter(report__commission__area__code=code)
    if request.GET.get("stale"):
        queryset = queryset.stale()
    if year := year_of(request.GET):
        queryset = queryset.filter(report__period__year=int(year))
    queryset = queryset.order_by(
        "-report__period__year", "-report__version", "report_id", "part", "paragraph", "position"
    )
    if request.GET.get("format", "") in exports.KINDS:
        return exports.response(request, exports.claims(queryset), "claims", request.GET["format"])
    context = {
        "page": Paginator(queryset, PAGE).get_page(request.GET.get("page")),
        "chosen": request.GET,
        "stale": Claim.objects.public().stale().count(),
        "projects": Project.objects.all(),
        "commissions": Commission.objects.select_related("area").order_by("area__code"),
        "wrong_year": bool(request.GET.get("year", "").strip()) and not year_of(request.GET),
    }
    return render(request, "outcomes/claims.html", context)


@require_safe
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """The evidence of one sentence: measure, figures as frozen, records, and what moved since."""
    claim = (
        Claim.objects.select_related("report__period__project", "report__commission__area")
        .filter(pk=pk)
        .first()
    )
    if claim is None or not (
        claim.report.state == ReportState.PUBLISHED or access.works_here(request.user)
    ):
        raise Http404(_("There is no such claim."))
    context = {
        "claim": claim,
        "note": evidence.note_of(claim.measure),
        "figures": values.figures(claim.figures),
        "scope": values.scope(claim.scope),
        "records": evidence.records(claim.figures.get("records", ())),
        "moved": values.moved(claim.moved),
        "lang": claim.report.language,
        "dir": direction(claim.report.language),
        "may_edit": access.works_here(request.user) and claim.report.is_edited,
        "is_public": claim.report.state == ReportState.PUBLISHED,
    }
    return render(request, "outcomes/claim.html", context)
