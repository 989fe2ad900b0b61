"""Earlier vintages everywhere: pages of indicators and areas, files, the API, SDMX say the same of a day."""

import csv
import io

import pytest

from tests.indicators.test_releases import revise
from tests.published import GDP, REMITTANCES

DAY = "as_of=2025-12-31"


@pytest.fixture
def releases(release):
    return release, revise()


def file_rows(client, address):
    text = b"".join(client.get(address)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.wide
def test_the_same_day_gives_the_same_figure_everywhere(client, releases):
    first, _second = releases
    before, now = REMITTANCES["PHL"][2020], 2 * REMITTANCES["PHL"][2020]
    share = 100 * before / GDP["PHL"][2020]
    api = "/api/v1/values/?indicator=REM_IN_USD&ref_area=PHL&time_period=2020"
    sdmx = "/api/sdmx/data/DF_REMITTANCES/A.PHL..REM_IN_USD.?startPeriod=2020&format=csv"

    def figures(query):
        return (
            client.get(f"{api}&{query}").json()["results"][0]["value"],
            float(file_rows(client, f"{api}&format=csv&{query}")[0]["value"]),
            float(
                file_rows(client, f"/indicators/REM_IN_USD.csv?country=PHL&year=2020&{query}")[0][
                    "value"
                ]
            ),
            float(file_rows(client, f"{sdmx}&{query}")[0]["OBS_VALUE"]),
        )

    assert set(figures("")) == {float(now)}
    assert set(figures(DAY)) == {float(before)}
    assert set(figures(f"release={first}")) == {float(before)}
    for address in ("/countries/PHL/", "/indicators/REM_IN_GDP/?country=PHL&view=table"):
        join = "&" if "?" in address else "?"
        assert f"{share:.1f}" in client.get(f"{address}{join}{DAY}").content.decode()
        assert f"{2 * share:.1f}" in client.get(address).content.decode()
    page = client.get(f"/countries/PHL/?{DAY}").content.decode()
    assert "as they were known on" in page
    assert f"country=PHL&amp;{DAY}" in page
    listed = client.get(f"/api/v1/indicators/REM_IN_USD/?{DAY}").json()
    assert listed["vintage"] == "2025-06-19"
    assert client.get("/api/v1/indicators/REM_IN_USD/").json()["vintage"] == "2026-01-31"
    assert (
        client.get("/api/v1/indicators/?as_of=2001-01-01").json()["results"][0]["published"]
        is False
    )
    assert client.get(f"/commissions/ESCAP/?{DAY}").status_code == 200
    for address in ("/?", "/explore/alike/?country=PHL&", "/groups/M49035/?"):
        then, today = (client.get(f"{address}{day}") for day in (DAY, ""))
        assert "as they were known on" in then.content.decode()
        assert "as they were known on" not in today.content.decode()


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/countries/PHL/?as_of=yesterday", 400, "2024-01-31"),
        ("/?as_of=yesterday", 400, "2024-01-31"),
        ("/explore/alike/?as_of=2999-01-01", 400, "future"),
        ("/countries/PHL/?as_of=2999-01-01", 400, "future"),
        ("/commissions/ESCAP/?as_of=31.12.2025", 400, "2024-01-31"),
        ("/countries/PHL/?as_of=2001-01-01", 200, "No figures for this area yet"),
        ("/api/v1/indicators/?as_of=soon", 400, "2024-01-31"),
        ("/api/v1/indicators/?release=99999", 404, "99999"),
    ],
)
def test_a_day_that_cannot_be_read_is_explained(client, release, address, status, said):
    answer = client.get(address)

    assert answer.status_code == status
    assert said in answer.content.decode()
