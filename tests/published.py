"""Small published figures, made by the same services that people use."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

from django.db import transaction

from indicators.models import Snapshot
from indicators.services import calculations, decisions, ingest
from tests.studies.making import load_regions

HEADER = "iso3,var_code,source_code,year,value,unit"
REMITTANCES = {
    "PHL": {2018: 33808788000, 2019: 35167490000, 2020: 34913312000},
    "TJK": {2018: 2182936000, 2019: 2321730000, 2020: 2187034000},
    "KAZ": {2019: 505955000, 2020: 374162000},
}
GDP = {
    "PHL": {2018: 346842000000, 2019: 376823000000, 2020: 361751000000},
    "TJK": {2018: 7765000000, 2019: 8300000000, 2020: 8133000000},
    "KAZ": {2018: 179340000000, 2019: 181667000000, 2020: 171082000000},
}


def observations(**series: dict[str, dict[int, float]]) -> bytes:
    """A World Bank file in the packed long layout."""
    lines = [
        f"{area},{code},,{year},{value!r},"
        for code, areas in series.items()
        for area, years in areas.items()
        for year, value in years.items()
    ]
    return "\n".join([HEADER, *lines, ""]).encode()


def world_bank(
    areas: dict[str, dict[int, float]], updated: str, code: str = "BX.TRF.PWKR.CD.DT"
) -> bytes:
    """A World Bank bulk CSV of one series, which says on which day it was published."""
    years = sorted({year for line in areas.values() for year in line})
    rows = [
        [area, area, "Series", code, *(repr(line[y]) if y in line else "" for y in years)]
        for area, line in areas.items()
    ]
    head = ["Country Name", "Country Code", "Indicator Name", "Indicator Code", *map(str, years)]
    lines = [
        ["Data Source", "World Development Indicators"],
        [],
        ["Last Updated Date", updated],
        [],
    ]
    return "".join(
        ",".join(f'"{cell}"' for cell in row) + ",\n" for row in [*lines, head, *rows]
    ).encode()


def load(
    data: bytes, name: str = "observations_wdi.csv", day: date = date(2025, 6, 19)
) -> Snapshot:
    """Receive, load and accept a file that must be good."""
    snapshot = propose(data, name, day)
    if snapshot.standing == Snapshot.Standing.PROPOSED:
        return decisions.accept(snapshot.pk, by=None)
    return snapshot


def propose(
    data: bytes, name: str = "observations_wdi.csv", day: date = date(2025, 6, 19)
) -> Snapshot:
    """Receive and load a file that must be good; what the rules do not accept waits."""
    snapshot = ingest.load(ingest.receive(name=name, data=data, retrieved_on=day)[0].snapshot.pk)
    assert snapshot.state == Snapshot.State.LOADED, snapshot.problem
    return snapshot


def prepare() -> None:
    """Reference data and catalogue."""
    load_regions()
    ingest.ensure_catalogue()
    calculations.ensure_indicators()


def publish() -> int:
    """Figures of three countries, computed and published; returns the release."""
    prepare()
    load(observations(remin=REMITTANCES, gdp=GDP))
    release, _computed = calculations.refresh()
    assert release is not None
    return release


@contextmanager
def kept(blocker):
    """What is written inside stays for the tests of a module, each in a savepoint of its own, and is then rolled back."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
