"""(s) From a provider's new file to everything published; (t) a series against Datasette; (u) bulk downloads."""

from __future__ import annotations

import gzip
import http.client
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
import zipfile
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pyarrow.csv as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction

from benchmarks.serving import Caller
from benchmarks.timing import line, seconds
from core import jobs
from core.models import Job
from indicators.bulk import archives
from indicators.compute import Inputs
from indicators.models import ComputeRun, Release, ReleaseFile, Snapshot
from indicators.selectors import published_table
from indicators.services import calculations, decisions, ingest, release_steps
from indicators.services.bulk_files import Builder
from indicators.services.inputs import InputStore
from indicators.services.plan import plan
from stack.servers import free_port
from tests.reference.areas import everything

if TYPE_CHECKING:
    from collections.abc import Iterator

BIG = 32 * 1024 * 1024
CALLS = 100


def new_file(data: bytes, factor: float) -> bytes:
    """The World Bank's file with every figure a little larger: all of it is computed and shown anew."""
    text = gzip.decompress(data).decode()
    heads, *rows = text.splitlines()
    place = heads.split(",").index("value")
    cells = [row.split(",") for row in rows]
    for row in cells:
        if re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", row[place]):
            row[place] = repr(float(row[place]) * factor)
    return "\n".join([heads, *(",".join(row) for row in cells), ""]).encode()


def published(data: bytes, rounds: int) -> list[str]:
    """(s): everything that happens after the upload, against its bare parts in the same round."""
    _finish_releases()
    ours, bare, split = [], [], []
    for number in range(rounds + 1):
        content = new_file(data, 1 + (number + 1) / 1000)
        before = _last(ComputeRun)
        took = seconds(lambda content=content: _publish(content))
        parts = _bare(before)
        if number:
            ours.append(took)
            bare.append(sum(parts))
            split.append(parts)
    copied, computed, writing = (median(part) for part in zip(*split, strict=True))
    return [
        line(
            "(s) new file to files built: time over bare parts",
            median(ours) / median(bare),
            "<= 3",
            f"{median(ours):.1f} s against COPY {copied:.2f}, numpy {computed:.2f}, writing {writing:.2f} s",
        )
    ]


def _last(model: type) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _finish_releases() -> None:
    """What a worker does after a release."""
    waiting = Job.objects.filter(kind=release_steps.FINISH, state=Job.State.WAITING)
    for pk in list(waiting.values_list("pk", flat=True)):
        jobs.run(pk)


def _publish(content: bytes) -> None:
    received = ingest.receive(
        name="observations_wdi.csv", data=content, retrieved_on=date(2026, 11, 20)
    )
    loaded = ingest.load(received[0].snapshot.pk)
    if loaded.state != Snapshot.State.LOADED:
        raise SystemExit(f"the benchmark's file was refused: {loaded.problem}")
    if loaded.standing == Snapshot.Standing.PROPOSED:
        decisions.accept(loaded.pk, by=None)
    calculations.refresh()
    _finish_releases()


def _bare(before: int) -> tuple[float, float, float]:
    """Seconds of a bare COPY of the new rows, of plain numpy, and of writing the new files' tables."""
    runs = list(ComputeRun.objects.filter(pk__gt=before).values_list("pk", flat=True))
    snapshot = Snapshot.objects.filter(state=Snapshot.State.LOADED).order_by("-pk").first()
    tables = (
        ("indicators_observation", f"snapshot_id = {snapshot.pk}"),
        ("indicators_indicatorvalue", f"run_id = ANY(ARRAY{runs}::bigint[])"),
        ("indicators_corridorline", f"run_id = ANY(ARRAY{runs}::bigint[])"),
    )
    return sum(_copied(*table) for table in tables), _computed(), _writing_seconds(before)


def _copied(table: str, where: str) -> float:
    stream = BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY (SELECT * FROM {table} WHERE {where}) TO STDOUT (FORMAT csv)", stream
        )
        cursor.execute(f"CREATE TABLE bench_bare (LIKE {table} INCLUDING INDEXES)")
    stream.seek(0)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            return seconds(
                lambda: cursor.copy_expert(
                    "COPY bench_bare FROM STDIN (FORMAT csv)", stream, 1 << 20
                )
            )
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_bare")


def _computed() -> float:
    store = InputStore()
    newest = {step.code: step for step in plan(store.groups_digest)}
    inputs_by_series = {
        step_input.series: step_input for step in newest.values() for step_input in step.inputs
    }
    series = {
        code: store.series(step_input)
        for code, step_input in inputs_by_series.items()
        if not code.startswith("wfb")
    }
    codes, ids = zip(*((area.code, area.pk) for area in store.areas), strict=True)
    inputs = Inputs.spanning(codes, series, ids, store.subregions)
    return seconds(lambda: everything(inputs, store.groups))


def _writing_seconds(before: int) -> float:
    """The tables of the files that hold a new run, as CSV, Parquet and zip by the plainest calls."""
    release = Release.objects.get(is_current=True)
    builder = Builder(release)
    total = 0.0
    for bundle in builder.bundles():
        if all(builder.runs[code].pk <= before for code in bundle.codes):
            continue
        tables = [frame.table for frame in builder.frames(bundle)]
        with tempfile.TemporaryFile() as target:
            total += seconds(lambda tables=tables, target=target: _write(tables, target))
    return total


def _write(tables: list, target: io.BufferedRandom) -> None:
    with zipfile.ZipFile(
        target, "w", zipfile.ZIP_DEFLATED, compresslevel=archives.LEVEL
    ) as archive:
        parquet = BytesIO()
        with pq.ParquetWriter(parquet, tables[0].schema, compression="zstd") as writer:
            with archive.open("data.csv", "w", force_zip64=True) as data:
                for table in tables:
                    pc.write_csv(table, data)
                    writer.write_table(table)
        archive.writestr("data.parquet", parquet.getvalue(), zipfile.ZIP_STORED)


@contextmanager
def running(command: list[str], path: str, **variables: str) -> Iterator[int]:
    """A server on a free port, which replaces PORT in the command, until it answers the path."""
    port = free_port()
    words = [word.replace("PORT", str(port)) for word in command]
    process = subprocess.Popen(
        words, env={**os.environ, **variables}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                Caller(port).get(path)
            except (OSError, http.client.HTTPException):
                if time.monotonic() > deadline:
                    raise SystemExit(f"{command[:4]} did not come up") from None
                time.sleep(0.1)
            else:
                break
        yield port
    finally:
        process.terminate()
        process.wait()


def series(port: int, folder: Path) -> list[str]:
    """(t): a series of one country by the API and by Datasette's page of raw SQL, the same rows."""
    rows = published_table("REM_IN_GDP").rows
    areas = sorted({row.area for row in rows})
    path = folder / "bench.db"
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE figures (indicator, ref_area, time_period, value, obs_status)"
        )
        database.executemany(
            "INSERT INTO figures VALUES (?, ?, ?, ?, ?)",
            [("REM_IN_GDP", row.area, row.period, row.value, row.status) for row in rows],
        )
        database.execute("CREATE INDEX by_area ON figures (indicator, ref_area)")
    sql = urllib.parse.quote(
        "select * from figures where indicator = 'REM_IN_GDP' and ref_area = :area order by time_period"
    )
    command = [
        sys.executable,
        "-m",
        "datasette",
        "serve",
        str(path),
        "--port",
        "PORT",
        "--setting",
        "max_returned_rows",
        "10000",
    ]
    with running(command, "/bench.json") as datasette_port:
        ours, theirs = Caller(port), Caller(datasette_port)
        first: list[float] = []
        repeated: list[float] = []
        plain: list[float] = []
        for number in range(CALLS):
            area = areas[number % len(areas)]
            api_path = f"/api/v1/values/?indicator=REM_IN_GDP&ref_area={area}"
            raw = f"/bench.json?sql={sql}&area={area}&_shape=array"
            if number == 0:
                _same(ours.get(api_path), theirs.get(raw))
                continue
            first.append(seconds(lambda api_path=api_path: ours.get(api_path)))
            plain.append(seconds(lambda raw=raw: theirs.get(raw)))
            repeated.append(seconds(lambda api_path=api_path: ours.get(api_path)))
    return [
        line(
            "(t) series by API: p50 over Datasette's raw SQL",
            median(first) / median(plain),
            "<= 0.7",
            f"{1000 * median(first):.2f} ms, asked again {1000 * median(repeated):.2f} ms,"
            f" against {1000 * median(plain):.2f} ms; {len(first)} areas, each asked first",
        )
    ]


def _same(ours: bytes, theirs: bytes) -> None:
    our_rows = [(r["time_period"], r["value"]) for r in json.loads(ours)["results"]]
    their_rows = [(r["time_period"], r["value"]) for r in json.loads(theirs)]
    if our_rows != their_rows:
        raise SystemExit("the two servers do not show the same rows")


def bulk_downloads(port: int, rounds: int) -> list[str]:
    """(u): a whole file by the portal and by the static server inside granian (compiled, no Python)."""
    file = ReleaseFile.objects.filter(kind="theme").order_by("-release_id", "-size").first()
    media = Path(settings.MEDIA_ROOT)
    big = media / "bench" / "big.bin"
    big.parent.mkdir(parents=True, exist_ok=True)
    with default_storage.open(file.stored, "rb") as stored:
        data = stored.read()
    while len(data) < BIG:
        data += data
    big.write_bytes(data)
    ReleaseFile.objects.filter(pk=file.pk).update(stored="bench/big.bin", size=len(data))
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        "PORT",
        "--no-ws",
        "--log-level",
        "warning",
        "--static-path-route",
        "/static",
        "--static-path-mount",
        str(big.parent),
        "migration_portal.wsgi:application",
    ]
    try:
        with running(
            command, "/static/big.bin", DJANGO_SETTINGS_MODULE="benchmarks.settings"
        ) as static_port:
            ours, plain = [], []
            portal, static = Caller(port), Caller(static_port)
            for number in range(rounds + 1):
                a = seconds(lambda: portal.get(file.get_absolute_url()))
                b = seconds(lambda: static.get("/static/big.bin"))
                if number:
                    ours.append(a)
                    plain.append(b)
    finally:
        ReleaseFile.objects.filter(pk=file.pk).update(stored=file.stored, size=file.size)
        big.unlink()
    size = len(data) / 1e6
    return [
        line(
            "(u) whole file: rate over a static server",
            median(plain) / median(ours),
            ">= 0.8",
            f"{size / median(ours):.0f} MB/s against {size / median(plain):.0f} MB/s, {size:.0f} MB; granian's own static files",
        )
    ]
