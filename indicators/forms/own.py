"""What a reader puts together: indicators, areas, own groups and own formulas, all in the address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text import clean_line
from indicators.analysis import expressions
from indicators.analysis.expressions import BadFormula
from indicators.catalogue.units import unit_label
from indicators.compute import FORMULAS
from indicators.forms.explore import StateForm, countries
from regions.models import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_INDICATORS, MOST_AREAS, MOST_OWN = 12, 60, 5
MOST_COMPUTED = 6
"""Indicators that own groups are computed for, each from all the data behind it."""
LONGEST_NAME = 60


class OwnForm(StateForm):
    """An empty form means an empty page."""

    indicator = forms.MultipleChoiceField(
        label=gettext_lazy("Indicators"), required=False, widget=forms.SelectMultiple
    )
    commission = forms.MultipleChoiceField(
        label=gettext_lazy("Commissions and world"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    country = forms.MultipleChoiceField(
        label=gettext_lazy("Countries"), required=False, widget=forms.CheckboxSelectMultiple
    )
    groups = forms.CharField(
        label=gettext_lazy("Own groups"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One a line, by codes of countries: Mekong: KHM LAO MMR THA VNM. They are computed like commissions."
        ),
    )
    formulas = forms.CharField(
        label=gettext_lazy("Own formulas"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "dir": "ltr"}),
        help_text=gettext_lazy(
            "One a line, over codes of indicators, with + - * / and brackets: Sent for each received = REM_OUT_USD / REM_IN_USD"
        ),
    )
    start = forms.IntegerField(
        label=gettext_lazy("From year"), required=False, min_value=1900, max_value=2100
    )
    end = forms.IntegerField(
        label=gettext_lazy("To year"), required=False, min_value=1900, max_value=2100
    )

    def __init__(self, data: Any, choices: list[tuple[str, list]]) -> None:
        super().__init__(data)
        self.fields["indicator"].choices = choices
        self.fields["country"].choices = countries()
        groups = Area.objects.exclude(kind__in=[Area.Kind.COUNTRY, Area.Kind.OTHER])
        self.fields["commission"].choices = [(area.code, area.name) for area in groups]

    def add_prefix(self, field_name: str) -> str:
        """`from` and `to` in the address, where Python reserves the words."""
        return {"start": "from", "end": "to"}.get(field_name, field_name)

    def clean_groups(self) -> dict[str, list[str]]:
        """Codes of countries by the name of the group."""
        names = dict(self.fields["country"].choices)
        taken = _taken(self.fields["country"].choices, self.fields["commission"].choices)
        groups: dict[str, list[str]] = {}
        for name, text in _lines(self.cleaned_data["groups"], ":"):
            codes = list(dict.fromkeys(re.findall(r"[^\s,;]+", text.upper())))
            wrong = [code for code in codes if code not in names]
            if wrong or not codes:
                raise forms.ValidationError(
                    _("“%(name)s”: %(code)s is no code of a country, such as PHL.")
                    % {"name": name, "code": wrong[0][:20] if wrong else "–"}
                )
            if name in groups or name.casefold() in taken:
                raise forms.ValidationError(
                    _("“%(name)s” is the name of something else already.") % {"name": name}
                )
            groups[name] = codes
        return _few(groups)

    def clean_formulas(self) -> dict[str, expressions.Node]:
        """Formulas by their name, read and checked by their units."""
        units = units_of_indicators()
        themes = [choices for _theme, choices in self.fields["indicator"].choices]
        taken = _taken(((code, code) for code in units), *themes)
        formulas: dict[str, expressions.Node] = {}
        self.formula_texts: dict[str, str] = {}
        for name, text in _lines(self.cleaned_data["formulas"], "="):
            try:
                node = expressions.checked(text, units)
            except BadFormula as problem:
                raise forms.ValidationError(f"“{name}”: {problem_text(problem)}") from None
            if name in formulas or name.casefold() in taken:
                raise forms.ValidationError(
                    _("“%(name)s” is the name of something else already.") % {"name": name}
                )
            formulas[name], self.formula_texts[name] = node, text
        return _few(formulas)

    def clean(self) -> dict[str, Any]:
        """Years in order, and not more areas than can be read."""
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if start and end and start > end:
            self.add_error("end", _("The last year lies before the first. Swap them."))
        if {"indicator", "formulas", "groups"} <= set(data):
            most = MOST_COMPUTED if data["groups"] else MOST_INDICATORS
            if len(self.codes) > most:
                self.add_error("indicator", _too_many(most, bool(data["groups"])))
        if len(data.get("country") or []) + len(data.get("commission") or []) > MOST_AREAS:
            self.add_error(
                "country", _("Choose at most %(most)s countries and groups.") % {"most": MOST_AREAS}
            )
        return data

    @property
    def codes(self) -> list[str]:
        """Indicators to read: those chosen, and those of formulas."""
        of_formulas = [
            code
            for node in self.cleaned_data["formulas"].values()
            for code in expressions.codes_of(node)
        ]
        return list(dict.fromkeys([*self.cleaned_data["indicator"], *of_formulas]))

    @property
    def areas(self) -> list[str]:
        """Published areas that are chosen."""
        return [*self.cleaned_data["commission"], *self.cleaned_data["country"]]


def _taken(*choices: Iterable[tuple[str, str]]) -> set[str]:
    """Codes and names of what is published, which nothing of the reader's may bear; without case."""
    return {str(text).casefold() for rows in choices for row in rows for text in row}


def _lines(text: str, sign: str) -> Iterator[tuple[str, str]]:
    """Name and rest of every line that is not empty; names without signs that cannot be seen."""
    for line in text.splitlines():
        if not line.strip():
            continue
        name, separator, rest = line.partition(sign)
        name = clean_line(name)
        if not separator or not name or len(name) > LONGEST_NAME:
            raise forms.ValidationError(
                _("Begin every line with a name of at most %(most)s characters and “%(sign)s”.")
                % {"most": LONGEST_NAME, "sign": sign}
            )
        yield name, rest.strip()


def _too_many(most: int, has_groups: bool) -> str:
    if has_groups:
        return _(
            "At most %(most)s indicators can be computed for own groups, those of formulas included."
        ) % {"most": most}
    return _("Choose at most %(most)s indicators, those of formulas included.") % {"most": most}


def _few(things: dict) -> dict:
    if len(things) > MOST_OWN:
        raise forms.ValidationError(_("Write at most %(most)s of them.") % {"most": MOST_OWN})
    return things


def problem_text(problem: BadFormula) -> str:
    """What is wrong with a formula, in the reader's language."""
    values = {"part": problem.part, "other": problem.other}
    texts = {
        "long": _("The formula is too long."),
        "empty": _("The formula is empty."),
        "ends": _("The formula ends where a number or a code should stand."),
        "bracket": _("A bracket is not closed."),
        "unexpected": _("“%(part)s” cannot stand here.") % values,
        "unknown": _("There is no indicator %(part)s.") % values,
        "constant": _("The formula names no indicator."),
        "code": _("%(part)s is a class or a rank, which cannot be computed with.") % values,
        "units": _("The units do not fit: %(part)s and %(other)s cannot be added.") % values,
    }
    return texts[problem.kind]


def units_of_indicators() -> dict[str, str]:
    """The unit of every indicator by its code."""
    return {code: formulas[0].unit for code, formulas in FORMULAS.items()}


def unit_words(node: expressions.Node) -> str:
    """The unit of a formula's result in the reader's language."""
    unit = expressions.unit_of(node, units_of_indicators())
    return expressions.unit_text(unit, unit_label) if unit else unit_label("RATIO")
