"""(j) 200 certificates from the order to the last PDF, by a real worker with two processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import redis
from django.conf import settings
from django.utils import timezone

from benchmarks.serving import environment
from benchmarks.timing import line
from core import documents
from regions.models import Commission
from workshops.models import Certificate, Mail, Registration, StatusChange, Workshop
from workshops.services import certificates, workshops
from workshops.states import RegistrationState

if TYPE_CHECKING:
    from collections.abc import Iterator

PEOPLE, PROCESSES = 200, 2
NAMES = (("en", ""), ("ar", "ليلى حداد"), ("ru", "Ольга Петрова"), ("fr", "Éloïse Garçon"))


@contextmanager
def worker(processes: int) -> Iterator[None]:
    """A real worker on the benchmark's database and queue; inside, it takes tasks."""
    command = [
        *(sys.executable, "-m", "celery", "-A", "migration_portal", "worker", "-c", str(processes)),
        *("--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
    ]
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete("alive:worker")
        process = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 60
            while not client.exists("alive:worker"):
                if time.monotonic() > deadline:
                    raise SystemExit("the benchmark's worker did not come up")
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait()


def _workshop() -> Workshop:
    """Held, with 200 people who attended, a quarter of them in each of four languages."""
    Workshop.objects.filter(code="bench-certificates").delete()
    first = timezone.localdate() - timedelta(days=3)
    values = {
        "code": "bench-certificates",
        "host": Commission.objects.first(),
        "titles": {"en": "Migration statistics"},
        "languages": "en ar ru fr",
        "starts_on": first,
        "ends_on": first,
        "mode": "open",
        "capacity": PEOPLE,
        "city": "Bangkok",
    }
    workshop = workshops.create(values=values, by=None, at=timezone.now())
    Workshop.objects.filter(pk=workshop.pk).update(status="held")
    Registration.objects.bulk_create(
        Registration(
            workshop=workshop,
            state=RegistrationState.COMPLETED,
            given="Ana",
            family=f"P{n}",
            language=NAMES[n % 4][0],
            printed_name=NAMES[n % 4][1],
            stakeholder="gov_labour",
            organisation="Ministry",
            email=f"p{n}@example.org",
        )
        for n in range(PEOPLE)
    )
    workshop.refresh_from_db()
    return workshop


def run() -> list[str]:
    """Lines of the report."""
    if not documents.has_fonts():
        return ["(j) 200 certificates: the fonts are not installed (make assets)"]
    workshop = _workshop()
    waiting = Certificate.objects.filter(registration__workshop=workshop, stored="")
    with worker(PROCESSES):
        begun = time.perf_counter()
        certificate_count = certificates.issue(workshop=workshop, by=None, at=timezone.now())
        issued = time.perf_counter() - begun
        while waiting.exists() and time.perf_counter() - begun < 120:
            time.sleep(0.02)
        took = time.perf_counter() - begun
    detail = (
        f"seconds; {certificate_count} issued in {issued:.1f} s, {certificate_count - waiting.count()} printed and told by {PROCESSES} processes on"
        f" {os.cpu_count()} cores, {certificate_count / took:.0f} a second"
    )
    people = Registration.objects.filter(workshop=workshop)
    Certificate.objects.filter(registration__in=people).delete()
    Mail.objects.filter(workshop=workshop).delete()
    StatusChange.objects.filter(registration__in=people).delete()
    people.delete()
    workshop.delete()
    return [line("(j) 200 certificates, issued to printed", took, "< 20 s", detail)]
