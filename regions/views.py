"""Pages of countries and commissions."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from migration_portal.core.languages import in_reader_language
from regions import names
from regions.models import Area, Commission, Membership
from regions.panels import panels_for
from regions.selectors import country_counts, members, memberships_of, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable


@require_safe
def commissions(request: HttpRequest) -> HttpResponse:
    """The five commissions with their members, and how many countries they have together."""
    counts, regional = country_counts(), country_counts(regional_only=True)
    rows = [
        {
            "commission": commission,
            "members": counts.by_commission.get(commission.code, 0),
            "regional": regional.by_commission.get(commission.code, 0),
        }
        for commission in Commission.objects.select_related("area")
    ]
    context = {"rows": rows, "counts": counts, "regional": regional}
    return render(request, "regions/commissions.html", context)


@require_safe
def commission(request: HttpRequest, code: str) -> HttpResponse:
    """One commission: seat, members told by kind, and what higher apps show."""
    found = Commission.objects.select_related("area").filter(area__code=code).first()
    if found is None:
        return _elsewhere(request, code, Area.Kind.COMMISSION)
    belong = members(found)
    groups = (
        ("regional", [m for m in belong if m.is_regional and m.status == Membership.Status.MEMBER]),
        ("associate", [m for m in belong if m.status == Membership.Status.ASSOCIATE]),
        ("other", [m for m in belong if not m.is_regional]),
    )
    context = {
        "commission": found,
        "area": found.area,
        "seat": in_reader_language(found.seat),
        "groups": [(kind, rows) for kind, rows in groups if rows],
        "count": len(belong),
        "panels": panels_for(found.area),
    }
    return render(request, "regions/commission.html", context)


@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """All countries and areas by letter; `q` searches names and codes, `commission` filters."""
    wanted, chosen = request.GET.get("q", "").strip(), request.GET.get("commission", "")
    found = Area.objects.countries().prefetch_related("memberships__commission__area")
    if chosen:
        found = found.filter(
            memberships__commission__area__code=chosen, memberships__until=None
        ).distinct()
    areas = sorted(found, key=lambda area: sort_key(area.name))
    if wanted:
        form = names.normal_form(wanted)
        areas = [area for area in areas if _matches(area, form, wanted)]
    context = {
        "letters": [(letter, list(rows)) for letter, rows in _by_letter(areas)],
        "count": len(areas),
        "q": wanted,
        "chosen": chosen,
        "commissions": list(Commission.objects.select_related("area")),
    }
    return render(request, "regions/countries.html", context)


def _matches(area: Area, form: str, text: str) -> bool:
    """A name in any of the six languages, or a code."""
    if text.upper() in {area.code, area.iso2, area.m49}:
        return True
    return bool(form) and any(form in names.normal_form(name) for name in area.names.values())


def _by_letter(areas: list[Area]) -> Iterable[tuple[str, Iterable[Area]]]:
    return groupby(areas, key=lambda area: sort_key(area.name)[:1].upper())


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """One country: codes, commissions, groups, and what higher apps show."""
    area = Area.objects.countries().filter(code=code).first()
    if area is None:
        return _elsewhere(request, code, Area.Kind.COUNTRY)
    context = {"area": area, "memberships": memberships_of(area), "panels": panels_for(area)}
    return render(request, "regions/country.html", context)


def _elsewhere(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The page under its right code where the code is only written otherwise, else 404 with near ones."""
    found = Area.objects.filter(kind=kind, code=code.upper()).first()
    if found is None and kind == Area.Kind.COUNTRY:
        found = Area.objects.countries().filter(iso2=code.upper()).first()
    if found is not None:
        return redirect(found, permanent=True)
    near = Area.objects.filter(kind=kind, code__startswith=code.upper()[:1])[:6]
    return render(
        request, "regions/unknown.html", {"code": code, "near": near, "kind": kind}, status=404
    )
