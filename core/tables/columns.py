"""Which column of an uploaded list is which field: by headings in any language of the interface."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import translation

from core.i18n.records import INTERFACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.tables.upload import TableRow

HEAD = 10
"""Rows at the top among which the row of headings is looked for."""
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class ImportField:
    """A field that a list may fill; `headings` are names for it besides its own and its labels."""

    name: str
    label: Any
    required: bool = False
    headings: tuple[str, ...] = ()
    labels: tuple[Any, ...] = ()
    """Other labels of the portal for the same field; translated like `label`."""


def normal_text(text: str) -> str:
    """One form for all ways to type a heading or a label: case, accents, marks and spaces left out."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", plain))


def in_all_languages(text: Any) -> list[str]:
    """A translatable text in the languages of the interface, the reader's first."""
    texts = [str(text)]
    for language in INTERFACE:
        with translation.override(language.django):
            texts.append(str(text))
    return texts


def field_names(fields: Iterable[ImportField]) -> dict[str, str]:
    """Normal form of every heading that is known, to the name of its field; codes before labels."""
    fields = list(fields)
    names: dict[str, str] = {normal_text(field.name): field.name for field in fields}
    for field in fields:
        for label in (field.label, *field.labels):
            for text in in_all_languages(label):
                names.setdefault(normal_text(text), field.name)
    for field in fields:
        for text in field.headings:
            names.setdefault(normal_text(text), field.name)
    names.pop("", None)
    return names


def matched_columns(cells: Sequence[str], names: dict[str, str]) -> list[str]:
    """The field of each column by its heading, empty where none is known; each field once."""
    fields: list[str] = []
    for cell in cells:
        name = names.get(normal_text(re.sub(r"[*(\[].*", "", cell) or cell), "") or names.get(
            normal_text(cell), ""
        )
        fields.append("" if name in fields else name)
    return fields


def heading_row(rows: Sequence[TableRow], names: dict[str, str]) -> int | None:
    """The number of the row that has the headings, below titles that may stand above; None where there is none."""
    best, most = None, 0
    for row in rows[:HEAD]:
        if any(ADDRESS.fullmatch(cell) for cell in row.cells):
            break
        matches = sum(bool(name) for name in matched_columns(row.cells, names))
        if matches > most:
            best, most = row.number, matches
    if best is None and not any(ADDRESS.fullmatch(cell) for cell in rows[0].cells):
        later = (cell for row in rows[1:HEAD] for cell in row.cells)
        return rows[0].number if any(ADDRESS.fullmatch(cell) for cell in later) else None
    return best
