"""Codes in parameters to keys of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.api.parameters import all_unknown, refuse

if TYPE_CHECKING:
    from collections.abc import Iterable


def keys_of(model: Any, values: Iterable[str], name: str, path: str = "code") -> tuple[int, ...]:
    """Primary keys of the codes. Raises ValidationError naming each unknown one."""
    known = dict(model.values_list(path, "pk"))
    if wrong := all_unknown(values, known):
        raise refuse({name: wrong})
    return tuple(known[one] for one in values)
