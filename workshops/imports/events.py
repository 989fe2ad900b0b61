"""Events of Indico and pretix as these export them (JSON): the workshop, its programme and its people."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.tables.upload import TableRow, UploadedTable
from workshops.imports.ledger import Ledger
from workshops.models import Session
from workshops.models.workshops import FIRST_DAY, LAST_DAY, zone_names

if TYPE_CHECKING:
    from workshops.imports.ledger import Fields

MOST_SESSIONS, MOST_PEOPLE = 500, 1_000
MOST_QUESTIONS, MOST_FIELDS = 150, 1_000
PERSON_NAMES = ("fullName", "full_name", "name")
PRETIX_STATES = {"p": "complete", "n": "pending", "e": "expired", "c": "canceled"}
PRETIX_COLUMNS = (
    "Order code", "Position", "Product", "State", "Given name", "Family name", "Email", "Phone", "Organisation",
    "Country", "Language",
)  # fmt: skip
INDICO_PERSON = {
    "title": "Title",
    "firstName": "Given name",
    "first_name": "Given name",
    "surname": "Family name",
    "last_name": "Family name",
    "email": "Email",
    "affiliation": "Organisation",
    "position": "Position",
    "phone": "Phone",
    "country": "Country",
}


class BadExport(PortalError):
    """The file is no export that can be read."""

    code, status = "bad_export", 422


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of a programme: its place in the file, when it is, and the fields of a session."""

    where: str
    begins: datetime
    ends: datetime
    values: dict[str, str]

    @property
    def hours(self) -> tuple[str, str]:
        """Day and hour of the beginning, and hour of the end, in the zone of the file."""
        return f"{self.begins:%Y-%m-%d %H:%M}", f"{self.ends:%H:%M}"


@dataclass(slots=True)
class EventFile:
    """What an export holds. `refused` names parts that cannot be read, with the reason."""

    source: str
    title: str = ""
    summary: str = ""
    code: str = ""
    venue: str = ""
    zone: str = ""
    first_day: date | None = None
    last_day: date | None = None
    entries: list[Entry] = field(default_factory=list)
    people: UploadedTable | None = None
    refused: list[tuple[str, str]] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def is_export(data: bytes) -> bool:
    """Whether the file looks like JSON, which no list of people is."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def read_export(data: bytes) -> EventFile:
    """The event in a file. Raises BadExport."""
    try:
        content = _storable(json.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError) as problem:
        raise BadExport(_("This is no JSON that can be read.")) from problem
    ledger = Ledger()
    found = _read(content, ledger)
    if found is None:
        raise BadExport(
            _(
                "This is no export of an event that is known here: give the JSON of an event, of its timetable or of"
                " its registrants from Indico, or the order data (JSON) of pretix."
            )
        )
    found.used, found.unused = ledger.used, ledger.unused
    if len(found.unused) > MOST_FIELDS:
        raise BadExport(_("The file has thousands of different fields, as no export has."))
    return found


def _storable(content: Any) -> Any:
    """The content with a question mark for each half of a sign: JSON can write one alone, no text can hold it."""
    text = json.dumps(content, ensure_ascii=False)
    return content if text.isascii() else json.loads(text.encode("utf-8", "replace"))


def _read(content: Any, ledger: Ledger) -> EventFile | None:
    if isinstance(content, list):
        content = {"results": content}
    if not isinstance(content, dict):
        return None
    if isinstance(content.get("event"), dict):
        return _pretix(content["event"], ledger)
    if isinstance(content.get("registrants"), list):
        return _registrants(content["registrants"], ledger)
    results = content.get("results")
    if isinstance(results, dict) and results:
        return _timetable(results, ledger)
    if isinstance(results, list) and results and isinstance(results[0], dict):
        return _listed(results, ledger)
    return None


def _listed(results: list[Any], ledger: Ledger) -> EventFile | None:
    """Orders as the API of pretix lists them, or an event of Indico."""
    if "positions" in results[0]:
        return _pretix({"orders": results}, ledger)
    if "startDate" not in results[0]:
        return None
    if len(results) > 1:
        raise BadExport(_("The file holds several events. Give one at a time."))
    return _indico(results[0], ledger)


# Indico


def _indico(content: dict[str, Any], ledger: Ledger) -> EventFile:
    event = ledger.fields(content, "event")
    found = EventFile(
        "Indico", title=event.text("title"), summary=_plain(event.text("description"))
    )
    found.zone = _zone(event.text("timezone"), found)
    number = event.text("id")[:20]
    found.code = f"indico-{number}" if number.isalnum() and number.isascii() else ""
    places = (event.text("room", "roomFullname"), event.text("location"), event.text("address"))
    found.venue = ", ".join(dict.fromkeys(part for part in places if part))
    first, last = (_moment(event.raw(name), found.zone) for name in ("startDate", "endDate"))
    if first is None or last is None:
        found.refused.append((_("event"), _("Its days cannot be read.")))
    else:
        zone = ZoneInfo(found.zone)
        found.first_day, found.last_day = (
            first.astimezone(zone).date(),
            last.astimezone(zone).date(),
        )
    for contribution in event.rows("contributions"):
        _add(found, ledger, contribution, "contribution")
    for content_of_session in event.rows("sessions"):
        session = ledger.fields(content_of_session, "session")
        inside = session.rows("contributions")
        timed = [one for one in inside if isinstance(one, dict) and one.get("startDate")]
        for contribution in inside:
            _add(found, ledger, contribution, "contribution", room=session.text("room"))
        if not timed:
            _add(found, ledger, content_of_session, "session")
    return found


def _timetable(results: dict[str, Any], ledger: Ledger) -> EventFile:
    found = EventFile("Indico")
    if len(results) > 1:
        raise BadExport(_("The file holds several events. Give one at a time."))
    days = next(iter(results.values()))
    for entries in days.values() if isinstance(days, dict) else []:
        for entry in entries.values() if isinstance(entries, dict) else []:
            inside = ledger.fields(entry, "entry").rows("entries")
            for part in inside:
                _add(found, ledger, part, "entry", room=_room(entry))
            if not inside:
                _add(found, ledger, entry, "entry")
    if found.entries:
        zone = found.entries[0].begins.tzinfo
        found.zone = str(zone)
        found.first_day = min(one.begins.astimezone(zone).date() for one in found.entries)
        found.last_day = max(one.ends.astimezone(zone).date() for one in found.entries)
    return found


def _room(entry: Any) -> str:
    room = entry.get("room") if isinstance(entry, dict) else ""
    return room if isinstance(room, str) else ""


def _add(found: EventFile, ledger: Ledger, content: Any, label: str, room: str = "") -> None:
    """A contribution, session or break as part of the programme, or why it cannot be one."""
    if len(found.entries) + len(found.refused) >= MOST_SESSIONS:
        raise BadExport(
            _("At most %(most)s parts of a programme can be taken over.") % {"most": MOST_SESSIONS}
        )
    entry = ledger.fields(content, label)
    title = entry.text("title")
    where = title or _("without a title")
    begins = _moment(entry.raw("startDate"), found.zone)
    ends = _moment(entry.raw("endDate"), found.zone)
    length = entry.raw("duration")
    if begins and not ends and isinstance(length, int) and 0 < length <= 24 * 60:
        ends = begins + timedelta(minutes=length)
    if begins is None or ends is None:
        found.refused.append((where, _("It has no time.")))
        return
    is_break = entry.text("entryType") == "Break"
    found.entries.append(
        Entry(
            where,
            begins,
            ends,
            {
                "title": title,
                "kind": Session.Kind.BREAK if is_break else Session.Kind.PRESENTATION,
                "countable": "" if is_break else "on",
                "room": entry.text("room", "roomFullname") or room,
                "speakers": "\n".join(_people(entry, ledger, "speakers", "presenters")),
                "moderators": "\n".join(_people(entry, ledger, "sessionConveners", "conveners")),
            },
        )
    )


def _people(entry: Fields, ledger: Ledger, *names: str) -> list[str]:
    """Names of people with their affiliations, each once."""
    found: dict[str, None] = {}
    for content in entry.rows(*names):
        person = ledger.fields(content, "person")
        given = person.text("first_name", "firstName")
        family = person.text("last_name", "familyName", "family_name")
        whole = f"{given} {family}".strip() or person.text(*PERSON_NAMES)
        affiliation = person.text("affiliation")
        if whole:
            found[f"{whole}, {affiliation}" if affiliation else whole] = None
    return list(found)


def _registrants(rows: list[Any], ledger: Ledger) -> EventFile:
    found, table = EventFile("Indico"), []
    columns = [*dict.fromkeys(INDICO_PERSON.values()), "State"]
    for content in rows[: MOST_PEOPLE + 1]:
        registrant = ledger.fields(content, "registrant")
        person = ledger.fields(registrant.raw("personal_data"), "personal data")
        cells = dict.fromkeys(columns, "")
        for name, column in INDICO_PERSON.items():
            cells[column] = cells[column] or person.text(name)
        cells["State"] = registrant.text("state")
        registrant.raw("full_name")  # says again what the parts of the name say
        table.append(list(cells.values()))
    found.people = _table(columns, table)
    return found


# pretix


def _pretix(content: dict[str, Any], ledger: Ledger) -> EventFile:
    event = ledger.fields(content, "event")
    found = EventFile("pretix", title=event.text("name"), code=slugify(event.text("slug"))[:40])
    days = []
    for one in event.rows("subevents"):
        date_of = ledger.fields(one, "date")
        moments = [_iso(date_of.text(name)) for name in ("date_from", "date_to")]
        days += [moment.date() for moment in moments if moment]
        found.venue = found.venue or date_of.text("location")
    if days:
        found.first_day, found.last_day = min(days), max(days)
    products = {}
    for one in event.rows("items"):
        item = ledger.fields(one, "product")
        products[str(item.raw("id"))] = (item.text("name"), item.raw("admission") is not False)
    questions = {}
    for one in event.rows("questions"):
        question = ledger.fields(one, "question")
        questions[str(question.raw("id"))] = question.text("question")
    _orders(found, ledger, event.rows("orders"), products, questions)
    return found


def _orders(
    found: EventFile,
    ledger: Ledger,
    orders: list[Any],
    products: dict[str, tuple[str, bool]],
    questions: dict[str, str],
) -> None:
    """A row for each person who has a ticket; what is no ticket of a person is named as not used."""
    people: list[dict[str, str]] = []
    left: Counter[str] = Counter()
    split = 0
    for content in orders:
        order = ledger.fields(content, "order")
        is_test = order.raw("testmode") is True
        shared = {
            "Order code": order.text("code"),
            "State": _pretix_state(order),
            "Phone": order.text("phone").replace("None", ""),
            "Language": order.text("locale").partition("-")[0],
        }
        address = order.text("email", "user")
        invoice = ledger.fields(order.raw("invoice_address"), "invoice address")
        company = invoice.text("company")
        for one in order.rows("positions"):
            position = ledger.fields(one, "position")
            product, admits = products.get(str(position.raw("item")), ("", True))
            given, family, was_split = _pretix_name(position, ledger)
            own_address = position.text("attendee_email")
            reason = ""
            if is_test:
                reason = _("tickets of orders made as a test")
            elif position.raw("canceled") is True:
                reason = _("tickets that were taken out of an order")
            elif position.raw("addon_to") or not admits:
                reason = _("products that are no ticket of a person")
            if reason:
                left[reason] += 1
                continue
            split += was_split
            row = shared | {
                "Position": position.text("positionid"),
                "Product": product,
                "Given name": given,
                "Family name": family,
                "Email": own_address or address,
                "Organisation": position.text("company") or company,
                "Country": position.text("country"),
            }
            people.append(row | _answers(position, ledger, questions))
            _check_number(people)
    columns = [*PRETIX_COLUMNS, *_headings(people)]
    found.people = _table(columns, [[row.get(name, "") for name in columns] for row in people])
    found.people.left_out = [f"{reason}: {number}" for reason, number in left.items()]
    if split:
        note = _(
            "Whole names were divided before their last word, as pretix does not say which is the family name: %(n)s"
        )
        found.people.left_out.append(note % {"n": split})


def _headings(people: list[dict[str, str]]) -> dict[str, None]:
    """Of the questions that were answered."""
    asked = dict.fromkeys(name for row in people for name in row if name not in PRETIX_COLUMNS)
    if len(asked) > MOST_QUESTIONS:
        text = _("At most %(most)s questions can be taken over.")
        raise BadExport(text % {"most": MOST_QUESTIONS})
    return asked


def _pretix_state(order: Fields) -> str:
    state = PRETIX_STATES.get(order.text("status"), order.text("status"))
    return "pending" if order.raw("require_approval") is True and state != "canceled" else state


def _pretix_name(position: Fields, ledger: Ledger) -> tuple[str, str, bool]:
    """Given and family names, and whether a whole name was divided for it."""
    parts = ledger.fields(position.raw("attendee_name_parts"), "parts of the name")
    given, family = parts.text("given_name"), parts.text("family_name")
    whole = position.text("attendee_name") or parts.text("full_name")
    if given and family:
        return given, family, False
    given, _space, family = whole.rpartition(" ")
    return given, family, bool(given)


def _answers(position: Fields, ledger: Ledger, questions: dict[str, str]) -> dict[str, str]:
    answers = {}
    for one in position.rows("answers"):
        answer = ledger.fields(one, "answer")
        number = str(answer.raw("question"))
        heading = questions.get(number) or answer.text("question_identifier") or number
        answers[heading[:200]] = answer.text("answer")
    return answers


# What both share


def _check_number(people: list[Any]) -> None:
    if len(people) > MOST_PEOPLE:
        raise BadExport(_("At most %(most)s people at once.") % {"most": MOST_PEOPLE})


def _table(columns: list[str], rows: list[list[str]]) -> UploadedTable:
    """Rows as an uploaded table has them, with the headings above; columns without a cell are left out."""
    _check_number(rows)
    kept = [place for place, _name in enumerate(columns) if any(row[place] for row in rows)]
    lines = [[line[place] for place in kept] for line in (columns, *rows)]
    return UploadedTable([TableRow(number, cells) for number, cells in enumerate(lines, start=1)])


def _zone(name: str, found: EventFile) -> str:
    if name in zone_names():
        return name
    if name:
        text = _("“%(name)s” is not a time zone, such as Africa/Addis_Ababa.")
        found.refused.append((_("time zone"), text % {"name": name[:60]}))
    return "UTC"


def _moment(value: Any, zone: str) -> datetime | None:
    """The moment of Indico's day, hour and zone; None where it is none."""
    if not isinstance(value, dict):
        return None
    name = value.get("tz")
    name = name if isinstance(name, str) and name in zone_names() else zone or "UTC"
    naive = _iso(f"{value.get('date')}T{value.get('time')}")
    if naive is None or not FIRST_DAY <= naive.date() <= LAST_DAY:
        return None
    return naive.replace(tzinfo=ZoneInfo(name))


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _plain(text: str) -> str:
    """A text without the marks of HTML."""
    return " ".join(unescape(strip_tags(text)).split())[:4_000]
