"""Forms of a data manager: decide on a file, roll a release back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.models import SnapshotDecision

Act = SnapshotDecision.Act
ACTS = [Act.ACCEPT, Act.DECLINE, Act.WITHDRAW]


class ReasonForm(forms.Form):
    """Why figures that are public change."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It is kept with your name and shown with the release."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(ReasonForm):
    """Accept, decline or withdraw a file; only an acceptance needs no reason."""

    act = forms.ChoiceField(choices=[(act.value, act.label) for act in ACTS])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("act") == Act.ACCEPT:
            self.fields["reason"].required = False
