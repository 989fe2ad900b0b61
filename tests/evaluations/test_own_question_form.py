"""The form of an organiser's own question, without a database."""

import pytest

from evaluations.forms.surveys import OwnQuestionForm
from evaluations.questionnaires.types.registry import offered

LINES = {"options_en": "One\n\n Two ", "options_fr": "Un\nDeux"}


def form(**sent):
    sent = {"text_en": "Which?", **sent}
    return OwnQuestionForm(sent, codes=("en", "fr"))


@pytest.mark.parametrize("code", list(offered()))
def test_every_type_offered_can_be_asked(code):
    kind, offer = offered()[code]
    filled = form(kind=code, **LINES)

    assert filled.is_valid(), filled.errors
    values = filled.values()
    assert values["kind"] == kind.name
    assert values.get("scale", "") == offer.scale
    assert ("options" in values) == kind.has_own_options
    if kind.has_own_options:
        assert values["options"] == [
            {"code": 1, "texts": {"en": "One", "fr": "Un"}},
            {"code": 2, "texts": {"en": "Two", "fr": "Deux"}},
        ]


def test_wording_is_kept_in_the_languages_that_have_it():
    filled = form(kind="text", required="on", dont_know="")

    assert filled.is_valid()
    assert filled.values() == {
        "kind": "text",
        "texts": {"en": "Which?"},
        "required": True,
        "not_applicable": False,
        "dont_know": False,
    }


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"kind": "single", "options_en": "One"}, "options_en", "at least two options"),
        ({"kind": "single", "options_en": "One\nTwo", "options_fr": "Un"}, "options_fr", "1 options here and 2"),
        ({"kind": "text", "text_en": ""}, "text_en", "required"),
        ({"kind": "matrix"}, "kind", "not one of the available choices"),
        ({}, "kind", "required"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(sent, field, said):
    filled = form(**sent)

    assert list(filled.errors) == [field]
    assert said in filled.errors[field][0]
