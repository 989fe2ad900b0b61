"""The API: figures as published, refused by name, paged, cached, one error shape."""

import gzip
import json
from difflib import get_close_matches

import pytest
from django.test import override_settings
from jsonschema import Draft202012Validator

from core.api import parameters
from indicators.models import Release
from migration_portal.api_reference import schema
from tests import published
from tests.evaluations.results.keeping import told
from tests.outcomes.making import make_change
from tests.published import GDP, REMITTANCES
from tests.studies import making
from tests.studies.making import make_study

VALUES = "/api/v1/values/"


def rows(client, query):
    answer = client.get(VALUES + query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_a_figure_has_its_value_unit_status_and_vintage(client, release):
    found = rows(client, "?indicator=REM_IN_GDP&ref_area=PHL&time_period=2020")

    assert found == [
        {
            "indicator": "REM_IN_GDP",
            "ref_area": "PHL",
            "counterpart_area": None,
            "time_period": "2020",
            "value": 100 * REMITTANCES["PHL"][2020] / GDP["PHL"][2020],
            "obs_status": "A",
            "unit": "PERCENT",
            "vintage": "2025-06-19",
            "release": release,
            "coverage": None,
        }
    ]


def test_json_csv_and_the_document_have_the_same_fields_in_the_same_order(client, release):
    told = list(rows(client, "?indicator=REM_IN_GDP")[0])
    file = b"".join(client.get(VALUES + "?indicator=REM_IN_GDP&format=csv").streaming_content)

    assert told == file.decode("utf-8-sig").splitlines()[0].split(",")
    assert told == list(schema()["components"]["schemas"]["Value"]["properties"])


def test_a_file_is_compressed_where_the_client_takes_that(client, release):
    address = VALUES + "?indicator=REM_IN_USD&format=csv"
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    text = b"".join(plain.streaming_content)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(packed.streaming_content)) == text
    tag = {"If-None-Match": packed.headers["ETag"]}
    assert client.get(address, headers=tag).status_code == 304


def test_a_missing_figure_has_no_row_and_is_never_zero(client, release):
    found = rows(client, "?indicator=REM_IN_USD&ref_area=KAZ")

    assert [row["time_period"] for row in found] == ["2019", "2020"]


def test_filters_repeat_and_ranges_include_their_ends(client, release):
    by_comma = rows(
        client, "?indicator=REM_IN_USD&ref_area=PHL,TJK&start_period=2019&end_period=2020"
    )
    by_repeat = rows(
        client, "?indicator=REM_IN_USD&ref_area=PHL&ref_area=TJK&start_period=2019&end_period=2020"
    )

    assert by_comma == by_repeat
    assert {(r["ref_area"], r["time_period"]) for r in by_comma} == {
        (area, year) for area in ("PHL", "TJK") for year in ("2019", "2020")
    }


def test_a_commission_stands_for_its_regional_members(client, release):
    found = rows(client, "?indicator=REM_IN_USD&commission=ECE&time_period=2020")

    assert {row["ref_area"] for row in found} == {"TJK", "KAZ"}


def test_pages_hold_every_row_once_in_a_stable_order(client, release):
    whole = rows(client, "?indicator=REM_IN_USD&indicator=GDP_USD")
    seen, address = [], VALUES + "?indicator=REM_IN_USD&indicator=GDP_USD&limit=3"
    while address:
        page = client.get(address).json()
        assert len(page["results"]) <= 3
        seen += page["results"]
        address = page["next"] and page["next"].replace("http://testserver", "")

    assert seen == whole


def test_an_unchanged_answer_is_not_sent_again(client, release):
    address = VALUES + "?indicator=REM_IN_USD&ref_area=PHL"
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_a_new_release_changes_the_validator(client, release):
    address = VALUES + "?indicator=REM_IN_USD&ref_area=PHL"
    first = client.get(address).headers["ETag"]
    changed = {"PHL": {2018: 1.0e9, 2019: 2.0e9, 2020: 3.0e9}}
    published.load(
        published.observations(remin=changed | {k: REMITTANCES[k] for k in ("TJK", "KAZ")})
    )
    published.calculations.refresh()

    answer = client.get(address, headers={"If-None-Match": first})

    assert answer.status_code == 200
    assert [row["value"] for row in answer.json()["results"]] == [1.0e9, 2.0e9, 3.0e9]
    old = client.get(address + f"&release={release}").json()["results"]
    assert [row["value"] for row in old] == [float(v) for v in REMITTANCES["PHL"].values()]


@pytest.mark.parametrize(
    ("address", "status", "names"),
    [
        (VALUES + "?indicator=REM_IN_GPD", 400, "REM_IN_GDP"),
        (VALUES + "?ref_area=PHI", 400, "PHL"),
        (VALUES + "?time_period=twenty", 400, "2020-Q3"),
        (VALUES + "?indicater=REM_IN_GDP", 400, "indicator"),
        (VALUES + "?as_of=31.12.2020", 400, "2024-01-31"),
        (VALUES + "?limit=0", 400, "1"),
        (VALUES + "?cursor=nonsense", 400, "next"),
        (VALUES + "?start_period=2020&end_period=2010", 400, "end"),
        (VALUES + "?release=99999", 404, "99999"),
        (VALUES + "?as_of=1950-01-01&indicator=REM_IN_USD", 200, ""),
        ("/api/v1/indicators/NOPE/", 404, "NOPE"),
        ("/api/v1/countries/QQQ/", 404, "QQQ"),
        ("/api/v1/nowhere/", 404, "/api/"),
    ],
)
def test_errors_have_one_shape_and_name_what_to_do(client, release, address, status, names):
    answer = client.get(address)

    assert answer.status_code == status
    if status >= 400:
        body = answer.json()
        assert set(body) == {"code", "message", "fields"}
        assert names in json.dumps(body, ensure_ascii=False)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_api_only_reads(client, release, method):
    answer = getattr(client, method)(VALUES)

    assert answer.status_code == 405
    assert set(answer.json()) == {"code", "message", "fields"}


def test_too_many_calls_are_told_when_to_come_back(client, release):
    from rest_framework.settings import api_settings

    rates = {**api_settings.DEFAULT_THROTTLE_RATES, "anon": "3/min"}
    framework = {
        "DEFAULT_THROTTLE_RATES": rates,
        "DEFAULT_SCHEMA_CLASS": api_settings.DEFAULT_SCHEMA_CLASS,
    }
    with override_settings(REST_FRAMEWORK=framework):
        statuses = [
            client.get("/api/v1/releases/", REMOTE_ADDR="198.51.100.7").status_code
            for _ in range(6)
        ]
        last = client.get("/api/v1/releases/", REMOTE_ADDR="198.51.100.7")

    assert 429 in statuses
    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) >= 1


def test_a_header_of_the_client_does_not_pass_the_limit(client, release):
    from rest_framework.settings import api_settings

    rates = {**api_settings.DEFAULT_THROTTLE_RATES, "anon": "3/min"}
    framework = {
        "DEFAULT_THROTTLE_RATES": rates,
        "DEFAULT_SCHEMA_CLASS": api_settings.DEFAULT_SCHEMA_CLASS,
    }

    def answers(before="", **settings):
        with override_settings(REST_FRAMEWORK=framework, **settings):
            return [
                client.get(
                    "/api/v1/releases/",
                    headers={"X-Forwarded-For": f"203.0.113.{n}{before}"},
                ).status_code
                for n in range(8)
            ]

    assert answers()[-1] == 429
    assert answers(", 198.51.100.8", NUM_PROXIES=1)[-1] == 429
    assert set(answers(NUM_PROXIES=1)) == {200}


@pytest.fixture
def guesses(monkeypatch):
    """How often near names were looked for."""
    made = []

    def counted(*args, **options):
        made.append(args[0])
        return get_close_matches(*args, **options)

    monkeypatch.setattr(parameters, "get_close_matches", counted)
    return made


UNKNOWN = ",".join(f"QX{number}" for number in range(200))


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (VALUES + "?ref_area=", "ref_area"),
        (VALUES + "?counterpart_area=", "counterpart_area"),
        (VALUES + "?indicator=", "indicator"),
        (VALUES + "?commission=", "commission"),
        ("/api/v1/countries/?commission=", "commission"),
        ("/api/v1/studies/?commission=", "commission"),
        ("/api/v1/evaluation-pools/?item=", "item"),
    ],
)
def test_near_names_are_looked_for_a_few_times_only(client, release, guesses, address, name):
    answer = client.get(address + UNKNOWN)

    assert answer.status_code == 400
    assert len(answer.json()["fields"][name]) == 200, "each is named"
    assert 0 < len(guesses) <= 2 * parameters.MOST_GUESSES


@pytest.mark.parametrize("name", ["ref_area", "indicator", "time_period", "obs_status"])
def test_too_many_values_are_refused_before_they_are_read(client, release, guesses, name):
    answer = client.get(f"{VALUES}?{name}=" + ",".join(["2020"] * 201))

    assert answer.status_code == 400
    assert "200" in answer.json()["fields"][name][0]
    assert guesses == []


def test_unknown_parameters_cost_no_more_than_unknown_values(client, release, guesses):
    answer = client.get(VALUES + "?" + "&".join(f"indicater{n}=1" for n in range(900)))

    assert answer.status_code == 400
    assert len(guesses) <= 2 * parameters.MOST_GUESSES


@pytest.mark.parametrize(
    "address", [VALUES + "?ref_area=", "/workshops/?theme=", "/fr/explore/?x=", "/api/sdmx/data/"]
)
def test_an_address_of_more_than_16_kilobytes_is_refused(client, release, guesses, address):
    answer = client.get(address + "A" * 16_400)

    assert answer.status_code == 414
    assert guesses == []
    if address.startswith("/api/"):
        assert set(answer.json()) == {"code", "message", "fields"}


def test_the_schema_tells_how_many_values_go(db):
    listed = {
        (path, one["name"]): one["schema"]
        for path, methods in schema()["paths"].items()
        for one in methods.get("get", {}).get("parameters", ())
        if one["schema"].get("type") == "array"
    }

    assert (VALUES, "ref_area") in listed
    assert {one["maxItems"] for one in listed.values()} == {200}
    assert all(one["items"]["type"] == "string" for one in listed.values())
    assert "A" in listed[VALUES, "obs_status"]["items"]["enum"]


def test_before_the_first_release_the_api_says_so(client, release):
    Release.objects.all().delete()

    answer = client.get(VALUES + "?indicator=REM_IN_USD")

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_published"


ADDRESSES = {
    "/api/v1/countries/": "/api/v1/countries/?commission=ESCAP",
    "/api/v1/countries/{code}/": "/api/v1/countries/PHL/",
    "/api/v1/commissions/": "/api/v1/commissions/",
    "/api/v1/indicators/": "/api/v1/indicators/",
    "/api/v1/indicators/{code}/": "/api/v1/indicators/REM_IN_GDP/",
    "/api/v1/values/": "/api/v1/values/?indicator=REM_IN_GDP",
    "/api/v1/trace/{code}/{area}/{period}/": "/api/v1/trace/REM_IN_GDP/PHL/2020/",
    "/api/v1/sources/": "/api/v1/sources/",
    "/api/v1/releases/": "/api/v1/releases/",
    "/api/v1/themes/": "/api/v1/themes/?vocabulary=gcm",
    "/api/v1/coverage/": "/api/v1/coverage/?from=2009&to=2012",
    "/api/v1/studies/": "/api/v1/studies/?q=remittances",
    "/api/v1/studies/{id}/": "/api/v1/studies/{study}/",
    "/api/v1/recommendations/": "/api/v1/recommendations/?country=MEX",
    "/api/v1/workshops/": "/api/v1/workshops/?commission=ESCAP",
    "/api/v1/workshops/{code}/": "/api/v1/workshops/{workshop}/",
    "/api/v1/workshops/{code}/programme/": "/api/v1/workshops/{workshop}/programme/",
    "/api/v1/evaluations/": "/api/v1/evaluations/?kind=R2",
    "/api/v1/evaluations/{code}/": "/api/v1/evaluations/{workshop}/",
    "/api/v1/evaluation-pools/": "/api/v1/evaluation-pools/?item=USE1",
    "/api/v1/policy-changes/": "/api/v1/policy-changes/?country=THA",
    "/api/v1/claims/": "/api/v1/claims/?year=2010",
    "/api/v1/report-bundles/": "/api/v1/report-bundles/?year=2010",
    "/api/v1/projects/": "/api/v1/projects/",
}


def test_the_schema_names_every_address_and_is_openapi_3_1():
    document = schema()

    assert document["openapi"].startswith("3.1")
    public = {
        path
        for path, methods in document["paths"].items()
        if {} in methods.get("get", {"security": ()})["security"]
    }
    assert public == set(ADDRESSES)


def test_answers_are_as_the_schema_says(client, release, subtests):
    document = schema()
    made = make_study()
    making.make_recommendation(made)
    make_change(("draft", "2010"), published=True)
    known = {"study": made.pk, "workshop": told().round.survey.workshop.code}

    for path, address in ADDRESSES.items():
        with subtests.test(path):
            found = document["paths"][path]["get"]["responses"]["200"]
            shape = found["content"]["application/json"]["schema"]
            answer = client.get(address.format(**known))

            assert answer.status_code == 200
            shape = {**shape, "components": document["components"]}
            Draft202012Validator(shape).validate(answer.json())


def test_the_page_of_the_api_needs_no_script(client, release):
    page = client.get("/api/").content.decode()

    assert "GET /api/v1/values/" in page
    assert "<script" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_values_take_a_constant_number_of_queries(
    client, release, count, django_assert_max_num_queries
):
    areas = ",".join(["PHL", "TJK", "KAZ"][:count])
    client.get(VALUES + f"?indicator=REM_IN_USD&ref_area={areas}")

    with django_assert_max_num_queries(2):
        client.get(VALUES + f"?indicator=REM_IN_USD&ref_area={areas}&limit=50")
