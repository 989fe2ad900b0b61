"""With the demo loaded, what is made up is marked on every page, file and row that it reaches."""

import csv
import io
import json

import pytest
from django.urls import reverse

from demo.outcomes import cases, loading
from outcomes.models import Claim, PolicyChange, Project, StatusReport
from outcomes.urls import urlpatterns
from studies.models import Recommendation, Study, Uptake
from tests.evaluations.results.keeping import kept_for_the_module
from workshops.models import Workshop

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("regions"),
    # The whole demo is made once: its people, answers, files and reports.
    pytest.mark.timeout(600),
]
MARKS = ("Example:", "example</span>", "(example)", "Example record", "example record")
WORKERS = "outcomes/desk/"
"""Pages behind sign-in; their readers are those who made the records."""


@pytest.fixture(scope="module")
def demo(regions, django_db_blocker):
    """The demo as `manage.py demo` loads it."""
    with kept_for_the_module(django_db_blocker):
        loading.load(lambda _text: None)
        yield


def addresses() -> list[str]:
    """Every public address of outcomes with the records that it may be of, and the pages that count them."""
    change, claim = PolicyChange.objects.public().first(), Claim.objects.public().first()
    report = StatusReport.objects.get(state="published")
    arguments = {
        "change": [change.pk],
        "country": [change.country.code],
        "claim": [claim.pk],
        "report": report.address,
        "project": [report.period.project.code],
    }
    left_out = {"evidence_file", "report_file"}
    names = {
        pattern.name
        for pattern in urlpatterns
        if not str(pattern.pattern).lstrip("^").startswith(WORKERS)
    }
    own = [
        reverse(f"outcomes:{name}", args=arguments.get(name, []))
        for name in sorted(names - left_out)
    ]
    recommendation = Recommendation.objects.public().first()
    study = Study.objects.public().first()
    workshop = Workshop.objects.get(code="bangkok-2010")
    return [
        *own,
        "/",
        "/coverage/",
        "/recommendations/",
        recommendation.get_absolute_url(),
        study.get_absolute_url(),
        workshop.get_absolute_url(),
        "/countries/KWT/",
        "/commissions/ESCWA/",
    ]


def invented() -> list[str]:
    """What only the demo says: titles of its records and its sentences, and the counts it makes."""
    return [
        *(change.title for change in PolicyChange.objects.all()),
        *(claim.sentence for claim in Claim.objects.all()),
        *(str(study) for study in Study.objects.all()),
        *(workshop.title for workshop in Workshop.objects.all()),
        *(str(recommendation) for recommendation in Recommendation.objects.all()),
    ]


def test_every_page_that_shows_a_record_of_the_demo_says_example(demo, client):
    from django.utils.html import escape

    records = [escape(text) for text in invented()]
    reached = 0
    for address in addresses():
        response = client.get(address)
        assert response.status_code == 200, address
        page = response.content.decode()
        if any(text in page for text in records):
            reached += 1
            assert any(mark in page for mark in MARKS), address
    assert reached >= 12
    for address in ("/coverage/", "/outcomes/gaps/", "/outcomes/claims/", "/outcomes/uptake/"):
        page = client.get(address).content.decode()
        assert any(mark in page for mark in MARKS), address


def test_every_row_of_the_api_and_of_the_files_says_example(demo, client):
    for name, mark in (
        ("policy-changes", "is_example"),
        ("claims", "is_example"),
        ("projects", "is_example"),
        ("recommendations", "is_example"),
        ("studies", "is_demonstration"),
    ):
        rows = client.get(f"/api/v1/{name}/").json()["results"]
        assert rows, name
        assert all(row[mark] for row in rows), name
    for address in (
        "/outcomes/?format=csv",
        "/outcomes/claims/?format=csv",
        "/outcomes/uptake/?format=csv",
        "/outcomes/countries/KWT/?format=csv",
    ):
        response = client.get(address)
        text = b"".join(response.streaming_content) if response.streaming else response.content
        lines = [line for line in text.decode("utf-8-sig").splitlines() if not line.startswith("#")]
        rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
        assert rows, address
        assert {row["example"] for row in rows} == {"1"}, address


def test_every_file_of_a_report_says_example(demo, client):
    report = StatusReport.objects.get(state="published")
    assert report.prepared["heading"]["is_demonstration"]
    content = client.get(reverse("outcomes:report_file", args=[*report.address, "json"])).content
    heading = json.loads(content)["report"]["heading"]
    assert heading["is_demonstration"]
    activity = client.get(reverse("outcomes:report_file", args=[*report.address, "xml"])).content
    assert b"Example: " in activity


def test_a_real_project_whose_figures_rest_on_examples_is_marked_too(demo):
    from outcomes.measures import Scope, figures_of

    Project.objects.update(is_demonstration=False)
    for code in ("workshops-held", "people-reached", "studies-published", "countries-changed"):
        figures = figures_of(code, Scope.of_year(2010, project="strengthening-capacities"))
        assert figures["is_example"], code
    Workshop.objects.update(is_demonstration=False)
    figures = figures_of("people-reached", Scope.of_year(2010))
    assert figures["value"]
    assert "is_example" not in figures


def test_the_demo_says_of_governments_what_the_page_says_and_no_more(demo):
    assert set(PolicyChange.objects.values_list("country__code", flat=True)) == {
        "IDN", "RUS", "KWT", "BHR",
    }  # fmt: skip
    for change in PolicyChange.objects.all():
        assert {piece.source for piece in change.evidence.all()} == {cases.TOLD}
        assert all(piece.is_public for piece in change.evidence.all())
        assert not change.substantiations.exists()
        assert not change.significance
    assert set(Uptake.objects.values_list("status", flat=True)) <= {"presented"}
    for uptake in Uptake.objects.select_related("recommendation__study"):
        issued = min(e.issued for e in uptake.recommendation.study.editions.all() if e.issued)
        assert uptake.on.isoformat() >= issued
    stages = dict(PolicyChange.objects.values_list("country__code", "stage"))
    assert stages == {"IDN": "interest", "RUS": "in_force", "KWT": "draft", "BHR": "implemented"}
