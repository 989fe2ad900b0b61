"""The form of an extra question."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.i18n import languages
from workshops.models import (
    Question,
    Workshop,
)


class QuestionForm(forms.ModelForm):
    """An extra question; options as lines `code: label`, labels in the language of the page."""

    options_text = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "yes: Yes"}),
        label=gettext_lazy("Options of a choice"),
        help_text=gettext_lazy(
            "One on each line: code, colon, label. The code is stored and never changes."
        ),
    )

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
                required=False,
                max_length=400,
                label=_("Wording (%(language)s)") % {"language": name},
                widget=forms.TextInput(attrs={"lang": code, "dir": languages.direction(code)}),
            )

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
        options = {}
        for line in (self.cleaned_data.get("options_text") or "").splitlines():
            code, colon, label = line.partition(":")
            if colon and code.strip():
                options[code.strip()[:60]] = {languages.reader_language(): label.strip()}
        return options

    def values(self) -> dict[str, Any]:
        """Fields of the question."""
        texts = {n[5:]: v for n, v in self.cleaned_data.items() if n.startswith("text_") and v}
        return {n: self.cleaned_data[n] for n in self.Meta.fields} | {
            "texts": texts,
            "options": self.options(),
        }
