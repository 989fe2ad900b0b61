"""The comparison of kept values with their types finds what does not fit."""

from typing import NotRequired, TypedDict

import pytest

from tests.typed import misfits


class Inner(TypedDict):
    n: int
    share: float | None


class Outer(TypedDict):
    items: dict[str, Inner]
    codes: list[str]
    more: NotRequired[str]


RIGHT = {"items": {"A": {"n": 1, "share": None}, "B": {"n": 2, "share": 5}}, "codes": ["x"]}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"more": "y"}, []),
        ({"more": None}, [".more"]),
        ({"other": 1}, [".other is unknown"]),
        ({"codes": ["x", 2]}, [".codes.1"]),
        ({"codes": {}}, [".codes"]),
        ({"items": {"A": {"n": True, "share": 1.5}}}, [".items.A.n"]),
        ({"items": {"A": {"n": 1, "share": "1"}}}, [".items.A.share"]),
        ({"items": {"A": {"n": 1}}}, [".items.A.share lacks"]),
    ],
)
def test_what_does_not_fit_is_named_by_its_path(change, found):
    assert misfits(RIGHT | change, Outer) == found
