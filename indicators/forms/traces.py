"""The query of a figure's page."""

from __future__ import annotations

from django import forms


class TraceForm(forms.Form):
    """Which release, and as known on which day; both may be left out."""

    release = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    as_of = forms.DateField(input_formats=["%Y-%m-%d"], required=False)
