"""What several forms share."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_widgets import DayInput
from regions.models import Area
from regions.selectors.areas import sort_key

MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
"""As browsers send it, and as people write it where they show no picker."""


def countries() -> list[tuple[int | str, str]]:
    """All countries by name, after an empty choice."""
    rows = [(area.pk, area.name) for area in Area.objects.countries()]
    return [("", "—"), *sorted(rows, key=lambda row: sort_key(row[1]))]


def plain_days(form: forms.ModelForm) -> None:
    """Have days asked for by the browser, in the one form that it sends."""
    for field in form.fields.values():
        if isinstance(field, forms.DateField):
            field.widget = DayInput()
            field.input_formats = ["%Y-%m-%d"]
            field.error_messages["invalid"] = _("Write the day as 2026-01-31.")
