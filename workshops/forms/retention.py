"""The form of the periods for which a workshop holds personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from workshops.selectors import retention

if TYPE_CHECKING:
    from workshops.models import Workshop


class RetentionForm(forms.Form):
    """Days by kind of data; empty leaves the usual ones."""

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        own = dict(workshop.retention_periods.values_list("data", "days"))
        bounds = retention.bounds(workshop)
        for data in retention.Data:
            least, most = bounds[data]
            numbers = {"usual": retention.usual_days(data), "least": least, "most": most}
            hint = _("From %(least)s to %(most)s days.")
            if numbers["usual"] <= most:
                hint = _("From %(least)s to %(most)s days. Empty: %(usual)s, as usual.")
            self.fields[data.value] = forms.IntegerField(
                label=data.label,
                required=False,
                min_value=least,
                max_value=most,
                initial=own.get(data.value),
                help_text=hint % numbers,
            )

    def clean(self) -> dict[str, Any]:
        """An empty field may lengthen a period, too."""
        values = super().clean() or self.cleaned_data
        for name, problem in retention.too_long(self.workshop, values).items():
            if values.get(name) is None and name not in self.errors:
                self.add_error(name, problem)
        return values
