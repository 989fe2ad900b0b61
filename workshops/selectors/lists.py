"""The standard lists of an organiser, as tables: in UN order, each only of what it is for."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.i18n.languages import in_reader_language
from core.tables.table import Column, Table
from regions.selectors.areas import sort_key
from workshops.models import Question, Registration, TravelRequest, Workshop
from workshops.models.people import POLICY_ROLES
from workshops.states import FUNDED, RegistrationState, Travel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

HEADS = {"head": 0, "alternate": 1, "adviser": 2}
LOST = (Travel.BOOKED, Travel.TICKETED)


def un_order(people: Iterable[Registration]) -> list[Registration]:
    """By country in the alphabet of the page's language, head of delegation first, then family name.

    Those who represent no country come last, by organisation.
    """

    def key(registration: Registration) -> tuple[Any, ...]:
        rank = HEADS.get(registration.nomination.capacity, 3) if registration.nomination else 3
        if registration.country:
            return (
                0,
                sort_key(registration.country.name),
                rank,
                sort_key(registration.family),
                registration.pk,
            )
        return (
            1,
            sort_key(registration.organisation),
            rank,
            sort_key(registration.family),
            registration.pk,
        )

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


def _country(registration: Registration) -> str:
    return registration.country.name if registration.country else ""


LABELS = {
    "country": gettext_lazy("Country"),
    "title": gettext_lazy("Title"),
    "given": gettext_lazy("Given names"),
    "family": gettext_lazy("Family name"),
    "capacity": gettext_lazy("Capacity"),
    "position": gettext_lazy("Position"),
    "unit": gettext_lazy("Unit"),
    "organisation": gettext_lazy("Organisation"),
    "participant_kind": gettext_lazy("Kind of participant"),
    "stakeholder": gettext_lazy("Stakeholder"),
    "gender": gettext_lazy("Gender"),
    "email": gettext_lazy("E-mail"),
    "mode": gettext_lazy("Takes part"),
    "state": gettext_lazy("State"),
    "interpretation": gettext_lazy("Interpretation"),
    "printed_name": gettext_lazy("Name as printed"),
    "representation": gettext_lazy("Comes as"),
    "seniority": gettext_lazy("Seniority"),
    "policy_roles": gettext_lazy("Role in policy"),
    "other_email": gettext_lazy("Other e-mail"),
    "phone": gettext_lazy("Phone"),
    "messaging": gettext_lazy("Messaging app"),
    "language": gettext_lazy("Language of correspondence"),
    "first_time": gettext_lazy("For the first time"),
    "registered_on": gettext_lazy("Registered on"),
    "consent_processing": gettext_lazy("Consent to processing"),
    "listed": gettext_lazy("Name may be seen by"),
    "consent_photos": gettext_lazy("May be photographed"),
    "consent_contact": gettext_lazy("May be contacted later"),
    "code": gettext_lazy("Code"),
    "access_needs": gettext_lazy("Access needs"),
    "diet": gettext_lazy("Diet"),
    "emergency_contact": gettext_lazy("Emergency contact"),
}
"""Columns of the list of participants, named like the fields; what is asked of the person comes after."""
SENSITIVE = ("access_needs", "diet", "emergency_contact")
"""Only in a list where they are chosen."""


def participant_columns(workshop: Workshop) -> list[tuple[str, str, bool]]:
    """Name and title of every column of the list of participants, and whether it is in unless others are chosen."""
    has_kinds = workshop.participant_kinds.exists()
    fields = [
        (name, str(label), name not in SENSITIVE)
        for name, label in LABELS.items()
        if has_kinds or name != "participant_kind"
    ]
    return fields + [
        (f"q{question.pk}", str(question), True) for question in workshop.questions.all()
    ]


def participants(
    workshop: Workshop, people: Iterable[Registration], names: Sequence[str] = ()
) -> Table:
    """Who comes, with every field and answer, or with the columns of these names in the standard order."""
    columns = [
        (name, label)
        for name, label, is_standard in participant_columns(workshop)
        if (name in names if names else is_standard)
    ]
    registrations = un_order(people)
    prefetch_related_objects(registrations, "answers")
    options = {question.pk: _option_labels(question) for question in workshop.questions.all()}
    kinds = {kind.code: str(kind) for kind in workshop.participant_kinds.all()}
    rows = []
    for registration in registrations:
        values = _values(registration)
        kind = registration.participant_kind
        values["participant_kind"] = kinds.get(kind, kind)
        for answer in registration.answers.all():
            labels = options.get(answer.question_id, {})
            values[f"q{answer.question_id}"] = labels.get(answer.value, answer.value)
        rows.append(tuple(values.get(name, "") for name, _label in columns))
    return _table(workshop, "participants", columns, rows)


def _option_labels(question: Question) -> dict[str, str]:
    if question.kind == Question.Kind.YES_NO:
        return {"yes": _("yes"), "no": _("no")}
    return {code: in_reader_language(texts) for code, texts in question.options.items()}


def _values(registration: Registration) -> dict[str, Any]:
    """The fields of a registration as a list says them."""
    truths = {True: _("yes"), False: _("no"), None: ""}
    consented = registration.consent_processing
    values = {
        name: getattr(registration, name)
        for name in LABELS
        if name not in ("capacity", "registered_on")
    }
    choices = ("stakeholder", "gender", "mode", "state", "representation", "seniority", "listed")
    values |= {name: getattr(registration, f"get_{name}_display")() for name in choices}
    values |= {
        name: truths[values[name]]
        for name in ("messaging", "first_time", "consent_photos", "consent_contact")
    }
    return values | {
        "country": _country(registration),
        "capacity": registration.nomination.get_capacity_display()
        if registration.nomination
        else "",
        "policy_roles": "; ".join(
            str(POLICY_ROLES[code]) for code in registration.policy_roles if code in POLICY_ROLES
        ),
        "registered_on": timezone.localdate(
            registration.created_at, timezone=registration.workshop.tz
        ),
        "consent_processing": timezone.localdate(consented, timezone=registration.workshop.tz)
        if consented
        else _("not asked yet"),
    }


def _requests(workshop: Workshop, **chosen: Any) -> list[TravelRequest]:
    rows = TravelRequest.objects.filter(registration__workshop=workshop, **chosen)
    requests = {
        request.registration_id: request
        for request in rows.select_related("registration__country", "registration__nomination")
    }
    people = un_order(request.registration for request in requests.values())
    return [requests[registration.pk] for registration in people]


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
            _country(request.registration),
            request.funded_seat,
            request.registration.name,
            request.get_state_display(),
            request.get_wanted_display(),
            request.get_basis_display(),
            request.departure_city,
            request.arrives_on,
            request.departs_on,
            request.flights,
            request.ticketed_on,
            request.dsa_rate,
            request.dsa_paid_on,
            request.dsa_reference,
            request.hotel,
        )
        for request in _requests(workshop, state__in=FUNDED)
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
            _country(request.registration),
            request.registration.name,
            request.registration.get_state_display(),
            request.ticketed_on,
            request.lost_cost,
        )
        for request in _requests(workshop, registration__state__in=away)
        if request.ticketed_on or request.lost_cost is not None or request.state in LOST
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
            _country(registration),
            registration.name,
            registration.get_mode_display(),
            registration.access_needs,
            registration.diet,
            registration.emergency_contact,
        )
        for registration in un_order(_coming(workshop))
        if registration.access_needs or registration.diet or registration.emergency_contact
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
    tally = Counter(
        (registration.interpretation, registration.mode) for registration in _coming(workshop)
    )
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
    first_time_labels = {True: _("yes"), False: _("no"), None: _("not said")}
    tally = Counter(
        (
            registration.get_gender_display(),
            registration.get_stakeholder_display(),
            _country(registration),
            first_time_labels[registration.first_time],
        )
        for registration in people
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
