"""The indicator's page in a real browser: keyboard, phone, search, islands, languages, live progress."""

import csv
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from core import job_progress, jobs
from core.models import Job
from tests import published

pytestmark = [pytest.mark.browser, pytest.mark.wide]
needs_charts = pytest.mark.skipif(
    finders.find("vendor/plotly/plotly-basic.min.js") is None,
    reason="the chart library is not installed (make assets)",
)
PAGE = "/indicators/REM_IN_GDP/"


@pytest.fixture(scope="module")
def figures(live_once):
    return published.publish()


@pytest.fixture
def site_address(figures, live_once):
    return live_once.url


def drawn(page):
    page.wait_for_selector("#chart[data-drawn='yes']")


def test_by_keyboard_alone_from_the_front_page_to_a_file(browser_page, tmp_path):
    page = browser_page

    def go(name):
        """Press Tab until the link has the focus, then Enter."""
        for _step in range(120):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent.trim()") == name:
                page.keyboard.press("Enter")
                return
        pytest.fail(f"no link {name} can be reached by Tab on {page.url}")

    page.goto("/")
    go("Browse the indicators")
    page.wait_for_url("**/indicators/")
    go("Remittances received, % of GDP")
    page.wait_for_url("**/REM_IN_GDP/")
    go("Table")
    page.wait_for_url("**view=table**")
    with page.expect_download() as waiting:
        go("CSV")
    target = Path(tmp_path) / "figures.csv"
    waiting.value.save_as(target)

    with target.open(encoding="utf-8-sig", newline="") as file:
        assert {row["indicator"] for row in csv.DictReader(file)} == {"REM_IN_GDP"}


def test_the_list_of_countries_is_searched_without_accents_and_chosen_ones_stand_first(
    browser_page,
):
    page = browser_page
    page.goto(f"{PAGE}?country=TJK&view=table")
    page.get_by_text("Choose countries, commissions, years").click()
    countries = page.get_by_role("group", name="Countries").last.locator("label")

    assert countries.first.inner_text() == "Tajikistan"
    page.get_by_label("Search the list").fill("cote d")
    assert countries.locator("visible=true").all_inner_texts() == ["Côte d’Ivoire"]
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="Côte d’Ivoire").check()
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**country=CIV**")
    assert "country=TJK" in page.url


@needs_charts
def test_a_country_is_found_on_the_map_and_told(browser_page):
    page = browser_page
    page.goto(f"{PAGE}?view=map")
    drawn(page)
    page.get_by_label("Find on the map").select_option(label="Tajikistan")

    assert page.locator("#spoken").inner_text().startswith("Tajikistan: 2")
    page.wait_for_function(
        "document.getElementById('chart')._fullLayout.geo.projection.scale === 3"
    )
    page.get_by_label("Find on the map").select_option(value="")
    page.wait_for_function(
        "document.getElementById('chart')._fullLayout.geo.projection.scale === 1"
    )


@needs_charts
def test_the_axis_speaks_the_language_of_the_page(browser_page):
    page = browser_page
    page.goto("/fr/indicators/REM_IN_USD/?country=PHL")
    drawn(page)

    numbers = page.locator("#chart .ytick text").all_text_contents()
    assert any("Md" in text for text in numbers), numbers


@needs_charts
def test_a_phone_sees_the_whole_chart_and_can_scroll_past_it(browser_page):
    page = browser_page
    page.set_viewport_size({"width": 390, "height": 800})
    for view in ["line", "bars", "map"]:
        page.goto(f"/ar{PAGE}?view={view}&country=PHL&country=TJK")
        drawn(page)
        inside = page.evaluate(
            """() => {
              const frame = document.getElementById("chart").getBoundingClientRect();
              return [...document.querySelectorAll("#chart .ytick text, #chart .legendtext")]
                .map((text) => text.getBoundingClientRect())
                .every((box) => box.left >= frame.left - 1 && box.right <= frame.right + 1);
            }"""
        )
        assert inside, view
        handling = page.evaluate("document.querySelector('#chart .main-svg').style.touchAction")
        assert handling != "none", view


@needs_charts
def test_the_chart_changes_its_colours_with_the_scheme(browser_page):
    page = browser_page
    page.emulate_media(color_scheme="light")
    page.goto(f"{PAGE}?country=PHL")
    drawn(page)
    before = page.evaluate("document.getElementById('chart').layout.font.color")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "before => document.getElementById('chart').layout.font.color !== before", arg=before
    )


def test_without_javascript_lines_are_drawn_by_the_server(browser, site_address):
    context = browser.new_context(java_script_enabled=False, base_url=site_address)
    page = context.new_page()
    page.goto(f"{PAGE}?country=TJK&country=PHL")

    assert page.locator(".sketch polyline").count() == 2
    page.get_by_text("Choose countries, commissions, years").click()
    page.get_by_role("checkbox", name="Kazakhstan").check()
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.locator(".sketch polyline").count() == 3
    context.close()


def test_the_bar_of_a_job_moves_while_it_is_watched(browser_page):
    page = browser_page
    job = Job.objects.create(kind="refresh")
    jobs.start(job.pk)
    job_progress.report(job.pk, "Computing", 3, 10)
    page.goto(f"/jobs/{job.pk}/")
    page.get_by_text("Computing").wait_for()
    job_progress.report(job.pk, "Publishing", 9, 10)
    page.get_by_text("Publishing").wait_for()

    assert page.locator("progress").evaluate("bar => bar.value") == 0.9
    jobs.finish(Job.objects.get(pk=job.pk), error="The disk is full. Free some space.")
    page.get_by_text("The disk is full").wait_for()
