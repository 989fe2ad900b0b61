"""How certificates and badges look."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.i18n import languages
from workshops.models import DocumentLayout
from workshops.models.layouts import BADGE_PARTS, CERTIFICATE_PARTS


class LayoutForm(forms.ModelForm):
    """What stands on certificates and badges, in which languages, and the titles of who signs."""

    certificate_parts = forms.MultipleChoiceField(
        label=_("On certificates"),
        required=False,
        choices=list(CERTIFICATE_PARTS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    badge_parts = forms.MultipleChoiceField(
        label=_("On badges"),
        required=False,
        choices=list(BADGE_PARTS.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = DocumentLayout
        fields = [
            "second_language",
            "signatory_title",
            "second_signatory_title",
            "certificate_parts",
            "badge_parts",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.fields["second_language"] = forms.ChoiceField(
            label=_("Second language of certificates"),
            required=False,
            choices=[
                ("", _("None")),
                *((code, languages.NAMES[code]) for code in languages.UNITED_NATIONS),
            ],
            help_text=self.fields["second_language"].help_text,
        )


class PictureForm(forms.Form):
    """A picture for documents."""

    picture = forms.FileField(
        label=_("PNG or SVG file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".png,.svg"}),
    )
