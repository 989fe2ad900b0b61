"""Import of a table: what it would change, what is wrong where, all of it or nothing."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st

from core.errors import Refused, RefusedFile
from studies.imports.table import COLUMNS, read_table
from studies.models import Study
from studies.services import imports
from tests.studies.making import NOW, make_editor, make_study
from tests.width import cases

pytestmark = pytest.mark.django_db
ROW = {
    "study": "andes", "language": "es", "title": "Remesas", "abstract": "Resumen.",
    "issued": "2011-05", "symbol": "LC/L.1", "commissions": "ECLAC", "countries": "BOL; PER",
    "themes": "remittances; gcm-20", "authors": "Quispe, Ana; Rojas, Diego",
}  # fmt: skip


def table(*rows: dict, columns=COLUMNS) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@pytest.fixture
def editor():
    return make_editor("ECLAC", name="ana")


def plan(data, by, name="a.csv"):
    return imports.plan(read_table(data, name), by=by)


def test_rows_of_one_work_become_its_editions(editor):
    data = table(
        ROW,
        ROW | {"language": "en", "title": "Remittances"},
        ROW | {"study": "", "title": "Other", "symbol": "LC/L.2"},
    )

    preview = plan(data, editor)
    assert preview.problems == []
    assert preview.counts == {"create": 2, "change": 0, "same": 0}
    assert Study.objects.count() == 0
    imports.apply(read_table(data, "a.csv"), by=editor, at=NOW)

    study = Study.objects.order_by("pk").first()
    assert {edition.language: edition.title for edition in study.editions.all()} == {
        "es": "Remesas",
        "en": "Remittances",
    }
    assert [str(row) for row in study.contributions.all()] == ["Quispe, Ana", "Rojas, Diego"]
    assert {country.code for country in study.countries.all()} == {"BOL", "PER"}
    assert study.state == "draft"
    assert study.events.first().action == "imported"


def test_the_same_table_twice_changes_nothing(editor):
    data = table(ROW, ROW | {"language": "en", "title": "Remittances"})
    imports.apply(read_table(data, "a.csv"), by=editor, at=NOW)

    assert plan(data, editor).counts == {"create": 0, "change": 0, "same": 1}
    imports.apply(read_table(data, "a.csv"), by=editor, at=NOW)
    assert Study.objects.count() == 1
    assert Study.objects.get().events.filter(action="imported").count() == 1


def test_a_change_is_shown_field_by_field_and_an_empty_cell_changes_nothing(editor):
    study = make_study(state="draft")
    row = {
        "study": study.pk,
        "language": "en",
        "title": "A better title",
        "commissions": "ECLAC",
        "countries": "PER",
    }

    preview = plan(table(row), editor)

    assert preview.items[0].study == study
    assert [(name, after) for _row, name, _before, after in preview.items[0].changes] == [
        ("title", "A better title"),
        ("countries", "MEX, PER"),
    ]
    imports.apply(read_table(table(row), "a.csv"), by=editor, at=NOW)
    edition = study.editions.get()
    assert edition.title == "A better title"
    assert edition.abstract


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"language": "xx"}, "language", "en, fr, es"),
        ({"title": ""}, "title", "needs a title"),
        ({"issued": "May 2011"}, "issued", "2011-05"),
        ({"commissions": ""}, "commissions", "at least one"),
        ({"commissions": "ECLAX"}, "commissions", "ECLAC"),
        ({"commissions": "ESCWA"}, "commissions", "You edit for none"),
        ({"countries": "BOL; PERU"}, "countries", "PER"),
        ({"themes": "remitances"}, "themes", "remittances"),
        ({"study": "999999"}, "study", "999999"),
        ({"doi": "doi.org/10.1/x"}, "doi", "10."),
        ({"title": "x" * 501}, "title", "500"),
    ],
)
def test_a_bad_row_is_refused_by_row_and_column_and_nothing_is_written(
    editor, change, column, message
):
    data = table(ROW, ROW | {"study": "b", "language": "en", "symbol": "", "title": "B"} | change)

    preview = plan(data, editor)

    assert [(problem.row, problem.column) for problem in preview.problems] == [(3, column)]
    assert message in preview.problems[0].text
    with pytest.raises(Refused):
        imports.apply(read_table(data, "a.csv"), by=editor, at=NOW)
    assert Study.objects.count() == 0


def test_a_study_of_others_is_out_of_reach(editor):
    foreign = make_study(commissions=("ESCWA",), editions={"en": {"symbol": "E/ESCWA/1"}})
    row = ROW | {"study": "", "language": "en", "symbol": "E/ESCWA/1"}

    assert plan(table(row | {"study": foreign.pk}), editor).problems[0].column == "study"
    assert plan(table(row), editor).items[0].study is None


def test_the_same_language_twice_is_named(editor):
    preview = plan(table(ROW, ROW | {"title": "Again"}), editor)

    assert [(problem.row, problem.column) for problem in preview.problems] == [(3, "language")]


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "a.csv", "empty"),
        (b"title,language\n", "a.csv", "Missing columns: commissions"),
        (b"title,language,commissions\n", "a.csv", "no rows"),
        (b"title,language,commissions,colour\nx,en,ECA,red\n", "a.csv", "Unknown columns: colour"),
        (b"title,title,language,commissions\nx,x,en,ECA\n", "a.csv", "twice"),
        (b"PK\x03\x04", "a.xlsx", "damaged"),
        (b"%PDF-1.4", "a.pdf", "CSV"),
        (b"title,language,commissions\n" + b"x,en,ECLAC\n" * 2001, "a.csv", "2001"),
        (b'title,language,commissions\n"x,en,ECLAC\n', "a.csv", "Row 2.*not closed"),
    ],
)
def test_what_is_no_table_is_told_so(data, name, message):
    with pytest.raises(RefusedFile, match=message):
        read_table(data, name)


@given(st.binary(max_size=200))
@rules(max_examples=cases(60))
def test_no_bytes_break_the_reader(data):
    for name in ("a.csv", "a.xlsx"):
        try:
            read_table(b"language,title,commissions\n" + data, name)
            read_table(data, name)
        except RefusedFile:
            continue


def test_a_workbook_reads_as_its_csv(editor):
    book = openpyxl.Workbook()
    book.active.append(list(COLUMNS))
    book.active.append([ROW.get(name) for name in COLUMNS])
    english = ROW | {"language": "en", "issued": 2011}
    book.active.append([english.get(name) for name in COLUMNS])
    stream = io.BytesIO()
    book.save(stream)

    preview = plan(stream.getvalue(), editor, "a.xlsx")

    assert preview.problems == []
    assert [row.values["issued"] for row in preview.items[0].rows] == ["2011-05", "2011"]


def test_the_page_shows_first_and_writes_when_told(client, editor):
    client.force_login(editor)
    upload = SimpleUploadedFile("studies.csv", table(ROW))

    answer = client.post("/desk/import/", {"file": upload})
    page = answer.content.decode()
    assert "new draft" in page
    assert Study.objects.count() == 0
    token = page.split('name="token" value="')[1].split('"')[0]

    answer = client.post("/desk/import/", {"token": token})
    assert answer.status_code == 302
    assert Study.objects.count() == 1
    again = client.post("/desk/import/", {"token": token})
    assert again.status_code == 422
    assert "imported already" in again.content.decode()
    assert Study.objects.count() == 1


def test_the_page_names_problems_and_offers_no_import(client, editor):
    client.force_login(editor)
    upload = SimpleUploadedFile("studies.csv", table(ROW | {"countries": "XXX"}))

    page = client.post("/desk/import/", {"file": upload}).content.decode()

    assert "XXX is not known" in page
    assert 'name="token"' not in page
    assert "Choose a file" in client.post("/desk/import/", {}).content.decode()


def test_anothers_dry_run_cannot_be_imported(client, editor):
    client.force_login(editor)
    page = client.post(
        "/desk/import/", {"file": SimpleUploadedFile("a.csv", table(ROW))}
    ).content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    client.force_login(make_editor("ECLAC"))

    assert client.post("/desk/import/", {"token": token}).status_code == 422
    assert Study.objects.count() == 0


def test_the_example_of_the_page_imports(client, editor):
    client.force_login(editor)
    sample = client.get("/desk/import/?sample=1").content

    assert plan(sample, editor).problems == []


def test_the_command_does_the_same(editor, tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_bytes(table(ROW))
    call_command("import_studies", str(path), "--user", "ana")
    assert "Say --apply" in capsys.readouterr().out
    assert Study.objects.count() == 0

    call_command("import_studies", str(path), "--user", "ana", "--apply")
    assert Study.objects.count() == 1

    path.write_bytes(table(ROW | {"themes": "money"}))
    with pytest.raises(CommandError, match="1 problems"):
        call_command("import_studies", str(path), "--user", "ana", "--apply")
    with pytest.raises(CommandError, match="no account"):
        call_command("import_studies", str(path), "--user", "nobody")
