"""The packages of `clients/` over a running portal: figures as published, refusals in words, nothing else.

They share a module, and so a portal with figures, files, a study and an outcome.
"""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import anyio
import pandas as pd
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from migration_portal_client import NotFound, Portal, PortalError, TooManyCalls, Unreachable

from indicators.services import release_steps
from tests import published
from tests.jobs import run_waiting
from tests.outcomes.making import make_change, publish
from tests.published import GDP, REMITTANCES
from tests.studies.making import make_recommendation, make_study

CLIENTS = Path(settings.BASE_DIR) / "clients"


@pytest.fixture(scope="module")
def published_portal(live_once):
    """Its address and the number of its release."""
    release = published.publish()
    run_waiting(release_steps.FINISH)
    study = make_study(countries=("PHL",), commissions=("ESCAP",))
    make_recommendation(study, countries=("PHL",))
    publish(make_change(("draft", "2010")))
    return SimpleNamespace(url=live_once.url, release=release, study=study.pk)


@pytest.fixture(autouse=True)
def _own_files():
    """The files of the release serve every test of a module."""


@pytest.fixture(scope="module")
def portal(published_portal):
    return Portal(published_portal.url)


def test_an_indicator_is_found_by_words_and_says_its_method(portal):
    found = {row.code: row for row in portal.search("remittances GDP")}

    assert found["REM_IN_GDP"] == portal.metadata("REM_IN_GDP")
    assert "gross domestic product" in found["REM_IN_GDP"].note
    assert found["REM_IN_GDP"].vintage == date(2025, 6, 19)
    assert (found["REM_IN_GDP"].first_year, found["REM_IN_GDP"].last_year) == (2018, 2020)
    assert found["REM_IN_GDP"].sources == ("wdi",)
    assert {row["code"] for row in portal.sources()} >= {"wdi", "unhcr"}


def test_a_series_is_what_the_portal_shows(portal, published_portal):
    table = portal.series("REM_IN_USD", "PHL", start=2019)

    assert {row.time_period: row.value for row in table} == {
        "2019": REMITTANCES["PHL"][2019],
        "2020": REMITTANCES["PHL"][2020],
    }
    assert table.release == table[0].release == published_portal.release
    assert (table[0].year, table[0].quarter, table[0].obs_status) == (2019, None, "A")
    assert portal.series("REM_IN_USD", "PHL", as_of="2020-01-01").figures == ()


def test_a_table_of_many_pages_is_of_one_release(portal, monkeypatch):
    whole = portal.table()
    monkeypatch.setattr("migration_portal_client.portal.PAGE", 7)
    monkeypatch.setattr("migration_portal_client.portal.MOST_CODES", 2)

    assert portal.table(release=whole.release).figures == whole.figures
    three = portal.table("REM_IN_USD", ["PHL", "TJK", "KAZ"])
    assert {(row.ref_area, row.year): row.value for row in three} == {
        (area, year): value for area, years in REMITTANCES.items() for year, value in years.items()
    }
    assert len(portal.table("REM_IN_USD", [])) == 0


def test_a_table_becomes_wide_a_data_frame_and_a_file(portal, tmp_path):
    table = portal.table("REM_IN_GDP", ["PHL", "KAZ"])
    share = 100 * REMITTANCES["PHL"][2020] / GDP["PHL"][2020]
    wide = table.to_pandas(wide=True).set_index("ref_area")
    path = table.write_csv(tmp_path / "figures.csv")

    assert list(wide.columns) == ["indicator", "counterpart_area", "2018", "2019", "2020"]
    assert wide.loc["PHL", "2020"] == pytest.approx(share, rel=1e-14)
    assert pd.isna(wide.loc["KAZ", "2018"])
    assert table.to_pandas()["value"].dtype == float
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["value"] for row in rows] == [
        "" if row.value is None else repr(row.value) for row in table
    ]


def test_countries_by_name_in_any_language_and_by_commission(portal):
    assert [row.code for row in portal.countries("Filipinas")] == ["PHL"]
    assert "ESCAP" in portal.countries("PHL")[0].commissions
    assert {row.code for row in portal.countries(commission="ESCWA")} >= {"BHR", "KWT"}


def test_a_figure_is_traced_to_its_cells(portal, published_portal):
    traced = portal.trace("REM_IN_GDP", "PHL", 2020)

    assert traced["agrees"] is True
    assert {row["series"] for row in traced["inputs"]} == {"remin", "gdp"}
    assert [row.id for row in portal.releases()] == [published_portal.release]
    assert portal.citation(published_portal.release).startswith("@")


@pytest.mark.parametrize("release", [None, "this"])
def test_files_come_whole_under_their_names(portal, published_portal, tmp_path, release):
    number = release and published_portal.release
    parquet = portal.download("theme-remittances.parquet", tmp_path, release=number)
    text = portal.download("theme-remittances.csv", tmp_path / "own.csv", release=number)
    archive = portal.download("theme-remittances.zip", tmp_path, release=number)

    rows = list(csv.DictReader(io.StringIO(text.read_text(encoding="utf-8-sig"))))
    assert parquet.name == "theme-remittances.parquet"
    assert pq.read_table(parquet).num_rows == len(rows) > 0
    assert zipfile.ZipFile(archive).read("data.csv") == text.read_bytes()
    assert sorted(row.name for row in tmp_path.iterdir()) == [
        "own.csv",
        "theme-remittances.parquet",
        "theme-remittances.zip",
    ]


def test_studies_recommendations_and_outcomes_are_read_page_by_page(portal, published_portal):
    assert [row["id"] for row in portal.studies(country="PHL")] == [published_portal.study]
    assert portal.study(published_portal.study)["countries"] == ["PHL"]
    assert [row["study"] for row in portal.recommendations(never=True)] == [published_portal.study]
    assert len(list(portal.policy_changes())) == 1
    assert list(portal.claims()) == []


def test_what_is_wrong_is_said_in_the_words_of_the_portal(portal, tmp_path):
    with pytest.raises(NotFound, match="REM_IN_GDP"):
        portal.metadata("REM_IN_GPD")
    with pytest.raises(PortalError) as refused:
        portal.series("REM_IN_USD", "XXX")
    assert refused.value.status == 400
    assert "ref_area" in refused.value.fields
    with pytest.raises(NotFound):
        portal.download("theme-nothing.parquet", tmp_path)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ValueError, match="no address of a portal"):
        Portal("data.example.org")
    with pytest.raises(PortalError, match="colour"):
        list(portal.studies(colour="red"))


@contextmanager
def answering(*answers):
    """A server that gives these answers one after the other: status, headers, body."""
    waiting = iter(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body = next(waiting)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


LIMIT = b'{"code": "throttled", "message": "Too many calls.", "fields": {}}'


def test_it_waits_as_long_as_it_is_asked_to_and_no_longer(monkeypatch):
    waited = []
    monkeypatch.setattr("migration_portal_client.connection.time.sleep", waited.append)
    with answering(
        (429, {"Retry-After": "7"}, LIMIT), (503, {}, b""), (200, {}, b'{"results": []}')
    ) as address:
        assert Portal(address).releases() == []
    assert waited == [7.0, 2.0]
    with (
        answering((429, {"Retry-After": "3600"}, LIMIT)) as address,
        pytest.raises(TooManyCalls, match="Too many calls"),
    ):
        Portal(address).releases()
    assert waited == [7.0, 2.0]


def test_no_token_goes_to_another_host(monkeypatch):
    monkeypatch.setattr("migration_portal_client.connection.time.sleep", lambda _seconds: None)
    with answering((302, {"Location": "http://localhost:9/elsewhere"}, b"")) as address:
        with pytest.raises(PortalError, match="another host"):
            Portal(address, token="unrc_secret").releases()
        gone = address
    with pytest.raises(Unreachable, match="gives no answer"):
        Portal(gone).releases()


@pytest.mark.parametrize("path", sorted((CLIENTS / "python" / "notebooks").glob("*.ipynb")))
def test_a_notebook_runs_from_top_to_bottom(published_portal, monkeypatch, capsys, path):
    monkeypatch.setenv("PORTAL_ADDRESS", published_portal.url)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    names: dict = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)  # noqa: S102
            assert cell["outputs"] == [], "kept without what it printed somewhere"

    assert f"figures of release {published_portal.release}" in capsys.readouterr().out
    assert names["shares"].loc["PHL", "2020"] == pytest.approx(
        100 * REMITTANCES["PHL"][2020] / GDP["PHL"][2020]
    )


TOOLS = {
    "search_indicators", "coverage", "series", "metadata", "chart", "trace", "studies",
    "recommendations", "outcomes", "releases",
}  # fmt: skip


async def _conversation(address: str, calls: list[tuple[str, dict]], log):
    from mcp import Client, StdioServerParameters
    from mcp.client.stdio import stdio_client

    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "migration_portal_client.mcp_server", address],
        env={**os.environ, "PYTHONPATH": str(CLIENTS / "python" / "src")},
    )
    async with Client(stdio_client(server, errlog=log)) as client:
        tools = (await client.list_tools()).tools
        return tools, [await client.call_tool(name, arguments) for name, arguments in calls]


@pytest.mark.wide
def test_an_assistant_reads_figures_with_their_limits_and_nothing_else(
    published_portal, client, tmp_path
):
    calls = [
        ("search_indicators", {"words": "remittances GDP"}),
        ("coverage", {"country": "TJK"}),
        ("series", {"indicator": "REM_IN_USD", "areas": ["PHL", "TJK"], "start": "2020"}),
        ("metadata", {"indicator": "REM_IN_GDP"}),
        ("chart", {"indicator": "REM_IN_GDP", "areas": ["PHL", "WLD"], "start": 2018}),
        ("trace", {"indicator": "REM_IN_GDP", "area": "PHL", "period": "2020"}),
        ("studies", {"country": "PHL"}),
        ("recommendations", {"country": "PHL"}),
        ("outcomes", {}),
        ("releases", {}),
        ("series", {"indicator": "REM_IN_GPD", "areas": ["PHL"]}),
    ]
    # In a thread of its own: where a browser was started before, this one has a loop already.
    with (tmp_path / "log").open("w") as log, ThreadPoolExecutor(1) as pool:
        talk = partial(_conversation, published_portal.url, calls, log)
        tools, answers = pool.submit(anyio.run, talk).result()
    *answers, refused = answers
    found = {
        name: answer.structured_content
        for (name, _arguments), answer in zip(calls[:-1], answers, strict=True)
    }

    assert {tool.name for tool in tools} == TOOLS == set(found)
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)
    assert not any(answer.is_error for answer in answers)
    assert "REM_IN_GDP" in {row["code"] for row in found["search_indicators"]["indicators"]}
    spans = {row["code"]: row for row in found["coverage"]["indicators"]}
    assert spans["REM_IN_USD"] == {
        "code": "REM_IN_USD", "first": "2018", "last": "2020", "figures": 3,
    }  # fmt: skip
    series = found["series"]
    assert {row["area"]: row["value"] for row in series["figures"]} == {
        area: REMITTANCES[area][2020] for area in ("PHL", "TJK")
    }
    assert (series["release"], series["left_out"]) == (published_portal.release, 0)
    assert "gross domestic product" in found["metadata"]["method"]
    assert found["metadata"]["sources"][0]["licence"] == "CC BY 4.0"
    assert found["trace"]["agrees"] is True
    assert found["studies"]["results"][0]["id"] == published_portal.study
    assert len(found["recommendations"]["results"]) == len(found["outcomes"]["results"]) == 1
    assert found["releases"]["releases"][0]["current"] is True
    for name in ("page", "embed", "csv", "xlsx"):
        path = found["chart"][name].removeprefix(published_portal.url)
        assert client.get(path).status_code == 200, path

    assert refused.is_error
    assert "REM_IN_GDP" in refused.content[0].text, "what is near is named"


SCRIPT = """
package <- new.env()
for (name in c("curl", "jsonlite")) if (!requireNamespace(name, quietly = TRUE)) quit(status = 77)
sys.source("R/portal.R", package)
library <- function(...) attach(package)
source("tests/portal.R")
"""


def test_the_r_package_reads_what_the_portal_shows(published_portal, tmp_path):
    program = os.environ.get("RSCRIPT") or shutil.which("Rscript")
    if program is None:
        pytest.skip("no R")
    script = tmp_path / "run.R"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [program, script],
        cwd=CLIENTS / "r",
        env={**os.environ, "PORTAL_ADDRESS": published_portal.url},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    if done.returncode == 77:
        pytest.skip("R has no curl or jsonlite")

    assert done.returncode == 0, done.stderr[-2000:]
    assert "read from" in done.stdout
    exported = {
        line.removeprefix("export(").removesuffix(")")
        for line in (CLIENTS / "r" / "NAMESPACE").read_text(encoding="utf-8").split()
    }
    defined = (CLIENTS / "r" / "R" / "portal.R").read_text(encoding="utf-8")
    assert all(f"{name} <- function" in defined for name in exported)
