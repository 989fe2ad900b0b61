"""(i) 1,000 registrations at once for 50 seats through the web server."""

from __future__ import annotations

import http.client
import re
import threading
import time
from datetime import timedelta
from urllib.parse import urlencode

from django.utils import timezone

from benchmarks.serving import server
from benchmarks.timing import line
from regions.models import Commission
from workshops.models import Mail, Registration, StatusChange, Workshop
from workshops.services import workshops
from workshops.states import RegistrationState

PEOPLE, SEATS, THREADS = 1_000, 50, 40


def _workshop(code: str) -> Workshop:
    Workshop.objects.filter(code=code).delete()
    first = timezone.localdate() + timedelta(days=30)
    values = {
        "code": code,
        "host": Commission.objects.first(),
        "titles": {"en": code},
        "starts_on": first,
        "ends_on": first,
        "mode": "open",
        "accepts_at_once": True,
        "capacity": SEATS,
    }
    workshop = workshops.create(values=values, by=None, at=timezone.now())
    Workshop.objects.filter(pk=workshop.pk).update(status="nominations_open")
    return workshop


def _form(number: int, token: str) -> str:
    return urlencode(
        {
            "given": "Ana",
            "family": f"P{number}",
            "gender": "woman",
            "stakeholder": "gov_labour",
            "organisation": "M",
            "seniority": "officer",
            "representation": "delegation",
            "email": f"p{number}@example.org",
            "language": "en",
            "mode": "in_person",
            "listed": "nobody",
            "consent": "on",
            "csrfmiddlewaretoken": token,
        }
    )


def _all_at_once(port: int, code: str) -> tuple[float, list[float], int]:
    """Seconds for all, seconds of each, and how many were not answered with a redirect."""
    path = f"/workshops/{code}/register/"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path)
    page = connection.getresponse()
    cookie = page.headers["Set-Cookie"].split(";")[0]
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.read().decode()).group(1)
    numbers, durations, failed = iter(range(PEOPLE)), [], []
    guard, start = threading.Lock(), threading.Barrier(THREADS + 1)

    def work() -> None:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        client.connect()
        start.wait()
        while True:
            with guard:
                number = next(numbers, None)
            if number is None:
                return
            begun = time.perf_counter()
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
            client.request("POST", path, _form(number, token), headers)
            response = client.getresponse()
            response.read()
            durations.append(time.perf_counter() - begun)
            if response.status != 302:
                failed.append(response.status)

    threads = [threading.Thread(target=work) for _n in range(THREADS)]
    for thread in threads:
        thread.start()
    start.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun, sorted(durations), len(failed)


def run() -> list[str]:
    """Lines of the report."""
    guarded, free = _workshop("bench-guarded"), _workshop("bench-unlocked")
    with server() as port:
        guarded_seconds, durations, failed = _all_at_once(port, guarded.code)
    with server("benchmarks.unlocked:application") as port:
        free_seconds, _each, _failed = _all_at_once(port, free.code)
    states = list(guarded.registrations.values_list("state", flat=True))
    waiting = list(
        guarded.registrations.filter(state=RegistrationState.WAITLISTED)
        .order_by("queued_at", "pk")
        .values_list("pk", flat=True)
    )
    in_order = waiting == sorted(waiting)
    detail = (
        f"{PEOPLE / guarded_seconds:.0f} a second, p99 {durations[int(len(durations) * 0.99)] * 1000:.0f} ms; {states.count(RegistrationState.ACCEPTED)} accepted of"
        f" {SEATS}, {states.count(RegistrationState.WAITLISTED)} waiting {'in order' if in_order else 'OUT OF ORDER'}, {len(states)} rows,"
        f" {failed} not answered; without lock and limits {PEOPLE / free_seconds:.0f} a second"
    )
    for workshop in (guarded, free):
        people = Registration.objects.filter(workshop=workshop)
        Mail.objects.filter(workshop=workshop).delete()
        StatusChange.objects.filter(registration__in=people).delete()
        people.delete()
        workshop.delete()
    return [line("(i) 1,000 registrations at once", guarded_seconds / free_seconds, "-", detail)]
