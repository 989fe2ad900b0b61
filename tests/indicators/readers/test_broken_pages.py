"""Pages of the World Bank's and UNHCR's APIs: read whole, or refused with a reason."""

import json
from datetime import date

import pytest

from indicators.catalogue.statuses import STATUSES
from indicators.readers import recognise
from tests.indicators.readers.breaking import (
    HTML,
    assert_refused,
    change,
    instead,
    read,
    sample,
)

SAMPLES = {"world_bank_api": "worldbank_api.json", "unhcr_api": "unhcr_api.json"}
ANY_JSON = [
    ("empty file", instead(b""), "is not JSON"),
    ("error page", instead(HTML), "is not JSON.*Is it a page that reports an error"),
    ("cut off", lambda data: data[: len(data) // 2], "is not JSON"),
    ("another encoding", lambda data: data.replace(b'"', b'"\xe9', 1), "is not JSON"),
    ("UTF-16", lambda data: data.decode().encode("utf-16"), "is not JSON"),
    ("no page", instead(b"[]"), "is not an answer"),
    ("a number", instead(b"17"), "is not an answer"),
    ("another object", instead(b'{"hello": 1}'), "is not an answer"),
    ("nested without end", instead(b"[" * 100_000), "is not JSON"),
]
WRONG = {
    "world_bank_api": [
        ("provider's error", instead(b'[{"message": [{"id": "120", "value": "Invalid value"}]}]'),
         "The World Bank answered with an error: Invalid value"),
        ("no observations", instead(b'[{"page": 1}]'), "has no observations"),
        ("null observations", instead(b'[{"page": 1, "pages": 1}, null]'), "no figure"),
        ("unknown country", change('"PHL"', '"PHX"'), "observation 1: .*'PHX'"),
        ("unknown series", change("BX.TRF", "BX.XXX"), "observation 1: .*'BX.XXX"),
        ("word for a number", change("120.5", '"much"'), "observation 1: the value 'much'"),
        ("true for a number", change("120.5", "true"), "observation 1: the value 'True'"),
        ("negative dollars", change("120.5", "-120.5"), "observation 1: -120.5 is negative"),
        ("a quarter", change('"2023"', '"2023Q1"'), "observation 1: the date '2023Q1' is not a year"),
        ("year out of range", change('"2023"', '"9023"'), "observation 1: the year 9023"),
        ("row twice", change('"date": "2024"', '"date": "2023"'), "observation 2 repeats observation 1"),
        ("no day", change("2025-06-05", "today"), "lastupdated: 'today' is not a day"),
        ("page missing", change('"pages": 1', '"pages": 3'), "Page 2 of 3 of the answer is missing"),
        ("observation is a list", change('{"indicator"', '[], {"indicator"'), "something else than obs"),
    ],
    "unhcr_api": [
        ("items are no list", change('"items": [', '"items": 1, "x": ['), "is not an answer"),
        ("item is a number", change('{"year": 2023, "coa_iso": "COL"', '7, {"year": 2023, "coa_iso": "COL"'),
         "item 3: not a set of figures"),
        ("unknown asylum", change('"DEU"', '"DEX"'), "item 1: .*'DEX'"),
        ("unknown origin", change('"SYR"', '"SYX"'), "item 1: .*'SYX'"),
        ("word for a number", change("1500", '"many"'), "item 1: 'many' is not a number of people"),
        ("negative persons", change("1500", "-1500"), "item 1: '-1500' is not"),
        ("a list of people", change("1500", "[1500]"), "item 1: .* is not a number of people"),
        ("no year", change('"year": 2023, ', ""), "item 1: the year 'None'"),
        ("year out of range", change("2023", "1023"), "item 1: the year 1023 is not between"),
        ("row twice", change('"coo_iso": "UNK", "refugees": 12', '"coo_iso": "SYR", "refugees": 12'),
         "item 2 repeats item 1: unhcr_refugee of DEU from SYR"),
        ("page missing", change('"maxPages": 1', '"maxPages": 2'), "has 1 of 2 pages"),
        ("no items", instead(b'{"page": 1, "maxPages": 0, "items": []}'), "no figure"),
    ],
}  # fmt: skip
CASES = [
    pytest.param(reader, spoil, said, id=f"{reader}: {what}")
    for reader, wrong in WRONG.items()
    for what, spoil, said in [*ANY_JSON, *wrong]
]


@pytest.mark.parametrize(("reader", "spoil", "said"), CASES)
def test_a_broken_answer_is_refused_with_its_reason(reader, spoil, said):
    assert_refused(reader, spoil(sample(SAMPLES[reader])), said)


@pytest.mark.parametrize(("reader", "name"), SAMPLES.items())
def test_one_page_and_a_list_of_pages_are_read_alike(reader, name):
    page = sample(name)
    assert recognise("answer", page) == reader

    pages = b"[" + page + b"]"

    assert recognise("answer", pages) == reader
    assert read(reader, pages).value.tolist() == read(reader, page).value.tolist()


def test_world_bank_forecasts_are_estimates_and_keep_their_flag():
    found = read("world_bank_api", sample("worldbank_api.json"))

    assert found.value.tolist() == [120.5, 130.0]
    assert [STATUSES[code] for code in found.status] == ["A", "E"]
    assert [found.flags[code] if code >= 0 else "" for code in found.flag_code] == ["", "F"]
    assert found.left_out == {"empty cells": 1, "aggregates": 1}
    assert found.vintage == date(2025, 6, 5)


def test_the_same_page_twice_is_refused():
    page = sample("worldbank_api.json")

    assert_refused("world_bank_api", b"[" + page + b"," + page + b"]", "is there twice")


def test_all_pages_together_are_one_reading():
    first, rows = json.loads(sample("worldbank_api.json"))
    pages = [[{**first, "page": n + 1, "pages": 2, "total": 2}, rows[n : n + 1]] for n in (0, 1)]

    found = read("world_bank_api", json.dumps(pages).encode())

    assert found.value.tolist() == [120.5, 130.0]


def test_unhcr_masked_counts_are_left_out():
    found = read("unhcr_api", sample("unhcr_api.json"))

    assert sorted(found.value.tolist()) == [3, 12, 40, 700, 1500]
    assert found.left_out["masked by the provider (1 to 4 people)"] == 1
    assert found.rows_read == 3 * 7 == len(found.value) + sum(found.left_out.values())
