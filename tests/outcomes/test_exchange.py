"""What leaves the portal: documents, files, API."""

import csv
import io
import re
import zipfile

import pytest
from django.conf import settings
from django.utils import translation
from docx import Document
from openpyxl import load_workbook

from core.documents import has_fonts
from core.i18n.languages import interface_code
from outcomes import documents
from outcomes.models import Project, StatusReport
from outcomes.services import contributions, reports
from studies.documents import pdf_reader
from tests.evaluations.results.keeping import kept_for_the_module
from tests.outcomes.making import NOW, add_proof, held_workshop, make_change, publish
from tests.outcomes.reporting import certified, include_all, make_project, make_report, prepared
from tests.outcomes.test_changes import BANGKOK
from tests.pdfs import is_accessible, links_of
from workshops.models import Certificate, Registration
from workshops.services import certificates

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
needs_fonts = pytest.mark.skipif(
    not has_fonts(), reason="the fonts are not installed (make assets)"
)


@pytest.fixture(scope="module")
def certified_report(regions, django_db_blocker):
    """A certified report with a share, counts, a change with a public and a private piece of evidence."""
    with kept_for_the_module(django_db_blocker):
        workshop = held_workshop(BANGKOK, "IDN", "RUS", "THA")
        certificates.issue(workshop=workshop, by=None, at=NOW)
        change = make_change(("adopted", "2010-09"))
        contributions.contribute(
            change=change,
            origin={"workshop": workshop},
            grade=4,
            reasons="Text reused.",
            evidence=[
                add_proof(
                    change, "reused_text", title="Decree 7", url="https://example.org/decree-7"
                )
            ],
            by=None,
            at=NOW,
        )
        add_proof(
            change,
            "stated_usefulness",
            title="Said in confidence",
            url="https://example.org/secret",
            is_public=False,
        )
        publish(change)
        project = make_project(
            "workshops-held", "countries-changed", "women-share", "certificates-valid"
        )
        Project.objects.update(iati_identifier="XM-DAC-41-DA6", iati_organisation="XM-DAC-41")
        yield certified(prepared(make_report(include_all(project)))).pk


@pytest.fixture
def report(certified_report):
    return StatusReport.objects.select_related("period__project").get(pk=certified_report)


def test_certificates_are_the_output_indicator_and_a_revoked_one_is_none(report):
    assert report.actuals.get(indicator__measure="certificates-valid").value == 3
    certificates.revoke(
        certificate=Certificate.objects.first(), by=None, at=NOW, reason="Wrong person."
    )

    from outcomes.services import claims

    claims.compare_all(at=NOW)

    assert set(report.claims.stale().values_list("measure", flat=True)) == {"certificates-valid"}


@pytest.mark.wide(but="fr")
@needs_fonts
@pytest.mark.parametrize("language", ["en", "fr", "ar", "zh"])
def test_pdf_and_word_say_what_the_page_says(report, language, tmp_path):
    report.language = language
    data = documents.as_pdf(report)
    (tmp_path / "a.pdf").write_bytes(data)
    pages = pdf_reader.read_pdf(tmp_path / "a.pdf").pages
    text = " ".join(" ".join(pages).split())
    word = Document(io.BytesIO(documents.as_docx(report)))
    written = "\n".join(
        [paragraph.text for paragraph in word.paragraphs]
        + [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    )

    for claim in report.claims.all():
        assert claim.sentence in written
        if language == "en":
            assert " ".join(claim.sentence[:40].split()) in text
        address = f"{settings.PORTAL_ADDRESS}{claim.get_absolute_url()}"
        assert address in links_of(data)
        assert address in {relation.target_ref for relation in word.part.rels.values()}
    assert "ECA" in written
    assert "ECA" in text
    assert len(pages) >= 2
    with translation.override(interface_code(language)):
        title = translation.gettext("Status report %(year)s") % {"year": 2010}
    tags = is_accessible(data, language=language, title=f"{title} · {report.period.project.title}")
    assert tags.roles.count("H2") >= 6
    assert tags.roles.count("Table") == len(word.tables)
    assert documents.as_pdf(report) == data
    headings = [
        paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Heading 1"
    ]
    assert len(headings) >= 6
    xml = zipfile.ZipFile(io.BytesIO(documents.as_docx(report))).read("word/document.xml").decode()
    assert ("w:bidiVisual" in xml) == (language == "ar")


def test_marks_of_the_word_document_stand_in_the_order_of_the_standard(report):
    report.language = "ar"

    archive = zipfile.ZipFile(io.BytesIO(documents.as_docx(report)))

    xml = archive.read("word/document.xml").decode()
    tables = re.findall(r"<w:tblPr>.*?</w:tblPr>", xml)
    assert tables
    assert all(text.index("w:bidiVisual") < text.index("w:tblBorders") for text in tables)


def test_changes_and_claims_are_files_and_answers_alike(report, client):
    reports.publish(report=report, by=None, at=NOW)
    rows = list(
        csv.DictReader(io.StringIO(client.get("/outcomes/?format=csv").content.decode("utf-8-sig")))
    )
    results = client.get("/api/v1/policy-changes/").json()["results"]

    assert [(row["country"], row["stage"], row["grade"]) for row in rows] == [
        ("THA", "adopted", "4")
    ]
    assert [
        (row["country"], row["stage"], row["contributions"][0]["grade"]) for row in results
    ] == [("THA", "adopted", 4)]
    assert {"kind": "stated_usefulness", "is_public": False} in results[0]["evidence"]
    claim_rows = list(
        csv.DictReader(
            io.StringIO(client.get("/outcomes/claims/?format=csv").content.decode("utf-8-sig"))
        )
    )
    assert [row["sentence"] for row in claim_rows] == [
        row["sentence"] for row in client.get("/api/v1/claims/").json()["results"]
    ]
    book = load_workbook(io.BytesIO(client.get("/outcomes/claims/?format=xlsx").content))
    targets = {cell.hyperlink.target for cell in book["data"][2] if cell.hyperlink}
    assert targets == {claim_rows[0]["address"]}
    exported = client.get("/status-reports/da-6/2010.json").json()
    assert exported["report"]["annex"][0]["address"] == claim_rows[0]["address"]
    assert client.get("/api/v1/policy-changes/?stage=wish").status_code == 400
    assert client.get("/api/v1/policy-changes/?country=ATL").json()["code"] == "invalid"
    assert client.get("/api/v1/claims/?page=9").status_code == 404
    for address in ("/outcomes/", "/outcomes/claims/"):
        assert "four digits" in client.get(address, {"year": "20x0"}).content.decode()
        assert "four digits" not in client.get(address, {"year": "2010"}).content.decode()


@pytest.mark.parametrize("count", [1, 6])
def test_lists_cost_the_same_however_long(client, django_assert_max_num_queries, count):
    for _n in range(count):
        make_change(("draft", "2010"), published=True)
    held_workshop(BANGKOK, "THA")
    for address, limit in (
        ("/outcomes/", 16),
        ("/outcomes/timeline/", 8),
        ("/outcomes/countries/THA/", 16),
        ("/outcomes/?format=csv", 8),
        ("/api/v1/policy-changes/", 8),
        ("/outcomes/uptake/", 14),
        ("/outcomes/gaps/", 50),
    ):
        with django_assert_max_num_queries(limit):
            assert client.get(address).status_code == 200, address


def test_the_page_of_a_report_is_served_from_what_was_prepared(
    report, client, django_assert_max_num_queries
):
    reports.publish(report=report, by=None, at=NOW)
    with django_assert_max_num_queries(6):
        page = client.get("/status-reports/da-6/2010/").content.decode()

    for claim in report.claims.all():
        assert f"/outcomes/claims/{claim.pk}/" in page
    Registration.objects.all().update(state="no_show")
    from outcomes.services import claims

    claims.compare_all(at=NOW)
    page = client.get("/status-reports/da-6/2010/").content.decode()
    assert report.claims.first().sentence in page
    assert 'class="claim moved"' in page
    assert "Then" in client.get(report.claims.stale().first().get_absolute_url()).content.decode()
