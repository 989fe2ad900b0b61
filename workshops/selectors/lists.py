"""The standard lists of an organiser, as tables: in UN order, each only of what it is for."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.tables.table import Column, Table
from regions.selectors.areas import sort_key
from workshops.models import Registration, TravelRequest, Workshop
from workshops.states import FUNDED, RegistrationState, Travel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

HEADS = {"head": 0, "alternate": 1, "adviser": 2}
LOST = (Travel.BOOKED, Travel.TICKETED)


def un_order(people: Iterable[Registration]) -> list[Registration]:
    """By country in the alphabet of the page's language, head of delegation first, then family name.

    Those who represent no country come last, by organisation.
    """

    def key(one: Registration) -> tuple[Any, ...]:
        rank = HEADS.get(one.nomination.capacity, 3) if one.nomination else 3
        if one.country:
            return (0, sort_key(one.country.name), rank, sort_key(one.family), one.pk)
        return (1, sort_key(one.organisation), rank, sort_key(one.family), one.pk)

    return sorted(people, key=key)


def _table(
    workshop: Workshop, name: str, columns: list[tuple[str, str]], rows: Iterable[tuple]
) -> Table:
    return Table(
        title=f"{workshop.title}: {NAMES[name]}",
        columns=tuple(Column(code, str(label)) for code, label in columns),
        rows=tuple(tuple(_cell(cell) for cell in row) for row in rows),
    )


def _cell(value: Any) -> Any:
    """A day as ISO, an amount as number; the rest as it is."""
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _country(one: Registration) -> str:
    return one.country.name if one.country else ""


def participants(workshop: Workshop, people: Iterable[Registration]) -> Table:
    """Who comes, with what an attendance list of the United Nations says."""
    columns = [
        ("country", _("Country")),
        ("title", _("Title")),
        ("given", _("Given names")),
        ("family", _("Family name")),
        ("capacity", _("Capacity")),
        ("position", _("Position")),
        ("unit", _("Unit")),
        ("organisation", _("Organisation")),
        ("stakeholder", _("Stakeholder")),
        ("gender", _("Gender")),
        ("email", _("E-mail")),
        ("mode", _("Takes part")),
        ("state", _("State")),
        ("interpretation", _("Interpretation")),
    ]
    rows = (
        (
            _country(one),
            one.title,
            one.given,
            one.family,
            one.nomination.get_capacity_display() if one.nomination else "",
            one.position,
            one.unit,
            one.organisation,
            one.get_stakeholder_display(),
            one.get_gender_display(),
            one.email,
            one.get_mode_display(),
            one.get_state_display(),
            one.interpretation,
        )
        for one in un_order(people)
    )
    return _table(workshop, "participants", columns, rows)


def _requests(workshop: Workshop, **chosen: Any) -> list[TravelRequest]:
    rows = TravelRequest.objects.filter(registration__workshop=workshop, **chosen)
    found = {
        one.registration_id: one
        for one in rows.select_related("registration__country", "registration__nomination")
    }
    return [found[one.pk] for one in un_order(one.registration for one in found.values())]


def funded(workshop: Workshop) -> Table:
    """Funded travel: who, on what basis, with which seat of the country, and how far it is."""
    columns = [
        ("country", _("Country")),
        ("seat", _("Funded seat")),
        ("name", _("Name")),
        ("state", _("State")),
        ("support", _("Support")),
        ("basis", _("Basis")),
        ("departure", _("Departure city")),
        ("arrives", _("Arrives on")),
        ("departs", _("Departs on")),
        ("flights", _("Flights")),
        ("ticketed", _("Ticket issued on")),
        ("dsa", _("Daily subsistence, USD")),
        ("paid", _("Paid on")),
        ("reference", _("Reference")),
        ("hotel", _("Hotel")),
    ]
    rows = (
        (
            _country(one.registration),
            one.funded_seat,
            one.registration.name,
            one.get_state_display(),
            one.get_wanted_display(),
            one.get_basis_display(),
            one.departure_city,
            one.arrives_on,
            one.departs_on,
            one.flights,
            one.ticketed_on,
            one.dsa_rate,
            one.dsa_paid_on,
            one.dsa_reference,
            one.hotel,
        )
        for one in _requests(workshop, state__in=FUNDED)
    )
    return _table(workshop, "funded", columns, rows)


def lost(workshop: Workshop) -> Table:
    """What tickets and subsistence cost for people who then did not come."""
    columns = [
        ("country", _("Country")),
        ("name", _("Name")),
        ("state", _("State")),
        ("ticketed", _("Ticket issued on")),
        ("cost", _("Cost, USD")),
    ]
    away = (
        RegistrationState.NO_SHOW,
        RegistrationState.CANCELLED_BY_PARTICIPANT,
        RegistrationState.CANCELLED_BY_ORGANISER,
        RegistrationState.SUBSTITUTED,
    )
    rows = (
        (
            _country(one.registration),
            one.registration.name,
            one.registration.get_state_display(),
            one.ticketed_on,
            one.lost_cost,
        )
        for one in _requests(workshop, registration__state__in=away)
        if one.ticketed_on or one.lost_cost is not None or one.state in LOST
    )
    return _table(workshop, "lost", columns, rows)


def _coming(workshop: Workshop) -> list[Registration]:
    return list(workshop.registrations.coming().select_related("country", "nomination"))


def needs(workshop: Workshop) -> Table:
    """Access and dietary needs and emergency contacts of who comes."""
    columns = [
        ("country", _("Country")),
        ("name", _("Name")),
        ("mode", _("Takes part")),
        ("access", _("Access needs")),
        ("diet", _("Diet")),
        ("emergency", _("Emergency contact")),
    ]
    rows = (
        (
            _country(one),
            one.name,
            one.get_mode_display(),
            one.access_needs,
            one.diet,
            one.emergency_contact,
        )
        for one in un_order(_coming(workshop))
        if one.access_needs or one.diet or one.emergency_contact
    )
    return _table(workshop, "needs", columns, rows)


def interpretation(workshop: Workshop) -> Table:
    """How many follow in which language, in the room and online."""
    columns = [
        ("language", _("Language")),
        ("in_person", _("In person")),
        ("online", _("Online")),
        ("all", _("All")),
    ]
    tally = Counter((one.interpretation, one.mode) for one in _coming(workshop))
    names = dict(Registration._meta.get_field("interpretation").flatchoices)
    rows = (
        (
            str(names.get(code, _("none said"))),
            tally[code, "in_person"],
            tally[code, "online"],
            tally[code, "in_person"] + tally[code, "online"],
        )
        for code in sorted({code for code, _mode in tally})
    )
    return _table(workshop, "interpretation", columns, rows)


def cross(workshop: Workshop) -> Table:
    """Gender x stakeholder x country x first-timer of who comes, staff and interpreters left out; empty cells are no rows."""
    columns = [
        ("gender", _("Gender")),
        ("stakeholder", _("Stakeholder")),
        ("country", _("Country")),
        ("first_time", _("For the first time")),
        ("people", _("People")),
    ]
    people = workshop.registrations.coming().counted().select_related("country")
    said = {True: _("yes"), False: _("no"), None: _("not said")}
    tally = Counter(
        (
            one.get_gender_display(),
            one.get_stakeholder_display(),
            _country(one),
            said[one.first_time],
        )
        for one in people
    )
    return _table(workshop, "cross", columns, ((*key, n) for key, n in sorted(tally.items())))


LISTS: dict[str, tuple[str, Callable[[Workshop], Table]]] = {
    "funded": ("registrations", funded),
    "lost": ("registrations", lost),
    "needs": ("registrations", needs),
    "interpretation": ("statistics", interpretation),
    "cross": ("statistics", cross),
}
"""Name to the duty that may read it, and what makes it."""
NAMES = {
    "participants": gettext_lazy("List of participants"),
    "funded": gettext_lazy("Funded travel"),
    "lost": gettext_lazy("Cost of absences"),
    "needs": gettext_lazy("Access and diet"),
    "interpretation": gettext_lazy("Demand for interpretation"),
    "cross": gettext_lazy("Gender by stakeholder, country and first time"),
}
