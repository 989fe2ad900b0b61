"""Sealing anew, with the newest key, what older keys of SEAL_KEY have sealed (setting SEALED)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import BinaryField, JSONField

from core import erasures
from core.sealing import box, boxes

if TYPE_CHECKING:
    from django.db.models import Model

BATCH = 500


@dataclass(slots=True)
class Rotation:
    """What became of the values of one column: sealed anew, with the newest key already, or opened by no key."""

    name: str
    resealed: int = 0
    current: int = 0
    unopened: int = 0

    def reseal(self, purpose: str, value: bytes) -> bytes:
        """The value, sealed with the newest key. What no key opens stays as it is."""
        try:
            boxes(purpose)[0].decrypt(value)
        except InvalidToken:
            try:
                value = box(purpose).rotate(value)
            except InvalidToken:
                self.unopened += 1
            else:
                self.resealed += 1
        else:
            self.current += 1
        return value


def rotate() -> list[Rotation]:
    """Seal every column and the list of erasures anew. May be repeated and interrupted without harm."""
    rotations = [_rotate_column(*column) for column in settings.SEALED]
    listed = Rotation("erasures")
    erasures.reseal(lambda value: listed.reseal(erasures.PURPOSE, value))
    return [*rotations, listed]


def _rotate_column(label: str, field: str, purpose: str) -> Rotation:
    model = apps.get_model(label)
    rotation = Rotation(f"{label}.{field}")
    last: Any = None
    while True:
        rows = model._default_manager.order_by("pk")
        pks = list(
            (rows.filter(pk__gt=last) if last else rows).values_list("pk", flat=True)[:BATCH]
        )
        if not pks:
            return rotation
        _rotate_rows(model, pks, field, purpose, rotation)
        last = pks[-1]


@transaction.atomic
def _rotate_rows(
    model: type[Model], pks: list[Any], field: str, purpose: str, rotation: Rotation
) -> None:
    """A batch under locks, so that nothing written meanwhile is overwritten."""
    rows = model._default_manager.select_for_update().filter(pk__in=pks)
    for pk, old in rows.values_list("pk", field):
        new = _resealed(model, field, purpose, old, rotation)
        if new != old:
            model._default_manager.filter(pk=pk).update(**{field: new})


def _resealed(model: type[Model], field: str, purpose: str, old: Any, rotation: Rotation) -> Any:
    kind = model._meta.get_field(field)
    if not old:
        return old
    if isinstance(kind, BinaryField):
        return rotation.reseal(purpose, bytes(old))
    if isinstance(kind, JSONField):
        return _resealed_json(purpose, old, rotation)
    return rotation.reseal(purpose, old.encode()).decode()


def _resealed_json(purpose: str, value: Any, rotation: Rotation) -> Any:
    """Every sealed text within; others, which do not begin as sealed ones do, stay."""
    if isinstance(value, dict):
        return {key: _resealed_json(purpose, item, rotation) for key, item in value.items()}
    if isinstance(value, list):
        return [_resealed_json(purpose, item, rotation) for item in value]
    if isinstance(value, str) and value.startswith("gAAAA"):
        return rotation.reseal(purpose, value.encode()).decode()
    return value
