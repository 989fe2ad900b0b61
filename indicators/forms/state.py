"""What forms of figures have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date


class AsOfMixin:
    """A form with a day `as_of`, which is not ahead of us."""

    cleaned_data: dict[str, Any]

    def clean_as_of(self) -> date | None:
        """A day that has come."""
        day: date | None = self.cleaned_data["as_of"]
        if day and day > localdate():
            raise forms.ValidationError(
                _("This day lies in the future. Choose today or an earlier day.")
            )
        return day
