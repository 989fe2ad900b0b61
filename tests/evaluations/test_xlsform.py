"""XLSForm out, checked by pyxform, and in again with the place of every problem."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from evaluations.models import BankItem, Survey
from evaluations.questionnaires.bank_file import other_texts
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.services import questionnaires, surveys, xlsforms
from evaluations.views.organiser.xlsforms import form_workbook
from tests.evaluations.making import Kind, held
from tests.evaluations.results.keeping import kept_for_the_module
from tests.workshops.making import organiser

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _survey(_reference, django_db_blocker):
    """An evaluation with a pulse and an own question of each kind that has options. Once for the module."""
    with kept_for_the_module(django_db_blocker):
        yield _made().pk


@pytest.fixture
def survey(_survey, db):
    """The evaluation, read anew."""
    return Survey.objects.select_related("workshop").get(pk=_survey)


def _made():
    workshop = held(people=0)
    made = surveys.set_up(workshop=workshop, at=timezone.now())
    surveys.add_pulse(survey=made, session=workshop.sessions.first(), at=timezone.now())
    end = made.rounds.get(kind=Kind.END)
    questionnaires.choose(
        round_=end,
        codes=[
            item.code
            for item in BankItem.objects.current()
            if not item.rounds or "R2" in item.rounds
        ],
    )
    options = [{"code": n, "texts": {"en": f"Option {n}", "ar": f"خيار {n}"}} for n in (1, 2, 3)]
    questionnaires.add_own(
        round_=end,
        values={"kind": "multiple", "code": "OWN_A", "texts": {"en": "Which?"}, "options": options},
    )
    questionnaires.add_own(
        round_=end,
        values={
            "kind": "number",
            "code": "OWN_B",
            "texts": {"en": "How many?"},
            "shown_if": "OWN_A",
            "shown_codes": [2, 3],
        },
    )
    return made


def book(rows, choices=()):
    made = Workbook()
    made.active.title = "survey"
    for row in [("type", "name", "label::English (en)", "relevant"), *rows]:
        made.active.append(row)
    sheet = made.create_sheet("choices")
    for row in [("list_name", "name", "label::English (en)"), *choices]:
        sheet.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_pyxform_takes_every_round_in_six_languages(survey):
    for round_ in survey.rounds.exclude(kind=Kind.INTERVIEW):
        made = convert(io.BytesIO(form_workbook(round_)), file_type=".xlsx", validate=False)
        assert made.xform.count("<translation ") == 6
        assert not [one for one in made.warnings if "missing" in one.lower()]
    end = survey.rounds.get(kind=Kind.END)
    names = {
        row[1]
        for row in load_workbook(io.BytesIO(form_workbook(end)))["survey"].iter_rows(
            values_only=True
        )
    }
    assert {"REL1", "FAC1", "INT2", "RNK1", "OWN_A", "OWN_B"} <= names


def test_what_goes_out_comes_back_the_same(survey):
    end = survey.rounds.get(kind=Kind.END)
    before = sorted(end.items.values_list("name", "item__kind", "shown_if"))

    found = xlsforms.preview(end, form_workbook(end))

    assert not found.problems
    assert xlsforms.changes(end, found) == []
    xlsforms.take(end, form_workbook(end))
    assert sorted(end.items.values_list("name", "item__kind", "shown_if")) == before


def test_an_import_shows_what_would_change_and_does_it_once(client, survey):
    end = survey.rounds.get(kind=Kind.END)
    client.force_login(organiser())
    here = f"/organise/{survey.workshop.code}/evaluation/{end.pk}/import/"
    data = book(
        [
            ("select_one DUR1_options", "DUR1", ""),
            ("integer", "VISITS", "How often?", "${DUR1} = '1' or ${DUR1} = '3'"),
        ],
        [("DUR1_options", "1", "Too short")],
    )

    page = client.post(here, {"file": SimpleUploadedFile("f.xlsx", data)})

    assert "VISITS" in page.content.decode()
    assert "OWN_A" in page.content.decode()
    assert not end.items.filter(name="VISITS").exists()
    token = page.context["token"]
    client.post(here.replace("/import/", "/answers/"), {"token": token})
    assert end.paper_forms.count() == 0, "a form is never taken as answers"
    client.post(here, {"token": token})
    names = set(end.items.values_list("name", flat=True))
    assert {"VISITS", "DUR1", "REL1"} <= names
    assert not {"OWN_A", "SUP1"} & names
    assert end.items.get(name="VISITS").shown_codes == [1, 3]
    client.post(here, {"token": token})
    assert survey.own_items.count() == 1


@pytest.mark.parametrize(
    ("rows", "row", "column", "said"),
    [
        ([("text", "two words", "A")], 2, "name", "no name"),
        ([("geopoint", "PLACE", "Where?")], 2, "type", "geopoint"),
        ([("integer", "REL1", "")], 2, "type", "select_one"),
        ([("select_one A5", "REL1", "Was it good?")], 2, "label::English (en)", "cannot change"),
        ([("text", "A", "")], 2, "label", "missing"),
        ([("select_one nothing", "A", "Which?")], 2, "type", "two choices"),
        ([("text", "A", "Why?", "${REL1} > 3")], 2, "relevant", "understood"),
        ([("text", "A", "Why?", "${NOWHERE} = '1'")], 2, "relevant", "understood"),
        (
            [("note", "n", "Hello"), *[("text", f"A{n}", "Why?") for n in range(6)]],
            8,
            "name",
            "sixth",
        ),
    ],
)
def test_a_form_is_refused_by_row_and_column(survey, rows, row, column, said):
    end = survey.rounds.get(kind=Kind.END)
    data = book(rows)

    found = xlsforms.preview(end, data)

    problem = next(one for one in found.problems if (one.row, one.column) == (row, column))
    assert said in xlsforms.problem_text(problem)
    with pytest.raises(xlsforms.BadForm):
        xlsforms.take(end, data)
    assert end.items.filter(name="OWN_A").exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no zip", b"type,name\ntext,A\n"])
def test_what_is_no_workbook_is_told_so(survey, data):
    with pytest.raises(xlsforms.BadForm, match="no XLSForm"):
        xlsforms.preview(survey.rounds.get(kind=Kind.END), data)


def test_own_questions_of_every_type_come_back_as_they_went_out(survey):
    end = survey.rounds.get(kind=Kind.END)
    for name in ("OWN_B", "OWN_A"):
        questionnaires.remove_own(round_=end, name=name)
    steps = [{"code": n, "texts": {"en": f"Step {n}"}} for n in (5, 3, 1)]
    words = [
        {"code": 1, "name": "yes", "texts": {"en": "Yes", "fr": "Oui"}},
        {"code": 2, "name": "no", "texts": {"en": "No", "fr": "Non"}},
    ]
    for values in (
        {"kind": "single", "code": "STEPS", "options": steps, "required": True, "page": 1},
        {
            "kind": "multiple",
            "code": "WORDS",
            "options": words,
            "hints": {"en": "Both may be true."},
        },
        {"kind": "rating", "code": "GOOD", "scale": "A5", "dont_know": True},
        {
            "kind": "ranking",
            "code": "ORDER",
            "options": steps,
            "shown_if": "STEPS",
            "shown_codes": [5, 1],
        },
        {"kind": "text", "code": "WHY", "shown_if": "WORDS", "shown_codes": [2], "after": "WORDS"},
    ):
        questionnaires.add_own(round_=end, values={"texts": {"en": f"{values['code']}?"}} | values)

    form = xlsforms.preview(end, form_workbook(end))

    assert form.problems == []
    assert xlsforms.changes(end, form) == []


@pytest.mark.parametrize("change", [{"required": "yes"}, {"relevant": "${DUR1} = '1'"}])
def test_a_change_of_a_requirement_or_rule_is_a_change(survey, change):
    end = survey.rounds.get(kind=Kind.END)
    book = load_workbook(io.BytesIO(form_workbook(end)))
    heads = [cell.value for cell in book["survey"][1]]
    for row in book["survey"].iter_rows(min_row=2):
        if row[1].value == "OWN_A":
            for column, text in change.items():
                row[heads.index(column)].value = text
    stream = io.BytesIO()
    book.save(stream)

    form = xlsforms.preview(end, stream.getvalue())

    assert form.problems == []
    assert [name for _what, name in xlsforms.changes(end, form)] == ["OWN_A"]
    xlsforms.take(end, stream.getvalue())
    row = end.items.get(name="OWN_A")
    assert (row.required, row.shown_if) in [(True, ""), (False, "DUR1")]


def test_the_look_tells_what_the_taking_would_refuse(survey):
    end = survey.rounds.get(kind=Kind.END)
    data = book([("text", "WHY", "Why?", "${DAYS} = '3'"), ("integer", "DAYS", "How many days?")])

    form = xlsforms.preview(end, data)

    [problem] = form.problems
    assert (problem.row, problem.column) == (2, "relevant")
    assert "DAYS" in xlsforms.problem_text(problem)
    assert end.items.filter(name="OWN_A").exists()


def test_newer_types_come_back_in_their_places(survey):
    end = survey.rounds.get(kind=Kind.END)
    for name in ("OWN_B", "OWN_A"):
        questionnaires.remove_own(round_=end, name=name)
    rows = [{"code": n, "texts": {"en": f"Row {n}"}} for n in (1, 2)]
    options = [
        {"code": 1, "texts": {"en": "By air"}},
        {"code": 2, "texts": {"en": "By sea"}},
        {"code": 3, "name": "other", "specify": True, "texts": other_texts()["other"]},
    ]
    for values in (
        {"kind": "matrix", "code": "HALL", "scale": "O5", "rows": rows, "required": True, "after": "REL2"},
        {"kind": "date", "code": "DAY", "after": "", "page": 2, "shown_if": "HALL2", "shown_codes": [5, 4]},
        {"kind": "single", "code": "HOW", "options": options, "shuffled": True, "after": "DAY"},
        {"kind": "text", "code": "WHY", "shown_if": "DAY", "shown_codes": [-7], "page": 6},
    ):  # fmt: skip
        questionnaires.add_own(round_=end, values={"texts": {"en": f"{values['code']}?"}} | values)
    before = [(one.name, one.page) for one in questionnaire_of(end).questions]
    data = form_workbook(end)
    assert convert(io.BytesIO(data), file_type=".xlsx", validate=False).xform

    form = xlsforms.preview(end, data)

    assert form.problems == []
    assert xlsforms.changes(end, form) == []
    for row in end.items.filter(item__survey__isnull=False).order_by("-position"):
        questionnaires.drop_own(row)
    xlsforms.take(end, data)
    assert [(one.name, one.page) for one in questionnaire_of(end).questions] == before
    assert before[2:3] == [("HALL", 1)]


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("resume", "text", "a field of the form itself"),
        ("form", "text", "a field of the form itself"),
        ("COM1_quote", "select_one yn", "Two questions would be kept under “COM1_quote”"),
        ("RANKED_1", "text", "Two questions would be kept under “RANKED_1”"),
    ],
)
def test_no_question_takes_the_field_of_another_or_of_the_form(survey, name, kind, expected):
    """Else an answer would allow to quote what was never allowed, or nobody could send the form."""
    end = survey.rounds.get(kind=Kind.END)
    data = book(
        [
            ("text", "COM1", ""),
            ("rank yn", "RANKED", "Which first?"),
            (kind, name, "Do you agree?"),
        ],
        [("yn", "1", "Yes"), ("yn", "2", "No")],
    )

    form = xlsforms.preview(end, data)

    assert expected in xlsforms.problem_text(form.problems[0])
