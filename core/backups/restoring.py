"""Restoring a backup into an empty installation, and repeating the erasures that came after it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import ProtectedError

from core import erasures, hooks, outboxes, personal_data
from core.backups import encryption, manifest, programs
from core.backups.create import bucket_listing, row_counts
from core.backups.errors import BackupError
from core.personal_data import Person
from core.sealing import box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.backups.manifest import Manifest

JUMP = 1_000_000
"""Numbers of rows go on so far after the highest: one that was given after the backup is never given to another."""
HELD = "Restored from a backup: it may have been sent before."


@dataclass(slots=True)
class Restoration:
    """What was done, and what a person should look at."""

    taken_at: datetime
    rows: int = 0
    files: int = 0
    erasures: int = 0
    purged: int = 0
    held: int = 0
    warnings: list[str] = field(default_factory=list)


def restore(
    folder: Path, *, identity: str = "", erasures_from: str = "", other_key: bool = False
) -> Restoration:
    """Restore a backup: looked over first, then written. Raises BackupError, which lists all that is wrong."""
    backup = manifest.read(folder)
    identities = encryption.identities_of(identity) if identity else []
    wrong = [
        *_not_empty(),
        *manifest.problems(folder, backup),
        *_not_fitting(backup, bool(identities)),
        *_other_keys(backup, erasures_from, other_key=other_key),
    ]
    program = ""
    try:
        program = programs.find_program("pg_restore", int(backup.versions["pg_dump"]))
    except BackupError as problem:
        wrong.append(str(problem))
    if wrong:
        raise BackupError("Nothing was restored:\n" + "\n".join(f"- {line}" for line in wrong))
    done = Restoration(backup.moment)
    _load_database(program, folder, backup, identities)
    done.rows = _compare_rows(backup)
    done.files = _restore_files(folder, backup, identities, done)
    call_command("migrate", interactive=False, verbosity=0)
    catch_up(done, erasures_from)
    return done


def catch_up(done: Restoration, erasures_from: str = "") -> None:
    """What a database of a former moment needs before people see it. May be repeated without harm."""
    _move_numbers_on()
    repeat_erasures(done.taken_at, erasures_from, done)
    done.purged = personal_data.purge(datetime.now(UTC))
    done.held = sum(outboxes.hold(outbox, HELD) for outbox in outboxes.outboxes().values())


def summary(done: Restoration) -> list[str]:
    """What was done about people and letters, in words."""
    lines = [f"Erased again: {done.erasures} entries of the list; past their term: {done.purged}."]
    if done.held:
        lines.append(
            f"{done.held} letters and messages that waited are set aside, since they may have been sent:"
            " the page of jobs shows them and can send them again."
        )
    return [*lines, *done.warnings]


def _not_empty() -> list[str]:
    """What stands in the way: tables of the database, files of the portal."""
    wrong = []
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    if tables:
        name = connection.settings_dict["NAME"]
        wrong.append(
            f"The database {name} is not empty: it has {len(tables)} tables ({tables[0]}, …). Make a new one."
        )
    root = Path(settings.MEDIA_ROOT)
    if not settings.BUCKET and root.is_dir():
        others = [path.name for path in root.iterdir() if path.name != erasures.FOLDER]
        if others:
            wrong.append(f"The folder of files {root} is not empty: it has {min(others)}.")
    return wrong


def _not_fitting(backup: Manifest, has_identity: bool) -> list[str]:
    """Whether this installation can take the backup."""
    wrong = []
    if backup.encrypted and not has_identity:
        wrong.append("The backup is encrypted: name the file of the secret key (--identity).")
    if not backup.encrypted and has_identity:
        wrong.append("The backup is not encrypted: leave --identity out.")
    if (server := programs.server_version()) < int(backup.versions["postgresql"]):
        wrong.append(
            f"The backup is of PostgreSQL {backup.versions['postgresql']}, this server is {server}."
        )
    if (backup.storage == manifest.BUCKET) != bool(settings.BUCKET):
        wrong.append(
            "The backup is of a portal with its files in a bucket: set S3_BUCKET to it."
            if backup.storage == manifest.BUCKET
            else "The backup holds the files themselves: leave S3_BUCKET empty."
        )
    migrations = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(backup.changes) - migrations):
        wrong.append(f"The backup is of a newer version of the portal, with {', '.join(newer)}.")
    return wrong


def _other_keys(backup: Manifest, erasures_from: str, *, other_key: bool) -> list[str]:
    """Whether the keys of this installation open what is sealed in the backup and in the list of erasures."""
    wrong = []
    try:
        box("backups").decrypt(backup.sealed.encode())
    except InvalidToken:
        if not other_key:
            wrong.append(
                "SEAL_KEY is not the one of the backup (nor holds it behind a newer one): passport data, second"
                " factors and keys of evaluations would be lost. To go on without them: --other-seal-key."
            )
    if erasures_from and not (Path(erasures_from) / erasures.FOLDER).is_dir():
        wrong.append(f"{erasures_from} has no folder {erasures.FOLDER}.")
    elif count := erasures.unreadable(backup.moment, erasures_from):
        wrong.append(f"{count} entries of the list of erasures were sealed with another SEAL_KEY.")
    return wrong


def _load_database(program: str, folder: Path, backup: Manifest, identities: Sequence[Any]) -> None:
    words, environment = programs.address()
    connection.close()
    name = manifest.DATABASE + (encryption.ENDING if backup.encrypted else "")
    with TemporaryFile() as errors, (folder / name).open("rb") as reader:
        process = subprocess.Popen(  # noqa: S603  a program of PostgreSQL
            [
                *(program, "--no-owner", "--no-privileges", "--exit-on-error"),
                *("--single-transaction", f"--dbname={words}"),
            ],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        if process.stdin is None:
            raise BackupError("pg_restore takes nothing.")
        try:
            with process.stdin as writer:
                encryption.copy_back(reader, writer, identities)
        except BrokenPipeError:
            pass  # it ended early, and says why
        except BackupError:
            process.kill()
            process.wait()
            raise
        if process.wait():
            errors.seek(0)
            text = errors.read().decode(errors="replace").strip()
            raise BackupError(f"pg_restore failed, the database is empty as before: {text}")


def _compare_rows(backup: Manifest) -> int:
    """Rows in all. Raises BackupError where a table has others than were dumped."""
    with connection.cursor() as cursor:
        counts = row_counts(cursor)
    wrong = [
        f"{table}: {counts.get(table, 0)} rows instead of {rows}"
        for table, rows in backup.tables.items()
        if counts.get(table) != rows
    ]
    if wrong:
        raise BackupError("The database was restored, but not whole: " + "; ".join(wrong))
    return sum(counts.values())


def _restore_files(
    folder: Path, backup: Manifest, identities: Sequence[Any], done: Restoration
) -> int:
    if backup.storage == manifest.BUCKET:
        return _compare_bucket(folder, backup, identities, done)
    root, count = Path(settings.MEDIA_ROOT), 0
    for name in backup.files:
        if name.startswith(f"{manifest.MEDIA}/"):
            path = root / name.removeprefix(f"{manifest.MEDIA}/")
            if backup.encrypted:
                path = path.with_name(path.name.removesuffix(encryption.ENDING))
            path.parent.mkdir(parents=True, exist_ok=True)
            with (folder / name).open("rb") as reader, path.open("xb") as writer:
                encryption.copy_back(reader, writer, identities)
            count += 1
    return count


def _compare_bucket(
    folder: Path, backup: Manifest, identities: Sequence[Any], done: Restoration
) -> int:
    """Objects that are still as listed; others are told, since what was erased since need not be there."""
    name = manifest.BUCKET + (encryption.ENDING if backup.encrypted else "")
    with (folder / name).open("rb") as reader, TemporaryFile() as plain:
        encryption.copy_back(reader, plain, identities)
        plain.seek(0)
        listed = json.load(plain)
    there = bucket_listing()
    for key, entry in listed.items():
        if there.get(key, {}).get("etag") != entry["etag"]:
            done.warnings.append(f"{key}: is not in the bucket as it was.")
    return len(listed)


def _move_numbers_on() -> None:
    """Leave a gap in every numbering of rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, sequencename)::regclass,"
            " coalesce(last_value, 0), max_value FROM pg_sequences WHERE schemaname = 'public'"
        )
        for sequence, last, highest in cursor.fetchall():
            cursor.execute("SELECT setval(%s, %s)", [sequence, min(last + JUMP, highest)])


def repeat_erasures(since: datetime, copy: str, done: Restoration) -> None:
    """Erase again what was erased from a moment on. May be repeated without harm."""
    for at, entry in erasures.entries(erasures.storage_of(copy), since):
        with transaction.atomic():
            if "person" in entry:
                personal_data.erase(_person(entry["person"]), at, listed=True)
            else:
                _delete_row(entry["row"], entry["pk"], done)
        done.erasures += 1
    if copy:
        erasures.take_over(copy)


def _person(values: dict[str, Any]) -> Person:
    person = Person(
        registrations=frozenset(values["registrations"]),
        addresses=frozenset(values["addresses"]),
        names=frozenset(values["names"]),
        workshop=values["workshop"],
    )
    for complete in hooks.functions("ERASED_PEOPLE"):
        person = complete(person)
    return person


def _delete_row(label: str, pk: int, done: Restoration) -> None:
    try:
        with transaction.atomic():
            apps.get_model(label)._default_manager.filter(pk=pk).delete()
    except ProtectedError:
        done.warnings.append(f"{label} {pk} was deleted after the backup, but others need it now.")
