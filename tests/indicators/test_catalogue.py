"""The catalogue of sources and series: ids that never change, and what a reader must find there."""

import ast
import csv
import gzip
import inspect

import pytest

from indicators.catalogue import series as series_catalogue
from indicators.catalogue.series import BY_PROVIDER_CODE, SERIES, SOURCES
from indicators.readers import READERS
from tests.indicators.readers.figures import DATA, needs_data

IDS = {
    "pop": 1, "gdp": 2, "income": 3, "remin": 4, "remout": 5, "fdiin": 6, "fdiout": 7, "inf": 8,
    "nmig": 9, "birth": 10, "depend": 11, "unem": 12, "polstb": 13, "refg_or": 14, "refg_asy": 15,
    "stock_f": 30, "stock_m": 31, "stock_dest": 32, "stock_dest_f": 33, "stock_dest_m": 34,
    "undesa_pop": 35, "unhcr_refugee": 40, "unhcr_asylum": 41, "unhcr_refugee_return": 42,
    "unhcr_idp": 43, "unhcr_idp_return": 44, "unhcr_stateless": 45, "unhcr_other": 46,
    "rpw_cost": 50, "knomad_in": 55, "bilateral_2018": 56, "bilateral_2021": 57,
    "wfb_remittances_gdp": 60, "wfb_gdp": 61, "wfb_pop": 62, "wfb_net_rate": 63, "wfb_refugees": 64,
    "nat_remin": 70, "nat_remout": 71, "nat_gdp": 72, "nat_pop": 73, "nat_imm": 74, "nat_emi": 75,
}  # fmt: skip
"""As first published; a stored figure knows its series by this number alone."""


def test_no_series_ever_gets_another_id():
    assert {code: SERIES[code].id for code in IDS} == IDS
    assert len({series.id for series in SERIES.values()}) == len(SERIES)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_says_whose_it_is_and_what_may_be_done_with_it(source):
    assert source.name
    assert source.publisher
    assert source.attribution
    assert source.licence
    assert source.url.startswith("https://")
    assert source.licence_url.startswith("https://") == ("CC BY" in source.licence)
    assert source.frequency in {"annual", "quarterly", "irregular"}


def test_series_readers_and_sources_fit_together():
    assert {series.source for series in SERIES.values()} == set(SOURCES)
    assert {reader.source for reader in READERS.values()} == set(SOURCES)


def test_a_provider_code_names_one_series():
    coded = [series for series in SERIES.values() if series.provider_code]

    assert len({(series.source, series.provider_code) for series in coded}) == len(coded)
    assert all(BY_PROVIDER_CODE[series.provider_code] == series.code for series in coded)


def test_names_are_marked_for_translation():
    calls = [
        node
        for node in ast.walk(ast.parse(inspect.getsource(series_catalogue)))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"SeriesDef", "SourceDef"}
    ]
    names = [call.args[4 if call.func.id == "SeriesDef" else 1] for call in calls]

    assert len(names) == len(SERIES) + len(SOURCES)
    assert all(isinstance(name, ast.Call) and name.func.id == "N_" for name in names)


@needs_data
def test_the_packed_world_bank_file_uses_the_codes_of_the_catalogue():
    with gzip.open(DATA / "observations_wdi.csv.gz", "rt", encoding="utf-8", newline="") as file:
        seen = {(row["var_code"], row["source_code"]) for row in csv.DictReader(file)}

    other = {(var, code) for var, code in seen if SERIES[var].provider_code != code}
    # The package took these two from elsewhere: UN population, and the governance indicators.
    assert other == {("pop", "WPP2024"), ("polstb", "WGI_PV_EST")}
