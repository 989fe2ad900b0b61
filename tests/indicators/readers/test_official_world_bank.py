"""World Bank files, packed and official, hold the figures that the provider published."""

from datetime import date

import numpy as np
import pytest

from tests.indicators.readers.figures import DATA, OFFICIAL, needs_data, reading, readings, values

pytestmark = needs_data


def test_the_packed_series_keep_every_figure_and_every_exact_zero():
    found = reading(DATA / "observations_wdi.csv.gz")

    assert (found.rows_read, len(found.value), found.left_out) == (92_435, 92_435, {})
    zeros = {
        code: int((found.value[found.series_code == found.series.index(code)] == 0).sum())
        for code in ("remin", "remout")
    }
    assert zeros == {"remin": 362, "remout": 36}
    assert found.vintage == date(2025, 6, 19)
    figures = values(found)
    assert figures["remin", "PHL", "", 2020, 0] == 34_882_844_550.0776
    assert figures["nmig", "PHL", "", 2020, 0] == -47_014
    assert figures["pop", "PHL", "", 2020, 0] == 112_081_272.00000006
    assert len(values(found, ["pop"])) == 17_538
    assert "NAM" in found.areas


def test_the_bulk_csv_in_english():
    found = reading(OFFICIAL / "API_BM.TRF.PWKR.CD.DT_DS2_en_csv_v2_3012027.csv")

    assert (found.reader, found.source, found.series) == ("world_bank_csv", "wdi", ("remout",))
    assert found.vintage == date(2021, 9, 15)
    assert (found.rows_read, len(found.value)) == (16_226, 6_250)
    assert found.left_out == {"empty cells": 7_645, "aggregates": 2_331}
    figures = values(found)
    assert figures["remout", "USA", "", 2020, 0] == 68_000_000_000
    assert figures["remout", "LUX", "", 2017, 0] == 12_669_020_728.8036
    assert figures["remout", "NAM", "", 2020, 0] == 104_742_907.8785


def test_the_bulk_csv_in_spanish_is_read_by_its_codes():
    found = reading(OFFICIAL / "API_SM.POP.NETM_DS2_es_csv_v2_42463.csv")

    assert found.vintage == date(2025, 4, 15)
    assert len(found.value) == 14_105
    figures = values(found)
    assert figures["nmig", "USA", "", 2020, 0] == 329_769
    assert figures["nmig", "NAM", "", 2019, 0] == 19_676
    assert np.any(found.value < 0), "people also leave"


@pytest.mark.parametrize(
    ("name", "kept", "key", "value"),
    [
        (
            "API_BX.TRF.PWKR.CD.DT_DS2_en_excel_v2_6000901.xls", 6_997,
            ("remin", "IND", "", 2022, 0), 111_221_774_722.088,
        ),
        (
            "API_SM.POP.REFG.OR_DS2_en_excel_v2_5997665.xls", 6_634,
            ("refg_or", "SYR", "", 2022, 0), 6_547_818,
        ),
    ],
)  # fmt: skip
def test_the_old_excel_form(name, kept, key, value):
    found = reading(OFFICIAL / name)

    assert found.reader == "world_bank_excel"
    assert found.vintage == date(2023, 10, 26)
    assert (found.rows_read, len(found.value)) == (16_758, kept)
    assert values(found)[key] == value


def test_the_zip_holds_one_file_of_figures_and_two_that_are_passed_over():
    (name,) = zipped = readings(
        OFFICIAL / "LAYOUT_SAMPLE_API_BX.TRF.PWKR.CD.DT_DS2_en_csv_v2_6000901.zip"
    )
    excel = reading(OFFICIAL / "API_BX.TRF.PWKR.CD.DT_DS2_en_excel_v2_6000901.xls")

    assert name == "API_BX.TRF.PWKR.CD.DT_DS2_en_csv_v2_6000901.csv"
    assert values(zipped[name]) == values(excel)


def test_an_answer_of_the_api():
    found = reading(OFFICIAL / "LAYOUT_SAMPLE_worldbank_api_v2_BX.TRF.PWKR.CD.DT.json")

    assert (found.reader, len(found.value), found.rows_read) == ("world_bank_api", 40, 40)
    assert found.vintage == date(2025, 6, 5)
    assert values(found)["remin", "MEX", "", 2023, 0] == 66_237_847_600
