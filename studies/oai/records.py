"""The records: which there are, one of them, a page of them, and how they are written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from django.db.models import DateTimeField, F, Q
from django.db.models.functions import Cast, Greatest
from django.utils import timezone

from core.i18n import languages
from regions.models import Commission
from studies.documents.citations import dublin_core
from studies.models import Edition
from studies.oai.requests import SECONDS, Listing, OaiError, check_prefix, moment
from studies.selectors.citations import RELATED, cited
from studies.states import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
PAGE = 100


class Answer:
    """The answer under construction."""

    def __init__(self, request: HttpRequest, root: Element) -> None:
        self.request = request
        self.root = root
        self.base = f"{request.scheme}://{request.get_host()}"
        self.space = request.get_host().split(":")[0]

    def identifier(self, edition: Edition) -> str:
        """`oai:host:studies/12/es`, as the guidelines for identifiers want it."""
        return f"oai:{self.space}:studies/{edition.study_id}/{edition.language}"


def all_records() -> QuerySet[Edition]:
    """Every edition that ever was public or is now, with `stamp`, the time it became as it is."""
    today = timezone.localdate()
    begun = Q(study__embargo_until=None) | Q(study__embargo_until__lte=today)
    return Edition.objects.filter(
        begun, study__state__in=[State.PUBLISHED, State.WITHDRAWN]
    ).annotate(
        stamp=Greatest(F("study__changed_at"), Cast("study__embargo_until", DateTimeField()))
    )


def _is_deleted(edition: Edition) -> bool:
    return edition.in_preparation or edition.study.state == State.WITHDRAWN


def _stamp(edition: Edition) -> str:
    return edition.stamp.astimezone(UTC).strftime(SECONDS)


def get_record(answer: Answer, identifier: str) -> Edition:
    """The edition of an identifier. Raises OaiError."""
    parts = identifier.removeprefix(f"oai:{answer.space}:studies/").split("/")
    if len(parts) == 2 and parts[0].isascii() and parts[0].isdigit() and len(parts[0]) < 18:
        edition = _with_related(
            all_records().filter(study=int(parts[0]), language=parts[1])
        ).first()
        if edition is not None:
            return edition
    raise OaiError("idDoesNotExist", "There is no record with this identifier.")


def _with_related(queryset: QuerySet[Edition]) -> QuerySet[Edition]:
    related = [f"study__{name}" for name in RELATED]
    return queryset.select_related("study").prefetch_related("files", *related)


def write_list(
    answer: Answer,
    verb: str,
    values: dict[str, str],
    write: Callable[[Answer, Element, Edition], None],
) -> None:
    """Write a page of a list, with the token for the next where there is one. Raises OaiError."""
    listing = (
        Listing.resumed(values["resumptionToken"])
        if "resumptionToken" in values
        else Listing(
            values["metadataPrefix"],
            values.get("from", ""),
            values.get("until", ""),
            values.get("set", ""),
        )
    )
    queryset = _filtered(listing)
    rows = list(_with_related(queryset.order_by("stamp", "pk"))[: PAGE + 1])
    if not rows:
        raise OaiError("noRecordsMatch", "No record fits.")
    element = SubElement(answer.root, verb)
    for edition in rows[:PAGE]:
        write(answer, element, edition)
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        going_on = Listing(
            listing.prefix,
            listing.start,
            listing.until,
            listing.set,
            last.stamp.isoformat(),
            last.pk,
        )
        SubElement(element, "resumptionToken").text = going_on.token()
    elif listing.after:
        SubElement(element, "resumptionToken")


def _filtered(listing: Listing) -> QuerySet[Edition]:
    check_prefix(listing.prefix)
    queryset = all_records()
    if listing.set:
        queryset = queryset.filter(study__commissions__area__code=_set(listing.set))
    start, until = moment(listing.start), moment(listing.until, ends=True)
    if listing.start and listing.until:
        if len(listing.start) != len(listing.until):
            raise OaiError("badArgument", "from and until are written alike.")
        if listing.start > listing.until:
            raise OaiError("badArgument", "from lies after until.")
    if start:
        queryset = queryset.filter(stamp__gte=start)
    if until:
        queryset = queryset.filter(stamp__lt=until)
    if listing.after:
        stamp = datetime.fromisoformat(listing.stamp)
        queryset = queryset.filter(Q(stamp__gt=stamp) | Q(stamp=stamp, pk__gt=listing.after))
    return queryset


def _set(spec: str) -> str:
    kind, _colon, code = spec.partition(":")
    if kind != "commission" or not Commission.objects.filter(area__code=code).exists():
        raise OaiError("noRecordsMatch", f"There is no set {spec}.")
    return code


def write_header(answer: Answer, parent: Element, edition: Edition) -> None:
    """Write identifier, day of the last change and sets of an edition."""
    header = SubElement(parent, "header")
    if _is_deleted(edition):
        header.set("status", "deleted")
    SubElement(header, "identifier").text = answer.identifier(edition)
    SubElement(header, "datestamp").text = _stamp(edition)
    for commission in edition.study.commissions.all():
        SubElement(header, "setSpec").text = f"commission:{commission.code}"


def write_record(answer: Answer, parent: Element, edition: Edition) -> None:
    """Write header and metadata of an edition; of one that is no longer public the header alone."""
    element = SubElement(parent, "record")
    write_header(answer, element, edition)
    if _is_deleted(edition):
        return
    attributes = {
        "xmlns:oai_dc": OAI_DC,
        "xmlns:dc": DC,
        f"{{{XSI}}}schemaLocation": f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    }
    core = SubElement(SubElement(element, "metadata"), "oai_dc:dc", attributes)
    language = languages.interface_code(edition.language)
    for name, text in dublin_core(cited(edition, answer.base)):
        child = SubElement(core, f"dc:{name}")
        if name in {"title", "description"}:
            child.set(f"{{{XML}}}lang", language)
        child.text = "".join(letter for letter in text if letter >= " " or letter in "\n\t")
