"""(k) Ten million observations three ways: with the key's index, in partitions, with a BRIN index.

Files come one after another in the order of the key and are never changed; figures are read by
file and series. So what counts is the time to load one more file, the time to read a series of a
file, the size of the indexes, and the time to remove a file.
"""

from __future__ import annotations

import numpy as np
from django.db import connection

from benchmarks.timing import seconds
from core.tables.copy import OBSERVATION_FIELDS, copy_in, copy_out, packed
from indicators.services.inputs import FIELDS

FILES, ROWS, SERIES, SLICES = 20, 500_000, 10, 8
COLUMNS = """snapshot_id bigint NOT NULL, series_id smallint NOT NULL, area_id smallint NOT NULL,
    counterpart_id smallint NOT NULL, year smallint NOT NULL, quarter smallint NOT NULL,
    value double precision NOT NULL, status varchar(1) NOT NULL, flag varchar(20) NOT NULL"""
KEY = "PRIMARY KEY (snapshot_id, series_id, area_id, counterpart_id, year, quarter)"
WAYS = {
    "key": [f"CREATE TABLE grow_key ({COLUMNS}, {KEY})"],
    "partitions": [
        f"CREATE TABLE grow_partitions ({COLUMNS}, {KEY}) PARTITION BY RANGE (snapshot_id)",
        *(
            f"CREATE TABLE grow_partitions_{n} PARTITION OF grow_partitions"
            f" FOR VALUES FROM ({n}) TO ({n + 1})"
            for n in range(FILES + 1)
        ),
    ],
    "brin": [
        f"CREATE TABLE grow_brin ({COLUMNS})",
        (
            "CREATE INDEX ON grow_brin USING brin (snapshot_id, series_id)"
            " WITH (pages_per_range = 32, autosummarize = on)"
        ),
    ],
}


def run(rounds: int) -> list[str]:
    """Report lines; the tables are removed again."""
    try:
        return [_line(way, statements, rounds) for way, statements in WAYS.items()]
    finally:
        for way in WAYS:
            _do(f"DROP TABLE IF EXISTS grow_{way}")


def _do(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _file(number: int) -> bytes:
    """One file of made figures in the order of the key: corridors of ten series and 25 years."""
    at = np.arange(ROWS)
    pair, year = np.divmod(at % (ROWS // SERIES), 25)
    columns = {
        "snapshot_id": number,
        "series_id": at // (ROWS // SERIES),
        "area_id": pair // 45,
        "counterpart_id": pair % 45,
        "year": 2000 + year,
        "quarter": 0,
        "value": np.random.default_rng(number).random(ROWS),
        "status": b"A",
        "flag": b"",
    }
    return packed((*OBSERVATION_FIELDS, ("flag", "V0")), columns)


def _line(way: str, statements: list[str], rounds: int) -> str:
    table, names = f"grow_{way}", [name for name, _kind in OBSERVATION_FIELDS] + ["flag"]
    _do(*statements)
    loads = [seconds(lambda n=n: copy_in(table, names, [_file(n)])) for n in range(FILES)]
    if way == "brin":
        _do(f"SELECT brin_summarize_new_values('{table}_snapshot_id_series_id_idx')")
    _do(f"ANALYZE {table}")
    chosen = np.random.default_rng(1).integers(0, FILES, SLICES * rounds).tolist()
    reads = [seconds(lambda n=n: _read(table, n)) for n in chosen]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_relation_size(relid)), sum(pg_indexes_size(relid))"
            " FROM pg_partition_tree(%s)",
            [table],
        )
        if (size := cursor.fetchone())[0] is None:
            cursor.execute("SELECT pg_relation_size(%s), pg_indexes_size(%s)", [table, table])
            size = cursor.fetchone()
    removal = (
        seconds(lambda: _do(f"DROP TABLE {table}_0"))
        if way == "partitions"
        else seconds(lambda: _do(f"DELETE FROM {table} WHERE snapshot_id = 0"))
    )
    first, last = (float(np.median(part)) for part in (loads[:5], loads[-5:]))
    return (
        f"(k) {FILES * ROWS / 1e6:.0f} million rows, {way:<10} load of {ROWS:,} rows {first:.2f} s first, {last:.2f} s last;"
        f" read of {ROWS // SERIES:,} rows {1000 * float(np.median(reads)):.0f} ms;"
        f" table {float(size[0]) / 1e6:.0f} MB, indexes {float(size[1]) / 1e6:.2f} MB; removal {1000 * removal:.0f} ms"
    )


def _read(table: str, number: int) -> None:
    rows = copy_out(
        "SELECT area_id, counterpart_id, year, quarter, value, status"
        f" FROM {table} WHERE snapshot_id = {number} AND series_id = 3",
        FIELDS,
    )
    if len(rows) != ROWS // SERIES:
        raise SystemExit(f"{table}: {len(rows)} rows read of file {number}")
