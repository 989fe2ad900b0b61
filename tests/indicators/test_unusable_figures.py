"""No file, of whatever shape, stops the computation of others."""

import dataclasses

import pytest

from core.models import Job
from indicators.compute import FORMULAS
from indicators.models import ComputeFailure, Finding, Release, ReleaseEntry
from indicators.services import calculations, work
from tests import published

TOTALS = (
    b'Year,"Country of Asylum","Country of Origin","Country of Asylum ISO","Country of Origin ISO",'
    b"Refugees,Asylum-seekers\n"
    b"2019,-,Tajikistan,-,TJK,8015,2320\n"
    b"2020,-,Tajikistan,-,TJK,8399,2746\n"
)


@pytest.fixture
def prepared(db):
    published.prepare()


def load_both():
    published.load(published.observations(remin=published.REMITTANCES, gdp=published.GDP))


def published_codes():
    return set(
        ReleaseEntry.objects.filter(release__is_current=True).values_list(
            "indicator__code", flat=True
        )
    )


def test_totals_over_countries_of_asylum_are_reported_and_left_out(prepared):
    snapshot = published.load(TOTALS, "unhcr.csv")
    load_both()

    release, _computed = calculations.refresh()

    assert Release.objects.get(is_current=True).pk == release
    assert "REM_IN_GDP" in published_codes()
    unused = Finding.objects.filter(snapshot_series__snapshot=snapshot, check_name="unused")
    assert {(one.area.code, one.year) for one in unused} == {("WLD", 2019), ("WLD", 2020)}
    assert not ComputeFailure.objects.exists()


def test_a_formula_that_breaks_is_reported_and_the_others_are_published(prepared, monkeypatch):
    def breaks(**series):
        raise ValueError("a figure that nobody thought of")

    [first, *others] = FORMULAS["REM_IN_GDP"]
    broken = dataclasses.replace(first, function=breaks)
    monkeypatch.setitem(FORMULAS, "REM_IN_GDP", (broken, *others))
    load_both()

    said = work.refresh(Job.objects.create(kind="refresh"))

    assert "REM_IN_GDP could not be computed: ValueError: a figure that nobody" in said
    assert "REM_IN_USD" in published_codes()
    assert "REM_IN_GDP" not in published_codes()
    assert ComputeFailure.objects.get().indicator.code == "REM_IN_GDP"
    assert not calculations.is_due()

    monkeypatch.undo()
    calculations.refresh()
    assert "REM_IN_GDP" in published_codes()
    assert not ComputeFailure.objects.exists()


@pytest.mark.wide
def test_an_indicator_whose_newest_figures_break_keeps_those_of_before(prepared, monkeypatch):
    load_both()
    before, _computed = calculations.refresh()
    newer = {area: {2019: 2.0e9, 2020: 3.0e9} for area in published.REMITTANCES}
    snapshot = published.load(published.world_bank(newer, "2026-01-31"), "API_BX.csv")
    real = calculations.figures_of

    def figures_of(formula, inputs, groups):
        if formula.code == "REM_IN_GDP":
            raise ValueError("no such figure")
        return real(formula, inputs, groups)

    monkeypatch.setattr(calculations, "figures_of", figures_of)
    after, _computed = calculations.refresh()

    assert after > before
    entry = ReleaseEntry.objects.get(release=after, indicator__code="REM_IN_GDP")
    assert entry.run.vintage < snapshot.vintage
    assert set(ComputeFailure.objects.get().inputs.values_list("series__code", flat=True)) >= {
        "remin"
    }
