"""Public pages: policy changes on the map, in time and one by one; the chain of a country."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from core.http import downloads
from outcomes import access
from outcomes.coding import PolicyArea
from outcomes.models import Evidence, PolicyChange, Project
from outcomes.presentation import exports
from outcomes.selectors import changes, country_chain
from outcomes.stages import CHANGED, STAGES, WHY, Stage
from regions.models import Area, Commission, Term
from regions.selectors.areas import sort_key
from regions.selectors.shapes import DRAWING, drawn

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE = 30
KINDS = ("ended", "interest", "changed")


@require_safe
@gzip_page
def change_list(request: HttpRequest) -> HttpResponse:
    """Policy changes: filters, map, list; the same as files."""
    queryset = changes.filtered(request.GET)
    extension = request.GET.get("format", "")
    if extension in exports.KINDS:
        return exports.response(request, exports.changes(queryset), "policy-changes", extension)
    policy_changes = list(queryset)
    context = {
        "page": Paginator(policy_changes, PAGE).get_page(request.GET.get("page")),
        "total": len(policy_changes),
        "changed": sum(change.stage in CHANGED for change in policy_changes),
        "countries": len({change.country_id for change in policy_changes}),
        "map": _map(changes.by_country(policy_changes)),
        "drawing": DRAWING,
        "commissions": Commission.objects.select_related("area").order_by("area__code"),
        "projects": Project.objects.all(),
        "stages": Stage.choices,
        "areas": PolicyArea.choices,
        "themes": Term.objects.themes(),
        "wrong_year": bool(request.GET.get("year", "").strip())
        and not changes.year_of(request.GET),
        "places": _places(),
        "chosen": request.GET,
        "any": PolicyChange.objects.public().exists(),
        "shows_manage_link": access.works_here(request.user),
        "count": len(STAGES),
    }
    return render(request, "outcomes/index.html", context)


def _map(kinds: dict[str, str]) -> list[tuple[str, Area]]:
    """Kind and country of those the drawing has a shape for; the furthest lies on top."""
    areas = Area.objects.filter(code__in=set(kinds) & drawn())
    return sorted(((kinds[area.code], area) for area in areas), key=lambda row: KINDS.index(row[0]))


def _places() -> list[Area]:
    """Countries with a public change, by name."""
    countries = Area.objects.filter(policy_changes__in=PolicyChange.objects.public()).distinct()
    return sorted(countries, key=lambda area: sort_key(area.name))


@require_safe
@gzip_page
def timeline(request: HttpRequest) -> HttpResponse:
    """The same changes in time: every stage a mark on one line."""
    rows, years = changes.timeline(list(changes.filtered(request.GET)))
    context = {
        "rows": rows,
        "years": years,
        "chosen": request.GET,
        "commissions": Commission.objects.select_related("area").order_by("area__code"),
        "projects": Project.objects.all(),
        "places": _places(),
    }
    return render(request, "outcomes/timeline.html", context)


def readable(request: HttpRequest, pk: int) -> PolicyChange:
    """The change, when the person may read it; to others it does not exist."""
    change = PolicyChange.objects.select_related("country").filter(pk=pk).first()
    if change is None or not access.may_read(request.user, change):
        raise Http404(_("There is no such policy change."))
    return change


@require_safe
@gzip_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One change: steps, evidence, what the project has to do with it and why no more, who says so."""
    change = readable(request, pk)
    sees_all = access.works_here(request.user)
    context = {
        "change": change,
        "commissions": change.commissions.select_related("area"),
        "why": WHY,
        "sees_all": sees_all,
        "may_record": access.may_record(request.user, change),
        **changes.detail(change, sees_all=sees_all),
    }
    return render(request, "outcomes/change.html", context)


@require_safe
def evidence_file(request: HttpRequest, pk: int, piece: int) -> HttpResponse:
    """The file of a piece of evidence: the public ones for all, the others for those who work here."""
    change = readable(request, pk)
    evidence = get_object_or_404(Evidence, pk=piece, change=change)
    if not evidence.stored or not (evidence.is_public or access.works_here(request.user)):
        raise Http404(_("There is no such file."))
    response = FileResponse(
        default_storage.open(evidence.stored),
        as_attachment=True,
        filename=evidence.filename,
        content_type=evidence.media_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return downloads.dress(
        response, etag=downloads.etag_of(evidence.stored), filename=evidence.filename
    )


@require_safe
@gzip_page
def country(request: HttpRequest, code: str) -> HttpResponse:
    """Studies, seats, answers, commitments and changes of a country in one line of time."""
    area = Area.objects.countries().filter(code=code.upper()).first()
    if area is None:
        raise Http404(_("There is no country with the code %(code)s.") % {"code": code})
    entries = country_chain.chain(area)
    if request.GET.get("format", "") in exports.KINDS:
        table = exports.chain(area, entries)
        return exports.response(request, table, f"chain-{area.code}", request.GET["format"])
    return render(
        request,
        "outcomes/country.html",
        {"area": area, "years": by_year(entries), "count": len(entries)},
    )


def by_year(entries: Iterable[country_chain.Entry]) -> list[tuple[int, list[country_chain.Entry]]]:
    """Entries by year."""
    years: dict[int, list[country_chain.Entry]] = {}
    for entry in entries:
        years.setdefault(entry.day.year, []).append(entry)
    return sorted(years.items())
