"""Selects are written as Django's own templates write them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

from core.web.form_renderer import QuickSelects

PLAIN = [
    ("", "–"),
    ("a&b", "<A & 'B'>"),
    (3, "drei"),
    (None, lazystr("l<z")),
    ("s", mark_safe("<b>")),
]
GROUPED = [("x", "X"), ('Gr"oup', [("a", "A"), ("b", "B")]), (mark_safe("&amp;"), [(1, 2010)])]


class Described(forms.Select):
    """A widget whose options have templates of their own."""

    option_template_name = "django/forms/widgets/multiple_input.html"


@pytest.mark.parametrize("choices", [[], PLAIN, GROUPED])
@pytest.mark.parametrize(
    "widget",
    [forms.Select, forms.SelectMultiple, Described],
)
@pytest.mark.parametrize("value", [None, "a&b", ["a", "3", 1], 3])
def test_the_markup_is_that_of_the_templates(widget, choices, value):
    select = widget(
        attrs={"id": "x", "required": True, "disabled": False, "title": "a<b", "size": 4}
    )
    select.choices = choices

    rendered = select.render("na<me", value, renderer=QuickSelects())

    theirs = select.render("na<me", value, renderer=DjangoTemplates())
    ours, theirs = ([line for line in text.split("\n") if line] for text in (rendered, theirs))
    assert ours == theirs
    assert isinstance(rendered, type(mark_safe("")))
