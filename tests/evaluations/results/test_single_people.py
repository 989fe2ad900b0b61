"""Single people in simulated rooms, attacked by integer programmes over everything that is published.

The attacker knows all published figures and the rules, who answered (which no page tells), in which order, and
every attribute of everybody. A fact is fixed when only one value of it fits. `ATTACKED_ROOMS` rooms are
attacked, otherwise as many as tests.width says.
"""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from evaluations.statistics import disclosure, prepared, rates, versions
from evaluations.statistics.codes import DONT_KNOW, MISSING, NOT_APPLICABLE, UNKNOWN
from evaluations.statistics.counting import SILENCES
from evaluations.statistics.frames import Answers
from tests.evaluations.results.rooms import GROUPS, room
from tests.width import cases

ROOMS = int(os.environ.get("ATTACKED_ROOMS", cases(20)))
CODES = (1, 2, 3, 4, 5, NOT_APPLICABLE, DONT_KNOW, MISSING)
FAVOURABLE, VALID = np.isin(CODES, (4, 5)), np.array(CODES) > 0
NAMES = {code: name for name, code in SILENCES.items()}
DIMENSIONS = {**GROUPS, "funded": 2, "attendance": 3}


class Attack:
    """What `people` may have said to one item: counts of codes among those whom nothing published tells apart.

    People who stand in the same groups of everything that is published can be exchanged in whatever fits, so a fact
    about one of them is fixed only if it is about all of them.
    """

    def __init__(self, people: int) -> None:
        self.people = people
        self.known: list[tuple[np.ndarray, np.ndarray, float, float]] = []
        self.published(np.ones(people), np.ones(len(CODES)), people, people)

    def published(self, people, codes, low: float, high: float) -> None:
        """Of some people, the answers of these codes are at least `low` and at most `high`."""
        self.known.append((np.asarray(people), np.asarray(codes), low, high))

    def fixed(self, *facts) -> list[dict[int, bool]]:
        """For each set of codes: people of whom it is certain that they said one of them, or that they did not."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # a second, of this module alone

        told_apart = np.stack([people for people, *_rest in self.known])
        patterns, alike = np.unique(told_apart, axis=1, return_inverse=True)
        sizes = np.bincount(alike)
        rows = [
            np.outer(who, codes) for who, (_p, codes, *_r) in zip(patterns, self.known, strict=True)
        ]
        rows += [
            np.outer(np.arange(len(sizes)) == n, np.ones(len(CODES))) for n in range(len(sizes))
        ]
        lows = [*(low for *_r, low, _h in self.known), *sizes]
        highs = [*(high for *_r, high in self.known), *sizes]
        fits = LinearConstraint(np.array([row.ravel() for row in rows], dtype=float), lows, highs)

        def solution(aim: np.ndarray) -> np.ndarray:
            found = milp(
                aim.ravel(), constraints=fits, bounds=Bounds(0), integrality=np.ones(aim.size)
            )
            assert found.x is not None, "what was published fits together"
            return np.round(found.x).reshape(len(sizes), len(CODES))

        # Directions drawn at random show what fits for many at once; the rest is asked for one by one.
        random = np.random.default_rng(1)
        seen = [solution(random.normal(size=(len(sizes), len(CODES)))) for _turn in range(6)]
        answers = []
        for codes in facts:
            fixed = {}
            for place, size in enumerate(sizes):
                aim = np.outer(np.arange(len(sizes)) == place, codes).astype(float)
                if all((one * aim).sum() == size for one in seen):
                    seen.append(solution(aim))
                if all((one * aim).sum() == 0 for one in seen):
                    seen.append(solution(-aim))
                counts = {int((one * aim).sum()) for one in seen}
                if counts in ({0}, {size}):
                    people = np.flatnonzero(alike == place).tolist()
                    fixed |= dict.fromkeys(people, counts == {size})
            answers.append(fixed)
        return answers


def add_item(attack: Attack, who, result: prepared.ItemResult) -> None:
    """What is published of an item: base, share, options, what was no answer."""
    if result["n"] is None:
        return
    attack.published(who, VALID, result["n"], result["n"])
    if result["low"] is not None:
        attack.published(who, FAVOURABLE, result["low"], result["high"])
    for code, count in (result["options"] or {}).items():
        attack.published(who, np.array(CODES) == int(code), count, count)
    for code, name in NAMES.items():
        if result["silent"] and code in CODES:
            attack.published(who, np.array(CODES) == code, *[result["silent"][name]] * 2)


def add_groups(
    attack: Attack, made: Answers, content: prepared.Prepared, item: str, among=True
) -> None:
    """The table by group; in whose groups somebody is, the attacker knows."""
    for code, table in content["groups"].items():
        names = next(list(d.groups) for d in made.dimensions if d.code == code)
        for group, cell in zip(table["groups"], table["items"][item], strict=True):
            if cell is None:
                continue
            place = UNKNOWN if group == "unknown" else names.index(group)
            who = (made.groups[code] == place) & among
            attack.published(who, VALID, cell[0], cell[0])
            attack.published(who, FAVOURABLE, cell[1], cell[2])


def add_live(attack: Attack, values: np.ndarray) -> None:
    """Every share that the live page showed while people answered in the order of the rows."""
    shown: set[tuple[int, int]] = set()
    waiting: tuple[int, int] | None = None
    first = 0
    for end in range(disclosure.SMALLEST_OPTIONS, len(values) + 1, disclosure.SMALLEST_OPTIONS):
        n, k = int((values[:end] > 0).sum()), int(np.isin(values[:end], (4, 5)).sum())
        if waiting is None:
            if n >= disclosure.SMALLEST_OPTIONS:
                waiting, first = (n, k), end
        elif versions.room_step(*(np.array([number]) for number in (n, k, *waiting)))[0]:
            low, high = disclosure.bands(np.array([waiting[1]]), np.array([waiting[0]]))
            who = np.arange(len(values)) < first
            attack.published(who, VALID, waiting[0], waiting[0])
            attack.published(who, FAVOURABLE, low[0], high[0])
            shown.add(waiting)
            waiting, first = (n, k), end


def simulated(number: int) -> Answers:
    """A room of 5 to 120 people, more of them where groups begin to be shown."""
    people = (5, 8, 12, 16, 20, 24, 30, 36, 40, 44, 50, 60, 70, 80, 90, 100, 110, 120)[number % 18]
    # `room` draws between half and all of them.
    return room(number, people=people, items=2, events=1, response=0.85, codes=DIMENSIONS)


@pytest.mark.parametrize("number", range(ROOMS))
def test_nobodys_answer_or_silence_is_fixed_by_everything_published_together(number):
    made = simulated(number)
    content = prepared.prepare(made)
    for place, item in enumerate(made.items):
        values = made.values[:, place]
        attack, everybody = Attack(len(values)), np.ones(len(values), dtype=bool)
        add_item(attack, everybody, content["items"][item.code])
        add_groups(attack, made, content, item.code)
        add_live(attack, values)

        favourable, silent, *single = attack.fixed(
            FAVOURABLE, ~VALID, *(np.array(CODES) == code for code in CODES)
        )
        assert favourable == {}
        # That everybody gave an answer, or that nobody said “2”, is told of all; of no single person more than that.
        assert True not in {*silent.values(), *(so for code in single for so in code.values())}


def first(made: Answers, people: int) -> Answers:
    """The same room before the last ones answered."""
    return replace(
        made,
        values=made.values[:people],
        events=made.events[:people],
        groups={code: groups[:people] for code, groups in made.groups.items()},
    )


@pytest.mark.parametrize("number", range(5, max(ROOMS, 10), 2))
@pytest.mark.parametrize("late", [1, 8])
def test_two_versions_beside_each_other_fix_nobody(number, late):
    """Answers keyed in after the closing; the attacker knows whose they are."""
    made = simulated(number)
    begun = len(made.values) - late
    old, new = prepared.prepare(first(made, begun)), prepared.prepare(made)
    for place, item in enumerate(made.items):
        values = made.values[:, place]
        favourable = np.isin(values, (4, 5))
        counts = [
            np.array([number])
            for number in (
                (values > 0).sum(),
                favourable.sum(),
                (values[:begun] > 0).sum(),
                favourable[:begun].sum(),
            )
        ]
        may = {item.code: bool(versions.may_follow(*counts)[0])}
        merged = prepared.merge_versions(old, new, may)
        attack, early = Attack(len(values)), np.arange(len(values)) < begun
        add_item(attack, early, old["items"][item.code])
        add_groups(attack, made, merged, item.code, among=early)
        if may[item.code]:
            add_item(attack, np.ones(len(values), dtype=bool), merged["items"][item.code])

        fixed, silent = attack.fixed(FAVOURABLE, ~VALID)

        assert fixed == {}
        assert True not in silent.values()


def test_the_attack_finds_people_where_tables_by_two_dimensions_stand_unprotected():
    """Otherwise the test above could not fail."""
    made = room(4, people=36, items=1, events=1, codes=DIMENSIONS)
    values = made.values[:, 0]
    attack = Attack(len(values))
    for groups in made.groups.values():
        for group in np.unique(groups):
            who = groups == group
            attack.published(who, VALID, *[(values[who] > 0).sum()] * 2)
            attack.published(who, FAVOURABLE, *[np.isin(values[who], (4, 5)).sum()] * 2)

    (fixed,) = attack.fixed(FAVOURABLE)

    assert len(fixed) >= 5
    assert all(is_so == (values[person] in (4, 5)) for person, is_so in fixed.items())


def test_groups_are_shown_in_rooms_that_are_large_enough():
    """A rule that hid everything would pass the attack as well."""
    shown = [bool(prepared.prepare(simulated(n))["groups"]) for n in (12, 15, 17, 31, 35)]

    assert sum(shown) >= 3


@pytest.mark.parametrize(
    ("audience", "answered", "shown"),
    [
        ([15, 20], [12, 14], [True, True]),
        ([15, 20], [15, 14], [False, False]),  # all of one group: nobody of it was silent
        ([15, 20], [0, 14], [False, False]),
        ([9, 30], [5, 20], [False, False]),
    ],
)
def test_the_response_of_a_group_says_of_nobody_whether_they_answered(audience, answered, shown):
    assert rates.by_group(np.array(audience), np.array(answered)).visible.tolist() == shown
