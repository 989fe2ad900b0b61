"""The state of the corridor pages and of the calculator, read from the query string."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.forms.explore import StateForm, countries
from regions.models import Area
from regions.selectors.areas import regional_codes

MEASURES = [
    ("COR_STOCK", _("Migrants")),
    ("BRE_USD", _("Remittances (modelled)")),
    ("COST200_CORR", _("Cost of sending USD 200")),
]
VIEWS = [("table", _("List")), ("map", _("Map")), ("sankey", _("Flows")), ("matrix", _("Matrix"))]
SEXES = [("T", _("Women and men")), ("F", _("Women")), ("M", _("Men"))]
ADDED_UP = frozenset({"COR_STOCK", "BRE_USD"})
"""Measures whose corridors add up; prices do not, so they have no map of widths and no flows."""


def ends() -> list[tuple[str, Any]]:
    """Choices for one end of a corridor: all, a commission's region, a country."""
    regions = Area.objects.filter(kind=Area.Kind.COMMISSION)
    return [
        ("", _("All")),
        (_("Regions"), [(area.code, area.name) for area in regions]),
        (_("Countries"), countries()),
    ]


class CorridorForm(StateForm):
    """Which corridors, measured how, shown how. An empty form means the page's defaults."""

    measure = forms.ChoiceField(label=_("Measure"), choices=MEASURES, required=False)
    home = forms.ChoiceField(label=_("Home (people come from, money goes to)"), required=False)
    host = forms.ChoiceField(label=_("Host (people live in, money comes from)"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, required=False)
    year = forms.CharField(label=_("Year"), required=False, max_length=7)
    q = forms.CharField(label=_("Search countries"), required=False, max_length=60)
    view = forms.ChoiceField(choices=VIEWS, required=False)
    order = forms.ChoiceField(choices=[("low", "low")], required=False)
    page = forms.IntegerField(required=False, min_value=1)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["home"].choices = self.fields["host"].choices = ends()

    def clean_year(self) -> str:
        """A year, or a quarter of prices."""
        year: str = self.cleaned_data["year"].strip()
        if year and not re.fullmatch(r"[12]\d{3}(-Q[1-4])?", year, re.ASCII):
            raise forms.ValidationError(_("Write a year as 2020 or a quarter as 2020-Q3."))
        return year

    def clean(self) -> dict[str, Any]:
        """Only what adds up can be drawn as widths; prices know no sex."""
        data = super().clean() or {}
        data["measure"] = data.get("measure") or "COR_STOCK"
        data["view"] = data.get("view") or "table"
        if data["measure"] not in ADDED_UP:
            if data["view"] in {"map", "sankey"}:
                self.add_error(
                    "view",
                    _(
                        "Prices do not add up, so they have no map or flows. See the list or the matrix."
                    ),
                )
            data["sex"] = ""
        return data

    def codes(self, end: str) -> set[str] | None:
        """Codes of the countries at an end, `home` or `host`; None for all."""
        code = self.cleaned_data[end]
        if not code:
            return None
        is_region = any(code == region for region, _name in self.fields[end].choices[1][1])
        return set(regional_codes(code)) if is_region else {code}


class SavingForm(StateForm):
    """What the calculator takes: a country, a target, and what the reader knows better."""

    country = forms.ChoiceField(label=_("Country that receives"), required=False)
    target = forms.FloatField(
        label=_("Target cost, per cent"), required=False, min_value=0, max_value=20, initial=3
    )
    inflow = forms.FloatField(
        label=_("Remittances received, million US dollars a year"),
        required=False,
        min_value=0,
        max_value=10_000_000,
    )
    unpriced = forms.ChoiceField(
        label=_("Corridors without a price"),
        choices=[
            ("", _("leave out: nothing is claimed of them")),
            ("mean", _("take the mean cost of the priced ones, weighted by money")),
        ],
        required=False,
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["country"].choices = [("", _("Choose a country")), *countries()]

    def clean_target(self) -> float:
        """Three per cent, the target of SDG 10.c, unless another is given."""
        target = self.cleaned_data["target"]
        return 3.0 if target is None else float(target)
