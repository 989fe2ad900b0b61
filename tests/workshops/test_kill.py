"""A worker that is killed between two side effects: nothing is lost and nothing happens twice."""

import hashlib
import time

import pytest
from celery import current_app
from django.core.files.storage import default_storage

from core import jobs
from core.documents import has_fonts
from core.mail.outbox import send_due
from core.models import Job
from tests.workshops.making import NOW, make_workshop, register
from workshops.models import Certificate, Mail, Registration, Workshop
from workshops.services import certificates

pytestmark = [pytest.mark.django_db(transaction=True)]


def until(ready, seconds=40):
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


@pytest.mark.wide
@pytest.mark.skipif(not has_fonts(), reason="the fonts are not installed (make assets)")
def test_certificates_and_letters_survive_kills_of_the_worker(celery_worker_process):
    """Killed among certificates, then among letters; what it left is taken up by who comes next.

    Between any two statements a process is killed in test_kill_everywhere.
    """
    workshop = make_workshop(capacity=60, sessions=1)
    for _n in range(30):
        register(workshop)
    Registration.objects.update(state="attended")
    Workshop.objects.update(status="held")
    workshop.refresh_from_db()
    Mail.objects.all().delete()
    certificates.issue(workshop=workshop, by=None, at=NOW)

    until(lambda: Certificate.objects.exclude(stored="").count() >= 5)
    celery_worker_process.kill()
    assert 5 <= Certificate.objects.exclude(stored="").count() < 30
    unfinished = Job.objects.filter(kind=certificates.PRINT).exclude(state=Job.State.DONE)

    def run_rest():
        """PostgreSQL may take a moment to see that the worker is gone, and lets go of its job then."""
        for pk in list(unfinished.values_list("pk", flat=True)):
            jobs.run(pk)
        return not unfinished.exists()

    until(run_rest)
    Mail.objects.update(next_at=NOW)
    kept = Mail.objects.filter(state="kept")
    for _try in range(4):  # a worker on a busy machine may be through before it is killed
        celery_worker_process.start()
        current_app.send_task("workshops.send_mail")
        until(lambda: kept.count() >= 2)
        celery_worker_process.kill()
        if kept.count() < 30:
            break
        Mail.objects.update(state="queued", tries=0)
    assert 2 <= kept.count() < 30
    send_due(Mail)

    for one in Certificate.objects.all():
        with default_storage.open(one.stored) as file:
            assert hashlib.sha256(file.read()).hexdigest() == one.sha256
        assert one.registration.mails.filter(reason__contains="certificate").count() == 1
    assert len(default_storage.listdir("certificates")[1]) == 30
    assert Mail.objects.filter(state="kept", tries=1).count() == Mail.objects.count() == 30
