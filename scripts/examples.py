"""Make the PDFs of the example studies from their texts, by a headless Chromium.

`python -m scripts.examples` writes demo/data/studies/<key>-<language>.pdf. They are committed, because
the portal must start without a browser; run this again after changing examples.json.
"""

from __future__ import annotations

import html
import json
import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from core.i18n.records import BY_CODE

FOLDER = Path(__file__).resolve().parent.parent / "demo" / "data" / "studies"
STYLE = """
@page { size: A4; margin: 25mm }
body { font: 12pt/1.6 'Liberation Serif', 'Noto Naskh Arabic', 'Noto Serif CJK SC', serif }
h1 { font-size: 20pt; line-height: 1.3 } h2 { font-size: 14pt; font-weight: normal }
section + section { break-before: page } small { color: #555 }
"""
NOTE = "Example record of the portal, not a publication of the United Nations."


def document(study: dict, language: str) -> str:
    """The HTML of an edition: one section for each page."""
    edition = study["editions"][language]
    direction = "rtl" if BY_CODE[language].is_right_to_left else "ltr"
    pages = []
    for number, paragraphs in enumerate(edition["pages"]):
        head = ""
        if number == 0:
            head = f"<h1>{html.escape(edition['title'])}</h1><h2>{html.escape(edition['subtitle'])}</h2>"
            head += f"<p>{html.escape(edition['symbol'])} · {edition['issued'][:4]}</p>"
        body = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
        pages.append(f'<section>{head}{body}<p><small dir="ltr">{NOTE}</small></p></section>')
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8">'
        f"<title>{html.escape(edition['title'])}</title><style>{STYLE}</style>{''.join(pages)}"
    )


def main() -> None:
    """Every edition of every example."""
    program = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    )
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        page = browser.new_page()
        for study in json.loads((FOLDER / "examples.json").read_text(encoding="utf-8")):
            for language in study["editions"]:
                page.set_content(document(study, language))
                target = FOLDER / f"{study['key']}-{language}.pdf"
                page.pdf(path=str(target), prefer_css_page_size=True)
                print(f"{target.name}: {target.stat().st_size} bytes")
        browser.close()


if __name__ == "__main__":
    main()
