"""Questionnaires without a database: what is asked, answered, missing, told apart whatever is sent."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.i18n.languages import UNITED_NATIONS
from evaluations.questionnaires import bank_file
from evaluations.questionnaires.questionnaire import Questionnaire
from evaluations.questionnaires.questions import Option, Question
from evaluations.statistics.codes import ANSWERED, MISSING, NOT_ASKED, SPECIAL
from tests.width import cases

OPTIONS = tuple(Option(code, {"en": str(code)}) for code in (1, 2, 3))


def question(name, kind, **more):
    options = OPTIONS if kind in ("single", "multiple", "ranking", "rating", "matrix") else ()
    return Question(pk=0, name=name, kind=kind, texts={"en": name}, page=1, options=options, **more)


WHOLE = Questionnaire((
    question("A", "single", dont_know=True, required=True), question("B", "multiple", shown_if="A", shown_codes=(1, 2)),
    question("C", "number", shown_if="B", shown_codes=(3,)), question("D", "ranking"), question("E", "text", quotable=True),
    question("F", "matrix", rows=OPTIONS[:2], not_applicable=True),
))  # fmt: skip
NAMES = ["A", "B", "C", "D_1", "D_2", "D_3", "E", "E_quote", "F1", "F2"]
SENT = st.dictionaries(
    st.sampled_from(NAMES),
    st.lists(
        st.one_of(
            st.sampled_from(["", "1", "2", "3", "-1", "-2", "9", "٣", "²", "--1"]),
            st.text(max_size=5),
        ),
        max_size=3,
    ),
)


@settings(max_examples=cases(50), deadline=None)
@given(SENT)
def test_every_key_has_a_value_and_no_more_is_answered_than_asked(sent):
    found = WHOLE.read(lambda name: sent.get(name, []))

    keys = [key for one in WHOLE.questions for key in one.keys]
    assert list(found.values) == keys
    asked = [key for key in keys if found.values[key] != NOT_ASKED]
    answered = [key for key in asked if found.values[key] != MISSING]
    valid = [key for key in answered if found.values[key] not in SPECIAL]
    assert len(valid) <= len(answered) <= len(asked) <= len(keys)
    if found.values["A"] not in (1, 2):
        assert found.values["B"] == found.values["C"] == NOT_ASKED
    assert (found.values["C"] != NOT_ASKED) <= (
        isinstance(found.values["B"], list) and 3 in found.values["B"]
    )
    for one in WHOLE.questions:
        for key in one.keys:
            value = found.values[key]
            chosen = value if isinstance(value, list) else [value]
            if one.options:
                assert set(chosen) <= {*one.codes, MISSING, NOT_ASKED}
    assert set(found.texts) <= {"E"}


@pytest.mark.parametrize(
    ("sent", "name", "said"),
    [
        ({}, "A", "needs an answer"),
        ({"A": ["7"]}, "A", "not one of the options"),
        ({"A": ["1"], "B": ["3"], "C": ["-4"]}, "C", "whole number"),
        ({"A": ["1"], "B": ["3"], "C": ["9" * 9]}, "C", "whole number"),
        ({"A": ["1"], "D_1": ["1"], "D_2": ["1"]}, "D", "once"),
        ({"A": ["1"], "D_1": ["2"]}, "D", "once"),
        ({"A": ["1"], "E": ["x" * 2003]}, "E", "by 3 characters"),
        ({"A": ["1"], "F2": ["4"]}, "F", "not one of the options"),
    ],
)
def test_what_is_wrong_is_said_by_question(sent, name, said):
    found = WHOLE.read(lambda key: sent.get(key, []))

    assert list(found.problems) == [name]
    assert said in str(found.problems[name])


def test_numbers_in_the_digits_of_the_reader_count():
    sent = {"A": ["1"], "B": ["3"], "C": ["١٢"]}
    assert WHOLE.read(lambda key: sent.get(key, [])).values["C"] == 12


def test_the_bank_is_worded_in_six_languages_and_best_comes_first():
    six = set(UNITED_NATIONS)
    contents = bank_file.contents()
    every = [
        *contents["special"].values(),
        *(t for pages in contents["pages"].values() for t in pages),
    ]
    for item in contents["items"]:
        every += [item["texts"], *([item["hints"]] if "hints" in item else [])]
        every += [one["texts"] for one in item.get("options", []) + item.get("rows", [])]
        asks = {language for language, text in item["texts"].items() if "{subject}" in text}
        assert asks in (set(), six), item["code"]
    for scale in contents["scales"].values():
        every += [one["texts"] for one in scale]
        codes = [one["code"] for one in scale]
        assert codes == sorted(codes, reverse=True)
        assert codes[-1] == 1
    for texts in every:
        assert set(texts) == six
        assert all(text.strip() for text in texts.values())
    core = {item["code"] for item in contents["items"] if item.get("core")}
    assert core >= {
        "REL1",
        "REL2",
        "REL3",
        "USE1",
        "NEW1",
        "POL1",
        "EXC1",
        "KNO1",
        "KNO2",
        "SKI1",
        "DAT1",
        "GEN1",
        "INT1",
        "OVR1",
    }


def test_a_question_may_depend_on_any_answer_and_on_a_row_of_a_matrix():
    asked = Questionnaire((
        question("A", "matrix", rows=OPTIONS[:2]), question("B", "number", shown_if="A2", shown_codes=(3,)),
        question("C", "text", shown_if="B", shown_codes=(ANSWERED,)), question("D", "text", shown_if="C", shown_codes=(ANSWERED,)),
    ))  # fmt: skip
    sent = {"A2": ["3"], "B": ["0"], "C": ["So."], "D": ["And so."]}

    whole = asked.read(lambda key: sent.get(key, []))
    without = asked.read(lambda key: (sent | {"A2": ["1"]}).get(key, []))

    assert whole.values["D"] == 1
    assert whole.texts == {"C": "So.", "D": "And so."}
    assert [without.values[key] for key in "BCD"] == [NOT_ASKED] * 3
    assert without.texts == {}, "what a hidden question got is not kept"
