"""The state of an indicator's page, read from the query string."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators import readers
from indicators.forms.state import AsOfMixin
from regions.models import Area
from regions.selectors.areas import FLAGS, commissions_by_country, regional_codes, sort_key

VIEWS = [
    ("line", _("Over time")),
    ("multiples", _("Side by side")),
    ("bars", _("Ranking")),
    ("map", _("Map")),
    ("table", _("Table")),
]
MOST_LINES = 12
MOST_UPLOAD = 64 * 1024 * 1024


class SliceForm(AsOfMixin, forms.Form):
    """Which areas and years, as known when, shown how. An empty form means the page's defaults."""

    country = forms.MultipleChoiceField(
        label=_("Countries"), required=False, widget=forms.CheckboxSelectMultiple
    )
    commission = forms.MultipleChoiceField(
        label=_("Commissions and world"), required=False, widget=forms.CheckboxSelectMultiple
    )
    start = forms.IntegerField(label=_("From year"), required=False, min_value=1900, max_value=2100)
    end = forms.IntegerField(label=_("To year"), required=False, min_value=1900, max_value=2100)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2100)
    as_of = forms.DateField(
        label=_("As known on"),
        required=False,
        help_text=_(
            "A day such as 2024-01-31: the newest vintages published by then. Empty: the newest."
        ),
        widget=forms.DateInput(attrs={"placeholder": "2024-01-31", "inputmode": "numeric"}),
        input_formats=["%Y-%m-%d"],
    )
    release = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    view = forms.ChoiceField(
        label=_("Show as"), choices=VIEWS, required=False, widget=forms.HiddenInput
    )
    show = forms.ChoiceField(
        choices=[(key, key) for key in ("all", "lowest")], required=False, widget=forms.HiddenInput
    )
    scale = forms.ChoiceField(
        choices=[(key, key) for key in ("log", "own")], required=False, widget=forms.HiddenInput
    )
    base = forms.IntegerField(
        label=_("Index with this year as 100"), required=False, min_value=1900, max_value=2100
    )
    panel = forms.ChoiceField(choices=[("same", "same")], required=False, widget=forms.HiddenInput)
    quarters = forms.ChoiceField(
        choices=[("with", "with")], required=False, widget=forms.HiddenInput
    )
    within = forms.ChoiceField(label=_("Members of"), required=False)
    against = forms.ChoiceField(
        choices=[("commission", "commission")], required=False, widget=forms.HiddenInput
    )
    events = forms.ChoiceField(choices=[("none", "none")], required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, as_chart: bool = True, **kwargs: Any) -> None:
        """`as_chart` is False for files, which hold any number of areas."""
        super().__init__(*args, **kwargs)
        self.as_chart = as_chart
        countries, groups, regions = [], [], []
        for area in Area.objects.exclude(kind=Area.Kind.OTHER):
            if area.kind == Area.Kind.COUNTRY:
                countries.append((area.code, area.name))
            else:
                place = (area.kind == Area.Kind.GROUP, "" if area.code in FLAGS else area.name)
                groups.append((place, area.code, area.name))
            if area.kind == Area.Kind.COMMISSION:
                regions.append((area.code, area.name))
        self.fields["country"].choices = sorted(countries, key=lambda pair: sort_key(pair[1]))
        self.fields["commission"].choices = [pair[1:] for pair in sorted(groups)]
        self.fields["within"].choices = [("", _("All countries")), *regions]

    def add_prefix(self, field_name: str) -> str:
        """`from` and `to` in the address, where Python reserves the words."""
        return {"start": "from", "end": "to"}.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        """Years in order; not more lines than can be told apart."""
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if start and end and start > end:
            self.add_error("end", _("The last year lies before the first. Swap them."))
        chosen = len(data.get("country") or []) + len(data.get("commission") or [])
        is_lines = self.as_chart and (data.get("view") or "line") == "line"
        if is_lines and chosen > MOST_LINES:
            self.add_error(
                "country",
                _(
                    "At most %(most)s lines can be told apart; you chose %(chosen)s. Choose fewer, or the table."
                )
                % {"most": MOST_LINES, "chosen": chosen},
            )
        return data

    @property
    def areas(self) -> list[str] | None:
        """Chosen codes, commissions first; None when nothing is chosen."""
        return [*self.cleaned_data["commission"], *self.cleaned_data["country"]] or None

    @property
    def compared(self) -> list[str] | None:
        """The chosen codes, with the commissions of the chosen countries where the reader asks for them."""
        chosen = self.areas
        if chosen is None or not self.cleaned_data["against"]:
            return chosen
        commissions = commissions_by_country()
        added = {code for country in chosen for code in commissions.get(country, ())}
        return [*sorted(added - set(chosen)), *chosen]

    @property
    def members(self) -> list[str] | None:
        """Codes in the region of the commission that a ranking or a map is limited to; None for all."""
        code = self.cleaned_data["within"]
        return regional_codes(code) if code else None


class UploadForm(forms.Form):
    """A provider's file; its format is recognised by content unless a reader is named."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, JSON, XLSX or XLS as the provider gives it; .gz and .zip are opened. At most 64 MB."
        ),
    )
    reader = forms.ChoiceField(label=_("Format"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reader_choices = [(key, key) for key in readers.READERS]
        self.fields["reader"].choices = [("", _("Recognise by content")), *reader_choices]

    def clean_file(self) -> Any:
        """Not empty (Django sees to that) and not too large."""
        file = self.cleaned_data["file"]
        if file.size > MOST_UPLOAD:
            raise forms.ValidationError(
                _(
                    "The file has %(size)s MB; at most 64 MB are taken here. Use `manage.py ingest` for more."
                )
                % {"size": file.size >> 20}
            )
        return file
