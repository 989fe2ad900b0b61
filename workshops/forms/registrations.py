"""Forms of participants and focal points."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.i18n import languages
from workshops.forms.fields import countries, plain_days
from workshops.models import (
    FocalPoint,
    Nomination,
    Question,
    Registration,
    Workshop,
)
from workshops.models.people import NOT_COUNTED, POLICY_ROLES

PERSON = (
    "title", "given", "family", "printed_name", "gender", "country", "representation", "stakeholder", "organisation",
    "unit", "position", "seniority", "policy_roles", "email", "other_email", "phone", "messaging", "language",
)  # fmt: skip


def _policy_roles() -> forms.Field:
    return forms.MultipleChoiceField(
        choices=list(POLICY_ROLES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("What you do with policy"),
    )


class RegistrationForm(forms.ModelForm):
    """A person's registration, with the workshop's extra questions and the four consents."""

    consent = forms.BooleanField(
        label=gettext_lazy(
            "I agree that these data are processed to organise this workshop and to report on it without names."
        )
    )

    class Meta:
        model = Registration
        fields = [
            *PERSON, "mode", "interpretation", "first_time", "access_needs", "diet", "listed",
            "consent_photos", "consent_contact", "emergency_contact",
        ]  # fmt: skip
        widgets = {"first_time": forms.NullBooleanSelect, "listed": forms.RadioSelect}

    policy_roles = _policy_roles()

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        self.order_fields([*PERSON, *self.Meta.fields[len(PERSON) : -1], "emergency_contact"])
        self.fields["email"].help_text = _("Letters and your personal link go to this address.")
        self.fields["country"].choices = countries()
        kinds = [row for row in self.fields["stakeholder"].choices if row[0] not in NOT_COUNTED]
        self.fields["stakeholder"].choices = kinds
        self.fields["mode"].choices = [
            row for row in self.fields["mode"].choices if row[0] in workshop.modes
        ]
        if len(workshop.modes) == 1:
            self.initial["mode"] = workshop.modes[0]
            self.fields["mode"].widget = forms.HiddenInput()
        codes = (workshop.interpretation_languages or workshop.languages).split()
        self.fields["interpretation"].choices = [
            ("", "—"),
            *((c, languages.NAMES[c]) for c in codes if c in languages.NAMES),
        ]
        if not self.instance.pk and "language" not in self.initial:
            self.initial["language"] = languages.reader_language()
        if self.instance.pk:
            self.fields["email"].disabled = True
        self.questions = list(workshop.questions.select_related("shown_if"))
        answers = (
            dict(self.instance.answers.values_list("question", "value")) if self.instance.pk else {}
        )
        for question in self.questions:
            self.fields[f"q{question.pk}"] = _question_field(question, answers.get(question.pk, ""))
        self.fields["consent"] = self.fields.pop("consent")

    def clean(self) -> dict[str, Any]:
        """Questions that are shown and required are answered; those not shown have no answer."""
        data = super().clean() or {}
        for question in self.questions:
            name = f"q{question.pk}"
            deciding = question.shown_if_id and data.get(f"q{question.shown_if_id}", "")
            if question.shown_if_id and deciding != question.shown_value:
                data[name] = ""
            elif question.required and not (data.get(name) or self.initial.get(name)):
                self.add_error(name, _("This question needs an answer."))
        return data

    def values(self) -> dict[str, Any]:
        """Fields of the registration."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def answers(self) -> dict[int, Any]:
        """Question to answer: text, or the file that was sent; a file that is there stays."""
        return {q.pk: self.cleaned_data.get(f"q{q.pk}") or "" for q in self.questions}

    def filled_with(self, written: dict[str, list[str]]) -> RegistrationForm:
        """This form with what somebody had written, not judged yet."""
        data = MultiValueDict(written)
        for name, field in self.fields.items():
            if name in data and not isinstance(field, forms.FileField):
                self.initial[name] = field.widget.value_from_datadict(data, {}, name)
        return self


def _question_field(question: Question, answer: str) -> forms.Field:
    label = str(question)
    if question.shown_if_id:
        label += " " + _("(if the question “%(question)s” is answered so)") % {
            "question": question.shown_if
        }
    if question.kind == Question.Kind.TEXT:
        return forms.CharField(required=False, max_length=2000, label=label, initial=answer)
    if question.kind == Question.Kind.FILE:
        return forms.FileField(
            required=False,
            label=label,
            initial=answer or None,
            widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
            help_text=_("PDF or Word.")
            + (" " + _("Sent: %(name)s") % {"name": answer} if answer else ""),
        )
    if question.kind == Question.Kind.YES_NO:
        rows = [("yes", _("Yes")), ("no", _("No"))]
    else:
        rows = [
            (code, languages.in_reader_language(texts)) for code, texts in question.options.items()
        ]
    return forms.ChoiceField(
        required=False, choices=[("", "—"), *rows], label=label, initial=answer
    )


class NominationForm(forms.ModelForm):
    """A person whom a focal point puts forward."""

    note = forms.FileField(required=False, label=gettext_lazy("Note verbale (PDF or Word)"))

    class Meta:
        model = Nomination
        fields = [
            *(n for n in PERSON if n != "country"),
            "capacity",
            "rank",
            "is_reserve",
            "reference",
            "document_date",
            "endorsement",
        ]

    policy_roles = _policy_roles()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.fields["stakeholder"].choices
        self.fields["stakeholder"].choices = [row for row in rows if row[0] not in NOT_COUNTED]
        self.order_fields([*PERSON, *self.Meta.fields[len(PERSON) - 1 :], "note"])
        self.fields["endorsement"].widget.attrs["rows"] = 3
        plain_days(self)

    def values(self) -> dict[str, Any]:
        """Fields of the nomination."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class FocalPointForm(forms.ModelForm):
    """Who nominates for a country."""

    class Meta:
        model = FocalPoint
        fields = [
            "country",
            "name",
            "authority",
            "email",
            "language",
            "mandate_from",
            "mandate_until",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = countries()
        plain_days(self)
