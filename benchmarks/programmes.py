"""(l) The public page of a workshop with 40 sessions: kept, against made anew; and the second visit."""

from __future__ import annotations

import gzip
import http.client
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from benchmarks.serving import server
from benchmarks.timing import interleaved, line
from regions.models import Commission
from workshops.models import Workshop
from workshops.services import speakers, workshops

SESSIONS, CALLS = 40, 10


def _workshop() -> Workshop:
    Workshop.objects.filter(code="bench-programme").delete()
    now = timezone.now()
    values = {
        "code": "bench-programme",
        "host": Commission.objects.first(),
        "titles": {"en": "Migration statistics"},
        "starts_on": now.date(),
        "ends_on": now.date() + timedelta(days=4),
        "mode": "open",
        "capacity": 50,
    }
    workshop = workshops.create(values=values, by=None, at=now)
    Workshop.objects.filter(pk=workshop.pk).update(status="nominations_open")
    for number in range(SESSIONS):
        begin = now + timedelta(hours=2 * number)
        session = workshop.sessions.create(
            title=f"Session {number}", starts_at=begin, ends_at=begin + timedelta(hours=1)
        )
        speakers.assign(session, {"speakers": "Ana Lopez, Ministry\nTom Smith, University"})
    return workshop


class Reader:
    """Asks for the page as it was, after a change, and with its validator."""

    def __init__(self, port: int, workshop: Workshop) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.workshop, self.tag = workshop, ""

    def ask(self, status: int = 200, **headers: str) -> bytes:
        """The body; any other status ends the benchmark."""
        address = f"/workshops/{self.workshop.code}/"
        self.connection.request("GET", address, headers=headers)
        response = self.connection.getresponse()
        body = response.read()
        if response.status != status:
            raise SystemExit(f"the page answered {response.status}, not {status}")
        self.tag = response.headers["ETag"]
        return body

    def read_cached(self) -> None:
        """As a visitor after others."""
        for _n in range(CALLS):
            self.ask()

    def read_rebuilt(self) -> None:
        """As the first visitor after a change."""
        for _n in range(CALLS):
            Workshop.objects.filter(pk=self.workshop.pk).update(revision=F("revision") + 1)
            self.ask()

    def read_not_modified(self) -> None:
        """As one who has the page."""
        for _n in range(CALLS):
            self.ask(304, **{"If-None-Match": self.tag})


def run(rounds: int) -> list[str]:
    """Lines of the report."""
    workshop = _workshop()
    with server() as port:
        reader = Reader(port, workshop)
        cached, rebuilt, not_modified = interleaved(
            reader.read_cached, reader.read_rebuilt, reader.read_not_modified, rounds=rounds
        )
        packed = reader.ask(**{"Accept-Encoding": "gzip"})
    workshop.sessions.all().delete()
    workshop.delete()
    detail = (
        f"{cached / CALLS * 1000:.1f} ms kept, {rebuilt / CALLS * 1000:.1f} ms after a change, {not_modified / CALLS * 1000:.1f} ms with 304;"
        f" {len(packed) / 1000:.0f} kB of {len(gzip.decompress(packed)) / 1000:.0f}"
    )
    return [line("(l) Page of 40 sessions, kept / made anew", cached / rebuilt, "< 0.5", detail)]
