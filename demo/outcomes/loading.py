"""Loads the story of the demo: studies, events, evaluations, changes, and the status report of its year."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from accounts.services import grants
from demo import studies, workshops
from demo.outcomes import cases, events, plan, project_loading
from evaluations.models import SurveyRound
from evaluations.services import question_bank, results
from outcomes.measures import Scope
from outcomes.models import Claim, PolicyChange, Project, StatusReport
from outcomes.services import (
    changes,
    claims,
    contributions,
    framework,
    report_preparation,
    reports,
    steps,
)
from regions.models import Area, Commission, Term
from studies.models import Study
from workshops.models import Workshop
from workshops.services import certificates
from workshops.services import workshops as workshop_states
from workshops.states import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AbstractBaseUser

    from demo.outcomes.cases import Case

AT = datetime(2011, 1, 20, 12, tzinfo=UTC)
"""When the records of the story were written, in the story."""
ROLES = {"recorder": "recorder", "reviewer": "reviewer", "manager": "manager"}
"""Demo accounts and their roles; where an account is missing, nobody's name stands beside the deed."""


def load(say: Callable[[str], Any]) -> None:
    """Whatever is not there yet; a part that is there is left as it is."""
    people = _people()
    if study_count := studies.load(by=None):
        say(f"{study_count} example studies are made, all invented.")
    question_bank.load()
    _workshops(say)
    is_new = not Project.objects.exists()
    project = _framework() if is_new else Project.objects.filter(code=plan.PROJECT["code"]).first()
    if project and is_new:
        project_loading.load(project, people["manager"], AT)
    if project and not PolicyChange.objects.exists():
        for case in cases.CASES:
            _case(case, project, people)
        say(f"{len(cases.CASES)} country cases are recorded, as the project's page tells them.")
    if is_new:
        _report(people)
        say(
            f"The status report of {plan.YEAR} is drafted from these records, certified and published."
        )


def _people() -> dict[str, AbstractBaseUser | None]:
    """The demo accounts by role, with their roles."""
    users = {
        user.get_username(): user for user in get_user_model().objects.filter(username__in=ROLES)
    }
    for name, role in ROLES.items():
        if name in users:
            grants.give(user=users[name], kind="project", role=role, by=None, at=timezone.now())
    return {role: users.get(name) for name, role in ROLES.items()}


@transaction.atomic
def _workshops(say: Callable[[str], Any]) -> None:
    """All of them or none: a worker that closed a round while people are made to answer would end the loading."""
    now = timezone.now()
    if Workshop.objects.exists():
        return
    workshops.make_open(now=now)
    for event in (*workshops.EVENTS, *events.EVENTS):
        workshop = workshops.make(event, now=now)
        if event.starts_on:
            certificates.issue(workshop=workshop, by=None, at=AT)
    # Claims are made from them at once; workers come to the same jobs later and find the work done.
    for round_ in SurveyRound.objects.filter(state=SurveyRound.State.CLOSED):
        results.prepare(round_.pk)
    for event in events.EVENTS:
        if event.rounds:
            # Only results that are public may be told in a report.
            workshop_states.set_status(
                workshop=Workshop.objects.get(code=event.code),
                new=Status.EVALUATED,
                by=None,
                at=AT,
            )
    say(
        f"{len(events.EVENTS)} events of {plan.YEAR} and {len(workshops.EVENTS) + 1} of today are made up, with people and answers."
    )


def _case(case: Case, project: Project, people: dict[str, Any]) -> None:
    """A record with its evidence, steps and grade, submitted by one and published by another."""
    by = people["recorder"]
    values = {
        "country": Area.objects.get(code=case.country),
        "titles": case.titles,
        "summaries": case.summaries,
        "instrument_name": "",
        **case.coding,
    }
    change = changes.record(
        values=values,
        commissions=Commission.objects.filter(area__code__in=case.commissions),
        terms=Term.objects.filter(code__in=case.themes),
        projects=[project],
        by=by,
        at=AT,
        is_demonstration=True,
    )
    pieces = []
    for piece in case.pieces:
        fields = {
            "kind": piece.kind,
            "title": piece.title,
            "source": piece.source,
            "quote": piece.quote,
            "on": piece.on,
            "url": piece.url,
            "is_public": True,
        }
        pieces.append(steps.add_evidence(change=change, values=fields, by=by, at=AT))
        for stage, on, text in piece.shows:
            steps.add_step(
                change=change, stage=stage, on=on, evidence=pieces[-1], note_text=text, by=by, at=AT
            )
    workshop = Workshop.objects.filter(code=case.event).first()
    if workshop:
        contributions.contribute(
            change=change,
            origin={"workshop": workshop},
            grade=case.grade,
            reasons=case.reasons,
            others=case.others,
            evidence=pieces,
            by=by,
            at=AT,
        )
    changes.move(change=change, new="in_review", by=by, at=AT)
    changes.move(change=change, new="published", by=people["reviewer"], at=AT)


def _framework() -> Project:
    values = plan.PROJECT | {"commissions": list(Commission.objects.all())}
    project = framework.save_project(project=None, values=values, by=None, at=AT)
    framework.set_records(
        project=project,
        workshops=Workshop.objects.filter(code__in=[event.code for event in events.EVENTS]),
        studies=Study.objects.public(),
        by=None,
        at=AT,
    )
    numbers = {
        number: framework.save_accomplishment(
            project=project, number=number, texts=texts, by=None, at=AT
        )
        for number, texts in plan.ACCOMPLISHMENTS.items()
    }
    period = framework.open_period(project=project, year=plan.YEAR, by=None, at=AT)
    counts = dict.fromkeys(numbers, 0)
    for number, measure, item, target, texts in plan.INDICATORS:
        counts[number] += 1
        indicator = framework.save_indicator(
            accomplishment=numbers[number],
            number=counts[number],
            by=None,
            at=AT,
            values={
                "texts": texts,
                "measure": measure,
                "item": item,
                "baseline": 0,
                "baseline_year": 2009,
                "baseline_note": "Before the project.",
            },
        )
        framework.set_target(indicator=indicator, period=period, value=target, by=None, at=AT)
    return project


def _subject(claim: Claim) -> str:
    """What a statement names the sentence by: its measure, or the country of its record."""
    if claim.form == "silent":
        return ""
    country = claim.figures.get("facts", {}).get("country")
    return f"change:{country}" if claim.measure == "change" else claim.measure


def _report(people: dict[str, Any]) -> None:
    """Begun, drafted by the worker's service, edited, submitted, approved, certified, published; and next year begun."""
    project = Project.objects.get(code=plan.PROJECT["code"])
    writer, reviewer, manager = (people[role] for role in ("recorder", "reviewer", "manager"))
    period = project.periods.get(year=plan.YEAR)
    report = reports.begin(period=period, by=writer, at=AT)
    report_preparation.at_once(report, with_claims=True)
    report.refresh_from_db()
    scope = Scope.of_report(report, commission="ESCWA")
    claims.bind(
        report=report,
        form="changed",
        measure="countries-changed",
        remark=plan.INFERENCE,
        scope=scope,
        paragraph=3,
        is_inference=True,
        by=writer,
        at=timezone.now(),
    )
    for kind, text, subjects in plan.STATEMENTS:
        claims.state(
            report=report,
            text=text,
            kind=kind,
            rests_on=[claim for claim in report.claims.all() if _subject(claim) in subjects],
            source=cases.TOLD,
            url=cases.ADDRESS,
            by=writer,
            at=timezone.now(),
        )
    report.refresh_from_db()
    values = {
        "implementation_rate": None,
        "important_issues": "",
        "issues": plan.ISSUES,
        "lessons": "",
    }
    reports.save_heading(report=report, values=values, by=writer, at=timezone.now())
    report_preparation.at_once(report, with_claims=False)
    for service, by in (
        (reports.submit, writer),
        (reports.approve, reviewer),
        (reports.certify, manager),
        (reports.publish, manager),
    ):
        service(report=StatusReport.objects.get(pk=report.pk), by=by, at=timezone.now())
    following = framework.open_period(
        project=project, year=plan.YEAR + 1, by=manager, at=timezone.now()
    )
    reports.begin(period=following, by=writer, at=timezone.now())
