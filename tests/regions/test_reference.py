"""The reference tables in the database: whole, repeatable, and never forgetting a membership."""

import csv
import shutil
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from regions import names
from regions.models import Area, Commission, Membership
from regions.services import reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    reference.load()


def content() -> list[list[tuple]]:
    """Every row of every table."""
    return [
        list(model.objects.order_by("pk").values_list()) for model in (Area, Commission, Membership)
    ]


def members(code: str, **more) -> set[str]:
    memberships = Membership.objects.filter(commission__area__code=code, until=None, **more)
    return set(memberships.values_list("country__code", flat=True))


@pytest.mark.parametrize(
    ("code", "all_members", "associates", "regional"),
    [
        ("ECA", 54, 0, 54), ("ECE", 56, 0, 56), ("ECLAC", 60, 14, 47), ("ESCAP", 62, 9, 58),
        ("ESCWA", 21, 0, 21),
    ],
)  # fmt: skip
def test_the_commissions_have_the_members_they_say(loaded, code, all_members, associates, regional):
    assert len(members(code)) == all_members
    assert len(members(code, status="associate")) == associates
    assert len(members(code, is_regional=True)) == regional


def test_a_country_may_belong_to_two_commissions_and_some_to_none(loaded):
    assert "RUS" in members("ECE") & members("ESCAP")
    assert members("ECE", is_regional=True) & members("ESCAP", is_regional=True) == {
        "ARM",
        "AZE",
        "GEO",
        "KAZ",
        "KGZ",
        "RUS",
        "TJK",
        "TKM",
        "TUR",
        "UZB",
    }
    assert members("ECA") & members("ESCWA") == {
        "DJI",
        "DZA",
        "EGY",
        "LBY",
        "MAR",
        "MRT",
        "SDN",
        "SOM",
        "TUN",
    }
    assert members("ESCAP", is_regional=False) == {"FRA", "GBR", "NLD", "USA"}
    everywhere = set().union(*(members(code) for code in reference.COMMISSION_IDS))
    assert {"TWN", "VAT", "XKX", "REU", "FRO"}.isdisjoint(everywhere)


def test_loading_twice_changes_nothing(loaded):
    before = content()

    output = StringIO()
    call_command("load_regions", stdout=output)

    assert content() == before
    assert str(Area.objects.count()) in output.getvalue()


def test_loading_repairs_what_was_changed_by_hand(loaded):
    before = content()
    Area.objects.filter(code="NAM").update(iso2="", names={"en": "Nowhere"})
    Membership.objects.filter(country__code="NAM").update(is_regional=False)

    reference.load()

    assert content() == before


@pytest.fixture
def own_tables(tmp_path, monkeypatch):
    """A copy of the reference tables that a test may change."""
    folder = shutil.copytree(names.DATA, tmp_path / "data")
    monkeypatch.setattr(names, "DATA", folder)
    return folder


def edit_memberships(folder, change) -> None:
    path = folder / "memberships.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(change(rows))


def test_a_membership_gone_from_the_table_is_closed_not_deleted(loaded, own_tables):
    count = Membership.objects.count()

    edit_memberships(
        own_tables,
        lambda rows: [r for r in rows if (r["iso3"], r["commission"]) != ("RUS", "ESCAP")],
    )
    reference.load()

    assert Membership.objects.count() == count
    closed = Membership.objects.get(country__code="RUS", commission__area__code="ESCAP")
    assert closed.until == date.today()  # noqa: DTZ011  a calendar day
    assert "RUS" not in members("ESCAP")
    assert "RUS" in members("ECE")
    escap = Commission.objects.get(area__code="ESCAP")
    on = Area.objects.members_of
    assert on(escap, on=date(2010, 1, 1)).filter(code="RUS").exists()
    assert not on(escap, on=date(2100, 1, 1)).filter(code="RUS").exists()


def test_a_membership_that_comes_back_is_open_again(loaded, own_tables):
    whole = (own_tables / "memberships.csv").read_bytes()
    edit_memberships(own_tables, lambda rows: [r for r in rows if r["iso3"] != "NAM"])
    reference.load()
    assert "NAM" not in members("ECA")

    (own_tables / "memberships.csv").write_bytes(whole)
    reference.load()

    assert "NAM" in members("ECA")


def test_a_table_with_an_unknown_country_loads_nothing(db, own_tables):
    edit_memberships(own_tables, lambda rows: [{**rows[0], "iso3": "QQQ"}, *rows[1:]])
    Membership.objects.all().delete()
    Area.objects.filter(code="MEX").update(names={"en": "Elsewhere"})
    before = content()

    with pytest.raises((KeyError, ValueError), match="QQQ"):
        reference.load()
    assert content() == before


def test_namibia_is_not_taken_for_a_missing_value(loaded):
    namibia = Area.objects.get(code="NAM")

    assert (namibia.iso2, namibia.m49, namibia.pk) == ("NA", "516", 516)
    assert namibia.kind == Area.Kind.COUNTRY


def test_every_area_has_six_names_and_none_is_its_code(loaded):
    for area in Area.objects.all():
        assert set(area.names) >= set(names.LANGUAGES) - (
            {"fr", "es", "ru", "ar", "zh"} if area.code == "Z0" else set()
        )
        if area.kind != Area.Kind.COMMISSION:
            assert area.code not in area.names.values()
    for commission in Commission.objects.all():
        assert set(commission.full_names) == set(commission.seat) == set(names.LANGUAGES)


def test_aggregates_and_unknown_origins_are_no_countries(loaded):
    codes = set(Area.objects.countries().values_list("code", flat=True))

    assert {"WLD", "OOO", "STL", "ECA", "ESCAP"}.isdisjoint(codes)
    assert {"XKX", "PSE", "HKG", "NAM"} <= codes
    assert len(codes) == len(names.countries())
