"""Lists that two people change at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

Item = TypeVar("Item", str, int)


def merge_list(
    *, stored: Iterable[Item], opened: Iterable[Item], sent: Iterable[Item]
) -> set[Item]:
    """What is stored now, less what was taken out of the list that was opened, with what was put in."""
    now, before, after = set(stored), set(opened), set(sent)
    return (now - (before - after)) | (after - before)
