"""Forms of a policy change: its record, evidence, steps, contributions and independent persons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_widgets import DayInput
from core.i18n import languages
from outcomes import coding
from outcomes.forms.texts import LONG, ROUGH, Texts
from outcomes.models import (
    Evidence,
    PolicyChange,
    Project,
    Substantiation,
)
from outcomes.rules import earliest
from outcomes.stages import Grade, Stage
from regions.models import Commission, Term
from regions.selectors.areas import sort_key
from studies.models import Recommendation, Study
from workshops.models import Workshop
from workshops.states import COUNTED


class ChangeForm(Texts, forms.ModelForm):
    """The record of a policy change: what, who, and its coding."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    groups = forms.MultipleChoiceField(
        choices=coding.Group,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Migrant groups"),
    )
    commissions = forms.ModelMultipleChoiceField(
        Commission.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Commissions credited"),
    )
    projects = forms.ModelMultipleChoiceField(
        Project.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=gettext_lazy("Projects"),
        help_text=gettext_lazy("Among whose results it is counted."),
    )
    terms = forms.ModelMultipleChoiceField(
        Term.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=gettext_lazy("Themes and objectives"),
    )

    class Meta:
        model = PolicyChange
        fields = [
            "country", "instrument", "instrument_name", "acted_by", "kind", "area", "tool", "groups", "origin", "direction",
            "magnitude", "significance", "valence", "is_intended", "under_way_by", "under_way_note",
        ]  # fmt: skip

    def __init__(self, *args: Any, allowed, countries, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = {
            "titles": (_("Title"), 300, False),
            "summaries": (_("What changed"), 2000, True),
        }
        self.fields["country"].queryset = countries
        rows = sorted(
            ((area.pk, area.name) for area in countries), key=lambda row: sort_key(row[1])
        )
        self.fields["country"].choices = [("", "—"), *rows]
        self.fields["commissions"].queryset = allowed
        self.fields["terms"].queryset = Term.objects.exclude(vocabulary=Term.Vocabulary.SDG)
        self.fields["under_way_by"].widget.attrs |= ROUGH
        self.initial["revision"] = self.instance.revision
        if self.instance.pk:
            self.initial["commissions"] = list(
                self.instance.commissions.values_list("pk", flat=True)
            )
            self.initial["projects"] = list(self.instance.projects.values_list("pk", flat=True))
            self.initial["terms"] = list(self.instance.terms.values_list("pk", flat=True))
        self.add_texts()

    def clean(self) -> dict[str, Any]:
        """A title and what changed in some language; a day that exists; commissions the country belongs to."""
        data = super().clean() or {}
        self.check_texts("titles", "summaries")
        if data.get("under_way_by") and earliest(data["under_way_by"]) is None:
            self.add_error("under_way_by", _("There is no such day."))
        country, chosen = data.get("country"), data.get("commissions")
        if country and chosen:
            own = set(country.memberships.filter(until=None).values_list("commission", flat=True))
            foreign = [commission.code for commission in chosen if commission.pk not in own]
            if foreign:
                text = _("%(country)s does not belong to %(codes)s.")
                self.add_error(
                    "commissions", text % {"country": country, "codes": ", ".join(foreign)}
                )
        return data

    def values(self) -> dict[str, Any]:
        """Fields of the record."""
        data = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return data | {"titles": self.gathered("titles"), "summaries": self.gathered("summaries")}


class EvidenceForm(forms.ModelForm):
    """A document, an address or a quotation."""

    upload = forms.FileField(required=False, label=gettext_lazy("File (PDF or Office)"))
    url = forms.URLField(required=False, assume_scheme="https", label=gettext_lazy("Address"))

    class Meta:
        model = Evidence
        fields = ["kind", "title", "source", "on", "quote", "url", "is_public"]
        widgets = {"quote": forms.Textarea(attrs={"rows": 2})}

    def clean_on(self) -> str:
        """A day that exists, as far as it is known."""
        on = self.cleaned_data["on"]
        if on and earliest(on) is None:
            raise forms.ValidationError(_("There is no such day."))
        return on

    def values(self) -> dict[str, Any]:
        """Fields of the evidence."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class StepForm(forms.Form):
    """A stage reached on a day, with its evidence."""

    stage = forms.ChoiceField(choices=Stage, label=gettext_lazy("Stage"))
    on = forms.CharField(
        max_length=10,
        label=gettext_lazy("Day, as far as it is known"),
        widget=forms.TextInput(attrs=ROUGH),
    )
    evidence = forms.ModelChoiceField(Evidence.objects.none(), label=gettext_lazy("Evidence"))
    note = forms.CharField(max_length=500, required=False, label=gettext_lazy("Note"))

    def __init__(self, *args: Any, change: PolicyChange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = change.evidence.all()
        for code in languages.UNITED_NATIONS:
            attrs = {"lang": code, "dir": languages.direction(code), "rows": 2}
            self.fields[f"text_{code}"] = forms.CharField(
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs=attrs),
                label=_("What was reached with it (%(language)s)")
                % {"language": languages.NAMES[code]},
            )
        self.fields["text_en"].help_text = _(
            "The report of that year tells it in these words. Left empty, what the record says now is taken."
        )

    def texts(self) -> dict[str, str] | None:
        """What was written, by language; None for nothing."""
        texts = {
            code: self.cleaned_data.get(f"text_{code}", "").strip()
            for code in languages.UNITED_NATIONS
        }
        return {code: text for code, text in texts.items() if text} or None


class ContributionForm(forms.Form):
    """What a workshop, study or recommendation had to do with it."""

    workshop = forms.ModelChoiceField(
        Workshop.objects.none(), required=False, label=gettext_lazy("Workshop")
    )
    study = forms.ModelChoiceField(
        Study.objects.none(), required=False, label=gettext_lazy("Study")
    )
    recommendation = forms.ModelChoiceField(
        Recommendation.objects.none(), required=False, label=gettext_lazy("Recommendation")
    )
    grade = forms.TypedChoiceField(choices=Grade, coerce=int, label=gettext_lazy("Grade"))
    reasons = forms.CharField(
        widget=forms.Textarea(attrs=LONG),
        max_length=3000,
        label=gettext_lazy("Reasons for the grade"),
    )
    others = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=3000,
        required=False,
        label=gettext_lazy("What else contributed"),
    )
    evidence = forms.ModelMultipleChoiceField(
        Evidence.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Evidence that carries the grade"),
    )

    def __init__(self, *args: Any, change: PolicyChange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workshop"].queryset = Workshop.objects.filter(status__in=COUNTED).order_by(
            "-starts_on"
        )
        self.fields["study"].queryset = Study.objects.public().prefetch_related("editions")
        self.fields["recommendation"].queryset = Recommendation.objects.public().prefetch_related(
            "texts"
        )
        self.fields["evidence"].queryset = change.evidence.all()

    def clean(self) -> dict[str, Any]:
        """Exactly one of the three."""
        data = super().clean() or {}
        origin = {
            name: data[name] for name in ("workshop", "study", "recommendation") if data.get(name)
        }
        if len(origin) != 1:
            self.add_error("workshop", _("Choose one: a workshop, a study or a recommendation."))
        data["origin"] = origin
        return data


class SubstantiationForm(forms.ModelForm):
    """What an independent person says."""

    class Meta:
        model = Substantiation
        fields = [
            "name",
            "affiliation",
            "relation",
            "verdict",
            "statement",
            "on",
            "may_be_named",
            "is_independent",
        ]
        widgets = {"on": DayInput, "statement": forms.Textarea(attrs={"rows": 2})}

    def values(self) -> dict[str, Any]:
        """Fields of the substantiation."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
