"""A programme as it is pasted from a spreadsheet: cells between tabs, one row for each session."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.errors import Refused
from workshops.models import Session
from workshops.selectors.speakers import FIELDS

if TYPE_CHECKING:
    from datetime import date

COLUMNS = ("begins", "ends", "title", "room", "speakers", "kind", "chairs", "moderators")
MOST = 200
MOMENT = re.compile(r"(?:(\d{4}-\d{1,2}-\d{1,2})[T ]+)?(\d{1,2})[:.h](\d{2})(?::\d{2})?")


@dataclass(frozen=True, slots=True)
class PastedRow:
    """A row as it stood, and its values as the form of a session takes them."""

    number: int
    line: str
    values: dict[str, str]


def read(text: str, first_day: date) -> list[PastedRow]:
    """The rows of a text; what cannot be read in a cell stays as it is, for the form to refuse. Raises Refused."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    except csv.Error as problem:
        raise Refused(_("These rows cannot be read."), status=422) from problem
    columns, day = list(COLUMNS), first_day.isoformat()
    read_rows: list[Any] = []
    for number, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if not read_rows and (named := _headings(cells)):
            columns = named
            continue
        values = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
        begins_on, values["begins"] = _moment(values.get("begins", ""))
        _ends_on, values["ends"] = _moment(values.get("ends", ""))
        day = begins_on or day
        values["day"] = day
        values["kind"] = _kind(values.get("kind", ""))
        for field in FIELDS:
            names = (name.strip() for name in re.split(r"[;\n]", values.get(field, "")))
            values[field] = "\n".join(name for name in names if name)
        values["countable"] = "" if values["kind"] == Session.Kind.BREAK else "on"
        read_rows.append(PastedRow(number, "\t".join(cells), values))
    if not read_rows:
        raise Refused(_("There is no row in it."), status=422)
    if len(read_rows) > MOST:
        raise Refused(_("At most %(n)s rows can be pasted at once.") % {"n": MOST}, status=422)
    return read_rows


def headings() -> dict[str, str]:
    """The columns by how they are headed, in English and in the reader's language."""
    named: dict[str, str] = {}
    with override("en"):
        named |= {str(label).casefold(): name for name, label in _labels().items()}
    named |= {str(label).casefold(): name for name, label in _labels().items()}
    return named


def _labels() -> dict[str, str]:
    return {
        "begins": _("Begins"),
        "ends": _("Ends"),
        "title": _("Title"),
        "room": _("Room"),
        "speakers": _("Speakers"),
        "kind": _("Type"),
        "chairs": _("Chair"),
        "moderators": _("Moderator"),
    }


def _headings(cells: list[str]) -> list[str] | None:
    """The columns as the first row heads them; None where it heads none."""
    known = headings()
    named = [known.get(cell.casefold(), "") for cell in cells]
    return named if {"begins", "title"} <= set(named) else None


def _moment(cell: str) -> tuple[str, str]:
    """The day of a cell, if it says one, and its hour."""
    found = MOMENT.fullmatch(cell)
    if not found:
        return "", cell
    day, hour, minute = found.groups()
    return day or "", f"{hour:0>2}:{minute}"


def _kind(cell: str) -> str:
    """The code of a type, which may be written as it is called here."""
    if not cell:
        return Session.Kind.PRESENTATION
    codes = {str(label).casefold(): code for code, label in Session.Kind.choices}
    with override("en"):
        codes |= {str(label).casefold(): code for code, label in Session.Kind.choices}
    return codes.get(cell.casefold(), cell)
