"""Every page against axe-core's rules for WCAG 2.2 AA, light and dark, left and right to left."""

from pathlib import Path

import axe_playwright_python
import pytest
from django.contrib.auth.models import Permission

from core import jobs
from core.models import Job, SetAside, User
from indicators.models import Snapshot
from indicators.services import ingest
from tests import published
from tests.studies.making import make_editor, make_recommendation, make_study
from tests.workshops.making import make_workshop, register

pytestmark = [pytest.mark.browser, pytest.mark.wide]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = [
    "/",
    "/indicators/",
    "/indicators/?q=nothing+has+this",
    "/indicators/REM_IN_GDP/",
    "/indicators/REM_IN_GDP/?view=bars",
    "/indicators/REM_IN_GDP/?view=map",
    "/indicators/REM_IN_GDP/?view=table&country=PHL",
    "/indicators/REF_HOST/",
    "/figures/REM_IN_GDP/PHL/2020/",
    "/countries/",
    "/countries/PHL/",
    "/commissions/",
    "/commissions/ESCAP/",
    "/sources/",
    "/sources/wdi/",
    "/accounts/login/",
    "/studies/",
    "/studies/?q=remittances&commission=ECLAC",
    "/studies/?q=nothing",
    "/studies/{study}/",
    "/studies/{study}/es/",
    "/recommendations/",
    "/recommendations/{recommendation}/",
    "/themes/",
    "/themes/remittances/",
    "/side-by-side/",
    "/coverage/",
    "/partners/",
    "/commissions/ECLAC/",
    "/countries/MEX/",
    "/workshops/?month={month}",
    "/workshops/{workshop}/",
    "/workshops/{workshop}/register/",
    "/certificates/",
    "{own}",
    "{own}?edit=1",
]


@pytest.fixture(scope="module")
def figures(live_once):
    return published.publish()


@pytest.fixture
def site_address(figures, live_once):
    return live_once.url


def problems(page, contrast=True, others=True):
    """What axe finds, one line for each place; charts are waited for.

    A colour scheme changes contrast alone and a language everything else: neither is asked for the whole again.
    """
    if page.locator("script[src*='chart.js']").count():
        page.wait_for_selector("#chart[data-drawn]")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"runOnly": LEVELS, "resultTypes": ["violations"]}
    if not others:
        options["runOnly"] = {"type": "rule", "values": ["color-contrast"]}
    elif not contrast:
        options["rules"] = {"color-contrast": {"enabled": False}}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {place['html'][:160]} {place['failureSummary'][:200]}"
        for rule in found["violations"]
        for place in rule["nodes"]
    ]


@pytest.mark.timeout(300)  # a hundred pages
def test_public_pages_meet_the_rules_light_dark_and_right_to_left(figures, browser_page):
    study = make_study(editions={"es": {}, "ar": {"title": "دراسة"}})
    recommendation = make_recommendation(study, countries=("MEX",))
    workshop = make_workshop()
    numbers = {
        "study": study.pk,
        "recommendation": recommendation.pk,
        "workshop": workshop.code,
        "month": f"{workshop.starts_on:%Y-%m}",
        "own": register(workshop).link(),
    }
    found = {}
    for prefix in ("", "/ar"):
        for address in PAGES:
            browser_page.emulate_media(color_scheme="light")
            browser_page.goto(prefix + address.format(**numbers))
            if listed := problems(browser_page, contrast=not prefix):
                found[prefix + address] = listed
            if prefix:
                continue
            browser_page.emulate_media(color_scheme="dark")
            if listed := problems(browser_page, others=False):
                found[f"{address} (dark)"] = listed

    assert found == {}


def test_pages_of_errors_meet_the_rules(figures, browser_page):
    found = {}
    for address in [
        "/indicators/REM_IN_GDP/?from=2020&to=2010",
        "/indicators/NOSUCH/",
        "/figures/REM_IN_GDP/PHL/1999/",
        "/no/such/",
    ]:
        browser_page.goto(address)
        found[address] = problems(browser_page)
    # The browser logs each answer of 400 or 404 as an error of its own; nothing else may be there.
    browser_page.problems[:] = [one for one in browser_page.problems if "status of 40" not in one]

    assert found == {address: [] for address in found}


def test_pages_of_data_managers_meet_the_rules(figures, browser_page):
    manager = User.objects.create_user("data", password="a-long-enough-one", is_staff=True)
    manager.user_permissions.add(Permission.objects.get(codename="ingest_snapshot"))
    refused = ingest.receive(
        name="observations_wdi.csv",
        data=f"{published.HEADER}\nQQQ,gdp,,2020,1,\n".encode(),
        retrieved_on=published.date(2026, 1, 1),
    )[0].snapshot
    ingest.load(refused.pk)
    job = Job.objects.create(kind="load", key=refused.pk)
    jobs.finish(job, error="QQQ is not a known area.")
    manager.user_permissions.add(
        *Permission.objects.filter(codename__in=["view_job", "change_job"])
    )
    SetAside.objects.create(what="results of a round", row="1", reason="ValueError", tries=1)
    page = browser_page
    page.goto("/accounts/login/?next=/sources/upload/")
    page.get_by_label("User name or e-mail address").fill("data")
    page.get_by_label("Password", exact=True).fill("a-long-enough-one")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/sources/upload/")
    loaded = Snapshot.objects.filter(state=Snapshot.State.LOADED).first()
    found = {"upload": problems(page)}
    for address in [
        f"/sources/files/{loaded.pk}/",
        f"/sources/files/{refused.pk}/",
        "/jobs/",
        "/jobs/?state=running",
        f"/jobs/{job.pk}/",
    ]:
        page.goto(address)
        found[address] = problems(page)

    assert found == {address: [] for address in found}


def test_the_desk_meets_the_rules(browser_page, site_address, client):
    editor = make_editor("ECLAC", name="ana")
    study = make_study(state="draft", editions={"en": {}, "ar": {"title": "دراسة"}}, by=editor)
    recommendation = make_recommendation(study)
    client.force_login(editor)
    cookie = client.cookies["sessionid"]
    browser_page.context.add_cookies(
        [{"name": "sessionid", "value": cookie.value, "url": site_address}]
    )
    found = {}
    for address in [
        "/desk/",
        "/desk/new/",
        "/desk/import/",
        f"/desk/{study.pk}/",
        f"/desk/{study.pk}/recommendations/",
        f"/recommendations/{recommendation.pk}/step/",
        f"/ar/desk/{study.pk}/",
    ]:
        browser_page.goto(address)
        assert "/accounts/login/" not in browser_page.url
        found[address] = problems(browser_page)

    assert found == {address: [] for address in found}
