"""OAI-PMH 2.0: one record per public edition in simple Dublin Core, sets by commission.

Deleted records are kept for good: an edition that is no longer public answers as deleted. Lists are
walked by (time of change, id), so a record that changes during a harvest is met again, never skipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from django.core import signing
from django.db.models import DateTimeField, F, Q
from django.db.models.functions import Cast, Greatest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from migration_portal.core import languages
from regions.models import Commission
from studies.citations import dublin_core
from studies.models import Edition
from studies.selectors.citing import RELATED, cited
from studies.states import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
PAGE = 100
SECONDS = "%Y-%m-%dT%H:%M:%SZ"
SALT = "oai"

ARGUMENTS = {
    "Identify": (set(), set()),
    "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), {"resumptionToken"}),
    "GetRecord": ({"identifier", "metadataPrefix"}, set()),
    "ListRecords": ({"metadataPrefix"}, {"from", "until", "set", "resumptionToken"}),
    "ListIdentifiers": ({"metadataPrefix"}, {"from", "until", "set", "resumptionToken"}),
}
"""Required and optional arguments of each verb."""


class OaiError(Exception):
    """An error of the protocol: `code` is one of its own."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list asks for, and where it goes on: after `stamp` (ISO) and edition `after`."""

    prefix: str
    start: str = ""
    until: str = ""
    set: str = ""
    stamp: str = ""
    after: int = 0

    def token(self) -> str:
        """The resumption token: signed, so that a forged or cut one is told from a right one."""
        parts = [self.prefix, self.start, self.until, self.set, self.stamp, self.after]
        return signing.dumps(parts, salt=SALT, compress=True)

    @classmethod
    def resumed(cls, token: str) -> Listing:
        """The listing of a token. Raises OaiError."""
        try:
            return cls(*signing.loads(token, salt=SALT))
        except (signing.BadSignature, TypeError, ValueError):
            raise OaiError("badResumptionToken", "This token is not one of ours.") from None


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """The one address of the protocol; errors of the protocol are answers, not HTTP errors."""
    given = request.POST if request.method == "POST" else request.GET
    root = Element("OAI-PMH", {"xmlns": OAI, f"{{{XSI}}}schemaLocation": f"{OAI} {OAI}OAI-PMH.xsd"})
    SubElement(root, "responseDate").text = timezone.now().astimezone(UTC).strftime(SECONDS)
    asked = SubElement(root, "request")
    asked.text = request.build_absolute_uri("/oai")
    try:
        verb, values = _asked(given)
        asked.attrib |= {"verb": verb, **values}
        VERBS[verb](Answer(request, root), values)
    except OaiError as problem:
        if problem.code in {"badVerb", "badArgument"}:
            asked.attrib.clear()
        for child in root[2:]:
            root.remove(child)
        SubElement(root, "error", code=problem.code).text = str(problem)
    body = b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")
    return HttpResponse(body, content_type="text/xml; charset=utf-8")


def _asked(given: Any) -> tuple[str, dict[str, str]]:
    """The verb and its arguments. Raises OaiError with badVerb or badArgument."""
    verbs = given.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        raise OaiError("badVerb", f"The verb is one of {', '.join(ARGUMENTS)}, given once.")
    verb = verbs[0]
    needed, allowed = ARGUMENTS[verb]
    values = {
        name: _value(verb, name, texts, needed | allowed)
        for name, texts in given.lists()
        if name != "verb"
    }
    if "resumptionToken" in values:
        if len(values) > 1:
            raise OaiError("badArgument", "resumptionToken stands alone.")
    elif missing := needed - values.keys():
        raise OaiError("badArgument", f"Missing: {', '.join(sorted(missing))}.")
    return verb, values


def _value(verb: str, name: str, texts: list[str], known: set[str]) -> str:
    if name not in known:
        raise OaiError("badArgument", f"{verb} has no argument {name}.")
    if len(texts) > 1:
        raise OaiError("badArgument", f"The argument {name} is given twice.")
    return _clean(texts[0])


def _clean(text: str) -> str:
    """What XML cannot hold has no meaning in an argument either. Raises OaiError."""
    if any(
        ord(letter) < 32 or 0xD800 <= ord(letter) <= 0xDFFF or ord(letter) in {0xFFFE, 0xFFFF}
        for letter in text
    ):
        raise OaiError("badArgument", "An argument holds characters that XML does not allow.")
    return text


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


def _records() -> QuerySet[Edition]:
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


def identify(answer: Answer, values: dict[str, str]) -> None:
    """Who we are and how far back the records go."""
    first = _records().order_by("stamp").values_list("stamp", flat=True).first()
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
        _one(answer, values["identifier"])
    element = SubElement(SubElement(answer.root, "ListMetadataFormats"), "metadataFormat")
    SubElement(element, "metadataPrefix").text = "oai_dc"
    SubElement(element, "schema").text = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
    SubElement(element, "metadataNamespace").text = OAI_DC


def sets(answer: Answer, values: dict[str, str]) -> None:
    """One set for each commission."""
    if "resumptionToken" in values:
        raise OaiError("badResumptionToken", "The sets fit in one answer.")
    listed = SubElement(answer.root, "ListSets")
    for one in Commission.objects.select_related("area"):
        element = SubElement(listed, "set")
        SubElement(element, "setSpec").text = f"commission:{one.code}"
        SubElement(element, "setName").text = one.full_names["en"]


def record(answer: Answer, values: dict[str, str]) -> None:
    """One record."""
    _check_prefix(values["metadataPrefix"])
    edition = _one(answer, values["identifier"])
    _write(answer, SubElement(answer.root, "GetRecord"), edition)


def records(answer: Answer, values: dict[str, str]) -> None:
    """A page of records."""
    _listed(answer, "ListRecords", values, _write)


def identifiers(answer: Answer, values: dict[str, str]) -> None:
    """A page of headers."""
    _listed(answer, "ListIdentifiers", values, _header)


def _one(answer: Answer, identifier: str) -> Edition:
    parts = identifier.removeprefix(f"oai:{answer.space}:studies/").split("/")
    if len(parts) == 2 and parts[0].isascii() and parts[0].isdigit() and len(parts[0]) < 18:
        found = _with_related(_records().filter(study=int(parts[0]), language=parts[1])).first()
        if found is not None:
            return found
    raise OaiError("idDoesNotExist", "There is no record with this identifier.")


def _check_prefix(prefix: str) -> None:
    if prefix != "oai_dc":
        raise OaiError("cannotDisseminateFormat", "Records come as oai_dc.")


def _with_related(found: QuerySet[Edition]) -> QuerySet[Edition]:
    related = [f"study__{name}" for name in RELATED]
    return found.select_related("study").prefetch_related("files", *related)


def _listed(
    answer: Answer,
    verb: str,
    values: dict[str, str],
    write: Callable[[Answer, Element, Edition], None],
) -> None:
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
    found = _chosen(listing)
    rows = list(_with_related(found.order_by("stamp", "pk"))[: PAGE + 1])
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


def _chosen(listing: Listing) -> QuerySet[Edition]:
    _check_prefix(listing.prefix)
    found = _records()
    if listing.set:
        found = found.filter(study__commissions__area__code=_set(listing.set))
    start, until = _moment(listing.start), _moment(listing.until, ends=True)
    if listing.start and listing.until:
        if len(listing.start) != len(listing.until):
            raise OaiError("badArgument", "from and until are written alike.")
        if listing.start > listing.until:
            raise OaiError("badArgument", "from lies after until.")
    if start:
        found = found.filter(stamp__gte=start)
    if until:
        found = found.filter(stamp__lt=until)
    if listing.after:
        stamp = datetime.fromisoformat(listing.stamp)
        found = found.filter(Q(stamp__gt=stamp) | Q(stamp=stamp, pk__gt=listing.after))
    return found


def _set(spec: str) -> str:
    kind, _colon, code = spec.partition(":")
    if kind != "commission" or not Commission.objects.filter(area__code=code).exists():
        raise OaiError("noRecordsMatch", f"There is no set {spec}.")
    return code


def _moment(text: str, *, ends: bool = False) -> datetime | None:
    """The moment a date or time begins, or the first moment after it."""
    if not text:
        return None
    for form, length in (("%Y-%m-%d", timedelta(days=1)), (SECONDS, timedelta(seconds=1))):
        try:
            found = datetime.strptime(text, form).replace(tzinfo=UTC)
            return found + length if ends else found
        except (ValueError, OverflowError):
            continue
    raise OaiError("badArgument", f"{text} is not a day or a time as 2026-01-31T12:00:00Z.")


def _header(answer: Answer, parent: Element, edition: Edition) -> None:
    header = SubElement(parent, "header")
    if _is_deleted(edition):
        header.set("status", "deleted")
    SubElement(header, "identifier").text = answer.identifier(edition)
    SubElement(header, "datestamp").text = _stamp(edition)
    for one in edition.study.commissions.all():
        SubElement(header, "setSpec").text = f"commission:{one.code}"


def _write(answer: Answer, parent: Element, edition: Edition) -> None:
    element = SubElement(parent, "record")
    _header(answer, element, edition)
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


VERBS: dict[str, Callable[[Answer, dict[str, str]], None]] = {
    "Identify": identify,
    "ListMetadataFormats": metadata_formats,
    "ListSets": sets,
    "GetRecord": record,
    "ListRecords": records,
    "ListIdentifiers": identifiers,
}
register_namespace("xsi", XSI)
