"""Women are counted in public only where nobody's answer can be worked out, alone or from sums."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.selectors import country_chain, gaps, women_counts
from regions.models import Area
from tests.outcomes.making import held_workshop


@given(st.dictionaries(st.integers(1, 40), st.integers(0, 30), max_size=12))
def test_what_is_hidden_is_five_seats_or_everything(seats):
    hidden = women_counts.hidden_rows(seats)

    assert {key for key, count in seats.items() if 0 < count < 5} <= hidden
    together = sum(seats[key] for key in hidden)
    assert not hidden or together >= 5 or hidden == {key for key in seats if seats[key]}


@pytest.fixture
def seats(db, regions):
    """Three seats of Thailand in one workshop and twelve in another; two of Cambodia, seven of Fiji."""
    held_workshop(date(2010, 3, 1), *["THA"] * 3, "KHM", "KHM")
    held_workshop(date(2010, 6, 1), *["THA"] * 12, *["FJI"] * 7)
    held_workshop(date(2010, 9, 1), *["THA"] * 20)


def notes(code: str) -> list[str]:
    chain = country_chain.chain(Area.objects.get(code=code))
    return [note for entry in chain if entry.kind == "seat" for note in entry.notes]


@pytest.mark.usefixtures("seats")
def test_a_country_page_tells_no_women_of_few_seats_nor_of_their_difference():
    assert "3 seats" in notes("THA")
    # Twelve are hidden with the three: the country's sum is public.
    assert [note for note in notes("THA") if "wom" in note] == ["20 women"]
    assert not [note for note in notes("KHM") if "wom" in note]


@pytest.mark.usefixtures("seats")
def test_the_smallest_of_the_others_is_hidden_with_a_single_country():
    women = {row.country.code: row.women for row in gaps.rows() if row.seats}

    assert women == {"KHM": None, "FJI": None, "THA": 35}
    assert not [note for note in notes("FJI") if "wom" in note]


@pytest.mark.usefixtures("seats")
def test_reach_is_worked_out_without_women_who_are_not_told(client):
    row = next(row for row in gaps.rows() if row.country.code == "FJI")

    assert row.reach == pytest.approx((0 + 7 / 35) / 2)
    for address in ("/outcomes/countries/KHM/", "/outcomes/countries/KHM/?format=csv"):
        assert "2 women" not in client.get(address).content.decode()
    line = next(
        line
        for line in client.get("/outcomes/gaps/?format=csv").content.decode().splitlines()
        if line.startswith("KHM")
    )
    assert ",2,,2010-03-01," in line
