"""Statistics of answers: by hand, and as scipy and statsmodels compute them.

Those two take a second to import: by the tests that compare with them, not by every worker.
"""

import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.statistics import agreement, counting, pairs, pooling, rates, summary, wording
from evaluations.statistics.codes import DONT_KNOW, MISSING, NOT_APPLICABLE, NOT_ASKED
from evaluations.statistics.frames import Item
from evaluations.statistics.intervals import effective_size, wilson
from tests.evaluations.results.rooms import a5, answers, room
from tests.width import cases

TWELVE = [5, 5, 5, 4, 4, 4, 4, 3, 3, 2, 1, 1]


def test_twelve_answers_by_hand():
    silent = [NOT_APPLICABLE, DONT_KNOW, MISSING, NOT_ASKED]
    found = summary.figures(answers([*TWELVE, *silent], audience=[20]))
    counts = found.counts

    assert counts.answered[0] == 16
    assert counts.valid[0, 0] == 12
    assert [int(counts.special(code)[0, 0]) for code in silent] == [1, 1, 1, 1]
    assert (found.low[0, 0], found.high[0, 0]) == (7, 7)  # 3 times 5 and 4 times 4
    assert found.mean[0, 0] == pytest.approx(41 / 12)
    assert found.median[0, 0] == 4
    # 12 * 19 / 8 = 28.5 answers' worth of certainty about a room of twenty.
    assert effective_size(12, 20) == pytest.approx(28.5)


@settings(max_examples=cases(40), deadline=None)
@given(st.lists(st.integers(1, 5), min_size=8, max_size=60))
def test_mean_deviation_and_median_are_those_of_other_libraries(codes):
    counts = counting.count(answers(codes)).codes
    mean, deviation = summary.moments(counts)

    assert mean[0, 0] == pytest.approx(np.mean(codes))
    assert deviation[0, 0] == pytest.approx(statistics.stdev(codes), abs=1e-9)
    assert summary.medians(counts)[0, 0] == np.median(codes)


@settings(max_examples=cases(60), deadline=None)
@given(n=st.integers(1, 500), part=st.floats(0, 1), more=st.integers(1, 500))
def test_the_interval_is_wilson_on_the_effective_size(n, part, more):
    from scipy import stats
    from statsmodels.stats.proportion import proportion_confint

    k, audience = round(part * n), n + more
    size = n * (audience - 1) / (audience - n)
    lower, upper = wilson(k / n, effective_size(n, audience))
    expected = proportion_confint(k / n * size, size, method="wilson")

    assert (float(lower), float(upper)) == pytest.approx(expected, abs=1e-9)
    # More certain than if the room had been endless.
    endless = stats.binomtest(k, n).proportion_ci(method="wilson")
    assert upper - lower <= endless.high - endless.low + 1e-9


@pytest.mark.parametrize(
    ("n", "audience", "share", "said"),
    [
        (20, 20, 0.7, (0.7, 0.7)),  # everybody answered: no sampling error
        (21, 20, 0.7, (0.7, 0.7)),  # one answer more than people who came
        (1, 1, 1.0, (1.0, 1.0)),
    ],
)
def test_full_response_has_no_interval(n, audience, share, said):
    assert tuple(map(float, wilson(share, effective_size(n, audience)))) == said


def test_an_interval_of_nothing_is_no_number():
    assert np.isnan(wilson(0.5, effective_size(0, 20))).all()


def test_several_of_many_are_counted_by_option():
    item = Item("ENA1", "multiple", (1, 2, 3))
    found = counting.count(answers([0b101, 0b001, 0b111, MISSING], items=(item,)))

    assert found.valid[0, 0] == 3
    assert found.ticked[0, 0].tolist() == [3, 1, 2]


@pytest.mark.wide
def test_paired_change_is_that_of_the_same_people():
    from scipy import stats

    before, after = (
        np.array([2, 3, 2, 4, 1, 3, 2, MISSING, 3, 5]),
        np.array([4, 4, 3, 4, 3, 2, 4, 5, 5, DONT_KNOW]),
    )
    found = pairs.paired_change(before, after)

    assert (found.pairs, found.low, found.high) == (8, 6, 6)
    assert found.mean == pytest.approx(9 / 8)
    assert found.deviation == pytest.approx(
        stats.tstd(after[[0, 1, 2, 3, 4, 5, 6, 8]] - before[[0, 1, 2, 3, 4, 5, 6, 8]])
    )


@pytest.mark.parametrize("count", [0, 4])
def test_few_pairs_say_only_how_many_they_are(count):
    found = pairs.paired_change(np.full(count, 2), np.full(count, 4))

    assert (found.pairs, found.low, found.mean) == (count, None, None)


def test_rows_of_two_rounds_meet_by_pseudonym():
    one, two = pairs.joined(np.array([7, 3, -1, 9]), np.array([9, -1, 7, 1]))

    assert sorted(zip(one.tolist(), two.tolist(), strict=True)) == [(0, 2), (3, 0)]


def test_realised_intentions_need_five_pairs():
    done = np.array([5, 4, 4, 3, 1, 2, MISSING])

    assert pairs.realised(done) == pairs.Realised(6, 3, 3)
    assert pairs.realised(done[:4]) == pairs.Realised(4)


def test_a_barrier_named_by_few_is_hidden_and_so_is_one_named_by_all_but_few():
    status = np.array([5, 5, 4, 3, 1, 2, 5, 1, 4, 2, 1, 5])
    named = np.array([1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 2])  # eleven name 1, six name 2

    first, second = pairs.realised_by_barrier(status, named, (1, 2))

    assert first == pairs.Realised(0)
    assert second == pairs.Realised(6, 3, 3)


def test_agreement_is_cohens_kappa():
    from statsmodels.stats.inter_rater import cohens_kappa

    first = {"a": {"x"}, "b": {"x", "y"}, "c": set(), "d": {"y"}, "e": {"x"}, "only": {"x"}}
    second = {"a": {"x"}, "b": {"y"}, "c": set(), "d": {"y"}, "e": {"x"}}
    found = agreement.agree(first, second, "x")

    assert (found.texts, found.both, found.only_one, found.none) == (5, 2, 1, 2)
    assert found.kappa == pytest.approx(cohens_kappa([[2, 1], [0, 2]]).kappa)
    assert found.observed == pytest.approx(0.8)
    assert agreement.overall(first, second, {"x", "y"}).texts == 10


@pytest.mark.parametrize("given_to", [{"x"}, set()])
def test_agreement_without_any_difference_between_texts_has_no_kappa(given_to):
    both = {str(n): given_to for n in range(4)}

    assert agreement.agree(both, both, "x").kappa is None
    assert agreement.agree({}, {}, "x").observed == 0


@pytest.mark.parametrize(
    ("percent", "lower", "response", "word"),
    [
        (100, 100, 100, "all"), (100, 97, 99, "nearly_all"), (95, 90, 80, "nearly_all"), (95, 89.9, 80, "large_majority"),
        (80, 75, 60, "large_majority"), (71, 66, 79, "most"), (66, 60, 79, "most"), (66, 59.9, 79, "majority"),
        (58, 50.1, 79, "majority"), (58, 50, 79, "none_said"), (55, 44, 79, "half"), (45, 30, 79, "half"),
        (44.9, 30, 79, "some"), (20, 10, 79, "some"), (19.9, 10, 79, "few"), (0, 0, 100, "few"),
        (95, 93, 39.9, "none_said"), (95, 93, 40, "nearly_all"),
    ],
)  # fmt: skip
def test_a_word_needs_its_figures(percent, lower, response, word):
    assert wording.quantifier(percent, lower, response) == word


@pytest.mark.parametrize(
    ("answered", "audience", "rate"), [(82, 104, 78.846), (0, 5, 0), (6, 5, 100), (0, 0, None)]
)
def test_response_rate(answered, audience, rate):
    assert rates.response_rate(answered, audience) == (rate and pytest.approx(rate, abs=1e-3))


def test_non_response_by_group_hides_small_groups_with_their_remainder():
    found = rates.by_group(np.array([20, 12, 4, 6]), np.array([15, 3, 4, 2]))

    assert found.visible.tolist() == [True, True, False, False]
    # Respondents are 15 + 3 + 4 + 2 = 24 of 42; shares differ by .148, .161, .071 and .060.
    assert rates.difference_in_shares(found.audience, found.answered) == pytest.approx(
        22.02, abs=0.01
    )
    assert rates.difference_in_shares(np.array([3]), np.array([0])) == 0


def test_pooling_adds_participants_and_averages_events():
    from statsmodels.stats.proportion import proportion_confint

    shares = [
        pooling.Share(n=20, low=15, high=15, answered=22, audience=30),
        pooling.Share(n=40, low=20, high=20, answered=40, audience=40),
        None,
    ]
    found = pooling.pool(shares)

    assert (found.n, found.favourable, found.events, found.of) == (60, (35, 35), 2, 3)
    assert found.percent == pytest.approx(58.333, abs=1e-3)
    assert found.average == pytest.approx((75 + 50) / 2)
    size = 60 * 69 / 10
    assert found.interval == pytest.approx(
        [100 * end for end in proportion_confint(35 / 60 * size, size, method="wilson")]
    )
    assert pooling.pool([None, None]) is None


@settings(max_examples=cases(25), deadline=None)
@given(
    seed=st.integers(0, 10_000),
    events=st.integers(1, 4),
    people=st.integers(2, 40),
    response=st.floats(0, 1),
)
def test_denominators_hold(seed, events, people, response):
    made = room(seed, events=events, people=people, response=response)
    found = summary.figures(made)
    counts = found.counts

    assert (counts.answered <= counts.audience).all()
    assert (counts.valid <= counts.answered[:, None]).all()
    assert (counts.codes.sum(axis=2) == counts.answered[:, None]).all()
    assert (counts.favourable <= counts.valid).all()
    assert (found.low <= counts.favourable).all()
    assert (counts.favourable <= found.high).all()
    for table in summary.groups(made).values():
        n, shown = table.counts.valid, table.published
        assert (n.sum(axis=0) == counts.valid).all()
        assert (
            table.counts.answered <= np.maximum(table.counts.audience, table.counts.answered)
        ).all()
        assert (n[shown.visible] >= 5).all()
        # What is hidden is at least five answers under every total, or nothing is.
        hidden = np.where(shown.visible, 0, n).sum(axis=0)
        listed = (table.counts.audience > 0)[:, :, None] & ~shown.visible
        partly = shown.visible.any(axis=0) & listed.any(axis=0)
        assert (hidden[partly] >= 5).all()


def test_an_empty_round_gives_empty_tables():
    made = answers(np.empty((0, 2)), audience=[12], items=(a5("A"), a5("B")))
    found = summary.figures(made)

    assert not found.visible.any()
    assert np.isnan(found.mean).all()
    assert summary.groups(made) == {}
