"""Forms of editors. Nothing is required before publishing; what is given must be right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_fields import LineField, NameField
from core.form_widgets import DayInput
from core.i18n import languages
from regions.models import Area, Commission, Term
from regions.selectors.areas import sort_key
from studies.models import (
    Edition,
    QuotedFigure,
    Recommendation,
    Relation,
    Study,
    StudyFile,
    Uptake,
)
from studies.selectors import quoted_figures


def _countries() -> list[tuple[int, str]]:
    rows = [(area.pk, area.name) for area in Area.objects.countries()]
    return sorted(rows, key=lambda row: sort_key(row[1]))


def day_field(**options: Any) -> forms.DateField:
    """A day as 2026-01-31."""
    return forms.DateField(input_formats=["%Y-%m-%d"], widget=DayInput, **options)


class NewStudyForm(forms.Form):
    """The least that a draft begins with."""

    title = LineField(max_length=500, label=gettext_lazy("Title"))
    language = forms.ChoiceField(
        choices=list(languages.NAMES.items()), label=gettext_lazy("Language of this title")
    )
    commissions = forms.ModelMultipleChoiceField(
        queryset=Commission.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Commissions"),
    )

    def __init__(self, *args: Any, allowed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commissions"].queryset = allowed
        if not self.is_bound:
            self.initial["language"] = languages.reader_language()
            if len(allowed) == 1:
                self.initial["commissions"] = [allowed[0].pk]


class WorkForm(forms.ModelForm):
    """What holds for all editions."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    embargo_until = day_field(
        required=False,
        label=gettext_lazy("Embargo until"),
        help_text=gettext_lazy("Nothing of a published study is public before this day."),
    )

    class Meta:
        model = Study
        fields = ["commissions", "terms", "countries", "embargo_until"]
        widgets = {
            "commissions": forms.CheckboxSelectMultiple,
            "terms": forms.CheckboxSelectMultiple,
            "countries": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, allowed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = self.instance.revision
        # Commissions of other editors stay: they are shown, and only their own editors remove them.
        self.locked_commissions = [
            commission
            for commission in self.instance.commissions.all()
            if commission not in allowed
        ]
        self.fields["commissions"].queryset = allowed
        self.fields["commissions"].required = not self.locked_commissions
        self.fields["countries"].choices = _countries()
        groups: dict[str, list] = {}
        order = list(Term.Vocabulary)
        for term in sorted(Term.objects.all(), key=lambda term: order.index(term.vocabulary)):
            groups.setdefault(str(term.get_vocabulary_display()), []).append((term.pk, term.label))
        self.fields["terms"].choices = list(groups.items())

    def clean_commissions(self) -> list[Commission]:
        """Those chosen and those that belong to others."""
        return [*self.cleaned_data["commissions"], *self.locked_commissions]


class EditionForm(forms.ModelForm):
    """The work in one language."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Edition
        fields = [
            "title", "subtitle", "abstract", "issued", "symbol", "publisher", "isbn", "doi",
            "in_preparation",
        ]  # fmt: skip
        widgets = {"abstract": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = self.instance.study.revision
        for name in ("title", "subtitle", "abstract"):
            self.fields[name].widget.attrs |= {
                "lang": self.instance.language,
                "dir": self.instance.direction,
            }


class AddEditionForm(forms.Form):
    """A language the study has no edition in."""

    language = forms.ChoiceField(label=gettext_lazy("Add an edition in"))

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        existing = {edition.language for edition in study.editions.all()}
        rows = [(code, name) for code, name in languages.NAMES.items() if code not in existing]
        self.fields["language"].choices = rows


class PersonForm(forms.Form):
    """One author or editor; only an institution where the work has no named author."""

    family = NameField(required=False, max_length=120, label=gettext_lazy("Family name"))
    given = NameField(required=False, max_length=120, label=gettext_lazy("Given name"))
    institution = LineField(required=False, max_length=300, label=gettext_lazy("Institution"))
    role = forms.ChoiceField(
        choices=[("author", gettext_lazy("author")), ("editor", gettext_lazy("editor"))],
        label=gettext_lazy("Role"),
    )

    def clean(self) -> dict[str, Any]:
        """A given name alone names nobody."""
        data = super().clean() or {}
        if data.get("given") and not data.get("family"):
            self.add_error("family", _("Add the family name."))
        return data


PeopleFormSet = forms.formset_factory(
    PersonForm, extra=2, can_delete=True, can_delete_extra=False, max_num=60
)


class FileForm(forms.Form):
    """A file for an edition."""

    edition = forms.ModelChoiceField(Edition.objects.none(), label=gettext_lazy("Edition"))
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, Word, Excel, PowerPoint, CSV or plain text."),
    )
    language = forms.ChoiceField(
        choices=[("", gettext_lazy("that of the edition")), *languages.NAMES.items()],
        required=False,
        label=gettext_lazy("Language of the file"),
    )
    licence = forms.ChoiceField(choices=StudyFile.Licence.choices, label=gettext_lazy("Licence"))
    label = LineField(
        required=False,
        max_length=200,
        label=gettext_lazy("Label"),
        help_text=gettext_lazy("For example “Summary” or “Annex 2”."),
    )

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["edition"]
        field.queryset = study.editions.all()
        field.label_from_instance = lambda edition: edition.get_language_display()
        field.empty_label = None


class RelationForm(forms.ModelForm):
    """A tie to another work, by its number."""

    other = forms.IntegerField(
        min_value=1,
        label=gettext_lazy("Number of the other study"),
        help_text=gettext_lazy("It stands in the address of its page."),
    )

    class Meta:
        model = Relation
        fields = ["kind"]

    def __init__(self, *args: Any, study: Study | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.study = study

    def clean_other(self) -> Study:
        """A study that exists, and is another."""
        number = self.cleaned_data["other"]
        study = Study.objects.filter(pk=number).first()
        if study is None:
            raise forms.ValidationError(_("There is no study %(number)s.") % {"number": number})
        if self.study and study.pk == self.study.pk:
            raise forms.ValidationError(_("A study is not related to itself."))
        if Relation.objects.filter(study=self.study, other=study).exists():
            raise forms.ValidationError(_("These two are tied already; remove that tie first."))
        return study


class RecommendationForm(forms.ModelForm):
    """A recommendation with its wording in the languages of the study."""

    class Meta:
        model = Recommendation
        fields = ["addressee", "theme", "objective", "horizon", "page", "countries"]
        widgets = {"countries": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = list(Term.objects.exclude(vocabulary="sdg"))
        for name, vocabulary in (("theme", "theme"), ("objective", "gcm")):
            rows = [(t.pk, t.label) for t in terms if t.vocabulary == vocabulary]
            self.fields[name].choices = [("", "—"), *rows]
        self.fields["countries"].choices = _countries()
        texts = (
            {text.language: text.text for text in self.instance.texts.all()}
            if self.instance.pk
            else {}
        )
        codes = {edition.language for edition in study.editions.all()} | set(texts)
        for code in (name for name in languages.NAMES if name in codes):
            attributes = {"rows": 3, "lang": code, "dir": languages.direction(code)}
            self.fields[f"text_{code}"] = forms.CharField(
                required=False,
                max_length=3000,
                initial=texts.get(code, ""),
                label=_("Wording (%(language)s)") % {"language": languages.NAMES[code]},
                widget=forms.Textarea(attrs=attributes),
            )

    def clean(self) -> dict[str, Any]:
        """A wording in at least one language."""
        data = super().clean() or {}
        if not any(self.texts(data).values()):
            name = next(name for name in self.fields if name.startswith("text_"))
            self.add_error(name, _("Give the wording in at least one language."))
        return data

    def texts(self, data: dict[str, Any]) -> dict[str, str]:
        """Language to wording."""
        return {n[5:]: data[n].strip() for n in self.fields if n.startswith("text_") and n in data}


class UptakeForm(forms.ModelForm):
    """A step of a country with its day and its evidence."""

    on = day_field(label=gettext_lazy("Day"))
    url = forms.URLField(
        required=False,
        assume_scheme="https",
        max_length=200,
        label=gettext_lazy("Address of the evidence"),
    )

    class Meta:
        model = Uptake
        fields = ["country", "status", "on", "evidence", "url"]
        widgets = {"evidence": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "—"), *_countries()]
        self.fields["evidence"].help_text = _("What shows it: the decision, the law, the minutes.")

    def clean_on(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day lies in the future."))
        return day


class FigureForm(forms.ModelForm):
    """A value as printed, tied to a published figure."""

    known_on = day_field(
        label=gettext_lazy("Figures as known on"),
        help_text=gettext_lazy("The day of the data the authors used; about is enough."),
    )
    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))

    class Meta:
        model = QuotedFigure
        fields = ["indicator", "area", "year", "value", "decimals", "known_on", "tolerance", "page"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [("", "—"), *quoted_figures.known_codes()]
        areas = [(a.pk, a.name) for a in Area.objects.exclude(kind=Area.Kind.OTHER)]
        rows = sorted(areas, key=lambda row: sort_key(row[1]))
        self.fields["area"].choices = [("", "—"), *rows]

    def clean(self) -> dict[str, Any]:
        """There must be such a figure, or the tie would never say anything."""
        data = super().clean() or {}
        if {"indicator", "area", "year"} <= data.keys():
            area = data["area"]
            if quoted_figures.lookup(data["indicator"], area.code, data["year"]) is None:
                self.add_error(
                    "year",
                    _("No figure of %(indicator)s is published for %(area)s in %(year)s.")
                    % {"indicator": data["indicator"], "area": area.name, "year": data["year"]},
                )
        return data
