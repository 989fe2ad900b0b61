"""Pages and files of indicators: the same figures everywhere, clear errors, nothing private."""

import csv
import io
import re
from datetime import date

import openpyxl
import orjson
import pyarrow.parquet as pq
import pytest
from django.contrib.auth.models import Permission
from django.contrib.staticfiles import finders

from core.models import Job, User
from indicators.compute import FORMULAS
from indicators.models import IndicatorValue, Snapshot
from indicators.services import ingest
from tests import published
from tests.published import GDP, REMITTANCES
from tests.sdmx.making import publish_wide

PAGE = "/indicators/REM_IN_GDP/"
HAS_CHARTS = finders.find("vendor/plotly/plotly-basic.min.js") is not None


@pytest.fixture
def manager(release):
    user = User.objects.create_user("data", password="a-long-enough-one", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="ingest_snapshot"))
    return user


def share(area: str, year: int) -> float:
    return 100 * REMITTANCES[area][year] / GDP[area][year]


@pytest.mark.parametrize("view", ["line", "bars", "map", "table"])
def test_every_view_stands_beside_the_same_figures_as_a_table(client, release, view):
    page = client.get(f"{PAGE}?view={view}&country=TJK&country=PHL").content.decode()

    assert f"{share('TJK', 2020):.1f}" in page
    assert f"{share('PHL', 2020):.1f}" in page
    assert "World Development Indicators" in page
    assert ("chart-figure" in page) == (view != "table" and HAS_CHARTS)
    assert ("The chart library is not installed" in page) == (view != "table" and not HAS_CHARTS)


def test_the_map_carries_the_disclaimer(client, release):
    assert "do not imply official" in client.get(PAGE + "?view=map").content.decode()


@pytest.mark.wide
def test_every_indicator_has_a_page_with_its_method_published_or_not(client, release, subtests):
    for code, formulas in FORMULAS.items():
        with subtests.test(code):
            answer = client.get(f"/indicators/{code}/")

            assert answer.status_code == 200
            words = answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"').split()
            assert " ".join(formulas[0].note.split("\n\n")[0].split())[:40] in " ".join(words)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?from=2020&to=2010", "The last year lies before the first"),
        ("?country=QQQ", "QQQ"),
        ("?as_of=2999-01-01", "future"),
        ("?as_of=yesterday", "As known on"),
        ("?view=pie", "pie"),
        ("?year=abc", "Year"),
    ],
)
def test_a_wrong_choice_is_explained_with_status_400(client, release, query, said):
    answer = client.get(PAGE + query)

    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert client.get("/indicators/REM_IN_GDP.csv" + query).status_code == 400


def test_an_earlier_release_stays_readable_and_is_said_to_be_one(client, release):
    published.load(
        published.observations(
            remin={
                "PHL": {2020: 1.0e9},
                "TJK": {2020: 1.0e9},
                "KAZ": {2020: 1.0e9},
                "GEO": {2020: 1.0e9},
            },
            gdp=GDP,
        )
    )
    published.calculations.refresh()

    page = client.get(f"{PAGE}?country=PHL&view=table&release={release}").content.decode()

    assert f"{share('PHL', 2019):.1f}" in page
    assert "the current one is" in page


def test_a_page_is_not_sent_again_until_the_release_changes(client, release):
    first = client.get(PAGE)

    assert client.get(PAGE, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_files_and_page_come_from_one_table(client, release):
    query = "?country=PHL&country=TJK&from=2019"
    text = b"".join(client.get(f"/indicators/REM_IN_GDP.csv{query}")).decode("utf-8-sig")
    from_csv = {
        (r["ref_area"], r["time_period"]): float(r["value"])
        for r in csv.DictReader(io.StringIO(text))
    }
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/indicators/REM_IN_GDP.xlsx{query}").content)
    )
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    area, period, value = map(heads.index, ("Area code", "Period", "Value"))
    from_xlsx = {
        (row[area], str(row[period])): row[value]
        for row in sheet.iter_rows(min_row=2, values_only=True)
    }
    table = pq.read_table(io.BytesIO(client.get(f"/indicators/REM_IN_GDP.parquet{query}").content))
    from_parquet = {(r["ref_area"], r["time_period"]): r["value"] for r in table.to_pylist()}
    wanted = {(a, str(y)): share(a, y) for a in ("PHL", "TJK") for y in (2019, 2020)}

    assert from_csv == wanted
    assert from_parquet == wanted
    assert from_xlsx == wanted
    assert book.sheetnames == ["data", "wide", "metadata", "notes"]
    day = heads.index("First day")
    assert {row[day].date() for row in sheet.iter_rows(min_row=2, values_only=True)} == {
        date(2019, 1, 1),
        date(2020, 1, 1),
    }
    across = list(book["wide"].iter_rows(values_only=True))
    assert across[0][-2:] == (2019, 2020)
    assert {row[1]: row[-2:] for row in across[1:]} == {
        area: (share(area, 2019), share(area, 2020)) for area in ("PHL", "TJK")
    }
    body = orjson.loads(client.get(f"/indicators/REM_IN_GDP.json{query}").content)
    assert "World Bank" in orjson.dumps(body).decode()


def test_the_whole_table_of_a_source_file_streams_as_csv(client, release):
    snapshot = Snapshot.objects.get()
    answer = client.get(f"/sources/files/{snapshot.pk}.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))

    assert len(rows) == snapshot.rows_kept
    assert {"series": "gdp", "ref_area": "KAZ", "time_period": "2018"}.items() <= rows[
        -1
    ].items() or any(row["series"] == "gdp" and row["ref_area"] == "KAZ" for row in rows)


def test_the_original_file_comes_back_byte_for_byte(client, release):
    snapshot = Snapshot.objects.get()

    answer = client.get(f"/sources/files/{snapshot.pk}/original")

    assert answer.content == bytes(snapshot.content.data)
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("count", [1, 3])
def test_the_catalogue_takes_a_constant_number_of_queries(
    client, release, count, django_assert_max_num_queries
):
    for number in range(count):
        published.load(published.observations(gdp={"PHL": {2021 + number: 1.0e11}}))

    with django_assert_max_num_queries(5):
        client.get("/indicators/")


PRIVATE = ["/sources/upload/", "/jobs/"]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_visitor_is_asked_to_sign_in(client, release, address):
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", PRIVATE)
def test_an_account_without_the_permission_is_refused(client, release, address):
    client.force_login(User.objects.create_user("stranger", password="a-long-enough-one"))

    assert client.get(address).status_code == 403


def test_a_refused_file_and_its_job_are_shown_to_data_managers_only(client, manager):
    received = ingest.receive(
        name="observations_wdi.csv",
        data=b"iso3,var_code,source_code,year,value,unit\nQQQ,gdp,,2020,1,\n",
        retrieved_on=published.date(2026, 1, 1),
    )[0].snapshot
    refused = ingest.load(received.pk)
    job = Job.objects.create(kind="load", key=refused.pk)
    addresses = [f"/sources/files/{refused.pk}/", f"/jobs/{job.pk}/", f"/jobs/{job.pk}.json"]

    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    client.force_login(manager)
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
    assert "QQQ" in client.get(addresses[0]).content.decode()


def test_an_upload_is_received_once_and_becomes_a_job(
    client, manager, django_capture_on_commit_callbacks
):
    client.force_login(manager)
    data, before = published.observations(gdp=GDP), Snapshot.objects.count()

    def send():
        file = io.BytesIO(data)
        file.name = "observations_wdi.csv"
        return client.post("/sources/upload/", {"file": file})

    first, second = send(), send()

    assert first.status_code == second.status_code == 302
    assert Snapshot.objects.count() == before + 1
    assert Job.objects.filter(kind="load").count() == 1


@pytest.mark.parametrize(
    ("name", "data", "said"), [("notes.txt", b"hello", "no reader"), ("empty.csv", b"", "empty")]
)
def test_a_useless_upload_is_refused_with_a_reason(client, manager, name, data, said):
    before = Snapshot.objects.count()
    client.force_login(manager)
    file = io.BytesIO(data)
    file.name = name

    answer = client.post("/sources/upload/", {"file": file})

    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert Snapshot.objects.count() == before


def test_the_policy_allows_nothing_inline_and_no_other_host(client, release):
    answer = client.get(PAGE)
    policy = answer.headers["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert "http" not in policy
    assert "style=" not in answer.content.decode()


QUARTERLY = [code for code, formulas in FORMULAS.items() if formulas[0].is_quarterly]


def sdmx_links(client, code: str) -> list[str]:
    page = client.get(f"/indicators/{code}/").content.decode()
    return re.findall(r'href="(/api/sdmx/data/[^"]*)"', page)


def test_an_indicator_without_figures_links_no_quarters(client, release, subtests):
    for code in QUARTERLY:
        with subtests.test(code):
            assert sdmx_links(client, code) == []


@pytest.mark.wide
def test_links_to_figures_of_quarters_lead_to_some(client, db, subtests):
    publish_wide()

    for code in QUARTERLY:
        with subtests.test(code):
            [address] = sdmx_links(client, code)
            assert code in b"".join(client.get(address)).decode()

    # The same prices without their quarters.
    IndicatorValue.objects.filter(quarter__gt=0).delete()
    assert sdmx_links(client, QUARTERLY[0]) == []
