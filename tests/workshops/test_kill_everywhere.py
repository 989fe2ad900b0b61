"""A process that is killed (SIGKILL) at every single statement: the effects are all there or none, and never twice."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.documents import has_fonts
from core.mail.outbox import send_due
from regions.models import Area
from tests.killing import kill_everywhere
from tests.studies.test_files import PDF
from tests.workshops.making import NOW, make_workshop, person, register
from workshops.models import (
    Certificate,
    FocalPoint,
    Mail,
    Registration,
    StatusChange,
    TravelRequest,
    Workshop,
)
from workshops.services import certificates, nominations, registrations, waiting_list
from workshops.services import travel as travel_service
from workshops.states import RegistrationState

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.wide]


def whole():
    """What one can see of all registrations."""
    return (
        sorted(Registration.objects.values_list("pk", "state")),
        StatusChange.objects.count(),
        sorted(Mail.objects.values_list("reason", flat=True)),
        sorted(TravelRequest.objects.values_list("pk", "state", "funded_seat")),
    )


def test_a_cancellation_frees_seat_and_ticket_and_offers_both_or_nothing():
    workshop = make_workshop(capacity=1, sessions=0)
    first = register(workshop)
    travel = TravelRequest.objects.create(registration=first, departure_city="X")
    travel_service.decide(travel=travel, new="approved", by=None, at=NOW)
    second = register(workshop)
    before = whole()

    statements = kill_everywhere(
        lambda: registrations.respond(
            registration=first, new=RegistrationState.CANCELLED_BY_PARTICIPANT, at=NOW
        ),
        lambda: pytest.fail("half done") if whole() != before else None,
    )

    assert statements > 15
    assert dict(workshop.registrations.values_list("pk", "state")) == {
        first.pk: RegistrationState.CANCELLED_BY_PARTICIPANT,
        second.pk: RegistrationState.OFFERED,
    }
    travel.refresh_from_db()
    assert (travel.state, travel.funded_seat) == ("cancelled", None)
    assert Mail.objects.filter(registration=second, reason__contains="offered").count() == 1
    assert second.status_changes.filter(new=RegistrationState.OFFERED).count() == 1


def test_an_offer_that_ends_passes_on_once():
    workshop = make_workshop(capacity=1, sessions=0)
    first, second, third = (register(workshop) for _n in range(3))
    registrations.respond(
        registration=first, new=RegistrationState.CANCELLED_BY_PARTICIPANT, at=NOW
    )
    later, before = NOW + timedelta(days=9), whole()

    kill_everywhere(
        lambda: waiting_list.expire_offers(later),
        lambda: pytest.fail("half done") if whole() != before else None,
    )

    assert waiting_list.expire_offers(later) == 0
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == (RegistrationState.EXPIRED, RegistrationState.OFFERED)
    assert Mail.objects.filter(registration=third, reason__contains="offered").count() == 1


def test_a_nominee_who_is_accepted_is_invited_once():
    workshop = make_workshop(mode="by_nomination", sessions=0)
    point = FocalPoint.objects.create(
        workshop=workshop,
        country=Area.objects.get(code="KHM"),
        name="F",
        authority="M",
        email="f@example.org",
    )
    values = {k: v for k, v in person().items() if k in nominations.PERSONAL and k != "country"}
    note = SimpleUploadedFile("note.pdf", PDF)
    one = nominations.nominate(
        point=point, nomination=None, values=values, note=note, submit=True, at=NOW
    )
    before = Mail.objects.count()

    kill_everywhere(
        lambda: nominations.decide(nomination=one, new="accepted", by=None, at=NOW),
        lambda: (
            pytest.fail("half done")
            if workshop.registrations.exists() or Mail.objects.count() != before
            else None
        ),
    )

    one.refresh_from_db()
    assert one.state == "accepted"
    assert workshop.registrations.get().state == RegistrationState.INVITED
    assert Mail.objects.filter(reason__contains="invited").count() == 1
    assert Mail.objects.count() == before + 2


@pytest.mark.skipif(not has_fonts(), reason="the fonts are not installed (make assets)")
def test_certificates_are_printed_and_told_once_wherever_the_printer_dies(run_in_new_process):
    """In a process of its own, since this one may have made PDFs and then cannot make them once forked."""
    workshop = make_workshop(capacity=9, sessions=0)
    for _n in range(2):
        register(workshop)
    Registration.objects.update(state=RegistrationState.ATTENDED)
    Workshop.objects.update(status="held")
    certificates.issue(workshop=workshop, by=None, at=NOW)

    run_in_new_process(
        "import migration_portal.urls  # or every child would import it for the links of letters\n"
        "from core.documents import printable, typesetter\n"
        "from tests.killing import kill_everywhere\n"
        "from workshops.services import certificates\n"
        "printable('é')  # fonts are read once, before the first fork, as is the typesetter\n"
        "from core import jobs\n"
        "from core.models import Job\n"
        "def run_all():\n"
        "    for pk in list(Job.objects.exclude(state='done').values_list('pk', flat=True)):\n"
        "        jobs.run(pk)\n"
        "kill_everywhere(run_all, lambda: Job.objects.update(attempts=0))"
    )

    assert Certificate.objects.exclude(stored="").count() == 2
    assert Mail.objects.filter(reason__contains="certificate").count() == 2


def test_letters_are_tried_once_wherever_the_sender_dies():
    workshop = make_workshop(capacity=9, sessions=0)
    for _n in range(3):
        register(workshop)

    kill_everywhere(lambda: send_due(Mail))

    assert Mail.objects.filter(state="kept", tries=1).count() == 3
