"""Types of questions without a database: each reads its own form, has its template and its names in XLSForm."""

import hashlib

import numpy as np
import pytest
from django.template.loader import get_template
from django.utils.translation import gettext

from evaluations.models import BankItem
from evaluations.questionnaires.bank_file import contents
from evaluations.questionnaires.questionnaire import Questionnaire
from evaluations.questionnaires.questions import Option, Question, Reading
from evaluations.questionnaires.types.registry import (
    offered,
    question_types,
    type_of,
    type_of_xlsform,
)
from evaluations.questionnaires.types.text import LONGEST
from evaluations.statistics.codes import MISSING, SCALES
from evaluations.statistics.frames import Answers, Item
from evaluations.statistics.prepared import prepare
from evaluations.views.respond.questions import names_of, question_context

OPTIONS = tuple(Option(code, {"en": f"Option {code}"}) for code in (3, 2, 1))
CHOICE = {"options": OPTIONS, "dont_know": True}
EXAMPLES = {
    "text": ({}, {"Q": ["So it was."]}, {"Q": 1}, {"Q": "So it was."}, 1),
    "number": ({}, {"Q": ["12"]}, {"Q": 12}, {"Q": "12"}, 12),
    "date": ({}, {"Q": ["2026-11-30"]}, {"Q": 20261130}, {"Q": "2026-11-30T00:00:00"}, 27),
    "single": (CHOICE, {"Q": ["-2"]}, {"Q": -2}, {"Q": "dk"}, -2),
    "multiple": (CHOICE, {"Q": ["3", "1"]}, {"Q": [1, 3]}, {"Q": "1", "Q/3": "1"}, 0b101),
    "ranking": (
        {"options": OPTIONS},
        {"Q_2": ["1"], "Q_3": ["2"]},
        {"Q": [2, 3]},
        {"Q": "2 3"},
        2,
    ),
    "rating": (CHOICE | {"scale": "K4"}, {"Q": ["3"]}, {"Q": 3}, {"Q": "3"}, 3),
    "yes_partly_no": (CHOICE | {"scale": "YPN"}, {"Q": ["1"]}, {"Q": 1}, {"Q": "1"}, 1),
    "matrix": (
        CHOICE | {"scale": "Q4", "rows": OPTIONS[:2]},
        {"Q3": ["1"], "Q2": ["2"]},
        {"Q3": 1, "Q2": 2},
        {"Q3": "1", "Q2": "2"},
        1,
    ),
}
"""Type -> fields of a question, what its form sends, the values, the same in cells of another tool, the number counted."""
TYPES = list(question_types())


def example(name):
    """A question of the type."""
    more = EXAMPLES[name][0]
    return Question(pk=0, name="Q", kind=name, texts={"en": "Which?"}, page=1, **more)


def test_every_type_has_an_example():
    assert sorted(EXAMPLES) == sorted(TYPES)


@pytest.mark.parametrize("name", TYPES)
def test_a_form_is_read_into_codes(name):
    _more, sent, values, _cells, number = EXAMPLES[name]
    question, reading = example(name), Reading()

    type_of(question).read(question, lambda key: sent.get(key, []), reading)

    assert (reading.values, reading.problems) == (values, {})
    assert type_of(question).as_number(next(iter(values.values()))) == number
    assert set(sent) <= set(names_of(question))


@pytest.mark.parametrize("name", TYPES)
def test_a_form_left_empty_is_missing(name):
    question, reading = example(name), Reading()

    type_of(question).read(question, lambda key: [], reading)

    assert reading == Reading(values=dict.fromkeys(question.keys, MISSING))
    assert type_of(question).as_number(MISSING) == MISSING


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("text", ["²", "9" * 5000])
def test_digits_that_are_no_number_are_a_problem(name, text):
    """Of thousands of digits Python makes no number but a ValueError."""
    question, reading = example(name), Reading()

    type_of(question).read(question, lambda key: [text], reading)

    assert bool(reading.problems) == (name != "text" or len(text) > LONGEST)


@pytest.mark.parametrize("name", TYPES)
def test_cells_of_other_tools_say_the_same_as_the_form(name):
    _more, _sent, values, cells, _number = EXAMPLES[name]
    question, reading = example(name), Reading()
    kind = type_of(question)

    found = kind.from_cells(question, cells)
    kind.read(question, lambda key: found.get(key, []), reading)

    assert (reading.values, reading.problems) == (values, {})
    assert set(cells) <= set(kind.columns(question))


@pytest.mark.parametrize("name", TYPES)
def test_the_template_shows_the_fields_and_the_page_to_print(name):
    question = example(name)
    context = question_context(question, {}, Questionnaire((question,)), "That is wrong.")

    form = get_template(context["template"]).render({"one": context})
    paper = get_template(context["template"]).render({"one": context, "on_paper": True})

    assert all(f'name="{field}"' in form for field in names_of(question))
    assert "Which?" in form
    assert "That is wrong." in form
    assert "Which?" in paper
    assert not {"<input", "<textarea"} & {part.split(" ")[0] for part in paper.split("\n")}
    assert all(
        option.texts["en"] in form and option.texts["en"] in paper for option in question.options
    )


@pytest.mark.parametrize("name", TYPES)
def test_a_type_has_a_name_that_fits_and_a_label(name):
    kind = question_types()[name]

    assert len(name) <= BankItem._meta.get_field("kind").max_length
    assert gettext(kind.label)
    assert {offer.scale for offer in kind.offers} <= {"", *SCALES}
    assert kind.counted_as(example(name)) or not kind.counts


def test_what_organisers_are_offered_is_worded_in_their_order():
    known = "text date number single multiple ranking A5 E5 O5 YPN matrix_A5 matrix_E5 matrix_O5"

    assert " ".join(offered()).startswith(known)


def test_a_row_of_a_form_is_the_type_of_its_appearance():
    assert type_of_xlsform("text").name == type_of_xlsform("text", "multiline").name == "text"
    assert type_of_xlsform("select_one", "minimal").name == "single"
    assert type_of_xlsform("geopoint") is None
    named = {kind.xlsform_type for kind in question_types().values() if kind.is_read_from_xlsform}
    assert named >= {"text", "integer", "date", "select_one", "select_multiple", "rank"}


def test_none_of_these_is_an_answer_and_stands_alone():
    options = (*OPTIONS, Option(4, {"en": "None of these"}, name="none"))
    question = Question(
        pk=0, name="Q", kind="multiple", texts={"en": "Which?"}, page=1, options=options
    )
    for sent, values, is_wrong in (
        (["4"], [4], False),
        (["1", "4"], [1, 4], True),
        (["1", "2"], [1, 2], False),
        ([], MISSING, False),
    ):
        reading = Reading()
        type_of(question).read(question, lambda _name, sent=sent: sent, reading)
        assert reading.values == {"Q": values}
        assert bool(reading.problems) is is_wrong


def test_several_of_many_in_the_bank_offer_none_of_them():
    """But the question how something was passed on, of those alone who said that they did."""
    for item in contents()["items"]:
        if item["kind"] == "multiple" and "options" in item and item["code"] != "F_SHAH":
            assert item["options"][-1].get("name") == "none", item["code"]


OTHER = Option(4, {"en": "Other"}, name="other", specify=True)
NOTHING = Option(5, {"en": "None of these"}, name="none")


@pytest.mark.parametrize(
    ("kind", "sent", "value", "others", "is_wrong"),
    [
        ("single", {"Q": ["4"], "Q_other": [" A bus "]}, 4, {"Q": "A bus"}, False),
        ("single", {"Q": ["4"]}, 4, {}, False),
        ("single", {"Q_other": ["A bus"]}, 4, {"Q": "A bus"}, False),
        ("single", {"Q": ["1"], "Q_other": ["A bus"]}, 1, {"Q": "A bus"}, True),
        ("single", {"Q": ["4"], "Q_other": ["x" * 201]}, 4, {"Q": "x" * 201}, True),
        ("multiple", {"Q": ["1"], "Q_other": ["A bus"]}, [1, 4], {"Q": "A bus"}, False),
        ("multiple", {"Q": ["5"], "Q_other": ["A bus"]}, [4, 5], {"Q": "A bus"}, True),
    ],
)
def test_what_stands_beside_other_is_read_with_its_option(kind, sent, value, others, is_wrong):
    question = Question(
        pk=0, name="Q", kind=kind, texts={"en": "How?"}, page=1, options=(*OPTIONS, OTHER, NOTHING)
    )
    reading = Reading()

    type_of(question).read(question, lambda name: sent.get(name, []), reading)

    assert (reading.values, reading.others) == ({"Q": value}, others)
    assert bool(reading.problems) is is_wrong
    assert set(sent) <= set(names_of(question)) <= set(type_of(question).columns(question))
    context = question_context(question, sent, Questionnaire((question,)))
    assert 'name="Q_other"' in get_template(context["template"]).render({"one": context})
    paper = get_template(context["template"]).render({"one": context, "on_paper": True})
    assert "☐ Other: ____" in " ".join(paper.split())


@pytest.mark.parametrize("text", ["1975-02-01", "2060-01-01", "2026-02-30", "30.11.2026", "2026"])
def test_a_day_that_is_none_or_tells_an_age_is_refused(text):
    question, reading = example("date"), Reading()

    type_of(question).read(question, lambda _name: [text], reading)

    assert reading.values == {"Q": MISSING}
    assert "2000 to 2059" in reading.problems["Q"]


def test_days_are_told_by_year_alone():
    values = np.array([[code] for code in [27] * 5 + [28] * 4 + [MISSING]])
    options = tuple(
        option.code for option in type_of(example("date")).counted_options(example("date"))
    )
    answers = Answers(
        (Item("Q", "period", options),), values, np.zeros(10, dtype=np.int64), np.array([12])
    )

    result = prepare(answers)["items"]["Q"]

    assert (result["n"], result["options"]) == (9, {"27": 5, "28": 4})


def test_random_order_is_the_same_for_one_person_and_ends_with_other_and_none():
    question = Question(
        pk=0, name="Q", kind="multiple", texts={"en": "How?"}, page=1, shuffled=True,
        options=(*(Option(n, {"en": str(n)}) for n in range(6, 30)), OTHER, NOTHING),
    )  # fmt: skip

    def order(person):
        shuffled = Questionnaire((question,)).shuffled(
            lambda name, code: hashlib.sha256(f"{person}{name}{code}".encode()).digest()
        )
        return [option.code for option in shuffled.questions[0].options]

    assert order("a") == order("a") != order("b")
    assert sorted(order("a")[:-2]) == list(range(6, 30))
    assert order("a")[-2:] == order("b")[-2:] == [4, 5]
