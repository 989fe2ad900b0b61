"""Indices of a migration matrix: the textbook's, by hand, and against a slow reading of the definitions."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from indicators.compute import Groups, compute_all
from indicators.compute.networks import NAMES, field_indices, indices
from tests.indicators.compute.cells import cells_of, given
from tests.width import cases

TEXTBOOK = np.array([[0, 10, 10], [20, 0, 20], [30, 30, 0]], float)
"""The matrix of the documentation of the R package migration.indices, after Bell and others."""
BY_HAND = {
    "MEI": 25, "CONN": 1, "GINI_T": 0.266667, "GINI_T_UNC": 0.222222, "GINI_ROW": 0,
    "GINI_COL_STD": 25, "GINI_EXCH_STD": 25, "ACV": 0.333333, "ACV_OUT": 0, "MWG_IN": 0.333333,
    "MWG_OUT": 0, "MWG": 0.166667, "INEQ": 1 / 6, "CMI": 12_000,
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), BY_HAND.items())
def test_the_textbook_matrix(name, value):
    assert indices(TEXTBOOK)[name] == pytest.approx(value, abs=5e-7)


def test_the_fields_of_the_textbook_matrix():
    out, into = field_indices(TEXTBOOK)

    assert out.tolist() == [0, 0, 0]
    assert into == pytest.approx([0.2, 0.5, 1 / 3])


@pytest.mark.parametrize("matrix", [np.zeros((3, 3)), np.zeros((1, 1)), np.zeros((0, 0))])
def test_where_nobody_moved_there_is_no_index(matrix):
    assert all(np.isnan(value) for value in indices(matrix).values())
    assert np.isnan(np.array(field_indices(matrix))).all()


def slowly(m) -> dict[str, float]:
    """The definitions of the method, cell by cell."""
    n = len(m)
    pairs = [(i, j) for i, j in product(range(n), repeat=2) if i != j]
    total, number = sum(m[p] for p in pairs), len(pairs)
    out = [sum(m[i, j] for j in range(n) if j != i) for i in range(n)]
    into = [sum(m[i, j] for i in range(n) if i != j) for j in range(n)]
    between = sum(abs(m[a] - m[b]) for a, b in permutations(pairs, 2))
    uncorrected = between / (2 * number * total)
    in_rows = sum(abs(m[a] - m[b]) for a, b in permutations(pairs, 2) if a[0] == b[0])
    exchange = sum(abs(m[i, j] - m[j, i]) for i, j in pairs)
    variation = sum(
        out[i] / total * np.std(row) / np.mean(row)
        for i, row in enumerate([[m[i, j] for j in range(n) if j != i] for i in range(n)])
        if out[i]
    )
    return {
        "MEI": 100 * sum(abs(a - b) for a, b in zip(into, out, strict=True)) / (2 * total),
        "CONN": sum(1 for p in pairs if m[p]) / number,
        "INEQ": sum(abs(m[p] / total - 1 / number) for p in pairs) / 2,
        "GINI_T": between / (2 * (number - 1) * total),
        "GINI_T_UNC": uncorrected,
        "GINI_ROW": in_rows / (2 * number * total),
        "GINI_EXCH": exchange / (2 * number * total),
        "ACV_OUT": variation,
        "MWG_OUT": sum(
            sum(abs(a - b) for a, b in permutations([m[i, j] for j in range(n) if j != i], 2))
            for i in range(n)
        )
        / (2 * (n - 2) * total),
    }


@settings(max_examples=cases(30), deadline=None)
@for_any(
    st.integers(3, 5).flatmap(
        lambda n: st.lists(st.integers(0, 50), min_size=n * n, max_size=n * n)
    )
)
def test_sorting_gives_what_the_definitions_give_and_turning_round_swaps_the_sides(cells):
    n = int(len(cells) ** 0.5)
    m = np.array(cells, float).reshape(n, n)
    np.fill_diagonal(m, 0)
    if not m.any():
        return
    found, turned = indices(m), indices(m.T.copy())

    for name, value in slowly(m).items():
        assert found[name] == pytest.approx(value, rel=1e-9, abs=1e-12), name
    for one, other in (("GINI_ROW", "GINI_COL"), ("ACV_OUT", "ACV_IN"), ("MWG_OUT", "MWG_IN")):
        assert found[one] == pytest.approx(turned[other], abs=1e-12)
    assert set(found) == set(NAMES)


AREAS = ("AAA", "BBB", "CCC", "ZZZ")


def computed(members):
    """The textbook matrix as a stock of 2000, with an outsider, women and men in halves."""
    rows = {
        (AREAS[j], AREAS[i], 2000): TEXTBOOK[i, j] / 2
        for i, j in product(range(3), repeat=2)
        if i != j
    }
    rows |= {("ZZZ", "AAA", 2000): 40.0, ("AAA", "ZZZ", 2000): 15.0, ("AAA", "OOO", 2000): 1.0}
    series = {
        "stock_f": rows,
        "stock_m": rows,
        "pop": {(code, 2000): 1000.0 for code in AREAS},
    }
    inputs = given((*AREAS, "OOO"), series, (2000, 2001), ("stock_f", "stock_m"))
    groups = Groups.of(inputs.axes, members)
    return {
        code: cells_of(one, inputs, groups) for code, one in compute_all(inputs, groups).items()
    }


def test_a_group_has_the_indices_of_its_own_matrix_and_countries_have_none():
    found = computed({"ABC": AREAS[:3]})

    for name, value in BY_HAND.items():
        if name != "CMI":
            cells = found[f"IDX_{name}"]
            assert set(cells) == {("ABC", 2000)}
            assert cells["ABC", 2000][0] == pytest.approx(value, abs=5e-7), name
            assert cells["ABC", 2000][1:] == ("E", 1)
    # 100 * (|60-20|... : sums in are 50, 40, 30 and out 20, 40, 60) / 2 / 3,000 inhabitants
    assert found["IDX_ANMR"]["ABC", 2000][0] == pytest.approx(100 * 30 / 3000)
    assert set(found["IDX_GINI_OUT"]) == {(code, 2000) for code in AREAS}


def test_concentration_of_countries_of_groups_put_together_and_what_stays_within():
    found = computed({"ABC": AREAS[:3], "WLD": AREAS})

    assert found["HHI_DEST"]["AAA", 2000][0] == pytest.approx((10**2 + 10**2 + 80**2) / 100**2)
    assert found["HHI_ORIG"]["AAA", 2000][0] == pytest.approx((20**2 + 30**2 + 30**2) / 80**2)
    # of the three together: to AAA 50, BBB 40, CCC 30, ZZZ 80
    assert found["HHI_DEST"]["ABC", 2000][0] == pytest.approx(
        (50**2 + 40**2 + 30**2 + 80**2) / 200**2
    )
    assert found["MIG_INTRA_EMI"]["ABC", 2000][0] == pytest.approx(100 * 120 / 200)
    assert found["MIG_INTRA_IMM"]["ABC", 2000][0] == pytest.approx(100 * 120 / 150)
    assert found["MIG_INTRA_EMI"]["WLD", 2000][1] == "M", "nobody leaves the world"
