"""Forms of letters: who gets one, and the texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions.models import Area
from regions.selectors.areas import sort_key
from workshops.models import Details, Stakeholder, Workshop
from workshops.models.people import group_of
from workshops.services.attendance import THERE
from workshops.states import RegistrationState, Travel, Visa

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.models import Registration

NONE = "none"


def _groups() -> list[tuple[str, str]]:
    """The stakeholder groups, government once."""
    rows: dict[str, Any] = {}
    for kind in Stakeholder:
        group = group_of(kind.value)
        rows.setdefault(group, gettext_lazy("Government") if group == "government" else kind.label)
    return list(rows.items())


class RecipientsForm(forms.Form):
    """Whom a letter to many goes to: filters that all must hold; an empty one leaves nobody out."""

    state = forms.MultipleChoiceField(
        label=gettext_lazy("Status"),
        choices=RegistrationState.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one status.")},
    )
    country = forms.MultipleChoiceField(label=gettext_lazy("Country"), required=False)
    group = forms.MultipleChoiceField(
        label=gettext_lazy("Stakeholder group"),
        choices=_groups,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.MultipleChoiceField(
        label=gettext_lazy("Kind of participant"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    mode = forms.ChoiceField(label=gettext_lazy("Takes part"), required=False)
    gender = forms.ChoiceField(label=gettext_lazy("Gender"), required=False)
    travel = forms.ChoiceField(label=gettext_lazy("Travel support"), required=False)
    visa = forms.ChoiceField(label=gettext_lazy("Visa"), required=False)
    attended = forms.ChoiceField(label=gettext_lazy("Attendance"), required=False)

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        every = ("", _("All"))
        countries = Area.objects.filter(
            pk__in=workshop.registrations.exclude(country=None).values("country")
        )
        choices: dict[str, Any] = {
            "country": sorted(
                ((area.code, area.name) for area in countries), key=lambda row: sort_key(row[1])
            ),
            "mode": [every, ("in_person", _("In person")), ("online", _("Online"))],
            "gender": [every, *Details.Gender.choices],
            "travel": [every, (NONE, _("No request")), *Travel.choices],
            "visa": [every, (NONE, _("Nothing is known")), *Visa.choices],
            "attended": [
                every,
                ("some", _("Was in at least one session")),
                (NONE, _("Was in no session")),
            ],
        }
        choices["kind"] = [(kind.code, str(kind)) for kind in workshop.participant_kinds.all()]
        if not choices["kind"]:
            del choices["kind"], self.fields["kind"]
        for name, rows in choices.items():
            self.fields[name].choices = rows  # type: ignore[attr-defined]

    def people(self) -> QuerySet[Registration]:
        """The registrations, those whose personal data are erased left out."""
        chosen = self.cleaned_data
        rows = self.workshop.registrations.filter(state__in=chosen["state"], erased_at=None)
        conditions = {
            "country__code__in": chosen["country"],
            "stakeholder__in": [
                kind for kind in Stakeholder.values if group_of(kind) in chosen["group"]
            ],
            "participant_kind__in": chosen.get("kind", ()),
            "mode": chosen["mode"],
            "gender": chosen["gender"],
        }
        rows = rows.filter(**{path: value for path, value in conditions.items() if value})
        for name in ("travel", "visa"):
            if chosen[name]:
                is_none = chosen[name] == NONE
                rows = rows.filter(**{name: None} if is_none else {f"{name}__state": chosen[name]})
        if chosen["attended"]:
            there = Q(
                pk__in=self.workshop.registrations.filter(attendances__kind__in=THERE).values("pk")
            )
            rows = rows.filter(there if chosen["attended"] == "some" else ~there)
        related = ("workshop__host__area", "workshop__country", "country")
        return rows.select_related(*related).order_by("family", "given", "pk")
