"""SDMX reads what was known on a day, and what a release showed."""

import csv
import io

from tests import published
from tests.published import REMITTANCES

FLOW = "/api/sdmx/data/DF_REMITTANCES/"


def rows(client, address):
    text = b"".join(client.get(f"{address}&format=csv")).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_as_of_and_release_read_what_was_known_and_shown(client, release):
    newer = {
        area: {year: value * 2 for year, value in line.items()}
        for area, line in REMITTANCES.items()
    }
    published.load(published.world_bank(newer, "2026-01-31"), "API_BX.csv")
    published.calculations.refresh()
    one = FLOW + "A.PHL..REM_IN_USD.?startPeriod=2020"
    now, before = float(REMITTANCES["PHL"][2020] * 2), float(REMITTANCES["PHL"][2020])

    assert float(rows(client, one)[0]["OBS_VALUE"]) == now
    assert float(rows(client, one + "&asOf=2025-12-31")[0]["OBS_VALUE"]) == before
    assert float(rows(client, f"{one}&release={release}")[0]["OBS_VALUE"]) == before
    assert client.get(one + "&asOf=2001-01-01").status_code == 404
