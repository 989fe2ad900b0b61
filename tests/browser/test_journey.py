"""A person's way through the portal in a real browser, on the strict content policy."""

import csv
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests import published

pytestmark = pytest.mark.browser
HAS_CHARTS = finders.find("vendor/plotly/plotly-basic.min.js") is not None
needs_charts = pytest.mark.skipif(
    not HAS_CHARTS, reason="the chart library is not installed (make assets)"
)


@pytest.fixture(scope="module")
def figures(live_once):
    return published.publish()


@pytest.fixture
def site_address(figures, live_once):
    return live_once.url


@pytest.fixture
def hosts(browser_page):
    """Every host that the pages asked."""
    asked = set()
    browser_page.on("request", lambda request: asked.add(request.url.split("/")[2].split(":")[0]))
    return asked


def test_from_the_front_page_to_a_downloaded_file(figures, browser_page, hosts, tmp_path):
    page = browser_page
    page.goto("/")
    page.get_by_role("link", name="Browse the indicators").click()
    page.get_by_label("Search names, codes and method notes").fill("remittances GDP")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Remittances received, % of GDP").click()
    page.get_by_text("Choose countries, commissions, years").click()
    page.get_by_role("checkbox", name="Tajikistan").check()
    page.get_by_label("From year").fill("2019")
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.get_by_role("cell", name="26.9").count() >= 1
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV", exact=True).click()
    target = Path(tmp_path) / "figures.csv"
    waiting.value.save_as(target)

    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(r["ref_area"], r["time_period"]) for r in rows} == {("TJK", "2019"), ("TJK", "2020")}
    assert hosts <= {"localhost", "127.0.0.1"}


def too_wide(page) -> int:
    """By how many pixels the page is wider than the screen."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


@pytest.mark.wide
@needs_charts
def test_charts_are_drawn_under_the_policy_walked_by_keyboard_and_saved(
    figures, browser_page, hosts, tmp_path
):
    page = browser_page
    for language in ("", "/ar"):
        for view in ("line", "bars", "map"):
            page.goto(
                f"{language}/indicators/REM_IN_USD/?view={view}&country=PHL&country=TJK&country=KAZ"
            )
            page.wait_for_selector("#chart[data-drawn='yes']")
            assert page.locator("#chart svg").count() >= 1, f"{language} {view}"
            assert too_wide(page) <= 0, f"{language} {view}"

    page.goto("/indicators/REM_IN_USD/?view=line&country=PHL")
    page.wait_for_selector("#chart[data-drawn='yes']")
    page.locator("#chart").focus()
    page.keyboard.press("End")
    assert "2020" in page.locator("#spoken").inner_text()
    page.keyboard.press("ArrowLeft")
    assert "2019" in page.locator("#spoken").inner_text()

    page.goto("/indicators/REM_IN_USD/?view=map")
    page.wait_for_selector("#chart[data-drawn='yes']")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as SVG").click()
    target = Path(tmp_path) / "chart.svg"
    waiting.value.save_as(target)
    drawn = target.read_text(encoding="utf-8")
    assert "World Development Indicators" in drawn
    assert "do not imply official" in drawn
    assert hosts <= {"localhost", "127.0.0.1"}


PAGES = (
    "/", "/indicators/", "/indicators/REM_IN_GDP/", "/countries/", "/countries/PHL/", "/commissions/ESCAP/", "/sources/", "/api/",
)  # fmt: skip


@pytest.mark.wide
def test_on_a_phone_by_keyboard_and_in_another_language(figures, browser_page):
    page = browser_page
    page.set_viewport_size({"width": 390, "height": 800})
    for address in PAGES:
        page.goto(address)
        assert too_wide(page) <= 0, address

    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"

    page.goto("/")
    page.get_by_label("Country or area").fill("الفلبين")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Philippines").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Philippines"
    assert page.get_by_text("No. 1 of 3 in ESCAP").count() >= 1


@pytest.mark.wide
def test_without_javascript_the_figures_stand_in_the_table(figures, browser, live_once):
    context = browser.new_context(java_script_enabled=False, base_url=live_once.url)
    page = context.new_page()
    page.goto("/indicators/REM_IN_GDP/?view=bars&country=TJK&country=PHL")

    assert page.get_by_role("row", name="Tajikistan").count() >= 1
    assert page.get_by_text("The chart needs JavaScript").is_visible() == HAS_CHARTS
    context.close()
