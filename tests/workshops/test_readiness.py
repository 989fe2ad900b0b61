"""What is missing before a workshop can be announced: told with its page, and asked for where it stops."""

import re
from datetime import timedelta

import pytest

from tests.studies.making import make_study
from tests.workshops.making import NOW, make_workshop, organiser
from workshops.models import Workshop
from workshops.selectors import readiness
from workshops.services import workshops

pytestmark = pytest.mark.django_db
LATER = NOW.date() + timedelta(days=20)


def complete(**fields):
    """A draft that lacks nothing."""
    values = {
        "status": "draft",
        "venue": "Hall 2",
        "zone": "Asia/Bangkok",
        "summaries": {"en": "About remittances."},
        "contact_email": "desk@example.org",
        "signatory": "Ana Director",
        "registration_closes_on": LATER,
    }
    return make_workshop(**values | fields)


def texts(workshop):
    return [gap.text for gap in readiness.gaps(workshop)]


def test_a_complete_workshop_lacks_nothing():
    assert texts(complete()) == []


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"city": "", "venue": ""}, "No place is given for those who come in person."),
        (
            {"registration_opens_on": LATER + timedelta(days=1)},
            "Registration closes before it opens.",
        ),
        ({"titles": {}}, "The workshop has no title."),
    ],
)
def test_what_is_needed_stops_the_announcement(client, fields, text):
    workshop = complete()
    # As it may be stored from before these rules.
    Workshop.objects.filter(pk=workshop.pk).update(**fields)
    workshop.refresh_from_db()
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/"

    page = client.post(f"{here}status/", {"to": "announced"}, follow=True).content.decode()

    workshop.refresh_from_db()
    assert workshop.status == "draft"
    assert f"The workshop cannot be announced yet: {text}" in page
    assert readiness.gaps(workshop)[0].stops
    link = re.search(rf'<a href="([^"]+)">{re.escape(text)}</a>', page)[1]
    section = link.partition("#")[2]
    assert f'id="{section}"' in client.get(link).content.decode()


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"summaries": {}}, "No summary says what it is about."),
        ({"sessions": 0}, "The programme has no session."),
        ({"venue": ""}, "No venue is given."),
        ({"zone": "UTC"}, "Hours are told in UTC, which is rarely the time of the place."),
        ({"form": "hybrid"}, "No address of the platform is given for those online."),
        ({"registration_closes_on": None}, "No day is set on which registration closes."),
        ({"contact_email": ""}, "There is no contact whom participants may write to."),
        ({"signatory": ""}, "Nobody is named who signs the certificates."),
        ({"capacity_online": 9}, "A limit of seats is higher than the seats in all."),
        ({"starts_on": NOW.date() - timedelta(days=3)}, "The first day has passed."),
    ],
)
def test_what_is_advised_is_listed_and_stops_nothing(client, fields, text):
    workshop = complete(**fields)
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/"
    page = client.get(here).content.decode()
    link = re.search(rf'<a href="([^"]+)">{re.escape(text)}</a>', page)[1]
    assert client.get(link).status_code == 200

    client.post(f"{here}status/", {"to": "announced"})

    workshop.refresh_from_db()
    assert workshop.status == "announced"
    assert texts(workshop) == [text]


def test_nominations_need_a_deadline_and_somebody_who_nominates():
    workshop = complete(mode="by_nomination")
    assert texts(workshop) == [
        "There is no deadline for nominations.",
        "No focal point is named who could nominate.",
    ]
    workshop.nomination_deadline = NOW.date() - timedelta(days=2)
    assert "The deadline for nominations has passed." in texts(workshop)


def test_an_online_workshop_needs_no_place():
    assert texts(complete(form="online", city="", venue="", platform="https://example.org")) == []


def test_the_list_leaves_the_page_of_a_workshop_that_is_over(client):
    workshop = make_workshop(status="held", starts_on=NOW.date() - timedelta(days=3))
    client.force_login(organiser())
    assert 'id="missing"' not in client.get(f"/organise/{workshop.code}/").content.decode()


def test_after_the_announcement_the_list_has_another_heading(client):
    workshop = make_workshop(contact_email="")
    client.force_login(organiser())

    page = client.get(f"/organise/{workshop.code}/").content.decode()

    assert 'id="missing"' in page
    assert "Still missing" in page
    assert "Before it is announced" not in page


def test_a_session_saved_without_its_studies_keeps_them():
    session, study = make_workshop(sessions=1).sessions.get(), make_study()
    session.studies.add(study)
    values = {"title": "New title"}
    workshops.save_session(
        workshop=session.workshop, session=session, values=values, by=None, at=NOW
    )
    assert list(session.studies.all()) == [study]


def test_a_postponed_workshop_returns_without_being_asked_again():
    workshop = complete(city="", venue="")
    Workshop.objects.filter(pk=workshop.pk).update(status="postponed", status_reason="Storm")
    workshop = workshops.set_status(workshop=workshop, new="announced", by=None, at=NOW)
    assert workshop.status == "announced"
