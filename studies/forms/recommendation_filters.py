"""What the address of the board of recommendations says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from regions.models import Area, Commission, Term
from regions.selectors.areas import sort_key
from studies.models import Recommendation
from studies.states import Status

if TYPE_CHECKING:
    from django.http import QueryDict

ALL = [("", _("All"))]


class BoardForm(forms.Form):
    """Filters of the board; all optional."""

    q = forms.CharField(required=False, max_length=200, label=_("Words"))
    theme = forms.ChoiceField(required=False, label=_("Theme"))
    objective = forms.ChoiceField(required=False, label=_("Compact objective"))
    addressee = forms.ChoiceField(
        required=False, label=_("Addressee"), choices=ALL + Recommendation.Addressee.choices
    )
    commission = forms.ChoiceField(required=False, label=_("Commission"))
    country = forms.ChoiceField(required=False, label=_("Country"))
    status = forms.ChoiceField(required=False, label=_("Status"), choices=ALL + Status.choices)
    year = forms.IntegerField(
        required=False, min_value=1990, max_value=2100, label=_("Step in the year")
    )
    never = forms.BooleanField(required=False, label=_("Only those never presented anywhere"))
    study = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        terms = list(Term.objects.exclude(vocabulary=Term.Vocabulary.SDG))
        for name, vocabulary in (("theme", "theme"), ("objective", "gcm")):
            rows = [(term.code, term.label) for term in terms if term.vocabulary == vocabulary]
            self.fields[name].choices = ALL + rows
        self.fields["commission"].choices = ALL + [
            (commission.code, commission.code)
            for commission in Commission.objects.select_related("area")
        ]
        countries = [(area.code, area.name) for area in Area.objects.countries()]
        self.fields["country"].choices = ALL + sorted(countries, key=lambda row: sort_key(row[1]))

    def problems(self) -> list[str]:
        """Every error with the name of its field."""
        return [
            f"{self.fields[n].label}: {text}" for n, texts in self.errors.items() for text in texts
        ]
