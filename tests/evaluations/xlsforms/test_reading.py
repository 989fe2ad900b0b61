"""An XLSForm as a choice of items and questions of one's own."""

import time

import pytest

from evaluations.xlsforms.reading import BankEntry, NotAForm, read_form
from tests.core.test_upload import BOMBS, rewritten
from tests.evaluations.xlsforms.making import book

BANK = {"REL1": BankEntry("REL1", "rating", "It was relevant")}
CHOICES = [("list", "1", "One"), ("list", "2", "Two"), ("list", "na", "Not applicable")]


def look(*rows, choices=CHOICES, most_own=5):
    return read_form(book(rows, choices), bank=BANK, most_own=most_own)


def test_a_name_of_the_bank_is_its_item_and_all_else_is_ones_own():
    found = look(
        ("select_one A5", "REL1", "It was relevant"),
        ("select_multiple list", "MINE", "Which?", "", "yes"),
        ("text", "MORE", "Why?", "selected(${MINE}, '1') or selected(${MINE}, '2')"),
        ("start", "start", ""),
    )

    assert found.codes == ["REL1"]
    assert found.problems == []
    assert found.ignored == ["start"]
    mine, more = found.own
    assert (mine["kind"], mine["required"], mine["page"]) == ("multiple", True, 0)
    assert [one["texts"]["en"] for one in mine["options"]] == ["One", "Two"]
    assert (more["kind"], more["shown_if"], more["shown_codes"]) == ("text", "MINE", [1, 2])
    assert "options" not in more


@pytest.mark.parametrize(
    ("row", "column", "text"),
    [
        (("text", "REL1", "It was relevant"), "type", "other_type"),
        (("select_one A5", "REL1", "It was not"), "label::English (en)", "locked_words"),
        (("geopoint", "WHERE", "Where?"), "type", "unknown_type"),
        (("text", "1st", "Which?"), "name", "bad_name"),
        (("text", "WHY", ""), "label", "no_label"),
        (("rank other", "ORDER", "Which first?"), "type", "no_choices"),
        (("text", "WHY", "Why?", "${REL1} > 2"), "relevant", "hard_rule"),
    ],
)
def test_every_problem_has_its_place(row, column, text):
    [problem] = look(row).problems

    assert (problem.sheet, problem.row, problem.column, problem.text) == ("survey", 2, column, text)


def test_more_own_questions_than_places_are_a_problem():
    [problem] = look(("text", "X", "X?"), ("text", "Y", "Y?"), most_own=1).problems

    assert (problem.text, problem.row, problem.value) == ("too_many", 3, "Y")


def test_what_is_no_form_is_refused():
    with pytest.raises(NotAForm, match="workbook"):
        read_form(b"name,label", bank={}, most_own=5)
    with pytest.raises(NotAForm, match="survey"):
        read_form(book([]), bank={}, most_own=5)


@pytest.mark.parametrize("name", ["shared texts", "wide rows"])
def test_a_workbook_that_unpacks_to_far_more_than_a_form_is_not_parsed(name):
    data = rewritten(book([("text", "MINE", "Why?")], CHOICES), **BOMBS[name])
    began = time.process_time()

    with pytest.raises(NotAForm, match="too_large"):
        read_form(data, bank=BANK, most_own=5)

    assert time.process_time() - began < 2
