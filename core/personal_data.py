"""The register of personal data: every place that holds them, with purpose and term, and what follows from it.

Each app declares its places in a function that the setting PERSONAL_DATA names. A person's own file, erasure, the
purge of what is past its term, the page for administrators and `docs/personal-data.md` are made from it; a test
finds fields that no place declares.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext

from core import erasures, hooks
from core.rows import each_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from django.db.models import Model, QuerySet
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
class Term:
    """How long data are held: in words, and which rows are past it at a moment.

    Both are asked for anew each time, since periods are set. Without `past` nothing ends by a term: the rows go
    with something else, or somebody deletes them.
    """

    words: Callable[[], Text]
    past: Callable[[datetime], Q] | None = None

    def __str__(self) -> str:
        return str(self.words())


def until(words: Text) -> Term:
    """A term that no row is ever past by itself."""
    return Term(lambda: words)


def days_after(
    column: str, days: Callable[[], int], words: Callable[[int], Text] | None = None
) -> Term:
    """So many days after the moment in a column; `words` tells the number where more is to be said than it."""

    def tell() -> Text:
        number = days()
        if words:
            return words(number)
        return ngettext("%(days)s day.", "%(days)s days.", number) % {"days": number}

    def past(at: datetime) -> Q:
        return Q(**{f"{column}__lt": at - timedelta(days=days())})

    return Term(tell, past)


def delete_rows(rows: QuerySet[Any], _at: datetime) -> int:
    """Delete them; how many, with what hung on them."""
    return rows.delete()[0]


def emptied(**values: Any) -> Callable[[QuerySet[Any], datetime], int]:
    """Rows stay, and these columns are emptied."""

    def clear(rows: QuerySet[Any], _at: datetime) -> int:
        return rows.update(**values)

    return clear


@dataclass(frozen=True, slots=True)
class Place:
    """A table, a folder of files or a part of the cache that holds personal data.

    `name` is the label of a model, or what the place is; after a colon stands which of its data are meant.
    `find` gives the rows of a person, and `clear` deletes or empties rows, whether a person is erased or their term
    is over; `holding` are the rows in which there is still something to clear. `purge` does so past the term where
    more goes with the rows, `erase` where they are not found by a query. `task` is the Celery task that
    ends what is past its term as part of other work. `column` names the model and field that hold the names of the
    files in `folder`.
    """

    name: str
    fields: tuple[str, ...]
    whose: Text
    purpose: Text
    term: Term
    erasure: Text
    find: Callable[[Person], QuerySet[Any]] | None = None
    clear: Callable[[QuerySet[Any], datetime], int] | None = None
    purge: Callable[[QuerySet[Any], datetime], int] | None = None
    holding: Q = field(default_factory=Q)
    erase: Callable[[Person, datetime], object] | None = None
    export: Callable[[Person], list[dict[str, Any]]] | None = None
    task: str = ""
    folder: str = ""
    column: str = ""

    @property
    def model(self) -> type[Model]:
        """The table that the place is."""
        return apps.get_model(self.name.split(":")[0])

    @property
    def is_purged(self) -> bool:
        """Whether the purge ends what is past the term."""
        return self.term.past is not None and (self.purge or self.clear) is not None

    def due(self, at: datetime) -> QuerySet[Any]:
        """The rows that are past their term and still hold something."""
        past = self.term.past(at) if self.term.past else Q(pk__in=[])
        return self.model._default_manager.filter(past & self.holding)

    def end(self, at: datetime) -> int:
        """Delete or empty what is past the term; how many rows."""
        clear = self.purge or self.clear
        return clear(self.due(at), at) if clear else 0

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
def erase(person: Person, at: datetime, *, listed: bool = False) -> None:
    """Erase what is held of a person in every place, and list that it was done for whoever restores a backup."""
    if not listed:
        sets = {name: getattr(person, name) for name in ("registrations", "addresses", "names")}
        values = {name: sorted(values) for name, values in sets.items()}
        erasures.list_person({**values, "workshop": person.workshop}, timezone.now())
    for place in places():
        if place.erase:
            place.erase(person, at)
        elif place.find and place.clear:
            place.clear(place.find(person), at)


def purge(at: datetime) -> int:
    """End what is past its term in every place; how many rows. A place that fails holds up no other."""
    purged = {place.name: place for place in places() if place.is_purged}
    # What one person had is ended as a whole, but not what all of them had in one transaction.
    return each_row(
        purged, lambda name: purged[name].end(at), what="purge a place", in_one=False
    ).total


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
    """Delete files that no row names any more, and erasures that no backup needs; how many."""
    deleted = 0
    for place in places():
        if not place.folder:
            continue
        names = set(_files(place.folder))
        for name in names - place.in_use(names):
            if default_storage.get_modified_time(name) < now - ORPHAN_AGE:
                default_storage.delete(name)
                deleted += 1
    return deleted + erasures.purge(now)


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
        cells = (f"`{place.name}`", what, place.whose, place.purpose, place.term, place.erasure)
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return "\n".join(lines) + "\n"
