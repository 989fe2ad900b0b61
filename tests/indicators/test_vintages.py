"""The line of vintages: which file is in use from when, whatever the order of loading."""

from datetime import date
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.analysis.vintages import NARROW, SeriesVintage, line_of


def series_vintage(pk: int, vintage: date, rows: int, *, accepted: bool = False) -> SeriesVintage:
    return SeriesVintage(
        pk=pk,
        snapshot=pk,
        series="remin",
        vintage=vintage,
        rows=rows,
        areas=100,
        accepted=accepted,
        digest=str(pk),
    )


OLD, NEW = date(2023, 10, 26), date(2025, 6, 19)


def test_as_of_reads_the_vintage_that_was_known_on_the_day():
    line = line_of([series_vintage(2, NEW, 100), series_vintage(1, OLD, 90)])

    assert line.at(date(2023, 10, 25)) is None
    assert line.at(OLD).pk == 1
    assert line.at(date(2025, 6, 18)).pk == 1
    assert line.at(NEW).pk == 2


@pytest.mark.parametrize("order", list(permutations([0, 1, 2])))
def test_a_much_narrower_newer_file_is_kept_back_in_any_order_of_loading(order):
    files = [
        series_vintage(1, OLD, 153_296),
        series_vintage(2, NEW, 9_000),
        series_vintage(3, date(2025, 7, 1), 150_000),
    ]

    line = line_of([files[i] for i in order])

    assert [one.pk for one in line.used] == [1, 3]
    assert [(narrow.pk, wide.pk) for narrow, wide in line.held_back] == [(2, 1)]


def test_of_two_files_of_one_vintage_the_wider_one_is_used():
    line = line_of([series_vintage(1, NEW, 153_296), series_vintage(2, NEW, 9_000)])

    assert [one.pk for one in line.used] == [1]


def test_of_two_files_of_about_the_same_width_the_later_one_is_used():
    line = line_of([series_vintage(2, NEW, 99), series_vintage(1, NEW, 100)])

    assert [one.pk for one in line.used] == [2]


def test_a_narrower_file_that_a_person_accepted_is_used():
    line = line_of([series_vintage(1, OLD, 1000), series_vintage(2, NEW, 10, accepted=True)])

    assert line.at(NEW).pk == 2


files = st.lists(
    st.builds(
        series_vintage,
        pk=st.integers(1, 10_000),
        vintage=st.dates(date(2019, 1, 1), date(2019, 1, 6)),
        rows=st.integers(1, 100),
    ),
    unique_by=lambda one: one.pk,
    max_size=8,
)


@given(files, st.randoms(use_true_random=False))
def test_the_order_of_loading_never_matters(found, shuffled):
    other = found.copy()
    shuffled.shuffle(other)

    assert line_of(found) == line_of(other)


@given(files)
def test_days_are_used_once_and_no_step_loses_more_than_half(found):
    used = line_of(found).used

    days = [one.vintage for one in used]
    assert days == sorted(set(days))
    assert all(b.rows >= NARROW * a.rows for a, b in pairwise(used))
