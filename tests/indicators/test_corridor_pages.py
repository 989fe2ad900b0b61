"""Corridors as pages: index, map, flows, matrix, one corridor, the calculator; figures agree everywhere."""

import csv
import gzip
import io
import re
from html import unescape
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.analysis.savings import Priced, saving, shares
from indicators.charts.svg import sankey
from indicators.charts.svg.arcs import Arc, arc_map
from indicators.charts.svg.history import Level, line, stacked_bars
from indicators.compute import CORRIDORS
from indicators.selectors import corridors
from indicators.services import calculations
from regions.models import Area
from tests import published
from tests.width import cases

STOCK = b"""dest,origin,year,sex,n,data_type
RUS,TJK,2015,female,100,BR
RUS,TJK,2015,male,300,BR
RUS,TJK,2020,female,150,BR
RUS,TJK,2020,male,250,I
USA,TJK,2020,female,50,BR
USA,TJK,2020,male,50,BR
USA,PHL,2020,female,900,BR
USA,PHL,2020,male,600,BR
"""
PRICES = b"""sender,receiver,period,cost_pct
RUS,TJK,2020-Q1,2.0
RUS,TJK,2020-Q2,4.0
USA,TJK,2020-Q1,7.5
USA,PHL,2020-Q1,5.0
"""
INCOME = {"TJK": {2018: 4000.0}, "RUS": {2018: 33000.0}, "USA": {2018: 65000.0}}


@pytest.fixture(scope="module")
def release(django_db_setup, django_db_blocker):
    """One release for the module; its rows go with the transaction that holds them."""
    with django_db_blocker.unblock():
        held = transaction.atomic()
        held.__enter__()
        published.prepare()
        published.load(published.observations(remin=published.REMITTANCES, income=INCOME))
        published.load(STOCK, "migrant_stock.csv")
        published.load(PRICES, "rpw_corridors.csv")
        number, _computed = calculations.refresh()
        yield number
        transaction.set_rollback(True)
        held.__exit__(None, None, None)


# Marked so that the database is made; each test works in a savepoint within the module's transaction.
pytestmark = pytest.mark.django_db


@pytest.fixture
def page_of(release, client):
    def get(address, status=200):
        answer = client.get(address)
        assert answer.status_code == status, address
        return answer.content.decode()

    return get


def rows_of(client, address):
    body = b"".join(client.get(address)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


def test_the_list_ranks_and_its_file_holds_every_corridor(page_of, client):
    page = page_of("/corridors/")
    rows = rows_of(client, "/corridors.csv")

    found = {(row["home"], row["host"]): float(row["value"]) for row in rows}
    assert found == {("PHL", "USA"): 1500, ("TJK", "RUS"): 400, ("TJK", "USA"): 100}
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    places = re.findall(r'href="(/corridors/\w+/\w+/)"', page)
    assert places == ["/corridors/PHL/USA/", "/corridors/TJK/RUS/", "/corridors/TJK/USA/"]
    assert "Together 2,000 persons" in page
    assert rows_of(client, "/corridors.csv?order=low")[0]["home"] == "TJK"
    women = rows_of(client, "/corridors.csv?sex=F&home=TJK")
    assert [float(row["value"]) for row in women] == [150, 50]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("q=tajikistan+russia", {("TJK", "RUS")}),
        ("q=таджикистан", {("TJK", "RUS"), ("TJK", "USA")}),
        ("q=Филиппины", {("PHL", "USA")}),
        ("q=atlantis", set()),
        ("home=ECE", {("TJK", "RUS"), ("TJK", "USA")}),
        ("home=ESCAP&host=RUS", {("TJK", "RUS")}),
        ("host=USA&year=2015", set()),
        ("measure=COST200_CORR&year=2020-Q2", {("TJK", "RUS")}),
    ],
)
def test_search_and_filters(page_of, query, wanted):
    page = page_of(f"/corridors/?{query}")

    found = set(re.findall(r'href="/corridors/(\w+)/(\w+)/"', page))
    assert found == wanted
    assert ("No corridors for this choice" in page) == (not wanted)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("measure=GDP", "GDP"),
        ("home=QQQ", "QQQ"),
        ("year=20x0", "2020-Q3"),
        ("sex=X", "X"),
        ("view=pie", "pie"),
        ("measure=COST200_CORR&view=sankey", "do not add up"),
        ("page=0", "greater than or equal to 1"),
    ],
)
def test_a_wrong_choice_is_explained_with_status_400(page_of, client, query, said):
    assert said in page_of(f"/corridors/?{query}", 400)
    assert client.get(f"/corridors.csv?{query}").status_code == 400


def test_a_year_without_figures_is_told(page_of, client):
    assert "Choose from 2015 to 2020" in page_of("/corridors/?year=1990")
    assert client.get("/corridors.csv?year=1990").status_code == 404
    assert client.get("/corridors.svg?view=table").status_code == 404


@pytest.mark.wide
def test_the_flows_the_map_and_the_matrix_show_the_same_figures_as_their_tables(page_of, client):
    flows = page_of("/corridors/?view=sankey")
    titles = set(re.findall(r"<title>([^<]+ – [^<]+: [^<]+)</title>", flows))
    assert titles == {
        "Philippines – United States of America: 1,500",
        "Tajikistan – Russian Federation: 400",
        "Tajikistan – United States of America: 100",
    }
    matrix = page_of("/corridors/?view=matrix")
    cells = re.findall(
        r'<td class="heat-\d">\s*<a\s+href="([^"]+)"[^>]*>\s*<bdi\s*>([^<]+)</bdi>', matrix
    )
    assert dict(cells) == {
        "/corridors/PHL/USA/": "1,500",
        "/corridors/TJK/RUS/": "400",
        "/corridors/TJK/USA/": "100",
    }
    drawn = page_of("/corridors/?view=map")
    if "not installed" not in drawn:
        assert len(re.findall(r'data-url="/corridors/\w+/\w+/"', drawn)) == 3
    for view in ("map", "sankey", "matrix"):
        picture = client.get(f"/corridors.svg?view={view}")
        assert picture.headers["Content-Type"].startswith("image/svg+xml")
        assert b"Tajikistan" in picture.content
        assert b"href" not in picture.content, "a file holds all it shows"


def test_money_flows_the_other_way_and_is_said_to_be_modelled(page_of, client):
    page = page_of("/corridors/?view=sankey&measure=BRE_USD&home=TJK")

    assert "modelled, not observed" in page
    assert "Russian Federation – Tajikistan: " in page
    rows = rows_of(client, "/corridors.csv?measure=BRE_USD&home=TJK&year=2019")
    assert sum(float(row["value"]) for row in rows) == pytest.approx(
        published.REMITTANCES["TJK"][2019]
    )
    assert {row["obs_status"] for row in rows} == {"E"}


def test_a_corridor_has_people_money_price_and_both_commissions(page_of, client):
    page = page_of("/corridors/TJK/RUS/")
    rows = rows_of(client, "/corridors/TJK/RUS.csv")

    value = {
        (r["indicator"], r["time_period"], r["sex"], r["variant"]): float(r["value"]) for r in rows
    }
    assert value["COR_STOCK", "2020", "F", ""] == 150
    assert value["COST200_CORR", "2020-Q2", "T", ""] == 4.0
    money = value["BRE_USD", "2020", "T", "V3"]
    for text in (
        "400",
        "150",
        "250",
        "80.0",
        f"{money:,.0f}",
        "4.00",
        "/commissions/ECE/",
        "/commissions/ESCAP/",
    ):
        assert text in page, text
    assert "Women were 38 per cent in 2020" in page
    assert "not over 5 per cent, but above the 3 per cent" in page
    assert "over 5 per cent, the most" in page_of("/corridors/TJK/USA/")
    assert "In 2020-Q1 it cost no more than 5 per cent" in page_of("/corridors/PHL/USA/")
    for part in ("people", "money", "price"):
        assert client.get(f"/corridors/TJK/RUS.svg?part={part}").content.count(b"<title>") >= 2
    assert client.get("/corridors/TJK/RUS.svg?part=none").status_code == 404
    assert client.get("/embed/corridors/TJK/RUS/").status_code == 404


def test_an_indicator_of_corridors_has_a_page_and_a_row_like_the_others(page_of, client, subtests):
    listed = page_of("/indicators/")
    for code, formulas in CORRIDORS.items():
        with subtests.test(code):
            page = " ".join(unescape(page_of(f"/indicators/{code}/")).split())

            assert f'href="/indicators/{code}/"' in listed
            assert " ".join(formulas[0].note.split("\n\n")[0].split())[:60] in page
            assert f"/api/sdmx/data/DF_CORRIDORS/...{code}." in page
            told = client.get("/api/v1/values/", {"indicator": code}).json()["fields"]["indicator"]
            assert "DF_CORRIDORS" in told[0]
    assert "/corridors/PHL/USA/" in page_of("/indicators/COR_STOCK/")
    assert "modelled, not observed" in page_of("/indicators/BRE_USD/")
    assert "2020-Q2" in page_of("/indicators/COST200_CORR/")
    assert "Choose a later day" in page_of("/indicators/COR_STOCK/?as_of=2001-01-01")
    row = client.get("/api/v1/indicators/COR_STOCK/").json()
    assert (row["bilateral"], row["corridors"], row["first_year"], row["last_year"]) == (
        True,
        3,
        2015,
        2020,
    )
    file = client.get("/indicators/COR_STOCK.csv?year=2015")
    assert file.headers["Location"] == "/corridors.csv?year=2015&measure=COR_STOCK"


def test_addresses_of_corridors_lead_to_the_right_page_or_say_what_is_wrong(page_of, client):
    assert client.get("/corridors/tjk/rus/").headers["Location"] == "/corridors/TJK/RUS/"
    assert "Nothing is published" in page_of("/corridors/FRA/TJK/")
    assert client.get("/corridors/QQQ/TJK/").status_code == 404
    assert client.get("/corridors/TJK/RUS/?release=999").status_code == 404
    assert client.get("/corridors/TJK/RUS/?as_of=later").status_code == 404


def test_the_calculator_by_hand(page_of, client, release):
    page = page_of("/corridors/saving/?country=TJK&target=3&inflow=1000")
    rows = {
        row["host"]: row for row in rows_of(client, "/corridors/saving.csv?country=TJK&inflow=1000")
    }
    flows = {
        one.host: one.at("2020")
        for one in corridors.of_area("BRE_USD", Area.objects.get(code="TJK").pk, end="home")
    }
    parts = {Area.objects.get(pk=pk).code: part for pk, part in shares(flows).items()}

    # The yearly cost from Russia is the mean of its two quarters, exactly the target.
    assert float(rows["RUS"]["cost_percent"]) == 3.0
    assert float(rows["RUS"]["saved_usd"]) == 0
    wanted = 1e9 * parts["USA"] * (7.5 - 3) / 100
    assert float(rows["USA"]["saved_usd"]) == pytest.approx(wanted)
    assert f"{wanted:,.0f}" in page
    assert "2 corridors have a price; they carry 100 per cent" in page
    assert "amount you gave" in page
    assert "published figure for 2020" in page_of("/corridors/saving/?country=TJK")
    assert "nothing would be saved" in page_of("/corridors/saving/?country=TJK&target=8")


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 200, "Choose a country"),
        ("?country=QQQ", 400, "QQQ"),
        ("?country=TJK&target=-1", 400, "Target cost"),
        ("?country=TJK&target=x", 400, "Target cost"),
        ("?country=TJK&inflow=1e99", 400, "Remittances received"),
        ("?country=FRA", 200, "No corridor of money into France is modelled"),
    ],
)
def test_the_calculator_says_what_it_needs(page_of, query, status, said):
    assert said in page_of(f"/corridors/saving/{query}", status)


def test_the_country_page_shows_its_largest_corridors(page_of):
    page = page_of("/countries/TJK/")

    assert page.index("/corridors/TJK/RUS/") < page.index("/corridors/TJK/USA/")
    assert "/corridors/saving/?country=TJK" in page


@pytest.mark.wide(but="/corridors/?view=sankey")
@pytest.mark.parametrize(
    "address",
    ["/corridors/", "/corridors/?view=map", "/corridors/?view=sankey", "/corridors/?view=matrix",
     "/corridors/?home=TJK&q=russia", "/corridors/TJK/RUS/", "/corridors/saving/?country=TJK"],
)  # fmt: skip
def test_pages_take_few_queries_are_small_and_public(release, client, address):
    with CaptureQueriesContext(connection) as taken:
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})

    assert len(taken) <= 32, len(taken)
    assert len(answer.content) < 100_000
    page = gzip.decompress(answer.content).decode()
    assert "style=" not in page
    assert (
        client.get(
            address, headers={"If-None-Match": answer.headers["ETag"], "Accept-Encoding": "gzip"}
        ).status_code
        == 304
    )
    for link in set(re.findall(r'href="(/(?:corridors|explore)[^"#]*)"', page)):
        assert client.get(unescape(link)).status_code == 200, link


FRAMED = [
    *(f"/corridors/?view={view}" for view in ("table", "map", "sankey", "matrix")),
    *(f"/corridors/TJK/RUS/?part={part}" for part in ("people", "money", "price")),
    "/explore/alike/?country=PHL",
    "/explore/alike/",
]


@pytest.mark.parametrize("address", FRAMED)
def test_only_the_frame_may_be_framed(release, client, address):
    frame = client.get(f"/embed{address}")

    assert frame.status_code == 200
    assert "<form" not in frame.content.decode()

    assert "frame-ancestors *" in frame.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame.headers
    assert client.get(address).headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("language", ["ar", "zh-hans"])
def test_names_are_in_the_readers_language(page_of, language):
    name = Area.objects.get(code="TJK").names["ar" if language == "ar" else "zh"]

    assert name in page_of(f"/{language}/corridors/?view=sankey")


FLOWS = st.lists(
    st.tuples(st.integers(1, 20), st.integers(1, 20), st.floats(0.01, 1e9)), min_size=1, max_size=60
)


@given(FLOWS)
@settings(max_examples=cases(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_cap_loses_nothing_and_bands_fill_their_boxes(flows):
    bands = sankey.capped([sankey.Band(*flow) for flow in flows])

    assert sum(band.value for band in bands) == pytest.approx(sum(value for _a, _b, value in flows))
    for side in ("start", "end"):
        boxes = sankey.nodes(bands, side, 600)
        assert len(boxes) <= sankey.MOST_NODES + 1
        assert boxes[-1].top + boxes[-1].size <= 600.001
        assert all(a.top + a.size <= b.top for a, b in pairwise(boxes))
        assert sankey.REST not in [box.key for box in boxes[:-1]]


@given(
    st.dictionaries(
        st.integers(1, 9),
        st.tuples(st.floats(0.01, 1e6), st.none() | st.floats(-2, 30)),
        min_size=1,
    ),
    st.floats(0, 20),
    st.booleans(),
)
@settings(max_examples=cases(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_saving_is_never_negative_and_falls_with_the_target(corridors_, target, fill):
    parts = shares({host: flow for host, (flow, _cost) in corridors_.items()})
    listed = [Priced(host, parts[host], corridors_[host][1]) for host in parts]
    found, lower = (
        saving(listed, 1e6, target, fill=fill),
        saving(listed, 1e6, target + 1, fill=fill),
    )

    assert found.saved >= lower.saved >= 0
    assert found.saved <= 1e6 * 0.3
    assert 0 <= found.covered <= 1.0000001
    assert found.saved >= saving(listed, 1e6, target).saved
    assert sum(row.flow for row in found.rows) == pytest.approx(1e6)


def test_drawings_of_one_corridor_and_of_arcs():
    def write(value, decimals=None):
        return f"{value:g}"

    bars = stacked_bars([("2015", 1, 3), ("2020", 2, 2)], ("Women", "Men"), write).svg
    assert bars.count("mark") == 4
    assert "2015, Men: 3" in bars
    drawn = line(
        [(2010.0, "2010", 4.0), (2015.0, "2015", 6.0)],
        write,
        levels=[Level(5.0, "5 %")],
        ranges=[(2010.0, 3.0, 5.0), (2015.0, 5.0, 7.0)],
    ).svg
    assert drawn.count("<polyline") == 2, "five years without a figure break the line"
    assert drawn.count("<polygon") == 1
    assert stacked_bars([], ("a", "b"), write).parts == []
    assert line([], write).parts == []
    there = arc_map(
        [Arc((0, 0), (100, 0), 4, "a", "/a/"), Arc((100, 0), (0, 0), 1, "b", "/b/")], ""
    ).svg
    first, second = re.findall(r'd="M[\d -]+Q(-?\d+) (-?\d+)', there)
    assert int(first[1]) > 0 > int(second[1]), "both ways are seen apart"
