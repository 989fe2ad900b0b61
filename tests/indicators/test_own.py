"""What a reader puts together: own groups computed like commissions, own formulas checked by units, one file, one citation."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as some

from indicators.analysis import expressions
from indicators.analysis.expressions import BadFormula
from indicators.compute import FORMULAS
from indicators.services import calculations
from regions.selectors.areas import regional_codes
from tests import published
from tests.published import GDP, REMITTANCES
from tests.width import cases

UNITS = {"A": "USD", "B": "USD", "P": "PERSONS", "S": "PERCENT", "K": "CODE"}
OWN = "Mine: TJK phl"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("100 * a / b", 50.0, "1"),
        ("a - b - b", -30.0, "USD"),
        ("-(a + b) / p", -7.5, "USD / PERSONS"),
        ("a * s / 100", 0.6, "PERCENT × USD"),
        ("2e3 / p / p", 125.0, "1 / PERSONS^2"),
        ("a/b*b", 10.0, "USD"),
    ],
)
def test_a_formula_is_computed_with_its_unit(text, value, unit):
    node = expressions.checked(text, UNITS)
    figures = {"A": 10.0, "B": 20.0, "P": 4.0, "S": 6.0}

    assert expressions.value_of(node, figures) == pytest.approx(value)
    assert expressions.unit_text(expressions.unit_of(node, UNITS)) == unit
    assert expressions.value_of(node, figures | dict.fromkeys(expressions.codes_of(node))) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        ("a +", "ends"),
        ("(a + b", "bracket"),
        ("a b", "unexpected"),
        ("a) + b", "unexpected"),
        ("a ** b", "unexpected"),
        ("__import__('os')", "unexpected"),
        ("a.b", "unexpected"),
        ("a + p", "units"),
        ("a + 1", "units"),
        ("a + nothing", "unknown"),
        ("2 + 2", "constant"),
        ("k * 2", "code"),
        ("a +" * 200, "long"),
        ("(" * 79 + "a", "bracket"),
    ],
)
def test_a_formula_that_makes_no_sense_is_refused_by_its_kind(text, kind):
    with pytest.raises(BadFormula) as refused:
        expressions.checked(text, UNITS)
    assert refused.value.kind == kind


@rules(max_examples=cases(60))
@given(some.text(alphabet="aABPS01.+-*/()e ", max_size=20))
def test_no_text_does_anything_but_be_a_formula_or_be_refused(text):
    try:
        node = expressions.checked(text, UNITS)
    except BadFormula:
        return
    expressions.value_of(node, {"A": 0.0, "B": 1e308, "P": 3.0, "S": None})


def test_nothing_can_be_divided_by_zero():
    node = expressions.checked("a / (b - b)", UNITS)
    assert expressions.value_of(node, {"A": 1.0, "B": 2.0}) is None


@pytest.fixture(scope="module")
def figures_once(django_db_setup, django_db_blocker):
    with published.kept(django_db_blocker):
        published.prepare()
        people = {area: dict.fromkeys((2018, 2019, 2020), 1e6) for area in GDP}
        published.load(published.observations(remin=REMITTANCES, gdp=GDP, pop=people))
        release, _computed = calculations.refresh()
        yield release


@pytest.fixture
def figures(figures_once, db):
    return figures_once


def rows_of(client, **query):
    answer = client.get("/explore/own.csv", query)
    assert answer.status_code == 200, answer.content
    text = answer.content.decode("utf-8-sig")
    return {
        (row["indicator"], row["ref_area"], row["time_period"]): row
        for row in csv.DictReader(io.StringIO(text))
    }


def test_a_group_of_the_members_of_a_commission_has_its_figures(figures, client):
    members = " ".join(regional_codes("ESCAP"))
    codes = ["REM_IN_USD", "REM_IN_GDP", "REM_IN_GROWTH"]
    rows = rows_of(client, indicator=codes, commission="ESCAP", groups=f"Same: {members}")
    kept = ("value", "obs_status", "coverage", "unit")

    theirs = {
        (code, period): [row[name] for name in kept]
        for (code, area, period), row in rows.items()
        if area == "ESCAP"
    }
    ours = {
        (code, period): [row[name] for name in kept]
        for (code, area, period), row in rows.items()
        if area == "Same"
    }
    assert ours == theirs
    assert {code for code, _period in ours} == set(codes)


def test_a_ratio_of_a_group_is_one_of_sums_and_no_mean_of_ratios(figures, client):
    row = rows_of(client, indicator="REM_IN_GDP", groups=OWN)["REM_IN_GDP", "Mine", "2020"]
    sums = [sum(years[area][2020] for area in ("PHL", "TJK")) for years in (REMITTANCES, GDP)]

    assert float(row["value"]) == pytest.approx(100 * sums[0] / sums[1], rel=1e-12)
    assert row["own"] == "yes"


def test_several_indicators_and_formulas_are_one_file_with_one_citation(figures, client):
    query = {
        "indicator": ["REM_IN_USD", "GDP_USD"],
        "country": "PHL",
        "groups": OWN,
        "formulas": "Share = 100 * rem_in_usd / GDP_USD",
        "from": "2020",
    }
    rows = rows_of(client, **query)
    share = 100 * REMITTANCES["PHL"][2020] / GDP["PHL"][2020]
    book = openpyxl.load_workbook(io.BytesIO(client.get("/explore/own.xlsx", query).content))
    meta = {row[0]: row[2] for row in book["metadata"].iter_rows(values_only=True)}
    page = client.get("/explore/own/", query).content.decode()

    assert float(rows["Share", "PHL", "2020"]["value"]) == pytest.approx(share, rel=1e-14)
    assert {period for _code, _area, period in rows} == {"2020"}
    assert len(rows) == 6
    assert "REM_IN_USD, GDP_USD, release" in meta["citation"]
    assert (
        "put together by the user: Mine = TJK PHL; Share = 100 * rem_in_usd / GDP_USD"
        in meta["citation"]
    )
    assert f"release={figures}" in meta["address"]
    assert meta["citation"] in page.replace("&#x27;", "'")
    assert page.count("your own</span>") == 4, "the formula, and the group in each of three tables"
    again = client.get(meta["address"].removeprefix("http://testserver"))
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"groups": "Mine: PHL XXX"}, "XXX is no code of a country"),
        ({"groups": "PHL TJK"}, "Begin every line with a name"),
        ({"groups": "A: PHL\nA: TJK"}, "is the name of something else already"),
        ({"groups": "ESCAP: TJK", "commission": "ESCAP"}, "is the name of something else already"),
        ({"groups": "e\x02scap: TJK"}, "is the name of something else already"),
        ({"groups": "philippines: TJK"}, "is the name of something else already"),
        ({"formulas": "rem_in_usd = GDP_USD"}, "is the name of something else already"),
        (
            {"formulas": "Personal remittances, received = GDP_USD"},
            "is the name of something else already",
        ),
        ({"groups": "\n".join(f"G{n}: PHL" for n in range(6))}, "at most 5"),
        ({"formulas": "x = REM_IN_USD + MIG_IMM"}, "The units do not fit: USD and PERSONS"),
        ({"formulas": "x = REM_IN_USD +"}, "ends where a number or a code should stand"),
        ({"formulas": "x = REM_IN_XXX"}, "There is no indicator REM_IN_XXX"),
        (
            {
                "groups": OWN,
                "formulas": "x = REM_IN_USD\ny = REM_OUT_USD * REM_NET_USD / POP\nz = MIG_IMM + MIG_EMI - REF_HOST",
            },
            "At most 6 indicators can be computed for own groups",
        ),
        ({"from": "2020", "to": "2010"}, "The last year lies before the first"),
        ({"indicator": "NOTHING"}, "NOTHING"),
    ],
)
def test_what_cannot_be_put_together_is_said_beside_its_field(figures, client, query, said):
    page = client.get("/explore/own/", query)

    assert page.status_code == 400
    assert said in page.content.decode().replace("&#x27;", "'").replace("&quot;", '"')
    assert client.get("/explore/own.csv", query).status_code == 400


def test_names_have_no_signs_that_cannot_be_seen(figures, client):
    rows = rows_of(client, indicator="REM_IN_USD", groups="\u202eenim\x01\u200b: TJK")
    assert {area for _code, area, _period in rows} == {"enim"}


@pytest.mark.parametrize("power", [3, 20, 26])
def test_a_formula_may_give_any_number(figures, client, power):
    query = {"country": "PHL", "formulas": f"N = REM_IN_USD{'*REM_IN_USD' * power}"}
    for address in ("/explore/own/", "/explore/own.xlsx", "/explore/own.json"):
        assert client.get(address, query).status_code == 200


def test_an_empty_choice_says_what_to_do(figures, client):
    assert "Nothing chosen yet" in client.get("/explore/own/").content.decode()
    assert client.get("/explore/own.csv").status_code == 404
    only = client.get("/explore/own/", {"indicator": "REM_IN_USD", "country": "AFG"})
    assert "No figures for this choice" in only.content.decode()
    late = client.get("/explore/own/", {"indicator": "MIG_IMM", "country": "PHL"})
    assert late.status_code in {200, 400}, "an indicator without figures is no choice"
    assert set(UNITS.values()) <= {formula[0].unit for formula in FORMULAS.values()}
