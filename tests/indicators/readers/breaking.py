"""Samples of our own, broken in one place each, and the reason that the reader must give."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from indicators.readers import READERS, BadSource, Reading

DATA = Path(__file__).parents[2] / "data" / "samples"
HTML = b"<!DOCTYPE html>\n<html><body><h1>503 Service Unavailable</h1></body></html>\n"
Break = Callable[[bytes], bytes]


def sample(name: str) -> bytes:
    """A file of tests/data/samples."""
    return (DATA / name).read_bytes()


def read(reader: str, data: bytes, name: str = "sample.csv") -> Reading:
    """The figures, by the reader's key."""
    return READERS[reader].read(data, name=name)


def assert_refused(reader: str, data: bytes, said: str, name: str = "sample.csv") -> None:
    """The reader refuses the file, and its reason has the words (a pattern) in it."""
    with pytest.raises(BadSource) as problem:
        read(reader, data, name)
    reason = str(problem.value)
    assert re.search(said, reason), reason
    assert len(reason) < 700, "a reason is read by people"


def change(old: str, new: str) -> Break:
    """Replace the first `old`, which must be there."""

    def made(data: bytes) -> bytes:
        assert old.encode() in data, f"the sample has no {old!r}"
        return data.replace(old.encode(), new.encode(), 1)

    return made


def instead(data: bytes) -> Break:
    """Other bytes altogether."""
    return lambda _whole: data


def cut(share: float) -> Break:
    """Only the first part, as after a lost connection."""
    return lambda data: data[: int(len(data) * share)]


def repeat_row(number: int) -> Break:
    """The row with this number in a spreadsheet a second time, at the end."""
    return lambda data: data.rstrip(b"\n") + b"\n" + data.split(b"\n")[number - 1] + b"\n"


def latin_1(number: int) -> Break:
    """A byte that is no UTF-8 in the row with this number."""

    def made(data: bytes) -> bytes:
        lines = data.split(b"\n")
        lines[number - 1] = lines[number - 1].replace(b",", b"\xe9,", 1)
        return b"\n".join(lines)

    return made


def utf_16(data: bytes) -> bytes:
    """What "Unicode text" of a spreadsheet program is."""
    return data.decode().encode("utf-16")


def only_header(data: bytes) -> bytes:
    """The header row and nothing else."""
    return data.split(b"\n", 1)[0] + b"\n"


def cut_off(data: bytes) -> bytes:
    """Without the last cell, as after a lost connection."""
    return data[: data.rindex(b",")]


ANY_CSV = [
    ("empty file", instead(b""), "file is empty"),
    ("blank lines", instead(b"\n \n\n"), "file is empty"),
    ("error page", instead(HTML), "row|headings"),
    ("another encoding", latin_1(3), "row 3: the text is not UTF-8"),
    ("UTF-16", utf_16, "UTF-16"),
]
"""What may be wrong with any CSV."""
LONG_CSV = [
    *ANY_CSV,
    ("cut off", cut_off, r"row \d: \d cells where the header has \d"),
    ("header only", only_header, "no figure that can be used"),
    ("a quote that never ends", lambda data: data.replace(b",", b',"', 1), "row|not a table"),
    ("a NUL", lambda data: data.replace(b"\n", b"\n\x00", 1), "row 2"),
]
"""What may be wrong with a CSV of one figure per row."""
