"""Pages of releases: what each changed, its files, how to cite it; all of it stays under its address."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_POST, require_safe

from core.errors import PortalError
from core.http import downloads
from indicators.access import MAY_DECIDE, may_decide
from indicators.analysis.citations import release_bibtex, release_citation, release_ris
from indicators.catalogue.series import SOURCES
from indicators.catalogue.themes import THEMES
from indicators.compute import REGISTERED
from indicators.forms.decisions import ReasonForm
from indicators.models import Release, ReleaseFile
from indicators.selectors import current_release, formula_of
from indicators.selectors.releases import (
    area_changes,
    decisions_of,
    indicator_changes,
    largest_revisions,
    release_list,
)
from indicators.services import decisions
from indicators.services.changes import predecessor
from indicators.views.indicators import page_tag

PAGE = 30
CITATIONS = {
    "bib": ("application/x-bibtex", release_bibtex),
    "ris": ("application/x-research-info-systems", release_ris),
}


def _tag(request: HttpRequest, pk: int | None = None) -> str | None:
    """Changes with the current release, and when a worker has finished the one that is shown."""
    mark = page_tag(request)
    queryset = Release.objects.filter(pk=pk) if pk else Release.objects.order_by("-pk")
    steps = queryset.values_list("compared_at", "built_at").first()
    return mark and downloads.etag_of(mark, steps)


@require_safe
@gzip_page
@condition(etag_func=_tag)
def releases(request: HttpRequest) -> HttpResponse:
    """Every release, newest first."""
    page = Paginator(release_list(), PAGE).get_page(request.GET.get("page"))
    return render(request, "indicators/releases.html", {"page": page, "release": current_release()})


@require_safe
@gzip_page
@condition(etag_func=_tag)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """One release: what changed, its files, its citation."""
    return _release(request, pk, ReasonForm())


def _release(request: HttpRequest, pk: int, form: ReasonForm, status: int = 200) -> HttpResponse:
    published = get_object_or_404(Release.objects.select_related("rolled_back_to"), pk=pk)
    before = predecessor(published)
    address = request.build_absolute_uri(published.permanent_path())
    context = {
        "published": published,
        "before": before,
        "later": Release.objects.filter(pk__gt=pk).order_by("pk").first(),
        "indicators": indicator_changes(published, before),
        "areas": area_changes(published),
        "revisions": largest_revisions(published),
        "files": _files(published),
        "citation": release_citation(published.pk, published.created_at.date()),
        "address": address,
        "formats": [(ending, ending.upper()) for ending in CITATIONS],
        "release": current_release(),
        "decisions": decisions_of(published, before),
        "form": form,
        "may_roll_back": may_decide(request.user) and not published.is_current,
    }
    return render(request, "indicators/release.html", context, status=status)


@login_required
@permission_required(MAY_DECIDE, raise_exception=True)
@require_POST
def roll_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an earlier release's figures again."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _release(request, pk, form, status=400)
    try:
        release = decisions.roll_back(pk, by=request.user, reason=form.cleaned_data["reason"])
    except PortalError as problem:
        form.add_error(None, str(problem))
        return _release(request, pk, form, status=problem.status)
    messages.success(request, _("The figures of release %(id)s are current again.") % {"id": pk})
    return redirect(release)


def _files(release: Release) -> list[tuple[str, list[tuple[str, ReleaseFile]]]]:
    """Files by kind, each with the words for what is in it."""
    order = [kind.value for kind in ReleaseFile.Kind]
    rows = sorted(release.files.all(), key=lambda file: (order.index(file.kind), file.code))
    return [
        (ReleaseFile.Kind(kind).label, [(_named(file), file) for file in group])
        for kind, group in groupby(rows, key=lambda file: file.kind)
    ]


def _named(file: ReleaseFile) -> str:
    if file.kind == ReleaseFile.Kind.THEME:
        return _(THEMES[file.code]) if file.code in THEMES else file.code
    if file.kind == ReleaseFile.Kind.SOURCE:
        return _(SOURCES[file.code].name) if file.code in SOURCES else file.code
    code = file.code.upper()
    return _(formula_of(code).name) if code in REGISTERED else code


@require_safe
def cite(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The citation for a reference manager."""
    release = get_object_or_404(Release, pk=pk)
    kind, write = CITATIONS[ending]
    address = request.build_absolute_uri(release.permanent_path())
    body = write(release.pk, release.created_at.date(), address)
    response = HttpResponse(body, content_type=f"{kind}; charset=utf-8")
    name = downloads.file_name("release", pk, extension=ending)
    return downloads.dress(response, etag=downloads.etag_of(body), filename=name)


@require_safe
def permanent(request: HttpRequest, pk: int) -> HttpResponse:
    """The address to cite: leads to the page in the reader's language, or to a citation by Accept."""
    release = get_object_or_404(Release, pk=pk)
    kinds = {kind: ending for ending, (kind, _write) in CITATIONS.items()}
    media_type = request.get_preferred_type(["text/html", *kinds])
    if media_type in kinds:
        target = reverse("indicators:release_cite", args=[pk, kinds[media_type]])
    else:
        with translation.override(translation.get_language_from_request(request)):
            target = release.get_absolute_url()
    response = HttpResponseRedirect(target)
    response.headers["Vary"] = "Accept, Accept-Language, Cookie"
    return response
