"""The page of one figure: how it came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from core.http.build import build_mark
from core.http.downloads import etag_of
from indicators.catalogue.units import unit_label
from indicators.forms.traces import TraceForm
from indicators.presentation.descriptions import STATUS_WORDS
from indicators.presentation.traces import FigureAddresses, api_query, input_cards, python_line
from indicators.selectors import NotPublished, current_release
from indicators.services.tracing import trace

if TYPE_CHECKING:
    from indicators.services.tracing import Trace


def _tag(request: HttpRequest, code: str, area: str, period: str) -> str:
    """What changes when the page does: the release in use, the address, the language, the code."""
    release = current_release()
    return etag_of(
        release.id if release else 0, request.get_full_path(), get_language(), build_mark()
    )


@require_safe
@gzip_page
@condition(etag_func=_tag)
def figure(request: HttpRequest, code: str, area: str, period: str) -> HttpResponse:
    """Formula with its numbers, cells of the files, members of a group, earlier vintages."""
    form = TraceForm(request.GET)
    if not form.is_valid():
        raise Http404
    data = form.cleaned_data
    year, _separator, quarter = period.partition("-Q")
    try:
        figure_trace = trace(
            code, area, int(year), int(quarter or 0), as_of=data["as_of"], release=data["release"]
        )
    except NotPublished as problem:
        context = {"code": code, "problem": problem.message}
        return render(request, "indicators/figure_missing.html", context, status=404)
    return render(request, "indicators/figure.html", _context(request, figure_trace, data["as_of"]))


def _context(request: HttpRequest, figure_trace: Trace, as_of) -> dict:
    addresses = FigureAddresses.of(figure_trace.code, figure_trace.release.id, as_of)
    values = f"{reverse('api:values')}?{api_query(figure_trace)}"
    return {
        "trace": figure_trace,
        "cards": [(card, unit_label(card.input.unit)) for card in input_cards(figure_trace)],
        "members": [
            (member, addresses.at(member.area.code, figure_trace.period))
            for member in figure_trace.members
        ],
        "status_word": STATUS_WORDS.get(figure_trace.status, ""),
        "address": request.build_absolute_uri(
            addresses.at(figure_trace.area.code, figure_trace.period)
        ),
        "trace_api": reverse(
            "api:trace", args=[figure_trace.code, figure_trace.area.code, figure_trace.period]
        )
        + f"?release={figure_trace.release.id}",
        "from_api": python_line(request.build_absolute_uri(values)),
    }
