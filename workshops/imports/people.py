"""Lists of people: columns are matched, every row is tried as it would be taken, and what is wrong has its place.

The preview does what the import will do and takes it back, so that a row which the preview accepts fails
later only for what changed in between.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.mail.addresses import address_key
from core.tables.columns import Headings, ImportField, heading_row, normal_text
from core.tables.upload import TableRow, UploadedTable, read_upload
from core.text import clean_name
from workshops.imports import events
from workshops.imports import values as read
from workshops.imports.fields import MODELS, Purpose, fields_of, questions_of
from workshops.models import Details, Nomination, Registration, Workshop
from workshops.models.answers import asked
from workshops.models.people import NOT_COUNTED, check_country
from workshops.services import nominations, registrations
from workshops.states import NOMINATION, OPEN, NominationState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

MOST_ROWS, MOST_COLUMNS = 1_000, 200
MOST_SUGGESTIONS = 100
SAMPLE = 20
"""Rows whose cells tell what a column without a heading is."""
NO_HEADINGS = 0
"""The number of the row of headings where there is none."""
GUESSABLE = ("email", "country", "stakeholder", "gender", "language")
"""Fields that are recognised by their cells alone."""
TICKET_ADDRESS = "attendee email"
"""The heading, in its normal form, of the address of a ticket's holder in lists of pretix."""
TRUTHS = ("messaging", "first_time", "is_reserve")
DAYS = ("document_date", "mandate_from", "mandate_until")
CHOICES = (
    "gender", "representation", "stakeholder", "seniority", "language", "interpretation", "mode", "capacity",
)  # fmt: skip
Reader = Callable[[str], Any]
Problem = tuple[str, str]
"""The heading of a column and what is wrong; without a column it is about the row."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a list is read: the field of each column ("" is not used), and values for all rows."""

    heading: int
    columns: tuple[str, ...]
    for_all: dict[str, str] = field(default_factory=dict)
    encoding: str = ""


@dataclass(slots=True)
class ListRow:
    """A row with its values, or with what is wrong with it."""

    number: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    outcome: str = ""


@dataclass(slots=True)
class PeopleList:
    """A list as it was read: rows that can be taken, rows that cannot, and what is not used."""

    purpose: str
    table: UploadedTable
    mapping: Mapping
    fields: list[ImportField]
    headings: list[str]
    rows: list[ListRow] = field(default_factory=list)
    missing: list[ImportField] = field(default_factory=list)
    above: list[TableRow] = field(default_factory=list)
    """Rows above the headings, which are not used."""
    suggestions: int = 0
    """How many cells were compared with all that is known."""

    @property
    def good(self) -> list[ListRow]:
        """Rows that can be taken."""
        return [row for row in self.rows if not row.problems]

    @property
    def refused(self) -> list[ListRow]:
        """Rows that cannot."""
        return [row for row in self.rows if row.problems]

    @property
    def unused(self) -> list[str]:
        """Headings of columns that are not used and have cells."""
        return [
            heading
            for place, heading in enumerate(self.headings)
            if not self.mapping.columns[place] and any(cell_at(row, place) for row in self.rows)
        ]


def cell_at(row: TableRow | ListRow, place: int) -> str:
    """A cell of a row that may be shorter."""
    return row.cells[place] if place < len(row.cells) else ""


def read_table(data: bytes, encoding: str = "") -> UploadedTable:
    """The rows of the file, which may be an export of Indico or pretix. Raises BadTable and BadExport."""
    if events.is_export(data):
        export = events.read_export(data)
        if export.people is None:
            raise events.BadExport(_("No person is in this export."))
        export.people.left_out += [_("Field “%(name)s”") % {"name": name} for name in export.unused]
        return export.people
    most = MOST_ROWS + 20
    return read_upload(data, most_rows=most, most_columns=MOST_COLUMNS, encoding=encoding)


def guess_mapping(workshop: Workshop, purpose: str, table: UploadedTable) -> Mapping:
    """The columns by their headings, and where these say nothing by their cells."""
    heading = heading_row(table.rows, Headings(fields_of(workshop, purpose)))
    return remapped(workshop, purpose, table, heading or NO_HEADINGS)


def remapped(workshop: Workshop, purpose: str, table: UploadedTable, heading: int) -> Mapping:
    """The mapping with another row of headings."""
    fields = fields_of(workshop, purpose)
    by_name = {field.name for field in fields}
    row = next((row for row in table.rows if row.number == heading), None)
    cells = row.cells if row else []
    columns = Headings(fields).match(cells + [""] * (table.width - len(cells)))
    headings = [normal_text(cell) for cell in cells]
    if TICKET_ADDRESS in headings and "email" in columns:
        # Beside it stands the address of who ordered, often for several people.
        columns[columns.index("email")] = ""
        columns[headings.index(TICKET_ADDRESS)] = "email"
    if {"given", "family"} & set(columns):
        columns = ["" if name == "full_name" else name for name in columns]
    countries = read.country_codes()
    wanted = {name: _reader(name, countries) for name in GUESSABLE if name in by_name}
    body = [row for row in table.rows if row.number > heading]
    for place, name in enumerate(columns):
        if not name and place >= len(cells):
            free = {name: wanted[name] for name in wanted if name not in columns}
            columns[place] = _field_by_cells([cell_at(row, place) for row in body[:SAMPLE]], free)
    return Mapping(heading, tuple(columns), encoding=table.encoding)


def _field_by_cells(cells: list[str], readers: dict[str, Reader]) -> str:
    """The first field that can read nearly all of the cells."""
    filled = [cell for cell in cells if cell]
    most = len(filled) // 5
    for name, read_cell in readers.items() if filled else ():
        misfits = (cell for cell in filled if not _fits(read_cell, cell))
        if len(list(islice(misfits, most + 1))) <= most:
            return name
    return ""


def _fits(read_cell: Reader, cell: str) -> bool:
    try:
        read_cell(cell)
    except read.BadValue:
        return False
    return True


def _reader(name: str, countries: dict[str, Any]) -> Reader:
    """What reads the cells of a field. It raises BadValue."""
    readers: dict[str, Reader] = {
        "country": partial(read.country, countries=countries),
        "policy_roles": read.policy_roles,
        "state": read.registration_state,
        "full_name": read.names,
        "email": read.address,
        "rank": read.whole_number,
    }
    if name in TRUTHS:
        return read.yes_no
    if name in DAYS:
        return read.day
    if name in CHOICES:
        return partial(read.choice, name)
    return readers.get(name, str)


def read_list(
    workshop: Workshop, purpose: str, table: UploadedTable, mapping: Mapping
) -> PeopleList:
    """Every row of the list with its values or what is wrong with it. Raises PortalError for too many rows."""
    fields = fields_of(workshop, purpose)
    headings = next((row.cells for row in table.rows if row.number == mapping.heading), [])
    width = table.width
    labels = [
        (headings[place] if place < len(headings) else "")
        or _("Column %(number)s") % {"number": place + 1}
        for place in range(width)
    ]
    columns = (*mapping.columns, *[""] * width)[:width]
    people = PeopleList(purpose, table, replace(mapping, columns=columns), fields, labels)
    body = [row for row in table.rows if row.number > mapping.heading]
    people.above = [row for row in table.rows if row.number < mapping.heading]
    if len(body) > MOST_ROWS:
        raise PortalError(_("At most %(most)s people at once.") % {"most": MOST_ROWS}, status=422)
    people.missing = _missing(people)
    if not people.missing:
        _read_rows(workshop, people, body)
    return people


def _missing(people: PeopleList) -> list[ImportField]:
    given = set(people.mapping.columns) | set(people.mapping.for_all)
    if "full_name" in given:
        given |= {"given", "family"}
    return [field for field in people.fields if field.required and field.name not in given]


def _read_rows(workshop: Workshop, people: PeopleList, body: list[TableRow]) -> None:
    countries = read.country_codes()
    readers = {field.name: _reader(field.name, countries) for field in people.fields}
    readers |= _answer_readers(workshop) if people.purpose == Purpose.REGISTER else {}
    kinds = list(workshop.participant_kinds.all())
    readers["participant_kind"] = partial(read.participant_kind, kinds)
    addresses = _taken(workshop, people.purpose)
    for table_row in body:
        row = ListRow(table_row.number, table_row.cells)
        _read_cells(row, people, readers)
        if not row.problems:
            _complete(row, workshop, people)
            _check_address(row, people, addresses)
        people.rows.append(row)


def _read_cells(row: ListRow, people: PeopleList, readers: dict[str, Callable[[str], Any]]) -> None:
    columns = people.mapping.columns
    cells = {
        name: (people.headings[place], cell_at(row, place))
        for place, name in enumerate(columns)
        if name
    }
    for name, text in people.mapping.for_all.items():
        if text and not cells.get(name, ("", ""))[1]:
            cells[name] = (_field_label(people, name), text)
    for name, (heading, cell) in cells.items():
        if not cell:
            continue
        if problem := _control_characters(cell):
            row.problems.append((heading, problem))
            continue
        try:
            row.values[name] = readers.get(name, str)(cell)
        except read.BadValue as refused:
            suggests = refused.known is not None and people.suggestions < MOST_SUGGESTIONS
            people.suggestions += suggests
            row.problems.append((heading, refused.message(suggests=suggests)))
    if "full_name" in row.values:
        given, family = row.values.pop("full_name")
        row.values = {"given": given, "family": family} | row.values
    _check_needed(row, people, cells)


def _check_needed(row: ListRow, people: PeopleList, cells: dict[str, tuple[str, str]]) -> None:
    for needed in filter(attrgetter("required"), people.fields):
        source = cells.get(needed.name)
        if source is None and needed.name in ("given", "family"):
            source = cells.get("full_name")
        heading = source[0] if source else str(needed.label)
        if needed.name not in row.values and all(
            heading != column for column, _text in row.problems
        ):
            row.problems.append((heading, _("Needed.")))


def _field_label(people: PeopleList, name: str) -> str:
    return next((str(field.label) for field in people.fields if field.name == name), name)


def _control_characters(cell: str) -> str:
    """What is wrong with a text that has signs which no list shows; nothing where there is none."""
    for letter in cell:
        if unicodedata.category(letter) == "Cc" and letter not in "\n\r\t":
            return _("The text has a control character (U+%(code)s).") % {
                "code": f"{ord(letter):04X}"
            }
    return ""


def _complete(row: ListRow, workshop: Workshop, people: PeopleList) -> None:
    """Tidy the texts, add what the workshop decides, and have the model judge each field."""
    model = MODELS[people.purpose]
    for name, value in row.values.items():
        if isinstance(value, str) and name != "endorsement":
            row.values[name] = clean_name(value)
    if model is Registration and row.values.get("mode") not in workshop.modes:
        row.values["mode"] = workshop.modes[0]
    if model is Nomination and row.values["stakeholder"] in NOT_COUNTED:
        text = _("Governments nominate no staff and no interpreters.")
        row.problems.append((_heading_of(people, "stakeholder"), text))
    _check_delegation(row, model, people)
    _check_questions(row, workshop, people)
    names = {field.name for field in model._meta.concrete_fields}
    values = {name: value for name, value in row.values.items() if name in names - {"state"}}
    instance = model(workshop=workshop, **values)
    relations = {field.name for field in model._meta.concrete_fields if field.is_relation}
    try:
        instance.clean_fields(exclude=(names - set(values)) | relations)
        instance.clean()
    except ValidationError as problem:
        errors = problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}
        for name, texts in errors.items():
            row.problems += [(_heading_of(people, name), text) for text in texts]
    # Fields may tidy what they take.
    row.values |= {name: getattr(instance, name) for name in values}


def _check_delegation(row: ListRow, model: type[Any], people: PeopleList) -> None:
    """A delegation of a government has a country."""
    if not issubclass(model, Details) or row.values.get("country"):
        return
    details = {
        name: row.values[name] for name in ("stakeholder", "representation") if row.values.get(name)
    }
    if problem := check_country(model(**details)):
        row.problems.append((_heading_of(people, "country"), problem))


def _check_questions(row: ListRow, workshop: Workshop, people: PeopleList) -> None:
    """Nobody has an answer to a question that they are not asked."""
    if people.purpose != Purpose.REGISTER:
        return
    questions = list(workshop.questions.all())
    asked_now = asked(questions, row.values.get)
    for question in questions:
        name = f"q{question.pk}"
        if row.values.get(name) and question.pk not in asked_now:
            text = _("This question is not asked of this person.")
            row.problems.append((_heading_of(people, name), text))


def _heading_of(people: PeopleList, name: str) -> str:
    columns = people.mapping.columns
    if name in columns:
        return people.headings[columns.index(name)]
    return _field_label(people, name) if name and name != "__all__" else ""


def _taken(workshop: Workshop, purpose: str) -> dict[tuple[Any, ...], int]:
    """Addresses that are registered, nominated or named already, of focal points with the country; row 0."""
    if purpose == Purpose.FOCAL:
        rows: Iterable[tuple[Any, ...]] = workshop.focal_points.values_list("email", "country")
    elif purpose == Purpose.NOMINATE:
        alive = [state for state in NominationState if NOMINATION.following(state)]
        rows = workshop.nominations.filter(state__in=alive).values_list("email")
    else:
        rows = workshop.registrations.filter(state__in=OPEN).values_list("email")
    return {(address_key(email), *more): 0 for email, *more in rows}


def _check_address(row: ListRow, people: PeopleList, addresses: dict[tuple[Any, ...], int]) -> None:
    """Each address once in the list and in the workshop."""
    if row.problems:
        return
    key: tuple[Any, ...] = (address_key(row.values["email"]),)
    if people.purpose == Purpose.FOCAL:
        key += (row.values["country"].pk,)
    if key not in addresses:
        addresses[key] = row.number
        return
    earlier = addresses[key]
    text = (
        _("This address stands in row %(row)s already.") % {"row": earlier}
        if earlier
        else _("This address is registered already.")
    )
    row.problems.append((_heading_of(people, "email"), text))


def _answer_readers(workshop: Workshop) -> dict[str, Reader]:
    return {
        f"q{question.pk}": partial(read.answer, question) for question in questions_of(workshop)
    }


def try_list(workshop: Workshop, people: PeopleList, *, by, at: datetime) -> PeopleList:
    """Take every row as `take_list` does, note what came of it, and take all of it back."""
    with transaction.atomic():
        _take_rows(workshop, people, by=by, at=at)
        transaction.set_rollback(True)
    return people


@transaction.atomic
def take_list(workshop: Workshop, people: PeopleList, *, by, at: datetime) -> PeopleList:
    """Take the rows that can be taken; one that is refused stops no other and says why."""
    _take_rows(workshop, people, by=by, at=at)
    return people


def _take_rows(workshop: Workshop, people: PeopleList, *, by, at: datetime) -> None:
    for row in people.good:
        try:
            with transaction.atomic():
                row.outcome = _take(workshop, people.purpose, dict(row.values), by=by, at=at)
        except PortalError as problem:
            row.problems.append(("", problem.message))
        except (DatabaseError, ValidationError):
            row.problems.append(("", _("This row cannot be stored.")))


def _take(workshop: Workshop, purpose: str, values: dict[str, Any], *, by, at: datetime) -> str:
    """Do what the list is for with one row; the state that comes of it."""
    if purpose == Purpose.FOCAL:
        nominations.add_focal_point(workshop=workshop, values=values, by=by, at=at)
        return ""
    if purpose == Purpose.NOMINATE:
        nomination = nominations.enter(workshop=workshop, values=values, by=by, at=at)
        return str(nomination.get_state_display())
    if purpose == Purpose.INVITE:
        registration = registrations.invite(workshop=workshop, values=values, by=by, at=at)
    else:
        answers = {
            int(name[1:]): values.pop(name)
            for name in list(values)
            if name[:1] == "q" and name[1:].isdigit()
        }
        registration = registrations.take_over(
            workshop=workshop, values=values, answers=answers, by=by, at=at
        )
    return str(registration.get_state_display())
