"""The short form for people who come to the door without a registration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from workshops.forms.fields import countries, participant_kind_field
from workshops.models import Registration, Workshop
from workshops.models.people import group_of, needs_country


class WalkInForm(forms.ModelForm):
    """What has to be known of a person before a badge can be made."""

    class Meta:
        model = Registration
        fields = ["given", "family", "organisation", "country", "stakeholder", "email"]

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "walk_%s")
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        self.fields["country"].choices = countries()
        kinds = [row for row in self.fields["stakeholder"].choices if row[0]]
        self.fields["stakeholder"].choices = [("", "—"), *kinds]
        if kind := participant_kind_field(workshop, required=True):
            self.fields["participant_kind"] = kind
            self.order_fields(["given", "family", "organisation", "participant_kind"])
        self.fields["email"].help_text = _("Letters and the personal link go to this address.")

    def clean(self) -> dict[str, Any]:
        """A delegation has a country."""
        data = super().clean() or {}
        is_government = group_of(data.get("stakeholder") or "") == "government"
        if is_government and not (data.get("country") or "country" in self.errors):
            self.add_error("country", needs_country())
        return data

    def values(self) -> dict[str, Any]:
        """Fields of the registration; who stands at the door takes part in person where one can."""
        modes = self.workshop.modes
        mode = "in_person" if "in_person" in modes else modes[0]
        language = (self.workshop.languages.split() or ["en"])[0]
        values = {name: self.cleaned_data[name] for name in self.fields}
        return values | {"mode": mode, "language": language}
