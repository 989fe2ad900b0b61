"""Forms of participants and focal points, and of the organisers' desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from migration_portal.core import languages
from regions.models import Area, Term
from regions.selectors import sort_key
from studies.models import Recommendation, Study
from workshops.models import (
    FocalPoint,
    Nomination,
    Question,
    Registration,
    Session,
    TravelRequest,
    Workshop,
)
from workshops.models.people import NOT_COUNTED

DAY = forms.DateInput(
    attrs={"placeholder": "2026-01-31", "inputmode": "numeric"}, format="%Y-%m-%d"
)
MOMENT = forms.DateTimeInput(attrs={"placeholder": "2026-01-31 09:30"}, format="%Y-%m-%d %H:%M")


def countries() -> list[tuple[int | str, str]]:
    """All countries by name, after an empty choice."""
    rows = [(area.pk, area.name) for area in Area.objects.countries()]
    return [("", "—"), *sorted(rows, key=lambda row: sort_key(row[1]))]


def _days(form: forms.ModelForm) -> None:
    for field in form.fields.values():
        if isinstance(field, forms.DateField):
            field.widget = DAY
            field.input_formats = ["%Y-%m-%d"]


PERSON = (
    "title", "given", "family", "printed_name", "gender", "country", "stakeholder", "organisation",
    "position", "seniority", "email", "phone", "language",
)  # fmt: skip


class RegistrationForm(forms.ModelForm):
    """A person's registration, with the workshop's extra questions and the four consents."""

    consent = forms.BooleanField(
        label=__(
            "I agree that these data are processed to organise this workshop and to report on it without names."
        )
    )

    class Meta:
        model = Registration
        fields = [
            *PERSON, "mode", "interpretation", "first_time", "access_needs", "diet", "listed",
            "consent_photos", "consent_contact",
        ]  # fmt: skip
        widgets = {"first_time": forms.NullBooleanSelect, "listed": forms.RadioSelect}

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        self.fields["country"].choices = countries()
        kinds = [row for row in self.fields["stakeholder"].choices if row[0] not in NOT_COUNTED]
        self.fields["stakeholder"].choices = kinds
        self.fields["mode"].choices = [
            row for row in self.fields["mode"].choices if row[0] in workshop.modes
        ]
        if len(workshop.modes) == 1:
            self.initial["mode"] = workshop.modes[0]
            self.fields["mode"].widget = forms.HiddenInput()
        codes = workshop.languages.split()
        self.fields["interpretation"].choices = [
            ("", "—"),
            *((c, languages.NAMES[c]) for c in codes if c in languages.NAMES),
        ]
        if not self.instance.pk and "language" not in self.initial:
            self.initial["language"] = languages.reader_language()
        if self.instance.pk:
            self.fields["email"].disabled = True
        self.questions = list(workshop.questions.select_related("shown_if"))
        known = (
            dict(self.instance.answers.values_list("question", "value")) if self.instance.pk else {}
        )
        for question in self.questions:
            self.fields[f"q{question.pk}"] = _asked(question, known.get(question.pk, ""))

    def clean(self) -> dict[str, Any]:
        """Questions that are shown and required are answered; those not shown have no answer."""
        data = super().clean() or {}
        for question in self.questions:
            name = f"q{question.pk}"
            deciding = question.shown_if_id and data.get(f"q{question.shown_if_id}", "")
            if question.shown_if_id and deciding != question.shown_value:
                data[name] = ""
            elif question.required and not data.get(name):
                self.add_error(name, _("This question needs an answer."))
        return data

    def values(self) -> dict[str, Any]:
        """Fields of the registration."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def answers(self) -> dict[int, str]:
        """Question to answer."""
        return {q.pk: self.cleaned_data.get(f"q{q.pk}", "") for q in self.questions}


def _asked(question: Question, known: str) -> forms.Field:
    label = str(question)
    if question.shown_if_id:
        label += " " + _("(if the question “%(question)s” is answered so)") % {
            "question": question.shown_if
        }
    if question.kind == Question.Kind.TEXT:
        return forms.CharField(required=False, max_length=2000, label=label, initial=known)
    if question.kind == Question.Kind.YES_NO:
        rows = [("yes", _("Yes")), ("no", _("No"))]
    else:
        rows = [
            (code, languages.in_reader_language(texts)) for code, texts in question.options.items()
        ]
    return forms.ChoiceField(required=False, choices=[("", "—"), *rows], label=label, initial=known)


class NominationForm(forms.ModelForm):
    """A person whom a focal point puts forward."""

    note = forms.FileField(required=False, label=__("Note verbale (PDF or Word)"))

    class Meta:
        model = Nomination
        fields = [
            *(n for n in PERSON if n != "country"),
            "capacity",
            "rank",
            "is_reserve",
            "reference",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.fields["stakeholder"].choices
        self.fields["stakeholder"].choices = [row for row in rows if row[0] not in NOT_COUNTED]

    def values(self) -> dict[str, Any]:
        """Fields of the nomination."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class FocalPointForm(forms.ModelForm):
    """Who nominates for a country."""

    class Meta:
        model = FocalPoint
        fields = ["country", "name", "authority", "email", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = countries()


class WorkshopForm(forms.ModelForm):
    """A workshop; titles and summaries in the languages that are used."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Workshop
        fields = [
            "code", "kind", "host", "co_hosts", "terms", "languages", "document_languages", "form", "city", "country", "venue",
            "platform", "zone", "starts_on", "ends_on", "mode", "accepts_at_once", "registration_closes_on",
            "nomination_deadline", "travel_deadline", "visa_deadline", "capacity", "capacity_in_person",
            "capacity_online", "country_quota", "funded_per_country", "women_target", "offer_days",
            "completion_share", "signatory",
        ]  # fmt: skip
        widgets = {"co_hosts": forms.CheckboxSelectMultiple, "terms": forms.CheckboxSelectMultiple}
        field_classes = {"platform": forms.URLField}

    platform = forms.URLField(
        required=False, assume_scheme="https", label=__("Address of the platform")
    )

    def __init__(self, *args: Any, allowed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = allowed
        self.fields["country"].choices = countries()
        self.fields["terms"].queryset = Term.objects.themes()
        self.initial["revision"] = self.instance.revision
        _days(self)
        for code in ("en", "fr", "es", "ar", "ru", "zh", "pt"):
            direction = {"lang": code, "dir": languages.direction(code)}
            name = languages.NAMES[code]
            self.fields[f"title_{code}"] = forms.CharField(
                required=False, max_length=300, label=_("Title (%(language)s)") % {"language": name},
                initial=(self.instance.titles or {}).get(code, ""), widget=forms.TextInput(attrs=direction),
            )  # fmt: skip
            self.fields[f"summary_{code}"] = forms.CharField(
                required=False, max_length=5000, label=_("Summary (%(language)s)") % {"language": name},
                initial=(self.instance.summaries or {}).get(code, ""),
                widget=forms.Textarea(attrs=direction | {"rows": 4}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A title in some language; days in order; codes of languages that exist."""
        data = super().clean() or {}
        if not any(data.get(f"title_{code}") for code in languages.NAMES):
            self.add_error("title_en", _("Give the title in at least one language."))
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day lies before the first."))
        for name in ("languages", "document_languages"):
            wrong = [code for code in (data.get(name) or "").split() if code not in languages.NAMES]
            if wrong:
                self.add_error(name, _("Unknown codes: %(codes)s.") % {"codes": ", ".join(wrong)})
        return data

    def values(self) -> dict[str, Any]:
        """Fields of the workshop."""
        data = {name: self.cleaned_data[name] for name in self.Meta.fields}
        for field, prefix in (("titles", "title_"), ("summaries", "summary_")):
            texts = {
                code: self.cleaned_data.get(prefix + code, "").strip() for code in languages.NAMES
            }
            data[field] = {code: text for code, text in texts.items() if text}
        return data


class SessionForm(forms.ModelForm):
    """A part of the programme; times as they are in the workshop's zone."""

    class Meta:
        model = Session
        fields = [
            "title",
            "starts_at",
            "ends_at",
            "room",
            "speakers",
            "countable",
            "studies",
            "recommendations",
        ]
        widgets = {"speakers": forms.Textarea(attrs={"rows": 2}), "studies": forms.CheckboxSelectMultiple,
                   "recommendations": forms.CheckboxSelectMultiple}  # fmt: skip

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at"):
            self.fields[name].widget = MOMENT
            self.fields[name].input_formats = ["%Y-%m-%d %H:%M"]
        public = Study.objects.public().prefetch_related("editions")
        self.fields["studies"].queryset = public
        asked = Recommendation.objects.public().prefetch_related("texts")
        self.fields["recommendations"].queryset = asked
        self.fields["studies"].label_from_instance = str
        self.fields["recommendations"].label_from_instance = str

    def clean(self) -> dict[str, Any]:
        """An end after the beginning."""
        data = super().clean() or {}
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("The end lies before the beginning."))
        return data


class TravelForm(forms.ModelForm):
    """A request for travel support."""

    class Meta:
        model = TravelRequest
        fields = ["wanted", "departure_city", "arrives_on", "departs_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _days(self)


class PassportForm(forms.Form):
    """What a visa letter needs; sealed as soon as it is sent."""

    passport_name = forms.CharField(max_length=120, label=__("Name as in the passport"))
    number = forms.CharField(max_length=30, label=__("Number of the passport"))
    issued_by = forms.CharField(max_length=80, label=__("Issued by"))
    expires_on = forms.DateField(input_formats=["%Y-%m-%d"], widget=DAY, label=__("Valid until"))
    born_on = forms.DateField(input_formats=["%Y-%m-%d"], widget=DAY, label=__("Date of birth"))
    born_in = forms.CharField(max_length=80, label=__("Place of birth"))
    nationality = forms.CharField(max_length=80, label=__("Nationality"))
    embassy = forms.CharField(max_length=80, label=__("City of the embassy"))

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop

    def clean_expires_on(self) -> Any:
        """Six months beyond the last day, as embassies want it."""
        day, last = self.cleaned_data["expires_on"], self.workshop.ends_on
        if (day - last).days < 183:
            raise forms.ValidationError(
                _("The passport must be valid for six months after the workshop.")
            )
        return day


class QuestionForm(forms.ModelForm):
    """An extra question; options as lines `code: label`, labels in the language of the page."""

    options_text = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3, "placeholder": "yes: Yes"}), label=__("Options of a choice"),
        help_text=__("One on each line: code, colon, label. The code is stored and never changes."),
    )  # fmt: skip

    class Meta:
        model = Question
        fields = ["position", "kind", "required", "personal", "shown_if", "shown_value"]

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown_if"].queryset = workshop.questions.all()
        self.initial.setdefault("position", workshop.questions.count() + 1)
        for code in workshop.languages.split() or ["en"]:
            name = languages.NAMES.get(code, code)
            self.fields[f"text_{code}"] = forms.CharField(
                required=False, max_length=400, label=_("Wording (%(language)s)") % {"language": name},
                widget=forms.TextInput(attrs={"lang": code, "dir": languages.direction(code)}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A wording; options for a choice; a condition with its answer."""
        data = super().clean() or {}
        names = [name for name in self.fields if name.startswith("text_")]
        if not any(data.get(name) for name in names):
            self.add_error(names[0], _("Give the wording in at least one language."))
        options = self.options()
        if data.get("kind") == Question.Kind.CHOICE and len(options) < 2:
            self.add_error(
                "options_text", _("A choice needs at least two options, each with a code.")
            )
        if data.get("shown_if") and not data.get("shown_value"):
            self.add_error("shown_value", _("Which answer shows this question?"))
        return data

    def options(self) -> dict[str, dict[str, str]]:
        """Code to label by language."""
        found = {}
        for line in (self.cleaned_data.get("options_text") or "").splitlines():
            code, colon, label = line.partition(":")
            if colon and code.strip():
                found[code.strip()[:60]] = {languages.reader_language(): label.strip()}
        return found

    def values(self) -> dict[str, Any]:
        """Fields of the question."""
        texts = {n[5:]: v for n, v in self.cleaned_data.items() if n.startswith("text_") and v}
        return {n: self.cleaned_data[n] for n in self.Meta.fields} | {
            "texts": texts,
            "options": self.options(),
        }
