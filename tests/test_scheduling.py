"""Long modules of tests begin first, and some go test by test."""

from pathlib import Path

import pytest

from tests.scheduling import APART, LONGEST, Scopes, place, woven

HERE = Path(__file__).parent


def test_what_is_named_long_is_a_module_or_a_folder():
    names = {path.stem for path in HERE.rglob("*") if path.is_dir() or path.suffix == ".py"}

    assert {*LONGEST, *APART} <= names


def test_a_module_has_the_place_of_its_own_name_or_of_its_folder():
    assert place(HERE / "stack" / "test_stack.py") == 0
    assert place(HERE / "workshops" / "test_imports.py") == LONGEST.index("test_imports")
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


def test_modules_with_browsers_begin_apart_from_each_other():
    browser = [HERE / "browser" / f"test_{name}.py" for name in "abc"]
    rest = [HERE / "core" / f"test_{number}.py" for number in range(12)]

    order = woven([*browser, *rest])

    assert sorted(order) == sorted([*browser, *rest])
    assert [at for at, path in enumerate(order) if path in browser] == [0, 3, 6]
