"""Forms of the results framework: project, accomplishments, indicators, and the weights of need."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_widgets import DayInput
from core.i18n import languages
from outcomes.forms.texts import Texts
from outcomes.measures import MEASURES
from outcomes.models import (
    Accomplishment,
    AchievementIndicator,
    Project,
)
from outcomes.rules import LARGEST_FIGURE
from outcomes.selectors.gaps import ASPECTS
from regions.models import Commission
from studies.models import Study
from workshops.models import Workshop


class Reasoned(forms.Form):
    """Why the framework is changed; asked for once a report of the project is certified."""

    reason = forms.CharField(
        required=False,
        max_length=500,
        label=gettext_lazy("Reason for the change"),
        help_text=gettext_lazy("Needed once a report of the project is certified."),
    )


class ProjectForm(Texts, Reasoned, forms.ModelForm):
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
        widgets = {
            "starts_on": DayInput,
            "ends_on": DayInput,
            "commissions": forms.CheckboxSelectMultiple,
        }

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
        self._check_identifiers(data)
        return data

    def _check_identifiers(self, data: dict[str, Any]) -> None:
        """As the IATI standard wants them: that of the activity begins with that of its organisation."""
        own, organisation = data.get("iati_identifier"), data.get("iati_organisation")
        for name in ("iati_identifier", "iati_organisation"):
            if set(data.get(name) or "") & set("/&|?"):
                self.add_error(name, _("An identifier holds none of the signs / & | ?."))
        if own and organisation and not own.startswith(f"{organisation}-"):
            text = _("It begins with the identifier of the organisation and a hyphen: %(example)s.")
            self.add_error("iati_identifier", text % {"example": f"{organisation}-…"})

    def values(self) -> dict[str, Any]:
        """Fields of the project."""
        data = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return data | {
            "titles": self.gathered("titles"),
            "objectives": self.gathered("objectives"),
        }


class RecordsForm(forms.Form):
    """Which workshops and studies belong to the project: those of its commissions in its years."""

    workshops = forms.ModelMultipleChoiceField(
        Workshop.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Workshops"),
    )
    studies = forms.ModelMultipleChoiceField(
        Study.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Studies"),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = project.commissions.all()
        chosen = Q(projects=project)
        held = Q(host__in=own) | Q(co_hosts__in=own)
        in_time = Q(starts_on__range=(project.starts_on, project.ends_on))
        self.fields["workshops"].queryset = (
            Workshop.objects.filter(chosen | (held & in_time))
            .distinct()
            .order_by("starts_on", "pk")
        )
        self.fields["studies"].queryset = (
            Study.objects.filter(chosen | Q(commissions__in=own))
            .distinct()
            .order_by("pk")
            .prefetch_related("editions")
        )
        self.initial |= {
            "workshops": list(project.workshops.values_list("pk", flat=True)),
            "studies": list(project.studies.values_list("pk", flat=True)),
            "revision": project.revision,
        }


def measures() -> list[tuple[str, str]]:
    """The measures a project can claim, by name, with the beginning of their definition."""
    return [
        (code, f"{code}: {measure.note.split('.')[0]}")
        for code, measure in sorted(MEASURES.items())
        if measure.level != "portal"
    ]


class AccomplishmentForm(Reasoned):
    """An expected accomplishment by its number. An existing one is changed only where that is ticked."""

    number = forms.IntegerField(min_value=1, max_value=9, label=gettext_lazy("Number"))
    replaces = forms.BooleanField(
        required=False,
        label=gettext_lazy("Change the one that has this number"),
        help_text=gettext_lazy("Languages that are left empty keep their text."),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        for code in languages.UNITED_NATIONS:
            attrs = {"lang": code, "dir": languages.direction(code), "rows": 2}
            self.fields[f"text_{code}"] = forms.CharField(
                required=code == "en",
                max_length=1000,
                widget=forms.Textarea(attrs=attrs),
                label=_("Text (%(language)s)") % {"language": languages.NAMES[code]},
            )

    def clean(self) -> dict[str, Any]:
        """An existing number is not written over by mistake."""
        data = super().clean() or {}
        existing = self.existing(data)
        if existing is not None and not data.get("replaces"):
            text = _("%(number)s is “%(text)s”. Tick below to change it, or choose another number.")
            self.add_error("number", text % {"number": data["number"], "text": existing.text})
        return data

    def existing(self, data: dict[str, Any]) -> Accomplishment | AchievementIndicator | None:
        """What has this number already."""
        return self.project.accomplishments.filter(number=data.get("number")).first()

    def texts(self) -> dict[str, str]:
        """What was written, by language."""
        texts = {
            code: self.cleaned_data.get(f"text_{code}", "").strip()
            for code in languages.UNITED_NATIONS
        }
        return {code: text for code, text in texts.items() if text}


class IndicatorForm(AccomplishmentForm):
    """An indicator of achievement and the measure that is its actual."""

    accomplishment = forms.ChoiceField(label=gettext_lazy("Expected accomplishment"))
    measure = forms.ChoiceField(label=gettext_lazy("Measure"))
    item = forms.CharField(
        max_length=20, required=False, label=gettext_lazy("Survey item, for measures of answers")
    )
    kind = forms.ChoiceField(
        choices=AchievementIndicator.Kind,
        initial=AchievementIndicator.Kind.LEVEL,
        required=False,
        label=gettext_lazy("Kind"),
    )
    unit = forms.CharField(
        max_length=60,
        required=False,
        label=gettext_lazy("Unit"),
        help_text=gettext_lazy("What is counted, for figures entered by hand: ministries, days."),
    )
    verification = forms.CharField(
        max_length=300,
        required=False,
        label=gettext_lazy("Means of verification"),
        help_text=gettext_lazy("Where anybody who doubts the figure can look."),
    )
    end_target = forms.FloatField(
        required=False,
        max_value=LARGEST_FIGURE,
        label=gettext_lazy("Target for the end of the project"),
    )
    baseline = forms.FloatField(
        required=False,
        min_value=-LARGEST_FIGURE,
        max_value=LARGEST_FIGURE,
        label=gettext_lazy("Baseline"),
    )
    baseline_year = forms.IntegerField(
        min_value=1990, max_value=2100, required=False, label=gettext_lazy("Year of the baseline")
    )
    baseline_note = forms.CharField(
        max_length=300, required=False, label=gettext_lazy("Note on the baseline")
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, project=project, **kwargs)
        self.order_fields(["accomplishment", "number"])
        self.fields["accomplishment"].choices = [
            (accomplishment.pk, accomplishment.label)
            for accomplishment in project.accomplishments.all()
        ]
        self.fields["measure"].choices = [
            row for row in measures() if MEASURES[row[0]].level != "record"
        ]

    def clean(self) -> dict[str, Any]:
        """A baseline has its year."""
        data = super().clean() or {}
        if data.get("baseline") is not None and not data.get("baseline_year"):
            self.add_error("baseline_year", _("Give the year of the baseline."))
        data["kind"] = data.get("kind") or AchievementIndicator.Kind.LEVEL
        return data

    def existing(self, data: dict[str, Any]) -> AchievementIndicator | None:
        """The indicator of this accomplishment that has the number."""
        return AchievementIndicator.objects.filter(
            accomplishment=data.get("accomplishment") or None, number=data.get("number")
        ).first()

    def values(self) -> dict[str, Any]:
        """Fields of the indicator."""
        names = [
            field.name
            for field in AchievementIndicator._meta.fields
            if field.name in self.cleaned_data
        ]
        names = [name for name in names if name not in ("accomplishment", "number")]
        return {name: self.cleaned_data[name] for name in names} | {"texts": self.texts()}


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
