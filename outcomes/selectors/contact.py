"""When a country first met the project: the day that the date guard of a contribution needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from outcomes.rules import earliest, latest
from studies.models import Study, Uptake
from workshops.models import Registration, Session, Workshop
from workshops.states import COUNTED, RegistrationState

if TYPE_CHECKING:
    from outcomes.models import Contribution
    from regions.models import Area
    from studies.models import Recommendation

ATTENDED = (RegistrationState.ATTENDED, RegistrationState.COMPLETED)


@dataclass(frozen=True, slots=True)
class Contact:
    """The last day on which the first contact may have been, and whether it is proven by a record."""

    on: date | None
    is_proven: bool


def _workshop(workshop: Workshop, country: Area) -> Contact:
    """People of the country attended: from the first day on. Nobody came: no contact."""
    registrations = Registration.objects.filter(
        workshop=workshop, country=country, state__in=ATTENDED
    ).counted()
    return Contact(workshop.starts_on, True) if registrations.exists() else Contact(None, False)


def _presentation_days(country: Area, **what: object) -> list[date]:
    """First days of workshops in which it was presented and people of the country were."""
    sessions = Session.objects.filter(
        workshop__status__in=COUNTED,
        workshop__registrations__country=country,
        workshop__registrations__state__in=ATTENDED,
        **what,
    )
    return list(sessions.values_list("workshop__starts_on", flat=True))


def _issue_days(study: Study) -> list[str]:
    issued = study.editions.filter(in_preparation=False).exclude(issued="")
    return list(issued.values_list("issued", flat=True))


def _since_issue(days: list[date], study: Study) -> list[date]:
    """Days on which the study was there: a record from before its issue is no contact with it."""
    first = min((day for text in _issue_days(study) if (day := earliest(text))), default=None)
    return [day for day in days if first is None or day >= first]


def _study(study: Study, country: Area) -> Contact:
    """Presented where the country was, or a step of it on a recommendation; else the day of issue, unproven."""
    days = _presentation_days(country, studies=study)
    uptakes = Uptake.objects.filter(recommendation__study=study, country=country)
    days += uptakes.values_list("on", flat=True)
    if days := _since_issue(days, study):
        return Contact(min(days), True)
    issue_days = [day for text in _issue_days(study) if (day := latest(text))]
    return Contact(min(issue_days, default=None), False)


def _recommendation(recommendation: Recommendation, country: Area) -> Contact:
    days = _presentation_days(country, recommendations=recommendation)
    days += recommendation.uptakes.filter(country=country).values_list("on", flat=True)
    if days := _since_issue(days, recommendation.study):
        return Contact(min(days), True)
    return Contact(_study(recommendation.study, country).on, False)


def first_contact(contribution: Contribution) -> Contact:
    """The first contact of the change's country with what the contribution names."""
    country = contribution.change.country
    origin = contribution.origin
    if isinstance(origin, Workshop):
        return _workshop(origin, country)
    if isinstance(origin, Study):
        return _study(origin, country)
    return _recommendation(origin, country)
