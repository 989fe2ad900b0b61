"""Fields for a text in each language, and the attributes that widgets share."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from core.i18n import languages

ROUGH = {"placeholder": "2010-07", "inputmode": "numeric"}

LONG = {"rows": 4}


class Texts:
    """Adds a field for each language of a text, and gathers them."""

    texts: dict[str, tuple[str, int, bool]] = {}

    def add_texts(self) -> None:
        """Fields such as title_en; the widget has the language's direction."""
        for field, (label, length, is_long) in self.texts.items():
            translations = getattr(self.instance, field, None) or {}
            for code in languages.UNITED_NATIONS:
                attrs = {"lang": code, "dir": languages.direction(code)}
                self.fields[f"{field}_{code}"] = forms.CharField(
                    required=False,
                    max_length=length,
                    initial=translations.get(code, ""),
                    label=f"{label} ({languages.NAMES[code]})",
                    widget=forms.Textarea(attrs=attrs | {"rows": 3})
                    if is_long
                    else forms.TextInput(attrs=attrs),
                )

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
