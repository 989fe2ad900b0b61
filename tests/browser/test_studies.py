"""An official's way in a real browser: find a study by a word of its PDF, download it, cite it."""

from pathlib import Path

import pytest

from demo import studies
from studies.models import Study
from tests.studies.making import load_regions

pytestmark = [pytest.mark.browser, pytest.mark.wide]
EXAMPLES = Path(studies.FOLDER)


@pytest.fixture(scope="module")
def library(live_once):
    load_regions()
    return studies.load(by=None)


@pytest.fixture
def site_address(library, live_once):
    return live_once.url


WORDS = (
    ("es", "cacaoteros", "Remesas y reducción de la pobreza en los países andinos", "andes-es.pdf", "Quispe"),
    ("ar", "جوازات", "حقوق العمال المهاجرين وإصلاح نظام الكفالة", "gulf-ar.pdf", "Haddad"),
)  # fmt: skip
PAGES = (
    "/", "/studies/", "/studies/?q=migr*", "/recommendations/", "/themes/", "/side-by-side/", "/coverage/", "/partners/",
    "/commissions/ECLAC/", "/countries/PER/", "/ar/studies/", "/ar/coverage/", "/ru/side-by-side/",
)  # fmt: skip


def test_a_word_of_the_pdf_leads_to_the_file_and_its_citation(library, browser_page):
    for language, word, title, file, author in WORDS:
        find_and_cite(browser_page, language, word, title, file, author)
    study = Study.objects.order_by("pk").first()
    for address in (*PAGES, f"/studies/{study.pk}/"):
        browser_page.goto(address)
        for width in (1280, 390):
            browser_page.set_viewport_size({"width": width, "height": 900})
            wide = browser_page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{address} is {wide} pixels too wide at {width}"


def find_and_cite(page, language, word, title, file, author):
    """From the front page by a word to the study, its file and its citation."""
    page.goto(f"/{language}/")
    page.locator("#find-study").fill(word)
    page.locator("#find-study").press("Enter")
    page.wait_for_url("**/studies/?q=*")

    assert page.locator("article.result").count() == 1
    assert page.locator("article.result p mark").first.inner_text() == word
    if language == "ar":
        assert page.locator("html").get_attribute("dir") == "rtl"
    page.locator("article.result h2 a").click()
    assert page.locator("h1").inner_text() == title

    with page.expect_download() as download:
        page.locator(".files a").first.evaluate("link => { link.download = ''; link.click(); }")
    assert Path(download.value.path()).read_bytes() == (EXAMPLES / file).read_bytes()

    assert author in page.locator(".citation").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="BibTeX").click()
    entry = Path(download.value.path()).read_text(encoding="utf-8")
    assert title in entry
    assert f"/id/studies/{Study.objects.get(editions__title=title).pk}/" in entry


def test_filters_work_without_a_script_and_the_back_button_returns(library, browser, live_once):
    context = browser.new_context(base_url=live_once.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/studies/")
    page.get_by_role("checkbox", name="ESCWA").check()
    page.get_by_role("button", name="Apply filters").click()

    assert "commission=ESCWA" in page.url
    assert page.locator("article.result").count() == 1
    page.get_by_role("link", name="Remove all").click()
    assert page.locator("article.result").count() == library
    page.go_back()
    assert page.locator("article.result").count() == 1
    context.close()
