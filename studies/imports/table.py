"""A table of editions, CSV or XLSX, read into rows with the place of every problem (no database)."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RefusedFile
from core.i18n import languages
from core.tables.upload import BadTable, rows_of
from studies.documents.filetypes import file_type
from studies.models.works import ISSUED

COLUMNS = (
    "study", "language", "title", "subtitle", "abstract", "issued", "symbol", "publisher", "isbn",
    "doi", "commissions", "countries", "themes", "authors", "institutions",
)  # fmt: skip
NEEDED = ("language", "title", "commissions")
MOST_ROWS = 2_000
DOI = r"10\.\d{4,9}/\S+"
LONGEST = {
    "title": 500, "subtitle": 500, "abstract": 10_000, "symbol": 80, "publisher": 200, "isbn": 20,
    "doi": 120, "study": 60,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where: `row` as the spreadsheet counts, `column` by its title ("" for the row)."""

    row: int
    column: str
    text: str


@dataclass(slots=True)
class EditionRow:
    """One edition as given; lists are split, empty cells are empty texts."""

    number: int
    values: dict[str, Any]


@dataclass(slots=True)
class ReadTable:
    """All rows and all problems of the file's own form."""

    rows: list[EditionRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_table(data: bytes, name: str) -> ReadTable:
    """The rows of a table. Raises RefusedFile when it is no table of this form at all."""
    kind = file_type(io.BytesIO(data), name)
    if kind.ending not in {"csv", "xlsx"}:
        raise RefusedFile(_("Give the table as CSV in UTF-8 or as an Excel workbook (.xlsx)."))
    try:
        cells = rows_of(data, most_rows=MOST_ROWS + 2, most_columns=len(COLUMNS) + 5)
    except BadTable as problem:
        raise RefusedFile(problem.message) from problem
    if not cells:
        raise RefusedFile(_("The table is empty."))
    header = [text.strip().lower() for text in cells[0]]
    _check_header(header)
    body = [(number, row) for number, row in enumerate(cells[1:], start=2) if any(row)]
    if not body:
        raise RefusedFile(_("The table has a header and no rows."))
    if len(body) > MOST_ROWS:
        raise RefusedFile(
            _("The table has %(rows)s rows; at most %(most)s are taken at once.")
            % {"rows": len(body), "most": MOST_ROWS}
        )
    read = ReadTable()
    for number, row in body:
        _add(read, number, dict(zip(header, row, strict=False)))
    return read


def _check_header(header: list[str]) -> None:
    unknown = [name for name in header if name and name not in COLUMNS]
    missing = [name for name in NEEDED if name not in header]
    doubled = sorted({name for name in header if name and header.count(name) > 1})
    for names, text in (
        (unknown, _("Unknown columns: %(names)s. Known: %(known)s.")),
        (missing, _("Missing columns: %(names)s.")),
        (doubled, _("Columns given twice: %(names)s.")),
    ):
        if names:
            raise RefusedFile(text % {"names": ", ".join(names), "known": ", ".join(COLUMNS)})


def _add(read: ReadTable, number: int, cells: dict[str, str]) -> None:
    values: dict[str, Any] = {name: (cells.get(name) or "").strip() for name in COLUMNS}
    values["language"] = values["language"].lower()
    values["commissions"] = _split(values["commissions"].upper())
    values["countries"] = _split(values["countries"].upper())
    values["themes"] = _split(values["themes"].lower())
    values["institutions"] = [
        part.strip() for part in values["institutions"].split(";") if part.strip()
    ]
    authors = [part.strip() for part in values["authors"].split(";") if part.strip()]
    values["authors"] = [_author(text) for text in authors]
    read.rows.append(EditionRow(number, values))
    read.problems += [Problem(number, column, text) for column, text in _wrong(values)]


def _split(text: str) -> list[str]:
    return list(dict.fromkeys(part for part in re.split(r"[;,|\s]+", text) if part))


def _author(text: str) -> tuple[str, str]:
    family, _comma, given = text.partition(",")
    return family.strip(), given.strip()


def _wrong(values: dict[str, Any]) -> list[tuple[str, str]]:
    """Column and text of everything that can be told from the row alone."""
    codes = ", ".join(languages.NAMES)
    names = [part for person in values["authors"] for part in person]
    rules = [
        ("language", values["language"] in languages.NAMES, _("Write one of: %s.") % codes),
        ("title", bool(values["title"]), _("An edition needs a title.")),
        ("commissions", bool(values["commissions"]), _("Name at least one commission.")),
        ("issued", _fits(ISSUED, values["issued"]), _("Write 2011, 2011-05 or 2011-05-17.")),
        ("doi", _fits(DOI, values["doi"]), _("A DOI begins with 10. and has a slash.")),
        (
            "authors",
            all(len(name) <= 120 for name in names),
            _("Separate authors by semicolons: Family, Given; Family, Given."),
        ),
    ]
    rules += [
        (name, len(values[name]) <= longest, _("At most %(most)s characters.") % {"most": longest})
        for name, longest in LONGEST.items()
    ]
    return [(column, text) for column, is_right, text in rules if not is_right]


def _fits(form: str, text: str) -> bool:
    return not text or re.fullmatch(form, text) is not None
