"""The contract of formulas, the choice of a basis, and fingerprints of inputs."""

import csv
import subprocess
import sys

import numpy as np
import pytest

from indicators.compute import (
    FORMULAS,
    REGISTERED,
    Axes,
    Groups,
    Inputs,
    Panel,
    SeriesInput,
    choose,
    compute_all,
    depends,
    digest,
)
from indicators.compute.formulas import Formula
from indicators.compute.registry import formula
from indicators.compute.terms import Terms, total
from tests.indicators.compute import official
from tests.indicators.compute.cells import given, nobody

CELLS = {("AAA", 2001): 1.0, ("BBB", 2001): 2.0, ("BBB", 2002): 3.0}


def a_note(remin: Panel) -> Terms:
    """A method note that is long enough to be published beside the figure it explains."""
    return total(remin)


def without_a_note(remin: Panel) -> Terms:
    return total(remin)


GOOD = {
    "code": "TRIAL", "id": 999, "name": "Trial", "unit": "USD", "decimals": 0, "basis": "wdi",
    "theme": "context", "aggregate": "sum",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"code": "trial"}, "capitals"),
        ({"basis": "mixed"}, "basis is known"),
        ({"theme": "weather"}, "theme is known"),
        ({"aggregate": "mean"}, "aggregate strategy"),
        ({"status": "X"}, "letter in use"),
        ({"version": 0}, "version starts"),
        ({"id": FORMULAS["REM_IN_GDP"][0].id}, "id belongs"),
        ({"code": "REM_IN_GDP", "id": FORMULAS["REM_IN_GDP"][0].id}, "one formula per basis"),
    ],
)
def test_a_formula_that_breaks_the_contract_is_refused(change, reason):
    with pytest.raises(ValueError, match=reason):
        formula(**(GOOD | change))(a_note)
    assert "TRIAL" not in FORMULAS


def test_a_formula_without_a_note_is_refused():
    with pytest.raises(ValueError, match="method note"):
        formula(**GOOD)(without_a_note)


def test_a_parameter_of_no_known_shape_is_refused():
    def bad(remin: float) -> Terms:
        """A method note that is long enough to be published beside the figure it explains."""

    with pytest.raises(TypeError, match="remin must be one of the shapes"):
        formula(**GOOD)(bad)


def test_parameters_are_the_series_read():
    wdi, wfb = FORMULAS["REM_IN_GDP"]

    assert (wdi.basis, wdi.inputs, wdi.reads) == ("wdi", ("remin", "gdp"), ("remin", "gdp", "pop"))
    assert (wfb.basis, wfb.population) == ("wfb", "wfb_pop")
    assert "unhcr_idp" in FORMULAS["REF_HOST"][0].optional
    assert isinstance(wdi, Formula)


def test_the_first_basis_with_all_inputs_is_chosen():
    assert choose("REM_IN_GDP", {"remin", "gdp", "wfb_gdp"}).basis == "wdi"
    assert choose("REM_IN_GDP", {"remin", "wfb_remittances_gdp", "wfb_gdp"}).basis == "wfb"
    assert choose("REM_IN_GDP", {"remin"}) is None


def test_indicators_that_depend_on_a_series():
    assert depends({"fdiin"}) == {"REM_FDI_RATIO"}
    assert {"MIG_IMM", "REM_IN_PER_EMIG", "MIG_REF_SHARE"} <= depends({"stock_f"})
    assert "REM_IN_USD" in depends({"pop"}), "population decides the coverage of its aggregates"
    assert depends({"nothing"}) == frozenset()


@official.needs_data
def test_names_units_and_decimals_are_those_of_the_list():
    with (official.DATA / "indicators.csv").open(encoding="utf-8") as file:
        listed = {row["code"]: row for row in csv.DictReader(file)}
    ours = {code: found[0] for code, found in REGISTERED.items() if code in listed}

    assert {code.split(":")[0] for code in listed} - ours.keys() == {"BRE_USD"}, "listed by variant"
    for code, one in ours.items():
        row = listed[code]
        assert (one.name, one.unit, one.decimals) == (
            row["name"],
            row["unit_measure"],
            int(row["decimals"]),
        )
        assert one.status == row["default_obs_status"], code


def fingerprint(series, members=("AAA",), areas=("AAA", "BBB", "CCC"), code="REM_IN_USD"):
    """Digest of one indicator."""
    inputs = given(areas, series, ids=[ord(name[0]) for name in areas])
    groups = Groups.of(inputs.axes, {"ONE": members}, {"ONE": 900})
    return digest(FORMULAS[code][0], inputs, groups)


def test_the_digest_ignores_order_and_what_is_not_read():
    turned = dict(reversed(CELLS.items()))
    first = fingerprint({"remin": CELLS})

    assert first == fingerprint({"remin": turned, "gdp": CELLS})
    assert first == fingerprint({"remin": CELLS}, areas=("CCC", "BBB", "AAA"))


def test_the_digest_sees_values_statuses_groups_formula_and_weights():
    found = {
        fingerprint({"remin": CELLS}),
        fingerprint({"remin": CELLS | {("AAA", 2001): 1.5}}),
        fingerprint({"remin": CELLS | {("AAA", 2001): (1.0, "E")}}),
        fingerprint({"remin": CELLS}, members=("BBB",)),
        fingerprint({"remin": CELLS, "pop": CELLS}),
        fingerprint({"remin": CELLS}, code="REM_IN_GROWTH"),
    }

    assert len(found) == 6


@pytest.mark.wide
def test_the_digest_is_the_same_in_another_process():
    script = (
        "from tests.indicators.compute.test_registry import CELLS, fingerprint;"
        "print(fingerprint({'remin': CELLS}))"
    )
    other = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert other.stdout.strip() == fingerprint({"remin": CELLS})


def test_two_figures_for_the_same_cell_are_refused_by_name():
    axes = Axes(("AAA", "BBB"), (2001, 2002))
    twice = SeriesInput.of(np.array([1, 1]), np.array([2002, 2002]), np.array([1.0, 2.0]))

    with pytest.raises(ValueError, match="remin has two figures for BBB in 2002"):
        Inputs(axes, {"remin": twice}).panel("remin")


@pytest.mark.parametrize("number", [7, -3])
def test_an_area_that_is_not_on_the_axes_is_refused(number):
    strange = SeriesInput.of(np.array([number]), np.array([2001]), np.array([1.0]))

    with pytest.raises(ValueError, match=f"area id {number} is not on the axes"):
        Inputs(Axes(("AAA",), (2001,)), {"remin": strange}).panel("remin")


def test_a_number_that_is_not_finite_is_refused():
    inputs = given(["AAA"], {"remin": {("AAA", 2001): float("inf")}})

    with pytest.raises(ValueError, match="not a finite number"):
        compute_all(inputs, nobody(inputs))


def test_a_row_that_says_missing_is_told_with_its_reason():
    inputs = given(["AAA"], {"remin": {("AAA", 2001): (5.0, "K"), ("AAA", 2002): (5.0, "O")}})
    result = compute_all(inputs, nobody(inputs))["REM_IN_USD"]

    assert (result.year.tolist(), result.letters.tolist()) == ([2001], ["K"])
    assert np.isnan(result.value).all()


def test_columns_are_ready_for_copy():
    inputs = given(["AAA", "BBB"], {"remin": CELLS}, ids=[608, 36])
    result = compute_all(inputs, Groups.of(inputs.axes, {"ONE": ["AAA"]}, {"ONE": 900}))[
        "REM_IN_USD"
    ]

    kinds = [
        str(c.dtype)
        for c in (result.area_code, result.year, result.value, result.status, result.coverage)
    ]
    assert kinds == ["int32", "int16", "float64", "uint8", "float64"]
    assert set(result.area_code.tolist()) <= {608, 36, 900}
