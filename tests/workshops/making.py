"""Workshops and people for tests, made through the services."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from core import personal_data
from regions.models import Area, Commission, CommissionRole
from tests.studies.making import load_regions, make_user
from workshops.models import AccessCode, Registration, Session, Workshop, WorkshopRole
from workshops.services import registrations, workshops

NOW = timezone.now()
"""When people register, on the clock of the pages, which ask what day it is."""
_number = count(1)


def make_workshop(
    *, status="nominations_open", host="ESCAP", mode="open", sessions=2, **fields
) -> Workshop:
    """A workshop open for registration today, with sessions of 60 minutes on its first day."""
    load_regions()
    first = fields.pop("starts_on", NOW.date() + timedelta(days=30))
    made = workshops.create(
        values={
            "code": f"w-{next(_number)}",
            "host": Commission.objects.get(area__code=host),
            "titles": {"en": "Migration statistics", "ar": "إحصاءات الهجرة"},
            "languages": "en ar",
            "starts_on": first,
            "ends_on": first + timedelta(days=1),
            "mode": mode,
            "capacity": 3,
            "city": "Bangkok",
            "accepts_at_once": True,
            **fields,
        },
        by=None,
        at=NOW,
    )
    Workshop.objects.filter(pk=made.pk).update(status=status)
    for hour in range(sessions):
        begin = datetime(first.year, first.month, first.day, 9 + hour, tzinfo=UTC)
        Session.objects.create(
            workshop=made,
            title=f"Session {hour + 1}",
            starts_at=begin,
            ends_at=begin + timedelta(minutes=60),
        )
    made.refresh_from_db()
    return made


def person(**fields) -> dict:
    """What a person fills in."""
    number = next(_number)
    country = Area.objects.get(code=fields.pop("country", "THA"))
    return {
        "title": "",
        "given": "Ana",
        "family": f"Person{number}",
        "printed_name": "",
        "gender": "woman",
        "country": country,
        "stakeholder": "gov_labour",
        "representation": "delegation",
        "organisation": "Ministry",
        "position": "Officer",
        "seniority": "officer",
        "email": f"p{number}@example.org",
        "phone": "",
        "language": "en",
        "mode": "in_person",
        "interpretation": "",
        "first_time": True,
        "access_needs": "",
        "diet": "",
        "listed": "nobody",
        "consent_photos": False,
        "consent_contact": False,
        "unit": "",
        "other_email": "",
        "messaging": False,
        "policy_roles": [],
        "emergency_contact": "",
    } | fields


def register(workshop: Workshop, *, at=NOW, **fields) -> Registration:
    """A person who registers by themselves."""
    return registrations.register(workshop=workshop, values=person(**fields), answers={}, at=at)


def organiser(code: str = "ESCAP"):
    """An organiser of a commission."""
    load_regions()
    user = make_user()
    CommissionRole.objects.create(
        user=user, commission=Commission.objects.get(area__code=code), role="organiser"
    )
    return user


def helper(workshop: Workshop, role: str):
    """A person with one task in one workshop."""
    user = make_user()
    WorkshopRole.objects.create(workshop=workshop, user=user, role=role)
    return user


def purge_on(day: date) -> None:
    """The purge of a day."""
    personal_data.purge(datetime.combine(day, time(12), UTC))


def open_own_page(client, row, *, with_code=False) -> str:
    """Open a personal link as a browser does; the address of the page. `with_code`: after a code as well."""
    answer = client.get(row.link())
    assert answer.status_code == 302
    address = answer.url
    if with_code:
        client.post(address, {"act": "send_code"})
        digits = AccessCode.objects.get(registration=row).digits()
        assert client.post(address, {"act": "enter_code", "digits": digits}).status_code == 302
    return address
