"""What an attacker can work out from everything that is published together: nothing of a few people.

The attacker knows all published figures, the rules, and how many people of every group answered. Linear
programming gives the least and the greatest count that fits; they must differ.
"""

from dataclasses import replace

import numpy as np
import pytest

from evaluations.statistics import disclosure, pooling, prepared, summary, versions
from evaluations.statistics.frames import Dimension, Item
from tests.evaluations.results.rooms import a5, answers, room
from tests.width import cases

ROOMS = [(seed, people) for people in (12, 20, 34, 60) for seed in range(cases(5, least=2))]


class Published:
    """Linear constraints on unknown counts, and what they leave possible."""

    def __init__(self) -> None:
        self.bounds: list[tuple[float, float]] = []
        self.rows: list[tuple[list[int], list[float], float, float]] = []

    def unknown(self, low: float, high: float) -> int:
        """A count between two others."""
        self.bounds.append((low, high))
        return len(self.bounds) - 1

    def between(self, cells, low: float, high: float, factors=None) -> None:
        """A published sum of cells."""
        self.rows.append((list(cells), factors or [1.0] * len(cells), low, high))

    def room(self, cells) -> float:
        """How far the sum of some cells may move with everything else fitting."""
        from scipy.optimize import linprog  # a second that the other worker need not spend

        matrix = np.zeros((2 * len(self.rows), len(self.bounds)))
        limits = np.zeros(2 * len(self.rows))
        for place, (where, factors, low, high) in enumerate(self.rows):
            matrix[2 * place, where] = factors
            matrix[2 * place + 1, where] = [-factor for factor in factors]
            limits[2 * place : 2 * place + 2] = high, -low
        aim = np.zeros(len(self.bounds))
        aim[list(cells)] = 1
        ends = []
        for sign in (1, -1):
            found = linprog(sign * aim, A_ub=matrix, b_ub=limits, bounds=self.bounds)
            assert found.success, found.message  # what was published fits together
            ends.append(sign * found.fun)
        return ends[1] - ends[0]


def _publish(made, item):
    """Everything published of one item over all events: totals, all one-way tables, the pool of events."""
    figures, tables = summary.figures(made), summary.groups(made)
    told, guarded = Published(), []
    totals = []
    for event in range(len(made.audience)):
        shown = bool(figures.visible[event, item])
        n = int(figures.counts.valid[event, item])
        low, high = (
            (int(figures.low[event, item]), int(figures.high[event, item])) if shown else (0, n)
        )
        total = told.unknown(low, high)
        totals.append(total)
        if low < high and n:
            guarded.append(([total], n, "total"))
        for table in tables.values():
            cells = []
            for group in range(len(table.counts.valid)):
                size = int(table.counts.valid[group, event, item])
                ends = [
                    int(part[group, event, item])
                    for part in (table.published.low, table.published.high)
                ]
                cells.append(told.unknown(*ends))
                if ends[0] < ends[1] and size < n:
                    guarded.append(([cells[-1]], size, table.counts.dimension.code))
            told.between([*cells, total], 0, 0, [1.0] * len(cells) + [-1.0])
    found = pooling.pool(
        [
            pooling.Share(
                int(figures.counts.valid[e, item]),
                int(figures.low[e, item]),
                int(figures.high[e, item]),
                1,
                1,
            )
            if figures.visible[e, item]
            else None
            for e in range(len(made.audience))
        ]
    )
    if found:
        within = [t for e, t in enumerate(totals) if figures.visible[e, item]]
        told.between(within, *found.favourable)
    return told, guarded


@pytest.mark.parametrize(("seed", "people"), ROOMS)
def test_no_hidden_cell_follows_from_all_tables_together(seed, people):
    told, guarded = _publish(room(seed, people=people, items=1, events=2), 0)

    assert guarded
    for cells, size, name in guarded:
        assert told.room(cells) >= 1 - 1e-6, f"a cell of {size} by {name} can be worked out"


def test_the_attack_succeeds_where_the_remainder_rule_is_left_out():
    """Without it the total less the groups shown is the one hidden group: the test above can fail."""
    told = Published()
    total, women, men = told.unknown(14, 14), told.unknown(0, 4), told.unknown(11, 11)
    told.between([women, men, total], 0, 0, [1.0, 1.0, -1.0])

    assert told.room([women]) < 1e-6


def test_an_event_is_split_by_one_dimension_of_groups_of_ten_and_more():
    """All but one of the women speak French: the table by language beside the one by sex would tell what she said."""
    rows = 30
    women, french = np.arange(rows) < 12, np.arange(rows) < 11
    made = answers(
        [5, 2] * 15,
        dimensions=(Dimension("sex", ("w", "m")), Dimension("language", ("fr", "en"))),
        groups={"sex": np.where(women, 0, 1), "language": np.where(french, 0, 1)},
        asked={"sex": np.array([[12, 18]]), "language": np.array([[11, 19]])},
    )
    tables = summary.groups(made)

    assert tables["sex"].published.visible[:2].all()
    assert not tables["language"].published.visible.any()
    alone = summary.groups(replace(made, dimensions=made.dimensions[1:]))
    assert alone["language"].published.visible[:2].all()
    assert list(prepared.by_group(made)) == ["sex"]


@pytest.mark.parametrize(
    ("answered", "may"),
    [
        ([12, 17], False),  # 29 in all
        ([10, 20], True),
        ([9, 21], False),  # one group is too small, so there is nothing to tell apart
        ([15, 15, 9], False),  # the rest would be nine people
        ([15, 15, 6, 4], True),
    ],
)
def test_a_dimension_is_chosen_by_the_size_of_its_groups_alone(answered, may):
    assert summary.splits(np.array(answered)[:, None]).tolist() == [may]


def test_every_event_has_at_most_one_dimension():
    made = room(2, people=90, items=2, events=4)
    chosen = sum(table.chosen.astype(int) for table in summary.groups(made).values())

    assert chosen.max() == 1


SEVERAL = [  # ticked of twelve -> shown
    (12, False),
    (11, False),
    (6, True),
    (3, True),
    (1, False),
    (0, False),
]


@pytest.mark.parametrize(("ticked", "shown"), SEVERAL)
def test_an_option_of_several_of_many_is_shown_like_a_share(ticked, shown):
    item = Item("ENA1", "multiple", (1, 2))
    content = prepared.prepare(answers([0b11] * ticked + [0b10] * (12 - ticked), items=(item,)))

    options = content["items"]["ENA1"]["options"]
    assert options == ({"1": ticked} if shown else {})


CELLS = [
    # valid, favourable by group -> who is shown
    ([12, 10, 9], [8, 4, 5], [True, True, True]),
    ([12, 10, 4], [8, 4, 2], [True, False, False]),
    ([12, 4, 4], [8, 2, 2], [True, False, False]),
    ([12, 10, 0], [8, 4, 0], [False, False, False]),  # nought is hidden like a small group
    ([12, 10, 9], [8, 4, 9], [True, False, False]),  # all of one group: a band, and nothing to subtract it from
    ([20, 4, 4], [9, 4, 4], [False, False, False]),  # the hidden ones would all be favourable
    ([20, 4, 4], [9, 0, 0], [False, False, False]),
    ([4, 3, 2], [1, 1, 1], [False, False, False]),
    ([30, 0, 0], [12, 0, 0], [False, False, False]),
]  # fmt: skip


@pytest.mark.parametrize(("n", "k", "visible"), CELLS)
def test_groups_are_hidden_with_what_would_give_them_away(n, k, visible):
    n, k = np.array(n)[:, None], np.array(k)[:, None]

    assert disclosure.protect(n, k, np.ones_like(n, dtype=bool)).visible[:, 0].tolist() == visible


@pytest.mark.parametrize("n", [*range(5, 130)])
def test_a_band_always_holds_two_counts(n):
    k = np.arange(n + 1)
    low, high = disclosure.bands(k, np.full(n + 1, n))

    assert high[-1] == n
    assert low[-1] < n
    assert (low[0], high[0]) == (0, n - low[-1])
    assert ((low <= k) & (k <= high)).all()
    # The words "over 95 %" are true of all counts of the band.
    assert low[-1] / n > disclosure.edge(n) / 100


@pytest.mark.parametrize(
    ("n", "k", "allowed"), [(7, 4, False), (8, 4, True), (30, 30, False), (30, 29, False), (30, 28, True)]
)  # fmt: skip
def test_options_need_eight_answers_that_are_not_all_alike(n, k, allowed):
    assert bool(disclosure.options_allowed(np.array(k), np.array(n))) is allowed


def test_what_is_shown_of_options_is_shown_of_no_group():
    """The commonest answer of an item without a favourable side guards it, too."""
    made = answers([1] * 29 + [2], items=(replace(a5(), scale="single", options=(1, 2, 3)),))

    assert not summary.figures(made).detail[0, 0]


VERSIONS = [
    (20, 15, False),  # nothing new, or somebody who left it empty
    (28, 20, True),
    (27, 20, False),  # seven answers, too few for their options
    (28, 23, False),  # eight, all favourable
    (28, 15, False),  # none of them
    (12, 9, True),  # eight taken out
    (20, 16, False),  # an answer that changed
    (16, 13, False),
]


@pytest.mark.parametrize(("n", "k", "may"), VERSIONS)
def test_a_version_follows_only_with_enough_new_answers(n, k, may):
    old = np.array([20]), np.array([15])

    assert versions.may_follow(np.array([n]), np.array([k]), *old).tolist() == [may]


@pytest.mark.parametrize(("n", "may"), [(7, False), (8, True)])
def test_what_was_hidden_comes_to_light_with_five_more(n, may):
    old = np.array([3]), np.array([3])

    assert versions.may_follow(np.array([n]), np.array([n]), *old).tolist() == [may]


def test_the_room_screen_stays_eight_answers_behind_the_end():
    shown = waiting = (0, 0)
    for n in range(1, 60):
        k = n * 2 // 3
        if waiting[0] == 0 and n >= 8:
            waiting = (n, k)
        step = versions.room_step(*(np.array([number]) for number in (n, k, *waiting)))
        if step[0]:
            shown, waiting = waiting, (n, k)
        assert shown[0] == 0 or n - shown[0] >= 8
    assert shown[0] == 48


def test_the_room_screen_does_not_move_by_answers_that_are_all_alike():
    for k in (4, 12):
        assert not versions.room_step(*(np.array([number]) for number in (16, k, 8, 4)))[0]
