"""What SDMX REST answers: filters of both versions, formats, levels of detail, errors, validators."""

import csv
import io
import json
from itertools import product
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.published import REMITTANCES

ROOT = "/api/sdmx/"
FLOW = ROOT + "data/DF_REMITTANCES/"
FLOW3 = ROOT + "data/dataflow/UNRC/DF_REMITTANCES/1.0/"
JSON = "application/vnd.sdmx.data+json;version=2.0.0"
ERROR = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message}ErrorMessage"


def body(client, address, **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, b"".join(answer)
    return b"".join(answer).decode()


def rows(client, address):
    join = "&" if "?" in address else "?"
    return list(csv.DictReader(io.StringIO(body(client, f"{address}{join}format=csv"))))


SAME = [
    FLOW + "A.PHL+TJK..REM_IN_USD.?startPeriod=2019",
    FLOW + "A.PHL+TJK..REM_IN_USD._Z?startPeriod=2019-01-01&endPeriod=2020-12-31",
    ROOT + "data/UNRC,DF_REMITTANCES,1.0/A.PHL+TJK..REM_IN_USD./all?lastNObservations=2",
    FLOW3 + "A.PHL.*.REM_IN_USD.*,A.TJK.*.REM_IN_USD.*?c[TIME_PERIOD]=ge:2019",
    FLOW3 + "*?c[REF_AREA]=PHL,TJK&c[INDICATOR]=REM_IN_USD&c[TIME_PERIOD]=ge:2019%2Ble:2020",
    FLOW3 + "*.PHL+TJK.*.REM_IN_USD.*?c[TIME_PERIOD]=2019,2020",
    ROOT + "data/dataflow/*/DF_REMITTANCES/~/A.PHL+TJK.*.REM_IN_USD.*?c[TIME_PERIOD]=gt:2018",
]


def test_both_versions_of_the_paths_choose_the_same_figures(client, release, subtests):
    wanted = {
        (area, "REM_IN_USD", str(year), float(REMITTANCES[area][year]), "USD", "0", str(release))
        for area in ("PHL", "TJK")
        for year in (2019, 2020)
    }
    for address in SAME:
        with subtests.test(address):
            assert {
                (
                    r["REF_AREA"],
                    r["INDICATOR"],
                    r["TIME_PERIOD"],
                    float(r["OBS_VALUE"]),
                    r["UNIT_MEASURE"],
                    r["UNIT_MULT"],
                    r["RELEASE"],
                )
                for r in rows(client, address)
            } == wanted


def test_json_names_its_codes_and_gives_the_same_values(client, release):
    message = json.loads(body(client, FLOW + "A.PHL..REM_IN_GDP.", accept=JSON))
    structure, data = message["data"]["structures"][0], message["data"]["dataSets"][0]
    lists = {one["id"]: one["values"] for one in structure["dimensions"]["series"]}
    periods = [one["value"] for one in structure["dimensions"]["observation"][0]["values"]]
    status = structure["attributes"]["observation"][0]["values"]
    found = {}
    for key, series in data["series"].items():
        codes = [lists[name][int(at)]["id"] for name, at in zip(lists, key.split(":"), strict=True)]
        assert codes == ["A", "PHL", "_Z", "REM_IN_GDP", "_Z"]
        for at, (value, state, _coverage) in series["observations"].items():
            found[periods[int(at)]] = value
            assert status[state]["id"] == "A"

    shown = {
        row["TIME_PERIOD"]: float(row["OBS_VALUE"])
        for row in rows(client, FLOW + "A.PHL..REM_IN_GDP.")
    }
    assert found == shown
    assert len(found) == 3


DETAILS = [
    ("full", True, True),
    ("dataonly", True, False),
    ("nodata", False, True),
    ("serieskeysonly", False, False),
]


def test_each_level_of_detail_leaves_out_what_it_says(client, release, subtests):
    for kind, (detail, values, status) in product(("specific", "xml", "json", "csv"), DETAILS):
        with subtests.test(f"{kind} {detail}"):
            text = body(client, f"{FLOW}A.PHL..REM_IN_USD.?format={kind}&detail={detail}")
            if kind != "csv":
                (json.loads if kind == "json" else ET.fromstring)(text)
            assert ("33808788000" in text) == values
            assert ("2025-06-19" in text) == status
            assert "PHL" in text


WRONG = [
    ("data/DF_REMITANCES", 404, "DF_REMITTANCES"),
    ("data/XX,DF_REMITTANCES,1.0", 404, "UNRC"),
    ("data/UNRC,DF_REMITTANCES,9.9", 404, "1.0"),
    ("data/DF_REMITTANCES/A.PHL", 400, "FREQ.REF_AREA"),
    ("data/DF_REMITTANCES/A.QQQ...", 404, "no figure"),
    ("data/DF_REMITTANCES/M....", 404, "no figure"),
    ("data/DF_REMITTANCES?startPeriod=soon", 400, "startPeriod"),
    ("data/DF_REMITTANCES?startPeriod=2020-13", 400, "2020-Q3"),
    ("data/DF_REMITTANCES?lastNObservations=0", 400, "lastNObservations"),
    ("data/DF_REMITTANCES?detail=some", 400, "serieskeysonly"),
    ("data/DF_REMITTANCES?startperiod=2020", 400, "startPeriod"),
    ("data/DF_REMITTANCES?includeHistory=true", 501, "includeHistory"),
    ("data/DF_REMITTANCES?dimensionAtObservation=AllDimensions", 501, "TIME_PERIOD"),
    ("data/dataflow/UNRC/DF_REMITTANCES/1.0/*?c[OBS_STATUS]=A", 501, "REF_AREA"),
    ("data/dataflow/UNRC/DF_REMITTANCES/1.0/*?c[REF_AREA]=ne:PHL", 501, "equality"),
    ("data/DF_REMITTANCES?asOf=yesterday", 400, "2024-01-31"),
    ("data/DF_REMITTANCES?release=99999", 404, "99999"),
    ("data/DF_REMITTANCES?format=pdf", 406, "csv"),
    ("codelist/UNRC/CL_SEXES/1.0", 404, "CL_SEX"),
    ("structure/codelist/XX/CL_SEX/1.0", 404, "UNRC"),
    ("codelist/UNRC/CL_SEX/1.0?references=some", 400, "descendants"),
    ("availableconstraint/DF_REMITTANCES/A.QQQ...", 404, "no figure"),
    ("availableconstraint/DF_REMITTANCES?mode=some", 400, "exact"),
    ("availability/dataflow/UNRC/DF_REMITTANCES/1.0/*/REF_AREAS", 404, "REF_AREA"),
    ("categoryscheme/UNRC/X/1.0", 501, "categoryscheme"),
]


def test_errors_are_sdmx_messages_that_say_what_to_do(client, release, subtests):
    for address, status, names in WRONG:
        with subtests.test(address):
            _refused(client, address, status, names)


def _refused(client, address, status, names):
    answer = client.get(ROOT + address)
    plain = client.get(ROOT + address, headers={"Accept": "application/json"})

    assert (answer.status_code, plain.status_code) == (status, status)
    assert names in plain.json()["message"]
    message = ET.fromstring(answer.content).find(ERROR)  # noqa: S314  our own answer
    assert message.attrib["code"].isdigit()
    assert names in "".join(message.itertext())


def test_a_format_that_is_not_made_is_refused_with_those_that_are(client, release):
    for accept in ("text/html", "application/vnd.sdmx.data+csv;version=9.0.0"):
        answer = client.get(FLOW + "all", headers={"Accept": accept})

        assert answer.status_code == 406
        assert "data+csv" in answer.content.decode()


def test_an_unchanged_message_is_not_sent_again_and_depends_on_accept(client, release):
    for address in (FLOW + "all", ROOT + "dataflow/UNRC/DF_REMITTANCES/1.0?references=all"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

        assert again.status_code == 304
        assert "Accept" in first.headers["Vary"]
        b"".join(first)
        b"".join(first)
        kind = "structure" if "dataflow" in address else "data"
        asked = {
            "Accept": JSON.replace("data", kind),
            "If-None-Match": first.headers["ETag"],
        }
        other = client.get(address, headers=asked)
        b"".join(other)
        assert other.status_code == 200


ASKED = [
        ("dataflow/UNRC/DF_STOCKS/1.0", {"dataflow"}),
        ("dataflow/UNRC/DF_STOCKS/1.0?references=children", {"dataflow", "datastructure"}),
        ("dataflow/UNRC/DF_STOCKS?references=descendants", {"dataflow", "datastructure", "codelist", "conceptscheme"}),
        ("datastructure/UNRC/DSD_MIGRATION?references=parents", {"datastructure", "dataflow"}),
        ("structure/codelist/UNRC/CL_SEX/1.0?references=ancestors", {"codelist", "datastructure", "dataflow", "contentconstraint"}),
        ("structure/dataconstraint/UNRC/CR_DF_REMITTANCES/1.0?references=children", {"contentconstraint", "dataflow"}),
        ("codelist/UNRC/CL_SEX,CL_FREQ/~", {"codelist"}),
        ("agencyscheme", {"agencyscheme"}),
        ("structure/*", {"agencyscheme", "codelist", "conceptscheme", "datastructure", "dataflow", "contentconstraint"}),
]  # fmt: skip


@pytest.mark.wide
def test_structures_bring_the_references_asked_for(client, release, subtests):
    for address, kinds in ASKED:
        with subtests.test(address):
            _brought(client, address, kinds)


def _brought(client, address, kinds):
    names = {
        "agencySchemes": "agencyscheme",
        "codelists": "codelist",
        "conceptSchemes": "conceptscheme",
        "dataStructures": "datastructure",
        "dataflows": "dataflow",
        "dataConstraints": "contentconstraint",
    }
    join = "&" if "?" in address else "?"
    found = json.loads(body(client, f"{ROOT}{address}{join}format=json"))["data"]

    assert {names[place] for place in found} == kinds
    stubs = json.loads(body(client, f"{ROOT}{address}{join}format=json&detail=allstubs"))["data"]
    assert {p: [one["id"] for one in stubs[p]] for p in stubs} == {
        p: [one["id"] for one in found[p]] for p in found
    }
    assert "codes" not in json.dumps(stubs)


def region(client, address):
    """Codes by dimension, the years, and the counts of the constraint that answers."""
    join = "&" if "?" in address else "?"
    found = json.loads(body(client, f"{ROOT}{address}{join}format=json"))["data"]
    [one] = found["dataConstraints"]
    listed = {value["id"]: value for value in one["cubeRegions"][0]["keyValues"]}
    times = listed.pop("TIME_PERIOD", {"timeRange": {}})["timeRange"]
    return (
        {name: {code["value"] for code in value["values"]} for name, value in listed.items()},
        [times[end]["period"] for end in ("startPeriod", "endPeriod") if times],
        {note["id"]: int(note["title"]) for note in one["annotations"]},
    )


def test_what_is_available_is_what_the_same_query_of_data_brings(client, release):
    old = "availableconstraint/DF_REMITTANCES/A.PHL+TJK..REM_IN_USD."
    new = "availability/dataflow/UNRC/DF_REMITTANCES/1.0/A.PHL+TJK.*.REM_IN_USD.*"
    for address in (old, new):
        codes, years, counts = region(client, address)

        assert codes["REF_AREA"] == {"PHL", "TJK"}
        assert (codes["INDICATOR"], codes["FREQ"]) == ({"REM_IN_USD"}, {"A"})
        assert years == ["2018", "2020"]
        assert counts == {"series_count": 2, "obs_count": 6}
    wider = region(client, f"{new}?mode=available")[0]
    assert {"KAZ", "PHL"} <= wider["REF_AREA"]
    assert {"REM_IN_GDP", "REM_IN_USD"} <= wider["INDICATOR"]
    alone = region(client, f"{old}/all/REF_AREA")[:2]
    assert alone == ({"REF_AREA": {"PHL", "TJK"}}, [])
    assert region(client, f"{old}?startPeriod=2020")[1] == ["2020", "2020"]


def test_a_reader_of_the_web_is_led_to_the_description(client, release):
    assert client.get(ROOT).headers["Location"] == "/api/#sdmx"


CORRIDORS = ROOT + "data/dataflow/UNRC/DF_CORRIDORS/1.0/"


def test_many_keys_ask_the_database_no_more_than_one(client, release):
    def queries(keys):
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(CORRIDORS + keys)
            b"".join(answer)
        return len(seen)

    queries("A.PHL.*.*.*")
    one = queries("A.PHL.*.*.*")

    assert queries(",".join(["A.PHL.*.*.*"] * 500)) == one
    assert queries(",".join(f"A.PHL.Q{n}.*.*" for n in range(150))) <= one


def test_more_than_200_different_keys_or_periods_are_refused(client, release):
    keys = client.get(FLOW3 + ",".join(f"A.Q{n}.*.*.*" for n in range(201)))
    years = client.get(FLOW3 + "*?c[TIME_PERIOD]=" + ",".join(["2020"] * 201))

    assert (keys.status_code, years.status_code) == (400, 400)
    assert b"200" in keys.content
    assert b"200" in years.content


def test_csv_is_flat_whatever_a_client_calls_that(client, release):
    address = FLOW + "A.PHL..REM_IN_USD.?startPeriod=2019"
    plain = body(client, f"{address}&format=csv")

    assert body(client, f"{address}&format=csvfile&dimensionAtObservation=AllDimensions") == plain
    accept = "application/vnd.sdmx.data+csv;version=2"
    assert body(client, address, accept=accept) == plain
    assert (
        body(client, FLOW3 + "A.PHL.*?c[TIME_PERIOD]=ge:2019&c[INDICATOR]=REM_IN_USD&format=csv")
        == plain
    )


def test_csv_of_version_1_names_the_dataflow_in_one_column(client, release):
    text = body(
        client,
        FLOW + "A.PHL..REM_IN_USD.?startPeriod=2020",
        accept="application/vnd.sdmx.data+csv;version=1.0.0",
    )

    [row] = csv.DictReader(io.StringIO(text))
    assert next(iter(row)) == "DATAFLOW"
    assert (row["DATAFLOW"], row["REF_AREA"], row["TIME_PERIOD"]) == (
        "UNRC:DF_REMITTANCES(1.0)",
        "PHL",
        "2020",
    )
    assert float(row["OBS_VALUE"]) == REMITTANCES["PHL"][2020]


def test_what_is_not_offered_is_told_by_its_name(client, release):
    for resource in (
        "schema/dataflow/UNRC/DF_REMITTANCES/1.0",
        "categoryscheme/UNRC",
        "structure/hierarchy",
    ):
        answer = client.get(ROOT + resource)

        assert answer.status_code == 501
        assert resource.removeprefix("structure/").split("/")[0] in answer.content.decode()
