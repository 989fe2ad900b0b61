"""The demo, loaded once: what is made up is marked wherever it is told, and the project's page is told piece by piece.

The pieces are those of the real page; the demo tells each in words of its own.
"""

import csv
import hashlib
import io
import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.urls import reverse

from demo.outcomes import cases, events, loading, page, plan
from outcomes.models import (
    AgencyGroup,
    Claim,
    ContextText,
    OfficialWording,
    PolicyChange,
    Project,
    ProjectTheme,
    Statement,
    StatusReport,
)
from outcomes.urls import urlpatterns
from studies.models import Recommendation, Study, Uptake
from tests.evaluations.results.keeping import kept_for_the_module
from workshops.models import Workshop

pytestmark = [
    pytest.mark.wide,
    pytest.mark.django_db,
    pytest.mark.usefixtures("regions"),
    # The whole demo is made once: its people, answers, files and reports.
    pytest.mark.timeout(600),
]
MARKS = ("Example:", "example</span>", "(example)", "Example record", "example record")
WORKERS = "outcomes/desk/"
"""Pages behind sign-in; their readers are those who made the records."""


CODE = plan.PROJECT["code"]
PHRASES = Path(__file__).with_name("page_phrases.txt")
"""Digests of every seven words in a row on the project's own page, its title and the workshop's apart."""
PIECES = {
    "title": "Strengthening national capacities to deal with international migration",
    "second half of the title": "Maximizing development benefits and minimizing negative impact",
    "labour mobility and family consolidation": "move to work, and the families who join them",
    "relevance to development": "weigh heavily on development the world over",
    "the Dialogue of 2006": "High-level Dialogue of September 2006",
    "flows within and between regions": "flows within and between regions",
    "size and dynamics of remittances": "size and dynamics",
    "women and equality": "what it means for equality",
    "racism and intolerance": "racism and intolerance",
    "qualified workers": "qualified people who leave",
    "development plans and poverty": "development plans, to the struggle against poverty",
    "Millennium Development Goals": "Millennium Development Goals",
    "collaboration of agencies": "agencies have to work together more closely",
    "Global Migration Group": "Global Migration Group",
    "when and by whom": "The Secretary-General, early in the year",
    "forerunner": "The Geneva Migration Group",
    "first members": "Members from the beginning",
    "later members": "Members that came later",
    "UNITAR": "UNITAR",
    "UNODC": "UNODC",
    "aims of the Group": "instruments and norms on migration applied more widely",
    "regional specificities": "each region has its own features",
    "report of the Secretary-General": "a report of the Secretary-General recognizes",
    "what regions share": "what the five regions have in common",
    "objective": "take account of international migration in their own strategies for development",
    "first accomplishment": "skills and capacity of their own to shape and run policies and programmes",
    "second accomplishment": "on international migration and on what it does to development",
    "regions whose Governments understand more": "of South-West Asia and of Europe",
    "social cost": "how that can be eased, and what it means for policy",
    "by region": "Understanding and awareness by region",
    "due to": "Attribution: what results are due to",
    "three studies": "three regional studies with new findings and advice",
    "who discussed them": "policy-makers, scholars, international institutions and civil society",
    "five seminars": "regional seminars and technical workshops took place",
    "surveys in some activities": "Participants were surveyed in",
    "new ideas": "gained new ideas",
    "policy options": "policy options",
    "exchange of experience": "exchange of experience",
    "regional priorities": "priorities of their region",
    "PRSP": "PRSP",
    "licences": "Licences for migrant workers",
    "purpose of the licences": "large number in an irregular situation",
    "participant's statement": "tools of the workshop were of use in making policy",
    "commitment of Bahrain and Kuwait": "committed themselves to ending kafala",
    "countries that committed themselves": "committed themselves to a change: Bahrain and Kuwait",
    "Bahrain": "The reform of Bahrain is carried out",
    "Kuwait": "the draft takes up inputs of ESCWA",
    "would imply": "would imply that best practices spread",
    "link": cases.ADDRESS,
    "code": "0809A",
}


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
        "iati_activity": [report.period.project.code],
        "project": [report.period.project.code],
    }
    left_out = {"evidence_file", "report_file"}
    names = {
        pattern.name
        for pattern in urlpatterns
        if not str(pattern.pattern).lstrip("^").startswith(WORKERS)
    }
    addresses = [
        reverse(f"outcomes:{name}", args=arguments.get(name, []))
        for name in sorted(names - left_out)
    ]
    recommendation = Recommendation.objects.public().first()
    study = Study.objects.public().first()
    workshop = Workshop.objects.get(code="bangkok-2010")
    return [
        *addresses,
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
    activity = client.get(
        reverse("outcomes:iati_activity", args=[report.period.project.code])
    ).content
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


def text_of(response) -> str:
    """What a reader reads: no tags, single spaces."""
    body = re.sub(r"(?s)<(script|style).*?</\1>", " ", response.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_every_piece_of_the_page_stands_on_the_page_of_the_project(demo, client):
    page = text_of(client.get(reverse("outcomes:project", args=[CODE])))

    missing = [
        piece
        for piece, words in PIECES.items()
        if " ".join(words.split()).casefold() not in page.casefold()
    ]
    assert missing == []
    assert "Example" in page


def test_the_workshop_bears_its_official_title(demo, client):
    page = text_of(client.get("/workshops/bangkok-2010/"))

    assert events.OFFICIAL["en"] in page


def test_no_seven_words_in_a_row_are_those_of_the_page(demo):
    copied = set(PHRASES.read_text(encoding="utf-8").split())
    texts = [
        *(texts["en"] for texts in (plan.PROJECT["objectives"], *plan.ACCOMPLISHMENTS.values())),
        *(row.texts["en"] for row in ContextText.objects.all()),
        *(row.purposes["en"] for row in AgencyGroup.objects.all()),
        *(row.text for row in Statement.objects.all()),
        *(row.sentence + " " + row.remark for row in Claim.objects.all()),
        *(row.titles["en"] + ". " + row.summaries["en"] for row in PolicyChange.objects.all()),
        *(piece.quote for change in PolicyChange.objects.all() for piece in change.evidence.all()),
    ]
    assert len(copied) > 600
    for text in texts:
        words = re.findall(r"\w+", text.lower())
        windows = (" ".join(words[n : n + 7]) for n in range(len(words) - 6))
        for window in windows:
            assert hashlib.sha256(window.encode()).hexdigest()[:10] not in copied, window


def test_themes_say_who_named_them_and_what_is_official_is_left_to_managers(demo):
    origins = dict(ProjectTheme.objects.values_list("term__code", "origin"))

    assert {code for code, origin in origins.items() if origin == "dialogue"} == {
        "trends", "remittances", "gender", "discrimination", "qualified-workers",
    }  # fmt: skip
    assert {code for code, origin in origins.items() if origin == "project"} == {
        "social-cost",
        "poverty",
    }
    assert not OfficialWording.objects.exists()
    assert len(page.FOUNDERS) == 10


def test_the_api_tells_the_same_and_marks_it(demo, client):
    row = client.get("/api/v1/projects/").json()["results"][0]

    assert (row["da_code"], row["url"], row["is_example"]) == ("0809A", cases.ADDRESS, True)
    assert row["agency_groups"][0]["forerunners"]["en"] == "The Geneva Migration Group"
    assert row["reported_year"] == 2010
    assert row["reported"]["finance"]["all"]["rate"] == 44.5
    assert Project.objects.get().titles["en"] == PIECES["title"]
