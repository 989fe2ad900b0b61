"""Counts and compositions of the commissions, on a day, each country once."""

from datetime import date

import numpy as np
import pytest
from django.utils import translation

from regions.models import Area, Commission, Membership
from regions.selectors.areas import (
    country_counts,
    members,
    membership_matrix,
    memberships_of,
    sort_key,
)
from tests.studies.making import load_regions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded(db):
    load_regions()


def test_the_union_counts_each_country_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        counts = country_counts()

    assert counts.by_commission == {"ECA": 54, "ECE": 56, "ECLAC": 60, "ESCAP": 62, "ESCWA": 21}
    assert counts.union == 217
    assert counts.total == 253
    assert counts.union <= counts.total


def test_regional_members_are_fewer_and_the_union_is_still_at_most_the_sum():
    counts = country_counts(regional_only=True)

    assert counts.by_commission == {"ECA": 54, "ECE": 56, "ECLAC": 47, "ESCAP": 58, "ESCWA": 21}
    assert counts.total == 236
    assert counts.union == 236 - 10 - 9  # ten in ECE and ESCAP, nine in ECA and ESCWA


@pytest.mark.parametrize("year", range(1945, 2030, 5))
def test_the_union_never_exceeds_the_sum_on_any_day(year):
    counts = country_counts(on=date(year, 7, 1))

    assert counts.union <= counts.total
    assert all(0 < count <= 62 for count in counts.by_commission.values())


def test_members_on_a_day_follow_the_years_in_the_table():
    escwa = Commission.objects.get(area__code="ESCWA")
    in_2019 = set(
        Area.objects.members_of(escwa, on=date(2019, 1, 1)).values_list("code", flat=True)
    )
    in_2021 = set(
        Area.objects.members_of(escwa, on=date(2021, 1, 1)).values_list("code", flat=True)
    )

    assert {"DZA", "SOM"} <= in_2021 - in_2019
    ece = Commission.objects.get(area__code="ECE")
    everyone = Area.objects.members_of(ece, on=date(2026, 1, 1))
    assert everyone.count() == len(set(everyone)) == 56


def test_only_regional_members_are_given_on_request():
    escap = Commission.objects.get(area__code="ESCAP")
    areas = Area.objects.members_of(escap, on=date(2026, 1, 1), regional_only=True)

    assert areas.count() == 58
    assert not areas.filter(code__in=["FRA", "GBR", "NLD", "USA"]).exists()


def test_the_matrix_has_a_row_per_commission_and_a_column_per_area():
    codes = ["PHL", "RUS", "USA", "NAM", "TWN", "EGY"]
    ids = [Area.objects.get(code=code).pk for code in codes]

    commissions, matrix = membership_matrix(ids)

    assert commissions == ("ECA", "ECE", "ECLAC", "ESCAP", "ESCWA")
    assert matrix.dtype == np.bool_
    rows = {
        code: [c for c, is_in in zip(codes, row, strict=True) if is_in]
        for code, row in zip(commissions, matrix, strict=True)
    }
    assert rows == {
        "ECA": ["NAM", "EGY"],
        "ECE": ["RUS", "USA"],
        "ECLAC": [],
        "ESCAP": ["PHL", "RUS"],
        "ESCWA": ["EGY"],
    }


def test_a_closed_membership_leaves_the_matrix_and_the_lists():
    Membership.objects.filter(country__code="PHL").update(until=date(2020, 1, 1))
    philippines = Area.objects.get(code="PHL")

    assert not membership_matrix([philippines.pk])[1].any()
    assert membership_matrix([philippines.pk], on=date(2019, 1, 1))[1].any()
    assert memberships_of(philippines) == []


def test_the_lists_of_a_page():
    russia = Area.objects.get(code="RUS")
    assert [str(m.commission) for m in memberships_of(russia)] == ["ECE", "ESCAP"]

    ece = Commission.objects.get(area__code="ECE")
    with translation.override("fr"):
        names = [membership.country.name for membership in members(ece)]
    assert len(names) == 56
    assert names.index("Espagne") < names.index("Estonie") < names.index("Finlande")
    assert names == sorted(names, key=sort_key)
    assert next(name for name in names if name.startswith("É")) != names[-1]


def test_accents_and_case_do_not_change_the_place_in_a_list():
    assert sort_key("Émirats") == sort_key("emirats")
    assert sorted(["Zambie", "Égypte", "Espagne"], key=sort_key) == ["Égypte", "Espagne", "Zambie"]


def test_the_profile_shows_the_members_of_an_earlier_day(client):
    Membership.objects.filter(country__code="PHL").update(until=date(2020, 1, 1))
    for day, there in (("2010", True), ("2020-06-30", False), ("", False)):
        page = client.get("/commissions/ESCAP/", {"as_of": day} if day else {}).content.decode()
        assert ("/countries/PHL/" in page.partition('id="members"')[2]) == there, day
    assert (
        "The members of 31 Dec 2010"
        in client.get("/commissions/ESCAP/?as_of=2010").content.decode()
    )
    assert client.get("/commissions/ESCAP/?as_of=3010").status_code == 400
    assert client.get("/commissions/ESCAP/?as_of=20l0").status_code == 400
