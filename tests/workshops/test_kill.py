"""A worker that is killed between two side effects: nothing is lost and nothing happens twice."""

import hashlib
import time

import pytest
from celery import current_app
from django.core.files.storage import default_storage

from tests.workshops.making import NOW, make_workshop, register
from workshops import printing
from workshops.models import Certificate, Mail, Registration, Workshop
from workshops.services import certifying

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def until(ready, seconds=40):
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


@pytest.mark.skipif(not printing.has_fonts(), reason="the fonts are not installed (make assets)")
def test_certificates_and_their_letters_survive_kills(celery_worker_process):
    workshop = make_workshop(capacity=40, sessions=1)
    for _n in range(30):
        register(workshop)
    Registration.objects.update(state="attended")
    Workshop.objects.update(status="held")
    workshop.refresh_from_db()
    certifying.issue(workshop=workshop, by=None, at=NOW)
    Mail.objects.all().delete()

    for wanted in (3, 12):
        current_app.send_task("workshops.print_certificates")
        until(lambda n=wanted: Certificate.objects.exclude(stored="").count() >= n)
        celery_worker_process.kill()
        celery_worker_process.start()
    current_app.send_task("workshops.print_certificates")
    until(lambda: not Certificate.objects.filter(stored="").exists())

    for one in Certificate.objects.all():
        with default_storage.open(one.stored) as file:
            assert hashlib.sha256(file.read()).hexdigest() == one.sha256
        assert one.registration.mails.filter(reason__contains="certificate").count() == 1
    assert Mail.objects.count() == 30
    assert len(default_storage.listdir("certificates")[1]) == 30


def test_letters_survive_kills(celery_worker_process):
    workshop = make_workshop(capacity=400, sessions=0)
    for _n in range(60):
        register(workshop)

    for wanted in (5, 25):
        current_app.send_task("workshops.send_mail")
        until(lambda n=wanted: Mail.objects.filter(state="kept").count() >= n)
        celery_worker_process.kill()
        celery_worker_process.start()
    current_app.send_task("workshops.send_mail")
    until(lambda: not Mail.objects.filter(state="queued").exists())

    assert Mail.objects.filter(state="kept", tries=1).count() == 60
