"""Forms of participants and focal points."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Max
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_fields import ParagraphsField
from core.i18n import languages
from workshops.forms.fields import countries, participant_kind_field, plain_days
from workshops.models import (
    FocalPoint,
    Nomination,
    Question,
    Registration,
    Stakeholder,
    Workshop,
)
from workshops.models.answers import asked
from workshops.models.people import NOT_COUNTED, POLICY_ROLES, needs_country

if TYPE_CHECKING:
    from collections.abc import Callable

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


class YesNoField(forms.TypedChoiceField):
    """Yes or no, with nothing chosen beforehand: who says neither has given no answer."""

    def __init__(self, **kwargs: Any) -> None:
        rows = [("", "—"), ("true", gettext_lazy("Yes")), ("false", gettext_lazy("No"))]
        super().__init__(
            choices=rows,
            coerce=lambda value: value == "true",
            empty_value=None,
            required=False,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """The code of the choice."""
        return {True: "true", False: "false", None: ""}.get(value, value)


def changed_meanwhile(field: forms.Field, now: Any) -> str:
    """What is said of a field that somebody else changed since the page was made."""
    value = field.prepare_value(now)
    choices = {str(code): label for code, label in getattr(field, "choices", [])}
    text = _("Changed meanwhile to “%(now)s”. Save again to put yours in its place.")
    return text % {"now": choices.get(str(value), value) or "—"}


class RegistrationForm(forms.ModelForm):
    """A person's registration, with the workshop's extra questions and the four consents.

    The page of one that is stored carries the last correction that it knows of: what somebody corrected since is told
    once before it is written over.
    """

    consent = forms.BooleanField(
        label=gettext_lazy(
            "I agree that these data are processed to organise this workshop and to report on it without names."
        )
    )
    seen = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    last_change = forms.IntegerField(
        required=False, min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput
    )

    class Meta:
        model = Registration
        fields = [
            *PERSON, "participant_kind", "mode", "interpretation", "first_time", "access_needs", "diet", "listed",
            "consent_photos", "consent_contact", "emergency_contact",
        ]  # fmt: skip
        widgets = {"listed": forms.RadioSelect}

    policy_roles = _policy_roles()
    first_time = YesNoField(label=gettext_lazy("First United Nations workshop on migration"))

    def __init__(
        self, *args: Any, workshop: Workshop, by_organiser: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.workshop, self.by_organiser = workshop, by_organiser
        self._choose_kind()
        others = [name for name in self.Meta.fields if name not in PERSON]
        self.order_fields(["participant_kind", *PERSON, *others])
        self.fields["email"].help_text = _("Letters and your personal link go to this address.")
        self.fields["country"].choices = countries()
        for name in ("gender", "stakeholder", "seniority"):
            kept = [row for row in self.fields[name].choices if row[0]]
            self.fields[name].choices = [("", "—"), *kept]
            # An organiser enters what is known; the person answers, if only that they prefer not to say.
            self.fields[name].required = name == "stakeholder" or not by_organiser
        self.fields["gender"].help_text = ""
        if not by_organiser:
            # Organisers alone make somebody staff; who is that already stays it.
            hidden = {kind for kind in NOT_COUNTED if kind != self.instance.stakeholder}
            kinds = [row for row in self.fields["stakeholder"].choices if row[0] not in hidden]
            self.fields["stakeholder"].choices = kinds
        self._choose_mode()
        codes = (workshop.interpretation_languages or workshop.languages).split()
        if self.instance.interpretation not in ("", *codes):
            codes.append(self.instance.interpretation)
        self.fields["interpretation"].choices = [
            ("", "—"),
            *((c, languages.NAMES[c]) for c in codes if c in languages.NAMES),
        ]
        if not self.instance.pk and "language" not in self.initial:
            self.initial["language"] = languages.reader_language()
        if self.instance.pk:
            self.fields["email"].disabled = True
            self.initial["last_change"] = self._last_change()
        else:
            del self.fields["last_change"]
        self.questions = list(workshop.questions.select_related("shown_if"))
        answers = (
            dict(self.instance.answers.values_list("question", "value")) if self.instance.pk else {}
        )
        section = ""
        for question in self.questions:
            field = self.fields[f"q{question.pk}"] = _question_field(
                question, answers.get(question.pk, "")
            )
            if question.section != section:
                field.section = section = question.section
        self.fields["consent"] = self.fields.pop("consent")
        self._conceal(lambda name: self.get_initial_for_field(self.fields[name], name))

    def _choose_kind(self) -> None:
        """The kinds of participants that the workshop tells apart; without any it is not asked."""
        # Who was registered before there were kinds can be corrected without one.
        required = not self.by_organiser or not self.instance.pk
        if field := participant_kind_field(self.workshop, required=required):
            self.fields["participant_kind"] = field
        else:
            del self.fields["participant_kind"]

    def _choose_mode(self) -> None:
        """The ways of taking part that there are; of several none is chosen beforehand."""
        modes = self.workshop.modes
        rows = [row for row in self.fields["mode"].choices if row[0] in modes]
        self.fields["mode"].choices = rows
        if len(modes) == 1:
            self.initial["mode"] = modes[0]
            self.fields["mode"].widget = forms.HiddenInput()
        elif not self.instance.pk:
            self.fields["mode"].choices = [("", "—"), *rows]
            self.initial["mode"] = ""

    def _conceal(self, value_of: Callable[[str], Any]) -> None:
        """Leave out of sight what is not asked so far; a script shows it as soon as it is, else the next page."""
        asked_now = asked(self.questions, value_of)
        for question in self.questions:
            self.fields[f"q{question.pk}"].is_concealed = question.pk not in asked_now
        visible = [n for n in self.fields if not getattr(self.fields[n], "is_concealed", False)]
        self.initial["seen"] = " ".join(n for n in visible if n[1:].isdigit())

    def clean(self) -> dict[str, Any]:
        """A delegation has a country; what is asked and required is answered, what is not has no answer.

        A question that came to be asked by the other answers and was not on the page is asked once more.
        """
        data = super().clean() or {}
        if data.get("representation") == Registration.Representation.DELEGATION and not (
            data.get("country") or "country" in self.errors
        ):
            self.add_error("country", needs_country())
        asked_now = asked(self.questions, data.get)
        for question in self.questions:
            if question.pk in asked_now:
                self._check_answer(question, data)
            else:
                data[f"q{question.pk}"] = ""
        self._tell_corrections(data, asked_now)
        self._conceal(data.get)
        if self.errors:
            self.data = self.data.copy()
            for name in {"seen", "last_change"} & self.fields.keys():
                self.data[self.add_prefix(name)] = self.initial[name]
        return data

    def _check_answer(self, question: Question, data: dict[str, Any]) -> None:
        name, seen = f"q{question.pk}", (data.get("seen") or "").split()
        if data.get(name):
            return
        if question.required:
            self.add_error(name, _("This question needs an answer."))
        elif self.initial.get(name) or self.fields[name].initial:
            return
        elif self.fields[name].is_conditional and not {name, "all"} & set(seen):
            self.add_error(
                name, _("Your other answers lead to this question. Answer it, or leave it empty.")
            )

    TOLD_OTHERWISE: frozenset[str] = frozenset()
    """Fields of which a form tells in a way of its own that they were corrected meanwhile."""

    def _last_change(self) -> int:
        return self.instance.changes.aggregate(last=Max("pk"))["last"] or 0

    def _tell_corrections(self, data: dict[str, Any], asked_now: set[int]) -> None:
        """Fields that were corrected since the page was made, and would get another value than they have by now."""
        last_change = data.get("last_change")
        if last_change is None:
            return
        rows = self.instance.changes.filter(pk__gt=last_change)
        names = {
            f"q{row.question_id}" if row.question_id else row.field
            for row in rows
            if not row.question_id or row.question_id in asked_now
        }
        for name in (names & self.fields.keys() & set(self.changed_data)) - self.TOLD_OTHERWISE:
            field, now = self.fields[name], self.get_initial_for_field(self.fields[name], name)
            self.add_error(name, changed_meanwhile(field, now))

    def values(self) -> dict[str, Any]:
        """Fields of the registration."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}

    def answers(self) -> dict[int, Any]:
        """Question to answer: text, or the file that was sent; a file that is there and stays is left out."""
        answers = {q.pk: self.cleaned_data.get(f"q{q.pk}") or "" for q in self.questions}
        unchanged_files = {
            q.pk
            for q in self.questions
            if q.kind == Question.Kind.FILE and answers[q.pk] and isinstance(answers[q.pk], str)
        }
        return {
            number: answer for number, answer in answers.items() if number not in unchanged_files
        }

    def filled_with(self, written: dict[str, list[str]]) -> RegistrationForm:
        """This form with what somebody had written, not judged yet."""
        data = MultiValueDict(written)
        for name, field in self.fields.items():
            if name in data and not isinstance(field, forms.FileField):
                self.initial[name] = field.widget.value_from_datadict(data, {}, name)
        self._conceal(lambda name: self.get_initial_for_field(self.fields[name], name))
        return self


def _question_field(question: Question, answer: str) -> forms.Field:
    options: dict[str, Any] = {
        "required": False,
        "label": str(question),
        "help_text": question.hint,
        "initial": answer,
    }
    if question.kind == Question.Kind.TEXT:
        field: forms.Field = ParagraphsField(
            max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), **options
        )
    elif question.kind == Question.Kind.FILE:
        sent = _("Sent: %(name)s") % {"name": answer} if answer else ""
        options["help_text"] = " ".join(
            part for part in (question.hint, _("PDF or Word."), sent) if part
        )
        widget = forms.FileInput(attrs={"accept": ".pdf,.docx"})
        field = forms.FileField(**options | {"initial": answer or None, "widget": widget})
    else:
        field = forms.ChoiceField(choices=[("", "—"), *question.choices()], **options)
    rules: list[list[Any]] = []
    if question.asked_of:
        kinds = [kind for kind in Stakeholder.values if question.is_asked_of(kind)]
        rules.append(["stakeholder", kinds])
    if question.asked_kinds:
        rules.append(["participant_kind", question.asked_kinds])
    if question.shown_if_id:
        rules.append([f"q{question.shown_if_id}", [question.shown_value]])
    field.is_conditional = bool(rules)
    if rules:
        field.widget.attrs["data-asked-if"] = json.dumps(rules)
    if question.required:
        field.is_needed = True
    return field


class NominationForm(forms.ModelForm):
    """A person whom a focal point puts forward."""

    note = forms.FileField(
        required=False,
        label=gettext_lazy("Note verbale (PDF or Word)"),
        help_text=gettext_lazy(
            "Needed once: further people of the same note go with the one you handed in last."
        ),
    )

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
        for name in ("gender", "stakeholder", "seniority"):
            rows = [
                row for row in self.fields[name].choices if row[0] and row[0] not in NOT_COUNTED
            ]
            self.fields[name].choices = [("", "—"), *rows]
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
