"""Two people who edit the same record: what only one of them changed is kept, and real conflicts are shown.

A form carries what it was made from. When it comes back, fields that its writer left alone take the value
that is stored by now; of lists, what was ticked and unticked is done to the list that is stored by now. A field
that both changed differently is shown with both values, and saving again saves what the writer chose.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.merging import merge_list
from core.web.unsent import posted as posted_fields

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest, QueryDict

BASE, CHOICE = "edit_base", "edit_choice"
NOT_GUARDED = {"revision"}
MANY = (forms.SelectMultiple, forms.CheckboxSelectMultiple)
"""Widgets whose value is a list: its entries are merged one by one, so lists never conflict."""

Base = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two people changed differently: how it was written here, and what is stored now."""

    name: str
    label: str
    mine: str
    theirs: str

    @property
    def choice(self) -> str:
        """The name of the radio buttons."""
        return f"{CHOICE}_{self.name}"


class EditGuard:
    """The form of a stored record, with what others changed since it was opened put in.

    `make` makes the form from what was posted, and from None the form of the record as it is stored now; each
    call needs an instance of its own. `changed_by` says who changed the record last, and when. Merge and save
    under one lock of the record.
    """

    def __init__(
        self,
        make: Callable[[Any], Any],
        posted: QueryDict | None,
        *,
        changed_by: Callable[[], tuple[str, datetime | None]] | None = None,
    ) -> None:
        stored = make(None)
        self._now = {name: _stored_parts(stored, name) for name in _guarded(stored)}
        self.base_name = stored.add_prefix(BASE)
        self.base = json.dumps(
            {name: _mark(stored, name, parts) for name, parts in self._now.items()}
        )
        self.conflicts: list[Conflict] = []
        self.changed_by_others: list[str] = []
        self.editor: str = ""
        self.edited_at: datetime | None = None
        self.form = stored
        self.form.guard = self  # where the form is written out, what it was made from goes with it
        if posted is None:
            return
        self.form = make(self._merged(stored, posted))
        self.form.guard = self
        if self.conflicts and changed_by:
            self.editor, self.edited_at = changed_by()

    def is_ready(self) -> bool:
        """Whether it was posted, is valid, and leaves nothing to choose."""
        return self.form.is_bound and not self.conflicts and self.form.is_valid()

    def tell(self, request: HttpRequest) -> None:
        """Say which changes of others were kept, after it was saved."""
        if self.changed_by_others:
            text = _("Kept as others changed it meanwhile: %(fields)s.")
            messages.info(request, text % {"fields": ", ".join(self.changed_by_others)})

    def _merged(self, stored: Any, posted: QueryDict) -> QueryDict:
        """What was posted, with the fields that only others changed as they are stored now."""
        data = posted.copy()
        base = _read(posted.get(self.base_name, ""))
        if base is None and (_is_new(stored) or _at_same_revision(stored, posted)):
            base = json.loads(self.base)
        for name, now in self._now.items():
            mine = _posted_parts(stored, name, posted)
            if mine == now:
                continue
            before = (base or {}).get(name)
            if isinstance(stored.fields[name].widget, MANY):
                self._merge_list(stored, data, name, mine, before)
            else:
                self._merge_value(stored, data, posted, name, mine, before)
        revision = "revision"
        if revision in stored.fields:
            data[stored.add_prefix(revision)] = str(stored[revision].value())
        return data

    def _merge_value(
        self,
        stored: Any,
        data: QueryDict,
        posted: QueryDict,
        name: str,
        mine: list[str],
        before: Any,
    ) -> None:
        now = self._now[name]
        if before == _mark(stored, name, mine):
            self._take(stored, data, name, now)
        elif before == _mark(stored, name, now):
            if posted.get(f"{CHOICE}_{stored.add_prefix(name)}") == "theirs":
                self._put(stored, data, name, now)
        else:
            field = stored.fields[name]
            label = str(stored[name].label)
            conflict = Conflict(
                stored.add_prefix(name),
                label,
                _display_value(field, mine),
                _display_value(field, now),
            )
            self.conflicts.append(conflict)

    def _merge_list(
        self, stored: Any, data: QueryDict, name: str, mine: list[str], before: Any
    ) -> None:
        """What is stored now, less what was unticked here and with what was ticked here."""
        now = self._now[name]
        opened = now if before is None else before
        merged = merge_list(stored=now, opened=opened, sent=mine)
        if new := merged - set(mine):
            # Another may have chosen what this person may not choose; their own form leaves that alone.
            merged -= new - {str(value) for value, _label in _choices(stored.fields[name])}
        if merged != set(mine):
            self._take(stored, data, name, sorted(merged))

    def _take(self, stored: Any, data: QueryDict, name: str, parts: list[str]) -> None:
        self.changed_by_others.append(str(stored[name].label))
        self._put(stored, data, name, parts)

    @staticmethod
    def _put(stored: Any, data: QueryDict, name: str, parts: list[str]) -> None:
        data.setlist(stored.add_prefix(name), parts)


SAVED = 0
"""Instead of a status: there is no page to show, the form was saved."""


def save_guarded(
    request: HttpRequest,
    *,
    lock: Callable[[], Any],
    make: Callable[[Any], Any],
    save: Callable[[Any], Any],
    changed_by: Callable[[], tuple[str, datetime | None]],
    act: str = "",
) -> tuple[EditGuard, str, int]:
    """The guarded form of a record, what was refused, and the status of its page, SAVED for none.

    What was posted is merged with what others changed, and saved, under the record's lock, which `lock`
    takes to the end of the transaction. `act` is what the field of this name says in a post of this form.
    """
    typed = posted_fields(request, act)
    if request.method != "POST" or typed is None:
        return EditGuard(make, typed), "", 200
    with transaction.atomic():
        lock()
        guard = EditGuard(make, typed, changed_by=changed_by)
        if guard.conflicts:
            return guard, "", 409
        if not guard.form.is_valid():
            return guard, "", 422
        try:
            save(guard.form)
        except PortalError as refused:
            return guard, refused.message, refused.status
    guard.tell(request)
    return guard, "", SAVED


class ListGuard:
    """A list that is posted whole, as one value: it conflicts where two people changed it.

    `stored` and `mine` are its rows in words. It is saved where only this person changed it, or once they
    have seen what is stored.
    """

    def __init__(
        self, name: str, stored: list[str], posted: QueryDict | None, mine: list[str] | None = None
    ) -> None:
        self.name, self.stored = f"{name}_{BASE}", stored
        self.base = _digest_of(stored)
        before = posted.get(self.name) if posted is not None else None
        self.is_untouched = mine is not None and _digest_of(mine) in (before, self.base)
        self.is_conflict = (
            mine is not None and not self.is_untouched and before not in (None, self.base)
        )


def _digest_of(rows: list[str]) -> str:
    return hashlib.sha256("\0".join(rows).encode()).hexdigest()[:16]


def _guarded(form: Any) -> list[str]:
    """Fields whose value a form carries back as text."""
    return [
        name
        for name, field in form.fields.items()
        if name not in NOT_GUARDED
        and not field.disabled
        and not isinstance(field, forms.FileField)
        and not isinstance(field.widget, forms.MultiWidget)
    ]


def _stored_parts(form: Any, name: str) -> list[str]:
    return _parts(form.fields[name], form[name].value())


def _posted_parts(form: Any, name: str, posted: QueryDict) -> list[str]:
    field = form.fields[name]
    return _parts(field, field.widget.value_from_datadict(posted, {}, form.add_prefix(name)))


def _parts(field: forms.Field, value: Any) -> list[str]:
    """The values as a browser would send them, alike for what is stored and what was posted."""
    widget = field.widget
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    if isinstance(widget, MANY):
        return sorted({str(item) for item in value or []})
    text = widget.format_value(value)
    if isinstance(text, list):
        text = text[0] if text else ""
    return ["" if text is None else "\n".join(str(text).split("\r\n")).strip()]


def _mark(form: Any, name: str, parts: list[str]) -> Any:
    """What the form carries of a value: a list whole, of a text a digest, which is enough to compare it."""
    if isinstance(form.fields[name].widget, MANY):
        return parts
    return _digest_of(parts)


def _read(text: str) -> Base | None:
    try:
        base = json.loads(text)
    except ValueError:
        return None
    if not isinstance(base, dict):
        return None
    # Lists of texts and digests are all that a form of ours carries.
    return {
        name: [str(item) for item in mark] if isinstance(mark, list) else str(mark)
        for name, mark in base.items()
    }


def _is_new(form: Any) -> bool:
    """Whether there is no record yet that another could have changed."""
    instance = getattr(form, "instance", None)
    return instance is not None and instance.pk is None


def _at_same_revision(form: Any, posted: QueryDict) -> bool:
    """Whether a form without its base was at least made from the revision that is stored now."""
    if "revision" not in form.fields:
        return False
    return posted.get(form.add_prefix("revision")) == str(form["revision"].value())


def _choices(field: Any) -> list[tuple[Any, Any]]:
    rows: list[tuple[Any, Any]] = []
    for value, label in getattr(field, "choices", ()):
        rows += label if isinstance(label, (list, tuple)) else [(value, label)]
    return rows


def _display_value(field: forms.Field, parts: list[str]) -> str:
    """A value in words."""
    if isinstance(field.widget, forms.CheckboxInput):
        return _("Yes") if parts else _("No")
    labels = {str(value): str(label) for value, label in _choices(field)}
    return labels.get(parts[0], parts[0]) or _("(empty)")


def last_change(events: QuerySet[Any]) -> tuple[str, datetime | None]:
    """Who wrote the newest of a record's events, and when; of none nobody."""
    event = events.select_related("by").first()
    if event is None:
        return "", None
    return (event.by.get_username() if event.by else ""), event.at
