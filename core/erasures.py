"""The list of erasures, which survives the loss of the database, so that a restored one forgets again.

Each erasure is a small sealed file in the storage of files, not a row: rows come back as the backup has them. The name
of a file tells when it was, its content whom or what it concerned. Entries are deleted when no backup can be older.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db.models.signals import post_delete

from core.sealing import box

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.core.files.storage import Storage

FOLDER = "erasures"
PURPOSE = "erasures"
TIME = "%Y%m%dT%H%M%S%f"


def list_person(person: dict[str, Any], at: datetime) -> None:
    """Note that a person was erased. Raises OSError where it cannot be noted, so that nothing is erased either."""
    _write({"person": person}, at)


def list_row(label: str, pk: int) -> None:
    """Note that a row was deleted whose deletion people rely on, such as an account or a subscription."""
    _write({"row": label, "pk": pk}, datetime.now(UTC))


def _write(entry: dict[str, Any], at: datetime) -> None:
    name = f"{FOLDER}/{at.astimezone(UTC):{TIME}}-{uuid4().hex}"
    default_storage.save(name, ContentFile(box(PURPOSE).encrypt(json.dumps(entry).encode())))


def connect() -> None:
    """Note deletions of the models that the setting ERASED_WITH_ROW names."""
    for label in settings.ERASED_WITH_ROW:
        post_delete.connect(_list_deleted, sender=label, dispatch_uid=f"erasures:{label}")


def _list_deleted(sender: Any, instance: Any, **_kwargs: Any) -> None:
    list_row(sender._meta.label, instance.pk)


def _names(storage: Storage) -> list[str]:
    try:
        _folders, names = storage.listdir(FOLDER)
    except FileNotFoundError:
        return []
    return sorted(name for name in names if _time_of(name))


def _time_of(name: str) -> datetime | None:
    try:
        return datetime.strptime(name.partition("-")[0], TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def entries(storage: Storage, since: datetime) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """Entries from a moment on, oldest first. Raises InvalidToken for one that no key opens."""
    for name in _names(storage):
        if (at := _time_of(name)) and at >= since:
            with storage.open(f"{FOLDER}/{name}") as file:
                yield at, json.loads(box(PURPOSE).decrypt(file.read()))


def take_over(copy: str) -> None:
    """Add the entries of a copied list to the portal's own."""
    storage = storage_of(copy)
    for name in _names(storage):
        if not default_storage.exists(f"{FOLDER}/{name}"):
            with storage.open(f"{FOLDER}/{name}") as file:
                default_storage.save(f"{FOLDER}/{name}", file)


def unreadable(since: datetime, copy: str = "") -> int:
    """How many entries from a moment on no key opens; to be asked before anything is restored."""
    storage = storage_of(copy)
    count = 0
    for name in _names(storage):
        if (at := _time_of(name)) and at >= since:
            with storage.open(f"{FOLDER}/{name}") as file:
                try:
                    box(PURPOSE).decrypt(file.read())
                except InvalidToken:
                    count += 1
    return count


def storage_of(copy: str) -> Storage:
    """Where the list lies: with the files, or in a folder into which `erasures` was copied."""
    return FileSystemStorage(location=copy) if copy else default_storage


def purge(now: datetime) -> int:
    """Delete entries that are older than any backup; how many."""
    old = [
        name
        for name in _names(default_storage)
        if (at := _time_of(name)) and at < now - timedelta(days=settings.BACKUP_DAYS)
    ]
    for name in old:
        default_storage.delete(f"{FOLDER}/{name}")
    return len(old)


def reseal(change: Callable[[bytes], bytes]) -> None:
    """Write each entry anew whose content the function changes."""
    for name in _names(default_storage):
        path = f"{FOLDER}/{name}"
        with default_storage.open(path) as file:
            old = file.read()
        if (new := change(old)) != old:
            # The new one first: an entry that is there twice is replayed twice, which does no harm.
            default_storage.save(
                f"{FOLDER}/{name.partition('-')[0]}-{uuid4().hex}", ContentFile(new)
            )
            default_storage.delete(path)
