"""Forms of the second stage: travel support and passport data."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_widgets import DayInput
from core.i18n import numbers
from workshops.forms.fields import plain_days
from workshops.models import (
    TravelRequest,
    Workshop,
)


def six_months_after(day: date) -> date:
    """The same day six months later; the last of the month where that has fewer days."""
    year, month = divmod(day.year * 12 + day.month - 1 + 6, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


MARGIN = timedelta(days=14)
"""Days before and after a workshop on which a supported journey may begin and end."""


class TravelForm(forms.ModelForm):
    """A request for travel support."""

    class Meta:
        model = TravelRequest
        fields = ["wanted", "departure_city", "arrives_on", "departs_on", "wishes"]

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        self.fields["arrives_on"].label = _("Arrives at the place of the workshop on")
        self.fields["departs_on"].label = _("Leaves it on")
        plain_days(self)

    def clean(self) -> dict[str, Any]:
        """Days in their order, around those of the workshop."""
        data = super().clean() or {}
        arrives, departs = data.get("arrives_on"), data.get("departs_on")
        first, last = self.workshop.starts_on, self.workshop.ends_on
        if arrives and departs and departs < arrives:
            self.add_error("departs_on", _("The day of leaving lies before the day of arrival."))
        elif arrives and not first - MARGIN <= arrives <= last:
            self.add_error(
                "arrives_on",
                self._around(
                    _(
                        "Arrive at most 14 days before the first day (%(first)s) and not after the last (%(last)s)."
                    )
                ),
            )
        elif departs and not first <= departs <= last + MARGIN:
            self.add_error(
                "departs_on",
                self._around(
                    _(
                        "Leave not before the first day (%(first)s) and at most 14 days after the last (%(last)s)."
                    )
                ),
            )
        return data

    def _around(self, sentence: str) -> str:
        first, last = self.workshop.starts_on, self.workshop.ends_on
        return sentence % {"first": numbers.day(first), "last": numbers.day(last)}


class PassportForm(forms.Form):
    """What a visa letter needs; sealed as soon as it is sent."""

    passport_name = forms.CharField(max_length=120, label=gettext_lazy("Name as in the passport"))
    number = forms.CharField(max_length=30, label=gettext_lazy("Number of the passport"))
    issued_by = forms.CharField(max_length=80, label=gettext_lazy("Issued by"))
    issued_on = forms.DateField(
        required=False, input_formats=["%Y-%m-%d"], widget=DayInput, label=gettext_lazy("Issued on")
    )
    expires_on = forms.DateField(
        input_formats=["%Y-%m-%d"], widget=DayInput, label=gettext_lazy("Valid until")
    )
    born_on = forms.DateField(
        input_formats=["%Y-%m-%d"], widget=DayInput, label=gettext_lazy("Date of birth")
    )
    born_in = forms.CharField(max_length=80, label=gettext_lazy("Place of birth"))
    nationality = forms.CharField(max_length=80, label=gettext_lazy("Nationality"))
    embassy = forms.CharField(max_length=80, label=gettext_lazy("City of the embassy"))
    laissez_passer = forms.BooleanField(
        required=False, label=gettext_lazy("I hold a United Nations laissez-passer")
    )

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop

    def clean_expires_on(self) -> Any:
        """Six months beyond the last day, as embassies want it."""
        day = self.cleaned_data["expires_on"]
        if day < six_months_after(self.workshop.ends_on):
            raise forms.ValidationError(
                _("The passport must be valid for six months after the workshop.")
            )
        return day


class JourneyForm(forms.ModelForm):
    """What organisers note on a journey."""

    class Meta:
        model = TravelRequest
        fields = [
            "basis", "priority", "flights", "ticketed_on", "dsa_rate", "dsa_paid_on", "dsa_reference", "hotel", "lost_cost",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_days(self)
