"""(a) Loading the migrant stock against a bare COPY, and (e) ten times the rows."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from django.db import connection, transaction

from benchmarks.stock_file import generate_stock
from benchmarks.timing import interleaved, line, seconds
from indicators.models import Snapshot, SnapshotSeries
from indicators.services import ingest

TABLE = "indicators_observation"
BARE = "bench_bare"
STOCK_ROWS = 153_296


def run(stock: bytes | None, rounds: int) -> list[str]:
    """Report lines; without the real file, rows of the same shape are made."""
    data = stock or generate_stock(STOCK_ROWS)
    snapshot = _receive("migrant_stock.csv.gz", data)
    ours, bare = _measure(snapshot, rounds)
    ten = _receive("migrant_stock_x10.csv.gz", generate_stock(10 * STOCK_ROWS))
    single = _receive("migrant_stock_x1.csv.gz", generate_stock(STOCK_ROWS))
    _forget()
    single_seconds = min(_load_again(single.pk) for _ in range(3))
    ten_seconds = min(_load_again(ten.pk) for _ in range(2))
    rows = STOCK_ROWS if stock else snapshot.rows_kept
    _forget()
    return [
        line(
            "(a) load stock: rate over bare COPY",
            bare / ours,
            ">= 0.5",
            f"{rows / ours:,.0f} rows/s, reader and checks included; bare {rows / bare:,.0f}",
        ),
        line(
            "(e) load, 10x the rows: time over 1x",
            ten_seconds / single_seconds,
            "<= 11",
            f"{ten_seconds:.2f} s against {single_seconds:.2f} s",
        ),
    ]


def _receive(name: str, data: bytes) -> Snapshot:
    return ingest.receive(name=name, data=data, retrieved_on=date(2025, 6, 19))[0].snapshot


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLE}")
    SnapshotSeries.objects.all().delete()
    Snapshot.objects.filter(state=Snapshot.State.LOADED).update(state=Snapshot.State.RECEIVED)


def _load_again(pk: int) -> float:
    _forget()
    return seconds(lambda: _load(pk))


def _load(pk: int) -> None:
    loaded = ingest.load(pk)
    if loaded.state != Snapshot.State.LOADED:
        raise SystemExit(f"the benchmark's file was refused: {loaded.problem}")


def _measure(snapshot: Snapshot, rounds: int) -> tuple[float, float]:
    _load_again(snapshot.pk)
    stream = BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {TABLE} TO STDOUT WITH (FORMAT csv)", stream)
        cursor.execute(f"DROP TABLE IF EXISTS {BARE}")
        cursor.execute(f"CREATE TABLE {BARE} (LIKE {TABLE} INCLUDING INDEXES)")
    rendered = stream.getvalue()

    def clear() -> None:
        _forget()
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {BARE}")

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.copy_expert(
                f"COPY {BARE} FROM STDIN WITH (FORMAT csv)", BytesIO(rendered), 1 << 20
            )

    ours, plain = interleaved(lambda: _load(snapshot.pk), bare, rounds=rounds, before=clear)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {BARE}")
    return ours, plain
