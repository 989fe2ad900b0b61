"""Reports for managers: the results framework, and status reports from draft to publication."""

from __future__ import annotations

import contextlib
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import PortalError
from core.http import downloads
from core.i18n.languages import NAMES
from core.web import confirm, edit_guard
from core.web.actions import actor_of, positive_int, run_action
from core.web.confirm import Confirmation
from core.web.edit_guard import EditGuard, last_change
from core.web.once import once_per_form
from outcomes import access
from outcomes.forms.framework import (
    AccomplishmentForm,
    IndicatorForm,
    ProjectForm,
    RecordsForm,
)
from outcomes.forms.reports import ClaimForm, HeadingForm, NewClaimForm, StatementForm
from outcomes.models import AchievementIndicator, Claim, Project, StatusReport, Target
from outcomes.rules import LARGEST_FIGURE
from outcomes.services import claims, framework, report_preparation, reports
from outcomes.services.events import About, history
from outcomes.stages import REPORT, ReportState
from outcomes.views.manager.changes import READ, Role, worker
from outcomes.views.public.bundles import bundle_file
from outcomes.views.public.reports import content, document
from regions.models import Commission

WRITERS = (Role.RECORDER, Role.MANAGER)


def _report(pk: int) -> StatusReport:
    return get_object_or_404(
        StatusReport.objects.select_related(
            "period__project", "commission__area", "submitted_by", "approved_by", "certified_by"
        ),
        pk=pk,
    )


@require_POST
@worker(*WRITERS)
def begin(request: HttpRequest) -> HttpResponse:
    """The draft of a year."""
    project = get_object_or_404(Project, code=request.POST.get("project", ""))
    year, language = request.POST.get("year", ""), request.POST.get("language", "en")
    code = request.POST.get("commission", "")
    commission = get_object_or_404(Commission, area__code=code) if code else None
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        messages.error(request, _("“%(year)s” is not a year.") % {"year": year})
        return redirect("outcomes:manage")
    try:
        period = framework.open_period(project=project, year=int(year), **actor_of(request))
        report = reports.begin(
            period=period,
            commission=commission,
            language=language if language in NAMES else "en",
            **actor_of(request),
        )
    except PortalError as problem:
        messages.error(request, problem.message)
        return redirect("outcomes:manage")
    return redirect("outcomes:manage_report", report.pk)


@require_safe
@worker()
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report with its sentences, what is stale, and what may be done next."""
    return _page(request, _report(pk), {})


def _page(
    request: HttpRequest, report: StatusReport, bound: dict[str, Any], status: int = 200
) -> HttpResponse:
    own = access.roles(request.user)
    writes = bool(own & set(WRITERS)) and report.is_edited
    parts = [
        (code, label, [claim for claim in report.claims.all() if claim.part == code])
        for code, label in Claim.Part.choices
    ]
    context = content(report) | {
        "parts": parts,
        "writes": writes,
        "roles": own,
        "next": _next(report, own),
        "heading": EditGuard(lambda data: HeadingForm(data, instance=report), None).form,
        "new_claim": NewClaimForm(report=report),
        "new_statement": StatementForm(prefix="statement", report=report),
        "statements": report.statements.all(),
        "events": history(About.REPORT, report.pk)[:30],
        "returned": history(About.REPORT, report.pk).filter(action="returned").first()
        if report.state == ReportState.RETURNED
        else None,
        "stale": sum(claim.is_stale for _code, _label, rows in parts for claim in rows),
        "is_behind": report.prepared_at is None or report.prepared_at < report.changed_at,
        "submitted_by_me": report.submitted_by_id == request.user.pk,
        **bound,
    }
    return render(request, "outcomes/manage_report.html", context, status=status)


STEPS: dict[str, tuple[str, str]] = {
    ReportState.SUBMITTED: (Role.RECORDER, "submit"), ReportState.RETURNED: (Role.REVIEWER, "send_back"),
    ReportState.APPROVED: (Role.REVIEWER, "approve"), ReportState.CERTIFIED: (Role.MANAGER, "certify"),
    ReportState.PUBLISHED: (Role.MANAGER, "publish"),
}  # fmt: skip
"""Who takes a report to a state, and by which service. Managers may also submit and return."""


def _may(new: str, own: frozenset[str]) -> bool:
    role, _service = STEPS[new]
    return role in own or (
        Role.MANAGER in own and new in (ReportState.SUBMITTED, ReportState.RETURNED)
    )


def _next(report: StatusReport, own: frozenset[str]) -> list[str]:
    return [new for new in STEPS if REPORT.may_follow(report.state, new) and _may(new, own)]


@require_POST
@worker()
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit, return, approve, certify or publish."""
    report, new = _report(pk), request.POST.get("to", "")
    if new not in STEPS:
        raise Http404(_("There is nothing here."))
    if not _may(new, access.roles(request.user)):
        raise PermissionDenied(_("Your role does not allow this step."))
    extra = {"text": request.POST.get("text", "")} if new == ReportState.RETURNED else {}
    service = getattr(reports, STEPS[new][1])
    return run_action(
        request,
        reverse("outcomes:manage_report", args=[pk]),
        lambda: service(report=report, **extra, **actor_of(request)),
    )


@require_POST
@worker(*WRITERS)
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a worker prepare it, with drafts of what the records say or without."""
    report, drafts = _report(pk), request.POST.get("what") == "draft"
    return run_action(
        request,
        reverse("outcomes:manage_report", args=[pk]),
        lambda: report_preparation.ask(report=report, with_claims=drafts, **actor_of(request)),
        _("A worker prepares the report now."),
    )


@require_POST
@worker(*WRITERS)
def heading(request: HttpRequest, pk: int) -> HttpResponse:
    """Rate, issues and texts."""
    report = _report(pk)
    guard, problem, status = edit_guard.save_guarded(
        request,
        lock=lambda: StatusReport.objects.select_for_update(of=("self",)).get(pk=pk),
        make=lambda data: HeadingForm(data, instance=_report(pk)),
        save=lambda form: reports.save_heading(
            report=report,
            values=form.cleaned_data,
            **actor_of(request),
        ),
        changed_by=lambda: last_change(history(About.REPORT, pk)),
    )
    if status == edit_guard.SAVED:
        messages.success(request, _("The texts of the report are saved."))
        return redirect("outcomes:manage_report", pk)
    if problem:
        guard.form.add_error(None, problem)
    return _page(request, report, {"heading": guard.form}, status)


@once_per_form
@require_POST
@worker(*WRITERS)
def add_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """A sentence with its measure."""
    report = _report(pk)
    form = NewClaimForm(request.POST, report=report)
    if not form.is_valid():
        return _page(request, report, {"new_claim": form}, 422)
    data = form.cleaned_data
    try:
        claims.bind(
            report=report,
            form=form.sentence_form,
            measure=form.measure,
            remark=data["remark"],
            scope=form.scope(),
            part=data["part"],
            paragraph=data["paragraph"],
            is_inference=data["is_inference"],
            **actor_of(request),
        )
    except PortalError as problem:
        form.add_error(None, problem.message)
        return _page(request, report, {"new_claim": form}, problem.status)
    messages.success(request, _("Saved."))
    return redirect("outcomes:manage_report", pk)


@once_per_form
@require_POST
@worker(*WRITERS)
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Add what a source says, or take a statement out."""
    report = _report(pk)
    address = reverse("outcomes:manage_report", args=[pk])
    if confirm.is_repeated(request):
        return confirm.repeated(request, address)
    if "remove" in request.POST:
        row = get_object_or_404(report.statements, pk=positive_int(request, "remove"))
        confirmation = Confirmation(
            question=_("Remove the statement “%(text)s”?") % {"text": row},
            consequences=[_("Claims and figures of the report stay as they are.")],
            button=_("Remove this statement"),
            state=[row.pk, report.revision],
        )
        return confirm.run_confirmed(
            request,
            address,
            confirmation,
            lambda: claims.remove_statement(statement=row, **actor_of(request)),
            _("The statement is removed."),
        )
    form = StatementForm(request.POST, prefix="statement", report=report)
    if not form.is_valid():
        return _page(request, report, {"new_statement": form}, 422)
    try:
        claims.state(report=report, **form.cleaned_data, **actor_of(request))
    except PortalError as problem:
        form.add_error(None, problem.message)
        return _page(request, report, {"new_statement": form}, problem.status)
    messages.success(request, _("Saved."))
    return redirect(address)


@require_http_methods(READ)
@worker(*WRITERS)
def edit_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words or another place; or take the figures of now, or take the sentence out."""
    if confirm.is_repeated(request):
        return confirm.repeated(request, reverse("outcomes:manage"))
    claim = get_object_or_404(Claim.objects.select_related("report__period__project"), pk=pk)
    address = reverse("outcomes:manage_report", args=[claim.report_id])
    if request.POST.get("act") == "refresh":
        done = _("The sentence has the figures of now.")
        return run_action(
            request, address, lambda: claims.refresh(claim=claim, **actor_of(request)), done
        )
    if request.POST.get("act") == "remove":
        return _remove_claim(request, claim, address)

    def make(data: Any) -> ClaimForm:
        stored = Claim.objects.get(pk=pk)
        initial = {
            name: getattr(stored, name)
            for name in ("form", "remark", "part", "paragraph", "position", "is_inference")
        }
        return ClaimForm(data, initial=initial, measure=stored.measure)

    def save(form: ClaimForm) -> None:
        values = {name: value for name, value in form.cleaned_data.items() if value is not None}
        claims.edit(claim=claim, values=values, **actor_of(request))

    guard, problem, status = edit_guard.save_guarded(
        request,
        lock=lambda: StatusReport.objects.select_for_update(of=("self",)).get(pk=claim.report_id),
        make=make,
        save=save,
        changed_by=lambda: last_change(history(About.REPORT, claim.report_id)),
    )
    if status == edit_guard.SAVED:
        messages.success(request, _("The sentence is saved."))
        return redirect(address)
    if problem:
        guard.form.add_error(None, problem)
    context = {"form": guard.form, "claim": claim}
    return render(request, "outcomes/edit_claim.html", context, status=status)


def _remove_claim(request: HttpRequest, claim: Claim, address: str) -> HttpResponse:
    others = claim.report.claims.exclude(pk=claim.pk).filter(part=claim.part).count()
    confirmation = Confirmation(
        question=_("Remove the sentence “%(text)s”?") % {"text": claim},
        consequences=[
            ngettext(
                "%(n)s other sentence stays in this part of the report.",
                "%(n)s other sentences stay in this part of the report.",
                others,
            )
            % {"n": others},
        ],
        button=_("Remove this sentence"),
        state=[claim.pk, claim.report.revision],
    )
    return confirm.run_confirmed(
        request,
        address,
        confirmation,
        lambda: claims.remove(claim=claim, **actor_of(request)),
        _("The sentence is removed."),
    )


@require_POST
@worker()
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare the sentences with the records of now, at once."""
    report = _report(pk)
    stale = claims.compare(report.claims.all(), at=timezone.now())
    text = (
        _("Every sentence agrees with its records.")
        if not stale
        else _("%(n)s sentences are stale.") % {"n": stale}
    )
    (messages.warning if stale else messages.success)(request, text)
    return redirect("outcomes:manage_report", pk)


@require_safe
@worker()
def draft_file(
    request: HttpRequest, pk: int, extension: str
) -> HttpResponse | StreamingHttpResponse:
    """The report as it stands, as a document marked with its state, or the bundle of a certified one."""
    report = _report(pk)
    if not report.prepared:
        raise Http404(_("The report is not prepared yet."))
    name = downloads.file_name(
        "status-report",
        report.period.project.code,
        report.period.year,
        *([report.commission_code] if report.commission else []),
        report.state,
        extension=extension,
    )
    if extension == "zip":
        return bundle_file(request, report, name)
    return document(request, report, extension, name)


@require_http_methods(READ)
@worker(Role.MANAGER)
def framework_page(request: HttpRequest, code: str = "") -> HttpResponse:
    """The project, its accomplishments, indicators and targets."""
    project = get_object_or_404(Project, code=code) if code else None
    kind = request.POST.get("what", "")
    forms = _framework_forms(project, request.POST if request.method == "POST" else None, kind)
    if request.method == "POST":
        if kind == "target" and project:
            return _target(request, project)
        form = forms.get(kind)
        if form is None:
            raise Http404(_("There is nothing here."))
        if form.is_valid():
            try:
                saved = _save_framework(request, project, kind, form)
            except PortalError as problem:
                form.add_error(None, problem.message)
            else:
                messages.success(request, _("Saved."))
                return redirect("outcomes:manage_framework_of", saved.code)
    targets = (
        {(target.indicator_id, target.period_id): target.value for target in Target.objects.all()}
        if project
        else {}
    )
    periods = list(project.periods.all()) if project else []
    rows = [
        (
            accomplishment,
            [
                (indicator, [(p, targets.get((indicator.pk, p.pk))) for p in periods])
                for indicator in accomplishment.indicators.all()
            ],
        )
        for accomplishment in (
            project.accomplishments.prefetch_related("indicators") if project else ()
        )
    ]
    context = {
        "subject": project,
        "rows": rows,
        "periods": periods,
        "forms": forms,
        "locked": {p.pk for p in periods if framework.is_locked(p)},
        "versions": project.versions.select_related("by")[:20] if project else [],
        "certifies": any(framework.is_locked(p) for p in periods),
        "events": history(About.FRAMEWORK, project.pk)[:20] if project else [],
    }
    return render(
        request,
        "outcomes/manage_framework.html",
        context,
        status=422 if request.method == "POST" else 200,
    )


def _framework_forms(project: Project | None, data: Any, kind: str) -> dict[str, Any]:
    forms: dict[str, Any] = {
        "project": ProjectForm(
            data if kind == "project" else None, instance=project, prefix="project"
        )
    }
    if project:
        forms["records"] = RecordsForm(
            data if kind == "records" else None, project=project, prefix="records"
        )
        forms["accomplishment"] = AccomplishmentForm(
            data if kind == "accomplishment" else None, project=project, prefix="accomplishment"
        )
        forms["indicator"] = IndicatorForm(
            data if kind == "indicator" else None, project=project, prefix="indicator"
        )
    return forms


def _save_framework(request: HttpRequest, project: Project | None, kind: str, form: Any) -> Project:
    if kind == "project" or project is None:
        return framework.save_project(
            project=project,
            values=form.values(),
            reason=form.cleaned_data["reason"],
            **actor_of(request),
        )
    if kind == "records":
        framework.set_records(project=project, **form.cleaned_data, **actor_of(request))
        return project
    number, reason = form.cleaned_data["number"], form.cleaned_data["reason"]
    if kind == "accomplishment":
        framework.save_accomplishment(
            project=project,
            number=number,
            texts=form.texts(),
            reason=reason,
            **actor_of(request),
        )
    else:
        accomplishment = project.accomplishments.get(pk=form.cleaned_data["accomplishment"])
        framework.save_indicator(
            accomplishment=accomplishment,
            number=number,
            values=form.values(),
            reason=reason,
            **actor_of(request),
        )
    return project


def _number(text: str) -> float | None:
    """The number written, None for nothing. Raises PortalError, also for “nan”, “inf” and what no project reaches."""
    if not text.strip():
        return None
    with contextlib.suppress(ValueError):
        if abs(value := float(text.replace(",", "."))) <= LARGEST_FIGURE:
            return value
    raise PortalError(_("“%(text)s” is not a number.") % {"text": text}, status=422)


def _target(request: HttpRequest, project: Project) -> HttpResponse:
    data = {name: request.POST.get(name, "") for name in ("year", "value", "reason")}
    indicator = get_object_or_404(
        AchievementIndicator,
        pk=positive_int(request, "indicator"),
        accomplishment__project=project,
    )

    def do() -> None:
        year = data["year"]
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise PortalError(_("“%(year)s” is not a year.") % {"year": data["year"]}, status=422)
        value = _number(data["value"])
        period = framework.open_period(project=project, year=int(data["year"]), **actor_of(request))
        framework.set_target(
            indicator=indicator,
            period=period,
            value=value,
            reason=data["reason"],
            **actor_of(request),
        )

    return run_action(request, reverse("outcomes:manage_framework_of", args=[project.code]), do)
