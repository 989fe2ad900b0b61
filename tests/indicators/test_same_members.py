"""Groups chained over members that report in both years, beside the published sums."""

import pytest

from indicators.selectors import published_table
from indicators.services import calculations
from indicators.services.same_members import with_same_members
from tests import published

REMIN = {
    "PHL": {2017: 80.0, 2018: 100.0, 2019: 110.0, 2020: 121.0},
    "THA": {2019: 50.0, 2020: 55.0},
}
POP = {area: dict.fromkeys(range(2017, 2021), 1000.0) for area in REMIN}


@pytest.fixture
def loaded(db):
    published.prepare()
    published.load(published.observations(remin=REMIN, pop=POP))
    calculations.refresh()


def line(table, area="ESCAP"):
    return {row.year: row.value for row in table.rows if row.area == area}


@pytest.mark.usefixtures("loaded")
def test_growth_is_that_of_the_same_members_at_the_level_of_the_newest_year():
    table = published_table("REM_IN_USD", areas=["ESCAP", "PHL"])
    before, after = line(table), line(with_same_members(table))

    # Two thirds of the people report from 2019 on; before it is half of them.
    assert {year for year, value in before.items() if value is not None} == {2019, 2020}
    assert after == {2019: pytest.approx(160.0), 2020: 176.0}
    assert line(with_same_members(table), "PHL") == line(table, "PHL")


def test_a_member_who_enters_does_not_lift_the_chain(db):
    published.prepare()
    wide = {"PHL": 3000.0, "THA": 1000.0}
    pop = {area: dict.fromkeys(range(2017, 2021), size) for area, size in wide.items()}
    published.load(published.observations(remin=REMIN, pop=pop))
    calculations.refresh()
    table = published_table("REM_IN_USD", areas=["ESCAP"])
    statuses = {row.year: row.status for row in table.rows}

    assert line(table) == {2017: 80.0, 2018: 100.0, 2019: 160.0, 2020: 176.0}
    assert statuses[2019] == "B"
    assert line(with_same_members(table)) == {
        2017: pytest.approx(80 * 160 / 110),
        2018: pytest.approx(100 * 160 / 110),
        2019: pytest.approx(160.0),
        2020: 176.0,
    }


def test_the_newest_year_of_a_chain_is_no_break(db):
    published.prepare()
    remin = {"PHL": REMIN["PHL"], "THA": {2020: 55.0}}
    pop = {"PHL": dict.fromkeys((2019, 2020), 3000.0), "THA": dict.fromkeys((2019, 2020), 1000.0)}
    published.load(published.observations(remin=remin, pop=pop))
    calculations.refresh()
    table = published_table("REM_IN_USD", areas=["ESCAP"])

    assert {row.year: row.status for row in table.rows}[2020] == "B"
    assert {row.status for row in with_same_members(table).rows} == {"E"}


@pytest.mark.usefixtures("loaded")
def test_page_and_file_offer_it(client):
    address = "/indicators/REM_IN_USD/?commission=ESCAP&view=line"
    page = client.get(address).content.decode()
    chained = client.get(f"{address}&panel=same").content.decode()
    file = client.get("/indicators/REM_IN_USD.csv?commission=ESCAP&panel=same")

    assert "panel=same" in page
    assert "REM_IN_USD.csv?commission=ESCAP&amp;panel=same" in chained
    assert "/figures/REM_IN_USD/ESCAP/2020/" in page
    assert "/figures/REM_IN_USD/ESCAP/2020/" not in chained
    assert b"160" in b"".join(file) if file.streaming else b"160" in file.content
    growth = client.get("/indicators/REM_IN_GROWTH/?commission=ESCAP&view=line").content.decode()
    assert "panel=same" not in growth, "growth is of the same members already"
