"""What the address of the search says, as a Query; wrong values are named, not ignored."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.i18n import languages
from regions.models import Area, Commission, Term
from regions.selectors.areas import sort_key
from studies.search.facet_index import REGION
from studies.search.search import Query

if TYPE_CHECKING:
    from django.http import QueryDict

SORTS = [("relevance", gettext_lazy("Best match first")), ("newest", gettext_lazy("Newest first"))]
WHOLE_REGION = "REGION"
"""Beside the codes of countries: works that name no country."""
LIKELY = 10
"""Values of a facet that are shown at once; the others unfold."""


class SearchForm(forms.Form):
    """The state of the search page, held by its address."""

    q = forms.CharField(required=False, max_length=200, label=gettext_lazy("Search"))
    commission = forms.MultipleChoiceField(required=False, label=gettext_lazy("Commission"))
    term = forms.MultipleChoiceField(required=False, label=gettext_lazy("Theme"))
    country = forms.MultipleChoiceField(required=False, label=gettext_lazy("Country"))
    language = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Language"),
        choices=list(languages.NAMES.items()),
    )
    start = forms.IntegerField(
        required=False, min_value=1900, max_value=2100, label=gettext_lazy("From year")
    )
    end = forms.IntegerField(
        required=False, min_value=1900, max_value=2100, label=gettext_lazy("To year")
    )
    sort = forms.ChoiceField(required=False, choices=SORTS, label=gettext_lazy("Order"))
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.commissions = list(Commission.objects.select_related("area"))
        self.terms = list(Term.objects.all())
        self.countries = list(Area.objects.countries())
        self._choose("commission", [commission.code for commission in self.commissions])
        self._choose("term", [term.code for term in self.terms])
        self._choose("country", [WHOLE_REGION, *(country.code for country in self.countries)])

    def _choose(self, name: str, codes: list[str]) -> None:
        field = self.fields[name]
        # The page names the values in its facets; here they are only checked.
        field.choices = [(code, code) for code in codes]
        field.error_messages["invalid_choice"] = _("“%(value)s” is not known here.")

    def add_prefix(self, field_name: str) -> str:
        """`from` and `to` in the address, where Python reserves the words."""
        return {"start": "from", "end": "to"}.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        """Years in order."""
        data = super().clean() or {}
        if data.get("start") and data.get("end") and data["start"] > data["end"]:
            self.add_error("end", _("The last year lies before the first. Swap them."))
        return data

    def as_query(self) -> Query:
        """The query; what is wrong is left out of it and stands among the form's errors."""
        self.is_valid()
        data = self.cleaned_data
        chosen = {name: set(data.get(name) or ()) for name in ("commission", "term", "country")}
        return Query(
            text=data.get("q") or "",
            commissions=tuple(c.pk for c in self.commissions if c.code in chosen["commission"]),
            terms=tuple(t.pk for t in self.terms if t.code in chosen["term"]),
            countries=(
                *((REGION,) if WHOLE_REGION in chosen["country"] else ()),
                *(c.pk for c in self.countries if c.code in chosen["country"]),
            ),
            languages=tuple(data.get("language") or ()),
            year_from=data.get("start"),
            year_to=data.get("end"),
            sort=data.get("sort") or "relevance",
            page=data.get("page") or 1,
        )

    def problems(self) -> list[str]:
        """Every error with the name of its field."""
        return [
            f"{self.fields[name].label}: {text}"
            for name, texts in self.errors.items()
            if name in self.fields
            for text in texts
        ]

    def facets(self, counts: dict[str, dict[Any, int]]) -> list[dict[str, Any]]:
        """The filters with how many works each value has, in the reader's language."""
        themes = [term for term in self.terms if term.vocabulary == "theme"]
        frameworks = [term for term in self.terms if term.vocabulary != "theme"]
        terms = counts.get("terms", {})
        return [
            self._facet(
                "commission",
                [(c.code, c.code, c.pk) for c in self.commissions],
                counts.get("commissions", {}),
                keep_empty=True,
            ),
            self._facet("term", [(t.code, t.name, t.pk) for t in themes], terms, keep_empty=True),
            self._facet(
                "country",
                [
                    (WHOLE_REGION, _("The whole region"), REGION),
                    *sorted(
                        ((c.code, c.name, c.pk) for c in self.countries),
                        key=lambda row: sort_key(row[1]),
                    ),
                ],
                counts.get("countries", {}),
                by_count=True,
            ),
            self._facet(
                "language",
                [(code, name, code) for code, name in languages.NAMES.items()],
                counts.get("languages", {}),
            ),
            self._facet(
                "term",
                [(t.code, t.label, t.pk) for t in frameworks],
                terms,
                label=_("Global Compact and SDGs"),
            ),
        ]

    def _facet(
        self,
        name: str,
        rows: list[tuple[str, Any, Any]],
        counts: dict[Any, int],
        *,
        label: str = "",
        keep_empty: bool = False,
        by_count: bool = False,
    ) -> dict[str, Any]:
        chosen = set(self.data.getlist(name))
        values = [
            {"code": code, "label": text, "count": counts.get(key, 0), "chosen": code in chosen}
            for code, text, key in rows
            if keep_empty or counts.get(key) or code in chosen
        ]
        if by_count:
            values.sort(key=lambda value: (not value["chosen"], -value["count"]))
        cut = len(values) if len(values) <= LIKELY + 2 else LIKELY
        return {
            "name": name,
            "label": label or self.fields[name].label,
            "first": values[:cut],
            "rest": values[cut:],
            "open": any(value["chosen"] for value in values[cut:]),
        }

    def chips(self) -> list[dict[str, str]]:
        """The filters that are set, each with the address without it."""
        chips = []
        for name in ("commission", "term", "country", "language"):
            chips += [
                {"label": self._label(value), "query": self._without(name, value)}
                for value in self.data.getlist(name)
            ]
        for name, word in (("from", _("from %(year)s")), ("to", _("to %(year)s"))):
            if value := self.data.get(name):
                label = word % {"year": value}
                chips.append({"label": label, "query": self._without(name, value)})
        return chips

    def _label(self, code: str) -> str:
        """What a value of a filter is called; a commission by its code."""
        if code == WHOLE_REGION:
            return _("The whole region")
        if code in languages.NAMES:
            return str(languages.NAMES[code])
        countries = (area.name for area in self.countries if area.code == code)
        terms = (term.label for term in self.terms if term.code == code)
        return next(itertools.chain(countries, terms), code)

    def _without(self, name: str, value: str) -> str:
        parameters = self.data.copy()
        parameters.setlist(
            name, [current for current in parameters.getlist(name) if current != value]
        )
        parameters.pop("page", None)
        return f"?{parameters.urlencode()}"
