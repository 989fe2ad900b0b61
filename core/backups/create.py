"""Making a backup: database, files, settings and versions in a new folder, with a manifest of all of it."""

from __future__ import annotations

import io
import json
import os
import platform
import re
import subprocess
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

import django
import psycopg2
from django.conf import settings
from django.core.files.storage import default_storage
from psycopg2 import sql

from core import erasures
from core.backups import encryption, manifest, programs
from core.backups.errors import BackupError
from core.sealing import box
from migration_portal import env

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LEFT_OUT = ["django_session", "usersessions_usersession"]
"""Tables that come back empty: whoever was signed in signs in again."""
SECRET = re.compile(r"SECRET|PASSWORD|KEY|TOKEN|DSN")
PROOF = "the key of a backup"
"""Sealed in the manifest: whether an installation opens it tells whether it has the key."""


def create(target: Path, keys: Sequence[str]) -> tuple[Path, str, manifest.Manifest]:
    """Make a backup in a new folder within `target`: the folder, the manifest's SHA-256, the manifest.

    Raises BackupError. What was begun and not finished stays under a name that ends in `.unfinished`.
    """
    recipients = encryption.recipients_of(keys)
    version = programs.server_version()
    dump = programs.find_program("pg_dump", version)
    now = datetime.now(UTC)
    folder = target / f"portal-{now:%Y%m%dT%H%M%SZ}"
    work = folder.with_name(f"{folder.name}.unfinished")
    try:
        work.mkdir(parents=True, mode=0o700)
    except OSError as problem:
        raise BackupError(f"The folder {work} cannot be made: {problem}") from problem
    backup_manifest = manifest.Manifest(
        taken_at=now.isoformat(),
        encrypted=bool(recipients),
        storage=manifest.BUCKET if settings.BUCKET else manifest.MEDIA,
        versions={
            "python": platform.python_version(),
            "django": django.get_version(),
            "postgresql": str(version),
            "pg_dump": str(programs.version_of(dump)),
        },
        changes=[],
        tables={},
        left_out=LEFT_OUT,
        sealed=box("backups").encrypt(PROOF.encode()).decode(),
    )
    files = _Files(work, backup_manifest, recipients)
    _dump_database(dump, files)
    if settings.BUCKET:
        files.add(manifest.BUCKET, io.BytesIO(_as_json(bucket_listing())))
    else:
        _copy_media(files)
    files.add(manifest.SETTINGS, io.BytesIO(_as_json(settings_without_secrets())))
    digest = backup_manifest.write(work)
    work.rename(folder)
    return folder, digest, backup_manifest


class _Files:
    """The files of a backup as they are added."""

    def __init__(
        self, folder: Path, backup_manifest: manifest.Manifest, recipients: Sequence[Any]
    ) -> None:
        self.folder, self.manifest, self.recipients = folder, backup_manifest, recipients

    def add(self, name: str, reader: IO[bytes]) -> None:
        """Write what is read to a file, encrypted where keys were given, and note its digest."""
        name += encryption.ENDING if self.recipients else ""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("xb") as file:
            writer = encryption.DigestingWriter(file)
            encryption.copy(reader, writer, self.recipients)
            file.flush()
            os.fsync(file.fileno())
        self.manifest.files[name] = {"sha256": writer.sha256, "bytes": writer.bytes}


def _as_json(value: Any) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True).encode()


@contextmanager
def _snapshot() -> Iterator[tuple[str, Any]]:
    """One view of the database, for the dump and for counting what it holds."""
    words, environment = programs.address()
    snapshot_connection = psycopg2.connect(words, password=environment.get("PGPASSWORD"))
    try:
        snapshot_connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with snapshot_connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor.fetchone()[0], cursor
    finally:
        snapshot_connection.close()


def row_counts(cursor: Any) -> dict[str, int]:
    """Rows of every table of the portal."""
    cursor.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND n.nspname = 'public' ORDER BY c.relname"
    )
    counts = {}
    for (table,) in cursor.fetchall():
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        counts[table] = cursor.fetchone()[0]
    return counts


def _dump_database(program: str, files: _Files) -> None:
    words, environment = programs.address()
    with _snapshot() as (snapshot, cursor), TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603  a program of PostgreSQL
            [
                *(program, "--format=custom", "--no-owner", "--no-privileges"),
                f"--snapshot={snapshot}",
                *(f"--exclude-table-data={table}" for table in LEFT_OUT),
                f"--dbname={words}",
            ],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        if process.stdout is None:
            raise BackupError("pg_dump gave nothing to read.")
        with process.stdout as reader:
            files.add(manifest.DATABASE, reader)
        if process.wait():
            errors.seek(0)
            raise BackupError(f"pg_dump failed: {errors.read().decode(errors='replace').strip()}")
        counts = row_counts(cursor)
        cursor.execute("SELECT app, name FROM django_migrations")
        files.manifest.changes = sorted(f"{app}.{name}" for app, name in cursor.fetchall())
    files.manifest.tables = {t: 0 if t in LEFT_OUT else n for t, n in counts.items()}


def _copy_media(files: _Files) -> None:
    """After the database: what its rows name was there then; what was erased since need not be there."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        # The list of erasures must outlive any backup, so it is in none.
        if path.is_file() and not path.is_symlink() and name.parts[0] != erasures.FOLDER:
            try:
                with path.open("rb") as reader:
                    files.add(f"{manifest.MEDIA}/{name}", reader)
            except FileNotFoundError:
                continue


def bucket_listing() -> dict[str, dict[str, Any]]:
    """Every object of the bucket: bytes, ETag, and when it was changed. The bucket keeps versions of its own."""
    storage: Any = default_storage
    bucket = storage.bucket
    return {
        stored_object.key: {
            "bytes": stored_object.size,
            "etag": stored_object.e_tag,
            "changed": stored_object.last_modified.isoformat(),
        }
        for stored_object in bucket.objects.all()
        if not stored_object.key.startswith(f"{erasures.FOLDER}/")
    }


def settings_without_secrets() -> dict[str, str]:
    """The variables that were read, with their values; of secrets that they are set, of addresses no passwords."""
    variables = {}
    for name in sorted(env.READ):
        if value := env.text(name, ""):
            variables[name] = "(secret)" if SECRET.search(name) else _without_password(value)
    return variables


def _without_password(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        return "(secret)"
    if "@" not in parts.netloc:
        return value
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
