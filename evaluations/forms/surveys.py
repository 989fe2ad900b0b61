"""Forms of organisers about evaluations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_widgets import DayInput, MomentInput
from core.i18n import languages
from evaluations.models import OutcomeInterview
from evaluations.questionnaires import bank_file


class TimesForm(forms.Form):
    """When a round opens and closes, in the workshop's zone."""

    opens_at = forms.DateTimeField(
        label=gettext_lazy("Opens"),
        widget=MomentInput,
    )
    closes_at = forms.DateTimeField(
        label=gettext_lazy("Closes"),
        widget=MomentInput,
    )


class InterviewForm(forms.ModelForm):
    """What a focal point told after a year."""

    class Meta:
        model = OutcomeInterview
        fields = (
            "country",
            "held_on",
            "told_by",
            "change",
            "stage",
            "changed_on",
            "document",
            "contribution",
            "other_causes",
        )
        widgets = {"held_on": DayInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = {entry["code"]: entry for entry in bank_file.contents()["items"]}
        stages = items["F_POLS"]["options"]
        shares = bank_file.options_of_scale("K4")
        for name, options in (("stage", stages), ("contribution", shares)):
            choices = [
                ("", "—"),
                *((o["code"], languages.in_reader_language(o["texts"])) for o in options),
            ]
            self.fields[name] = forms.TypedChoiceField(
                label=self.fields[name].label,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """A change has a stage, and the other way round."""
        data = super().clean()
        if data.get("change") and not data.get("stage"):
            self.add_error("stage", _("Say which stage the change has reached."))
        return data
