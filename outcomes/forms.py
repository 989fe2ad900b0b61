"""Forms of the outcomes desk: HTTP text to clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from migration_portal.core import languages
from outcomes import coding
from outcomes.measures import MEASURES, Scope
from outcomes.models import (
    AchievementIndicator,
    Claim,
    Evidence,
    PolicyChange,
    Project,
    ReportText,
    StatusReport,
    Substantiation,
)
from outcomes.rules import earliest
from outcomes.selectors.gaps import ASPECTS
from outcomes.stages import Grade, Stage
from regions.models import Commission, Term
from regions.selectors import sort_key
from studies.models import Recommendation, Study
from workshops.models import Workshop
from workshops.states import COUNTED

DAY = forms.DateInput(
    attrs={"placeholder": "2026-01-31", "inputmode": "numeric"}, format="%Y-%m-%d"
)
ROUGH = {"placeholder": "2010-07", "inputmode": "numeric"}
LONG = forms.Textarea(attrs={"rows": 4})


class Texts:
    """Adds a field for each language of a text, and gathers them."""

    texts: dict[str, tuple[str, int, bool]] = {}

    def add_texts(self) -> None:
        """Fields such as title_en; the widget has the language's direction."""
        for field, (label, length, is_long) in self.texts.items():
            known = getattr(self.instance, field, None) or {}
            for code in languages.UNITED_NATIONS:
                attrs = {"lang": code, "dir": languages.direction(code)}
                self.fields[f"{field}_{code}"] = forms.CharField(
                    required=False, max_length=length, initial=known.get(code, ""),
                    label=f"{label} ({languages.NAMES[code]})",
                    widget=forms.Textarea(attrs=attrs | {"rows": 3}) if is_long else forms.TextInput(attrs=attrs),
                )  # fmt: skip

    def gathered(self, field: str) -> dict[str, str]:
        """What was written, by language."""
        written = {
            code: self.cleaned_data.get(f"{field}_{code}", "").strip()
            for code in languages.UNITED_NATIONS
        }
        return {code: text for code, text in written.items() if text}

    def check_texts(self, *needed: str) -> None:
        """At least one language of each."""
        for field in needed:
            if not self.gathered(field):
                self.add_error(f"{field}_en", _("Write this in at least one language."))


class ChangeForm(Texts, forms.ModelForm):
    """The record of a policy change: what, who, and its coding."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    groups = forms.MultipleChoiceField(
        choices=coding.Group, widget=forms.CheckboxSelectMultiple, label=__("Migrant groups")
    )
    commissions = forms.ModelMultipleChoiceField(
        Commission.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label=__("Commissions credited"),
    )
    terms = forms.ModelMultipleChoiceField(
        Term.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=__("Themes and objectives"),
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
            foreign = [one.code for one in chosen if one.pk not in own]
            if foreign:
                text = _("%(country)s does not belong to %(codes)s.")
                self.add_error(
                    "commissions", text % {"country": country, "codes": ", ".join(foreign)}
                )
        return data

    def values(self) -> dict[str, Any]:
        """Fields of the record."""
        found = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return found | {"titles": self.gathered("titles"), "summaries": self.gathered("summaries")}


class EvidenceForm(forms.ModelForm):
    """A document, an address or a quotation."""

    upload = forms.FileField(required=False, label=__("File (PDF or Office)"))
    url = forms.URLField(required=False, assume_scheme="https", label=__("Address"))

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
    """A rung reached on a day, with its evidence."""

    stage = forms.ChoiceField(choices=Stage, label=__("Stage"))
    on = forms.CharField(
        max_length=10, label=__("Day, as far as it is known"), widget=forms.TextInput(attrs=ROUGH)
    )
    evidence = forms.ModelChoiceField(Evidence.objects.none(), label=__("Evidence"))
    note = forms.CharField(max_length=500, required=False, label=__("Note"))

    def __init__(self, *args: Any, change: PolicyChange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = change.evidence.all()


class ContributionForm(forms.Form):
    """What a workshop, study or recommendation had to do with it."""

    workshop = forms.ModelChoiceField(Workshop.objects.none(), required=False, label=__("Workshop"))
    study = forms.ModelChoiceField(Study.objects.none(), required=False, label=__("Study"))
    recommendation = forms.ModelChoiceField(
        Recommendation.objects.none(), required=False, label=__("Recommendation")
    )
    grade = forms.TypedChoiceField(choices=Grade, coerce=int, label=__("Grade"))
    reasons = forms.CharField(widget=LONG, max_length=3000, label=__("Reasons for the grade"))
    others = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=3000,
        required=False,
        label=__("What else contributed"),
    )
    evidence = forms.ModelMultipleChoiceField(
        Evidence.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label=__("Evidence that carries the grade")
    )  # fmt: skip

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
        given = {
            name: data[name] for name in ("workshop", "study", "recommendation") if data.get(name)
        }
        if len(given) != 1:
            self.add_error("workshop", _("Choose one: a workshop, a study or a recommendation."))
        data["origin"] = given
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
        widgets = {"on": DAY, "statement": forms.Textarea(attrs={"rows": 2})}

    def values(self) -> dict[str, Any]:
        """Fields of the substantiation."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ProjectForm(Texts, forms.ModelForm):
    """The project and its objective."""

    class Meta:
        model = Project
        fields = [
            "code",
            "da_code",
            "executing_entity",
            "commissions",
            "starts_on",
            "ends_on",
            "iati_identifier",
            "iati_organisation",
        ]
        widgets = {"starts_on": DAY, "ends_on": DAY, "commissions": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = {
            "titles": (_("Title"), 300, False),
            "objectives": (_("Objective"), 2000, True),
        }
        self.fields["commissions"].queryset = Commission.objects.select_related("area")
        self.add_texts()

    def clean(self) -> dict[str, Any]:
        """Texts in some language; days in order."""
        data = super().clean() or {}
        self.check_texts("titles", "objectives")
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day lies before the first."))
        return data

    def values(self) -> dict[str, Any]:
        """Fields of the project."""
        found = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return found | {
            "titles": self.gathered("titles"),
            "objectives": self.gathered("objectives"),
        }


def measures() -> list[tuple[str, str]]:
    """The measures to choose from, by name, with the beginning of their definition."""
    return [(code, f"{code}: {one.note.split('.')[0]}") for code, one in sorted(MEASURES.items())]


class AccomplishmentForm(forms.Form):
    """An expected accomplishment by its number; an existing number is written over."""

    number = forms.IntegerField(min_value=1, max_value=9, label=__("Number"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in languages.UNITED_NATIONS:
            attrs = {"lang": code, "dir": languages.direction(code), "rows": 2}
            self.fields[f"text_{code}"] = forms.CharField(
                required=code == "en", max_length=1000, widget=forms.Textarea(attrs=attrs),
                label=_("Text (%(language)s)") % {"language": languages.NAMES[code]},
            )  # fmt: skip

    def texts(self) -> dict[str, str]:
        """What was written, by language."""
        found = {
            code: self.cleaned_data.get(f"text_{code}", "").strip()
            for code in languages.UNITED_NATIONS
        }
        return {code: text for code, text in found.items() if text}


class IndicatorForm(AccomplishmentForm):
    """An indicator of achievement and the measure that is its actual."""

    accomplishment = forms.ChoiceField(label=__("Expected accomplishment"))
    measure = forms.ChoiceField(label=__("Measure"))
    item = forms.CharField(
        max_length=20, required=False, label=__("Survey item, for measures of answers")
    )
    baseline = forms.FloatField(required=False, label=__("Baseline"))
    baseline_year = forms.IntegerField(
        min_value=1990, max_value=2100, required=False, label=__("Year of the baseline")
    )
    baseline_note = forms.CharField(
        max_length=300, required=False, label=__("Note on the baseline")
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["accomplishment", "number"])
        self.fields["accomplishment"].choices = [
            (one.pk, one.label) for one in project.accomplishments.all()
        ]
        self.fields["measure"].choices = [
            row for row in measures() if MEASURES[row[0]].level != "record"
        ]

    def clean(self) -> dict[str, Any]:
        """A baseline has its year."""
        data = super().clean() or {}
        if data.get("baseline") is not None and not data.get("baseline_year"):
            self.add_error("baseline_year", _("Give the year of the baseline."))
        return data

    def values(self) -> dict[str, Any]:
        """Fields of the indicator."""
        names = [
            field.name
            for field in AchievementIndicator._meta.fields
            if field.name in self.cleaned_data
        ]
        names = [name for name in names if name not in ("accomplishment", "number")]
        return {name: self.cleaned_data[name] for name in names} | {"texts": self.texts()}


class HeadingForm(forms.ModelForm):
    """What people write of a report that is no finding."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = StatusReport
        fields = ["implementation_rate", "important_issues"]
        widgets = {"important_issues": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = self.instance.revision
        known = dict(self.instance.texts.values_list("part", "text"))
        for code, label in ReportText.Part.choices:
            self.fields[code] = forms.CharField(
                required=False,
                max_length=5000,
                widget=LONG,
                label=label,
                initial=known.get(code, ""),
            )


class ClaimForm(forms.Form):
    """A sentence and what it rests on."""

    text = forms.CharField(
        max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), label=__("Sentence"),
        help_text=__("Figures come from the records: {value}, {part}, {whole}, {most}, {commissions}, {country}, {on}."),
    )  # fmt: skip
    part = forms.ChoiceField(choices=Claim.Part, label=__("Part of the report"))
    paragraph = forms.IntegerField(
        min_value=1, max_value=3, initial=1, label=__("Paragraph (1 to 3)")
    )
    position = forms.IntegerField(
        min_value=1, max_value=999, required=False, label=__("Place in the paragraph")
    )
    is_inference = forms.BooleanField(required=False, label=__("An inference, not a finding"))


class NewClaimForm(ClaimForm):
    """With the measure, which an existing claim keeps."""

    measure = forms.ChoiceField(label=__("Rests on"))
    commission = forms.ChoiceField(required=False, label=__("Of one commission only"))
    item = forms.CharField(
        max_length=20, required=False, label=__("Survey item, for measures of answers")
    )
    record = forms.IntegerField(
        required=False,
        min_value=1,
        label=__("Number of the record, for a change, workshop or study"),
    )

    def __init__(self, *args: Any, report: StatusReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = report
        del self.fields["position"]
        self.fields["measure"].choices = measures()
        codes = report.period.project.commissions.order_by("area__code").values_list(
            "area__code", flat=True
        )
        self.fields["commission"].choices = [("", __("All")), *((code, code) for code in codes)]

    def scope(self) -> Scope:
        """The year of the report for a measure of a period, the record for one of a record."""
        data = self.cleaned_data
        if MEASURES[data["measure"]].level == "record":
            return Scope(record=data["record"])
        return Scope.of_year(
            self.report.period.year,
            commission=data["commission"],
            item=data["item"].strip().upper(),
        )


class WeightsForm(forms.Form):
    """How much each aspect of need counts."""

    def __init__(
        self, *args: Any, weights: dict[str, float], names: dict[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for code in ASPECTS:
            self.fields[code] = forms.FloatField(
                min_value=0, max_value=100, initial=weights[code], label=names[code]
            )
