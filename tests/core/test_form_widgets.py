"""Widgets of forms: as browsers ask for days and moments, and no instance in two forms."""

import pkgutil
from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django import forms

from core.apps_list import APPS
from core.form_widgets import DayInput, MomentInput


def test_a_day_and_a_moment_are_asked_for_in_the_one_form_that_browsers_send():
    day = DayInput().render("on", date(2026, 1, 31))
    assert 'type="date"' in day
    assert 'value="2026-01-31"' in day
    begin = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
    moment = MomentInput({"id": "begin"}).render("at", begin)
    assert 'type="datetime-local"' in moment
    assert 'value="2026-01-31T09:30"' in moment
    assert 'id="begin"' in moment


def test_attributes_given_to_one_widget_reach_no_other():
    first, second = DayInput(), DayInput()
    first.attrs["aria-label"] = "Day"
    assert "aria-label" not in second.attrs
    assert "aria-label" not in DayInput().attrs


@pytest.mark.parametrize("app", [*APPS, "core"])
def test_no_form_module_shares_an_instance_of_a_widget(app):
    """A form that names or hides its field would name and hide it in every other form of the process."""
    package = import_module(app)
    modules = [
        import_module(module.name)
        for module in pkgutil.walk_packages(package.__path__, f"{app}.")
        if ".forms" in module.name or ".form_" in module.name
    ]
    shared = [
        f"{module.__name__}.{name}"
        for module in modules
        for name, thing in vars(module).items()
        if isinstance(thing, forms.Widget)
    ]
    assert shared == []
