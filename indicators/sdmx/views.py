"""The REST paths of SDMX under `/api/sdmx/`, of REST 1.5 and REST 2.1 alike."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.sax.saxutils import escape

from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from core.api.views import PublicView
from core.http import downloads
from indicators.api import releases
from indicators.models import Release
from indicators.sdmx import (
    availability,
    data_csv,
    data_json,
    data_ml,
    formats,
    query,
    structure_json,
    structure_ml,
)
from indicators.sdmx.artefacts import artefacts
from indicators.sdmx.data import Message
from indicators.sdmx.references import DETAILS, REFERENCES, select_artefacts, with_references
from indicators.sdmx.statement import figures

if TYPE_CHECKING:
    from rest_framework.response import Response

    from indicators.sdmx.artefacts import Artefact

WRITERS = {
    "csv": data_csv.write,
    "csv1": data_csv.write_v1,
    "json": data_json.write,
    "specific": data_ml.write_specific,
    "generic": data_ml.write_generic,
}
ENDINGS = {"csv": "csv", "csv1": "csv", "json": "json", "specific": "xml", "generic": "xml"}
ERRORS = {400: 140, 404: 100, 406: 150, 429: 130, 501: 501}
"""Numbers of errors in SDMX (web services guidelines, section 7.3); what has none is 500."""


def nothing() -> str:
    """What is said of a query without figures (SDMX: 404, no results found)."""
    return _("There is no figure for this query.")


def _data_file(kind: str, message: Message) -> BinaryIO:
    """The message as an unnamed file, at its beginning. Raises NotHere when it has no row."""
    spool = tempfile.TemporaryFile(buffering=downloads.BLOCK)  # noqa: SIM115  closed with the response
    try:
        has_rows = WRITERS[kind](spool, message)
    except BaseException:
        spool.close()
        raise
    if not has_rows:
        spool.close()
        raise query.NotHere(nothing())
    spool.seek(0)
    return spool


class SdmxView(PublicView):
    """A read in SDMX: errors come as SDMX-ML unless the client takes JSON only."""

    schema = None

    def perform_content_negotiation(self, request: Any, force: bool = False) -> tuple:
        """Formats of SDMX are chosen by the views themselves."""
        renderer = self.renderer_classes[0]()
        return renderer, renderer.media_type

    def handle_exception(self, exc: Exception) -> Response | HttpResponse:
        """The one error shape as JSON; the same words as SDMX-ML for those who take XML."""
        response = super().handle_exception(exc)
        if "json" in self.request._request.headers.get("Accept", ""):
            return response
        number = ERRORS.get(response.status_code, 500)
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?><mes:Error {structure_ml.NAMESPACES}>'
            f'<mes:ErrorMessage code="{number}"><com:Text>{escape(str(response.data["message"]))}</com:Text>'
            "</mes:ErrorMessage></mes:Error>"
        )
        xml_response = HttpResponse(
            body, status=response.status_code, content_type="application/xml"
        )
        for name in ("Retry-After", "WWW-Authenticate"):
            if name in response.headers:
                xml_response.headers[name] = response.headers[name]
        return xml_response

    def send(self, response: HttpResponse, etag: str, filename: str | None = None) -> HttpResponse:
        """With validator and file name; the answer depends on Accept."""
        patch_vary_headers(response, ["Accept"])
        return downloads.dress(response, etag=etag, filename=filename)


class DataView(SdmxView):
    """Figures of a dataflow."""

    def get(self, request: Any, **path: str) -> HttpResponse:
        """A file in the format asked for; 404 when the query has no figure."""
        http_request = request._request
        kind, media = formats.chosen(http_request, formats.DATA, formats.NAMED)
        query.check_observations(http_request.GET, kind)
        data_query = query.of_address(path, http_request.GET)
        release = _release(data_query)
        etag = self.etag(release, kind)
        if (unchanged := downloads.not_modified(http_request, etag)) is not None:
            return unchanged
        selection = figures(data_query, releases.lookups_of(release))
        if selection is None:
            raise query.NotHere(nothing())
        created_at = Release.objects.values_list("created_at", flat=True).get(pk=release)
        spool = _data_file(kind, Message(data_query, selection, release, created_at))
        name = downloads.file_name(data_query.flow, f"r{release}", extension=ENDINGS[kind])
        return self.send(downloads.Blocks(spool, content_type=media), etag, name)


def _release(data_query: query.Query) -> int:
    """The release asked for, the current one without. Raises NotPublished before the first."""
    release = data_query.release or releases.current_or_none()
    if release is None:
        raise releases.nothing_yet()
    return release


class AvailabilityView(SdmxView):
    """Which codes have figures for a query."""

    def get(self, request: Any, component: str = "all", **path: str) -> HttpResponse:
        """A structure message with one constraint, and what `references` asks for."""
        http_request = request._request
        form, media = formats.chosen(http_request, formats.STRUCTURES, formats.NAMED_STRUCTURES)
        parameters = http_request.GET.copy()
        mode = _one_of("mode", parameters.pop("mode", ["exact"])[-1], ("exact", "available"))
        references = _one_of("references", parameters.pop("references", ["none"])[-1], REFERENCES)
        data_query = query.of_address(path, parameters)
        release = _release(data_query)
        etag = self.etag(release, form)
        if (unchanged := downloads.not_modified(http_request, etag)) is not None:
            return unchanged
        lookups = releases.lookups_of(release)
        constraint = availability.answer(data_query, lookups, component=component, mode=mode)
        if constraint is None:
            raise query.NotHere(nothing())
        everything = [
            constraint
            if (artefact.kind, artefact.id) == (constraint.kind, constraint.id)
            else artefact
            for artefact in artefacts()
            if artefact.kind != constraint.kind or artefact.id == constraint.id
        ]
        body = _message(form, with_references(everything, [constraint], references))
        return self.send(HttpResponse(body, content_type=media), etag)


class NotOfferedView(SdmxView):
    """Resources of the standard that this service has not."""

    def get(self, request: Any, resource: str, **path: str) -> HttpResponse:
        """501, with the name of the resource. Raises NotDone."""
        raise query.NotDone(_("%(name)s is not offered here.") % {"name": resource})


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise query.BadQuery(
            f"{name}: " + _("Write one of %(names)s.") % {"names": ", ".join(choices)}
        )
    return value


def _message(form: str, selected: list[Artefact], *, stubs: bool = False) -> bytes:
    write = structure_json.message if form == "json" else structure_ml.message
    return write(selected, timezone.now(), stubs=stubs)


class StructureView(SdmxView):
    """Structures: one, a kind, or all of them."""

    def get(
        self,
        request: Any,
        kind: str = "structure",
        agency: str = "all",
        identifier: str = "all",
        version: str = "latest",
    ) -> HttpResponse:
        """A structure message with what `references` asks for."""
        http_request = request._request
        form, media = formats.chosen(http_request, formats.STRUCTURES, formats.NAMED_STRUCTURES)
        query.unread(http_request.GET, {"references", "detail", "format"})
        references = _one_of("references", http_request.GET.get("references", "none"), REFERENCES)
        detail = _one_of("detail", http_request.GET.get("detail", "full"), DETAILS)
        everything = artefacts()
        selected = select_artefacts(everything, kind, agency, identifier, version)
        selected = availability.filled(with_references(everything, selected, references))
        # The time of preparation differs each time; what it tells of does not.
        etag = self.etag(form, *selected, references, detail)
        if (unchanged := downloads.not_modified(http_request, etag)) is not None:
            return unchanged
        body = _message(form, selected, stubs="stubs" in detail)
        return self.send(HttpResponse(body, content_type=media), etag)
