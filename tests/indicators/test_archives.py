"""Bulk downloads of a release: the figures of the pages, described so that other tools read them."""

import codecs
import csv
import gzip
import io
import json
import re
import zipfile
from datetime import date

import pyarrow.parquet as pq
import pytest
from frictionless import Package, system
from openpyxl import load_workbook

from indicators.models import ReleaseFile
from indicators.selectors import published_table
from indicators.services import release_steps
from tests import published
from tests.jobs import run_waiting
from tests.sdmx.making import publish_wide


@pytest.fixture(scope="module")
def wide_once(django_db_setup, django_db_blocker, files_once):
    with published.kept(django_db_blocker):
        release = publish_wide()
        run_waiting(release_steps.FINISH)
        yield release


@pytest.fixture
def wide(wide_once, db):
    """A release of every theme with its files, made once."""
    return wide_once


@pytest.fixture(autouse=True)
def _own_files():
    """The files of the release serve every test."""


def archive(client, file):
    answer = client.get(file.get_absolute_url())
    return zipfile.ZipFile(io.BytesIO(b"".join(answer)))


@pytest.mark.wide
def test_every_archive_holds_the_figures_of_the_pages_and_describes_them(wide, client, tmp_path):
    files = {(one.kind, one.code): one for one in ReleaseFile.objects.filter(release=wide)}
    assert {("theme", "remittances"), ("source", "unhcr"), ("commission", "escap")} <= set(files)
    wanted = {
        (row.area, code, row.period): row.value
        for code in ("REM_IN_USD", "REM_IN_GDP")
        for row in published_table(code).rows
    }
    held = archive(client, files["theme", "remittances"])
    rows = list(csv.DictReader(io.StringIO(held.read("data.csv").decode("utf-8-sig"))))
    found = {
        (row["ref_area"], row["indicator"], row["time_period"]): float(row["value"])
        if row["value"]
        else None
        for row in rows
        if row["indicator"] in {"REM_IN_USD", "REM_IN_GDP"}
    }
    table = pq.read_table(io.BytesIO(held.read("data.parquet"))).to_pylist()

    assert found == wanted
    assert [(r["ref_area"], r["value"]) for r in table] == [
        (r["ref_area"], float(r["value"]) if r["value"] else None) for r in rows
    ]
    assert len(rows) == files["theme", "remittances"].rows
    with system.use_context(trusted=True):
        for number, file in enumerate(files.values()):
            folder = tmp_path / str(number)
            archive(client, file).extractall(folder)
            report = Package(str(folder / "datapackage.json")).validate()
            assert report.valid, (file.filename, report.flatten(["title", "message"])[:3])
            described = json.loads((folder / "data.csv-metadata.json").read_text())
            head = (folder / "data.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
            assert [one["name"] for one in described["tableSchema"]["columns"]] == head
            readme = (folder / "README.md").read_text(encoding="utf-8")
            assert f"/id/releases/{wide}" in readme
            package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
            titles = {one["title"] for one in package["licenses"]}
            assert set(re.findall(r"Licence: (.+?) (?:https\S+)?\.? File", readme)) == titles


def test_a_commission_has_its_regional_members_and_itself_only(wide, client):
    held = archive(client, ReleaseFile.objects.get(release=wide, kind="commission", code="ece"))
    areas = {
        r["ref_area"]
        for r in csv.DictReader(io.StringIO(held.read("data.csv").decode("utf-8-sig")))
    }

    assert "TJK" in areas
    assert not {"PHL", "WLD", "ESCAP"} & areas


def test_texts_of_an_archive_open_in_excel_with_every_letter(wide, client):
    held = archive(client, ReleaseFile.objects.get(release=wide, kind="theme", code="remittances"))

    for name in ("data.csv", "areas.csv", "indicators.csv"):
        assert held.read(name).startswith(codecs.BOM_UTF8), name


def test_files_of_an_indicator_have_its_quarters_where_they_are_asked_for(wide, client):
    address = "/indicators/COST200_REC"
    page = client.get(f"{address}/").content.decode()
    packed = client.get(f"{address}.csv?quarters=with", headers={"Accept-Encoding": "gzip"})
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(packed.content).decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(client.get(f"{address}.xlsx?quarters=with").content))
    days = {row[4].value: row[-1].value.date() for row in book["data"].iter_rows(min_row=2)}

    assert f'href="{address}.csv?quarters=with"' in page
    assert any("Q" in row["time_period"] for row in rows)
    assert b"-Q" not in client.get(f"{address}.csv").content
    for period, day in days.items():
        year, _dash, quarter = str(period).partition("-Q")
        assert day == date(int(year), 3 * int(quarter or 1) - 2, 1)
