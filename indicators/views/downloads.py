"""Files: what an indicator's page shows, the whole table of a source file, the file as received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views import View
from django.views.decorators.gzip import gzip_page

from core.http.downloads import (
    copy_response,
    dress,
    etag_of,
    file_name,
    not_modified,
    table_response,
)
from indicators.access import may_see_proposals
from indicators.analysis.index_numbers import indexed
from indicators.compute import FORMULAS
from indicators.forms.corridors import MEASURES
from indicators.forms.indicators import SliceForm
from indicators.models import Snapshot, SnapshotContent
from indicators.presentation.exports import as_table
from indicators.presentation.phrases import index_label
from indicators.selectors import NotPublished, current_release
from indicators.services.same_members import figures_of_slice

if TYPE_CHECKING:
    from django.http import HttpRequest

    from indicators.analysis.figure_table import FigureTable

SNAPSHOT_ROWS = """
    SELECT s.code AS series, a.code AS ref_area, c.code AS counterpart_area,
           CASE o.quarter WHEN 0 THEN o.year::text ELSE o.year || '-Q' || o.quarter END AS time_period,
           o.value, o.status AS obs_status, o.flag AS source_flag, s.unit
    FROM indicators_observation o
    JOIN indicators_series s ON s.id = o.series_id
    JOIN regions_area a ON a.id = o.area_id
    LEFT JOIN regions_area c ON c.id = o.counterpart_id AND o.counterpart_id <> 0
    WHERE o.snapshot_id = %s
"""


@method_decorator(gzip_page, name="dispatch")
class DownloadView(View):
    """The table of an indicator's page, same state, as CSV, XLSX, Parquet or JSON."""

    def get(self, request: HttpRequest, code: str, format: str) -> HttpResponse:  # noqa: A002  the address says so
        """The file; 400 with the reasons where the query cannot be shown. Corridors have files of their own."""
        if code in dict(MEASURES):
            query = request.GET.copy()
            query["measure"] = code
            path = reverse("indicators:corridors_file", kwargs={"extension": format})
            return HttpResponseRedirect(f"{path}?{query.urlencode()}")
        if code not in FORMULAS:
            raise Http404
        form = SliceForm(request.GET, as_chart=False)
        if not form.is_valid():
            reasons = "\n".join(f"{name}: {' '.join(texts)}" for name, texts in form.errors.items())
            return HttpResponseBadRequest(reasons, content_type="text/plain; charset=utf-8")
        current = current_release()
        etag = etag_of(current.id if current else 0, request.get_full_path(), get_language())
        return not_modified(request, etag) or self._file(request, form, code, format, etag)

    def _file(
        self, request: HttpRequest, form: SliceForm, code: str, extension: str, etag: str
    ) -> HttpResponse:
        data = form.cleaned_data
        year = data["year"]
        years = (year, year) if year else (data["start"], data["end"])
        areas = form.areas or form.members
        try:
            figures = figures_of_slice(
                code,
                areas,
                years,
                as_of=data["as_of"],
                release=data["release"],
                same_members=bool(data["panel"]) and not year,
                quarters=bool(data["quarters"]),
            )
        except NotPublished as problem:
            return HttpResponse(
                problem.message, status=problem.status, content_type="text/plain; charset=utf-8"
            )
        if data["base"] and not year:
            figures = indexed(figures, data["base"], index_label(data["base"]))
        name = file_name(code, figures.vintage, f"r{figures.release}", extension=extension)
        table = as_table(figures, permanent_address(request, figures))
        return table_response(request, table, extension=extension, filename=name, etag=etag)


def permanent_address(request: HttpRequest, figures: FigureTable) -> str:
    """The page of these figures in this release, whatever is published later."""
    query = request.GET.copy()
    query["release"] = str(figures.release)
    page = reverse("indicators:detail", args=[figures.code])
    return request.build_absolute_uri(f"{page}?{query.urlencode()}")


def _loaded(request: HttpRequest, pk: int) -> Snapshot:
    """A loaded file; one that was never in use is for those who load and decide."""
    snapshot = Snapshot.objects.filter(pk=pk, state=Snapshot.State.LOADED).first()
    if snapshot is None or not (snapshot.is_public or may_see_proposals(request.user)):
        raise Http404
    return snapshot


@method_decorator(gzip_page, name="dispatch")
class SnapshotDataView(View):
    """Every figure of a loaded file as CSV, streamed by COPY."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All rows in the order in which they lie; codes as in the API."""
        snapshot = _loaded(request, pk)
        etag = etag_of("snapshot", pk, snapshot.sha256)
        name = file_name(snapshot.source_id, snapshot.vintage, f"file{pk}", extension="csv")
        return not_modified(request, etag) or copy_response(
            SNAPSHOT_ROWS, [pk], filename=name, etag=etag
        )


class SnapshotFileView(View):
    """The bytes as the provider gave them."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file, never shown by the browser but saved."""
        snapshot = _loaded(request, pk)
        etag = f'"{snapshot.sha256}"'
        if unchanged := not_modified(request, etag):
            return unchanged
        data = bytes(SnapshotContent.objects.values_list("data", flat=True).get(pk=pk))
        name = snapshot.filename.rsplit("/", 1)[-1]
        response = HttpResponse(data, content_type="application/octet-stream")
        return dress(response, etag=etag, filename=name)
