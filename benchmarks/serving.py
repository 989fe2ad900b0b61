"""(c) A series by the API against a plain viewset, (d) the stock as CSV against COPY, (e) both at 10x."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from benchmarks.timing import interleaved, line
from stack.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = "/api/v1/values/?indicator=REM_IN_GDP&ref_area=PHL"
PLAIN = "/bench/values/?indicator__code=REM_IN_GDP&area__code=PHL"
CALLS = 60


def environment() -> dict[str, str]:
    """In which another process sees the benchmark's database."""
    database = settings.DATABASES["default"]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DATABASE_URL": f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}",
    }


@contextmanager
def server(application: str = "migration_portal.wsgi:application") -> Iterator[int]:
    """The portal's own server with the plain viewset beside it; yields the port."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--no-ws",
        "--blocking-threads",
        "3",
        "--log-level",
        "warning",
        application,
    ]
    process = subprocess.Popen(command, env=environment())
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        try:
            Caller(port).get("/api/v1/releases/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the benchmark's server did not come up")


class Caller:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> bytes:
        """The body; anything but 200 ends the benchmark."""
        self.connection.request("GET", path)
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise SystemExit(f"{path} answered {response.status}: {body[:200]!r}")
        return body


def series(port: int) -> tuple[float, float]:
    """Median seconds of a call of ours and of the plain viewset, on one kept connection each."""
    ours, plain = Caller(port), Caller(port)
    return interleaved(lambda: ours.get(OURS), lambda: plain.get(PLAIN), rounds=CALLS)


class Sink:
    """Counts bytes and forgets them."""

    size = 0

    def write(self, block: bytes) -> int:
        """Count a block."""
        self.size += len(block)
        return len(block)


def csv(port: int, snapshot: int, rounds: int) -> tuple[float, float, int, int]:
    """Median seconds of the file over HTTP and of a bare COPY of the same rows, and bytes of each."""
    from indicators.views.downloads import SNAPSHOT_ROWS  # noqa: PLC0415  after Django is set up

    caller, sink = Caller(port), Sink()
    path = f"/sources/files/{snapshot}.csv"
    size = len(caller.get(path))

    def bare() -> None:
        sink.size = 0
        with connection.cursor() as cursor:
            query = cursor.mogrify(SNAPSHOT_ROWS, [snapshot]).decode()
            cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH (FORMAT csv, HEADER)", sink, 1 << 17)

    ours, copied = interleaved(lambda: caller.get(path), bare, rounds=rounds)
    return ours, copied, size, sink.size


def run(stock: int | None, ten: int | None, rounds: int, tenfold: callable) -> list[str]:
    """Report lines; `tenfold` makes the table of values ten times as long."""
    lines = []
    with server() as port:
        ours, plain = series(port)
        lines.append(
            line(
                "(c) series by API: median over plain viewset",
                ours / plain,
                "<= 0.15",
                f"{1000 * ours:.2f} ms against {1000 * plain:.2f} ms",
            )
        )
        if stock is not None:
            file, copied, size, bare = csv(port, stock, rounds)
            lines.append(
                line(
                    "(d) stock as CSV: rate over COPY to stdout",
                    (size / file) / (bare / copied),
                    ">= 0.5",
                    f"{size / file / 1e6:.0f} MB/s against {bare / copied / 1e6:.0f} MB/s, the same query",
                )
            )
            if ten is not None:
                ten_seconds, _copied, ten_size, _bare = csv(port, ten, 2)
                lines.append(
                    line(
                        "(e) CSV, 10x the rows: time over 1x",
                        ten_seconds / file,
                        "<= 11",
                        f"{ten_size / 1e6:.0f} MB in {ten_seconds:.2f} s",
                    )
                )
        tenfold()
        tenfold_seconds, _plain = series(port)
        lines.append(
            line(
                "(e) series by API, 10x the values: time over 1x",
                tenfold_seconds / ours,
                "<= 11",
                f"{1000 * tenfold_seconds:.2f} ms",
            )
        )
    return lines
