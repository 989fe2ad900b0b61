"""Taking over an event of another system."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_widgets import DayInput
from core.i18n import languages
from regions.models import Commission
from workshops.forms.workshops import ZONES, free_code
from workshops.models import Workshop
from workshops.models.workshops import check_day, check_zone


class TakeOverForm(forms.Form):
    """Whether an event becomes a new draft or comes into a workshop, and what the draft needs."""

    target = forms.ModelChoiceField(
        label=gettext_lazy("Take over into"),
        queryset=Workshop.objects.none(),
        required=False,
        empty_label=gettext_lazy("A new draft"),
    )
    host = forms.ModelChoiceField(
        label=gettext_lazy("Host commission"), queryset=Commission.objects.none(), required=False
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of its texts"), required=False)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300, required=False)
    starts_on = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        input_formats=["%Y-%m-%d"],
        validators=[check_day],
        widget=DayInput,
        error_messages={"invalid": gettext_lazy("Write the day as 2026-01-31.")},
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        input_formats=["%Y-%m-%d"],
        validators=[check_day],
        widget=DayInput,
        error_messages={"invalid": gettext_lazy("Write the day as 2026-01-31.")},
    )
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        required=False,
        max_length=60,
        validators=[check_zone],
        help_text=gettext_lazy("Such as Asia/Bangkok. Left empty, that of the host commission."),
    )

    NEW = ("host", "title", "starts_on", "ends_on")
    """What a new draft needs."""

    def __init__(self, *args: Any, hosted: Any, editable: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.fields["target"].queryset = editable
        self.fields["host"].queryset = hosted
        self.fields["language"].choices = [
            (code, languages.NAMES[code]) for code in languages.UNITED_NATIONS
        ]
        if len(hosted) == 1:
            self.fields["host"].initial = hosted[0].pk

    def clean(self) -> dict[str, Any]:
        """A draft has a host, a title and days in order."""
        data = super().clean() or {}
        if data.get("target"):
            return data
        for name in self.NEW:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Needed."))
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        return data

    def values(self, *, summary: str, venue: str, code: str) -> dict[str, Any]:
        """Fields of the draft; what the file says besides comes along."""
        data = self.cleaned_data
        language, host = data["language"] or languages.reader_language(), data["host"]
        is_free = code and not Workshop.objects.filter(code=code).exists()
        return {
            "code": code
            if is_free
            else free_code(code or data["title"], host.code, data["starts_on"].year),
            "host": host,
            "titles": {language: data["title"]},
            "summaries": {language: summary} if summary else {},
            "languages": language,
            "zone": data["zone"] or ZONES.get(host.code, "UTC"),
            "starts_on": data["starts_on"],
            "ends_on": data["ends_on"],
            "venue": venue[:300],
            "mode": Workshop.Mode.INVITATION,
        }
