"""A held workshop with an evaluation, and answers as forms send them."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from evaluations.models import Invitation, SurveyRound
from evaluations.services import question_bank, questionnaires, responses, rounds, surveys
from evaluations.views.respond import links
from tests.workshops.making import make_workshop, register
from workshops.models import Attendance, Registration, Workshop

Kind = SurveyRound.Kind


def held(*, people: int = 3, **fields) -> Workshop:
    """A workshop that began yesterday and whose people came to all sessions."""
    question_bank.load()
    workshop = make_workshop(capacity=200, **fields)
    if people:
        _like(register(workshop, gender="woman", consent_contact=True), people - 1)
    begin = timezone.now() - timedelta(days=1)
    Workshop.objects.filter(pk=workshop.pk).update(
        status="held", starts_on=begin.date(), ends_on=begin.date()
    )
    workshop.refresh_from_db()
    for hour, session in enumerate(workshop.sessions.order_by("starts_at")):
        session.starts_at = begin + timedelta(hours=hour)
        session.ends_at = session.starts_at + timedelta(hours=1)
        session.save()
    Registration.objects.filter(workshop=workshop).update(state="attended")
    Attendance.objects.bulk_create(
        Attendance(registration=one, session=session, minutes=60, method="manual")
        for one in workshop.registrations.all()
        for session in workshop.sessions.all()
    )
    return workshop


def _like(first: Registration, more: int) -> None:
    """More people like the first, in one statement: how they registered is no matter here."""
    rows = []
    for number in range(more):
        one = copy(first)
        one.pk, one._state = None, copy(first._state)
        one._state.adding = True
        one.family, one.email = f"Like{number}", f"like{number}-{first.email}"
        one.gender = ("man", "woman")[number % 2]
        one.secret, one.code = (
            Registration._meta.get_field(name).get_default() for name in ("secret", "code")
        )
        rows.append(one)
    Registration.objects.bulk_create(rows)


def opened(kind: str = Kind.END, **fields) -> SurveyRound:
    """A round of a held workshop, open now."""
    workshop = fields.pop("workshop", None) or held(**fields)
    survey = surveys.set_up(workshop=workshop, at=timezone.now())
    return open_now(survey.rounds.get(kind=kind))


def open_now(round_: SurveyRound) -> SurveyRound:
    """Open it whatever its time is."""
    now = timezone.now()
    SurveyRound.objects.filter(pk=round_.pk).update(
        opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=20), own_times=True
    )
    assert rounds.open_round(round_, at=now)
    return SurveyRound.objects.select_related("survey__workshop").get(pk=round_.pk)


FORM: dict[str, Any] = {
    "REL1": "4", "REL2": "5", "REL3": "-1", "USE1": "5", "NEW1": "4", "POL1": "4", "EXC1": "5", "KNO1": "2", "KNO2": "4",
    "SKI1": "4", "DAT1": "3", "GEN1": "-2", "RIG1": "4", "INT1": "5", "INT1P": "3", "INT2": "Draft a decree",
    "INT2W": "2", "ENA1": ["2", "5"], "FAC1": "4", "FAC2": "3", "FAC3": "4", "LAN1": "4", "ORG1": "3", "ORG2": "3",
    "ORG3": "-1", "DUR1": "2", "SUP1": ["1"], "OVR1": "4", "COM1": "Peers matter", "COM1_quote": "on",
}  # fmt: skip
"""Answers to the questions at the end, as a form sends them."""


def getter(form: dict[str, Any]):
    """Texts sent under a name, as `Questionnaire.read` asks for them."""
    return lambda name: (
        form[name] if isinstance(form.get(name), list) else [form[name]] if name in form else []
    )


class OwnForm:
    """A personal link opened in a browser: the form behind it, without the token in its address."""

    def __init__(self, client, link: str) -> None:
        self.client, self.link = client, link
        self.path = reverse("evaluations:form")
        self.handle = links.handle_of(link.strip("/").rsplit("/", 1)[1])

    def get(self):
        """The link, followed to the page it leads to."""
        return self.client.get(self.link, follow=True)

    def post(self, form: dict[str, Any], *, prefix: str = ""):
        """What the form sends, from the browser that opened the link."""
        self.client.get(self.link)
        return self.client.post(f"{prefix}{self.path}", form | {"form": self.handle})


def answer(
    invitation: Invitation,
    form: dict[str, Any] | None = None,
    *,
    waits: bool = False,
    **more: Any,
) -> None:
    """Answer as the person would; written at once unless it `waits` for others as it does in life."""
    invitation = Invitation.objects.select_related("round__survey", "registration").get(
        pk=invitation.pk
    )
    asked = responses.asked_of(invitation)
    reading = asked.own.read(getter((FORM if form is None else form) | more))
    responses.submit(invitation=invitation, asked=asked, reading=reading, at=timezone.now())
    if not waits:
        rounds.absorb(invitation.round, at=timezone.now())


BASELINE: dict[str, Any] = {"CUR1": "3", "KNO0": "2", "CON0": "2", "EXP0": "Figures"}
"""Answers to the questions before the workshop."""


def closed(round_: SurveyRound) -> SurveyRound:
    """The round, its time over."""
    rounds.close(round_, at=timezone.now() + timedelta(days=30))
    return SurveyRound.objects.select_related("survey__workshop").get(pk=round_.pk)


def answered(round_, forms) -> SurveyRound:
    """Closed with each person's form, by the order in which they registered; None does not answer."""
    invitations = round_.invitations.order_by("registration_id")
    for invitation, form in zip(invitations, forms, strict=True):
        if form is not None:
            answer(invitation, form)
    return closed(round_)


def baseline_of(workshop: Workshop, forms) -> SurveyRound:
    """The round before a workshop that is over, closed with these forms."""
    Workshop.objects.filter(pk=workshop.pk).update(status="in_progress")
    workshop.registrations.update(state="confirmed")
    survey = surveys.set_up(workshop=workshop, at=timezone.now())
    begin = timezone.now() - timedelta(days=2)
    round_ = SurveyRound.objects.create(
        survey=survey, kind=Kind.BASELINE, opens_at=begin, closes_at=begin + timedelta(days=1)
    )
    questionnaires.fill(round_)
    round_ = answered(open_now(round_), forms)
    workshop.registrations.update(state="attended")
    Workshop.objects.filter(pk=workshop.pk).update(status="held")
    return round_
