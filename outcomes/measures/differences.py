"""What differs between two sets of figures (pure): for stale claims and for the difference of two years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

Flat = dict[str, Any]
LEFT_OUT = {"measure", "version"}
"""Where the figures come from, not what they say."""


class ChangedNumber(TypedDict):
    """A number that differs between two reports; None where a report has none."""

    name: str
    path: str
    old: float | None
    new: float | None


def flattened(figures: Mapping[str, Any], before: str = "") -> Flat:
    """Every figure and fact by its path: `value`, `by.commission.ECA`, `base.valid`. Records stay a list."""
    paths: Flat = {}
    for name, value in figures.items():
        path = f"{before}{name}"
        if not before and name in LEFT_OUT:
            continue
        if isinstance(value, Mapping):
            paths |= flattened(value, f"{path}.")
        else:
            paths[path] = value
    return paths


def moved(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What changed: `{path, old, new}`, of records what came and what went. Empty when nothing did.

    A version that differs is a change of the definition and told first.
    """
    rows: list[dict[str, Any]] = []
    if old.get("version") != new.get("version"):
        rows.append({"path": "version", "old": old.get("version"), "new": new.get("version")})
    before, after = flattened(old), flattened(new)
    for path in sorted(before.keys() | after.keys()):
        old_value, new_value = before.get(path), after.get(path)
        if old_value == new_value:
            continue
        if path == "records":
            removed, added = (
                set(old_value or ()) - set(new_value or ()),
                set(new_value or ()) - set(old_value or ()),
            )
            rows.append({"path": path, "old": sorted(removed), "new": sorted(added)})
        else:
            rows.append({"path": path, "old": old_value, "new": new_value})
    return rows


def numbers(figures: Mapping[str, Any]) -> dict[str, float | None]:
    """The figures that are numbers, by path: what one year's report is compared with the next by."""
    return {
        path: value
        for path, value in flattened(figures).items()
        if (isinstance(value, (int, float)) and not isinstance(value, bool))
        or (path == "value" and value is None)
    }


def difference(
    old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> list[ChangedNumber]:
    """Every changed number of two reports."""
    rows: list[ChangedNumber] = []
    for name in sorted(old.keys() | new.keys()):
        before, after = numbers(old.get(name, {})), numbers(new.get(name, {}))
        paths = sorted(before.keys() | after.keys(), key=lambda path: (path != "value", path))
        rows += [
            {"name": name, "path": path, "old": before.get(path), "new": after.get(path)}
            for path in paths
            if before.get(path) != after.get(path)
        ]
    return rows
