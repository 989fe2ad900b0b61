"""The trail of a workshop: acts that a person answers for are in it, without names of those they concern."""

import pytest

from regions.models import Area
from tests.workshops.making import NOW, make_workshop, organiser, person, register
from workshops.models import Certificate, Registration, Workshop
from workshops.services import certificates, nominations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def trail_of(workshop):
    return [(event.description, event.note) for event in workshop.events.order_by("pk")]


def test_who_names_and_corrects_focal_points_and_enters_nominations(client):
    workshop, user = make_workshop(mode="by_nomination"), organiser()
    values = {
        "country": Area.objects.get(code="KHM"),
        "name": "Sok Uniqua",
        "authority": "MFA",
        "email": "f@example.org",
    }
    point = nominations.add_focal_point(workshop=workshop, values=values, by=user, at=NOW)
    nominations.save_focal_point(
        point=point, values=values | {"authority": "Ministry"}, by=user, at=NOW
    )
    nominee = {name: value for name, value in person().items() if name in nominations.PERSONAL} | {
        "country": values["country"],
        "rank": None,
    }
    nominations.enter(workshop=workshop, values=nominee, by=user, at=NOW)

    assert trail_of(workshop)[-3:] == [
        ("focal point named", "Cambodia"),
        ("focal point corrected", "Cambodia"),
        ("nomination entered", "Cambodia"),
    ]
    assert set(workshop.events.order_by("-pk")[:3].values_list("by", flat=True)) == {user.pk}
    client.force_login(user)
    page = client.get(f"/organise/{workshop.code}/").content.decode()
    assert "focal point corrected" in page
    assert "Uniqua" not in page


def test_who_revokes_a_certificate():
    workshop, user = make_workshop(sessions=1), organiser()
    one = register(workshop)
    Registration.objects.filter(pk=one.pk).update(state="completed")
    Workshop.objects.filter(pk=workshop.pk).update(status="held")
    certificate = Certificate.objects.create(
        registration=one, kind="participation", printed_name=one.name, hours=1, issued_at=NOW
    )
    certificates.revoke(certificate=certificate, by=user, at=NOW, reason="A mistake.")

    assert trail_of(workshop)[-1] == ("certificate revoked", certificate.serial)
    assert workshop.events.first().by == user
