"""The register of personal data: every place that holds them, with purpose and term, and what follows from it.

Each app declares its places in a function that the setting PERSONAL_DATA names. A person's own file, erasure,
the page for administrators and `docs/personal-data.md` are made from it; a test finds fields that no place declares.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import transaction

from core import hooks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from django.utils.functional import Promise

    Text = str | Promise

ORPHAN_AGE = timedelta(days=1)
"""A file that no row names may belong to a row that is being saved; after this time it does not."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom data are about: their registrations, the addresses they wrote from, and their full names.

    `workshop`: only what belongs to this workshop is meant; None: everything in the portal.
    """

    registrations: frozenset[int] = frozenset()
    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    workshop: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A table, a folder of files or a part of the cache that holds personal data.

    `name` is the label of a model, or what the place is. `term` is asked for anew each time, since periods are
    set. `task` is the Celery task that ends what is past its term, "" where it ends by itself or with an account.
    `column` names the model and field that hold the names of the files in `folder`.
    """

    name: str
    fields: tuple[str, ...]
    whose: Text
    purpose: Text
    term: Callable[[], Text]
    erasure: Text
    task: str = ""
    export: Callable[[Person], list[dict[str, Any]]] | None = None
    erase: Callable[[Person, datetime], object] | None = None
    folder: str = ""
    column: str = ""

    def in_use(self, names: Iterable[str]) -> set[str]:
        """Those of the names of files that a row still has."""
        label, _dot, field = self.column.rpartition(".")
        rows = apps.get_model(label)._default_manager.filter(**{f"{field}__in": list(names)})
        return set(rows.values_list(field, flat=True))


def places() -> list[Place]:
    """All of them, in the order in which they are erased."""
    return [place for declare in hooks.functions("PERSONAL_DATA") for place in declare()]


def export(person: Person) -> dict[str, list[dict[str, Any]]]:
    """What is held of a person, by place; places without anything are left out."""
    held = {place.name: place.export(person) for place in places() if place.export}
    return {name: rows for name, rows in held.items() if rows}


@transaction.atomic
def erase(person: Person, at: datetime) -> None:
    """Erase what is held of a person in every place."""
    for place in places():
        if place.erase:
            place.erase(person, at)


def forget_files(names: Iterable[str]) -> None:
    """Delete stored files after the transaction, unless a row still names them."""
    removed = {name for name in names if name}
    if removed:
        transaction.on_commit(partial(_delete_unused, removed))


def _delete_unused(names: set[str]) -> None:
    used = {name for place in places() if place.folder for name in place.in_use(names)}
    for name in names - used:
        default_storage.delete(name)


def delete_orphans(now: datetime) -> int:
    """Delete files that no row names any more; how many."""
    deleted = 0
    for place in places():
        if not place.folder:
            continue
        names = set(_files(place.folder))
        for name in names - place.in_use(names):
            if default_storage.get_modified_time(name) < now - ORPHAN_AGE:
                default_storage.delete(name)
                deleted += 1
    return deleted


def _files(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}"
    for name in folders:
        yield from _files(f"{folder}/{name}")


def as_markdown() -> str:
    """The register as a table for the documentation."""
    lines = ["| Place | What | Whose | Purpose | Term | Erased by |", "|---|---|---|---|---|---|"]
    for place in places():
        what = ", ".join(f"`{name}`" for name in place.fields)
        cells = (f"`{place.name}`", what, place.whose, place.purpose, place.term(), place.erasure)
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return "\n".join(lines) + "\n"
