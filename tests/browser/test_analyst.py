"""An analyst's way: find, compare, check the method, take the workbook, cite, call the API from code."""

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from indicators.services import release_steps
from tests import published
from tests.jobs import run_waiting
from tests.published import GDP, REMITTANCES

pytestmark = [pytest.mark.browser, pytest.mark.wide]
SHARE = {area: 100 * REMITTANCES[area][2020] / GDP[area][2020] for area in ("PHL", "TJK")}
TOOLS = {
    "curl": ["sh", "-c"],
    "Python": [sys.executable, "-c"],
    "R": ["Rscript", "-e"],
}


@pytest.fixture
def figures(transactional_db):
    release = published.publish()
    run_waiting(release_steps.FINISH)
    return release


def test_an_analyst_finds_compares_checks_takes_cites_and_calls(figures, browser_page, tmp_path):
    page = browser_page
    page.goto("/indicators/")
    page.get_by_label("Search names, codes and method notes").fill("remittances GDP")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Remittances received, % of GDP").first.click()
    assert "divided by gross domestic product" in page.locator("#method").inner_text()

    page.goto("/explore/compare/?x=GDP_USD&y=REM_IN_USD&year=2020")
    assert page.get_by_role("row", name="Tajikistan").count() >= 1

    page.goto("/indicators/REM_IN_GDP/?country=PHL&country=TJK&from=2020&view=table")
    assert page.get_by_role("cell", name=f"{SHARE['TJK']:.1f}").count() >= 1
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Excel", exact=True).click()
    target = Path(tmp_path) / "figures.xlsx"
    waiting.value.save_as(target)
    cells = {cell.value for row in openpyxl.load_workbook(target)["data"] for cell in row}
    assert set(SHARE.values()) <= cells

    _run_the_code(page, tmp_path)

    page.locator("footer").get_by_role("link", name=re.compile(f"Release {figures}")).click()
    cited = page.locator(".cite").inner_text()
    assert f"release {figures}" in cited
    page.goto(f"/id/releases/{figures}")
    assert page.get_by_role("heading", level=1).inner_text().startswith(f"Release {figures}")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Remittances", exact=True).click()
    assert waiting.value.suggested_filename == f"theme-remittances_r{figures}.zip"


def _run_the_code(page, folder):
    """What the page gives to copy brings the same figures, in every tool that is here."""
    page.get_by_text("Code for Python, R, Stata, Excel and curl").click()
    for tool, command in TOOLS.items():
        code = page.locator(f'pre[data-snippet="{tool}"]').inner_text()
        if shutil.which(command[0]) is None or (tool == "curl" and not shutil.which("curl")):
            continue
        done = subprocess.run(
            [*command, code], cwd=folder, capture_output=True, text=True, timeout=90, check=False
        )
        assert done.returncode == 0, (tool, done.stderr[-500:])
        if tool == "curl":
            with (folder / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
                found = {row["ref_area"]: float(row["value"]) for row in csv.DictReader(file)}
            assert found == SHARE
        else:
            assert "PHL" in done.stdout
            assert f"{SHARE['TJK']:.2f}" in done.stdout
    for tool in ("Stata", "Excel (Power Query)"):
        assert "format=csv" in page.locator(f'pre[data-snippet="{tool}"]').inner_text()
