"""Tests of differences against other libraries and by hand."""

import pytest

from evaluations.statistics import differences


@pytest.mark.parametrize(
    "table", [(8, 10, 1, 10), (0, 5, 5, 5), (3, 30, 9, 20), (12, 16, 9, 16), (0, 10, 0, 10)]
)
def test_fishers_test_is_that_of_scipy(table):
    from scipy.stats import fisher_exact

    k, n, other_k, other_n = table

    expected = fisher_exact([[k, n - k], [other_k, other_n - other_k]]).pvalue

    assert differences.fisher(*table) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("higher", "lower"), [(8, 2), (20, 4), (5, 5), (0, 0), (1, 0)])
def test_the_sign_test_is_the_binomial_test_of_scipy(higher, lower):
    from scipy.stats import binomtest

    expected = binomtest(higher, higher + lower).pvalue if higher + lower else 1.0

    assert differences.sign_test(higher, lower) == pytest.approx(min(expected, 1), abs=1e-12)


def test_of_a_band_the_end_counts_that_makes_the_difference_smallest():
    assert differences.change_test([9, 10], [0, 1]) == (differences.sign_test(9, 1), "higher")
    assert differences.change_test([0, 2], [1, 3]) == (1.0, "none")
    assert differences.share_test([10, 9, 10], [10, 0, 1]) == differences.fisher(9, 10, 1, 10)
    assert differences.share_test([10, 8, 10], [10, 9, 10]) == 1.0


def test_holms_rule_stops_at_the_first_that_is_not_certain():
    assert differences.holm({"a": 0.012, "b": 0.02, "c": 0.04, "d": 0.5}) == {"a"}
    assert differences.holm({"a": 0.01, "b": 0.016, "c": 0.02}) == {"a", "b", "c"}
    assert differences.holm({}) == set()


def test_a_group_is_told_from_the_others_only_beyond_chance():
    cells = {"Q0": [[20, 18, 18], [20, 4, 4]], "Q1": [[20, 11, 11], [20, 9, 9]], "Q2": [None, None]}

    assert differences.differing_groups(cells) == {("Q0", 0), ("Q0", 1)}
    three = {"Q0": [[20, 19, 20], [20, 3, 3], None, [20, 12, 12]]}
    assert differences.differing_groups(three) == {("Q0", 0), ("Q0", 1)}
