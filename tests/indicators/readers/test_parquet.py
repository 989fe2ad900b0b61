"""Parquet files in the packed layouts: the same figures as the CSV, or a reason."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from indicators.readers import READERS, BadSource, packed, parquet, read, recognise
from scripts.extract import table_of, write
from tests.indicators.readers.figures import flags, statuses, values
from tests.indicators.readers.samples import SAMPLES

LAYOUTS = sorted(packed.HEADERS)


def as_parquet(data: bytes, folder) -> bytes:
    write(table_of(data), folder / "sample.parquet")
    return (folder / "sample.parquet").read_bytes()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_it_has_the_figures_of_the_csv(layout, tmp_path):
    name, data = SAMPLES[layout]
    same = as_parquet(data, tmp_path)

    assert recognise("x.parquet", same) == layout
    from_csv, from_parquet = (read(layout, content, name=name) for content in (data, same))
    assert values(from_parquet) == values(from_csv)
    assert statuses(from_parquet) == statuses(from_csv)
    assert flags(from_parquet) == flags(from_csv)
    assert from_parquet.left_out == from_csv.left_out
    assert from_parquet.vintage == from_csv.vintage


def test_the_same_rows_give_the_same_bytes(tmp_path):
    _name, data = SAMPLES["wdi_packed"]

    assert as_parquet(data, tmp_path) == as_parquet(data, tmp_path)


def made(**columns) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue().to_pybytes()


GOOD = {
    "asylum": ["DEU", "FRA"],
    "origin": ["SYR", "SYR"],
    "year": [2020, 2020],
    "group": ["refugee", "refugee"],
    "n": [5, 6],
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"asylum": ["DEU", "QQQ"]}, "row 2, column asylum: unknown country"),
        ({"asylum": ["DEU", None]}, "row 2, column asylum: the cell is empty"),
        ({"group": ["refugee", "tourist"]}, "row 2, column group: 'tourist' is unknown"),
        ({"year": [2020, None]}, "row 2, column year"),
        ({"year": [2020, 2020.5]}, "row 2, column year: '2020.5' is not a whole number"),
        ({"n": [5, float("inf")]}, "row 2, column n: 'inf' is not a finite number"),
        ({"n": [5, -6]}, "row 2: -6 is negative"),
        ({"asylum": ["DEU", "DEU"]}, "row 2 repeats row 1"),
        ({"n": ["5", "six"]}, "cannot be read"),
        ({"n": [[5], [6]]}, "cannot be read"),
    ],
)
def test_what_is_wrong_is_told_with_its_row(change, said):
    with pytest.raises(BadSource, match=said):
        READERS["unhcr_packed"].read(made(**{**GOOD, **change}), name="x.parquet")


def test_a_missing_column_is_named():
    data = made(**{name: column for name, column in GOOD.items() if name != "n"})

    assert recognise("x.parquet", data) is None
    with pytest.raises(BadSource, match="missing columns: n"):
        READERS["unhcr_packed"].read(data, name="x.parquet")


def test_a_file_that_would_grow_beyond_bounds_is_not_opened(monkeypatch):
    monkeypatch.setattr(parquet, "MOST_BYTES", 100)

    with pytest.raises(BadSource, match="grows"):
        READERS["unhcr_packed"].read(made(**GOOD), name="x.parquet")


@pytest.mark.parametrize("cut", [8, 40, 200, -20])
def test_a_damaged_file_is_refused(cut):
    data = made(**GOOD)
    damaged = data[:cut] + b"PAR1"

    assert recognise("x.parquet", damaged) is None
    with pytest.raises(BadSource, match="damaged"):
        READERS["unhcr_packed"].read(damaged, name="x.parquet")
