"""Archives are opened within bounds: damage, bombs and odd names get a reason or do no harm."""

import gzip
import io
import struct
import zipfile

import pytest

from indicators.readers import BadSource, is_archive, open_files, recognise
from tests.indicators.readers.samples import SAMPLES

NAME, CSV = SAMPLES["national"]


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def locked(data: bytes) -> bytes:
    """The zip with the flag "needs a password" on its only file."""
    central = data.index(b"PK\x01\x02")
    data = data[:6] + b"\x01\x00" + data[8:]
    return data[: central + 8] + b"\x01\x00" + data[central + 10 :]


def lying(data: bytes, size: int) -> bytes:
    """The zip with another size declared for its only file."""
    central = data.index(b"PK\x01\x02")
    word = struct.pack("<I", size)
    data = data[:22] + word + data[26:]
    return data[: central + 24] + word + data[central + 28 :]


ZIP, GZIP = zipped((NAME, CSV)), gzip.compress(CSV)
BOMB = b"0" * (80 << 20)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("cut.gz", GZIP[:-20], "cut.gz: the archive is cut off. Download it again"),
        ("flip.gz", GZIP[:40] + b"\xff\xff\xff" + GZIP[43:], "flip.gz: the archive is damaged"),
        ("sum.gz", GZIP[:-8] + b"\0\0\0\0" + GZIP[-4:], "sum.gz: the archive is damaged"),
        ("bomb.gz", lambda: gzip.compress(BOMB), "grows to more than .* MB; it is not opened"),
        ("parts.gz", lambda: gzip.compress(BOMB[: 3 << 20]) * 2, "grows to more than 4 MB"),
        ("twice.gz", gzip.compress(GZIP), "archive inside an archive"),
        ("rest.gz", GZIP + b"and more", "damaged"),
        ("cut.zip", ZIP[: len(ZIP) // 2], "cut.zip: the archive is damaged or locked.*Download it"),
        ("head.zip", b"PK\x03\x04", "damaged or locked"),
        ("flip.zip", ZIP[:60] + b"\xff\xff\xff\xff" + ZIP[64:], "damaged or locked"),
        ("locked.zip", locked(ZIP), "damaged or locked.*password"),
        ("bomb.zip", lambda: zipped(("a.csv", BOMB)), "grows to more than .* MB; it is not opened"),
        ("lying.zip", lambda: lying(zipped(("a.csv", BOMB)), 1000), "larger than|damaged|declares"),
        ("many.zip", zipped(*[(f"{n}.csv", b"a") for n in range(201)]), "201 files .* at most 200"),
        ("nested.zip", zipped(("inner.zip", ZIP)), "inner.zip: a zip inside a zip"),
        ("nested2.zip", zipped(("inner.gz", gzip.compress(GZIP))), "archive inside an archive"),
        ("gz in zip", zipped(("inner.gz", GZIP[:-9])), "inner.gz: the archive is cut off"),
    ],
)
def test_a_harmful_or_damaged_archive_is_refused(name, data, said):
    if callable(data):  # large ones are packed by the worker that needs them
        data = data()
    with pytest.raises(BadSource, match=said):
        list(open_files(name, data))


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("/abs/olute.csv", "olute.csv"),
        ("C:\\Users\\me\\a.csv", "a.csv"),
        ("folder/deep/a.csv", "a.csv"),
        ("..", "file"),
        ("a\nb\x1b[31m.csv", "ab[31m.csv"),
    ],
)
def test_only_the_last_part_of_a_name_inside_is_kept(inside, kept):
    assert list(open_files("a.zip", zipped((inside, CSV)))) == [(kept, CSV)]


def test_whole_archives_give_their_files():
    assert list(open_files("n.csv.gz", GZIP)) == [("n.csv", CSV)]
    assert list(open_files("n.zip", ZIP)) == [(NAME, CSV)]
    assert list(open_files("n.gz", GZIP + GZIP)) == [("n", CSV + CSV)]
    assert list(open_files("n.zip", zipped(("a/", b""), ("a/n.csv.gz", GZIP)))) == [("n.csv", CSV)]
    assert list(open_files(NAME, CSV)) == [(NAME, CSV)]
    assert list(open_files("empty.zip", zipped())) in ([], [("empty.zip", zipped())])


def test_a_workbook_is_no_archive_and_an_archive_has_no_reader():
    name, workbook = SAMPLES["knomad_inflows"]

    assert not is_archive(workbook)
    assert list(open_files(name, workbook)) == [(name, workbook)]
    assert is_archive(ZIP)
    assert recognise("n.zip", ZIP) is None
    assert recognise("n.gz", GZIP) is None
    assert recognise("nothing", b"") is None
