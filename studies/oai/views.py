"""The one address of the protocol, and its six verbs."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.http.middleware import reads_nul
from regions.models import Commission
from studies.oai.records import (
    OAI_DC,
    XSI,
    Answer,
    all_records,
    get_record,
    write_header,
    write_list,
    write_record,
)
from studies.oai.requests import SECONDS, OaiError, check_prefix, parse_request

if TYPE_CHECKING:
    from collections.abc import Callable

OAI = "http://www.openarchives.org/OAI/2.0/"


@csrf_exempt
@reads_nul
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """The one address of the protocol; errors of the protocol are answers, not HTTP errors."""
    parameters = request.POST if request.method == "POST" else request.GET
    root = Element("OAI-PMH", {"xmlns": OAI, f"{{{XSI}}}schemaLocation": f"{OAI} {OAI}OAI-PMH.xsd"})
    SubElement(root, "responseDate").text = timezone.now().astimezone(UTC).strftime(SECONDS)
    request_element = SubElement(root, "request")
    request_element.text = request.build_absolute_uri("/oai")
    try:
        verb, values = parse_request(parameters)
        request_element.attrib |= {"verb": verb, **values}
        VERBS[verb](Answer(request, root), values)
    except OaiError as problem:
        if problem.code in {"badVerb", "badArgument"}:
            request_element.attrib.clear()
        for child in root[2:]:
            root.remove(child)
        SubElement(root, "error", code=problem.code).text = str(problem)
    body = b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")
    return HttpResponse(body, content_type="text/xml; charset=utf-8")


def identify(answer: Answer, values: dict[str, str]) -> None:
    """Who we are and how far back the records go."""
    first = all_records().order_by("stamp").values_list("stamp", flat=True).first()
    element = SubElement(answer.root, "Identify")
    rows = [
        ("repositoryName", "Migration and development: regional studies"),
        ("baseURL", f"{answer.base}/oai"),
        ("protocolVersion", "2.0"),
        ("adminEmail", f"portal@{answer.space}"),
        ("earliestDatestamp", (first or timezone.now()).astimezone(UTC).strftime(SECONDS)),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ]
    for name, text in rows:
        SubElement(element, name).text = text


def metadata_formats(answer: Answer, values: dict[str, str]) -> None:
    """Simple Dublin Core, of any record."""
    if "identifier" in values:
        get_record(answer, values["identifier"])
    element = SubElement(SubElement(answer.root, "ListMetadataFormats"), "metadataFormat")
    SubElement(element, "metadataPrefix").text = "oai_dc"
    SubElement(element, "schema").text = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
    SubElement(element, "metadataNamespace").text = OAI_DC


def sets(answer: Answer, values: dict[str, str]) -> None:
    """One set for each commission."""
    if "resumptionToken" in values:
        raise OaiError("badResumptionToken", "The sets fit in one answer.")
    listed = SubElement(answer.root, "ListSets")
    for commission in Commission.objects.select_related("area"):
        element = SubElement(listed, "set")
        SubElement(element, "setSpec").text = f"commission:{commission.code}"
        SubElement(element, "setName").text = commission.full_names["en"]


def record(answer: Answer, values: dict[str, str]) -> None:
    """One record."""
    check_prefix(values["metadataPrefix"])
    edition = get_record(answer, values["identifier"])
    write_record(answer, SubElement(answer.root, "GetRecord"), edition)


def records(answer: Answer, values: dict[str, str]) -> None:
    """A page of records."""
    write_list(answer, "ListRecords", values, write_record)


def identifiers(answer: Answer, values: dict[str, str]) -> None:
    """A page of headers."""
    write_list(answer, "ListIdentifiers", values, write_header)


VERBS: dict[str, Callable[[Answer, dict[str, str]], None]] = {
    "Identify": identify,
    "ListMetadataFormats": metadata_formats,
    "ListSets": sets,
    "GetRecord": record,
    "ListRecords": records,
    "ListIdentifiers": identifiers,
}
register_namespace("xsi", XSI)
