"""Every way in which a provider's file writes a country leads to one code, or is listed as excluded."""

import csv
import gzip
from collections.abc import Iterator
from io import StringIO

import openpyxl
import pytest
import xlrd

from regions.names import countries, resolver
from tests.indicators.readers.figures import DATA, OFFICIAL, needs_data

pytestmark = needs_data

CODES = {row["iso3"] for row in countries()} | {"OOO", "STL", "WLD"}
RESIDUAL_NAMES = {"Unknown ", "Stateless", "Tibetan", "Various/Unknown", "Others"}
"""What the providers write for origins that are no country; their codes say the same."""

PACKED = [
    ("observations_wdi.csv.gz", "iso3", "world_bank"),
    ("migrant_stock.csv.gz", "dest", "undesa"),
    ("migrant_stock.csv.gz", "origin", "undesa"),
    ("migrant_stock_rev2020.csv.gz", "dest", "undesa"),
    ("migrant_stock_rev2020.csv.gz", "origin", "undesa"),
    ("unhcr_population.csv.gz", "asylum", "unhcr"),
    ("unhcr_population.csv.gz", "origin", "unhcr"),
    ("rpw_corridors.csv.gz", "sender", "rpw"),
    ("rpw_corridors.csv.gz", "receiver", "rpw"),
    ("bilateral_matrix_2018.csv.gz", "sender", "world_bank"),
    ("bilateral_matrix_2018.csv.gz", "receiver", "world_bank"),
    ("bilateral_matrix_2021.csv.gz", "sender", "world_bank"),
    ("bilateral_matrix_2021.csv.gz", "receiver", "world_bank"),
    ("knomad_inflows_2023dec.csv.gz", "iso3", "world_bank"),
    ("commission_membership.csv", "iso3", "iso3"),
    ("commission_membership.csv", "name", "any"),
]


def rows(name: str, skip: int = 0) -> Iterator[dict[str, str]]:
    data = (DATA / name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8-sig")
    return csv.DictReader(StringIO("".join(text.splitlines(keepends=True)[skip:])))


@pytest.mark.parametrize(("name", "column", "provider"), PACKED)
def test_every_code_of_the_packed_files_is_a_country(name, column, provider):
    resolve = resolver(provider)

    spellings = {row[column] for row in rows(name)}
    assert spellings
    assert {resolve(spelling) for spelling in spellings} <= CODES


@pytest.mark.parametrize(
    ("name", "skip", "code", "spelling", "provider"),
    [
        ("official/API_BM.TRF.PWKR.CD.DT_DS2_en_csv_v2_3012027.csv", 4, "Country Code", "Country Name", "world_bank"),
        ("official/rpw_corridors_databank.csv", 0, "Sending Countries Code", "Sending Countries Name", "rpw"),
        ("official/rpw_corridors_databank.csv", 0, "Receiving Countries  Code", "Receiving Countries  Name", "rpw"),
        ("official/unhcr_persons_of_concern_2025_by_origin.csv", 0, "Country of Origin ISO", "Country of Origin", "unhcr"),
        ("official/unhcr_persons_of_concern_2026_by_origin_mena.csv", 0, "Country of Origin ISO", "Country of Origin", "unhcr"),
        ("countries.csv", 0, "m49", "name", "undesa"),
    ],
)  # fmt: skip
def test_code_and_name_in_one_row_mean_the_same_country(name, skip, code, spelling, provider):
    resolve = resolver(provider)
    pairs = {(row[code], row[spelling]) for row in rows(name, skip) if row[code] and row[spelling]}
    meant = {pair: resolve(pair[0]) for pair in pairs}

    assert len([pair for pair in pairs if meant[pair]]) > 15
    assert {
        pair: resolve(pair[1])
        for pair in pairs
        if meant[pair] and pair[1] not in RESIDUAL_NAMES and resolve(pair[1]) != meant[pair]
    } == {}


def test_the_shared_table_of_countries():
    """Its residual rows and Tibet are no areas of ours: UNHCR's Tibetans are of unknown origin."""
    kinds = {"country_or_area", "historical"}
    listed = [
        row for row in rows("countries.csv") if row["entity_type"] in kinds and row["iso3"] != "TIB"
    ]

    for row in listed:
        assert {resolver("iso3")(row["iso3"]), resolver("any")(row["name"])} == {row["iso3"]}
    assert len(listed) > 240


@pytest.mark.parametrize("name", sorted(path.name for path in OFFICIAL.glob("*.xls")))
def test_the_old_workbooks_of_the_world_bank(name):
    sheet = xlrd.open_workbook(OFFICIAL / name).sheet_by_name("Data")
    resolve = resolver("world_bank")

    codes = [resolve(sheet.cell_value(row, 1)) for row in range(4, sheet.nrows)]
    assert len({code for code in codes if code}) == 217
    assert codes.count(None) == 49


def test_the_headings_of_the_matrices_and_inflows():
    resolve = resolver("knomad")
    with (OFFICIAL / "Bilateralremittancematrix2018Oct2019.csv").open(encoding="utf-8-sig") as file:
        table = list(csv.reader(file))
    names = [*table[0][1:], *(row[0] for row in table[1:])]
    book = openpyxl.load_workbook(OFFICIAL / "bilateral_remittance_matrix_2021_0.xlsx")
    sheet = book.worksheets[0]
    names += [cell.value for cell in sheet[2][1:216]]
    names += [sheet.cell(row, 1).value for row in range(3, 218)]
    book = openpyxl.load_workbook(OFFICIAL / "inward_remittance_flows_december_2023_1.xlsx")
    names += [book.worksheets[0].cell(row, 1).value for row in range(2, 216)]

    codes = {name: resolve(name) for name in names}
    assert {name for name, code in codes.items() if code is None} <= {
        "WORLD",
        "World",
        "Low-and Middle-Income Countries",
    }
    assert len(set(codes.values()) - {None}) == 214


@pytest.mark.parametrize(
    ("name", "sheet", "column", "spelled"),
    [
        ("undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx", "Table 1", 4, 2),
        ("LAYOUT_SAMPLE_undesa_pd_2024_ims_stock_by_sex_destination_and_origin.xlsx", "Table 1", 7, 6),
    ],
)  # fmt: skip
def test_the_location_codes_and_names_of_un_desa(name, sheet, column, spelled):
    resolve = resolver("undesa")
    cells = openpyxl.load_workbook(OFFICIAL / name)[sheet]
    pairs = {
        (str(cells.cell(row, column).value), str(cells.cell(row, spelled).value))
        for row in range(12, cells.max_row + 1)
        if cells.cell(row, column).value is not None
    }

    countries_ = {pair: resolve(pair[0]) for pair in pairs if resolve(pair[0])}
    assert len(countries_) > 100
    assert {
        pair: code
        for pair, code in countries_.items()
        if pair[1].strip() not in RESIDUAL_NAMES and resolve(pair[1]) != code
    } == {}


def test_the_names_of_the_older_unhcr_database():
    resolve = resolver("unhcr")
    spellings = set()
    for row in rows("official/unhcr_persons_of_concern_legacy.csv.gz"):
        spellings |= {row["Country / territory of asylum/residence"], row["Origin"]}

    assert len(spellings) > 200
    assert {resolve(spelling) for spelling in spellings} <= CODES


def test_the_listed_aliases():
    for row in rows("code_aliases.csv"):
        provider = {"World Bank RPW": "rpw", "UNHCR (Tibetans)": "unhcr", "other": "any"}.get(
            row["where_seen"], "world_bank"
        )
        assert resolver(provider)(row["alias"]) == row["iso3"]
