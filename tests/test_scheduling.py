"""Long modules of tests begin first, and some go test by test."""

from pathlib import Path

import pytest

from tests.scheduling import APART, LONGEST, Scopes, place

HERE = Path(__file__).parent


def test_what_is_named_long_is_a_module_or_a_folder():
    names = {path.stem for path in HERE.rglob("*") if path.is_dir() or path.suffix == ".py"}

    assert {*LONGEST, *APART} <= names


def test_a_module_has_the_place_of_its_own_name_or_of_its_folder():
    assert place(HERE / "stack" / "test_stack.py") == 0
    assert place(HERE / "browser" / "test_door.py") == LONGEST.index("browser")
    assert place(HERE / "core" / "test_numbers.py") == len(LONGEST)


@pytest.mark.parametrize(
    ("test", "scope"),
    [
        ("tests/core/test_text.py::test_one[a::b]", "tests/core/test_text.py"),
        (
            "tests/workshops/test_fuzz.py::test_one[a::b]",
            "tests/workshops/test_fuzz.py::test_one[a::b]",
        ),
    ],
)
def test_a_test_goes_with_its_module_or_by_itself(test, scope):
    assert Scopes._split_scope(object.__new__(Scopes), test) == scope
