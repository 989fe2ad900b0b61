"""A manager's year in a real browser: from nothing to a published report whose sentences open their evidence."""

from datetime import date

import pytest

from outcomes.models import PolicyChange, StatusReport
from outcomes.services import report_preparation
from tests.browser.test_workshops import signed_in
from tests.jobs import run_waiting
from tests.outcomes.making import held_workshop, worker
from tests.outcomes.reporting import include_all, make_project

pytestmark = [pytest.mark.browser, pytest.mark.wide]


def test_from_an_empty_year_to_a_published_report(transactional_db, browser_page, client):
    held_workshop(date(2010, 4, 22), "THA", "IDN")
    include_all(make_project("workshops-held", "countries-changed", "people-reached"))
    recorder, reviewer, manager = worker("recorder", "ESCAP"), worker("reviewer"), worker("manager")
    page = browser_page
    signed_in(page, client, recorder)

    # The recorder writes a change: what, evidence, step, grade; the dates refuse too high a grade.
    page.goto("/outcomes/desk/")
    page.get_by_role("link", name="Record a policy change").click()
    page.locator("#id_country").select_option(label="Thailand")
    for name, value in (
        ("instrument", "law"),
        ("area", "entry"),
        ("tool", "work_visa"),
        ("origin", "foreign"),
        ("direction", "wider"),
    ):
        page.locator(f"#id_{name}").select_option(value)
    page.locator("#id_acted_by").fill("Ministry of Labour")
    page.get_by_role("checkbox", name="All migrant workers").check()
    page.get_by_role("checkbox", name="ESCAP").check()
    page.get_by_role("checkbox", name="Strengthening national capacities").check()
    page.locator("#id_titles_en").fill("Licences for workers")
    page.locator("main form button").last.click()
    assert "Write this in at least one language" in page.locator("main").inner_text()
    page.locator("#id_summaries_en").fill("Workers of households can buy a licence.")
    page.locator("main form button").last.click()
    page.wait_for_url("**/outcomes/desk/changes/*/")
    page.locator("#id_evidence-kind").select_option("reused_text")
    page.locator("#id_evidence-title").fill("Decree 7")
    page.locator("#id_evidence-source").fill("Gazette")
    page.locator("#id_evidence-quote").fill("Article 1 follows the handbook.")
    page.locator("#id_evidence-url").fill("https://example.org/decree-7")
    page.locator("#id_evidence-is_public").check()
    page.get_by_role("button", name="Add", exact=True).first.click()
    page.locator("#id_step-stage").select_option("adopted")
    page.locator("#id_step-on").fill("2010-09")
    page.locator("#id_step-evidence").select_option(label="Decree 7")
    page.locator("form[action$='/step/'] button").click()
    page.get_by_text("Grade a contribution").click()
    page.locator("#id_contribution-workshop").select_option(index=1)
    page.locator("#id_contribution-grade").select_option("5")
    page.locator("#id_contribution-reasons").fill("The decree repeats our text.")
    page.get_by_role("checkbox", name="Decree 7").check()
    page.get_by_role("button", name="Grade", exact=True).click()
    assert "Grade 5 is more than 4" in page.locator("main").inner_text()
    page.locator("#id_contribution-grade").select_option("4")
    page.get_by_role("button", name="Grade", exact=True).click()
    page.get_by_role("button", name="Submit for review").click()

    # Another publishes it.
    change = PolicyChange.objects.get()
    signed_in(page, client, reviewer)
    page.goto(f"/outcomes/desk/changes/{change.pk}/")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("link", name="As readers see it").click()
    assert "4 · Text or tool reused" in page.locator("main").inner_text()

    # The year's report: drafted by a worker, completed, submitted, approved, certified, published.
    signed_in(page, client, recorder)
    page.goto("/outcomes/desk/")
    page.locator("#year").fill("2010")
    page.get_by_role("button", name="Begin a report").click()
    page.get_by_role("button", name="Draft from the records").click()
    assert "A worker prepares the report." in page.locator("main").inner_text()
    report = StatusReport.objects.get()
    assert run_waiting(report_preparation.REPORT)
    page.reload()
    page.get_by_text("Rate, issues, lessons").click()
    page.locator("#id_issues").fill("One seminar was put off.")
    page.locator("form[action$='/heading/'] button").click()
    page.get_by_role("button", name="Submit for approval").click()
    assert "not prepared since its last change" in page.locator("main").inner_text()
    page.get_by_role("button", name="Prepare again").click()
    assert run_waiting(report_preparation.REPORT)
    page.reload()
    page.get_by_role("button", name="Submit for approval").click()
    signed_in(page, client, reviewer)
    page.goto(f"/outcomes/desk/reports/{report.pk}/")
    page.get_by_role("button", name="Approve").click()
    signed_in(page, client, manager)
    page.goto(f"/outcomes/desk/reports/{report.pk}/")
    page.get_by_role("button", name="Certify and lock").click()
    assert page.get_by_text("Add a sentence").count() == 0
    page.get_by_role("button", name="Publish").click()

    # Anybody reads it, and a sentence opens its evidence.
    page.context.clear_cookies()
    page.goto("/status-reports/da-6/2010/")
    assert "(ECA)" in page.locator(".achievements").inner_text()
    assert "One seminar was put off." in page.locator("main").inner_text()
    page.get_by_role("link", name="Workers of households can buy a licence").first.click()
    page.get_by_role("link", name="Licences for workers").click()
    assert "Decree 7" in page.locator("main").inner_text()
    # The refusals above are answers 422 and 409, which the browser notes.
    page.problems[:] = [text for text in page.problems if "422" not in text and "409" not in text]
    for address in (
        "/outcomes/",
        "/outcomes/timeline/",
        f"/outcomes/{change.pk}/",
        "/outcomes/countries/THA/",
        "/outcomes/gaps/",
        "/outcomes/uptake/",
        "/outcomes/corridors/",
        "/outcomes/framework/",
        "/outcomes/claims/",
        "/ar/status-reports/da-6/2010/",
    ):
        page.goto(address)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{address} is {wide} pixels too wide at {width}"
    # The browser notes forms that were refused, as they should be.
    page.problems = [line for line in page.problems if "422" not in line]
