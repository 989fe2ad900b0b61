"""Every reader knows and reads a tiny valid file; without the providers' folder, too."""

import pytest

from indicators.readers import READERS, recognise
from tests.indicators.readers.figures import OWN, flags, statuses, values
from tests.indicators.readers.samples import SAMPLES

KEPT = {
    "world_factbook": (6, 7), "world_bank_excel": (5, 9), "undesa_by_origin": (8, 18),
    "undesa_by_destination": (11, 30), "knomad_inflows": (4, 8), "matrix_2021": (3, 12),
}  # fmt: skip
"""Figures kept and rows (or cells) read."""


def read(key: str):
    name, data = SAMPLES[key]
    return READERS[key].read(data, name=name)


@pytest.mark.parametrize("key", READERS)
def test_a_small_file_is_known_by_its_content_and_read(key):
    name, data = SAMPLES[key]

    assert recognise("named-otherwise", data) == key
    found = READERS[key].read(data, name=name)
    assert found.rows_read == len(found.value) + sum(found.left_out.values())
    assert (len(found.value), found.rows_read) == KEPT.get(key, (len(found.value), found.rows_read))
    assert found.reader == key


def test_status_and_mark_of_the_provider_survive():
    assert flags(read("undesa_by_origin"))["stock_m", "NAM", "AGO", 2024, 0] == "BR"
    assert statuses(read("undesa_by_origin"))["stock_m", "NAM", "OOO", 2024, 0] == "I"
    assert statuses(read("world_bank_api"))["remin", "PHL", "", 2024, 0] == "E"
    assert flags(read("world_bank_api"))["remin", "PHL", "", 2024, 0] == "F"
    assert statuses(read("world_factbook"))["wfb_gdp", "TJK", "", 2024, 0] == "A"
    assert set(statuses(read("matrix_packed")).values()) == {"E"}


def test_the_national_file_with_years_quarters_and_statuses():
    found = read("national")

    assert values(found)["nat_remin", "PHL", "", 2024, 4] == 9_840_000_000
    assert statuses(found)["nat_remin", "PHL", "", 2024, 0] == "P"
    assert statuses(found)["nat_pop", "NAM", "", 2023, 0] == "A"
    assert found.left_out == {"empty cells": 1}


def test_the_national_file_with_corridors_and_semicolons():
    name = "national_corridors.csv"
    data = (OWN / name).read_bytes()

    assert recognise(name, data) == "national"
    figures = values(READERS["national"].read(data, name=name))
    assert figures == {
        ("nat_imm", "PHL", "USA", 2020, 0): 29_000,
        ("nat_imm", "PHL", "KOR", 2020, 0): 6_500,
        ("nat_emi", "PHL", "CAN", 2020, 0): 640_000,
    }


def test_a_byte_order_mark_and_the_line_ends_of_windows_change_nothing():
    _name, data = SAMPLES["national"]
    other = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")

    assert recognise("file.csv", other) == "national"
    assert values(READERS["national"].read(other, name="file.csv")) == values(read("national"))
