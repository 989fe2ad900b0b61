"""The states of the pages that compare indicators and countries, read from the query string."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.forms.state import AsOfMixin
from regions.models import Area
from regions.selectors.areas import regional_codes, sort_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indicators.selectors import CatalogueRow

MOST_CHOSEN = 15
"""Names that can stand beside dots."""


def by_theme(rows: Sequence[CatalogueRow], names: dict[str, str]) -> list[tuple[str, list]]:
    """Published indicators as choices, under their themes."""
    order = list(names)
    published = sorted(
        (row for row in rows if row.published), key=lambda row: order.index(row.theme)
    )
    return [
        (names[theme], [(row.code, row.name) for row in group])
        for theme, group in groupby(published, key=lambda row: row.theme)
    ]


def countries() -> list[tuple[str, str]]:
    """Codes and names of countries in the order of names."""
    choices = [(area.code, area.name) for area in Area.objects.countries()]
    return sorted(choices, key=lambda pair: sort_key(pair[1]))


class StateForm(AsOfMixin, forms.Form):
    """What every page of this kind may be asked for."""

    as_of = forms.DateField(required=False, input_formats=["%Y-%m-%d"], widget=forms.HiddenInput)
    release = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class CompareForm(StateForm):
    """Two indicators, a year, and which countries to look at."""

    x = forms.ChoiceField(label=_("Across"), required=False)
    y = forms.ChoiceField(label=_("Upwards"), required=False)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2100)
    within = forms.ChoiceField(label=_("Look at"), required=False)
    country = forms.MultipleChoiceField(
        label=_("Name these countries"), required=False, widget=forms.CheckboxSelectMultiple
    )
    xscale = forms.ChoiceField(choices=[("log", "log"), ("equal", "equal")], required=False)
    yscale = forms.ChoiceField(choices=[("log", "log"), ("equal", "equal")], required=False)

    def __init__(self, data: Any, choices: list[tuple[str, list]]) -> None:
        super().__init__(data)
        self.fields["x"].choices = self.fields["y"].choices = choices
        self.fields["country"].choices = countries()
        regions = Area.objects.filter(kind=Area.Kind.COMMISSION)
        self.fields["within"].choices = [
            ("", _("All countries")),
            *((area.code, area.name) for area in regions),
        ]

    def clean_country(self) -> list[str]:
        """Not more names than have room."""
        chosen: list[str] = self.cleaned_data["country"]
        if len(chosen) > MOST_CHOSEN:
            raise forms.ValidationError(
                _("At most %(most)s countries can be named in the chart; you chose %(chosen)s.")
                % {"most": MOST_CHOSEN, "chosen": len(chosen)}
            )
        return chosen

    @property
    def members(self) -> set[str] | None:
        """Codes of the countries to look at; None for all."""
        code = self.cleaned_data["within"]
        return set(regional_codes(code)) if code else None


class SimilarCountriesForm(StateForm):
    """A country, and by which measures others are near to it."""

    release = None  # Newest figures are those of the current release.

    country = forms.ChoiceField(label=_("Country"), required=False)
    measure = forms.MultipleChoiceField(
        label=_("Compared by"), required=False, widget=forms.CheckboxSelectMultiple
    )
    within = forms.ChoiceField(label=_("Look among"), required=False)

    def __init__(self, data: Any, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["country"].choices = [("", _("Choose a country")), *countries()]
        self.fields["measure"].choices = choices
        regions = Area.objects.filter(kind=Area.Kind.COMMISSION)
        self.fields["within"].choices = [
            ("", _("All countries")),
            *((area.code, area.name) for area in regions),
        ]

    def clean_measure(self) -> list[str]:
        """One measure is a ranking, not a profile."""
        chosen: list[str] = self.cleaned_data["measure"]
        if len(chosen) == 1:
            raise forms.ValidationError(_("Choose at least two measures, or none for all of them."))
        return chosen

    @property
    def members(self) -> set[str] | None:
        """Codes of the countries to look among; None for all."""
        code = self.cleaned_data["within"]
        return set(regional_codes(code)) if code else None
