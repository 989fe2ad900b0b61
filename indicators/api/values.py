"""Figures by the API: one statement per answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from drf_spectacular.utils import extend_schema

from core.api.renderers import CsvRenderer, OrjsonRenderer
from core.api.views import PublicView
from core.http.downloads import compressed, copy_response, file_name
from core.http.response_cache import ResponseCache
from indicators.api import releases
from indicators.api.rows import as_json
from indicators.api.selection import PARAMETERS, cursor_of, release_in, select
from indicators.api.serializers import ValuePageSerializer
from indicators.api.statement import checked_page, csv_rows, json_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

from indicators.api.selection import Selection

_pages = ResponseCache()
"""Pages of the values as JSON, by database, release and address."""


class ValuesView(PublicView):
    """Published figures."""

    serializer_class = ValuePageSerializer
    parameters = PARAMETERS
    renderer_classes = [OrjsonRenderer, CsvRenderer]

    @extend_schema(
        operation_id="values",
        summary="Published figures",
        description=(
            "Rows of published figures in a fixed order, page by page. A figure that is missing has"
            " no row, or a row with `value` null and a status that says why. `coverage` is set for"
            " aggregates only: the share of the population or of the countries that it rests on."
        ),
        tags=["values"],
    )
    def get(self, request: Any) -> HttpResponse:
        """A page of rows as JSON, or all of them as CSV."""
        as_csv = request.accepted_renderer.format == "csv"
        self.uri = request._request.build_absolute_uri()
        if not as_csv and (response := self._current_page()) is not None:
            return response
        current = releases.current_or_none()
        if not as_csv and (body := _pages.get(self._key(current))) is not None:
            return self.answer(body, self.etag(current, False))
        values = self.query()
        release = values.get("release") or release_in(values.get("cursor") or "") or current
        if release is None:
            raise releases.nothing_yet()
        if (unchanged := self.unchanged(release, as_csv)) is not None:
            return unchanged
        selection = select(values, releases.lookups_of(release))
        return self._file(selection, values) if as_csv else self._page(selection, current)

    def _current_page(self) -> HttpResponse | None:
        """A page of the current release that nobody asked for yet, by one statement instead of two.

        The rows are read for the release that was current at the last request, together with the
        number of the one that is. None where that is another, or where the query asks for more.
        """
        guess, plain = releases.last_seen(), self.request._request
        is_plain = plain.GET.keys().isdisjoint({"release", "cursor"})
        if guess is None or not is_plain or "If-None-Match" in plain.headers:
            return None
        if _pages.has(self._key(guess)) or (lookups := releases.lookups_or_none(guess)) is None:
            return None
        selection = select(self.query(), lookups)
        with connection.cursor() as cursor:
            cursor.execute(*checked_page(selection))
            rows = cursor.fetchall()
        if not rows or rows[0][0] != guess:
            return None
        return self._page_response(
            selection, [row[1:] for row in rows if row[1] is not None], guess
        )

    def _key(self, release: int | None) -> tuple[str, int | None, str]:
        database = connection.settings_dict["NAME"]
        return database, release, self.uri

    def _page(self, selection: Selection, current: int | None) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute(*json_page(selection))
            rows = cursor.fetchall()
        return self._page_response(selection, rows, current)

    def _page_response(
        self, selection: Selection, rows: list[tuple], current: int | None
    ) -> HttpResponse:
        release = selection.release.id
        following = "null"
        if len(rows) == selection.limit:
            following = f'"{self._address(cursor_of(release, rows[-1][:5]))}"'
        listed = as_json(selection, rows)
        body = f'{{"release":{release},"next":{following},"results":[{listed}]}}'.encode()
        if current == release:
            _pages.put(self._key(release), body)
        return self.answer(body, self.etag(release, False))

    def _address(self, cursor: str) -> str:
        request: HttpRequest = self.request._request
        query = request.GET.copy()
        query["cursor"] = cursor
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    def _file(self, selection: Selection, values: dict) -> HttpResponse:
        names = values.get("indicator", ())
        stem = names[0] if len(names) == 1 else "values"
        vintage = max((e.vintage for e in selection.entries), default=None)
        release = selection.release.id
        filename = file_name(stem, vintage, f"r{release}", extension="csv")
        etag = self.etag(release, True)
        response = copy_response(*csv_rows(selection), filename=filename, etag=etag)
        return compressed(self.request._request, response)
