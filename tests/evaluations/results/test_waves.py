"""Change of the same people between rounds: what it says, and that it fixes nobody's answer."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import Refused
from evaluations.models import Response, SurveyRound
from evaluations.privacy import keys
from evaluations.services import results as results_service
from evaluations.services import surveys
from evaluations.statistics import disclosure, prepared, waves
from evaluations.statistics.codes import MISSING
from evaluations.statistics.prepared import Prepared
from tests.evaluations.making import (
    BASELINE,
    FORM,
    Kind,
    answered,
    baseline_of,
    closed,
    held,
    open_now,
    opened,
)
from tests.evaluations.results.rooms import a5
from tests.evaluations.results.rooms import answers as answers_of
from tests.evaluations.results.test_single_people import CODES, FAVOURABLE, VALID
from tests.typed import misfits
from workshops.models import Registration, Workshop


def wave(values: dict[bytes, list[int]], groups=None, codes=("Q0",)) -> waves.Wave:
    """A round of people by name."""
    return waves.Wave(
        tuple(map(a5, codes)),
        {person: np.array(row) for person, row in values.items()},
        groups or dict.fromkeys(values),
    )


def people(count: int, of: str = "p") -> list[bytes]:
    return [f"{of}{number:03}".encode() for number in range(count)]


@pytest.mark.parametrize(
    ("both", "only_before", "only_after", "counted"),
    [
        (20, 0, 0, 20),  # everybody answered twice: no difference to work anything out from
        (20, 5, 6, 20),
        (
            20,
            1,
            0,
            15,
        ),  # four more join the one; those five would then stand outside the second round, too
        (20, 2, 3, 17),
        (20, 9, 1, 16),
        (9, 1, 1, 5),
        (4, 9, 9, 0),
    ],
)
def test_so_many_are_left_out_by_lot_that_nobody_stands_alone_outside(
    both, only_before, only_after, counted
):
    names = people(both)
    base = wave({name: [4] for name in [*names, *people(only_before, "b")]})
    after = wave({name: [4] for name in [*names, *people(only_after, "a")]})

    panel = waves.panel_of(frozenset(base.values), base, after)

    assert len(panel) == counted
    for one in (base, after):
        outside = len(one.values.keys() - panel)
        assert not panel or outside == 0 or outside >= disclosure.SMALLEST


def test_change_is_told_as_higher_lower_and_a_mean_with_its_interval():
    before = [2, 2, 3, 3, 2, 4, 5, 4, 3, 2, 4, 1]
    after = [4, 3, 4, 3, 4, 4, 4, 5, 4, 3, 3, 3]
    names = people(12)
    base = wave({name: [code] for name, code in zip(names, before, strict=True)})
    later = wave({name: [code] for name, code in zip(names, after, strict=True)})

    everybody = frozenset(names)
    told = waves.change_of(everybody, everybody, base, (), later)

    # Steps +2 +1 +1 0 +2 0 -1 +1 +1 +1 -1 +2: sum 9, squares 19, deviation 1.055, t(11) = 2.201.
    assert told == {
        "Q0": {
            "before": "Q0",
            "pairs": 12,
            "higher": [8, 8],
            "lower": [2, 2],
            "mean": 0.8,
            "interval": [0.1, 1.4],
        }
    }


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(7, 2.365), (11, 2.201), (30, 2.042), (200, 1.972)]
)
def test_quantiles_of_student(freedom, quantile):
    assert waves.t_quantile(freedom) == pytest.approx(quantile, abs=1e-3)


def test_where_all_who_stand_outside_said_the_same_nothing_is_told():
    names, outside = people(12), people(5, "a")
    base = wave({name: [2 + 2 * (n % 2)] for n, name in enumerate(names)})
    later = {name: [3 + n % 2] for n, name in enumerate(names)}
    mixed = wave(later | {name: [2 + n] for n, name in enumerate(outside[:4])} | {outside[4]: [1]})
    alike = wave(later | {name: [5] for name in outside})
    everybody = frozenset(names)

    assert waves.change_of(everybody, everybody, base, (), mixed)
    assert waves.change_of(everybody, everybody, base, (), alike) == {}


def test_what_has_no_order_or_no_good_side_has_no_change():
    item = waves.Item("S", "single", (1, 2, 3))
    names = people(10)
    one = waves.Wave((item,), {n: np.array([1]) for n in names}, dict.fromkeys(names))

    assert waves.change_of(frozenset(names), frozenset(names), one, (), one) == {}


# The attack


def simulated(seed: int) -> tuple[waves.Wave, waves.Wave]:
    """Two rounds of one room, whose people answered either, both or none; groups are known of rooms from thirty."""
    random = np.random.default_rng(seed)
    size = (12, 16, 20, 25, 30, 40, 60)[seed % 7]
    names = people(size)
    split = size >= 40
    sex = {name: int(random.integers(0, 2)) if split else None for name in names}
    level = random.normal(3.2, 0.9, size)
    rounds_ = []
    for lift, response in ((0.0, 0.85), (0.8, 0.8)):
        codes = np.clip(np.round(level + lift + random.normal(0, 0.7, size)), 1, 5).astype(int)
        codes[random.random(size) < 0.04] = MISSING
        came = random.random(size) < response
        values = {n: [c] for n, c, here in zip(names, codes.tolist(), came, strict=True) if here}
        rounds_.append(wave(values, {name: sex[name] for name in values}))
    return rounds_[0], rounds_[1]


class Attack:
    """All worlds that fit what is published of two rounds and of the change between them.

    The attacker knows who answered which round and each person's group, not who was left out by lot. Variables are
    counts of people by what they said (before, after, counted or not), for each kind of person.
    """

    def __init__(self, base: waves.Wave, after: waves.Wave) -> None:
        self.rounds = (base, after)
        groups = {person: str(group) for person, group in (base.groups | after.groups).items()}
        self.kinds = Counter(
            (person in base.values, person in after.values, group)
            for person, group in groups.items()
        )
        self.cells = [cell for kind in self.kinds for cell in _cells(kind)]
        self.rows: list[list[float]] = []
        self.bounds: list[tuple[int, int]] = []
        for kind, size in self.kinds.items():
            self.weigh(lambda cell, kind=kind: cell[0] == kind, size, size)
        for place in range(2):
            self.add_round(place)

    def weigh(self, weight, low: int, high: int) -> None:
        """The sum of `weight` over all people lies between two numbers."""
        self.rows.append([float(weight(cell)) for cell in self.cells])
        self.bounds.append((low, high))

    def add_round(self, place: int) -> None:
        """What is told of one round: base, share, options, and the shares of groups exactly, more than is told."""
        answers = self.rounds[place]
        codes = [int(row[0]) for row in answers.values.values()]
        result = prepared.prepare(answers_of(codes))["items"]["Q0"]

        def holds(marks):
            return lambda cell: cell[1][place] is not None and marks[cell[1][place]]

        if result["n"] is not None:
            self.weigh(holds(VALID), result["n"], result["n"])
            self.weigh(holds(FAVOURABLE), result["low"], result["high"])
        for code, number in (result["options"] or {}).items():
            self.weigh(holds(np.array(CODES) == int(code)), number, number)
        by_group: dict[str, int] = {}
        for person, row in answers.values.items():
            group = str(answers.groups[person])
            by_group[group] = by_group.get(group, 0) + int(row[0] in (4, 5))
        for group, good in by_group.items() if len(by_group) > 1 else ():
            favourable = holds(FAVOURABLE)
            self.weigh(lambda cell, g=group, f=favourable: cell[0][2] == g and f(cell), good, good)

    def add_change(self, people: frozenset[bytes], change: waves.ItemChange) -> None:
        """The change, and with its mean the exact sum of steps, more than is told."""
        base, after = (answers.values for answers in self.rounds)
        steps = [
            int(after[person][0] - base[person][0])
            for person in people
            if after[person][0] > 0 and base[person][0] > 0
        ]
        self.weigh(lambda cell: cell[2], len(people), len(people))
        self.weigh(lambda cell: _step(cell) is not None, change["pairs"], change["pairs"])
        self.weigh(lambda cell: (_step(cell) or 0) > 0, *change["higher"])
        self.weigh(lambda cell: (_step(cell) or 0) < 0, *change["lower"])
        if change["mean"] is not None:
            self.weigh(lambda cell: _step(cell) or 0, sum(steps), sum(steps))

    def found_out(self) -> list[str]:
        """Kinds of people of whom all, or none, must have given a favourable answer in a round."""
        out = []
        for kind, size in self.kinds.items():
            for place, name in enumerate(("before", "after")):
                if kind[place]:
                    aim = [
                        float(cell[0] == kind and FAVOURABLE[cell[1][place]]) for cell in self.cells
                    ]
                    if self._least(aim) == size or self._least([-part for part in aim]) == 0:
                        out.append(f"{kind} {name}")
        return out

    def _least(self, aim: list[float]) -> float:
        from scipy.optimize import Bounds, LinearConstraint, milp  # a second, of this module alone

        fits = LinearConstraint(np.array(self.rows), *zip(*self.bounds, strict=True))
        whole = np.ones(len(self.cells))
        found = milp(np.array(aim), constraints=fits, bounds=Bounds(0), integrality=whole)
        assert found.x is not None, "what was published fits together"
        return float(np.round(np.dot(aim, found.x)))


def _cells(kind):
    """(kind, (code before, code after), counted), places of codes in CODES; None of who did not answer."""
    first, second = (range(len(CODES)) if kind[place] else (None,) for place in range(2))
    counted = (True, False) if kind[0] and kind[1] else (False,)
    return [(kind, pair, c) for pair in product(first, second) for c in counted]


def _step(cell) -> int | None:
    """By how much the people of a cell are counted to have moved; None of who is in no pair."""
    _kind, (before, after), counted = cell
    if not (counted and VALID[before] and VALID[after]):
        return None
    return CODES[after] - CODES[before]


def fixed_people(base: waves.Wave, after: waves.Wave) -> tuple[int, list[str]]:
    """How many changes were told, and who is found out by them with all else that is published of both rounds."""
    everybody = frozenset(base.values)
    panel = waves.panel_of(everybody, base, after)
    told = waves.change_of(panel, everybody, base, (), after)
    if not told:
        return 0, []
    attack = Attack(base, after)
    attack.add_change(panel, told["Q0"])
    return 1, attack.found_out()


def test_no_change_fixes_anybodys_answer():
    told = 0
    for seed in range(21):
        number, out = fixed_people(*simulated(seed))
        told += number
        assert out == [], seed
    assert told >= 7, "a rule that hid everything would pass as well"


@pytest.mark.wide
def test_the_attack_finds_who_stands_alone_outside_the_pairs(monkeypatch):
    """Otherwise the test above could not fail."""
    monkeypatch.setattr(waves, "panel_of", lambda before, base, after: before & after.values.keys())
    monkeypatch.setattr(waves, "_is_mixed", lambda *_part: True)

    names = people(13)
    base = wave({name: [1 + n % 5] for n, name in enumerate(names[:12])})
    after = wave({name: [2 + n % 4] for n, name in enumerate(names)})

    told, found = fixed_people(base, after)

    assert (told, found) == (1, ["(False, True, 'None') after"])


# Through the rounds


def rise(number: int) -> tuple[str, str]:
    return str((1, 2, 4, 2, 5)[number % 5]), str((3, 3, 3, 4, 5)[number % 5])


@pytest.mark.wide
@pytest.mark.django_db
def test_rounds_are_paired_blindly_and_only_sums_stay():
    workshop = held(people=24)
    start = baseline_of(workshop, [BASELINE | {"KNO0": rise(n)[0]} for n in range(24)])
    assert "waves" not in results_service.prepare(start.pk).content
    end = open_now(start.survey.rounds.get(kind=Kind.END))
    end = answered(end, [FORM | {"KNO2": rise(n)[1], "CON2": "4"} for n in range(24)])

    made = results_service.prepare(end.pk)

    assert misfits(made.content, Prepared) == []
    assert made.content["waves"] == {
        "base": "R0",
        "people": 24,
        "items": {
            "KNO2": {
                "before": "KNO0",
                "pairs": 24,
                "higher": [15, 15],
                "lower": [5, 5],
                "mean": 0.8,
                "interval": [0.3, 1.3],
            }
        },
    }, "CON0 was the same for all, so its change would say what everybody said"
    assert made.content["attended"] == 24
    keys.destroy(end.survey, on=timezone.localdate())
    response = Response.objects.filter(round=end).first()
    response.pk = None
    assert results_service.prepare(end.pk).content["waves"] == made.content["waves"]


@pytest.mark.wide
@pytest.mark.django_db
def test_the_page_and_the_api_tell_change_with_pairs_and_the_look_back_apart(client):
    workshop = held(people=24)
    start = baseline_of(workshop, [BASELINE | {"KNO0": rise(n)[0]} for n in range(24)])
    results_service.prepare(start.pk)
    end = open_now(start.survey.rounds.get(kind=Kind.END))
    end = answered(end, [FORM | {"KNO2": rise(n)[1]} for n in range(24)])
    results_service.prepare(end.pk)
    Workshop.objects.filter(pk=workshop.pk).update(status="evaluated")

    page = client.get(reverse("evaluations:results", args=[workshop.code]))

    (row,) = page.context["since"].rows
    assert (row.pairs, row.higher, row.lower) == (
        "24",
        "63\N{NO-BREAK SPACE}%",
        "21\N{NO-BREAK SPACE}%",
    )
    assert (row.mean, row.verdict) == ("+0.8 (+0.3 to +1.3)", "Higher, beyond chance")
    assert page.context["since"].base == "Baseline, with the registration"
    said = {
        one.code: one.sentence for _code, _title, items in page.context["sections"] for one in items
    }
    assert said["KNO1"] == "", "how it was before is neither praise nor blame"
    assert "Looking back" in page.content.decode()
    told = client.get(f"/api/v1/evaluations/{workshop.code}/").json()["results"]
    assert told[1]["waves"]["items"]["KNO2"]["pairs"] == 24


@pytest.mark.wide(but="room")
@pytest.mark.django_db
@pytest.mark.parametrize("lost", ["key", "room"])
def test_no_change_is_told_without_the_key_or_after_a_live_page(lost):
    workshop = held(people=12)
    start = baseline_of(workshop, [BASELINE | {"KNO0": rise(n)[0]} for n in range(12)])
    results_service.prepare(start.pk)
    end = open_now(start.survey.rounds.get(kind=Kind.END))
    end = answered(end, [FORM | {"KNO2": rise(n)[1]} for n in range(12)])
    if lost == "key":
        keys.destroy(end.survey, on=timezone.localdate())
    else:
        SurveyRound.objects.filter(pk=end.pk).update(shared_live=True)

    assert "waves" not in results_service.prepare(end.pk).content


@pytest.mark.wide
@pytest.mark.django_db
def test_six_and_twelve_months_are_compared_with_the_first_round_too():
    workshop = held(people=28)
    start = baseline_of(workshop, [BASELINE | {"KNO0": rise(n)[0]} for n in range(28)])
    results_service.prepare(start.pk)
    end = open_now(start.survey.rounds.get(kind=Kind.END))
    end = answered(end, [FORM | {"KNO2": rise(n)[1]} for n in range(28)])
    results_service.prepare(end.pk)
    surveys.add_year(survey=end.survey, at=timezone.now())
    told = []
    for kind in (Kind.FOLLOW_UP, Kind.YEAR):
        later = open_now(end.survey.rounds.get(kind=kind))
        form = {"F_APP": "4", "F_SHA": "2", "F_POL": "3", "F_POST": "1", "F_DAT": "1"}
        asks = set(later.items.values_list("name", flat=True))
        assert {"KNO0", "CON0", "CUR1", "F_APP"} <= asks
        forms = [form | {"KNO0": rise(n)[1]} if n < 16 else None for n in range(28)]
        told.append(results_service.prepare(answered(later, forms).pk).content["waves"])

    assert [one["base"] for one in told] == ["R0", "R0"]
    assert [one["items"]["KNO0"]["pairs"] for one in told] == [16, 16]
    assert "F_INT" not in asks, "the plan is asked about once"


@pytest.mark.django_db
def test_who_did_not_agree_is_not_asked_but_told_of_among_those_who_came():
    workshop = held(people=10)
    some = list(workshop.registrations.order_by("pk").values_list("pk", flat=True)[:3])
    Registration.objects.filter(pk__in=some).update(consent_contact=False)
    later = closed(opened(Kind.FOLLOW_UP, workshop=workshop))

    content = results_service.prepare(later.pk).content

    assert (content["audience"], content["attended"], content["answered"]) == (7, 10, 0)


@pytest.mark.django_db
def test_a_round_after_twelve_months_is_added_once_and_while_there_is_a_key():
    survey = surveys.set_up(workshop=held(people=0), at=timezone.now())

    round_ = surveys.add_year(survey=survey, at=timezone.now())

    assert surveys.add_year(survey=survey, at=timezone.now()) == round_
    surveys.remove_year(round_=round_)
    keys.destroy(survey, on=timezone.localdate())
    with pytest.raises(Refused):
        surveys.add_year(survey=survey, at=timezone.now())
