"""The form of an organiser's own question, without a database."""

import pytest

from core.i18n.languages import UNITED_NATIONS
from evaluations.forms.questions import OwnQuestionForm, initial_of
from evaluations.models import BankItem, SurveyItem
from evaluations.questionnaires.questionnaire import Questionnaire
from evaluations.questionnaires.questions import Option, Question
from evaluations.questionnaires.types.registry import offered
from evaluations.statistics.codes import ANSWERED

LINES = {"options_en": "One\n\n Two ", "options_fr": "Un\nDeux"}
LISTED = [
    {"code": 1, "texts": {"en": "One", "fr": "Un"}},
    {"code": 2, "texts": {"en": "Two", "fr": "Deux"}},
]
OPTIONS = tuple(Option(code, {"en": f"Answer {code}"}) for code in (3, 2, 1))
ASKED = Questionnaire(
    (
        Question(pk=0, name="A", kind="single", texts={"en": "A?"}, page=1, options=OPTIONS),
        Question(pk=0, name="M", kind="matrix", texts={"en": "M?"}, page=1, options=OPTIONS, rows=OPTIONS[:2]),
        Question(pk=0, name="B", kind="text", texts={"en": "B?"}, page=2),
    )
)  # fmt: skip


def form(*, row=None, **sent):
    sent = {"text_en": "Which?", **sent}
    return OwnQuestionForm(sent, codes=("en", "fr"), questionnaire=ASKED, row=row)


@pytest.mark.parametrize("code", list(offered()))
def test_every_type_offered_can_be_asked(code):
    kind, offer = offered()[code]
    filled = form(kind=code, **LINES)

    assert filled.is_valid(), filled.errors
    values = filled.values()
    assert values["kind"] == kind.name
    assert values.get("scale", "") == offer.scale
    assert ("options" in values) == kind.has_own_options
    assert ("rows" in values) == kind.has_rows
    for listed in ("options", "rows"):
        assert values.get(listed, LISTED) == LISTED


def test_wording_is_kept_in_the_languages_that_have_it():
    filled = form(kind="text", required="on", dont_know="", text_zh="哪个？", hint_en="Think.")

    assert filled.is_valid()
    assert filled.values() == {
        "kind": "text",
        "texts": {"en": "Which?", "zh": "哪个？"},
        "hints": {"en": "Think."},
        "required": True,
        "not_applicable": False,
        "dont_know": False,
        "shown_if": "",
        "shown_codes": [],
        "page": 2,
    }


def test_other_and_none_of_these_end_the_options_in_six_languages():
    values = form(kind="multiple", other="on", none="on", shuffled="on", **LINES)
    assert values.is_valid()
    *listed, other, none = values.values()["options"]

    assert listed == LISTED
    assert (other["code"], other["name"], other["specify"]) == (3, "other", True)
    assert (none["code"], none["name"]) == (4, "none")
    assert set(other["texts"]) == set(none["texts"]) == set(UNITED_NATIONS)
    assert values.values()["shuffled"] is True


@pytest.mark.parametrize(
    ("sent", "shown_if", "codes"),
    [
        ({"shown_if": "A", "shown_codes": ["3", "1"]}, "A", [3, 1]),
        ({"shown_if": "M2", "shown_codes": ["2"], "place": "after:M"}, "M2", [2]),
        ({"shown_if": "B", "shown_codes": [str(ANSWERED)]}, "B", [ANSWERED]),
        ({"shown_if": "A", "shown_codes": ["1"], "place": "top:2"}, "A", [1]),
    ],
)
def test_a_condition_is_chosen_from_the_answers_of_any_earlier_question(sent, shown_if, codes):
    filled = form(kind="text", **sent)

    assert filled.is_valid(), filled.errors
    assert filled.values()["shown_if"] == shown_if
    assert filled.values()["shown_codes"] == codes


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("", {"page": 2}),
        ("top:2", {"page": 2, "after": ""}),
        ("after:A", {"after": "A"}),
        ("new", {"page": 3}),
    ],
)
def test_a_question_may_stand_anywhere(place, expected):
    filled = form(kind="text", place=place)

    assert filled.is_valid()
    values = filled.values()
    assert {key: values[key] for key in ("page", "after") if key in values} == expected


def test_a_changed_question_keeps_its_codes():
    """Answers to come, and conditions, go by codes: a new line in between renumbers nothing."""
    options = [
        {"code": 5, "name": "yes", "texts": {"en": "Yes"}},
        {"code": 2, "name": "no", "texts": {"en": "No"}},
    ]
    item = BankItem(code="OWN1", kind="single", texts={"en": "Which?"}, options=options)
    row = SurveyItem(item=item, name="OWN1", page=1)
    assert initial_of(row, "A")["options_en"] == "Yes\nNo"

    more = form(row=row, kind="single", options_en="Yes\nPerhaps\nNo")
    reworded = form(row=row, kind="single", options_en="Yes, always\nNever")

    assert more.is_valid()
    assert reworded.is_valid()
    assert [(option["code"], option.get("name")) for option in more.values()["options"]] == [
        (5, "yes"),
        (6, None),
        (2, "no"),
    ]
    assert [(option["code"], option.get("name")) for option in reworded.values()["options"]] == [
        (5, "yes"),
        (2, "no"),
    ]


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"kind": "single", "options_en": "One"}, "options_en", "at least two options"),
        ({"kind": "matrix_A5", "options_en": "One"}, "options_en", "at least two rows"),
        ({"kind": "single", "options_en": "One\nTwo", "options_fr": "Un"}, "options_fr", "1 lines here and 2"),
        ({"kind": "text", "text_en": ""}, "text_en", "required"),
        ({"kind": "matrix"}, "kind", "not one of the available choices"),
        ({}, "kind", "required"),
        ({"kind": "text", "shown_if": "A"}, "shown_codes", "Choose the answers"),
        ({"kind": "text", "shown_if": "A", "shown_codes": ["9"]}, "shown_codes", "not one of the available"),
        ({"kind": "text", "shown_if": "B", "shown_codes": ["-7"], "place": "after:A"}, "shown_if", "stands after this"),
        ({"kind": "text", "shown_if": "A", "shown_codes": ["1"], "place": "top:1"}, "shown_if", "stands after this"),
        ({"kind": "text", "shown_if": "NOWHERE"}, "shown_if", "not one of the available"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(sent, field, said):
    filled = form(**sent)

    assert list(filled.errors) == [field]
    assert said in filled.errors[field][0]


def test_a_language_in_which_something_is_wrong_is_not_folded():
    filled = form(kind="single", options_en="One\nTwo", options_ru="Один")

    is_open = {fields[0].name: is_open for _title, fields, is_open in filled.sections}
    assert (is_open["text_ru"], is_open["text_es"]) == (True, False)
