"""Answers of other tools, from the tables they export."""

import pytest

from evaluations.questionnaires.questionnaire import Questionnaire
from evaluations.questionnaires.questions import Option
from evaluations.statistics.codes import DONT_KNOW, MISSING, NOT_ASKED
from evaluations.xlsforms.answers import NotAnswers, read_answers
from tests.evaluations.xlsforms.making import ASKED, question

HEADS = [
    "page_1/A",
    "page_1/B",
    "page_1/B/2",
    "C",
    "C_quote",
    "g-D",
    "E1",
    "E2",
    "F",
    "H",
    "page_2/H_other",
    "_uuid",
    "_index",
]


def test_a_row_is_a_submission_in_our_codes():
    found = read_answers(
        [
            HEADS,
            ["1", "1", "1", "So.", "OK", "12", "2", "", "2 1", "other", "By boat", "uuid:abc", "1"],
        ],
        ASKED,
    )

    [one] = found.submissions
    assert (one.row, one.source) == (2, "abc")
    assert one.reading.values == {
        "A": 1,
        "B": [1, 2],
        "C": 1,
        "D": 12,
        "E1": 2,
        "E2": MISSING,
        "F": [2, 1],
        "G": NOT_ASKED,
        "H": 3,
        "I": MISSING,
    }
    assert one.reading.others == {"H": "By boat"}
    assert one.reading.texts == {"C": "So."}
    assert one.reading.quotable == {"C"}
    assert (found.problems, found.ignored) == ([], ["_index"])


def test_what_is_no_answer_is_known_by_its_name_and_hides_what_hangs_on_it():
    found = read_answers([["A", "B", "_uuid"], ["dk", "1", "abc"]], ASKED)

    values = found.submissions[0].reading.values
    assert (values["A"], values["B"]) == (DONT_KNOW, NOT_ASKED)


@pytest.mark.parametrize(
    ("cell", "column"), [({"A": "7"}, "A"), ({"D": "many"}, "D"), ({"F": "1 9"}, "F")]
)
def test_a_cell_that_makes_no_sense_is_named(cell, column):
    heads = ["A", "D", "F", "_uuid"]
    found = read_answers(
        [heads, [({"A": "1", "_uuid": "abc"} | cell).get(head, "") for head in heads]], ASKED
    )

    [problem] = found.problems
    assert (problem.row, problem.column, problem.text) == (2, column, "bad_cell")


def test_a_row_twice_or_without_name_is_left_out():
    found = read_answers(
        [["A", "_uuid"], ["1", "abc"], ["2", "abc"], ["1", ""], ["", "def"]], ASKED
    )

    assert [one.source for one in found.submissions] == ["abc"]
    assert [(one.row, one.text) for one in found.problems] == [(3, "twice"), (4, "no_source")]
    assert found.empty == 1


@pytest.mark.parametrize(
    ("cells", "lacks"),
    [([["X", "_uuid"]], "questions"), ([["A"]], "source"), ([["A", "_uuid"]], "rows"), ([], "questions")],
)  # fmt: skip
def test_a_table_that_holds_no_answers_says_what_lacks(cells, lacks):
    with pytest.raises(NotAnswers, match=lacks):
        read_answers(cells, ASKED)


def test_an_edited_submission_is_known_by_its_first_version():
    found = read_answers(
        [["A", "_uuid", "meta/rootUuid"], ["1", "second", "uuid:first"], ["2", "third", ""]], ASKED
    )

    assert [one.source for one in found.submissions] == ["first", "third"]
    assert found.ignored == []


def test_what_a_reviewer_did_not_approve_is_left_out_and_counted():
    found = read_answers(
        [
            ["A", "_uuid", "_validation_status"],
            ["1", "a", "Not Approved"],
            ["1", "b", "Approved"],
            ["2", "c", ""],
        ],
        ASKED,
    )

    assert [one.source for one in found.submissions] == ["b", "c"]
    assert (found.not_approved, found.ignored) == (1, [])


def test_choices_come_back_by_the_names_they_were_sent_with():
    options = (Option(1, {"en": "Yes"}, name="yes"), Option(2, {"en": "No"}, name="no"))
    form = Questionnaire(
        (
            question("A", "single", options=options, dont_know=True),
            question("B", "multiple", options=options),
            question("C", "ranking", options=options),
        ),
        (),
    )

    found = read_answers(
        [
            ["A", "B", "B/no", "C", "_uuid"],
            ["no", "yes", "1", "no yes", "a"],
            ["dk", "", "0", "", "b"],
            ["perhaps", "", "", "", "c"],
        ],
        form,
    )

    first, second, _third = (one.reading.values for one in found.submissions)
    assert (first["A"], first["B"], first["C"]) == (2, [1, 2], [2, 1])
    assert second["A"] == DONT_KNOW
    assert [(one.row, one.column) for one in found.problems] == [(4, "A")]
