"""(s) The status report of a year with 40 workshops and 2,000 answers, built by the worker's service."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING

from django.test import Client
from django.utils import timezone

from benchmarks.timing import line, seconds
from demo import workshops
from evaluations.models import SurveyRound
from evaluations.services import question_bank, results
from outcomes.models import Project
from outcomes.services import framework, report_preparation, reports
from regions.models import Commission
from workshops.models import Workshop
from workshops.states import Status

if TYPE_CHECKING:
    from outcomes.models import StatusReport

WORKSHOPS, ANSWERS, YEAR = 40, 50, 2010
MEASURES = (
    ("answers-favourable", "SKI1"), ("countries-changed", ""), ("certificates-valid", ""), ("women-share", ""),
    ("studies-published", ""), ("answers-favourable", "DAT1"), ("recommendations-endorsed", ""), ("people-reached", ""),
)  # fmt: skip


def _year() -> None:
    """40 workshops of five commissions with 60 people each, 50 of whom answer."""
    question_bank.load()
    hosts = ("ECA", "ECE", "ECLAC", "ESCAP", "ESCWA")
    for number in range(WORKSHOPS):
        event = workshops.Event(
            f"bench-{number}",
            hosts[number % 5],
            "Nairobi",
            0,
            60,
            ANSWERS,
            0.5,
            starts_on=date(YEAR, 1, 11) + timedelta(days=8 * number),
            rounds=("R2",),
        )
        workshops.make(event, now=timezone.now())
    for pk in SurveyRound.objects.filter(state=SurveyRound.State.CLOSED).values_list(
        "pk", flat=True
    ):
        results.prepare(pk)


def _report() -> StatusReport:
    now = timezone.now()
    project = framework.save_project(
        project=Project.objects.filter(code="bench").first(),
        by=None,
        at=now,
        values={
            "code": "bench",
            "titles": {"en": "Bench"},
            "objectives": {"en": "Bench"},
            "starts_on": date(2009, 1, 1),
            "ends_on": date(2012, 12, 31),
            "commissions": list(Commission.objects.all()),
        },
    )
    # Only results that are public count in figures.
    events = Workshop.objects.filter(code__startswith="bench-")
    events.update(status=Status.EVALUATED)
    framework.set_records(project=project, workshops=events, studies=[], by=None, at=now)
    accomplishment = framework.save_accomplishment(
        project=project, number=1, texts={"en": "Skills"}, by=None, at=now
    )
    for number, (measure, item) in enumerate(MEASURES, start=1):
        values = {"texts": {"en": measure}, "measure": measure, "item": item}
        framework.save_indicator(
            accomplishment=accomplishment, number=number, values=values, by=None, at=now
        )
    period = framework.open_period(project=project, year=YEAR, by=None, at=now)
    return reports.begin(period=period, by=None, at=now)


def run(rounds: int) -> list[str]:
    """Lines of the report."""
    if not Workshop.objects.filter(code="bench-0").exists():
        _year()
    report = _report()
    first = seconds(lambda: report_preparation.at_once(report, with_claims=True))
    rebuilt = median(
        seconds(lambda: report_preparation.at_once(report, with_claims=False))
        for _n in range(rounds)
    )
    detail = f"{WORKSHOPS} workshops, {WORKSHOPS * ANSWERS:,} answers; {report.claims.count()} sentences drafted; prepared again {rebuilt:.2f} s"
    lines = [line("(s) status report of a year, drafted and built", first, "< 5 s", detail)]
    report.refresh_from_db()
    for step in (reports.submit, reports.approve, reports.certify, reports.publish):
        step(report=report, by=None, at=timezone.now())
    client = Client(SERVER_NAME="localhost")
    address = f"/status-reports/bench/{YEAR}/"
    client.get(address)
    page = median(seconds(lambda: client.get(address)) for _n in range(rounds))
    lines.append(
        line(
            "(s) its page from what was prepared, ms",
            page * 1000,
            "-",
            f"{len(client.get(address).content) / 1000:.0f} kB",
        )
    )
    return lines
