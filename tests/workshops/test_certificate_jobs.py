"""Certificates are printed by jobs of their own: one that fails holds up no other and is tried again."""

import pytest

from core import jobs
from core.documents import has_fonts
from core.models import Job
from tests.workshops.making import NOW, make_workshop, register
from workshops.models import Certificate, Registration, Workshop
from workshops.services import certificates, letters

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not has_fonts(), reason="the fonts are not installed (make assets)"),
]


def held_workshop(people):
    """A workshop that is over, and everybody was there."""
    workshop = make_workshop(capacity=9, sessions=0)
    for _n in range(people):
        register(workshop)
    Registration.objects.update(state="attended")
    Workshop.objects.update(status="held")
    return Workshop.objects.get(pk=workshop.pk)


def run_all():
    for job in Job.objects.filter(kind=certificates.PRINT):
        jobs.run(job.pk)


def test_a_certificate_that_cannot_be_printed_is_tried_again_and_holds_up_no_other(monkeypatch):
    workshop = held_workshop(people=3)
    write = letters.write

    def fail_for_the_first(registration, *args, **options):
        if registration == Registration.objects.order_by("pk").first():
            raise ValueError(registration.email)
        return write(registration, *args, **options)

    monkeypatch.setattr(letters, "write", fail_for_the_first)

    assert certificates.issue(workshop=workshop, by=None, at=NOW) == 3
    run_all()

    assert Certificate.objects.exclude(stored="").count() == 2
    job = Job.objects.get(kind=certificates.PRINT, state="waiting")
    assert job.is_set_aside
    assert "_print (workshops/services/certificates.py:" in job.error
    monkeypatch.undo()
    run_all()
    assert Certificate.objects.exclude(stored="").count() == 2, "its pause is not over"
    assert certificates.issue(workshop=workshop, by=None, at=NOW) == 0
    run_all()
    assert Certificate.objects.exclude(stored="").count() == 3, "issuing again ends the pause"


def test_nothing_is_asked_for_what_is_not_issued(monkeypatch):
    workshop = held_workshop(people=1)
    monkeypatch.setattr(certificates, "ask_all", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        certificates.issue(workshop=workshop, by=None, at=NOW)

    assert not Certificate.objects.exists()


def test_every_way_to_a_certificate_asks_for_its_pdf():
    workshop = held_workshop(people=1)
    certificates.issue(workshop=workshop, by=None, at=NOW)
    first = Certificate.objects.get()
    new = certificates.reissue(certificate=first, printed_name="Ana Cruz", by=None, at=NOW)
    run_all()

    new.refresh_from_db()
    first.refresh_from_db()
    assert (bool(first.stored), bool(new.stored)) == (False, True), "a revoked one is not printed"
    subjects = certificates.about([str(new.pk)])
    assert subjects[str(new.pk)].text == f"{new.serial} ({workshop.code})"
