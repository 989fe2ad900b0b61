"""Pictures of the main pages at two widths: `python scripts/screenshots.py ADDRESS [FOLDER]`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, sync_playwright

PAGES = {
    "home": "/",
    "catalogue": "/indicators/",
    "line": "/indicators/REM_IN_GDP/",
    "bars": "/indicators/REM_IN_GDP/?view=bars",
    "map": "/indicators/REM_IN_GDP/?view=map",
    "multiples": "/indicators/REM_IN_GDP/?view=multiples&within=ESCWA",
    "index": "/indicators/REM_IN_GDP/?country=PHL&country=THA&against=commission&base=2000",
    "compare": "/explore/compare/?country=PHL&country=TJK",
    "alike": "/explore/alike/?country=PHL",
    "corridors-map": "/corridors/?view=map",
    "corridors-flows": "/corridors/?view=sankey&home=PHL",
    "corridors-matrix": "/corridors/?view=matrix",
    "corridor": "/corridors/TJK/RUS/",
    "corridor-ar": "/ar/corridors/TJK/RUS/",
    "saving": "/corridors/saving/?country=PHL",
    "figure": "/figures/REM_IN_GDP/ESCWA/2005/",
    "country": "/countries/PHL/",
    "commission": "/commissions/ESCAP/",
    "source": "/sources/wdi/",
    "search": "/studies/?q=remesas",
    "studies": "/studies/",
    "study": "/studies/1/es/",
    "recommendations": "/recommendations/",
    "recommendation": "/recommendations/1/",
    "themes": "/themes/",
    "theme": "/themes/remittances/",
    "side-by-side": "/side-by-side/",
    "coverage": "/coverage/",
    "partners": "/partners/",
    "languages": "/studies/languages/",
    "commissions": "/commissions/",
    "commission-eclac": "/commissions/ECLAC/",
    "country-per": "/countries/PER/",
    "search-ar": "/ar/studies/?q=الكفالة",
    "study-ar": "/ar/studies/2/",
    "commission-ar": "/ar/commissions/ESCWA/",
    "workshops": "/workshops/",
    "workshop": "/workshops/bangkok-2010/",
    "outcomes": "/outcomes/",
    "status-report": "/status-reports/strengthening-capacities/2010/",
    "country-chain": "/outcomes/countries/RUS/",
    "uptake": "/outcomes/uptake/",
    "home-ar": "/ar/",
    "outcomes-ar": "/ar/outcomes/",
    "workshop-ar": "/ar/workshops/beirut-2010/",
    "line-ar": "/ar/indicators/REM_IN_GDP/",
    "map-ar": "/ar/indicators/REM_IN_GDP/?view=map",
}
WIDTHS = {"1280": 1280, "390": 390}
TALLEST = 1500
"""Pixels; what is below on a long page is more of the same."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main(address: str, folder: str = "docs/screenshots", *only: str) -> None:
    """Write one PNG per page and width; a chart is waited for."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("No browser found: install Debian's chromium.")
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    pages = {name: path for name, path in PAGES.items() if not only or name in only}
    if not pages:
        raise SystemExit(f"No such page; the pages are {', '.join(PAGES)}.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for name_of_width, width in WIDTHS.items():
            page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
            page.on("console", _tell)
            for name, path in pages.items():
                _take(page, address.rstrip("/") + path, target / f"{name}-{name_of_width}.png")
        browser.close()


def _tell(line: ConsoleMessage) -> None:
    """A refusal by the content policy must not stay unseen."""
    if line.type == "error":
        print("console:", line.text)


def _take(page: Page, address: str, file: Path) -> None:
    page.goto(address)
    if page.locator("script[src*='js/chart']").count():
        page.wait_for_selector("#chart[data-drawn='yes']", timeout=30_000)
        page.wait_for_timeout(400)
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": height}
    page.screenshot(path=file, full_page=True, clip=clip)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
