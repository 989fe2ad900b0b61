"""The parts of the benchmark in the order in which each finds its data."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from benchmarks import (
    answering,
    certifying,
    computing,
    growing,
    loading,
    programmes,
    publishing,
    registering,
    reporting,
    searching,
    serving,
    stack_startup,
    tabulating,
)
from benchmarks.stock_file import generate_stock
from indicators import readers
from indicators.models import Snapshot
from indicators.readers.world_factbook import bundle
from indicators.services import calculations, decisions, ingest


def prepare() -> None:
    """Tables and reference data."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_regions", verbosity=0)
    ingest.ensure_catalogue()
    calculations.ensure_indicators()


def load(files: Path | None, rounds: int) -> list[str]:
    """(a) and its share of (e)."""
    stock = (files / "migrant_stock.csv.gz").read_bytes() if files else None
    lines = loading.run(stock, rounds)
    Snapshot.objects.all().delete()
    return lines


def _use(pk: int) -> None:
    """Load a file and accept it whatever it changes."""
    if ingest.load(pk).standing == Snapshot.Standing.PROPOSED:
        decisions.accept(pk, by=None)


def _load_all(files: Path | None) -> None:
    """Every figure there is, loaded and published, once."""
    if Snapshot.objects.filter(state=Snapshot.State.LOADED).exists():
        return
    name, data = bundle()
    files_to_load = [(name, data)]
    if files:
        files_to_load += [(path.name, path.read_bytes()) for path in sorted(files.glob("*.csv.gz"))]
    for filename, content in files_to_load:
        try:
            for received in ingest.receive(
                name=filename, data=content, retrieved_on=date(2026, 11, 1)
            ):
                _use(received.snapshot.pk)
        except (ingest.NotAProviderFile, readers.BadSource) as problem:
            raise SystemExit(f"{filename}: {problem}") from None
    calculations.refresh()


def growth(files: Path | None, rounds: int) -> list[str]:
    """(k)."""
    return growing.run(rounds)


def compute(files: Path | None, rounds: int) -> list[str]:
    """(b) and its share of (e)."""
    _load_all(files)
    return computing.run(rounds)


def web(files: Path | None, rounds: int) -> list[str]:
    """(c), (d) and their share of (e)."""
    _load_all(files)
    stock = Snapshot.objects.filter(
        filename="migrant_stock.csv.gz", state=Snapshot.State.LOADED
    ).first()
    ten = ingest.receive(
        name="migrant_stock_x10.csv.gz",
        data=generate_stock(10 * loading.STOCK_ROWS),
        retrieved_on=date(2020, 1, 1),
    )[0].snapshot
    single = (
        stock
        or ingest.receive(
            name="migrant_stock_x1.csv.gz",
            data=generate_stock(loading.STOCK_ROWS),
            retrieved_on=date(2020, 1, 1),
        )[0].snapshot
    )
    for snapshot in (ten, single):
        _use(snapshot.pk)
    return serving.run(single.pk, ten.pk, rounds, _tenfold)


def _tenfold() -> None:
    """Nine more runs for each run: the table of values holds ten times the rows."""
    with connection.cursor() as cursor:
        for number in range(1, 10):
            cursor.execute(
                "INSERT INTO indicators_indicatorvalue"
                " (run_id, area_id, counterpart_id, year, quarter, value, status, coverage)"
                " SELECT run_id + %s, area_id, counterpart_id, year, quarter, value, status, coverage"
                " FROM indicators_indicatorvalue WHERE run_id < 1000000",
                [1_000_000 * number],
            )
        cursor.execute("ANALYZE indicators_indicatorvalue")


def publish(files: Path | None, rounds: int) -> list[str]:
    """(s), (t), (u)."""
    _load_all(files)
    if files is None:
        return ["(s) (t) (u): left out, the real files are not here"]
    lines = publishing.published((files / "observations_wdi.csv.gz").read_bytes(), min(rounds, 3))
    with serving.server() as port, tempfile.TemporaryDirectory() as folder:
        lines += publishing.series(port, Path(folder))
        lines += publishing.bulk_downloads(port, rounds)
    return lines


def search(files: Path | None, rounds: int) -> list[str]:
    """(h)."""
    return searching.run(rounds)


def seats(files: Path | None, rounds: int) -> list[str]:
    """(i)."""
    return registering.run()


def certificates(files: Path | None, rounds: int) -> list[str]:
    """(j)."""
    return certifying.run()


def programme(files: Path | None, rounds: int) -> list[str]:
    """(l)."""
    return programmes.run(rounds)


def answers(files: Path | None, rounds: int) -> list[str]:
    """(k)"""
    return answering.run()


def results(files: Path | None, rounds: int) -> list[str]:
    """(r)."""
    return tabulating.run(rounds)


def report(files: Path | None, rounds: int) -> list[str]:
    """(s)."""
    return reporting.run(rounds)


def stack(files: Path | None, rounds: int) -> list[str]:
    """Memory and starting times."""
    return stack_startup.run()
