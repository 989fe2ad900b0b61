"""Forms for recommendations: their words, the response of the management, the follow-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.form_widgets import DayInput
from evaluations.models import EvaluationRecommendation

Answer, Progress = EvaluationRecommendation.Answer, EvaluationRecommendation.Progress


class RecommendationForm(forms.ModelForm):
    """What is recommended, on what, to whom."""

    class Meta:
        model = EvaluationRecommendation
        fields = ("text", "basis", "addressed_to")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class ResponseForm(forms.ModelForm):
    """What the management says to it."""

    class Meta:
        model = EvaluationRecommendation
        fields = ("answer", "reason", "action", "responsible", "due_on")
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 2}),
            "action": forms.Textarea(attrs={"rows": 2}),
            "due_on": DayInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True

    def clean(self) -> dict[str, Any]:
        """What is accepted has an action, somebody and a day; what is not has a reason."""
        data = super().clean()
        answer = data.get("answer")
        if answer in (Answer.ACCEPTED, Answer.PARTLY):
            for name in ("action", "responsible", "due_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("What is accepted needs an action, who acts and a day."))
        if answer in (Answer.PARTLY, Answer.REFUSED) and not data.get("reason"):
            self.add_error("reason", _("Say why it is not accepted as it stands."))
        return data


class FollowUpForm(forms.ModelForm):
    """How far the action is."""

    class Meta:
        model = EvaluationRecommendation
        fields = ("progress", "progress_note")
        widgets = {"progress_note": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        """An end is told with what was done."""
        data = super().clean()
        if data.get("progress") in (Progress.DONE, Progress.DROPPED) and not data.get(
            "progress_note"
        ):
            self.add_error(
                "progress_note",
                _("Say what was done and where it can be seen, or why it was dropped."),
            )
        return data
