"""Makes the extract of the providers' figures that the portal comes with: `python -m scripts.extract FOLDER`.

FOLDER holds the figures in the packed layouts of `indicators/readers/packed.py`, as CSV or gzip. Each
becomes a Parquet file with the same columns and values in `indicators/data/`; only the order of rows
changes. The same input gives the same bytes, and what is written is read back and compared.
"""

from __future__ import annotations

import argparse
import gzip
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

TARGET = Path(__file__).parent.parent / "indicators" / "data"
MOST_BYTES = 6_000_000
FILES = {
    "observations_wdi": "wdi_2025_06",
    "migrant_stock_rev2020": "undesa_stock_2020",
    "migrant_stock": "undesa_stock_2024",
    "unhcr_population": "unhcr_population_2024",
    "rpw_corridors": "rpw_corridors_2020_q3",
    "bilateral_matrix_2018": "bilateral_matrix_2018",
    "bilateral_matrix_2021": "bilateral_matrix_2021",
    "knomad_inflows_2023dec": "knomad_inflows_2023_12",
}
"""Files of the folder, and their names in the extract."""
KINDS = {
    "year": pa.int16(),
    "value": pa.float64(),
    "n": pa.int64(),
    "cost_pct": pa.float64(),
    "usd_mn": pa.float64(),
    "estimate": pa.int8(),
}
"""Columns of numbers; all others are words."""


def table_of(data: bytes) -> pa.Table:
    """The rows with their types, those of one series and one pair of areas beside each other."""
    head = data.split(b"\n", 1)[0].decode().strip().split(",")
    kinds = {name: KINDS.get(name, pa.string()) for name in head}
    table = csv.read_csv(
        pa.BufferReader(data),
        parse_options=csv.ParseOptions(newlines_in_values=False),
        # Only an empty cell is missing: NA is Namibia.
        convert_options=csv.ConvertOptions(column_types=kinds, null_values=[""]),
    )
    numbers = {"value", "n", "cost_pct", "usd_mn", "estimate", "data_type"}
    first = [name for name in ("var_code", "group", "sex") if name in head]
    rest = [name for name in head if name not in {*first, *numbers}]
    return table.sort_by([(name, "ascending") for name in (*first, *rest)])


def write(table: pa.Table, target: Path) -> None:
    """Write it small, and make sure that it reads back the same."""
    words = [field.name for field in table.schema if pa.types.is_string(field.type)]
    whole = [field.name for field in table.schema if pa.types.is_integer(field.type)]
    pq.write_table(
        table,
        target,
        compression="zstd",
        compression_level=19,
        use_dictionary=words + [f.name for f in table.schema if pa.types.is_floating(f.type)],
        column_encoding=dict.fromkeys(whole, "DELTA_BINARY_PACKED"),
        store_schema=False,
        write_statistics=False,
        row_group_size=1 << 20,
        data_page_size=1 << 20,
    )
    if not pq.read_table(target).equals(table):
        sys.exit(f"{target.name} does not read back as it was written.")


def main() -> None:
    """Every file of the list; a missing one is an error, so that the extract is whole."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the providers' figures in the packed layouts")
    folder = parser.parse_args().folder
    total = 0
    for source, name in FILES.items():
        path = folder / f"{source}.csv.gz"
        data = gzip.decompress(path.read_bytes()) if path.exists() else None
        if data is None:
            data = path.with_suffix("").read_bytes()
        table = table_of(data)
        target = TARGET / f"{name}.parquet"
        write(table, target)
        total += target.stat().st_size
        print(f"{target.name}: {table.num_rows} rows, {target.stat().st_size} bytes")
    print(f"{total} bytes in all")
    if total > MOST_BYTES:
        sys.exit(f"The extract may have {MOST_BYTES} bytes at most.")


if __name__ == "__main__":
    main()
