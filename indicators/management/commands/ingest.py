"""Load provider files: `manage.py ingest PATH... [--source READER] [--wait]`."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate
from tqdm import tqdm

from core.errors import PortalError
from core.models import Job
from indicators import readers
from indicators.management.progress import follow
from indicators.models import Snapshot
from indicators.services import decisions, ingest, jobs

if TYPE_CHECKING:
    from collections.abc import Iterator

HIDDEN = "."


class Command(BaseCommand):
    """Receive and load files or whole folders, then have the indicators computed."""

    help = "Load provider files or folders of them; the format is recognised by the content."

    def add_arguments(self, parser) -> None:
        """Paths and options."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument(
            "--source", default="", help="read every file as this format", metavar="READER"
        )
        parser.add_argument(
            "--retrieved-on", type=date.fromisoformat, help="day of retrieval, YYYY-MM-DD"
        )
        parser.add_argument(
            "--accept",
            default="",
            metavar="REASON",
            help="accept files that would wait, for this reason",
        )
        parser.add_argument("--wait", action="store_true", help="wait until workers have published")

    def handle(self, *args, **options) -> None:
        """Load each file by the same service as the upload page; then ask for a refresh."""
        missing = [str(path) for path in options["paths"] if not path.exists()]
        if missing:
            raise CommandError(
                f"There is no file or folder {', '.join(missing)}. Nothing was loaded."
            )
        named = {path for path in options["paths"] if path.is_file()}
        self.counts: Counter[str] = Counter()
        self.reason = options["accept"]
        files = list(_files(options["paths"]))
        day = options["retrieved_on"] or localdate()
        watched = tqdm(files, file=self.stderr, disable=not self.stderr.isatty(), unit="file")
        loaded = {path: self._file(path, options["source"], day) for path in watched}
        failed = [
            path.name for path, is_loaded in loaded.items() if path in named and not is_loaded
        ]
        self.stdout.write(
            f"{self.counts['loaded']} loaded, {self.counts['known']} known before,"
            f" {self.counts['refused']} refused, {self.counts['skipped']} not provider files."
        )
        if self.counts["loaded"] or self.counts["known"]:
            self._refresh(wait=options["wait"])
        if failed or not (self.counts["loaded"] + self.counts["known"]):
            raise CommandError("Not loaded: " + (", ".join(failed) or "no file was usable") + ".")

    def _file(self, path: Path, reader: str, day: date) -> bool:
        """Receive and load one file; say what was read, kept and left out, or why not."""
        try:
            received = ingest.receive(
                name=path.name, data=path.read_bytes(), retrieved_on=day, reader=reader
            )
        except ingest.NotAProviderFile as problem:
            self.counts["skipped"] += 1
            self.stdout.write(f"- {problem}")
            return False
        except (PortalError, readers.BadSource) as problem:
            self.counts["refused"] += 1
            self.stderr.write(f"✗ {path.name}: {problem}")
            return False
        loaded = [self._load(file) for file in received]
        return all(loaded)

    def _load(self, received: ingest.Received) -> bool:
        if received.snapshot.state == Snapshot.State.LOADED:
            self.counts["known"] += 1
            self.stdout.write(f"= {received.snapshot.filename}: loaded before")
            self._accept(received.snapshot)
            return True
        snapshot = ingest.load(received.snapshot.pk)
        self.counts[str(snapshot.state)] += 1
        if snapshot.state == Snapshot.State.REFUSED:
            self.stderr.write(f"✗ {snapshot.filename}: {snapshot.problem}")
            return False
        left_out = ", ".join(f"{count} {reason}" for reason, count in snapshot.left_out.items())
        self.stdout.write(
            f"✓ {snapshot.filename} ({snapshot.reader}, vintage {snapshot.vintage}):"
            f" {snapshot.rows_read} rows read, {snapshot.rows_kept} kept"
            + (f"; left out: {left_out}" if left_out else "")
        )
        self._accept(snapshot)
        return True

    def _accept(self, snapshot: Snapshot) -> None:
        """Accept a file that waits where a reason was given; else say how to decide on it."""
        if snapshot.standing != Snapshot.Standing.PROPOSED:
            return
        if self.reason:
            decisions.accept(snapshot.pk, by=None, reason=self.reason)
            return
        self.stdout.write(
            f"? {snapshot.filename} waits: see manage.py decide show {snapshot.pk}, or its page."
        )

    def _refresh(self, *, wait: bool) -> None:
        job = jobs.request_refresh()
        if not wait:
            self.stdout.write(f"The indicators are being computed (job {job.pk}).")
            return
        job = follow(job, self.stdout)
        if job.state == Job.State.FAILED:
            raise CommandError(f"The computation failed: {job.error}")
        self.stdout.write(job.step)


def _files(paths: list[Path]) -> Iterator[Path]:
    """The files themselves, and all files below the folders, in a stable order."""
    for path in paths:
        if path.is_dir():
            below = (p for p in sorted(path.rglob("*")) if p.is_file())
            yield from (p for p in below if not p.name.startswith(HIDDEN))
        else:
            yield path
