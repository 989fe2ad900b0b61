"""Whatever bytes arrive, readers answer with figures or with a reason; nothing else ever."""

from contextlib import suppress
from datetime import timedelta
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.readers import READERS, BadSource, open_files, recognise
from tests.indicators.readers.figures import OFFICIAL, needs_data
from tests.indicators.readers.samples import SAMPLES
from tests.width import cases

LIMITS = {
    "deadline": timedelta(seconds=5),
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
MAGIC = (
    b"\x1f\x8b\x08\x00", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xfe\xff",
    b"\xef\xbb\xbf", b"[{", b'{"items": [', b'"Data Source",', b"series,ref_area,time_period,value\n",
    b"Year,Origin,",
)  # fmt: skip
PIECES = (
    b"", b"\0", b'"', b"'", b",", b";", b"\n", b"\r", b"\r\n", b"-1", b"nan", b"inf", b"1e999", b"0x1F",
    b"1_000", b"..", b"*", b"NA", b"NAM", b"\xff", b"\xc3\xa9", "٣".encode(), b"99999999999999999999",
    b"20200", b"2020.5", b"null", b"true", b"[]", b"{}", b"[[[[", b"=1+1", b"</row>", b"\xf0\x9f\x8f\xb3",
)  # fmt: skip
MOST = 60_000
"""Mutated official files are cut to this, whole rows where they are text, to keep this quick."""

anything = st.one_of(
    st.binary(max_size=300),
    st.builds(bytes.__add__, st.sampled_from(MAGIC), st.binary(max_size=300)),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
)
edits = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 60),
        st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)),
    ),
    min_size=1,
    max_size=8,
)


def ask_all(name: str, data: bytes, key: str | None = None) -> None:
    """Open, recognise and read by the reader named, else by all; only BadSource may come out."""
    recognise(name, data)
    with suppress(BadSource):
        for inner, content in open_files(name, data):
            recognise(inner, content)
            for reader in [key] if key else READERS:
                read(reader, inner, content)


def read(reader: str, name: str, data: bytes) -> None:
    """Figures that hold together, or a reason of a length that people read."""
    reason = ""
    try:
        found = READERS[reader].read(data, name=name)
    except BadSource as problem:
        reason = str(problem)
    else:
        assert found.rows_read == len(found.value) + sum(found.left_out.values())
        assert np.isfinite(found.value).all()
        assert found.year.min() >= 1900
        assert found.year.max() <= 2100
    assert len(reason) < 1_000


def edited(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """The bytes with some stretches replaced."""
    changed = bytearray(data)
    for place, length, piece in changes:
        start = int(place * len(changed))
        changed[start : start + length] = piece
    return bytes(changed)


@cache
def official() -> list[tuple[str, bytes]]:
    """Official files, opened, long text cut after a row."""
    found = []
    for path in sorted(OFFICIAL.iterdir()):
        if path.stat().st_size < 400_000 or path.suffix in {".csv", ".gz"}:
            for name, data in open_files(path.name, path.read_bytes()):
                is_text = not data.startswith((b"PK", b"\xd0"))
                found.append((name, data[: data.rfind(b"\n", 0, MOST)] if is_text else data))
    return found


@given(data=anything)
@settings(max_examples=cases(300), **LIMITS)
def test_random_bytes(data):
    ask_all("upload.bin", data)


@pytest.mark.parametrize("key", READERS)
@given(changes=edits)
@settings(max_examples=cases(60), **LIMITS)
def test_a_small_file_with_changed_bytes(key, changes):
    name, data = SAMPLES[key]
    ask_all(name, edited(data, changes), key)


@pytest.mark.wide
@needs_data
@given(which=st.integers(0, 10_000), changes=edits)
@settings(max_examples=cases(200), **LIMITS)
def test_an_official_file_with_changed_bytes(which, changes):
    name, data = official()[which % len(official())]
    ask_all(name, edited(data, changes), recognise(name, data))


@needs_data
@given(which=st.integers(0, 10_000), share=st.floats(0, 1))
@settings(max_examples=cases(80), **LIMITS)
def test_an_official_file_that_is_cut_off(which, share):
    name, data = official()[which % len(official())]
    ask_all(name, data[: int(share * len(data))], recognise(name, data))
