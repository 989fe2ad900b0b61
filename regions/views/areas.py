"""Pages of countries and commissions."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.http import downloads
from core.i18n.languages import NAMES, in_reader_language
from core.tables.table import Column, Table
from core.web import as_of
from core.web.actions import as_positive_int
from regions import names
from regions.hooks.panels import panels_for, panels_of, work_by_theme
from regions.hooks.themes import coverage, side_by_side
from regions.models import Area, Commission, Membership, Partner, Term
from regions.selectors.areas import (
    FLAGS,
    as_composed,
    country_counts,
    group_matrix,
    group_members,
    groups_of,
    members,
    memberships_of,
    sort_key,
)
from regions.selectors.shapes import DRAWING, drawn

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
    commission = Commission.objects.select_related("area").filter(area__code=code).first()
    if commission is None:
        return _elsewhere(request, code, Area.Kind.COMMISSION)
    day, _problem = as_of.as_of(request)
    memberships = members(commission, on=day)
    groups = (
        (
            "regional",
            [m for m in memberships if m.is_regional and m.status == Membership.Status.MEMBER],
        ),
        ("associate", [m for m in memberships if m.status == Membership.Status.ASSOCIATE]),
        ("other", [m for m in memberships if not m.is_regional]),
    )
    context = {
        "commission": commission,
        "area": commission.area,
        "seat": in_reader_language(commission.seat),
        "mandate": in_reader_language(commission.mandate),
        "languages": [NAMES[code] for code in commission.languages.split()],
        "groups": [(kind, rows) for kind, rows in groups if rows],
        "map": _map(groups),
        "drawing": DRAWING,
        "themes": _themes(commission),
        "count": len(memberships),
        "marks": _marks(memberships),
        "day": day,
        "as_of": request.GET.get("as_of", ""),
    }
    return _with_panels(request, "regions/commission.html", commission.area, context)


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Groups of countries beside the commissions, with how many countries each has."""
    ids = list(Area.objects.countries().values_list("pk", flat=True))
    codes, matrix = group_matrix(ids)
    counts = dict(zip(codes, matrix.sum(axis=1).tolist(), strict=True))
    areas = Area.objects.filter(kind=Area.Kind.GROUP)
    rows = [(area, counts[area.code]) for area in sorted(areas, key=lambda a: sort_key(a.name))]
    context = {
        "special": [row for row in rows if row[0].code in FLAGS],
        "regions": [row for row in rows if row[0].m49 and row[0].code not in FLAGS],
        "composed": [row for row in rows if as_composed(row[0].code)],
    }
    return render(request, "regions/groups.html", context)


@require_safe
def group(request: HttpRequest, code: str) -> HttpResponse:
    """One group: where its composition comes from, its countries, and what higher apps show."""
    area = Area.objects.filter(code=code, kind=Area.Kind.GROUP).first()
    if area is None:
        return _elsewhere(request, code, Area.Kind.GROUP)
    countries = group_members(area)
    context = {"area": area, "members": countries}
    return _with_panels(request, "regions/group.html", area, context)


def _marks(memberships: Iterable[Membership]) -> set[str]:
    """The marks that stand beside the years, to be explained once on the page."""
    return {
        membership.confidence or Membership.Confidence.UNSURE
        for membership in memberships
        if membership.since and membership.confidence != Membership.Confidence.VERIFIED
    }


def _map(groups: Iterable[tuple[str, list[Membership]]]) -> list[tuple[str, Area]]:
    """Kind and country of those the drawing has a shape or a dot for; those of other regions first.

    The last drawn lies on top, so members in the region are never hidden.
    """
    codes = drawn()
    countries = [(kind, row.country) for kind, rows in groups for row in rows]
    return [(kind, area) for kind, area in reversed(countries) if area.code in codes]


def _themes(commission: Commission) -> list[dict]:
    """The priority themes with what the commission says of each and has on it."""
    focuses = {focus.term_id: focus for focus in commission.focuses.all()}
    works = work_by_theme()
    return [
        {
            "theme": theme,
            "focus": focuses.get(theme.pk),
            "works": works.get((commission.code, theme.code), []),
        }
        for theme in Term.objects.themes()
    ]


@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """All countries and areas by letter; `q` searches names and codes, `commission` filters."""
    words, chosen = request.GET.get("q", "").strip(), request.GET.get("commission", "")
    queryset = Area.objects.countries().prefetch_related("memberships__commission__area")
    if chosen:
        queryset = queryset.filter(
            memberships__commission__area__code=chosen, memberships__until=None
        ).distinct()
    areas = sorted(queryset, key=lambda area: sort_key(area.name))
    if words:
        form = names.normal_form(words)
        areas = [area for area in areas if _matches(area, form, words)]
    context = {
        "letters": [(letter, list(rows)) for letter, rows in _by_letter(areas)],
        "count": len(areas),
        "q": words,
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
    groups = Area.objects.filter(kind=Area.Kind.GROUP, code__in=groups_of(area))
    memberships = memberships_of(area)
    context = {
        "area": area,
        "memberships": memberships,
        "groups": groups,
        "marks": _marks(memberships),
    }
    return _with_panels(request, "regions/country.html", area, context)


def _with_panels(request: HttpRequest, template: str, area: Area, context: dict) -> HttpResponse:
    """The page with its panels, as known on the day that `as_of` names; 400 for what is no past day."""
    day, problem = as_of.as_of(request)
    context |= {"panels": panels_for(area, as_of=day), "problem": problem}
    return render(request, template, context, status=400 if problem else 200)


def _elsewhere(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The page under its right code where the code is only written otherwise, else 404 with near ones."""
    area = Area.objects.filter(kind=kind, code=code.upper()).first()
    if area is None and kind == Area.Kind.COUNTRY:
        area = Area.objects.countries().filter(iso2=code.upper()).first()
    if area is not None:
        return redirect(area, permanent=True)
    near = Area.objects.filter(kind=kind, code__startswith=code.upper()[:1])[:6]
    return render(
        request, "regions/unknown.html", {"code": code, "near": near, "kind": kind}, status=404
    )


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The priority themes, the objectives of the Global Compact and the SDG targets."""
    groups: dict[str, list[Term]] = {}
    for term in Term.objects.all():
        groups.setdefault(term.vocabulary, []).append(term)
    order = [choice for choice in Term.Vocabulary if choice in groups]
    context = {"groups": [(choice.label, choice.value, groups[choice]) for choice in order]}
    return render(request, "regions/terms.html", context)


@require_safe
def term(request: HttpRequest, code: str) -> HttpResponse:
    """One theme, objective or target: what commissions say of it, and what higher apps show."""
    term = Term.objects.filter(code=code).first()
    if term is None:
        raise Http404(_("There is no theme with the code “%(code)s”.") % {"code": code})
    context = {
        "term": term,
        "focuses": term.focuses.select_related("commission__area"),
        "panels": panels_of(term),
        "others": Term.objects.filter(vocabulary=term.vocabulary).exclude(pk=term.pk),
    }
    return render(request, "regions/term.html", context)


@require_safe
def side_by_side_page(request: HttpRequest) -> HttpResponse:
    """The five commissions on each priority theme: what they share and where they differ."""
    rows = side_by_side()
    context = {"rows": rows, "commissions": Commission.objects.select_related("area")}
    return render(request, "regions/side_by_side.html", context)


FIRST, LAST = 1990, 2100


def _year(request: HttpRequest, name: str) -> tuple[int | None, str]:
    """The year of a parameter, and what is wrong with it."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None, ""
    year = as_positive_int(text)
    if not FIRST <= year <= LAST:
        problem = _("“%(given)s” is not a year from %(first)s to %(last)s.")
        return None, problem % {"given": text[:20], "first": FIRST, "last": LAST}
    return year, ""


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """The coverage matrix: commission, stage and year with explicit zeros; also as CSV, Excel and JSON."""
    (first, wrong_first), (last, wrong_last) = _year(request, "from"), _year(request, "to")
    problems = [problem for problem in (wrong_first, wrong_last) if problem]
    if first and last and first > last:
        problems.append(_("The last year lies before the first. Swap them."))
        first = last = None
    coverage_matrix = coverage(first, last)
    extension = request.GET.get("format", "")
    if extension in downloads.FORMATS and not problems:
        return _matrix_file(request, coverage_matrix, extension)
    context = {"coverage": coverage_matrix, "problems": problems}
    return render(request, "regions/coverage.html", context, status=400 if problems else 200)


def _matrix_file(request: HttpRequest, coverage_matrix, extension: str) -> HttpResponse:
    table = Table(
        title=_("Coverage matrix"),
        columns=(
            Column("commission", _("Commission")),
            Column("stage", _("Stage")),
            Column("year", _("Year"), "whole"),
            Column("count", _("Count"), "whole"),
        ),
        rows=tuple(
            (row.commission.code, row.stage.code, year, count)
            for row in coverage_matrix.rows
            for year, count, _url in row.cells
        ),
        notes=tuple(
            sorted(
                {
                    _("Example: some of “%(stage)s” are made up.") % {"stage": row.stage.name}
                    for row in coverage_matrix.rows
                    if row.stage.has_examples
                }
            )
        ),
    )
    name = downloads.file_name(
        "coverage", coverage_matrix.years[0], coverage_matrix.years[-1], extension=extension
    )
    etag = downloads.etag_of(table.rows, table.title, table.notes)
    return downloads.table_response(request, table, extension=extension, filename=name, etag=etag)


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """Agencies of the Global Migration Group with the years they belonged."""
    context = {
        "partners": sorted(
            Partner.objects.all(), key=lambda partner: (partner.since or 9999, partner.code)
        )
    }
    return render(request, "regions/partners.html", context)
