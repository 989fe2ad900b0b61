"""Every public page with figures from millions to millions of millions, in the languages of the portal."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from indicators.forms.corridors import ADDED_UP
from indicators.forms.corridors import VIEWS as CORRIDOR_VIEWS
from indicators.forms.indicators import VIEWS
from indicators.services import calculations
from tests import published
from tests.indicators.test_access import QUERIES, ROWS, SHOWN
from tests.width import IS_FULL

LANGUAGES = [code for code, _name in settings.LANGUAGES]
YEARS = range(2015, 2021)
SIZES = {"PHL": 1.1e9, "TJK": 9.5e6, "RUS": 1.2e13, "USA": 2.1e13, "KAZ": 999_999_999.0}
"""Of a figure in each country, with one that is rounded up to the next unit."""
STOCK = "\n".join(
    [
        "dest,origin,year,sex,n,data_type",
        *(
            f"{host},{home},{year},{sex},{number},BR"
            for host, home, number in [
                ("RUS", "TJK", 1_200_000),
                ("USA", "TJK", 35_000_000),
                ("USA", "PHL", 1_050_000_000),
                ("RUS", "KAZ", 2_000_000),
            ]
            for year in (2015, 2020)
            for sex in ("female", "male")
        ),
        "",
    ]
).encode()
PRICES = b"""sender,receiver,period,cost_pct
RUS,TJK,2020-Q1,12.0
USA,TJK,2020-Q1,7.5
USA,PHL,2020-Q1,9.0
"""
PLACES = [
    ("home", {}, ""),
    *((f"regions:{name}", {}, "") for name in (
        "commissions", "countries", "groups", "terms", "side_by_side", "coverage", "partners",
    )),
    *(("regions:country", {"code": code}, "") for code in ("TJK", "PHL", "USA")),
    *(("regions:commission", {"code": code}, "") for code in ("ESCAP", "ECE")),
    ("regions:group", {"code": "LDC"}, ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def things(django_db_setup, django_db_blocker, files_once):
    with published.kept(django_db_blocker):
        published.prepare()
        series = {
            code: {
                area: {year: share * size * (1 + (year - 2015) / 7) for year in YEARS}
                for area, size in SIZES.items()
            }
            for code, share in {"remin": 0.1, "remout": 0.2, "gdp": 1.0, "pop": 1.0}.items()
        }
        income = {area: dict.fromkeys(YEARS, size / 1e3) for area, size in SIZES.items()}
        loaded = published.load(published.observations(income=income, **series))
        published.load(STOCK, "migrant_stock.csv")
        published.load(PRICES, "rpw_corridors.csv")
        release, _computed = calculations.refresh()
        yield {"release": release, "loaded": loaded.pk}


@pytest.fixture(autouse=True)
def _own_files():
    """The files of the release serve every test."""


FILES = ("_file", "download", "_feed", "_data", "_cite", "_svg")


def _addresses(things):
    """Name, arguments and query of each public page of figures, in each of its views."""
    for name, (given, statuses) in ROWS.items():
        if statuses == SHOWN and "key" not in given and not name.endswith(FILES):
            known = {key: things.get(value, value) for key, value in given.items()}
            yield f"indicators:{name}", known, QUERIES.get(name, "")
    for code in ("REM_IN_USD", "MIG_IMM"):
        for view, _label in VIEWS:
            query = f"?view={view}&country=TJK&country=USA"
            yield "indicators:detail", {"code": code}, query
            yield "indicators:embed", {"code": code}, query
    for measure in sorted(ADDED_UP):
        for view, _label in CORRIDOR_VIEWS:
            yield "indicators:corridors", {}, f"?measure={measure}&view={view}"
    yield from PLACES


def _walked(things, language):
    """Every page in Chinese, which has units of its own; each page in one more language as well, or in all."""
    others = [code for code in LANGUAGES if code != "zh-hans"]
    for number, address in enumerate(_addresses(things)):
        if IS_FULL or language in ("zh-hans", others[number % len(others)]):
            yield address


@pytest.mark.wide(but="ru")
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_read_with_large_figures(things, client, language, subtests):
    for name, given, query in _walked(things, language):
        with subtests.test(f"{name} {given} {query}"):
            with translation.override(language):
                address = reverse(name, kwargs=given)

            assert client.get(address + query).status_code == 200


@pytest.mark.django_db
def test_chinese_counts_in_its_own_units(things, client):
    page = client.get("/zh-hans/indicators/GDP_USD/?view=line&country=USA").content.decode()

    assert "36万亿" in page
