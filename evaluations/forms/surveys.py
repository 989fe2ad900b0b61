"""Forms of organisers about evaluations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_widgets import DayInput, MomentInput
from core.i18n import languages
from evaluations.models import OutcomeInterview
from evaluations.questionnaires import bank_file
from evaluations.questionnaires.types.registry import offered


class TimesForm(forms.Form):
    """When a round opens and closes, in the workshop's zone."""

    opens_at = forms.DateTimeField(
        label=gettext_lazy("Opens"),
        widget=MomentInput,
    )
    closes_at = forms.DateTimeField(
        label=gettext_lazy("Closes"),
        widget=MomentInput,
    )


class OwnQuestionForm(forms.Form):
    """A question of the organiser's own, worded in the languages of the workshop."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Type"),
        choices=[(code, offer.label) for code, (_type, offer) in offered().items()],
    )
    required = forms.BooleanField(label=gettext_lazy("Needs an answer"), required=False)
    not_applicable = forms.BooleanField(
        label=gettext_lazy("Offers “not applicable”"), required=False
    )
    dont_know = forms.BooleanField(label=gettext_lazy("Offers “do not know”"), required=False)

    def __init__(self, *args: Any, codes: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = codes
        for number, code in enumerate(codes):
            name = languages.NAMES[code]
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Wording: %(language)s") % {"language": name},
                required=not number,
                max_length=500,
                widget=forms.TextInput(attrs={"lang": code, "dir": languages.direction(code)}),
            )
            self.fields[f"options_{code}"] = forms.CharField(
                label=_("Options, one on each line: %(language)s") % {"language": name},
                required=False,
                widget=forms.Textarea(
                    attrs={"rows": 4, "lang": code, "dir": languages.direction(code)}
                ),
            )

    def clean(self) -> dict[str, Any]:
        """As many options in each language, and at least two where there are any."""
        data = super().clean()
        if data.get("kind") and offered()[data["kind"]][0].has_own_options:
            lists = {code: self._lines(code) for code in self.codes}
            first = len(lists[self.codes[0]])
            if first < 2:
                self.add_error(f"options_{self.codes[0]}", _("Give at least two options."))
            for code, lines in lists.items():
                if lines and len(lines) != first:
                    text = _("There are %(n)s options here and %(first)s in the first language.")
                    self.add_error(f"options_{code}", text % {"n": len(lines), "first": first})
        return data

    def _lines(self, code: str) -> list[str]:
        text = self.cleaned_data.get(f"options_{code}") or ""
        return [line.strip() for line in text.splitlines() if line.strip()]

    def values(self) -> dict[str, Any]:
        """As `questioning.add_own` takes them."""
        data = self.cleaned_data
        kind, offer = offered()[data["kind"]]
        question: dict[str, Any] = {
            "kind": kind.name,
            "texts": {
                code: data[f"text_{code}"] for code in self.codes if data.get(f"text_{code}")
            },
            **{name: data[name] for name in ("required", "not_applicable", "dont_know")},
        }
        if offer.scale:
            question["scale"] = offer.scale
        if kind.has_own_options:
            lists = {code: self._lines(code) for code in self.codes}
            question["options"] = [
                {"code": n + 1, "texts": {code: lines[n] for code, lines in lists.items() if lines}}
                for n in range(len(lists[self.codes[0]]))
            ]
        return question


class InterviewForm(forms.ModelForm):
    """What a focal point told after a year."""

    class Meta:
        model = OutcomeInterview
        fields = (
            "country",
            "held_on",
            "told_by",
            "change",
            "stage",
            "changed_on",
            "document",
            "contribution",
            "other_causes",
        )
        widgets = {"held_on": DayInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = {entry["code"]: entry for entry in bank_file.contents()["items"]}
        stages = items["F_POLS"]["options"]
        shares = bank_file.options_of_scale("K4")
        for name, options in (("stage", stages), ("contribution", shares)):
            choices = [
                ("", "—"),
                *((o["code"], languages.in_reader_language(o["texts"])) for o in options),
            ]
            self.fields[name] = forms.TypedChoiceField(
                label=self.fields[name].label,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """A change has a stage, and the other way round."""
        data = super().clean()
        if data.get("change") and not data.get("stage"):
            self.add_error("stage", _("Say which stage the change has reached."))
        return data
