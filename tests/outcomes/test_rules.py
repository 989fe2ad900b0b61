"""The date guard over any days, and the lifecycles as tables; no database."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.lifecycle import IllegalTransition
from outcomes import rules
from outcomes.rules import Why, carried, date_guard, earliest, highest, latest
from outcomes.stages import CHANGE, STAGES, Stage
from tests.width import cases

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))
MAYBE = st.none() | DAYS
KINDS = st.lists(st.sampled_from([*rules.CARRIES, "gazette", "news"]), max_size=4)


@given(contact=MAYBE, decided=MAYBE, under_way=MAYBE)
@settings(max_examples=cases(200))
def test_the_guard_holds_for_any_days(contact, decided, under_way):
    guard = date_guard(first_contact=contact, decided=decided, under_way=under_way)

    if contact is None or decided is None or decided < contact:
        assert guard.limit == 0
    elif under_way is not None and under_way <= contact:
        assert guard == rules.Guard(rules.UNDER_WAY_LIMIT, Why.UNDER_WAY)
    else:
        assert guard == rules.Guard(rules.LIMIT, Why.OPEN)


@given(contact=DAYS, decided=DAYS, under_way=MAYBE, later=st.integers(0, 400), kinds=KINDS)
@settings(max_examples=cases(200))
def test_a_later_contact_or_more_history_never_raises_a_grade(
    contact, decided, under_way, later, kinds
):
    def limit(first, began):
        guard = date_guard(first_contact=first, decided=decided, under_way=began)
        return highest(guard, kinds, in_contact=True)

    moved = date.fromordinal(contact.toordinal() + later)
    assert limit(moved, under_way) <= limit(contact, under_way)
    assert limit(contact, under_way) <= limit(contact, None)


@given(day=DAYS, contact=DAYS)
@settings(max_examples=cases(100))
def test_a_day_known_only_roughly_never_raises_a_grade(day, contact):
    def limit(text):
        return date_guard(
            first_contact=contact, decided=earliest(text), under_way=latest(text)
        ).limit

    exact = date_guard(first_contact=contact, decided=day, under_way=None).limit
    for text in (f"{day:%Y-%m-%d}", f"{day:%Y-%m}", f"{day:%Y}"):
        assert earliest(text) <= day <= latest(text)
        assert (
            date_guard(first_contact=contact, decided=earliest(text), under_way=None).limit <= exact
        )
        assert limit(text) <= exact


@pytest.mark.parametrize(
    "text", ["", "10", "2010-13", "2010-02-30", "2010-7-1", "tomorrow", "2010-07-01x", "٢٠١٠"]
)
def test_what_is_no_day_is_none(text):
    assert earliest(text) is None
    assert latest(text) is None


def test_a_leap_year_ends_its_february():
    assert latest("2008-02") == date(2008, 2, 29)
    assert latest("2010") == date(2010, 12, 31)


@pytest.mark.parametrize(
    ("kinds", "contact", "grade"),
    [
        ([], False, 0), ([], True, 1), (["gazette"], True, 1), (["stated_usefulness"], True, 2),
        (["stated_intention"], False, 3), (["reused_text", "stated_usefulness"], True, 4), (["official_citation"], True, 5),
    ],
)  # fmt: skip
def test_each_kind_of_evidence_carries_its_grade(kinds, contact, grade):
    assert carried(kinds, in_contact=contact) == grade


@pytest.mark.parametrize("old", [None, *Stage])
@pytest.mark.parametrize("new", list(Stage))
def test_the_lifecycle_over_every_pair(old, new):
    on_the_way = old in STAGES
    allowed = (new in STAGES and (not on_the_way or STAGES.index(new) > STAGES.index(old))) or (
        on_the_way and new == (Stage.REVERSED if STAGES.index(old) >= 6 else Stage.ABANDONED)
    )

    assert (new in CHANGE.following(old)) == allowed
    if not allowed:
        with pytest.raises(IllegalTransition):
            CHANGE.check(old, new)
