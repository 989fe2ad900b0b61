"""(k) 5,000 answers of 25 questions at once through the web server: none lost, none doubled."""

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
from evaluations.models import Response, SurveyRound
from evaluations.services import question_bank, rounds, surveys
from evaluations.views.respond.links import handle_of
from regions.models import Commission
from workshops.models import Registration, Workshop
from workshops.services import workshops
from workshops.states import RegistrationState

PEOPLE, THREADS, AGAIN = 5_000, 40, 200
FORM = "/evaluation/answers/"
CODES = (
    "REL1",
    "REL2",
    "REL3",
    "USE1",
    "NEW1",
    "POL1",
    "EXC1",
    "KNO1",
    "KNO2",
    "SKI1",
    "DAT1",
    "GEN1",
    "RIG1",
    "INT1",
    "FAC1",
    "FAC2",
    "FAC3",
    "LAN1",
    "ORG1",
    "ORG2",
    "ORG3",
    "OVR1",
)
"""With ENA1, SUP1 and COM1 they are 25."""


def _round() -> SurveyRound:
    question_bank.load()
    now = timezone.now()
    first = timezone.localdate() - timedelta(days=1)
    values = {
        "code": "bench-answers",
        "host": Commission.objects.first(),
        "titles": {"en": "bench"},
        "starts_on": first,
        "ends_on": first,
        "mode": "by_invitation",
        "capacity": PEOPLE,
    }
    _remove()
    workshop = workshops.create(values=values, by=None, at=now)
    Workshop.objects.filter(pk=workshop.pk).update(status="held")
    Registration.objects.bulk_create(
        Registration(
            workshop=workshop,
            given="Ana",
            family=f"P{number}",
            stakeholder="gov_labour",
            organisation="M",
            email=f"p{number}@invalid.invalid",
            state=RegistrationState.ATTENDED,
            gender=("woman", "man")[number % 2],
        )
        for number in range(PEOPLE)
    )
    survey = surveys.set_up(workshop=workshop, at=now)
    end = survey.rounds.get(kind=SurveyRound.Kind.END)
    rounds.open_round(end, at=now)
    end.refresh_from_db()
    return end


def _remove() -> None:
    Registration.objects.filter(workshop__code="bench-answers").delete()
    Workshop.objects.filter(code="bench-answers").delete()


def _form(number: int, token: str) -> str:
    scale = {code: str(number % 4 + 1) for code in CODES}
    other_fields = {
        "ENA1": ["1", "3"],
        "SUP1": ["2"],
        "COM1": f"lesson {number}",
        "page": "5",
        "act": "send",
    }
    return urlencode(scale | other_fields | {"csrfmiddlewaretoken": token}, doseq=True)


def _token(link: str) -> str:
    """What the link carries, and the cookie that is got for it."""
    return link.strip("/").rsplit("/", 1)[1]


def _all_at_once(port: int, links: list[str]) -> tuple[float, list[float], dict[int, int]]:
    """Seconds for all, seconds of each, and how many answers had which status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", FORM, headers={"Cookie": f"evaluation={_token(links[0])}"})
    page = connection.getresponse()
    cookie = page.headers["Set-Cookie"].split(";")[0]
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.read().decode()).group(1)
    work_left, durations, statuses = iter(enumerate(links)), [], {}
    guard, start = threading.Lock(), threading.Barrier(THREADS + 1)

    def work() -> None:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        client.connect()
        start.wait()
        while True:
            with guard:
                number, link = next(work_left, (None, ""))
            if number is None:
                return
            begun = time.perf_counter()
            response_token = _token(link)
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"{cookie}; evaluation={response_token}",
            }
            body = _form(number, token) + "&" + urlencode({"form": handle_of(response_token)})
            client.request("POST", FORM, body, headers)
            response = client.getresponse()
            response.read()
            with guard:
                durations.append(time.perf_counter() - begun)
                statuses[response.status] = statuses.get(response.status, 0) + 1

    threads = [threading.Thread(target=work) for _n in range(THREADS)]
    for thread in threads:
        thread.start()
    start.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun, sorted(durations), statuses


def run() -> list[str]:
    """Lines of the report."""
    end = _round()
    links = [invitation.link() for invitation in end.invitations.order_by("pk")]
    # Some are sent twice, as over a bad line.
    with server() as port:
        total_seconds, durations, statuses = _all_at_once(port, [*links, *links[:AGAIN]])
    rounds.absorb(end, at=timezone.now())
    responses = Response.objects.filter(round=end)
    persons = responses.values("pseudonym").distinct().count()
    texts = set(responses.values_list("texts__text", flat=True))
    begun = time.perf_counter()
    rounds.mix(end, at=timezone.now())
    mixing = time.perf_counter() - begun
    wrong = {status: n for status, n in statuses.items() if status not in (302, 409)}
    detail = (
        f"{len(links) / total_seconds:.0f} a second, p99 {durations[int(len(durations) * 0.99)] * 1000:.0f} ms; {responses.count()} kept of {PEOPLE},"
        f" {persons} persons, {len(texts)} different texts, {statuses.get(409, 0)} of {AGAIN} second sendings told so,"
        f" {wrong or 'no'} other answers; mixed in {mixing:.2f} s"
    )
    _remove()
    return [line("(k) 5,000 answers of 25 questions at once", total_seconds, "-", detail)]
