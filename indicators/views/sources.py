"""Pages of sources, of their files, of the upload and of the validation of the model."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import PortalError
from core.models import Job
from indicators import readers
from indicators.access import MAY_DECIDE, MAY_UPLOAD, may_decide, may_see_proposals
from indicators.forms.decisions import DecisionForm
from indicators.forms.indicators import UploadForm
from indicators.models import PUBLIC_STANDINGS, ModelValidation, Snapshot
from indicators.presentation.proposals import affected_indicators, cards
from indicators.selectors import (
    NotPublished,
    corridors,
    snapshot_detail,
    source_list,
)
from indicators.selectors.sources import finding_counts, findings_of, with_freshness
from indicators.services import decisions, ingest
from indicators.services import validation as validation_service
from indicators.services.jobs import LOAD

PAGE = 50


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Providers with their licence and newest vintage."""
    context = {"sources": with_freshness(source_list())}
    return render(request, "indicators/sources.html", context)


@require_safe
def source(request: HttpRequest, code: str) -> HttpResponse:
    """One provider: its series and every file that was loaded, newest vintage first."""
    provider = get_object_or_404(source_list(), pk=code)
    files = provider.snapshots.filter(state=Snapshot.State.LOADED).order_by("-vintage", "-pk")
    if not may_see_proposals(request.user):
        files = files.filter(standing__in=PUBLIC_STANDINGS)
    page = Paginator(files, PAGE).get_page(request.GET.get("page"))
    [provider] = with_freshness([provider])
    counts = finding_counts(page.object_list)
    for file in page.object_list:
        file.odd = counts.get(file.pk)
    context = {"source": provider, "page": page, "series": provider.series.all()}
    return render(request, "indicators/source.html", context)


@require_safe
def snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: what was read, kept and left out. What was never in use is for data managers only."""
    return _snapshot(request, pk, DecisionForm())


def _snapshot(request: HttpRequest, pk: int, form: DecisionForm, status: int = 200) -> HttpResponse:
    details = snapshot_detail(pk)
    may_see = may_see_proposals(request.user)
    if details is None or not (details["snapshot"].is_public or may_see):
        raise Http404
    file = details["snapshot"]
    checks = findings_of(file)
    context = details | {
        "jobs": Job.objects.filter(kind=LOAD, key=str(pk))[:5] if may_see else (),
        "checks": [check for check in checks if check["count"]],
        "passed": len([check for check in checks if not check["count"]]),
        "decisions": file.decisions.select_related("decided_by"),
        "form": form,
        "may_decide": may_decide(request.user) and file.state == Snapshot.State.LOADED,
    }
    if may_see and file.state == Snapshot.State.LOADED and not file.is_public:
        proposal = decisions.proposal(file)
        context |= {"cards": cards(proposal), "affected": affected_indicators(proposal)}
    return render(request, "indicators/snapshot.html", context, status=status)


@login_required
@permission_required(MAY_DECIDE, raise_exception=True)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept, decline or withdraw a file."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _snapshot(request, pk, form, status=400)
    acts = {
        "accept": decisions.accept,
        "decline": decisions.decline,
        "withdraw": decisions.withdraw,
    }
    try:
        file = acts[form.cleaned_data["act"]](
            pk, by=request.user, reason=form.cleaned_data["reason"]
        )
    except PortalError as problem:
        form.add_error(None, str(problem))
        return _snapshot(request, pk, form, status=problem.status)
    messages.success(
        request,
        _("%(name)s: %(state)s. The figures are being computed.")
        % {"name": file.filename, "state": file.get_standing_display()},
    )
    return redirect(file)


@require_safe
def validation(request: HttpRequest) -> HttpResponse:
    """How the modelled remittances agree with the matrices that the World Bank published."""
    try:
        table = corridors.table(validation_service.MODELLED)
    except NotPublished:
        table = None
    rows = (
        ModelValidation.objects.filter(run=table.run) if table else ModelValidation.objects.none()
    )
    context = {
        "table": table,
        "rows": rows.select_related("published_series__snapshot__source"),
        "note": table.note.split("\n\n") if table else (),
    }
    return render(request, "indicators/validation.html", context)


@login_required
@permission_required(MAY_UPLOAD, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Receive a file and have a worker load it; the same bytes again lead to the same file."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            received = ingest.receive(
                name=file.name,
                data=file.read(),
                retrieved_on=localdate(),
                reader=form.cleaned_data["reader"],
                by=request.user,
            )
        except (PortalError, readers.BadSource) as problem:
            form.add_error("file", str(problem))
        else:
            return _received(request, received)
    status = 400 if form.errors else 200
    context = {
        "form": form,
        "formats": readers.READERS,
        "recent": Snapshot.objects.select_related("source")[:10],
    }
    return render(request, "indicators/upload.html", context, status=status)


def _received(request: HttpRequest, received: list[ingest.Received]) -> HttpResponse:
    jobs = []
    for upload in received:
        if upload.snapshot.state == Snapshot.State.LOADED:
            text = (
                _("%(name)s was loaded before and waits for a decision.")
                if upload.snapshot.standing == Snapshot.Standing.PROPOSED
                else _("%(name)s was loaded before.")
            )
            messages.info(request, text % {"name": upload.snapshot.filename})
        else:
            jobs.append(ingest.request_load(upload.snapshot, by=request.user))
    if len(jobs) == 1:
        return redirect(jobs[0])
    return redirect("core:jobs" if jobs else received[0].snapshot)
