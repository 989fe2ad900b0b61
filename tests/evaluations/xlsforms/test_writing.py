"""A questionnaire as the rows of an XLSForm."""

import pytest

from evaluations.questionnaires.bank_file import special_texts
from evaluations.xlsforms.writing import as_xlsform
from tests.evaluations.xlsforms.making import ASKED, rows_of


@pytest.fixture(scope="module")
def data():
    return as_xlsform(
        ASKED,
        title="End",
        form_id="end_1",
        special=special_texts(),
        quote={"en": "May be quoted"},
        specify={"en": "Please specify"},
    )


def test_pages_are_groups_and_each_question_has_its_type(data):
    rows = [(row["type"], row.get("name", "")) for row in rows_of(data, "survey")]

    assert rows == [
        ("begin_group", "page_1"),
        ("select_one A_options", "A"),
        ("select_multiple B_options", "B"),
        ("text", "C"),
        ("acknowledge", "C_quote"),
        ("end_group", ""),
        ("begin_group", "page_2"),
        ("integer", "D"),
        ("begin_group", "E"),
        ("select_one Q4", "E1"),
        ("select_one Q4", "E2"),
        ("end_group", ""),
        ("rank F_options", "F"),
        ("date", "G"),
        ("select_one H_options", "H"),
        ("text", "H_other"),
        ("text", "I"),
        ("end_group", ""),
    ]


def test_conditions_demands_and_appearances_are_told(data):
    rows = {row["name"]: row for row in rows_of(data, "survey") if "name" in row}

    assert rows["A"]["required"] == "yes"
    assert rows["B"]["relevant"] == "${A} = '1' or ${A} = '2'"
    assert rows["C"]["relevant"] == "selected(${B}, '2')"
    assert rows["C"]["appearance"] == "multiline"
    assert rows["D"]["constraint"] == ". >= 0"
    assert rows["E"]["appearance"] == "table-list"
    assert rows["G"]["relevant"] == "${E2} = '1'"
    assert rows["H"]["parameters"] == "randomize=true"
    assert rows["H_other"]["relevant"] == "${H} = 'other'"
    assert rows["I"]["relevant"] == "${D} != ''"
    assert rows["page_1"]["label::French (fr)"] == "Première page"
    # What has no French shows English, or readers would see nothing.
    assert rows["A"]["label::French (fr)"] == "A?"


def test_a_list_of_choices_ends_with_what_is_no_answer(data):
    names = [(row["list_name"], row["name"]) for row in rows_of(data, "choices")]

    assert names[:3] == [("A_options", "1"), ("A_options", "2"), ("A_options", "dk")]
    assert len(names) == len(set(names))


def test_the_settings_name_the_form(data):
    assert rows_of(data, "settings") == [
        {
            "form_title": "End",
            "form_id": "end_1",
            "version": "1",
            "default_language": "English (en)",
        }
    ]
