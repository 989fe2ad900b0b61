"""The question bank by the rules of survey practice, without a database."""

import re
from collections import Counter

import pytest

from evaluations.models import BankItem
from evaluations.presentation.bank import CONSTRUCTS
from evaluations.questionnaires.bank_file import contents, options_of_scale
from evaluations.statistics.codes import FAVOURABLE
from evaluations.statistics.frames import MIDDLE

ITEMS = {item["code"]: item for item in contents()["items"]}
RATED = {code: item for code, item in ITEMS.items() if item["scale"]}
ONE_THING = {
    "international migration and development",
    "the workshop or its studies",
    "The venue, or the platform if I took part online",
}
"""Words with “and” or “or” that name one thing, or two of which a person knows one."""


@pytest.mark.parametrize("code", RATED)
def test_a_rating_asks_one_thing(code):
    item = RATED[code]
    for wording in [item["texts"]["en"], *(row["texts"]["en"] for row in item.get("rows", []))]:
        words = re.sub("|".join(ONE_THING), "", wording)
        assert not re.search(r"\b(and|or|adequately)\b", words), words


def test_scales_of_the_bank_are_balanced():
    """As many points on either side; what has one end alone (extent, frequency, confidence) begins at none of it."""
    for scale in {item["scale"] for item in RATED.values()} - {"F5", "S5", "K4", "YPN"}:
        codes = [point["code"] for point in options_of_scale(scale)]
        good, middle = FAVOURABLE[scale], MIDDLE[scale]
        assert len(codes) == 5
        assert len(good) == len(set(codes) - set(good) - set(middle)) == 2


def test_every_item_says_what_it_measures_and_where_it_comes_from():
    for code, item in ITEMS.items():
        assert item["construct"] in CONSTRUCTS, code
        assert item["origin"] in BankItem.Origin.values, code
        assert item.get("level") in (None, 1, 2, 3, 4), code
        assert item.get("criterion", "") in ("", *BankItem.Criterion.values), code
    levels = Counter(item.get("level") for item in ITEMS.values())
    assert all(levels[level] for level in (1, 2, 3, 4))
    assert {item.get("criterion") for item in RATED.values()} >= set(BankItem.Criterion.values)


def test_some_items_are_reversed_and_far_from_what_they_reverse():
    reversed_items = [item for item in RATED.values() if item["scale"] == "A5R"]

    assert {item["construct"] for item in reversed_items} == {"new ideas", "usefulness"}
    for item in reversed_items:
        twins = [
            one
            for one in RATED.values()
            if one["construct"] == item["construct"] and one["scale"] == "A5"
        ]
        assert twins
        assert all(
            (one["page"], one["position"]) != (item["page"], item["position"]) for one in twins
        )


def test_the_short_form_has_twelve_items_of_the_long_one():
    short = [item for item in ITEMS.values() if item.get("short")]

    assert len(short) == 12
    assert all("R2" in item["rounds"] and not item.get("optional") for item in short)
    assert {item.get("level") for item in short} >= {1, 2}


def test_something_else_asks_what():
    for code, item in ITEMS.items():
        for option in item.get("options", []):
            if option["texts"]["en"] in ("Something else", "In another way"):
                assert option["specify"], code
                assert option["name"] == "other", code


def test_every_item_has_a_place_of_its_own():
    places = Counter((item["page"], item["position"]) for item in ITEMS.values())

    assert set(places.values()) == {1}
