"""The evaluation report as an evaluation office hands it in: what stands in it, and the Word document."""

from __future__ import annotations

import io
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from docx.oxml.ns import qn

from evaluations.models import EvaluationReport, ResponseText
from evaluations.services import recommendations as recommending
from evaluations.services import reports, text_coding
from evaluations.services import results as results_service
from tests.evaluations.making import BASELINE, FORM, answered, baseline_of, held, open_now
from tests.jobs import run_waiting
from tests.studies.making import make_user
from workshops.models import Workshop

pytestmark = [pytest.mark.django_db, pytest.mark.wide]
LOW = {"DAT1": "4", "USE1": "5", "GEN1": "4"}


@pytest.fixture
def survey():
    """A baseline, an end with comments of which one is cleared, and two recommendations."""
    workshop = held(people=24, languages="en fr")
    start = baseline_of(
        workshop, [BASELINE | {"KNO0": str((1, 2, 4, 2, 5)[n % 5])} for n in range(24)]
    )
    results_service.prepare(start.pk)
    end = open_now(start.survey.rounds.get(kind="R2"))
    forms = [
        FORM | LOW | {
            "KNO2": str((3, 3, 4, 4, 5)[n % 5]), "REL1": str((5, 4, 4, 3)[n % 4]), "NEW1": str((5, 4, 2)[n % 3]),
            "LAN1": str((1, 1, 2, 1, 3)[n % 5]), "COM1": f"Lesson {n}",
        }
        for n in range(24)
    ]  # fmt: skip
    results_service.prepare(answered(end, forms).pk)
    user = make_user()
    theme = text_coding.add_theme(survey=end.survey, name="Peers")
    text = ResponseText.objects.get(text="Lesson 7")
    text_coding.code(survey=end.survey, coder=user, text=str(text.pk), themes=[str(theme.pk)])
    text_coding.clear(survey=end.survey, text=str(text.pk), quote="Lesson 7", by=user)
    now = timezone.now() - timedelta(minutes=5)
    for words in ("Send documents in all languages.", "Meet every year."):
        values = {"text": words, "basis": "LAN1", "addressed_to": "Host"}
        recommending.write(survey=end.survey, recommendation=None, values=values, by=None, at=now)
    accepted = {
        "answer": "accepted",
        "action": "Order translations.",
        "responsible": "Unit",
        "due_on": now.date(),
    }
    recommending.respond(
        recommendation=end.survey.recommendations.get(number=1), values=accepted, by=None, at=now
    )  # fmt: skip
    Workshop.objects.filter(pk=workshop.pk).update(status="reported")
    return end.survey


def report_of(survey, language="en") -> EvaluationReport:
    reports.ask(workshop=survey.workshop, language=language, by=None, at=timezone.now())
    run_waiting(reports.REPORT)
    report = EvaluationReport.objects.latest("pk")
    assert report.state == "ready", report.problem
    return report


def test_each_part_says_what_it_is_for(survey):
    parts = {one["code"]: one for one in report_of(survey).content["sections"]}

    assert "24 of 24 people asked answered" in parts["summary"]["paragraphs"][0]
    assert any("rose beyond chance" in text for text in parts["summary"]["paragraphs"])
    assert (
        "Recommendations: 2; accepted in full or in part: 1;" in parts["summary"]["paragraphs"][-1]
    )
    limits = [text for text in parts["method"]["paragraphs"] if "other causes" in text]
    assert len(limits) == 1
    assert parts["method"]["links"][0]["address"].startswith("http")
    (response,) = parts["participants"]["tables"]
    assert response["rows"][1][1:4] == ["24", "24", "24"]
    (change,) = parts["change"]["charts"]
    assert change["bars"][0]["label"].startswith("My understanding")
    assert parts["comments"]["quotes"] == [{"theme": "Peers", "texts": ["Lesson 7"]}]
    first, second = parts["recommendations"]["records"]
    assert ["Response", "Accepted"] in [list(fact) for fact in first["facts"]]
    assert ["Response", "None yet"] in [list(fact) for fact in second["facts"]]
    (best,) = parts["conclusions"]["paragraphs"]
    assert "How do you rate the workshop overall?" in best
    assert "more than chance" in best
    said = [
        text for one in parts.values() for finding in one["findings"] for text in finding["items"]
    ]
    said += [
        row[0]
        for one in parts.values()
        if one["code"] != "annex"
        for made in one["tables"]
        for row in made["rows"]
    ]
    assert not any("before the workshop" in text for text in said), "a look back is no finding"


def test_no_phrase_stands_behind_each_line(survey):
    content = report_of(survey).content
    lines = [
        line
        for section in content["sections"]
        for finding in section["findings"]
        for line in finding["items"]
    ]
    assert len(lines) >= 10
    words = Counter(word for line in lines for word in set(line.split("”")[-1].split()))
    assert not [
        word for word, n in words.items() if n == len(lines) and word.isalpha() and word != "of"
    ]
    leads = [f["lead"] for section in content["sections"] for f in section["findings"]]
    for section in content["sections"]:
        own = [finding["lead"] for finding in section["findings"]]
        assert len(own) == len(set(own))
    assert "response" not in " ".join([*leads, *lines]).lower()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_word_document_has_headings_bars_links_and_its_language(client, survey, language):
    report = report_of(survey, language)
    path = reverse("evaluations:report_file", args=[survey.workshop.code, report.number, "docx"])
    document = Document(io.BytesIO(client.get(path).content))

    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    sections = report.content["sections"]
    assert headings == [f"{n}. {one['title']}" for n, one in enumerate(sections, start=1)]
    links = [rel.target_ref for rel in document.part.rels.values() if rel.is_external]
    assert any(survey.workshop.code in link and "results" in link for link in links)
    assert document.element.body.xpath(".//w:hyperlink")
    bars = document.element.body.xpath(".//w:tc//w:tbl")
    assert len(bars) == sum(len(chart["bars"]) for one in sections for chart in one["charts"]) > 5
    heads = document.element.body.xpath(".//w:tblHeader")
    assert len(heads) == sum(len(one["tables"]) for one in sections)
    turned = document.element.body.xpath(".//w:pPr/w:bidi")
    assert bool(turned) == (language == "ar")
    assert document.core_properties.language == language
    marks = document.styles["Normal"].element.rPr.find(qn("w:lang"))
    assert language in marks.attrib.values()


def test_follow_up_that_comes_later_is_shown_beside_a_report(client, survey):
    report = report_of(survey)
    address = reverse("evaluations:report", args=[survey.workshop.code, report.number])
    assert client.get(address).context["followed"] == []

    recommending.follow_up(
        recommendation=survey.recommendations.get(number=1),
        values={"progress": "done", "progress_note": "See the invitation."},
        by=None,
        at=timezone.now(),
    )

    page = client.get(address)
    assert [one.number for one in page.context["followed"]] == [1]
    assert "See the invitation." in page.content.decode()
    report.refresh_from_db()
    assert "See the invitation." not in str(report.content), "the report stays as it was made"
