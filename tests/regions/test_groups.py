"""Groups beside the commissions: who is in them, their pages, and their figures with coverage."""

import pytest

from indicators.selectors import published_table
from regions.models import Area
from regions.selectors.areas import FLAGS, group_matrix, group_members, groups_of
from tests import published
from tests.studies.making import load_regions

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas(db):
    load_regions()
    return {area.code: area for area in Area.objects.all()}


def test_groups_have_the_countries_of_the_standard(areas):
    ids = [area.pk for area in areas.values() if area.kind == Area.Kind.COUNTRY]
    codes, member = group_matrix(ids)
    sizes = dict(zip(codes, member.sum(axis=1).tolist(), strict=True))

    assert (sizes["LDC"], sizes["LLDC"], sizes["M49143"]) == (45, 32, 5)
    assert [area.code for area in group_members(areas["M49143"])] == [
        "KAZ",
        "KGZ",
        "TJK",
        "TKM",
        "UZB",
    ]
    assert groups_of(areas["NER"]) == {"LDC", "LLDC", "M49011", "M49202"}
    assert groups_of(areas["AB9"]) == groups_of(areas["ECA"]) == set()


def test_a_commission_as_it_was_leaves_out_those_who_joined_later(areas, client):
    then = {area.code for area in group_members(areas["ESCWA@2010"])}

    assert {"EGY", "SDN", "LBN"} <= then
    assert not then & {"DZA", "LBY", "MAR", "MRT", "SOM", "TUN"}
    assert "SSD" not in {area.code for area in group_members(areas["ECA@2010"])}
    page = client.get("/groups/ESCWA@2010/").content.decode()
    assert "/countries/EGY/" in page
    assert "/countries/TUN/" not in page
    assert "/groups/ESCWA@2010/" in client.get("/groups/").content.decode()


def test_every_country_with_a_number_is_in_one_sub_region_or_the_one_inside_it(areas):
    within = {
        "M49202": {"M49014", "M49017", "M49018", "M49011"},
        "M49419": {"M49005", "M49013", "M49029"},
    }
    for area in areas.values():
        if area.kind == Area.Kind.COUNTRY and area.m49 and area.code != "ATA":
            regions = groups_of(area) - FLAGS.keys()
            outer = regions & within.keys()
            assert len(regions) == 1 + len(outer), area.code
            assert not outer or regions - outer <= within[outer.pop()], area.code


def test_the_page_of_a_group_names_its_countries_and_their_source(client, areas):
    page = client.get("/groups/SIDS/").content.decode()

    assert "Small island developing States" in page
    assert "/countries/TON/" in page
    assert "/countries/TJK/" not in page
    assert "M49 standard" in page
    assert "Small island" in client.get("/groups/").content.decode()
    assert "/groups/LLDC/" in client.get("/countries/TJK/").content.decode()


@pytest.mark.parametrize(
    ("address", "status"), [("/groups/ldc/", 301), ("/groups/XYZ/", 404), ("/groups/TJK/", 404)]
)
def test_a_group_has_one_address(client, areas, address, status):
    assert client.get(address).status_code == status


def test_figures_of_a_group_come_with_their_coverage_and_not_from_too_few(client, db):
    people = {"KAZ": {2019: 6.0}, "TJK": {2019: 2.0}, "UZB": {2019: 1.0}, "KGZ": {2019: 0.5}}
    published.prepare()
    published.load(published.observations(remin=published.REMITTANCES, pop=people))
    from indicators.services import calculations

    calculations.refresh()
    rows = {row.area: row for row in published_table("REM_IN_USD", years=(2019, 2019)).rows}

    expected = published.REMITTANCES["KAZ"][2019] + published.REMITTANCES["TJK"][2019]
    assert rows["M49143"].value == expected
    assert (rows["M49143"].status, round(rows["M49143"].coverage, 4)) == ("E", round(8 / 9.5, 4))
    assert rows["LLDC"].coverage == rows["M49143"].coverage
    assert "84" in client.get("/groups/M49143/").content.decode()
