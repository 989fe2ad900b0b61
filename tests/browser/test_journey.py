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


@pytest.fixture
def figures(transactional_db):
    return published.publish()


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


@needs_charts
@pytest.mark.parametrize("view", ["line", "bars", "map"])
@pytest.mark.parametrize("language", ["", "/ar"])
def test_each_chart_is_drawn_under_the_policy_and_asks_no_other_host(
    figures, browser_page, hosts, view, language
):
    page = browser_page
    page.goto(f"{language}/indicators/REM_IN_USD/?view={view}&country=PHL&country=TJK&country=KAZ")
    page.wait_for_selector("#chart[data-drawn='yes']")

    assert page.locator("#chart svg").count() >= 1
    assert hosts <= {"localhost", "127.0.0.1"}
    width = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert width <= 0


@needs_charts
def test_points_are_walked_by_keyboard_and_spoken(figures, browser_page):
    page = browser_page
    page.goto("/indicators/REM_IN_USD/?view=line&country=PHL")
    page.wait_for_selector("#chart[data-drawn='yes']")
    page.locator("#chart").focus()
    page.keyboard.press("End")

    assert "2020" in page.locator("#spoken").inner_text()
    page.keyboard.press("ArrowLeft")
    assert "2019" in page.locator("#spoken").inner_text()


@needs_charts
def test_a_chart_is_saved_as_a_picture_with_its_source(figures, browser_page, tmp_path):
    page = browser_page
    page.goto("/indicators/REM_IN_USD/?view=map")
    page.wait_for_selector("#chart[data-drawn='yes']")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as SVG").click()
    target = Path(tmp_path) / "chart.svg"
    waiting.value.save_as(target)

    drawn = target.read_text(encoding="utf-8")
    assert "World Development Indicators" in drawn
    assert "do not imply official" in drawn


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/indicators/",
        "/indicators/REM_IN_GDP/",
        "/countries/",
        "/countries/PHL/",
        "/commissions/ESCAP/",
        "/sources/",
        "/api/",
    ],
)
def test_a_phone_never_scrolls_sideways(figures, browser_page, address):
    page = browser_page
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address)

    width = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert width <= 0


def test_without_javascript_the_figures_stand_in_the_table(figures, browser, live_server):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/indicators/REM_IN_GDP/?view=bars&country=TJK&country=PHL")

    assert page.get_by_role("row", name="Tajikistan").count() >= 1
    assert page.get_by_text("The chart needs JavaScript").is_visible() or not HAS_CHARTS
    context.close()


def test_keyboard_alone_reaches_the_content(figures, browser_page):
    page = browser_page
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_the_official_finds_a_country_by_its_name_in_another_language(figures, browser_page):
    page = browser_page
    page.goto("/")
    page.get_by_label("Country or area").fill("الفلبين")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Philippines").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Philippines"
    assert page.get_by_text("No. 1 of 3 in ESCAP").count() >= 1
