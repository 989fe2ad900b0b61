"""One state of an indicator's page: its files, its API link and its citation hold the same figures."""

import csv
import gzip
import io
import re
from html import unescape

import pytest

from tests import published
from tests.published import GDP, REMITTANCES

PAGE = "/indicators/REM_IN_GDP/"


def link(page, pattern):
    """The first address in the page that matches."""
    return unescape(re.search(rf'href="({pattern})"', page).group(1))


def rows_of(client, address):
    body = b"".join(client.get(address)).decode("utf-8-sig")
    return {(row["ref_area"], row["time_period"]) for row in csv.DictReader(io.StringIO(body))}


STATES = [
    ("?country=TJK&country=PHL&from=2019", {("TJK", "2019"), ("TJK", "2020"), ("PHL", "2019"), ("PHL", "2020")}),
    ("?view=bars&year=2019&country=KAZ", {("KAZ", "2019")}),
    ("?view=table&country=KAZ&to=2019", {("KAZ", "2019")}),
]  # fmt: skip


@pytest.mark.parametrize(("query", "wanted"), STATES)
def test_the_file_and_the_api_hold_what_the_page_shows(client, release, query, wanted):
    page = client.get(PAGE + query).content.decode()
    answer = client.get(link(page, r"/api/v1/values/\?[^\"]*")).json()
    from_api = {(row["ref_area"], row["time_period"]) for row in answer["results"] if row["value"]}

    assert rows_of(client, link(page, r"/indicators/REM_IN_GDP\.csv\?[^\"]*")) == wanted
    assert from_api == wanted


def test_a_ranking_without_a_year_in_the_address_gives_a_file_of_the_year_it_shows(client, release):
    page = client.get(PAGE + "?view=bars").content.decode()
    rows = rows_of(client, link(page, r"/indicators/REM_IN_GDP\.csv\?[^\"]*"))

    assert {year for _area, year in rows} == {"2020"}
    assert {"PHL", "TJK", "KAZ"} <= {area for area, _year in rows}


def test_a_file_takes_more_areas_than_lines_can_be_told_apart(client, release):
    many = "&".join(
        f"country={code}"
        for code in (
            "PHL",
            "TJK",
            "KAZ",
            "GEO",
            "ARM",
            "AZE",
            "UZB",
            "KGZ",
            "TKM",
            "MDA",
            "UKR",
            "NPL",
            "IND",
            "BGD",
        )
    )

    assert client.get(f"{PAGE}?{many}").status_code == 400
    assert client.get(f"/indicators/REM_IN_GDP.csv?{many}").status_code == 200
    assert client.get(f"{PAGE}?view=table&{many}").status_code == 200


def test_the_citation_leads_to_the_same_figures_whatever_is_published_later(client, release):
    page = client.get(PAGE + "?country=PHL&view=table").content.decode()
    address = unescape(re.search(r"<bdi\s*>http://testserver([^<]+)</bdi>", page).group(1))
    later = {
        "PHL": {**REMITTANCES["PHL"], 2019: 1.0e9},
        **{k: v for k, v in REMITTANCES.items() if k != "PHL"},
    }
    published.load(published.observations(remin=later, gdp=GDP), day=published.date(2025, 9, 1))
    published.calculations.refresh()
    share = f"{100 * REMITTANCES['PHL'][2019] / GDP['PHL'][2019]:.1f}"

    assert f"release={release}" in address
    assert share in client.get(address).content.decode()
    assert share not in client.get(PAGE + "?country=PHL&view=table").content.decode()


@pytest.mark.parametrize("areas", [1, 3])
@pytest.mark.parametrize("view", ["line", "bars", "map", "table"])
def test_a_page_takes_as_many_queries_for_one_country_as_for_three(
    client, release, django_assert_max_num_queries, view, areas
):
    query = "&".join(f"country={code}" for code in ["PHL", "TJK", "KAZ"][:areas])
    with django_assert_max_num_queries(12):
        client.get(f"{PAGE}?view={view}&{query}")


def test_the_front_page_takes_a_constant_number_of_queries(
    client, release, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20):
        client.get("/")


@pytest.mark.wide
def test_the_front_page_shows_commissions_with_year_and_links_to_nothing_that_is_not_there(
    client, release
):
    page = client.get("/").content.decode()

    for code in ["ECA", "ECE", "ECLAC", "ESCAP", "ESCWA"]:
        assert f"/commissions/{code}/" in page
    for address in set(re.findall(r'href="(/[^"#]*)"', page)):
        if not address.startswith("/static/"):
            assert client.get(unescape(address)).status_code == 200, address


@pytest.mark.parametrize("address", ["/", "/indicators/", PAGE, PAGE + "?view=map"])
def test_pages_are_compressed_small_and_tell_caches_what_they_depend_on(client, release, address):
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(answer.content).startswith(b"<!DOCTYPE html>")
    assert len(answer.content) < 100_000
    assert {"Accept-Encoding", "Accept-Language", "Cookie"} <= {
        part.strip() for part in answer.headers["Vary"].split(",")
    }


@pytest.mark.parametrize(
    "address",
    ["/countries/", "/countries/PHL/", "/commissions/ESCAP/", "/sources/", "/sources/wdi/", PAGE],
)
def test_an_unchanged_page_is_not_sent_again(client, release, address):
    etag = client.get(address, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    again = client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": etag})

    assert again.status_code == 304
    assert again.content == b""


def test_a_signed_in_reader_never_gets_the_page_of_a_visitor_from_a_cache(
    client, release, django_user_model
):
    etag = client.get(PAGE).headers["ETag"]
    client.force_login(
        django_user_model.objects.create_user("reader", password="a-long-enough-one")
    )
    answer = client.get(PAGE, headers={"If-None-Match": etag})

    assert answer.status_code == 200
    assert "Sign out" in answer.content.decode()


@pytest.mark.parametrize("language", ["fr", "es", "ar", "ru", "zh-hans"])
def test_every_language_has_its_page_and_leads_to_the_others(client, release, language):
    page = client.get(f"/{language}{PAGE}?view=bars&country=PHL").content.decode()

    assert f'lang="{language}"' in page
    assert ('dir="rtl"' in page) == (language == "ar")
    assert 'href="/indicators/REM_IN_GDP/?view=bars&amp;country=PHL"' in page
