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


class Headings:
    """What is known of headings: by normal form the fields that it may mean, the likeliest first."""

    def __init__(self, fields: Iterable[ImportField]) -> None:
        fields = list(fields)
        self.required = [field.name for field in fields if field.required]
        self._fields: dict[str, list[str]] = {}
        for field in fields:
            self._add(field.name, field.name)
        for field in fields:
            for label in (field.label, *field.labels):
                for text in in_all_languages(label):
                    self._add(text, field.name)
        for field in fields:
            for text in field.headings:
                self._add(text, field.name)

    def _add(self, heading: str, name: str) -> None:
        form = normal_text(heading)
        if form and name not in self._fields.setdefault(form, []):
            self._fields[form].append(name)

    def fields(self, heading: str) -> list[str]:
        """The fields that a heading may mean; a remark in brackets or a star after it does not matter."""
        whole = self._fields.get(normal_text(heading))
        return whole or self._fields.get(normal_text(re.sub(r"[*(\[].*", "", heading)), [])

    def match(self, cells: Sequence[str]) -> list[str]:
        """The field of each column, each field once, empty where none is known.

        A heading with two meanings is what is required, where nothing else is.
        """
        meanings = [self.fields(cell) for cell in cells]
        columns: list[str] = []
        for names in meanings:
            columns.append(next((name for name in names if name not in columns), ""))
        for name in self.required:
            if name not in columns:
                place = next((place for place, names in enumerate(meanings) if name in names), None)
                if place is not None and columns[place] not in self.required:
                    columns[place] = name
        return columns


def heading_row(rows: Sequence[TableRow], headings: Headings) -> int | None:
    """The number of the row that has the headings, below titles that may stand above; None where there is none."""
    best, most = None, 0
    for row in rows[:HEAD]:
        if any(ADDRESS.fullmatch(cell) for cell in row.cells):
            break
        matches = sum(bool(name) for name in headings.match(row.cells))
        if matches > most:
            best, most = row.number, matches
    if best is None and not any(ADDRESS.fullmatch(cell) for cell in rows[0].cells):
        later = (cell for row in rows[1:HEAD] for cell in row.cells)
        return rows[0].number if any(ADDRESS.fullmatch(cell) for cell in later) else None
    return best
