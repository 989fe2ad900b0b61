"""How much the tests try: what six minutes hold, or all of it with WIDTH=full in the environment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

IS_FULL = os.environ.get("WIDTH") == "full"


def cases(full: int, *, least: int = 5) -> int:
    """The number of cases of a test that tries `full` of them in the full width: a third in the small one."""
    return full if IS_FULL else max(least, full // 3)


def parted(items: Iterable[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Tests of every run, and those marked `wide`; `wide(but="ESCAP")` leaves the case ESCAP in every run.

    Raises `ValueError` for a mark that names a case which is not there.
    """
    every: list[pytest.Item] = []
    wide: list[pytest.Item] = []
    named: dict[str, bool] = {}
    for item in items:
        mark = item.get_closest_marker("wide")
        case = mark.kwargs.get("but") if mark else None
        is_named = case is not None and item.name.endswith(f"[{case}]")
        (every if mark is None or is_named else wide).append(item)
        if case is not None:
            test = item.nodeid.partition("[")[0]
            named[test] = named.get(test, False) or is_named
    if wrong := [test for test, is_there in named.items() if not is_there]:
        raise ValueError(f"wide(but=...) names no case of {', '.join(wrong)}")
    return every, wide
