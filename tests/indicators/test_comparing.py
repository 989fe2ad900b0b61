"""Two indicators against each other, and countries alike: page, drawing, data table, file and frame agree."""

import csv
import gzip
import io
import re
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.analysis.similarity import nearest, places
from indicators.charts.svg.pen import Pen, sheet, shortened, width_of, wrapped
from indicators.charts.svg.scatter import Axis, Dot, scatter
from indicators.models import Release
from indicators.pages.comparison import rank_correlation
from tests import published
from tests.published import GDP, REMITTANCES
from tests.width import cases

PAGE = "/explore/compare/?x=GDP_USD&y=REM_IN_USD"
FIGURES = {
    "a": {"PHL": 1.0, "TJK": 2.0, "KAZ": 3.0, "MEX": 4.0, "USA": 5.0},
    "b": {"PHL": 10.0, "TJK": 11.0, "KAZ": 50.0, "USA": 12.0},
    "c": {"PHL": 7.0, "TJK": 7.0, "KAZ": 9.0},
}


def rows_of(client, address):
    body = b"".join(client.get(address)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


def test_the_chart_the_table_and_the_file_hold_the_same_figures(client, release):
    page = client.get(f"{PAGE}&year=2019").content.decode()
    rows = rows_of(client, "/explore/compare.csv?x=GDP_USD&y=REM_IN_USD&year=2019")
    picture = client.get("/explore/compare.svg?x=GDP_USD&y=REM_IN_USD&year=2019").content.decode()

    found = {row["ref_area"]: (float(row["x_GDP_USD"]), float(row["y_REM_IN_USD"])) for row in rows}
    assert found == {area: (GDP[area][2019], REMITTANCES[area][2019]) for area in GDP}
    for area, (x, y) in found.items():
        assert f"{x:,.0f}" in page, area
        assert f"{y:,.0f}" in page, area
    assert picture.count("<circle") == 3
    assert page.count('class="mark') == 6, "three dots, at two widths"
    assert "World Development Indicators" in picture


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("?x=NOSUCH", 400, "NOSUCH"),
        ("?year=abc", 400, "Year"),
        ("?country=QQQ", 400, "QQQ"),
        ("?as_of=2999-01-01", 400, "future"),
        ("?xscale=cubic", 400, "cubic"),
        ("?release=999", 200, "no release 999"),
        ("?x=REM_IN_USD&y=GDP_USD&year=1950", 200, "No country has figures of both in 1950"),
    ],
)
def test_what_cannot_be_compared_is_explained(client, release, query, status, said):
    answer = client.get(f"/explore/compare/{query}")

    assert answer.status_code == status
    assert said in answer.content.decode()
    assert client.get(f"/explore/compare.csv{query}").status_code in {400, 404, 200}


def test_the_year_comes_from_a_form_and_stays_in_the_address(client, release):
    page = client.get(f"{PAGE}&year=2019&within=ECE&country=TJK").content.decode()

    assert "<option selected>2019</option>" in page
    assert "Philippines" not in page.split('id="figures"')[1].split("<details")[0]
    assert "Tajikistan: " in page
    link = re.search(r'href="(/explore/compare\.csv[^"]*)"', page).group(1)
    assert {row["ref_area"] for row in rows_of(client, unescape(link))} == {"KAZ", "TJK"}
    assert f"release={release}" in page


@pytest.mark.parametrize("countries", [1, 3])
def test_a_page_takes_a_constant_number_of_queries_and_stays_small(
    client, release, django_assert_max_num_queries, countries
):
    chosen = "&".join(f"country={code}" for code in ["PHL", "TJK", "KAZ"][:countries])
    with django_assert_max_num_queries(22):
        answer = client.get(f"{PAGE}&{chosen}", headers={"Accept-Encoding": "gzip"})

    assert len(answer.content) < 100_000
    assert gzip.decompress(answer.content).startswith(b"<!DOCTYPE html>")


def test_only_the_frame_may_be_framed(client, release):
    frame = client.get(f"/embed{PAGE}")

    assert "frame-ancestors *" in frame.headers["Content-Security-Policy"]
    assert 'target="_blank"' in frame.content.decode()
    assert client.get(PAGE).headers["X-Frame-Options"] == "DENY"


@given(st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)), min_size=3, max_size=12))
@settings(max_examples=cases(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_rank_correlation_is_symmetric_bounded_and_blind_to_growing_scales(pairs):
    x, y = zip(*pairs, strict=True)
    found = rank_correlation(x, y)

    if found is None:
        assert len(set(x)) == 1 or len(set(y)) == 1
        return
    assert -1.0000001 <= found <= 1.0000001
    assert rank_correlation(y, x) == pytest.approx(found)
    assert rank_correlation(x, [-value for value in y]) == pytest.approx(-found)


def test_spearman_by_hand():
    assert rank_correlation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]) == pytest.approx(0.8207827)


def test_dots_stay_inside_and_nothing_lies_on_a_logarithmic_axis_below_zero():
    dots = [
        Dot("A", "A & B", 1, 1000, "A & B: 1"),
        Dot("B", "B", -1, 5, "B"),
        Dot("C", "C", 100, 1, "C"),
    ]
    axis = Axis("x", lambda value, decimals=None: f"{value:g}", log=True)
    drawn = scatter(dots, axis, axis, width=400).svg

    assert drawn.count("<circle") == 2
    assert "A &amp; B" in drawn
    for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', drawn):
        assert 0 <= float(x) <= 400
        assert 0 <= float(y) <= 420


def test_a_sheet_carries_title_and_credit_and_escapes_them():
    made = sheet(Pen(300, 100), title='A "title" <b>', credit="Source & licence " * 20)

    assert "&lt;b&gt;" in made
    assert made.count("<text") == 1 + len(wrapped("Source & licence " * 20, 12, 300))
    assert shortened("A long name of a country", 13, 60).endswith("…")
    assert width_of("中国", 10) == 20


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.floats(-1e9, 1e9), min_size=2))
@settings(max_examples=cases(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_places_keep_the_order_and_lie_between_0_and_100(values):
    found = places(values)

    assert all(0 <= place <= 100 for place in found.values())
    for a in values:
        for b in values:
            assert (values[a] < values[b]) == (found[a] < found[b])


def test_the_nearest_by_hand():
    found = nearest(FIGURES, "PHL")

    assert [one.code for one in found] == ["TJK", "KAZ", "USA"], "Mexico has one of three measures"
    assert found[0].distance == pytest.approx((25 + 100 / 3 + 0) / 3)
    assert found[0].measures == 3
    assert found[2].measures == 2
    assert [one.code for one in nearest(FIGURES, "PHL", among=["KAZ"])] == ["KAZ"]


def test_countries_alike_are_listed_with_every_figure_and_the_file_agrees(client, release):
    people = {"PHL": {2020: 112.0e6}, "TJK": {2020: 9.7e6}, "KAZ": {2020: 19.5e6}}
    published.load(
        published.observations(remin=REMITTANCES, gdp=GDP, pop=people),
        day=published.date(2025, 9, 1),
    )
    published.calculations.refresh()
    page = client.get("/explore/alike/?country=PHL").content.decode()
    rows = rows_of(client, "/explore/alike.csv?country=PHL")

    order = list(dict.fromkeys(row["ref_area"] for row in rows))
    assert order[0] == "PHL"
    assert set(order) == {"PHL", "TJK", "KAZ"}
    share = 100 * REMITTANCES["TJK"][2020] / GDP["TJK"][2020]
    value = {(row["ref_area"], row["measure"]): row["value"] for row in rows}
    assert float(value["TJK", "REM_IN_GDP"]) == pytest.approx(share)
    assert f"{share:.1f}" in page
    assert "Gower" in page
    assert "Nearest to Philippines is" in page
    assert client.get("/explore/alike.svg?country=PHL").status_code == 200


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 200, "Choose a country"),
        ("?country=QQQ", 400, "QQQ"),
        ("?country=PHL&measure=REM_IN_GDP", 400, "at least two measures"),
        ("?country=FRA", 200, "fewer than two"),
        ("?country=PHL&within=NATO", 400, "NATO"),
    ],
)
def test_alike_says_what_it_cannot_do(client, release, query, status, said):
    answer = client.get(f"/explore/alike/{query}")

    assert answer.status_code == status
    assert said in answer.content.decode()


@pytest.mark.parametrize("address", ["/explore/", "/explore/compare/", "/explore/alike/"])
def test_pages_stand_before_the_first_figures(client, release, address):
    Release.objects.all().delete()

    assert client.get(address).status_code == 200
