"""An XLSForm as a choice of items and questions of one's own."""

import time

import pytest

from evaluations.xlsforms.reading import BankEntry, NotAForm, read_form
from tests.core.test_upload import BOMBS, rewritten
from tests.evaluations.xlsforms.making import book, workbook

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


def read(survey, choices=(("list_name", "name", "label"),), **more):
    return read_form(workbook(survey=survey, choices=list(choices), **more), bank=BANK, most_own=5)


def of(problems):
    return [(one.sheet, one.row, one.column, one.text) for one in problems]


AGREEMENT = [
    (5, "Strongly agree"),
    (4, "Agree"),
    (3, "Neither agree nor disagree"),
    (2, "Disagree"),
    (1, "Strongly disagree"),
]


def test_the_codes_of_a_list_are_kept_in_their_order():
    choices = [
        ("list_name", "name", "label"),
        *(("steps", code, f"Step {code}") for code in (5, 4, 3, 2, 1)),
    ]
    form = read(
        [
            ("type", "name", "label", "relevant"),
            ("select_one steps", "OWNA", "How was it?", ""),
            ("text", "WHY", "Why?", "${OWNA} = '1' or ${OWNA} = '2'"),
        ],
        choices,
    )

    own, why = form.own
    assert [option["code"] for option in own["options"]] == [5, 4, 3, 2, 1]
    assert own["options"][0]["texts"] == {"en": "Step 5"}
    assert why["shown_codes"] == [1, 2]
    assert form.problems == []


def test_a_list_that_is_a_scale_of_the_bank_is_a_rating_on_it():
    choices = [
        ("list_name", "name", "label"),
        *(("A5", code, text) for code, text in AGREEMENT),
        ("A5", "dk", "Do not know"),
    ]

    [own] = read([("type", "name", "label"), ("select_one A5", "OWNA", "Good?")], choices).own

    assert (own["kind"], own["scale"], own["dont_know"]) == ("rating", "A5", True)
    assert [option["code"] for option in own["options"]] == [5, 4, 3, 2, 1]


def test_words_as_names_of_choices_are_kept_and_rules_may_use_them():
    choices = [("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "No")]
    form = read(
        [
            ("type", "name", "label", "relevant"),
            ("select_one yn", "CAME", "Did you come?", ""),
            ("text", "WHY", "Why not?", '${CAME} = "no"'),
            ("text", "HOW", "How?", "selected(${CAME}, 'yes')"),
        ],
        choices,
    )

    came, why, how = form.own
    assert [(one["code"], one["name"]) for one in came["options"]] == [(1, "yes"), (2, "no")]
    assert (why["shown_codes"], how["shown_codes"]) == ([2], [1])


def test_headings_are_read_as_people_write_them():
    form = read(
        [("Type", " Name ", "Label", "Required"), ("text", "WHY", "Why?", "TRUE")],
    )

    [own] = form.own
    assert (own["code"], own["texts"], own["required"]) == ("WHY", {"en": "Why?"}, True)


@pytest.mark.parametrize(
    "heading",
    ["label::French (fr)", "label::Français (fr)", "label::French", "label::français", "label:fr"],
)
def test_a_language_is_known_by_its_tag_and_its_names(heading):
    [own] = read([("type", "name", heading), ("text", "WHY", "Pourquoi ?")]).own

    assert own["texts"] == {"fr": "Pourquoi ?"}


def test_a_plain_label_is_in_the_language_of_the_settings():
    [own] = read(
        [("type", "name", "label"), ("text", "WHY", "Pourquoi ?")],
        settings=[("form_title", "default_language"), ("Atelier", "French (fr)")],
    ).own

    assert own["texts"] == {"fr": "Pourquoi ?"}


@pytest.mark.parametrize("column", ["constraint", "default", "calculation", "choice_filter"])
def test_what_would_change_the_question_is_refused_by_its_cell(column):
    form = read([("type", "name", "label", column), ("integer", "DAYS", "Days?", ". < 9")])

    assert of(form.problems) == [("survey", 2, column, "not_supported")]


def test_a_question_that_is_disabled_is_left_out_and_named():
    form = read([("type", "name", "label", "disabled"), ("text", "WHY", "Why?", "yes")])

    assert (form.own, form.ignored) == ([], ["WHY"])


def test_the_same_name_twice_is_a_problem():
    form = read(
        [("type", "name", "label"), ("text", "WHY", "Why?"), ("integer", "WHY", "How often?")]
    )
    choices = [("list_name", "name", "label"), ("l", "1", "A"), ("l", "1", "B"), ("l", "2", "C")]

    assert of(form.problems) == [("survey", 3, "name", "twice")]
    twice = read([("type", "name", "label"), ("select_one l", "X", "X?")], choices)
    assert of(twice.problems) == [("choices", 3, "name", "twice")]


def test_the_rule_of_a_group_is_that_of_its_questions():
    form = read(
        [
            ("type", "name", "label", "relevant"),
            ("integer", "DAYS", "Days?", ""),
            ("begin group", "g", "Group", "${DAYS} = 3"),
            ("text", "WHY", "Why?", ""),
            ("text", "HOW", "How?", "${DAYS} = 4"),
            ("end group", "", "", ""),
            ("text", "LAST", "Last?", ""),
        ]
    )

    rules = {one["code"]: one.get("shown_codes") for one in form.own}
    assert rules == {"DAYS": None, "WHY": [3], "HOW": None, "LAST": None}
    assert of(form.problems) == [("survey", 5, "relevant", "hard_rule")]


def test_cells_that_are_not_read_are_named():
    form = read(
        [
            ("type", "name", "label", "media::image", "required", "label::Deutsch (de)"),
            ("text", "WHY", "Why?", "a.png", "", "Warum?"),
            ("select_one A5", "REL1", "It was relevant", "", "yes", ""),
        ]
    )

    assert form.problems == []
    assert form.ignored == ["media::image", "label::Deutsch (de)", "REL1: required"]


def test_a_sheet_without_type_and_name_is_no_form():
    with pytest.raises(NotAForm, match="survey"):
        read([("question", "text"), ("text", "WHY")])


def test_a_form_without_end_is_no_form():
    with pytest.raises(NotAForm, match="long"):
        read([("type", "name", "label"), *(("text", f"A{n}", "Why?") for n in range(502))])


@pytest.mark.parametrize("name", ["shared texts", "wide rows"])
def test_a_workbook_that_unpacks_to_far_more_than_a_form_is_not_parsed(name):
    data = rewritten(book([("text", "MINE", "Why?")], CHOICES), **BOMBS[name])
    began = time.process_time()

    with pytest.raises(NotAForm, match="too_large"):
        read_form(data, bank=BANK, most_own=5)

    assert time.process_time() - began < 2


def test_a_table_of_one_list_is_a_matrix_and_any_other_is_not():
    rows = [("select_one list", "GOOD1", "Food"), ("select_one list", "rooms", "Rooms")]
    begin, end = ("begin_group", "GOOD", "How was it?"), ("end_group", "", "")
    heads = ("type", "name", "label", "appearance")
    choices = [("list_name", "name", "label"), *CHOICES]
    other = ("select_one second", "rooms", "Rooms")

    [matrix] = read([heads, (*begin, "table-list"), *rows, end], choices).own
    single = read(
        [heads, (*begin, "table-list"), rows[0], other, end],
        [*choices, ("second", "1", "x"), ("second", "2", "y")],
    )

    assert (matrix["kind"], matrix["code"], matrix["texts"]) == (
        "matrix",
        "GOOD",
        {"en": "How was it?"},
    )
    assert matrix["rows"] == [
        {"code": 1, "texts": {"en": "Food"}},
        {"code": 2, "texts": {"en": "Rooms"}, "name": "rooms"},
    ]
    assert [one["code"] for one in matrix["options"]] == [1, 2]
    assert matrix["not_applicable"]
    assert [one["kind"] for one in single.own] == ["single", "single"]


def test_other_is_read_as_both_ways_in_which_forms_write_it():
    short = look(("select_one list or_other", "HOW", "How?"))
    whole = look(
        ("select_multiple list", "HOW", "How?"),
        ("text", "HOW_other", "Which?", "selected(${HOW}, '2')"),
        ("text", "WHY_other", "Why?", "${HOW} = '1'"),
    )

    assert short.problems == whole.problems == []
    assert short.own[0]["options"][-1] | {"texts": 0} == {
        "code": 3, "name": "other", "specify": True, "texts": 0,
    }  # fmt: skip
    assert [one.get("specify") for one in whole.own[0]["options"]] == [None, True]
    assert [one["code"] for one in whole.own] == ["HOW", "WHY_other"]


def test_order_days_and_any_answer_are_read():
    heads = ("type", "name", "label", "parameters", "relevant")
    form = read(
        [
            heads,
            ("select_one list", "HOW", "How?", "randomize=true", ""),
            ("date", "DAY", "When?", "", "${HOW} != ''"),
            ("select_one list", "ODD", "Odd?", "randomize=true seed=4", ""),
        ],
        [("list_name", "name", "label"), *CHOICES],
    )

    how, day, _odd = form.own
    assert how["shuffled"]
    assert (day["kind"], day["shown_if"], day["shown_codes"], day["after"]) == (
        "date",
        "HOW",
        [-7],
        "HOW",
    )
    assert of(form.problems) == [("survey", 4, "parameters", "not_supported")]


@pytest.mark.parametrize("kind", ["file", "image", "audio"])
def test_a_question_for_a_file_is_refused_with_its_reason(kind):
    [problem] = look((kind, "PHOTO", "Your photo?")).problems

    assert (problem.row, problem.text, problem.value) == (2, "no_files", kind)
