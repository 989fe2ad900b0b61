"""Figures of a file as a person would add them up, and those that a running portal shows."""

import contextlib
import gzip
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator

from tests.stack.running import ROOT

HAND_OVER = """
import sys, time, django
django.setup()
from datetime import date
from pathlib import Path
from django.db import InterfaceError, OperationalError, connection
from indicators.models import Snapshot
from indicators.services import decisions, ingest
data = Path(sys.argv[1]).read_bytes()
received = ingest.receive(name="migrant_stock.csv.gz", data=data, retrieved_on=date(2026, 1, 1))[0]
ingest.request_load(received.snapshot)
print("requested", flush=True)
while True:
    try:
        snapshot = Snapshot.objects.get(pk=received.snapshot.pk)
        if snapshot.state == Snapshot.State.REFUSED:
            sys.exit(f"The file was refused: {snapshot.problem}")
        if snapshot.standing == Snapshot.Standing.ACCEPTED:
            break
        if snapshot.state == Snapshot.State.LOADED:
            decisions.accept(snapshot.pk, by=None)
            continue
    except (InterfaceError, OperationalError):  # the database was killed: the person tries again
        connection.close()
    time.sleep(0.02)
"""
YEAR, AREAS = 2010, ("PHL", "KWT", "TJK", "MEX")


def expected(data: bytes) -> dict[str, float]:
    """Immigrants by destination in one year, added up from the file itself.

    An area that the made file has no row of is not there, as it has no figure either.
    """
    immigrants: dict[str, float] = {}
    for line in gzip.decompress(data).decode().splitlines()[1:]:
        dest, _origin, year, _sex, count, _flag = line.split(",")
        if dest in AREAS and int(year) == YEAR:
            immigrants[dest] = immigrants.get(dest, 0.0) + int(count)
    return immigrants


def published(stack) -> dict[str, float] | None:
    """What the API shows at this moment; None while the web server is away."""
    query = f"?indicator=MIG_IMM&ref_area={','.join(AREAS)}&time_period={YEAR}"
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{stack.port}/api/v1/values/{query}", timeout=10
        ) as answer:
            return {row["ref_area"]: row["value"] for row in json.load(answer)["results"]}
    except (urllib.error.URLError, OSError, ValueError):
        return None


@contextlib.contextmanager
def handing_over(stack, path) -> Iterator[subprocess.Popen]:
    """A data manager: has the file loaded as the upload page does, and accepts it when it waits.

    The body begins when the load is requested. The process ends when the file is accepted.
    """
    environment = {
        **os.environ,
        **stack.addresses(),
        "DJANGO_SETTINGS_MODULE": "migration_portal.settings",
    }
    with subprocess.Popen(
        [sys.executable, "-c", HAND_OVER, str(path)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout.readline() == "requested\n"
            yield process
        finally:
            process.kill()
