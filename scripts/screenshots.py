"""Pictures of the main pages at two widths: `python scripts/screenshots.py ADDRESS [FOLDER]`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGES = {
    "home": "/",
    "catalogue": "/indicators/",
    "line": "/indicators/REM_IN_GDP/",
    "bars": "/indicators/REM_IN_GDP/?view=bars",
    "map": "/indicators/REM_IN_GDP/?view=map",
    "country": "/countries/PHL/",
    "commission": "/commissions/ESCAP/",
    "countries": "/countries/",
    "commissions": "/commissions/",
    "sources": "/sources/",
    "api": "/api/",
    "home-ar": "/ar/",
    "line-ar": "/ar/indicators/REM_IN_GDP/",
}
WIDTHS = {"1280": 1280, "390": 390}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def main(address: str, folder: str = "docs/screenshots", *only: str) -> None:
    """Write one PNG per page and width; a chart is waited for."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("No browser found: install Debian's chromium.")
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for width_name, width in WIDTHS.items():
            page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
            page.on(
                "console",
                lambda line: print("console:", line.text) if line.type == "error" else None,
            )
            for name, path in PAGES.items():
                if only and name not in only:
                    continue
                page.goto(address + path)
                if page.locator("#chart").count():
                    page.wait_for_selector("#chart[data-drawn]", timeout=30_000)
                    page.wait_for_timeout(400)
                page.screenshot(
                    path=target / f"{name}-{width_name}.png", full_page=name != "countries"
                )
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
