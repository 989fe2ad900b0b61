"""Tables that a spreadsheet program saved anew: other separators, code pages and decimal commas (pure).

The one place that understands them: such a table is written again as the readers know it, row by row, so
that places keep their numbers. Files with commas are left as they are.
"""

from __future__ import annotations

import csv
import io
import re

from core.tables import encodings

DECIMAL = re.compile(r"([+-]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+|[+-]?\d+)(?:,(\d+))?", re.ASCII)
SPACES = re.compile("[ \u00a0\u202f]")
SEPARATORS = ";\t"
LINES = 12
BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"PAR1", b"{", b"[")


def separator(data: bytes) -> str:
    """The separator that a spreadsheet put in the place of the comma; empty where it did not."""
    if data.lstrip()[:4].startswith(BINARY):
        return ""
    head = data[:8192]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "ignore").encode()
    lines = [line for line in head.splitlines()[:LINES] if line.strip()]
    for mark in SEPARATORS:
        separates = [line.count(mark.encode()) for line in lines[:-1] or lines]
        if separates and min(separates) > 0 and separates[0] > lines[0].count(b","):
            return mark
    return ""


def with_commas(data: bytes) -> bytes | None:
    """The table in UTF-8 with commas and decimal points; None where it has them already or is no table."""
    mark = separator(data)
    if not mark:
        return None
    try:
        text, _encoding = encodings.decode(data)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(
            [_cell(cell) for cell in row] for row in rows
        )
    except (csv.Error, UnicodeDecodeError):
        return None
    return out.getvalue().encode()


def _cell(cell: str) -> str:
    """A number with a decimal point and without spaces between thousands; any other text as it is."""
    match = DECIMAL.fullmatch(cell.strip())
    if match is None:
        return cell
    whole = SPACES.sub("", match[1])
    return f"{whole}.{match[2]}" if match[2] else whole
