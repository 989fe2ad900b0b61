"""Figures quoted in studies: compared with what is published now, by code and day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models import Job
from indicators.hooks import quoted_figures
from indicators.services import calculations
from regions.models import Area
from studies.models import QuotedFigure
from studies.services import quoted_figures as comparison
from studies.services import works
from tests import published
from tests.jobs import run_waiting
from tests.published import GDP, REMITTANCES
from tests.studies.making import NOW, make_study

VALUE = 100 * REMITTANCES["PHL"][2019] / GDP["PHL"][2019]


@pytest.fixture
def release(db):
    return published.publish()


def quote(study, value=VALUE, **fields):
    values = {
        "indicator": "REM_IN_GDP",
        "area": Area.objects.get(code="PHL"),
        "year": 2019,
        "value": value,
        "decimals": 1,
        "known_on": date(2011, 1, 1),
        "tolerance": 5,
        "page": 7,
    } | fields
    return works.quote(study=study, values=values, by=None, at=NOW)


def test_a_figure_is_looked_up_by_code_and_day(release):
    figure = quoted_figures.lookup("REM_IN_GDP", "PHL", 2019)

    assert figure.value == pytest.approx(VALUE)
    assert figure.vintage == date(2025, 6, 19)
    assert figure.url == "/indicators/REM_IN_GDP/?country=PHL"
    assert quoted_figures.lookup("REM_IN_GDP", "PHL", 1960) is None
    assert quoted_figures.lookup("REM_IN_GDP", "ZZZ", 2019) is None
    assert quoted_figures.lookup("NOTHING", "PHL", 2019) is None
    assert quoted_figures.lookup("REM_IN_GDP", "PHL", 2019, as_of=date(1990, 1, 1)) is None
    assert "REM_IN_GDP" in dict(quoted_figures.codes())


def test_without_figures_nothing_is_found(db):
    assert quoted_figures.lookup("REM_IN_GDP", "PHL", 2019) is None


def test_the_page_says_when_a_newer_vintage_moved_a_figure(release, client):
    study = make_study()
    quote(study, value=4.2)

    page = client.get(study.get_absolute_url()).content.decode()

    assert "Study: 4.2" in page
    assert "1 Jan 2011" in page
    assert f"Now {VALUE:.1f}" in page
    assert "(page 7)" in page


@pytest.mark.parametrize(
    ("value", "fields", "outcome"),
    [
        (4.2, {}, "moved"),
        (round(VALUE, 1), {}, "same"),
        (4.2, {"tolerance": 500}, "same"),
        (4.2, {"known_on": date(2030, 1, 1)}, "same"),
        (4.2, {"year": 1960}, "missing"),
    ],
)
def test_outcomes(release, value, fields, outcome):
    assert quote(make_study(), value, **fields).outcome == outcome


def test_a_figure_that_is_no_longer_published_is_said_so(release, client):
    study = make_study()
    figure = quote(study)
    QuotedFigure.objects.filter(pk=figure.pk).update(year=1960)

    result = comparison.compare_all(Job(kind=comparison.COMPARE))

    assert result == "Compared 1, of which 0 moved and 1 are missing"
    assert "no longer published" in client.get(study.get_absolute_url()).content.decode()


def test_a_release_has_the_figures_compared_by_a_worker(release):
    figure = quote(make_study(), value=4.2)
    QuotedFigure.objects.update(outcome="unchecked")
    revised = REMITTANCES | {"PHL": REMITTANCES["PHL"] | {2019: 5e10}}
    data = published.observations(remin=revised, gdp=GDP)
    published.load(data, day=date(2026, 1, 1))
    calculations.refresh()

    assert run_waiting(comparison.COMPARE) == 1
    figure.refresh_from_db()
    assert figure.outcome == "moved"
    assert figure.now_value == pytest.approx(100 * 5e10 / GDP["PHL"][2019])


@given(st.floats(-1e6, 1e6), st.floats(0, 100), st.integers(0, 3))
def test_what_rounds_to_the_printed_value_never_differs(now, tolerance, decimals):
    printed = round(now, decimals)

    assert (
        not comparison.beyond(printed, now, tolerance, decimals)
        or abs(now - printed) > 0.5 * 10**-decimals
    )


@given(st.floats(0.1, 1e6), st.floats(0.1, 50))
def test_beyond_the_tolerance_it_differs(value, tolerance):
    assert comparison.beyond(value, value * (1 + 2 * tolerance / 100) + 2, tolerance, 0)
