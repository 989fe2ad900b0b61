"""Pages of corridors: the index with map, flows and matrix, one corridor, and what 3 per cent would save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from core.http.framing import framed
from core.i18n.numbers import number
from indicators.forms.corridors import ADDED_UP, VIEWS, CorridorForm, SavingForm
from indicators.forms.explore import StateForm
from indicators.pages import corridor as corridor_pages
from indicators.pages import corridor_list, remittance_savings
from indicators.presentation.phrases import disclaimer
from indicators.presentation.pictures import NARROW, WIDE, svg_file
from indicators.selectors import NotPublished, current_release
from indicators.selectors.published import resolved_release
from indicators.views.explore import inline, refused, table_file
from indicators.views.indicators import FORMATS, full_address, page_tag
from regions.models import Area
from regions.selectors.areas import memberships_of
from regions.selectors.shapes import DRAWING, drawn, outlines

if TYPE_CHECKING:
    from indicators.charts.svg.pen import Pen
    from indicators.pages.corridor_list import Chosen

PER_PAGE = 50


@require_safe
@gzip_page
@condition(etag_func=page_tag)
def corridor_list_page(request: HttpRequest) -> HttpResponse:
    """Corridors ranked, on the map, as flows or as a matrix, with search and filters."""
    return _corridor_list(request, "indicators/corridors.html")


@framed
@require_safe
@gzip_page
@condition(etag_func=page_tag)
def corridor_list_embed(request: HttpRequest) -> HttpResponse:
    """The chart of the same state alone, for a frame on another site."""
    return _corridor_list(request, "indicators/corridors_embed.html")


def _corridor_list(request: HttpRequest, template: str) -> HttpResponse:
    form = CorridorForm(request.GET)
    context = {
        "form": form,
        "formats": FORMATS,
        "release": current_release(),
        "embed": full_address(request, "indicators:corridors_embed"),
        "page_address": full_address(request, "indicators:corridors"),
    }
    if not form.is_valid():
        return render(request, template, context, status=400)
    view = form.cleaned_data["view"]
    adds_up = form.cleaned_data["measure"] in ADDED_UP
    context |= {
        "view": view,
        "views": [choice for choice in VIEWS if adds_up or choice[0] in {"table", "matrix"}],
        "measure": form.cleaned_data["measure"],
        "adds_up": adds_up,
    }
    try:
        state = corridor_list.chosen(form)
    except NotPublished as problem:
        return render(request, template, context | {"problem": problem.message})
    context |= {"state": state, "years": state.periods, "year": state.period}
    context |= _view_context(state, view, form.cleaned_data["page"])
    return render(request, template, context)


def _view_context(state: Chosen, view: str, page: int | None) -> dict[str, object]:
    """What the view needs beside the state."""
    if view == "map":
        top = state.rows[: corridor_list.MOST_ARCS]
        land = format_html('<use class="land" href="{}#world" fill="#dfe4e9"/>', static(DRAWING))
        drawing = inline(corridor_list.map_of(state, land)) if drawn() else ""
        return {"wide": drawing, "rows": _listed(state, top), "disclaimer": disclaimer()}
    if view == "sankey":
        mirrored = get_language_bidi()
        wide, narrow = (
            inline(corridor_list.flows_of(state, width=width, mirrored=mirrored))
            for width in (WIDE, NARROW)
        )
        return {"wide": wide, "narrow": narrow, "flows": corridor_list.flow_rows(state)}
    if view == "matrix":
        return {"heat": corridor_list.matrix_of(state)}
    paged = Paginator(state.rows, PER_PAGE).get_page(page or 1)
    return {"page": paged, "rows": _listed(state, paged.object_list)}


def _listed(state: Chosen, rows) -> list[tuple[corridor_list.Corridor, str, str]]:
    """Corridors with their figure as text and the width of their bar."""
    return [
        (row, number(row.value, state.table.decimals), f"{100 * state.share(row):.2f}")
        for row in rows
    ]


@require_safe
def corridor_list_file(request: HttpRequest, extension: str) -> HttpResponse:
    """Every chosen corridor as a file, or the picture of the view."""
    form = CorridorForm(request.GET)
    if not form.is_valid():
        return refused(form)
    try:
        state = corridor_list.chosen(form)
        table = corridor_list.as_file(state, full_address(request, "indicators:corridors"))
    except NotPublished as problem:
        raise Http404(problem.message) from None
    view = form.cleaned_data["view"]
    if extension != "svg":
        return table_file(
            request,
            table,
            state.table.code,
            state.period,
            f"r{state.table.release}",
            extension=extension,
        )
    if view == "table":
        raise Http404(_("A list has no picture. Choose the map, the flows or the matrix."))
    credit = f"{state.credit} {disclaimer()}" if view == "map" else state.credit
    title = f"{state.title} ({state.table.unit_label})"
    return svg_file(_picture(state, view), title, credit, f"corridors-{view}-{state.period}.svg")


def _picture(state: Chosen, view: str) -> Pen:
    if view == "map":
        land = f'<g fill="#dfe4e9" stroke="#ffffff" stroke-width="0.5">{outlines()}</g>'
        return corridor_list.map_of(state, land)
    if view == "sankey":
        return corridor_list.flows_of(state, width=WIDE, mirrored=get_language_bidi())
    return corridor_list.matrix_drawing(state)


def _ends(home: str, host: str) -> tuple[Area, Area]:
    countries = {
        area.code: area
        for area in Area.objects.countries().filter(code__in=[home.upper(), host.upper()])
    }
    missing = [code for code in (home, host) if code.upper() not in countries]
    if missing:
        raise Http404(_("There is no country %(code)s.") % {"code": missing[0]})
    return countries[home.upper()], countries[host.upper()]


@require_safe
@gzip_page
@condition(etag_func=page_tag)
def corridor(request: HttpRequest, home: str, host: str) -> HttpResponse:
    """One corridor: people, money, prices, each with its table."""
    origin, destination = _ends(home, host)
    if (origin.code, destination.code) != (home, host):
        return redirect("indicators:corridor", origin.code, destination.code, permanent=True)
    context = {
        "home": origin,
        "host": destination,
        "home_in": memberships_of(origin),
        "host_in": memberships_of(destination),
        "formats": FORMATS,
        "release": current_release(),
    }
    try:
        page = corridor_pages.corridor_page(origin, destination, **_when(request))
    except NotPublished as problem:
        return render(request, "indicators/corridor.html", context | {"problem": problem.message})
    context |= {
        "page": page,
        "parts": [(part, inline(part.drawing)) for part in page.parts],
        "embed": request.build_absolute_uri(
            reverse("indicators:corridor_embed", args=[origin.code, destination.code])
        ),
        "cite": request.build_absolute_uri(f"{request.path}?release={page.release}"),
    }
    return render(request, "indicators/corridor.html", context)


@framed
@require_safe
@gzip_page
@condition(etag_func=page_tag)
def corridor_embed(request: HttpRequest, home: str, host: str) -> HttpResponse:
    """One chart of the corridor alone, the one named by `part`, for a frame on another site."""
    origin, destination = _ends(home, host)
    try:
        page = corridor_pages.corridor_page(origin, destination, **_when(request))
    except NotPublished as problem:
        raise Http404(problem.message) from None
    part = _chart(page, request)
    context = {"home": origin, "host": destination, "part": part, "drawing": inline(part.drawing)}
    context["page_address"] = full_address(
        request, "indicators:corridor", origin.code, destination.code
    )
    return render(request, "indicators/corridor_embed.html", context)


def _chart(page: corridor_pages.CorridorPage, request: HttpRequest) -> corridor_pages.CorridorChart:
    """The chart that the query names."""
    parts = {part.key: part for part in page.parts}
    chart = parts.get(request.GET.get("part", ""))
    if chart is None:
        raise Http404(_("Name a part: %(parts)s") % {"parts": ", ".join(parts)})
    return chart


def _when(request: HttpRequest) -> dict:
    """The vintage and release of the query; a wrong one is a page that does not exist."""
    form = StateForm(request.GET)
    if not form.is_valid():
        raise Http404(" ".join(text for texts in form.errors.values() for text in texts))
    if form.cleaned_data["release"]:
        try:
            resolved_release(form.cleaned_data["release"])
        except NotPublished as problem:
            raise Http404(problem.message) from None
    return form.cleaned_data


@require_safe
def corridor_file(request: HttpRequest, home: str, host: str, extension: str) -> HttpResponse:
    """Every figure of the corridor as a file; of a picture, the part named by `part`."""
    origin, destination = _ends(home, host)
    try:
        page = corridor_pages.corridor_page(origin, destination, **_when(request))
    except NotPublished as problem:
        raise Http404(problem.message) from None
    table = corridor_pages.as_file(page, request.build_absolute_uri(request.path))
    if extension != "svg":
        return table_file(
            request,
            table,
            f"{origin.code}-{destination.code}",
            f"r{page.release}",
            extension=extension,
        )
    part = _chart(page, request)
    title = f"{origin.name} – {destination.name}: {part.title}"
    return svg_file(
        part.drawing, title, part.credit, f"{origin.code}-{destination.code}-{part.key}.svg"
    )


@require_safe
@gzip_page
@condition(etag_func=page_tag)
def saving(request: HttpRequest) -> HttpResponse:
    """What a country's families would keep if sending money cost no more than the target."""
    form = SavingForm(request.GET)
    context = {"form": form, "formats": FORMATS, "release": current_release()}
    if not form.is_valid():
        return render(request, "indicators/saving.html", context, status=400)
    if form.cleaned_data["country"]:
        try:
            context["state"] = remittance_savings.saving_page(form)
        except NotPublished as problem:
            context["problem"] = problem.message
    return render(request, "indicators/saving.html", context)


@require_safe
def saving_file(request: HttpRequest, extension: str) -> HttpResponse:
    """The sum corridor by corridor, with its assumptions, as a file."""
    form = SavingForm(request.GET)
    if not form.is_valid():
        return refused(form)
    if not form.cleaned_data["country"]:
        raise Http404(_("Name a country: ?country=PHL"))
    try:
        state = remittance_savings.saving_page(form)
    except NotPublished as problem:
        raise Http404(problem.message) from None
    table = remittance_savings.as_file(state, full_address(request, "indicators:saving"))
    return table_file(request, table, "saving", state.area.code, extension=extension)
