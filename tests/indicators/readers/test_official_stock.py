"""UN DESA's migrant stock, packed and official, holds the figures that the provider published."""

from datetime import date

import pytest

from tests.indicators.readers.figures import (
    DATA,
    OFFICIAL,
    flags,
    needs_data,
    reading,
    statuses,
    values,
)

pytestmark = needs_data

ORIGIN_2024 = "LAYOUT_SAMPLE_undesa_pd_2024_ims_stock_by_sex_destination_and_origin.xlsx"


def test_the_stock_of_2024_adds_up_to_the_published_world_total():
    found = reading(DATA / "migrant_stock.csv.gz")

    assert (found.rows_read, len(found.value), found.left_out) == (153_296, 153_296, {})
    assert (found.vintage, found.vintage_label) == (date(2025, 1, 27), "2024 revision")
    assert found.value[found.year == 2024].sum() == 304_021_813
    unknown = found.counterpart_code == found.areas.index("OOO")
    assert found.value[unknown & (found.year == 2024)].sum() == 22_065_614
    figures = values(found)
    assert figures["stock_f", "USA", "MEX", 2024, 0] == 5_496_877
    assert figures["stock_m", "USA", "MEX", 2024, 0] == 5_782_684
    assert (found.value == 0).sum() == 14_925, "an empty corridor is a figure of this provider"


def test_the_revision_of_2020_is_a_vintage_of_its_own():
    found = reading(DATA / "migrant_stock_rev2020.csv.gz")

    assert (found.rows_read, len(found.value)) == (170_618, 170_618 - 908)
    assert found.left_out == {"zeros of a destination that is not told of in the year": 908}
    assert (found.vintage, found.vintage_label) == (date(2021, 1, 15), "2020 revision")
    assert found.value[found.year == 2020].sum() == 280_598_105
    assert values(found)["stock_f", "USA", "MEX", 2020, 0] == 5_056_331


@pytest.mark.wide
def test_the_kind_of_data_survives_beside_our_status():
    found = reading(DATA / "migrant_stock.csv.gz")
    kinds = set(zip(flags(found).values(), statuses(found).values(), strict=True))

    assert kinds == {
        ("B", "E"),
        ("BR", "E"),
        ("BCR", "E"),
        ("C", "E"),
        ("CR", "E"),
        ("I", "I"),
        ("RI", "I"),
    }
    assert sum(flag == "I" for flag in flags(found).values()) == 144


def test_the_workbook_by_destination():
    found = reading(OFFICIAL / "undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx")

    assert (found.reader, found.vintage) == ("undesa_by_destination", date(2021, 1, 15))
    figures = values(found)
    assert figures["stock_dest", "USA", "", 2020, 0] == 50_632_836
    assert figures["stock_dest_m", "DEU", "", 2020, 0] == 7_891_635
    assert figures["stock_dest_f", "NAM", "", 1990, 0] == 56_893
    assert figures["undesa_pop", "USA", "", 2020, 0] == 331_002_647
    assert flags(found)["stock_dest", "NAM", "", 2020, 0] == "BR"


@pytest.mark.wide
def test_the_workbook_by_destination_agrees_with_the_packed_corridors():
    workbook = values(reading(OFFICIAL / "undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx"))
    packed = reading(DATA / "migrant_stock_rev2020.csv.gz")
    sums: dict[tuple[str, int], float] = {}
    for (_series, area, _origin, year, _q), value in values(packed).items():
        sums[area, year] = sums.get((area, year), 0) + value

    told = {
        (area, year): value
        for (series, area, _o, year, _q), value in workbook.items()
        if series == "stock_dest"
    }
    assert sum(told[area, 2020] for area, year in told if year == 2020) == 280_598_105
    assert {place for place, value in sums.items() if told.get(place) != value} == set()
    assert ("MNE", 1990) not in sums, "not told is not zero"
    assert ("MNE", 2010) in sums


def test_the_workbook_by_origin_agrees_with_the_packed_corridors():
    found = reading(OFFICIAL / ORIGIN_2024)
    packed = values(reading(DATA / "migrant_stock.csv.gz"))

    assert (found.reader, found.vintage) == ("undesa_by_origin", date(2025, 1, 27))
    assert len(found.value) == 5_504
    assert {key: value for key, value in values(found).items() if packed.get(key) != value} == {}
