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
from outcomes.models import Evidence, PolicyChange
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
def index(request: HttpRequest) -> HttpResponse:
    """Policy changes: filters, map, list; the same as files."""
    found = changes.chosen(request.GET)
    extension = request.GET.get("format", "")
    if extension in exports.KINDS:
        return exports.response(request, exports.changes(found), "policy-changes", extension)
    every = list(found)
    context = {
        "page": Paginator(every, PAGE).get_page(request.GET.get("page")),
        "total": len(every),
        "changed": sum(one.stage in CHANGED for one in every),
        "countries": len({one.country_id for one in every}),
        "map": _map(changes.by_country(every)),
        "drawing": DRAWING,
        "commissions": Commission.objects.select_related("area").order_by("area__code"),
        "stages": Stage.choices,
        "areas": PolicyArea.choices,
        "themes": Term.objects.themes(),
        "wrong_year": bool(request.GET.get("year", "").strip())
        and not changes.year_of(request.GET),
        "places": _places(),
        "chosen": request.GET,
        "any": PolicyChange.objects.public().exists(),
        "desk": access.works_here(request.user),
        "count": len(STAGES),
    }
    return render(request, "outcomes/index.html", context)


def _map(told: dict[str, str]) -> list[tuple[str, Area]]:
    """Kind and country of those the drawing has a shape for; the furthest lies on top."""
    areas = Area.objects.filter(code__in=set(told) & drawn())
    return sorted(((told[one.code], one) for one in areas), key=lambda row: KINDS.index(row[0]))


def _places() -> list[Area]:
    """Countries with a public change, by name."""
    found = Area.objects.filter(policy_changes__in=PolicyChange.objects.public()).distinct()
    return sorted(found, key=lambda area: sort_key(area.name))


@require_safe
@gzip_page
def timeline(request: HttpRequest) -> HttpResponse:
    """The same changes in time: every stage a mark on one line."""
    rows, years = changes.timeline(list(changes.chosen(request.GET)))
    context = {
        "rows": rows,
        "years": years,
        "chosen": request.GET,
        "commissions": Commission.objects.select_related("area").order_by("area__code"),
        "places": _places(),
    }
    return render(request, "outcomes/timeline.html", context)


def readable(request: HttpRequest, pk: int) -> PolicyChange:
    """The change, when the person may read it; to others it does not exist."""
    found = PolicyChange.objects.select_related("country").filter(pk=pk).first()
    if found is None or not access.may_read(request.user, found):
        raise Http404(_("There is no such policy change."))
    return found


@require_safe
@gzip_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One change: steps, evidence, what the project has to do with it and why no more, who says so."""
    found = readable(request, pk)
    sees_all = access.works_here(request.user)
    context = {
        "change": found,
        "commissions": found.commissions.select_related("area"),
        "why": WHY,
        "sees_all": sees_all,
        "may_record": access.may_record(request.user, found),
        **changes.detail(found, sees_all=sees_all),
    }
    return render(request, "outcomes/change.html", context)


@require_safe
def evidence_file(request: HttpRequest, pk: int, piece: int) -> HttpResponse:
    """The file of a piece of evidence: the public ones for all, the others for those who work here."""
    found = readable(request, pk)
    one = get_object_or_404(Evidence, pk=piece, change=found)
    if not one.stored or not (one.is_public or access.works_here(request.user)):
        raise Http404(_("There is no such file."))
    response = FileResponse(
        default_storage.open(one.stored),
        as_attachment=True,
        filename=one.filename,
        content_type=one.media_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return downloads.dress(response, etag=downloads.etag_of(one.stored), filename=one.filename)


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
    for one in entries:
        years.setdefault(one.day.year, []).append(one)
    return sorted(years.items())
