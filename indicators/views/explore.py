"""Pages that compare: two indicators, countries alike; each with its files and its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from core.http import downloads
from core.http.framing import framed
from core.web import as_of
from indicators.forms.explore import CompareForm, SimilarCountriesForm, by_theme
from indicators.pages import comparison, similar_countries
from indicators.presentation.pictures import NARROW, WIDE, svg_file
from indicators.selectors import NotPublished, catalogue, current_release
from indicators.views.indicators import FORMATS, THEMES, full_address, page_tag

if TYPE_CHECKING:
    from django import forms

    from core.tables.table import Table
    from indicators.charts.svg.pen import Pen


@require_safe
@gzip_page
@condition(etag_func=page_tag)
def overview(request: HttpRequest) -> HttpResponse:
    """The ways to explore, each with what it answers."""
    return render(request, "indicators/explore.html", {"release": current_release()})


def _compare_form(request: HttpRequest) -> CompareForm:
    names = {key: _(name) for key, name in THEMES.items()}
    return CompareForm(request.GET, by_theme(catalogue(), names))


@require_safe
@gzip_page
@condition(etag_func=page_tag)
def compare(request: HttpRequest) -> HttpResponse:
    """Two indicators of one year against each other."""
    return _compare(request, "indicators/compare.html")


@framed
@require_safe
@gzip_page
@condition(etag_func=page_tag)
def compare_embed(request: HttpRequest) -> HttpResponse:
    """The same chart alone, for a frame on another site."""
    return _compare(request, "indicators/compare_embed.html")


def _compare(request: HttpRequest, template: str) -> HttpResponse:
    form = _compare_form(request)
    context = {
        "form": form,
        "formats": FORMATS,
        "release": current_release(),
        "embed": full_address(request, "indicators:compare_embed"),
        "page_address": full_address(request, "indicators:compare"),
    }
    if not form.is_valid():
        return render(request, template, context, status=400)
    try:
        state = comparison.compared(form)
    except NotPublished as problem:
        return render(request, template, context | {"problem": problem.message})
    context |= {
        "state": state,
        "rows": comparison.data_rows(state),
        "years": state.years[::-1],
        "wide": inline(state.drawing(WIDE)),
        "narrow": inline(state.drawing(NARROW)),
        "cite": _cited(request, state.x.release),
    }
    return render(request, template, context)


def inline(drawing: Pen) -> str:
    """The drawing for a template; its words were escaped as they were written."""
    return mark_safe(drawing.svg)  # noqa: S308


def _cited(request: HttpRequest, release: int) -> str:
    """The address of the same state in this release, whatever is published later."""
    query = request.GET.copy()
    query["release"] = str(release)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


@require_safe
def compare_file(request: HttpRequest, extension: str) -> HttpResponse:
    """The rows of the page as a file, or the chart as a picture."""
    form = _compare_form(request)
    if not form.is_valid():
        return refused(form)
    try:
        state = comparison.compared(form)
    except NotPublished as problem:
        raise Http404(problem.message) from None
    name = f"{state.y.code}-{state.x.code}"
    if extension == "svg":
        return svg_file(state.drawing(WIDE), state.title, state.credit, f"{name}-{state.year}.svg")
    address = full_address(request, "indicators:compare")
    table = comparison.as_file(state, address)
    return table_file(request, table, name, state.year, f"r{state.x.release}", extension=extension)


def refused(form: forms.Form) -> HttpResponse:
    """What is wrong with the query of a file, a line for each field."""
    reasons = "\n".join(f"{name}: {' '.join(texts)}" for name, texts in form.errors.items())
    return HttpResponseBadRequest(reasons, content_type="text/plain; charset=utf-8")


def table_file(
    request: HttpRequest, table: Table, stem: str, *parts: object, extension: str
) -> HttpResponse:
    """A table as a file with an ETag of the release and the state."""
    current = current_release()
    etag = downloads.etag_of(current.id if current else 0, request.get_full_path(), get_language())
    name = downloads.file_name(stem, *parts, extension=extension)
    unchanged = downloads.not_modified(request, etag)
    return unchanged or downloads.table_response(
        request, table, extension=extension, filename=name, etag=etag
    )


def _similar_countries_form(
    request: HttpRequest,
) -> tuple[SimilarCountriesForm, list[similar_countries.Measure]]:
    day, _problem = as_of.as_of(request)  # the form says what is wrong with it
    measures = similar_countries.measures(catalogue(as_of=day))
    return SimilarCountriesForm(
        request.GET, [(measure.code, measure.name) for measure in measures]
    ), measures


@require_safe
@gzip_page
@condition(etag_func=page_tag)
def similar_countries_page(request: HttpRequest) -> HttpResponse:
    """Countries with a profile near to that of the chosen one."""
    return _similar_countries(request, "indicators/alike.html")


@framed
@require_safe
@gzip_page
@condition(etag_func=page_tag)
def similar_countries_embed(request: HttpRequest) -> HttpResponse:
    """The same chart alone, for a frame on another site."""
    return _similar_countries(request, "indicators/alike_embed.html")


def _similar_countries(request: HttpRequest, template: str) -> HttpResponse:
    form, measures = _similar_countries_form(request)
    context = {
        "form": form,
        "formats": FORMATS,
        "note": similar_countries.distance_note(),
        "release": current_release(),
        "embed": full_address(request, "indicators:alike_embed"),
        "page_address": full_address(request, "indicators:alike"),
    }
    if not form.is_valid():
        return render(request, template, context, status=400)
    if not form.cleaned_data["country"]:
        return render(request, template, context)
    try:
        state = similar_countries.similar_countries(form, measures)
    except NotPublished as problem:
        return render(request, template, context | {"problem": problem.message})
    context |= {
        "state": state,
        "wide": inline(state.drawing(WIDE)),
        "narrow": inline(state.drawing(NARROW)),
    }
    return render(request, template, context)


@require_safe
def similar_countries_file(request: HttpRequest, extension: str) -> HttpResponse:
    """The same as a file or a picture."""
    form, measures = _similar_countries_form(request)
    if not form.is_valid():
        return refused(form)
    if not form.cleaned_data["country"]:
        raise Http404(_("Name a country: ?country=PHL"))
    try:
        state = similar_countries.similar_countries(form, measures)
    except NotPublished as problem:
        raise Http404(problem.message) from None
    address = full_address(request, "indicators:alike")
    table = similar_countries.as_file(state, address)
    if extension == "svg":
        credit = f"{similar_countries.distance_note()} {address}"
        return svg_file(state.drawing(WIDE), table.title, credit, f"like-{state.area.code}.svg")
    return table_file(request, table, "like", state.area.code, extension=extension)
