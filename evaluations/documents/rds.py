"""A data frame as R reads it with `readRDS`: version 2 of R's serialization, big-endian, packed with gzip (pure).

The format is described in "R Internals", 1.8. Codes are whole numbers of class `haven_labelled`, which packages such as
haven and labelled understand and R alone takes for numbers.
"""

from __future__ import annotations

import gzip
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SYMBOL, PAIRLIST, CHARS, WHOLE, NUMBER, TEXT, LIST, REFERENCE, NULL = (
    1,
    2,
    9,
    13,
    14,
    16,
    19,
    255,
    254,
)
IS_OBJECT, HAS_ATTRIBUTES, HAS_TAG = 0x100, 0x200, 0x400
UTF8 = 8 << 12
NA_WHOLE = -(2**31)
NA_NUMBER = bytes.fromhex("7FF00000000007A2")
"""R's own NaN, which says that a number is missing."""


@dataclass(frozen=True, slots=True)
class Column:
    """A variable with its label; `kind` is `whole`, `number` or `text`, `labels` name codes, None is missing."""

    name: str
    label: str
    kind: str
    labels: Mapping[int, str]
    cells: Sequence[Any]


class _Writer:
    """Writes values one after the other; a symbol that comes again is a reference to its first place."""

    def __init__(self) -> None:
        self.parts = [b"X\n", struct.pack(">iii", 2, 0x00040000, 0x00020300)]
        self.symbols: dict[str, int] = {}

    def _int(self, *numbers: int) -> None:
        self.parts.append(struct.pack(f">{len(numbers)}i", *numbers))

    def chars(self, text: str | None) -> None:
        if text is None:
            self._int(CHARS, -1)
            return
        data = text.replace("\0", "").encode()
        self._int(CHARS | UTF8, len(data))
        self.parts.append(data)

    def symbol(self, name: str) -> None:
        if name in self.symbols:
            self._int(self.symbols[name] << 8 | REFERENCE)
            return
        self.symbols[name] = len(self.symbols) + 1
        self._int(SYMBOL)
        self.chars(name)

    def vector(self, kind: int, cells: Sequence[Any], **attributes: Any) -> None:
        """A vector; each attribute is a function that writes it."""
        flags = kind | (HAS_ATTRIBUTES if attributes else 0)
        self._int(flags | (IS_OBJECT if "class" in attributes else 0), len(cells))
        self._cells(kind, cells)
        for name, write in attributes.items():
            self._int(PAIRLIST | HAS_TAG)
            self.symbol(name.replace("_", "."))
            write()
        if attributes:
            self._int(NULL)

    def _cells(self, kind: int, cells: Sequence[Any]) -> None:
        for cell in cells:
            if kind == TEXT:
                self.chars(cell)
            elif kind == WHOLE:
                self._int(NA_WHOLE if cell is None else cell)
            elif kind == NUMBER:
                self.parts.append(NA_NUMBER if cell is None else struct.pack(">d", cell))
            else:
                cell()

    def texts(self, *texts: str) -> Any:
        """What writes a vector of texts."""
        return lambda: self.vector(TEXT, texts)

    def column(self, column: Column) -> None:
        kind = {"whole": WHOLE, "number": NUMBER}.get(column.kind, TEXT)
        attributes = {"label": self.texts(column.label)}
        if column.labels:
            named = {"names": self.texts(*column.labels.values())}
            attributes["labels"] = lambda: self.vector(kind, list(column.labels), **named)
            attributes["class"] = self.texts("haven_labelled", "vctrs_vctr", "integer")
        self.vector(kind, column.cells, **attributes)


def data_frame(columns: Sequence[Column], rows: int) -> bytes:
    """The frame as the content of an .rds file, the same for the same columns."""
    writer = _Writer()
    cells = [lambda one=column: writer.column(one) for column in columns]
    writer.vector(
        LIST,
        cells,
        names=writer.texts(*(column.name for column in columns)),
        row_names=lambda: writer.vector(WHOLE, [None, -rows]),
        **{"class": writer.texts("data.frame")},
    )
    return gzip.compress(b"".join(writer.parts), mtime=0)
