"""Attendance lists of Zoom, Teams, Webex and their like, as these tools save them.

They differ in encoding, separator, lines above, sections, names of columns, and in how they write hours
and durations. Rows of one person are joined: hours as the union of intervals within the session, durations
without hours added, never more than the session lasts. Each row is used, refused or listed as not used.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import PortalError
from core.mail.addresses import address_key
from core.tables.columns import Headings, ImportField, normal_text
from core.tables.upload import TableRow, read_upload
from workshops.models import Attendance, Registration, Session, Workshop
from workshops.models.workshops import FIRST_DAY, LAST_DAY
from workshops.services import attendance, completion
from workshops.states import COMING, OPEN, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo

MOST_ROWS, MOST_COLUMNS = 10_000, 60
LOCAL, WORLD, IGNORED = "local", "utc", "ignored"
"""Hours of the file are those of the workshop's zone, UTC, or not compared with the session's."""
FIELDS = (
    ImportField("name", gettext_lazy("name"), headings=(
        "Name", "Full name", "Display name", "Participant", "Participant name", "Attendee name", "Name (Original Name)",
        "Nom", "Nom complet", "Nombre", "Nombre completo", "Имя", "Полное имя", "ФИО", "الاسم", "الاسم الكامل", "姓名", "名称",
    )),
    ImportField("first", gettext_lazy("given names"), headings=("First name", "Prénom")),
    ImportField("last", gettext_lazy("family name"), headings=("Last name",)),
    ImportField("email", gettext_lazy("e-mail"), headings=(
        "Email", "User email", "Attendee email", "Email address", "Mail", "Courriel", "Adresse e-mail",
        "Correo electrónico", "Электронная почта", "Эл. почта", "البريد الإلكتروني", "电子邮件",
    )),
    ImportField("account", gettext_lazy("account"), headings=(
        "Participant ID (UPN)", "UPN", "ID de participant (UPN)", "Id. del participante (UPN)", "ID участника (UPN)",
    )),
    ImportField("join", gettext_lazy("joined at"), headings=(
        "Join time", "Joined at", "Time joined", "Heure d’arrivée", "Heure de participation", "Hora de unión",
        "Hora de incorporación", "Время присоединения", "Время входа", "وقت الانضمام", "加入时间",
    )),
    ImportField("leave", gettext_lazy("left at"), headings=(
        "Leave time", "Left at", "Time exited", "Heure de départ", "Heure de sortie", "Hora de salida", "Время выхода",
        "وقت المغادرة", "离开时间", "退出时间",
    )),
    ImportField("first_join", gettext_lazy("joined first at"), headings=(
        "First join", "First join time", "Première participation", "Primera unión", "Первое присоединение", "首次加入",
    )),
    ImportField("last_leave", gettext_lazy("left last at"), headings=(
        "Last leave", "Last leave time", "Dernier départ", "Última salida", "Последний выход", "上次离开",
    )),
    ImportField("duration", gettext_lazy("minutes"), headings=(
        "Duration", "Duration (minutes)", "Total duration (minutes)", "In-meeting duration", "Attendance duration",
        "Time in session", "Minutes", "Durée", "Durée (minutes)", "Durée de la réunion", "Duración", "Duración (minutos)",
        "Duración en la reunión", "Длительность", "Продолжительность", "Продолжительность (минуты)", "المدة",
        "المدة (بالدقائق)", "时长", "持续时间", "时长（分钟）",
    )),
    ImportField("waiting", gettext_lazy("in the waiting room"), headings=(
        "In waiting room", "En salle d’attente", "En la sala de espera", "В зале ожидания", "等候室",
    )),
)  # fmt: skip
UNITS = {
    3600: "h hr hrs hour hours heure heures hora horas ч час часа часов س ساعة ساعات 小时 时",
    60: "m min mins minute minutes minuto minutos мин минута минуты минут د دقيقة دقائق 分 分钟",
    1: "s sec secs second seconds seconde secondes segundo segundos с сек секунда секунды секунд ث ثانية ثوان 秒 秒钟",
}
SECONDS_OF = {word: seconds for seconds, words in UNITS.items() for word in words.split()}
AMOUNT = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)\s*([^\W\d_]+)\.?")
CLOCK = re.compile(r"(\d{1,3}):(\d{2}):(\d{2})", re.ASCII)
MOMENT = re.compile(
    r"(?:(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})[,T ]*)?(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?"
    r"\s*([ap])?\.?\s*(?:m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.ASCII | re.IGNORECASE,
)
MORNING, EVENING = "ص", "م"
"""Arabic for a.m. and p.m."""
DIRECTIONS = re.compile(r"[\u200e\u200f\u202a-\u202e]")
REMARK = re.compile(r"\s*[(（\[]([^)）\]]*)[)）\]]")
TITLE = re.compile(r"\d{1,2}\.\s")
YES = {"yes", "oui", "si", "да", "نعم", "是"}
PRESENT_ENOUGH = 0.5
"""The share of the time that hours must have within the session, for their zone to be believed."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One row: who was there from when to when (before the zone is known), or for how long."""

    row: int
    name: str
    addresses: tuple[str, ...]
    is_summary: bool
    start: datetime | None = None
    end: datetime | None = None
    seconds: int = 0


@dataclass(slots=True)
class LogPerson:
    """A person of the workshop with the minutes that the log says, and how they were recognised."""

    registration: Registration
    name: str
    is_certain: bool
    minutes: int = 0
    intervals: list[tuple[datetime, datetime]] = field(default_factory=list)
    """From when to when, where the log says nothing else of the person."""
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Log:
    """What a platform's list says of a session."""

    session: Session
    clock: str = LOCAL
    people: list[LogPerson] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    unused: list[tuple[int, str]] = field(default_factory=list)
    unused_columns: list[str] = field(default_factory=list)
    encoding: str = ""
    first: datetime | None = None
    last: datetime | None = None

    @property
    def certain(self) -> list[LogPerson]:
        """People recognised by their address."""
        return [person for person in self.people if person.is_certain]

    @property
    def proposed(self) -> list[LogPerson]:
        """People recognised by their name alone, for somebody to confirm."""
        return [person for person in self.people if not person.is_certain]


def read_log(session: Session, data: bytes, *, clock: str = "", encoding: str = "") -> Log:
    """Who was in a session by the list of a platform. Raises PortalError for what is no such list."""
    table = read_upload(data, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS, encoding=encoding)
    log = Log(session, encoding=table.encoding)
    visits = list(_visits(log, table.rows))
    log.clock = clock if clock in (LOCAL, WORLD, IGNORED) else _guess_clock(session, visits)
    zone = _zone(session, log.clock)
    moments = [
        _in_zone(moment, zone) for visit in visits for moment in (visit.start, visit.end) if moment
    ]
    log.first, log.last = min(moments, default=None), max(moments, default=None)
    _match(log, visits)
    return log


@transaction.atomic
def record_log(log: Log, *, confirmed: Iterable[int], by, at: datetime) -> list[int]:
    """Record the minutes of those recognised by address, and by name where confirmed; their registrations."""
    numbers = set(confirmed)
    people = [
        person for person in log.people if person.is_certain or person.registration.pk in numbers
    ]
    for person in people:
        attendance.record(
            registration=person.registration,
            session=log.session,
            kind=Attendance.Kind.REMOTE,
            minutes=person.minutes,
            intervals=person.intervals,
            method=Attendance.Method.LOG,
            by=by,
            at=at,
        )
    return [person.registration.pk for person in people]


# Rows


def _sections(rows: list[TableRow]) -> list[tuple[TableRow, list[str]]]:
    """Rows of headings of people, with the fields of their columns.

    Above the people some tools have a table of the meeting itself, with an address (the host's) and a
    duration, but without names and with a single row.
    """
    headings = Headings(FIELDS)
    candidates = []
    for place, row in enumerate(rows):
        columns = headings.match(row.cells)
        who = {"name", "email", "first", "account"} & set(columns)
        when = {"duration", "join", "first_join"} & set(columns)
        if who and when:
            candidates.append((place, row, columns))
    sections = []
    for number, (place, row, columns) in enumerate(candidates):
        following = candidates[number + 1][0] if number + 1 < len(candidates) else None
        is_meeting = following is not None and following - place <= 2 and "name" not in columns
        if not is_meeting:
            sections.append((row, columns))
    return sections


def _visits(log: Log, rows: list[TableRow]) -> Iterator[Visit]:
    sections = _sections(rows)
    if not sections:
        raise PortalError(
            _("The list needs a column with names or e-mail addresses, and one with minutes or with the hours of joining and leaving."),
            status=422,
        )  # fmt: skip
    headings = {row.number: columns for row, columns in sections}
    unused = [
        cell
        for row, columns in sections
        for cell, name in zip(row.cells, columns, strict=True)
        if cell and not name
    ]
    log.unused_columns = list(dict.fromkeys(unused))
    columns: list[str] = []
    for row in rows:
        if row.number in headings:
            columns = headings[row.number]
            continue
        if not columns or (len(row.cells) == 1 and TITLE.match(row.cells[0])):
            log.unused.append((row.number, " · ".join(row.cells)[:120]))
            continue
        heading = next(
            heading for heading, _fields in reversed(sections) if heading.number < row.number
        )
        visit = _visit(log, row, columns, heading)
        if isinstance(visit, Visit):
            yield visit


def _visit(log: Log, row: TableRow, columns: list[str], heading: TableRow) -> Visit | None:
    """What a row says; None where it is not used, which the log then says."""
    cells = {name: cell for name, cell in zip(columns, row.cells, strict=False) if name and cell}
    name = cells.get("name") or f"{cells.get('first', '')} {cells.get('last', '')}".strip()
    addresses = tuple(
        address_key(cells[key]) for key in ("email", "account") if "@" in cells.get(key, "")
    )
    if not name and not addresses:
        log.refused.append((row.number, _("The row names nobody.")))
        return None
    if normal_text(cells.get("waiting", "")) in YES:
        log.unused.append((row.number, _("%(name)s: in the waiting room") % {"name": name}))
        return None
    near = log.session.starts_at.astimezone(log.session.workshop.tz)
    try:
        start, end = _interval(cells, near)
        title = heading.cells[columns.index("duration")] if "duration" in columns else ""
        spent = _duration(cells["duration"], title) if "duration" in cells else None
    except ValueError as problem:
        log.refused.append((row.number, str(problem)))
        return None
    if start is None and spent is None:
        log.refused.append((row.number, _("The row says neither minutes nor hours.")))
        return None
    return Visit(row.number, name, addresses, "first_join" in columns, start, end, spent or 0)


def _interval(cells: dict[str, str], near: datetime) -> tuple[datetime | None, datetime | None]:
    """From when to when, where both are said and it is one stay. Raises ValueError."""
    if "join" not in cells or "leave" not in cells:
        return None, None
    start, end = _moment(cells["join"], near), _moment(cells["leave"], near)
    if start.tzinfo is None and end.tzinfo is None and end < start:
        raise ValueError(_("Left before joining."))
    return start, end


def _duration(text: str, heading: str) -> int:
    """Seconds of `01:57:51`, `1h 57m 51s`, `62 mins` or a number of minutes. Raises ValueError."""
    problem = ValueError(_("“%(text)s” is not a number of minutes.") % {"text": text[:40]})
    if parts := CLOCK.fullmatch(text):
        hours, minutes, seconds = map(int, parts.groups())
        return hours * 3600 + minutes * 60 + seconds
    if re.fullmatch(r"\d{1,6}([.,]\d+)?", text, re.ASCII):
        unit = 60
        words = set(normal_text(heading).split())
        if words & {"seconds", "secondes", "segundos", "секунды", "秒"}:
            unit = 1
        elif words & {"hours", "heures", "horas", "часы", "小时"}:
            unit = 3600
        return round(float(text.replace(",", ".")) * unit)
    total, rest = 0.0, text
    for part in AMOUNT.finditer(text):
        unit_seconds = SECONDS_OF.get(part[2].casefold())
        if unit_seconds is None:
            raise problem
        total += float(part[1].replace(",", ".")) * unit_seconds
        rest = rest.replace(part[0], "", 1)
    if rest == text or rest.strip(" ,.;و"):
        raise problem
    return round(total)


def _moment(text: str, near: datetime) -> datetime:
    """A day and hour in any usual order of its parts, the reading that is nearest; without zone unless one is said.

    Raises ValueError.
    """
    plain = re.sub(r"\s+", " ", DIRECTIONS.sub("", text)).strip()
    plain = plain.replace(MORNING, "am").replace(EVENING, "pm")
    parts = MOMENT.fullmatch(plain)
    readings = list(_readings(parts, near)) if parts else []
    if not readings:
        raise ValueError(_("“%(text)s” is not a day and hour.") % {"text": text[:40]})
    moment = min(readings, key=lambda moment: abs(moment - near.replace(tzinfo=None)))
    said = parts[8] if parts else None
    if not said:
        return moment
    shift = timedelta()
    if said[0] in "+-":
        digits = said[1:].replace(":", "")
        shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        shift = -shift if said[0] == "-" else shift
    return (moment - shift).replace(tzinfo=UTC)


def _readings(parts: re.Match[str], near: datetime) -> Iterator[datetime]:
    hour, minute, second = int(parts[4]), int(parts[5]), int(parts[6] or 0)
    if half := (parts[7] or "").lower():
        hour = hour % 12 + (12 if half == "p" else 0)
    if parts[1] is None:
        days = [(near.year, near.month, near.day)]
    else:
        first, second_part, third = int(parts[1]), int(parts[2]), int(parts[3])
        days = [
            (first, second_part, third),
            (third, second_part, first),
            (third, first, second_part),
        ]
    for year, month, day in days:
        try:
            moment = datetime(year + 2000 if year < 100 else year, month, day, hour, minute, second)  # noqa: DTZ001  the zone is chosen later
        except ValueError:
            continue
        # Beyond these no workshop is, and no clock can be turned to another zone.
        if FIRST_DAY <= moment.date() <= LAST_DAY:
            yield moment


# Clocks


def _zone(session: Session, clock: str) -> tzinfo:
    return UTC if clock == WORLD else session.workshop.tz


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _within(session: Session, spans: Iterable[tuple[datetime, datetime]]) -> float:
    """Seconds of the spans within the session."""
    return sum(
        max(0.0, (min(end, session.ends_at) - max(start, session.starts_at)).total_seconds())
        for start, end in spans
    )


def _guess_clock(session: Session, visits: list[Visit]) -> str:
    """The workshop's zone, else UTC, where most of the time lies within the session."""
    stays = [(visit.start, visit.end) for visit in visits if visit.start and visit.end]
    for clock in (LOCAL, WORLD):
        zone = _zone(session, clock)
        spans = [(_in_zone(start, zone), _in_zone(end, zone)) for start, end in stays]
        whole = sum((end - start).total_seconds() for start, end in spans)
        if _within(session, spans) > PRESENT_ENOUGH * min(whole, session.minutes * 60 * len(spans)):
            return clock
    return IGNORED if stays else LOCAL


def _measure(log: Log, person: LogPerson, visits: list[Visit]) -> None:
    """How long a person was there: stays joined, what has no hours added, at most the whole session."""
    zone = _zone(log.session, log.clock)
    detailed = [visit for visit in visits if not visit.is_summary] or visits
    spans = sorted(
        (_in_zone(visit.start, zone), _in_zone(visit.end, zone))
        for visit in detailed
        if visit.start and visit.end
    )
    union: list[tuple[datetime, datetime]] = []
    for start, end in spans:
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(end, union[-1][1]))
        else:
            union.append((start, end))
    more = sum(visit.seconds for visit in detailed if not visit.start)
    if log.clock == IGNORED:
        seconds = sum((end - start).total_seconds() for start, end in union)
    else:
        seconds = _within(log.session, union)
        person.intervals = [] if more else union
    person.minutes = min(int((seconds + more) // 60), log.session.minutes)


# People


def _match(log: Log, visits: list[Visit]) -> None:
    """Find whom each row means: by address, else by name where only one person has it."""
    directory = _Directory(log.session.workshop)
    people: dict[int, LogPerson] = {}
    stays: dict[int, list[Visit]] = defaultdict(list)
    for visit in visits:
        registration, is_certain = directory.find(visit)
        if isinstance(registration, str):
            log.refused.append((visit.row, registration))
            continue
        person = people.setdefault(
            registration.pk, LogPerson(registration, visit.name or visit.addresses[0], False)
        )
        person.is_certain |= is_certain
        person.rows.append(visit.row)
        stays[registration.pk].append(visit)
    for pk, person in people.items():
        _measure(log, person, stays[pk])
    log.people = list(people.values())
    log.refused.sort()


class _Directory:
    """The people of a workshop by address and by name."""

    def __init__(self, workshop: Workshop) -> None:
        self.by_address: dict[str, Registration] = {}
        self.by_name: dict[str, dict[int, Registration]] = defaultdict(dict)
        registrations = workshop.registrations.filter(erased_at=None).select_related("country")
        ordered = sorted(registrations, key=_likelihood)
        again = {address_key(person.email) for person in ordered if person.state in OPEN}
        for registration in ordered:
            self.by_address.setdefault(address_key(registration.email), registration)
        self._add_other_addresses(ordered)
        for registration in ordered:
            is_old = registration.state not in COMING and address_key(registration.email) in again
            if registration.state in completion.JUDGED and not is_old:
                for name in (registration.name, registration.printed_name):
                    if form := _name_form(name):
                        self.by_name[form][registration.pk] = registration

    def _add_other_addresses(self, registrations: Iterable[Registration]) -> None:
        """Addresses that people gave besides. Nobody confirmed them, so one that is somebody's own, or that two
        people gave, tells nothing."""
        givers: dict[str, dict[str, Registration]] = defaultdict(dict)
        for registration in registrations:
            if registration.other_email:
                people = givers[address_key(registration.other_email)]
                people.setdefault(address_key(registration.email), registration)
        for address, people in givers.items():
            if len(people) == 1:
                self.by_address.setdefault(address, next(iter(people.values())))

    def find(self, visit: Visit) -> tuple[Registration | str, bool]:
        """The person and whether that is certain, or why nobody is found."""
        for address in visit.addresses:
            registration = self.by_address.get(address)
            if registration is not None:
                if registration.state in completion.JUDGED:
                    return registration, True
                text = _("%(name)s is “%(state)s”, so nothing is recorded.")
                state = registration.get_state_display()
                return text % {"name": registration.name, "state": state}, False
        for name in _names(visit.name):
            matching = self.by_name.get(_name_form(name), {})
            if len(matching) == 1:
                return next(iter(matching.values())), False
            if matching:
                text = _("Several people are called %(name)s.")
                return text % {"name": visit.name}, False
        text = _("%(person)s is not registered here.")
        person = " ".join(filter(None, (visit.name, *visit.addresses[:1])))
        return text % {"person": person}, False


def _likelihood(registration: Registration) -> int:
    """Who comes before who may come, before who did not come: of several under one address the first counts."""
    if registration.state in COMING:
        return 0
    if registration.state in OPEN:
        return 1
    return 2 if registration.state == RegistrationState.NO_SHOW else 3


def _names(name: str) -> Iterator[str]:
    """A shown name without remarks such as “(Guest)”, then what stands in brackets, then before a comma or dash."""
    yield REMARK.sub("", name)
    yield from REMARK.findall(name)
    yield re.split(r"\s[-–|/]\s", REMARK.sub("", name))[0]


def _name_form(name: str) -> str:
    """The words of a name in one order, whichever way round it is written."""
    return " ".join(sorted(normal_text(name).split()))
