"""The form of what a manager decides for the IATI file of a project."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from outcomes.models import IatiProfile


class IatiProfileForm(forms.ModelForm):
    """Currency, funder, policy markers."""

    class Meta:
        model = IatiProfile
        fields = ["currency", "funder_identifier", "gender", "governance", "disability"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("gender", "governance", "disability"):
            choices = [("", gettext_lazy("Not assessed")), *IatiProfile.Significance.choices]
            self.fields[name].choices = choices

    def clean_funder_identifier(self) -> str:
        """Without the signs that identifiers of the standard must not hold."""
        text = self.cleaned_data["funder_identifier"].strip()
        if set(text) & set("/&|?"):
            raise forms.ValidationError(
                gettext_lazy("An identifier holds none of the signs / & | ?.")
            )
        return text
