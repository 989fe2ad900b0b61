"""Findings on made and on real figures: told beside the data, counted, never mended; freshness."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from indicators.analysis.quality import freshness, odd_figures
from indicators.compute import Axes
from indicators.models import Finding, Observation, Snapshot
from tests import published
from tests.indicators.compute import official
from tests.indicators.compute.cells import long
from tests.width import cases

AXES = Axes(("AAA", "BBB", "CCC", "DDD", "EEE"), tuple(range(2000, 2010)))
STEADY = {(area, year): 100.0 for area in AXES.areas for year in range(2000, 2006)}
CORRIDOR = ("stock_f", "stock_m", "bilateral_2018")


def odd(**series):
    made = {code: long(AXES, cells, pairs=code in CORRIDOR) for code, cells in series.items()}
    return {key: rows for key, rows in odd_figures(made).items() if rows}


ODD = [
    ({"unem": {("AAA", 2001): 101.0}}, ("range", "unem"), ("AAA", 2001, 101, 100)),
    ({"rpw_cost": {("AAA", 2001): -21.0}}, ("range", "rpw_cost"), ("AAA", 2001, -21, -20)),
    ({"remin": {("AAA", 2001): 10.0, ("AAA", 2002): 51.0}}, ("jump", "remin"), ("AAA", 2002, 51, 10)),
    ({"gdp": {("AAA", 2001): 51.0, ("AAA", 2003): 10.0}}, ("jump", "gdp"), ("AAA", 2003, 10, 51)),
    ({"pop": STEADY | {("AAA", 2006): 100.0}}, ("coverage", "pop"), (None, 2006, 1, 5)),
    (
        {"stock_dest": {("AAA", 2005): 99.0}, "stock_dest_f": {("AAA", 2005): 50.0},
         "stock_dest_m": {("AAA", 2005): 47.0}},
        ("additivity", "stock_dest_f"), ("AAA", 2005, 99, 97),
    ),
    (
        {"stock_dest": {("AAA", 2005): 99.0}, "stock_f": {("AAA", "BBB", 2005): 80.0, ("AAA", "CCC", 2005): 9.0},
         "stock_m": {("AAA", "BBB", 2005): 7.0, ("AAA", "CCC", 2005): 0.0}},
        ("additivity", "stock_f"), ("AAA", 2005, 99, 96),
    ),
    (
        {"remin": {("AAA", 2001): 126.0}, "remout": {("BBB", 2001): 100.0}},
        ("symmetry", "remin"), (None, 2001, 126, 100),
    ),
    (
        {"stock_f": {("AAA", "BBB", 2005): 3.0}, "stock_m": {("AAA", "CCC", 2005): 0.0}},
        ("symmetry", "stock_f"), ("AAA", 2005, 3, None),
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("series", "where", "row"), ODD, ids=[f"{w[0]} {w[1]}" for _s, w, _r in ODD]
)
def test_what_is_odd_is_found_with_what_it_was_compared_with(series, where, row):
    found = odd(**series)

    assert set(found) == {where}
    [one] = found[where]
    area = None if one.area < 0 else AXES.areas[one.area]
    expected = None if np.isnan(one.expected) else one.expected
    assert (area, one.year, one.value, expected) == row


USUAL = [
    {"unem": {("AAA", 2001): 100.0, ("AAA", 2002): 0.0}},
    {"remin": {("AAA", 2001): 10.0, ("AAA", 2002): 50.0, ("AAA", 2003): 0.0, ("AAA", 2004): 900.0}},
    {"inf": {("AAA", 2001): 1.0, ("AAA", 2002): 23_000.0}},
    {"stock_dest": {("AAA", 2005): 1001.0}, "stock_dest_f": {("AAA", 2005): 500.0}, "stock_dest_m": {("AAA", 2005): 500.0}},
    {"pop": STEADY | {(area, 2006): 100.0 for area in AXES.areas[:4]}},
    {"remin": {("AAA", 2001): 124.0}, "remout": {("BBB", 2001): 100.0}},
]  # fmt: skip


@pytest.mark.parametrize("series", USUAL)
def test_what_is_usual_is_not_told(series):
    assert odd(**series) == {}


@settings(max_examples=cases(25), deadline=None)
@for_any(
    st.dictionaries(
        st.tuples(st.sampled_from(AXES.areas), st.sampled_from(AXES.years)),
        st.floats(1, 1e12),
        min_size=1,
    ),
    st.floats(2, 4),
)
def test_jumps_do_not_depend_on_the_unit_and_are_seen_from_both_ends_of_time(cells, unit):
    def jumps(figures):
        return {
            (one.area, one.year) for one in odd(knomad_in=figures).get(("jump", "knomad_in"), [])
        }

    assert jumps(cells) == jumps({key: value * unit for key, value in cells.items()})
    turned = {(area, 4009 - year): value for (area, year), value in cells.items()}
    assert len(jumps(cells)) == len(jumps(turned))


@pytest.mark.parametrize(
    ("frequency", "newest", "state"),
    [
        ("annual", date(2026, 1, 1), "fresh"), ("annual", date(2025, 8, 1), "due"),
        ("annual", date(2024, 1, 1), "overdue"), ("quarterly", date(2026, 8, 1), "due"),
        ("quarterly", date(2020, 12, 7), "overdue"), ("irregular", date(2026, 1, 1), "unknown"),
        ("annual", None, "unknown"),
    ],
)  # fmt: skip
def test_freshness_follows_the_declared_frequency(frequency, newest, state):
    assert freshness(frequency, newest, date(2026, 11, 24)) == state


@pytest.mark.django_db
def test_findings_are_kept_with_the_file_shown_beside_the_data_and_change_no_figure(client):
    published.prepare()
    strange = {
        "TJK": {2018: 2e9, 2019: 40e9, 2020: 2e9},
        "PHL": {2018: 33e9, 2019: 35e9, 2020: 34e9},
    }
    data = published.observations(remin=strange, unem={"TJK": {2018: 131.0}})
    snapshot = published.load(data, day=date(2024, 1, 31))
    from indicators.services import calculations

    calculations.refresh()

    jumps = Finding.objects.filter(snapshot_series__snapshot=snapshot, check_name="jump").order_by(
        "year"
    )
    assert [(one.year, one.area.code, one.value, one.expected) for one in jumps] == [
        (2019, "TJK", 40e9, 2e9),
        (2020, "TJK", 2e9, 40e9),
    ]
    counts = {one.series.code: one.checks for one in snapshot.series.select_related("series")}
    assert counts["remin"]["jump"] == 2
    assert counts["remin"]["range"] == 0
    assert counts["unem"]["range"] == 1
    assert (
        Observation.objects.get(snapshot=snapshot, series_id=4, area__code="TJK", year=2019).value
        == 40e9
    )
    assert snapshot.state == Snapshot.State.LOADED
    page = client.get(snapshot.get_absolute_url()).content.decode()
    assert "Tajikistan" in page
    assert "Sudden jump" in page
    assert "#checks" in client.get("/indicators/REM_IN_USD/").content.decode()
    source = client.get("/sources/wdi/").content.decode()
    assert "#checks" in source
    assert "a new vintage is" in source, "the file is of 2025 and the source annual"


@pytest.mark.wide
@official.needs_data
def test_what_the_official_files_hold():
    inputs = official.inputs()
    found = odd_figures(inputs.series)

    jumps = {(inputs.axes.areas[one.area], one.year) for one in found["jump", "remin"]}
    assert ("ABW", 2019) not in jumps
    assert 0 < len(jumps) < 250
    assert found["symmetry", "stock_f"] == [], "every corridor has women and men"
    assert found["range", "pop"] == []
    assert {one.year for one in found["symmetry", "remin"]} <= set(range(1990, 2024))
