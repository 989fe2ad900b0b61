"""The page of all background work: jobs, rows set aside, letters that wait, and buttons to try them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import job_kinds, jobs, outboxes
from core.i18n.numbers import number
from core.job_progress import job_state
from core.models import Job, SetAside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from core.models import User

PAGE = 50
MAY_SEE, MAY_TRY_AGAIN = "core.view_job", "core.change_job"
FILTERS = {
    "waiting": (gettext_lazy("Waiting"), Q(state=Job.State.WAITING, attempts=0)),
    "running": (gettext_lazy("Running"), Q(state=Job.State.RUNNING)),
    "aside": (gettext_lazy("Set aside"), Q(state=Job.State.WAITING, attempts__gt=0)),
    "failed": (gettext_lazy("Failed"), Q(state=Job.State.FAILED)),
    "done": (gettext_lazy("Done"), Q(state=Job.State.DONE)),
}
"""What the list may be narrowed to."""


def _visible_to(user: User) -> QuerySet[Job]:
    """Jobs on the list of this account; none where it may see no kind that is not public."""
    if user.has_perm(MAY_SEE):
        return Job.objects.all()
    kinds = job_kinds.kinds().values()
    permitted = {kind.name for kind in kinds if user.has_perm(kind.permission)}
    public = {kind.name for kind in kinds if kind.public}
    return Job.objects.filter(kind__in=permitted | public) if permitted else Job.objects.none()


def _may_list(user: User) -> bool:
    return user.has_perm(MAY_SEE) or any(
        user.has_perm(kind.permission) for kind in job_kinds.kinds().values()
    )


@login_required
@never_cache
@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """What workers do and did, and the rows that wait for their next try."""
    if not _may_list(request.user):
        raise PermissionDenied
    visible = _visible_to(request.user)
    state = request.GET.get("state", "")
    filtered = visible.filter(FILTERS[state][1]) if state in FILTERS else visible
    page = Paginator(filtered, PAGE).get_page(request.GET.get("page"))
    _describe(page.object_list)
    counts = visible.aggregate(
        **{name: Count("pk", filter=q) for name, (_title, q) in FILTERS.items()}
    )
    sees_all = request.user.has_perm(MAY_SEE)
    rows = SetAside.objects.all() if sees_all else SetAside.objects.none()
    context = {
        "page": page,
        "state": state,
        "filters": [(name, title, counts[name]) for name, (title, _q) in FILTERS.items()],
        "rows": rows[:PAGE] if state in {"", "aside"} else (),
        "row_count": rows.count(),
        "outboxes": outboxes.summaries(timezone.now()) if sees_all and not state else (),
        "outbox_days": outboxes.AGAIN_WITHIN.days,
        "may_try_again": request.user.has_perm(MAY_TRY_AGAIN),
    }
    return render(request, "core/jobs.html", context)


def _describe(jobs_on_page: Iterable[Job]) -> None:
    """Give each job its title and what it is about. One query or so for each kind."""
    keys: dict[str, set[str]] = {}
    for job in jobs_on_page:
        keys.setdefault(job.kind, set()).add(job.key)
    kinds = job_kinds.kinds()
    about = {name: kinds[name].about(keys[name]) for name in keys if name in kinds}
    for job in jobs_on_page:
        job.title = job_kinds.title_of(job.kind)
        job.about = about.get(job.kind, {}).get(job.key, job_kinds.Subject(job.key))


@never_cache
@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Live progress of a job, for those who may see its kind."""
    job = _visible(request, pk)
    _describe([job])
    context = {
        "job": job,
        "state": job_state(pk),
        "may_list": _may_list(request.user),
        "may_try_again": request.user.has_perm(MAY_TRY_AGAIN),
    }
    return render(request, "core/job.html", context)


@never_cache
@require_safe
def job_status(request: HttpRequest, pk: int) -> JsonResponse:
    """The same as JSON, for the script that moves the bar."""
    _visible(request, pk)
    return JsonResponse(job_state(pk))


@login_required
@permission_required(MAY_TRY_AGAIN, raise_exception=True)
@require_POST
def try_job_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a job again that failed or waits for its next try."""
    return redirect(jobs.try_again(_visible(request, pk)))


@login_required
@permission_required(MAY_TRY_AGAIN, raise_exception=True)
@require_POST
def try_row_again(request: HttpRequest, pk: int) -> HttpResponse:
    """End the pause of a row that was set aside."""
    if SetAside.objects.filter(pk=pk).update(next_at=timezone.now()):
        messages.success(request, _("The row is tried again the next time its work is done."))
    else:
        messages.info(request, _("The row is no longer set aside."))
    return redirect("core:jobs")


@login_required
@permission_required(MAY_TRY_AGAIN, raise_exception=True)
@require_POST
def try_outbox_again(request: HttpRequest, name: str) -> HttpResponse:
    """Let the letters of an outbox leave that failed."""
    outbox = outboxes.outboxes().get(name)
    if outbox is None:
        raise Http404
    if count := outboxes.try_again(outbox, now=timezone.now()):
        text = ngettext(
            "%(count)s letter or message is sent again within a minute.",
            "%(count)s letters or messages are sent again within a minute.",
            count,
        )
        messages.success(request, text % {"count": number(count)})
    else:
        messages.info(request, _("Nothing here has failed."))
    return redirect("core:jobs")


def _visible(request: HttpRequest, pk: int) -> Job:
    job = get_object_or_404(Job, pk=pk)
    kind = job_kinds.kinds().get(job.kind)
    needed = kind.permission if kind else MAY_SEE
    if kind and kind.public:
        return job
    if not (request.user.has_perm(needed) or request.user.has_perm(MAY_SEE)):
        raise Http404
    return job
