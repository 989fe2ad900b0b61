"""The programme as one table: a short form for each session."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workshops.forms.fields import plain_days
from workshops.forms.speakers import PeopleFields, initial_people
from workshops.models import Session, Workshop
from workshops.models.workshops import check_day
from workshops.selectors.speakers import FIELDS

LONGEST_NIGHT = timedelta(hours=12)
"""A session whose end is earlier on the clock than its beginning goes on after midnight, if it is no longer."""
LONGEST_TEXT = 100_000


class SessionRowForm(PeopleFields, forms.ModelForm):
    """A session as a row: a day and two hours on the clocks of the workshop's zone, and what is in it."""

    day = forms.DateField(label=gettext_lazy("Day"), validators=[check_day])
    begins = forms.TimeField(
        label=gettext_lazy("Begins"),
        input_formats=["%H:%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Write the hour as 09:30.")},
    )
    ends = forms.TimeField(
        label=gettext_lazy("Ends"),
        input_formats=["%H:%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Write the hour as 09:30.")},
    )

    class Meta:
        model = Session
        fields = ["title", "kind", "room", "countable"]
        labels = {"countable": gettext_lazy("Counts")}

    field_order = ["day", "begins", "ends", "title", "kind", "room", *FIELDS, "countable"]

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.workshop, self.nights = workshop, 0
        plain_days(self)
        self.fields["speakers"].help_text = ""
        self.fields["speakers"].widget.attrs["rows"] = 1
        self.initial = initial_people(self.instance) | self.initial
        if self.instance.pk:
            begins, ends = (
                moment.astimezone(workshop.tz).replace(second=0, microsecond=0)
                for moment in (self.instance.starts_at, self.instance.ends_at)
            )
            self.nights = (ends.date() - begins.date()).days
            self.initial |= {"day": begins.date(), "begins": begins.time(), "ends": ends.time()}
        for bound in self:
            bound.field.widget.attrs["aria-label"] = str(bound.label)

    def clean(self) -> dict[str, Any]:
        """Two moments: the end on the same day, after midnight, or on the day that it was on before."""
        data = super().clean() or {}
        day, begins, ends = (data.get(name) for name in ("day", "begins", "ends"))
        if day is None or begins is None or ends is None:
            return data
        starts_at = datetime.combine(day, begins, self.workshop.tz)
        ends_at = self._end(starts_at, datetime.combine(day, ends))
        if ends_at.timestamp() <= starts_at.timestamp():
            self.add_error("ends", _("The end lies before the beginning."))
        data |= {"starts_at": starts_at, "ends_at": ends_at}
        return data

    def _end(self, starts_at: datetime, clock: datetime) -> datetime:
        same_day = clock.replace(tzinfo=self.workshop.tz)
        nights = self.nights
        if not nights and same_day.timestamp() <= starts_at.timestamp():
            over_night = (clock + timedelta(days=1)).replace(tzinfo=self.workshop.tz)
            return over_night if over_night - starts_at <= LONGEST_NIGHT else same_day
        return (clock + timedelta(days=nights)).replace(tzinfo=self.workshop.tz)

    def values(self) -> dict[str, Any]:
        """Fields of the session."""
        names = (*self.Meta.fields, *FIELDS, "starts_at", "ends_at")
        return {name: self.cleaned_data[name] for name in names}


class PasteForm(forms.Form):
    """Rows of a spreadsheet."""

    rows = forms.CharField(
        label=gettext_lazy("Rows of a spreadsheet"),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Begins, ends, title, room, speakers, type, chair and moderator, in this order or under these headings."
            " A day stands before the hour: 2027-02-01 09:00; without one it is that of the row above."
        ),
    )
