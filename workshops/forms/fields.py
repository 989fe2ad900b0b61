"""What several forms share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_widgets import DayInput
from regions.models import Area
from regions.selectors.areas import sort_key

if TYPE_CHECKING:
    from workshops.models import Workshop

MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
"""As browsers send it, and as people write it where they show no picker."""


def countries() -> list[tuple[int | str, str]]:
    """All countries by name, after an empty choice."""
    rows = [(area.pk, area.name) for area in Area.objects.countries()]
    return [("", "—"), *sorted(rows, key=lambda row: sort_key(row[1]))]


def participant_kind_field(workshop: Workshop, *, required: bool) -> forms.ChoiceField | None:
    """The choice among the kinds of participants that the workshop tells apart; None where it tells none."""
    kinds = [(kind.code, str(kind)) for kind in workshop.participant_kinds.all()]
    if not kinds:
        return None
    return forms.ChoiceField(
        choices=[("", "—"), *kinds], required=required, label=_("Kind of participant")
    )


def plain_days(form: forms.ModelForm) -> None:
    """Have days asked for by the browser, in the one form that it sends."""
    for field in form.fields.values():
        if isinstance(field, forms.DateField):
            field.widget = DayInput()
            field.input_formats = ["%Y-%m-%d"]
            field.error_messages["invalid"] = _("Write the day as 2026-01-31.")
