"""The reader's own table, as a page and as files; all of it stands in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from indicators.forms.explore import by_theme
from indicators.forms.own import OwnForm
from indicators.pages import own as pages
from indicators.selectors import NotPublished, catalogue, current_release
from indicators.views.explore import refused, table_file
from indicators.views.indicators import FORMATS, THEMES, page_tag

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _form(request: HttpRequest) -> OwnForm:
    names = {key: _(name) for key, name in THEMES.items()}
    return OwnForm(request.GET, by_theme(catalogue(), names))


@require_safe
@gzip_page
@condition(etag_func=page_tag)
def own(request: HttpRequest) -> HttpResponse:
    """Indicators, areas, own groups and formulas together."""
    form = _form(request)
    context = {"form": form, "formats": FORMATS, "release": current_release()}
    if not form.is_valid():
        return render(request, "indicators/own.html", context, status=400)
    try:
        context["state"] = pages.state(form)
    except NotPublished as problem:
        context["problem"] = problem.message
    return render(request, "indicators/own.html", context)


@require_safe
@gzip_page
def own_file(request: HttpRequest, extension: str) -> HttpResponse:
    """The same as one file with one citation."""
    form = _form(request)
    if not form.is_valid():
        return refused(form)
    try:
        state = pages.state(form)
    except NotPublished as problem:
        raise Http404(problem.message) from None
    if state is None:
        raise Http404(_("Choose indicators and countries: ?indicator=REM_IN_GDP&country=PHL"))
    query = request.GET.copy()
    query["release"] = str(state.release)
    path = f"{reverse('indicators:own')}?{query.urlencode()}"
    table = pages.as_file(state, request.build_absolute_uri(path))
    return table_file(request, table, "own", f"r{state.release}", extension=extension)
