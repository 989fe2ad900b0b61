"""Forms of the second stage: travel support and passport data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from workshops.forms.fields import DAY, plain_days
from workshops.models import (
    TravelRequest,
    Workshop,
)


class TravelForm(forms.ModelForm):
    """A request for travel support."""

    class Meta:
        model = TravelRequest
        fields = ["wanted", "departure_city", "arrives_on", "departs_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_days(self)


class PassportForm(forms.Form):
    """What a visa letter needs; sealed as soon as it is sent."""

    passport_name = forms.CharField(max_length=120, label=__("Name as in the passport"))
    number = forms.CharField(max_length=30, label=__("Number of the passport"))
    issued_by = forms.CharField(max_length=80, label=__("Issued by"))
    expires_on = forms.DateField(input_formats=["%Y-%m-%d"], widget=DAY, label=__("Valid until"))
    born_on = forms.DateField(input_formats=["%Y-%m-%d"], widget=DAY, label=__("Date of birth"))
    born_in = forms.CharField(max_length=80, label=__("Place of birth"))
    nationality = forms.CharField(max_length=80, label=__("Nationality"))
    embassy = forms.CharField(max_length=80, label=__("City of the embassy"))

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop

    def clean_expires_on(self) -> Any:
        """Six months beyond the last day, as embassies want it."""
        day, last = self.cleaned_data["expires_on"], self.workshop.ends_on
        if (day - last).days < 183:
            raise forms.ValidationError(
                _("The passport must be valid for six months after the workshop.")
            )
        return day
