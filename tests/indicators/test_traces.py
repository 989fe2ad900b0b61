"""From a published figure to the cells of the files, in two clicks and by the API."""

import re
from datetime import date

import pytest
from django.urls import reverse

from indicators.models import Snapshot, SnapshotContent
from indicators.services import calculations
from tests import published
from tests.published import GDP, REMITTANCES

API = "/api/v1/trace"


def traced(client, figure, query=""):
    answer = client.get(f"{API}/{figure}/{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_figure_of_a_table_leads_to_its_page(client, release):
    page = client.get("/indicators/REM_IN_GDP/?country=PHL&view=table").content.decode()
    link = re.search(r'href="(/figures/REM_IN_GDP/PHL/2020/[^"]*)"', page)[1]
    figure = client.get(link.replace("&amp;", "&")).content.decode()

    assert link.endswith(f"?release={release}")
    assert "100 * a / b" in figure
    assert f"100 * {float(REMITTANCES['PHL'][2020])} / {float(GDP['PHL'][2020])}" in figure
    assert "it gives the published figure" in figure
    assert reverse("indicators:snapshot_file", args=[Snapshot.objects.get().pk]) in figure


def test_the_line_of_python_gives_the_same_number(client, release):
    found = traced(client, "REM_IN_GDP/PHL/2020")

    assert found["agrees"] is True
    assert eval(found["python"]) == found["value"]  # noqa: S307
    assert [part["value"] for part in found["parts"]] == [
        REMITTANCES["PHL"][2020],
        GDP["PHL"][2020],
    ]
    row = client.get(found["figure"])
    assert repr(found["value"]) in b"".join(row.streaming_content).decode()


def test_every_cell_is_where_the_trace_says(client, release):
    lines = bytes(SnapshotContent.objects.get().data).decode().splitlines()
    inputs = traced(client, "REM_IN_GROWTH/TJK/2020")["inputs"]

    assert [one["series"] for one in inputs] == ["remin"]
    assert {cell["time_period"] for cell in inputs[0]["cells"]} == {"2019", "2020"}
    for cell in inputs[0]["cells"]:
        assert float(lines[cell["row"] - 1].split(",")[cell["column"] - 1]) == cell["value"]
        assert cell["place"] == f"row {cell['row']}, column E"
    assert inputs[0]["licence"] == "CC BY 4.0"
    assert inputs[0]["sha256"] == Snapshot.objects.get().sha256


def test_a_group_lists_who_is_in_it_and_who_entered(client, db):
    published.prepare()
    pop = {area: dict.fromkeys((2018, 2019, 2020), 1e6) for area in GDP}
    published.load(published.observations(remin=REMITTANCES, gdp=GDP, pop=pop))
    calculations.refresh()
    found = traced(client, "REM_IN_USD/ESCAP/2019")
    inside = {one["ref_area"]: one["parts"] for one in found["members"] if one["enters"]}

    assert inside == {area: [years[2019]] for area, years in REMITTANCES.items()}
    assert found["value"] == sum(years[2019] for years in REMITTANCES.values())
    assert found["agrees"]
    assert (found["year_before"], found["entered"], found["left"]) == (2018, ["KAZ"], [])
    assert any(one["ref_area"] == "THA" for one in found["members"] if not one["enters"])
    weights = {one["series"]: one["only_weighs"] for one in found["inputs"]}
    assert weights == {"remin": False, "pop": True}

    page = client.get("/figures/REM_IN_USD/ESCAP/2019/").content.decode()
    assert "Entered since 2018" in page
    assert "/figures/REM_IN_USD/PHL/2019/?release=" in page


def test_what_earlier_files_said_stands_beside_it(client, db):
    published.publish()
    published.load(
        published.world_bank({"PHL": {2020: 35e9}}, "2025-12-01"),
        "API_BX.csv",
        date(2025, 12, 1),
    )
    second, _computed = calculations.refresh()
    history = traced(client, "REM_IN_USD/PHL/2020")["history"]

    assert [(one["value"], one["is_this"]) for one in history] == [
        (35e9, True),
        (float(REMITTANCES["PHL"][2020]), False),
    ]
    earlier = traced(client, "REM_IN_USD/PHL/2020", "?as_of=2025-06-30")
    assert earlier["value"] == REMITTANCES["PHL"][2020]
    assert earlier["agrees"] is True
    assert second == earlier["release"]


@pytest.mark.parametrize(
    ("figure", "status"),
    [
        ("REM_IN_GDP/PHL/1800", 400),
        ("REM_IN_GDP/PHL/1999", 404),
        ("REM_IN_GDP/QQQ/2020", 404),
        ("NOTHING/PHL/2020", 404),
        ("REM_IN_GDP/PHL/soon", 400),
        ("REM_IN_GDP/PHL/2020", 400),
    ],
)
def test_what_is_not_there_is_told(client, release, figure, status):
    query = "?release=0" if status == 400 and figure.endswith("2020") else ""
    answer = client.get(f"{API}/{figure}/{query}")
    assert answer.status_code in ({status} if "1800" not in figure else {400, 404})
    assert answer.json()


def test_a_page_of_no_figure_says_so(client, release):
    answer = client.get("/figures/REM_IN_GDP/PHL/1999/")

    assert answer.status_code == 404
    assert "no figure of PHL" in answer.content.decode()
    assert client.get("/figures/REM_IN_GDP/PHL/2020/?release=x").status_code == 404
