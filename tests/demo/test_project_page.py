"""The project's public page, piece by piece: the demo tells each in words of its own, where a reader looks for it."""

import hashlib
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
)
from tests.evaluations.results.keeping import kept_for_the_module

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("regions"),
    # The whole demo is made once.
    pytest.mark.timeout(600),
]
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


def text_of(response) -> str:
    """What a reader reads: no tags, single spaces."""
    body = re.sub(r"(?s)<(script|style).*?</\1>", " ", response.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_every_piece_of_the_page_stands_on_the_page_of_the_project(demo, client):
    told = text_of(client.get(reverse("outcomes:project", args=[CODE])))

    missing = [
        piece
        for piece, words in PIECES.items()
        if " ".join(words.split()).casefold() not in told.casefold()
    ]
    assert missing == []
    assert "Example" in told


def test_the_workshop_bears_its_official_title(demo, client):
    told = text_of(client.get("/workshops/bangkok-2010/"))

    assert events.OFFICIAL["en"] in told


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
