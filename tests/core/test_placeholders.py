"""Placeholders of letters: unknown ones are refused by name, and values are never read again."""

import pytest

from core.mail.placeholders import (
    UnknownPlaceholder,
    check,
    escape,
    fill,
    placeholders,
    plain,
    replace,
)

NAMES = ("name", "link", "workshop", "deadline")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Dear {Name},", "{Name}. Did you mean {name}?"),
        ("Dear {first_name},", "{first_name}"),
        ("Dear {nmae},", "Did you mean {name}?"),
        ("{code}", "{code}"),
        ("{work shop}", "Did you mean {workshop}?"),
        ("{}", "{}"),
        ("{zzzzqqqq}", "There is no placeholder {zzzzqqqq} in this letter."),
    ],
)
def test_an_unknown_placeholder_is_refused_by_name(text, message):
    """Case M1: these were sent as typed."""
    with pytest.raises(UnknownPlaceholder) as refused:
        check(text, NAMES)
    assert message in refused.value.message


@pytest.mark.parametrize("text", ["", "{name} { name } {{not one}} } {", "a {\n} b"])
def test_what_is_no_placeholder_is_let_alone(text):
    check(text, NAMES)


@pytest.mark.parametrize(
    "value", ["{link}", "{workshop}", "{{name}}", "{", "}}", "{{", "{evaluation:5}", "{name}{name}"]
)
def test_a_value_is_never_read_again(value):
    """Case M2: a person named `{link}` was given the personal link."""
    stored = fill("Dear {name}: {link}", {"name": value}, later={"link": "{link}"})
    left = replace(stored, {"link": "https://x/"}.get)
    assert left == f"Dear {value}: https://x/"
    assert plain(fill("For {name}", {"name": value})) == f"For {value}"
    assert replace(escape(value), lambda _name: "!") == value


def test_a_line_without_any_value_is_left_out():
    text = "Dear {name},\n\nPlease answer by {deadline}.\n\nBye {name} {deadline}\n\n{{x}}\n"
    assert fill(text, {"name": "Ana", "deadline": ""}) == "Dear Ana,\n\nBye Ana \n\n{{x}}\n"


def test_names_are_told_once_in_their_order():
    assert placeholders("{b} {{c}} { a } {b}") == ["b", "a"]
