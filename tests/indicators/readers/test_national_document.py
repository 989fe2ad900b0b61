"""What docs/national-csv.md tells offices is what the reader does."""

import re
from pathlib import Path

import pytest

from indicators.catalogue.series import SERIES
from indicators.catalogue.statuses import STATUSES
from indicators.presentation.descriptions import STATUS_WORDS
from indicators.readers import READERS, BadSource, recognise
from indicators.readers.national import OPTIONAL, REQUIRED
from tests.indicators.readers.figures import values

TEXT = (Path(__file__).parents[3] / "docs" / "national-csv.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```csv\n(.*?)```", TEXT, re.DOTALL)
HEADER = "series,ref_area,time_period,value,obs_status\n"
REFUSED = re.findall(r"^\| `([^`]*,[^`]*)` \| (.+?) \| .+ \|$", TEXT, re.MULTILINE)


def read(text: str):
    return READERS["national"].read(text.encode(), name="national.csv")


def test_the_examples_are_recognised_and_read():
    totals, corridors = EXAMPLES

    assert (
        recognise("a.csv", totals.encode()) == recognise("b.csv", corridors.encode()) == "national"
    )
    found = read(totals)
    assert (len(found.value), found.left_out) == (4, {"empty cells": 1})
    assert values(found)["nat_remin", "NAM", "", 2023, 4] == 16_100_000
    assert values(read(corridors))["nat_imm", "PHL", "KOR", 2020, 0] == 6_500


def test_the_tables_list_every_column_series_and_status():
    assert set(re.findall(r"^\| `(\w+)` \| (?:required|optional|for)", TEXT, re.MULTILINE)) == {
        *REQUIRED,
        *OPTIONAL,
    }
    listed = dict(re.findall(r"^\| `(nat_\w+)` \| .+ \| (.+) \|$", TEXT, re.MULTILINE))
    units = {"US dollars": "USD", "persons": "PERSONS"}
    assert {code: units[unit] for code, unit in listed.items()} == {
        code: series.unit for code, series in SERIES.items() if series.source == "national"
    }
    assert sorted(re.findall(r"\| `([A-Z])` \|", TEXT)) == sorted(STATUSES)
    assert set(STATUS_WORDS) | {"A"} == set(STATUSES)


@pytest.mark.parametrize(("row", "said"), REFUSED, ids=[row for row, _said in REFUSED])
def test_a_refused_row_gets_the_reason_in_the_table(row, said):
    with pytest.raises(BadSource) as problem:
        read(HEADER + "nat_pop,PHL,2020,112081000,A\n" + row + "\n")

    assert said in str(problem.value)
    assert "row 3" in str(problem.value)


def test_the_table_of_refused_rows_was_found():
    assert len(REFUSED) == 17
