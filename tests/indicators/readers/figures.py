"""A Reading as figures a person can compare: keys of codes, and the providers' folder."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from indicators.catalogue.statuses import STATUSES
from indicators.readers import READERS, Reading, open_files, recognise

DATA = Path(__file__).parents[4] / "shared" / "data"
OFFICIAL = DATA / "official"
OWN = Path(__file__).parents[2] / "data" / "samples"
"""Tiny files that we made; their figures are invented, their layouts are the providers'."""

needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the providers' figures (../shared/data) are not here"
)

Key = tuple[str, str, str, int, int]


def readings(path: Path) -> dict[str, Reading]:
    """Every file in the path that a reader knows, read; by the name it has in its archive."""
    found = {}
    for name, data in open_files(path.name, path.read_bytes()):
        key = recognise(name, data)
        if key is not None:
            found[name] = READERS[key].read(data, name=name)
    return found


def reading(path: Path) -> Reading:
    """The one reading of a path."""
    (found,) = readings(path).values()
    return found


def values(read: Reading, series: Iterable[str] = ()) -> dict[Key, float]:
    """(series, area, counterpart or "", year, quarter) and the value, of some series or of all."""
    wanted = set(series) or set(read.series)
    areas = (*read.areas, "")
    return {
        (read.series[s], areas[a], areas[c], int(y), int(q)): float(v)
        for s, a, c, y, q, v in zip(
            read.series_code,
            read.area_code,
            read.counterpart_code,
            read.year,
            read.quarter,
            read.value,
            strict=True,
        )
        if read.series[s] in wanted
    }


def statuses(read: Reading) -> dict[Key, str]:
    """The status letter of every figure."""
    return dict(zip(values(read), (STATUSES[code] for code in read.status), strict=True))


def flags(read: Reading) -> dict[Key, str]:
    """The provider's own mark of every figure, empty where it has none."""
    pool = (*read.flags, "")
    return dict(zip(values(read), (pool[code] for code in read.flag_code), strict=True))
