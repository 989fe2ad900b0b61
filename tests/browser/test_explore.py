"""Exploring in a real browser: years by keyboard, marks that are walked, pictures, events, frames, WCAG."""

from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.contrib.staticfiles import finders

from regions.models import Area
from tests import published
from tests.browser.test_accessibility import problems
from tests.indicators.test_corridor_pages import INCOME, PRICES, STOCK
from tests.workshops.making import load_regions, make_workshop

pytestmark = [pytest.mark.browser, pytest.mark.wide]
PAGES = [
    "/explore/",
    "/explore/compare/?x=GDP_USD&y=REM_IN_USD&country=TJK",
    "/explore/alike/?country=PHL",
    "/corridors/",
    "/corridors/?view=map",
    "/corridors/?view=sankey",
    "/corridors/?view=matrix",
    "/corridors/TJK/RUS/",
    "/corridors/saving/?country=TJK",
    "/indicators/REM_IN_USD/?view=multiples",
    "/embed/explore/compare/",
]


@pytest.fixture(scope="module")
def figures(live_once):
    published.prepare()
    people = {"PHL": {2020: 112.0e6}, "TJK": {2020: 9.7e6}, "KAZ": {2020: 19.5e6}}
    published.load(
        published.observations(
            remin=published.REMITTANCES, gdp=published.GDP, income=INCOME, pop=people
        )
    )
    published.load(STOCK, "migrant_stock.csv")
    published.load(PRICES, "rpw_corridors.csv")
    published.calculations.refresh()


@pytest.fixture
def site_address(figures, live_once):
    return live_once.url


def test_the_year_slides_marks_are_walked_and_pictures_are_saved(browser_page, tmp_path):
    page = browser_page
    page.goto("/explore/compare/?x=GDP_USD&y=REM_IN_USD")
    slider = page.get_by_role("slider", name="Year")
    assert slider.get_attribute("aria-valuetext") == "2020"
    slider.press("ArrowLeft")
    page.wait_for_url("**year=2019**")
    page.get_by_role("heading", name="Gross domestic product, 2019").wait_for()
    table = page.get_by_role("region", name="The same figures as a table")
    assert f"{published.REMITTANCES['TJK'][2019]:,}" in table.inner_text()

    page.locator(".drawing").focus()
    page.keyboard.press("End")
    spoken = page.locator(".spoken").inner_text()
    assert spoken.split(":")[0] in {"Philippines", "Tajikistan", "Kazakhstan"}
    assert page.locator(".mark.here:visible").count() == 1
    for name, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with page.expect_download() as waiting:
            page.get_by_text(f"Save as {name}").click()
        target = Path(tmp_path) / name
        waiting.value.save_as(target)
        assert target.read_bytes().startswith(start)
        assert waiting.value.suggested_filename.endswith(f".{name.lower()}")


def test_a_mark_of_a_map_or_an_event_leads_to_its_record(browser_page):
    load_regions()
    held = make_workshop(
        status="held", starts_on=date(2019, 7, 2), country=Area.objects.get(code="PHL")
    )
    page = browser_page
    page.goto("/corridors/?view=map")
    if page.locator(".drawing").count():
        page.locator(".drawing").focus()
        page.keyboard.press("Home")
        assert "Press Enter" in page.locator(".spoken").inner_text()
        page.keyboard.press("Enter")
        page.wait_for_url("**/corridors/PHL/USA/")
    page.goto("/indicators/REM_IN_USD/?country=PHL")
    assert page.locator("#events a").get_attribute("href") == held.get_absolute_url()
    if finders.find("vendor/plotly/plotly-basic.min.js"):
        page.wait_for_selector("#chart[data-drawn='yes']")
        page.locator("#chart").focus()
        page.keyboard.press("End")
        assert "Workshop:" in page.locator("#spoken").inner_text()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{held.get_absolute_url()}")


@pytest.fixture
def ministry(site_address):
    """Another site, at another port: it frames the chart and, against our rules, the page."""
    frames = "".join(
        f'<iframe src="{site_address}{path}/explore/compare/?x=GDP_USD&y=REM_IN_USD"></iframe>'
        for path in ("/embed", "")
    )

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(frames.encode())

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_another_site_shows_the_frame_and_cannot_show_the_page(browser_page, ministry):
    page = browser_page
    page.goto(ministry)

    page.frame_locator("iframe").nth(0).locator(".drawing .mark:visible").first.wait_for()
    assert page.frame_locator("iframe").nth(1).locator(".drawing").count() == 0
    refused = [one for one in page.problems if "frame-ancestors" in one or "X-Frame-Options" in one]
    assert refused
    page.problems[:] = [one for one in page.problems if one not in refused and "favicon" not in one]


def test_the_whole_works_without_javascript(browser, site_address):
    context = browser.new_context(java_script_enabled=False, base_url=site_address)
    page = context.new_page()
    page.goto("/explore/compare/?x=GDP_USD&y=REM_IN_USD")
    page.get_by_label("Year").select_option("2018")
    page.get_by_role("button", name="Show").click()
    assert "year=2018" in page.url
    assert page.locator(".wide-only .mark").count() == 2
    page.goto("/corridors/saving/")
    page.get_by_label("Country that receives").select_option("TJK")
    page.get_by_role("button", name="Calculate").click()
    page.get_by_text("What the sum assumes").wait_for()
    context.close()


@pytest.mark.parametrize(("scheme", "prefix"), [("light", ""), ("dark", "/ar")])
def test_pages_meet_the_rules(browser_page, scheme, prefix):
    browser_page.emulate_media(color_scheme=scheme)
    found = {}
    for address in PAGES:
        browser_page.goto(prefix + address)
        if listed := problems(browser_page):
            found[address] = listed

    assert found == {}
