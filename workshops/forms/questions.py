"""The form of an extra question."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_fields import LineField, ParagraphsField
from core.i18n import languages
from workshops.models import ParticipantKind, Question, Stakeholder, Workshop, group_of
from workshops.models.people import NOT_COUNTED


def groups() -> list[tuple[str, str]]:
    """Groups of participants that a question may be for."""
    labels = {"government": _("Government")}
    for kind in Stakeholder:
        if kind not in NOT_COUNTED:
            labels.setdefault(group_of(kind), str(kind.label))
    return list(labels.items())


class QuestionForm(forms.ModelForm):
    """An extra question; options as lines `code: label`, labels in the language of the page."""

    options_text = ParagraphsField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "yes: Yes"}),
        label=gettext_lazy("Options of a choice"),
        help_text=gettext_lazy(
            "One on each line: code, colon, label. The code is stored and never changes."
        ),
    )
    condition = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Asked"),
        help_text=gettext_lazy("By an answer to an earlier question; otherwise it is not shown."),
    )
    asked_of = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Asked of"),
        help_text=gettext_lazy("None chosen: of everybody."),
    )

    asked_kinds = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Asked of these kinds of participants"),
        help_text=gettext_lazy(
            "None chosen: of all kinds. Otherwise it shows once the kind is chosen."
        ),
    )

    class Meta:
        model = Question
        fields = ["position", "kind", "required", "personal", "asked_of", "asked_kinds"]

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        self.initial.setdefault("position", workshop.questions.count() + 1)
        if not self.instance.pk:
            self.fields["kind"].choices = [
                ("", "—"),
                *(row for row in self.fields["kind"].choices if row[0]),
            ]
        self.fields["asked_of"].choices = groups()
        kinds = [(kind.code, str(kind)) for kind in workshop.participant_kinds.all()]
        self.fields["asked_kinds"].choices = kinds
        if not kinds:
            del self.fields["asked_kinds"]
        self.fields["condition"].choices = self._conditions()
        if self.instance.shown_if_id:
            self.initial["condition"] = f"{self.instance.shown_if_id}:{self.instance.shown_value}"
        self._add_texts()
        self.order_fields(
            [
                "position",
                *(name for name in self.fields if name.startswith("section_")),
                *(name for name in self.fields if name.startswith("text_")),
                *(name for name in self.fields if name.startswith("hint_")),
                "kind",
                "options_text",
                "required",
                "personal",
                "condition",
                "asked_of",
                "asked_kinds",
            ]
        )

    def _conditions(self) -> list[Any]:
        """Always, or an answer of an earlier question that has answers to choose from."""
        rows: list[Any] = [("", _("Always"))]
        for question in self.workshop.questions.all():
            if question.pk == self.instance.pk or _leads_to(question, self.instance):
                continue
            if choices := question.choices():
                answers = [(f"{question.pk}:{code}", label) for code, label in choices]
                rows.append(
                    (_("If the answer to “%(question)s” is") % {"question": question}, answers)
                )
        return rows

    def _add_texts(self) -> None:
        kinds = {
            "section": (_("Section (%(language)s)"), 120, "sections"),
            "text": (_("Wording (%(language)s)"), 400, "texts"),
            "hint": (_("Help (%(language)s)"), 400, "hints"),
        }
        for prefix, (label, longest, attribute) in kinds.items():
            for code in self.workshop.languages.split() or ["en"]:
                name = languages.NAMES.get(code, code)
                self.fields[f"{prefix}_{code}"] = LineField(
                    required=False,
                    max_length=longest,
                    label=label % {"language": name},
                    initial=(getattr(self.instance, attribute) or {}).get(code, ""),
                    widget=forms.TextInput(attrs={"lang": code, "dir": languages.direction(code)}),
                )

    def clean(self) -> dict[str, Any]:
        """A wording; options for a choice; a condition that stands before its question."""
        data = super().clean() or {}
        names = [name for name in self.fields if name.startswith("text_")]
        if not any(data.get(name) for name in names):
            self.add_error(names[0], _("Give the wording in at least one language."))
        options = self.options()
        if data.get("kind") == Question.Kind.CHOICE and len(options) < 2:
            self.add_error(
                "options_text", _("A choice needs at least two options, each with a code.")
            )
        deciding, _value = self._condition()
        position = data.get("position")
        if deciding and position is not None and position < deciding.position:
            self.add_error(
                "condition", _("Give a position after the question that decides about this one.")
            )
        return data

    def _condition(self) -> tuple[Question | None, str]:
        number, _colon, value = (self.cleaned_data.get("condition") or "").partition(":")
        question = self.workshop.questions.filter(pk=number).first() if number else None
        return (question, value) if question else (None, "")

    def options(self) -> dict[str, dict[str, str]]:
        """Code to label by language."""
        options = {}
        for line in (self.cleaned_data.get("options_text") or "").splitlines():
            code, colon, label = line.partition(":")
            if colon and code.strip():
                options[code.strip()[:60]] = {languages.reader_language(): label.strip()}
        return options

    def values(self) -> dict[str, Any]:
        """Fields of the question."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        for prefix, attribute in (("section_", "sections"), ("text_", "texts"), ("hint_", "hints")):
            values[attribute] = {
                name.removeprefix(prefix): text
                for name, text in self.cleaned_data.items()
                if name.startswith(prefix) and text
            }
        deciding, value = self._condition()
        return values | {"options": self.options(), "shown_if": deciding, "shown_value": value}


def _leads_to(question: Question, target: Question) -> bool:
    """Whether the question is itself asked because of the target, directly or over others."""
    seen: set[int] = set()
    deciding = question.shown_if
    while target.pk and deciding is not None and deciding.pk not in seen:
        if deciding.pk == target.pk:
            return True
        seen.add(deciding.pk)
        deciding = deciding.shown_if
    return False


class ParticipantKindForm(forms.ModelForm):
    """A kind of participants, with its name in the languages of the workshop."""

    class Meta:
        model = ParticipantKind
        fields = ["code", "position"]

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, prefix="kind", **kwargs)
        self.workshop = workshop
        self.initial.setdefault("position", workshop.participant_kinds.count() + 1)
        for code in workshop.languages.split() or ["en"]:
            self.fields[f"name_{code}"] = LineField(
                required=False,
                max_length=120,
                label=_("Name (%(language)s)") % {"language": languages.NAMES.get(code, code)},
                widget=forms.TextInput(attrs={"lang": code, "dir": languages.direction(code)}),
            )

    def clean(self) -> dict[str, Any]:
        """A name in some language, and a code of its own."""
        data = super().clean() or {}
        names = [name for name in self.fields if name.startswith("name_")]
        if not any(data.get(name) for name in names):
            self.add_error(names[0], _("Give the name in at least one language."))
        if self.workshop.participant_kinds.filter(code=data.get("code", "")).exists():
            self.add_error("code", _("Another kind has this code."))
        return data

    def values(self) -> dict[str, Any]:
        """Fields of the kind."""
        names = {
            name.removeprefix("name_"): text
            for name, text in self.cleaned_data.items()
            if name.startswith("name_") and text
        }
        return {name: self.cleaned_data[name] for name in self.Meta.fields} | {"names": names}
