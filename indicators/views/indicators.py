"""Pages of indicators; those of sources and jobs are in `source_views`."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import groupby
from typing import TYPE_CHECKING
from zlib import crc32

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, conditional_page, require_safe

from core.http.build import build_mark
from core.http.framing import framed
from core.i18n.records import BY_DJANGO
from indicators.catalogue.series import SOURCES
from indicators.catalogue.themes import THEMES
from indicators.charts.svg.multiples import small_multiples
from indicators.compute import CORRIDORS, FORMULAS, REGISTERED
from indicators.forms.indicators import SliceForm
from indicators.pages import bilateral_indicator, indicator
from indicators.presentation import phrases
from indicators.presentation.datasets import schema_org
from indicators.presentation.pictures import svg_file
from indicators.presentation.snippets import Snippet, snippets
from indicators.selectors import NotPublished, catalogue, current_release, formula_of

if TYPE_CHECKING:
    from indicators.selectors import CatalogueRow

FORMATS = (("csv", "CSV"), ("xlsx", "Excel"), ("parquet", "Parquet"), ("json", "JSON"))
SCRIPTS = {"map": "vendor/plotly/plotly-geo.min.js", "line": "vendor/plotly/plotly-basic.min.js"}


def page_tag(request: HttpRequest, *args: object, **kwargs: object) -> str | None:
    """ETag of a public page: release, language and path. None for those who are signed in."""
    if request.user.is_authenticated or request.COOKIES.get("messages"):
        return None
    release = current_release()
    mark = release.etag if release else "r0"
    return f'"{mark}-{get_language()}-{build_mark()}-{crc32(request.get_full_path().encode()):08x}"'


def state_tag(request: HttpRequest, *args: object, **kwargs: object) -> str | None:
    """The same where the page depends on the release alone; a time axis shows events of other apps too."""
    is_alone = request.GET.get("view") in {"bars", "map", "table", "multiples"}
    return page_tag(request) if is_alone else None


@require_safe
@gzip_page
@condition(etag_func=page_tag)
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Every indicator by theme; `q` searches names, codes and notes."""
    search = request.GET.get("q", "").strip()
    rows = [row for row in catalogue(bilateral=True) if _matches(row, search)]
    order = list(THEMES)
    rows.sort(key=lambda row: order.index(row.theme))
    names = {code: _(source.name) for code, source in SOURCES.items()}
    themes = [
        (_(THEMES[theme]), list(group)) for theme, group in groupby(rows, key=lambda row: row.theme)
    ]
    context = {
        "themes": themes,
        "source_names": names,
        "q": search,
        "count": len(rows),
        "release": current_release(),
    }
    return render(request, "indicators/catalogue.html", context)


def _matches(row: CatalogueRow, search: str) -> bool:
    words = f"{row.code} {row.name} {formula_of(row.code).note} {row.sdg}".casefold()
    return all(word in words for word in search.casefold().split())


@require_safe
@gzip_page
@condition(etag_func=state_tag)
@conditional_page
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: chart or map, the same figures as a table, method, sources and files."""
    if code in CORRIDORS:
        return bilateral_indicator.page(request, code)
    return _page(request, code, "indicators/detail.html")


@framed
@require_safe
@gzip_page
@condition(etag_func=state_tag)
@conditional_page
def embed(request: HttpRequest, code: str) -> HttpResponse:
    """The chart of the same state alone, for a frame on another site."""
    return _page(request, code, "indicators/embed.html")


@require_safe
@condition(etag_func=page_tag)
def multiples_svg(request: HttpRequest, code: str) -> HttpResponse:
    """The small drawings of the same state on one sheet, as a file."""
    form = SliceForm(request.GET)
    if code not in FORMULAS or not form.is_valid():
        raise Http404
    form.cleaned_data["view"] = "multiples"
    try:
        state = indicator.state(code, form)
    except NotPublished as problem:
        raise Http404(problem.message) from None
    table = state.table
    title = f"{table.name} ({table.unit_label})"
    return svg_file(small_multiples(state.panels), title, table.citation, f"{code}-multiples.svg")


def _page(request: HttpRequest, code: str, template: str) -> HttpResponse:
    if code not in FORMULAS:
        return _unknown(request, code)
    form = SliceForm(request.GET)
    context = {
        "code": code,
        "form": form,
        "themes": THEMES,
        "formats": FORMATS,
        "release": current_release(),
    }
    formula = formula_of(code)
    context |= {"name": _(formula.name), "theme": _(THEMES[formula.theme]), "sdg": formula.sdg}
    context |= {"flow": f"DF_{formula.theme.upper()}"}
    if not form.is_valid():
        note = {"note": _paragraphs(formula.note)}
        return render(request, template, context | note, status=400)
    try:
        state = indicator.state(code, form)
    except NotPublished as problem:
        extra = {"problem": problem.message, "note": _paragraphs(formula.note)}
        return render(request, template, context | extra)
    context |= {
        "state": state,
        "table": state.table,
        "note": _paragraphs(state.table.note),
        "has_quarters": formula.is_quarterly and indicator.has_quarters(state.table),
        "texts": phrases.script_texts(),
        "script": _script(state.view),
        "locale_script": _locale_script(),
        "chart_locale": _chart_locale(),
        "views": form.fields["view"].choices,
        "years": state.table.years[::-1],
        "embed": full_address(request, "indicators:embed", code),
        "page_address": full_address(request, "indicators:detail", code),
        "snippets": _snippets(request, state),
        "dataset": schema_org(state.table, request.build_absolute_uri("/").rstrip("/")),
    }
    return render(request, template, context)


def full_address(request: HttpRequest, name: str, *args: object) -> str:
    """The full address of the same state under another name."""
    query = request.GET.urlencode()
    path = reverse(name, args=args)
    return request.build_absolute_uri(f"{path}?{query}" if query else path)


def _snippets(request: HttpRequest, state: indicator.State) -> tuple[Snippet, ...]:
    """Code that takes the shown figures, of this release whatever is published later."""
    if not state.api_query:
        return ()
    query = QueryDict(state.api_query, mutable=True)
    query["release"] = str(state.table.release)
    query["format"] = "csv"
    path = reverse("api:values")
    return snippets(request.build_absolute_uri(f"{path}?{query.urlencode()}"))


def _paragraphs(note: str) -> list[str]:
    return [" ".join(part.split()) for part in note.split("\n\n")]


def _script(view: str) -> str | None:
    """The chart library's file for the view; None where it is not installed, so the page can say so."""
    path = SCRIPTS.get(view, SCRIPTS["line"])
    return path if finders.find(path) else None


def _locale_script() -> str | None:
    """Separators and names of the reader's language for the chart library, which brings English."""
    path = f"vendor/plotly/locale-{_chart_locale().lower()}.js"
    return path if finders.find(path) else None


def _chart_locale() -> str:
    """The reader's language as the chart library calls it."""
    return BY_DJANGO[get_language()].plotly


def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    """404 with indicators whose code is like it."""
    near = get_close_matches(code.upper(), REGISTERED, n=4, cutoff=0.4)
    context = {
        "code": code,
        "near": [(similar_code, _(formula_of(similar_code).name)) for similar_code in near],
    }
    return render(request, "indicators/unknown.html", context, status=404)
