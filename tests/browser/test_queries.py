"""A reader asks a release in SQL, in a real browser: engine, result, error, shared address, phone."""

import csv
from pathlib import Path
from urllib.parse import quote

import pytest
from django.contrib.staticfiles import finders

from indicators.pages import queries
from indicators.services import release_steps
from tests import published
from tests.jobs import run_waiting
from tests.published import REMITTANCES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        finders.find(queries.WASM) is None, reason="the query engine is not installed"
    ),
]
SUM = """-- by year
SELECT time_period, sum(value) AS total FROM remittances
WHERE indicator = 'REM_IN_USD' AND coverage IS NULL GROUP BY ALL ORDER BY 1;"""


@pytest.fixture
def site_address(live_once):
    published.publish()
    run_waiting(release_steps.FINISH)
    return live_once.url


@pytest.fixture(autouse=True)
def _own_files():
    """The portal of the module reads the files of its release."""


@pytest.mark.wide
def test_a_query_gives_a_table_a_file_and_an_address(browser_page, tmp_path):
    page = browser_page
    page.set_default_timeout(60_000)  # 34 MB are compiled
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/explore/query/#sql={quote(SUM)}")
    assert page.get_by_label("Query").input_value() == SUM
    page.get_by_role("button", name="Load the query engine").click()
    page.get_by_role("button", name="Run").click()
    total = sum(years.get(2020, 0) for years in REMITTANCES.values())
    page.get_by_role("row", name=f"2020 {total:,.0f}").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV", exact=True).first.click()
    path = Path(tmp_path) / "query.csv"
    waiting.value.save_as(path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert {row["time_period"]: float(row["total"]) for row in rows} == {
        str(year): sum(years.get(year, 0) for years in REMITTANCES.values())
        for year in (2018, 2019, 2020)
    }

    page.get_by_label("Query").fill(
        "SELECT r.value FROM remittances r JOIN context c USING (ref_area, time_period) LIMIT 7"
    )
    page.get_by_role("button", name="Run").click()
    page.get_by_role("status").filter(has_text="Rows: 7.").wait_for()

    page.get_by_label("Query").fill("SELECT valu FROM remittances")
    page.get_by_label("Query").press("Control+Enter")
    said = page.get_by_role("alert").filter(has_text="valu")
    said.wait_for()
    assert said.inner_text().startswith("Binder Error: ")
    assert "LINE 1: SELECT valu" in said.inner_text()
    assert page.url.endswith("#sql=SELECT%20valu%20FROM%20remittances")
    assert page.locator("#query-result").is_hidden()
