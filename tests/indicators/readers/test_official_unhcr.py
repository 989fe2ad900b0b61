"""UNHCR files with three sets of headings hold the figures that the provider published."""

from datetime import date

import pytest

from tests.indicators.readers.figures import DATA, OFFICIAL, needs_data, reading, values

pytestmark = needs_data


def test_the_packed_populations():
    found = reading(DATA / "unhcr_population.csv.gz")

    assert (found.rows_read, len(found.value)) == (191_790, 191_790)
    assert found.vintage == date(2025, 6, 12), "the figures of a year appear in June of the next"
    figures = values(found)
    assert figures["unhcr_refugee", "DEU", "SYR", 2024, 0] == 716_728
    assert figures["unhcr_asylum", "DEU", "SYR", 2024, 0] == 64_504
    in_2024: dict[str, float] = {}
    for (series, _a, _c, year, _q), value in figures.items():
        if year == 2024:
            in_2024[series] = in_2024.get(series, 0) + value
    assert in_2024 == {
        "unhcr_refugee": 31_956_584,
        "unhcr_asylum": 7_996_077,
        "unhcr_idp": 67_053_895,
        "unhcr_refugee_return": 433_527,
        "unhcr_idp_return": 1_816_387,
        "unhcr_stateless": 4_368_258,
        "unhcr_other": 1_914_686,
    }


@pytest.mark.parametrize(
    ("name", "vintage", "key", "value"),
    [
        ("2025_by_origin.csv", date(2025, 6, 12), ("unhcr_refugee", "WLD", "SYR", 2024, 0), 6_251_459),
        ("2025_by_origin.csv", date(2025, 6, 12), ("unhcr_idp", "WLD", "SYR", 2024, 0), 7_414_806),
        ("2026_by_origin_mena.csv", date(2026, 6, 12), ("unhcr_refugee", "WLD", "SYR", 2024, 0), 5_952_174),
        ("2026_by_origin_mena.csv", date(2026, 6, 12), ("unhcr_other", "WLD", "SYR", 2024, 0), 3_416),
        ("legacy.csv.gz", date(2017, 6, 12), ("unhcr_refugee", "DEU", "SYR", 2016, 0), 375_122),
    ],
)  # fmt: skip
def test_downloads_under_each_set_of_headings(name, vintage, key, value):
    found = reading(OFFICIAL / f"unhcr_persons_of_concern_{name}")

    assert (found.reader, found.vintage) == ("unhcr_csv", vintage)
    assert values(found)[key] == value


def test_nobody_is_lost_when_spellings_of_one_area_are_added_up():
    found = reading(OFFICIAL / "unhcr_persons_of_concern_2025_by_origin.csv")

    refugees = found.series_code == found.series.index("unhcr_refugee")
    assert found.value[refugees].sum() == 734_698_591
    assert found.left_out["rows added to another of the same area"] == 82


def test_masked_cells_are_missing_not_zero():
    found = reading(OFFICIAL / "unhcr_persons_of_concern_legacy.csv.gz")

    assert found.left_out["masked by the provider (1 to 4 people)"] == 2_105
    assert (found.value > 0).all()
