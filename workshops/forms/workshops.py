"""Forms of a workshop and its sessions."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.i18n import languages
from regions.models import Term
from studies.models import Recommendation, Study
from workshops.forms.fields import DAY, MOMENT, MOMENT_FORMATS, countries, plain_days
from workshops.models import Material, Session, Workshop
from workshops.models.workshops import check_code, check_day, check_zone
from workshops.services.seats import limits_too_low


class WorkshopForm(forms.ModelForm):
    """A workshop; titles and summaries in the languages that are used."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Workshop
        fields = [
            "code", "kind", "host", "co_hosts", "terms", "languages", "interpretation_languages", "document_languages", "form", "city", "country", "venue",
            "platform", "zone", "starts_on", "ends_on", "mode", "accepts_at_once", "registration_opens_on", "registration_closes_on",
            "nomination_deadline", "travel_deadline", "visa_deadline", "capacity", "capacity_in_person",
            "capacity_online", "country_quota", "reserve_size", "substitution_until", "edit_until", "funded_per_country", "women_target", "offer_days",
            "completion_share", "contact_name", "contact_email", "signatory", "second_signatory", "project", "accomplishment", "funding_code",
        ]  # fmt: skip
        widgets = {"co_hosts": forms.CheckboxSelectMultiple, "terms": forms.CheckboxSelectMultiple}
        field_classes = {"platform": forms.URLField}

    platform = forms.URLField(
        required=False, assume_scheme="https", label=gettext_lazy("Address of the platform")
    )

    def __init__(self, *args: Any, allowed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = allowed
        self.fields["country"].choices = countries()
        self.fields["terms"].queryset = Term.objects.all()
        # The model is asked after `clean`, which reckons in the zone already.
        self.fields["zone"].validators.append(check_zone)
        self.initial["revision"] = self.instance.revision
        plain_days(self)
        for code in languages.NAMES:
            direction = {"lang": code, "dir": languages.direction(code)}
            name = languages.NAMES[code]
            self.fields[f"title_{code}"] = forms.CharField(
                required=False,
                max_length=300,
                label=_("Title (%(language)s)") % {"language": name},
                initial=(self.instance.titles or {}).get(code, ""),
                widget=forms.TextInput(attrs=direction),
            )
            self.fields[f"summary_{code}"] = forms.CharField(
                required=False,
                max_length=5000,
                label=_("Summary (%(language)s)") % {"language": name},
                initial=(self.instance.summaries or {}).get(code, ""),
                widget=forms.Textarea(attrs=direction | {"rows": 4}),
            )

    def clean(self) -> dict[str, Any]:
        """A title in some language; days in order; codes of languages that exist."""
        data = super().clean() or {}
        if not any(data.get(f"title_{code}") for code in languages.NAMES):
            self.add_error("title_en", _("Give the title in at least one language."))
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day lies before the first."))
        self._check_limits(data)
        for name in ("languages", "interpretation_languages", "document_languages"):
            wrong = [code for code in (data.get(name) or "").split() if code not in languages.NAMES]
            if wrong:
                self.add_error(name, _("Unknown codes: %(codes)s.") % {"codes": ", ".join(wrong)})
        return data

    def _check_limits(self, data: dict[str, Any]) -> None:
        """No limit under what is held, and no deadline that has passed already."""
        if self.instance.pk:
            stored = Workshop.objects.get(pk=self.instance.pk)
            for name, problem in limits_too_low(stored, data).items():
                self.add_error(name, problem)
        deadline = data.get("nomination_deadline")
        if deadline and "nomination_deadline" in self.changed_data:
            zone = data.get("zone")
            today = timezone.localdate(timezone=ZoneInfo(zone) if zone else None)
            if deadline < today:
                self.add_error("nomination_deadline", _("This day has passed already."))

    def values(self) -> dict[str, Any]:
        """Fields of the workshop."""
        data = {name: self.cleaned_data[name] for name in self.Meta.fields}
        for field, prefix in (("titles", "title_"), ("summaries", "summary_")):
            texts = {
                code: self.cleaned_data.get(prefix + code, "").strip() for code in languages.NAMES
            }
            data[field] = {code: text for code, text in texts.items() if text}
        return data


class CopyForm(forms.Form):
    """What a copy of a workshop does not take over: its code and its first day."""

    code = forms.SlugField(
        max_length=Workshop._meta.get_field("code").max_length,
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Stays in addresses: bangkok-2010."),
        widget=forms.TextInput(attrs={"autocapitalize": "none"}),
    )
    first_day = forms.DateField(
        label=gettext_lazy("First day"),
        input_formats=["%Y-%m-%d"],
        validators=[check_day],
        widget=DAY,
        error_messages={"invalid": gettext_lazy("Write the first day as 2026-01-31.")},
    )

    def clean_code(self) -> str:
        """One that no other workshop has, in small letters."""
        code = self.cleaned_data["code"].lower()
        check_code(code)
        if Workshop.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Another workshop has this code."))
        return code


class SessionForm(forms.ModelForm):
    """A part of the programme; times as they are in the workshop's zone."""

    link = forms.URLField(
        required=False,
        assume_scheme="https",
        label=gettext_lazy("Link for those online"),
        help_text=gettext_lazy("Shown on the pages of accepted people only."),
    )

    class Meta:
        model = Session
        fields = [
            "title",
            "kind",
            "starts_at",
            "ends_at",
            "room",
            "link",
            "moderator",
            "speakers",
            "countable",
            "studies",
            "recommendations",
        ]
        widgets = {
            "speakers": forms.Textarea(attrs={"rows": 2}),
            "studies": forms.CheckboxSelectMultiple,
            "recommendations": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at"):
            self.fields[name].widget = MOMENT
            self.fields[name].input_formats = MOMENT_FORMATS
        public = Study.objects.public().prefetch_related("editions")
        self.fields["studies"].queryset = public
        recommendations = Recommendation.objects.public().prefetch_related("texts")
        self.fields["recommendations"].queryset = recommendations
        self.fields["studies"].label_from_instance = str
        self.fields["recommendations"].label_from_instance = str

    def clean(self) -> dict[str, Any]:
        """An end after the beginning, both within the days that workshops have."""
        data = super().clean() or {}
        for name in ("starts_at", "ends_at"):
            if data.get(name):
                try:
                    check_day(data[name].date())
                except forms.ValidationError as problem:
                    self.add_error(name, problem)
        begins, ends = data.get("starts_at"), data.get("ends_at")
        if begins and ends and ends.timestamp() <= begins.timestamp():
            self.add_error("ends_at", _("The end lies before the beginning."))
        return data


class MaterialForm(forms.ModelForm):
    """A document of a session: a file, or an address."""

    file = forms.FileField(
        required=False, label=gettext_lazy("File (PDF, Word, Excel, PowerPoint)")
    )
    address = forms.URLField(
        required=False, assume_scheme="https", label=gettext_lazy("or an address")
    )

    class Meta:
        model = Material
        fields = ["title", "language", "address"]

    def clean(self) -> dict[str, Any]:
        """One of both."""
        data = super().clean() or {}
        if bool(data.get("file")) == bool(data.get("address")):
            self.add_error("file", _("Give a file or an address."))
        return data
