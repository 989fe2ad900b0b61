"""Made-up workshops with made-up answers, for trying the portal; every page about them says so."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction

from evaluations.models import SurveyRound
from evaluations.questionnaires.questionnaire import holds
from evaluations.services import responses, rounds, surveys
from evaluations.statistics.codes import SCALES
from regions.models import Area, Commission, Term
from studies.models import Study
from workshops.models import Attendance, Workshop
from workshops.services import attendance, registrations, workshops
from workshops.states import Actor, RegistrationState, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluations.questionnaires.questionnaire import Questionnaire
    from evaluations.questionnaires.questions import Question

NOTE = {
    "en": "Example of a workshop that was held, made up to show how the portal works.",
    "fr": "Exemple d’atelier tenu, inventé pour montrer le portail.",
    "es": "Ejemplo de taller celebrado, inventado para mostrar el portal.",
    "ar": "مثال على حلقة عمل عُقدت، أُعدّ لعرض البوابة.",
    "ru": "Пример проведённого семинара, придуманный для показа портала.",
    "zh": "已举办讲习班的示例，仅用于展示本门户。",
}
SESSIONS = (
    (9, 90, "Opening and what the figures show"),
    (11, 90, "Women who migrate and the children who stay"),
    (14, 120, "Remittances: costs, corridors, accounts"),
    (16, 60, "Recommendations and national plans"),
)
GIVEN = (
    "Amina",
    "Luis",
    "Noor",
    "Tomás",
    "Leila",
    "Aigul",
    "Joseph",
    "Mei",
    "Karim",
    "Sofía",
    "Dana",
    "Paulo",
)
FAMILY = (
    "Rahman",
    "Silva",
    "Haddad",
    "Okoye",
    "Chen",
    "Popov",
    "Diallo",
    "Mendoza",
    "Karimov",
    "Nguyen",
    "Saleh",
    "Costa",
)
LESSONS = (
    "Data from the census and from work permits can be joined.",
    "L’échange avec les autres pays a été le plus utile.",
    "Conviene coordinar los ministerios de trabajo y de planificación.",
    "كان تبادل الخبرات مع البلدان المجاورة مفيدا جدا.",
    "Полезно видеть, как другие страны считают денежные переводы.",
    "希望有更多关于汇款成本的练习。",
)
PLANS = (
    "Propose a question on migration for the next survey",
    "Draft a note on fees for remittances",
    "Invite the ministry of labour to a joint working group",
)


@dataclass(frozen=True, slots=True)
class Event:
    """A workshop to make up: who held it how long ago, how many came, and how many of them answered."""

    code: str
    host: str
    city: str
    days_ago: int
    people: int
    answered: int
    lift: float
    languages: tuple[str, ...] = ("en",)
    starts_on: date | None = None
    """The day it began, where it is not counted back from today."""
    titles: Mapping[str, str] = field(default_factory=dict)
    summaries: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    co_hosts: tuple[str, ...] = ()
    kind: str = "regional_seminar"
    days: int = 1
    countries: tuple[str, ...] = ()
    """From these people come in turn; from twelve members of the host where none is named."""
    study: str = ""
    """The theme of the host's study that is presented; its first one where none is named."""
    rounds: tuple[str, ...] = ("R0", "R2", "R3")
    """Those that people answer; without any there is no evaluation."""

    def first_day(self, now: datetime) -> date:
        """The day it began."""
        return self.starts_on or (now - timedelta(days=self.days_ago)).date()


EVENTS = (
    Event("example-dhaka", "ESCAP", "Dhaka", 190, 44, 36, 0.6),
    Event("example-jakarta", "ESCAP", "Jakarta", 1, 16, 7, 0.5),
)
TITLES = {
    "en": "Migration and national planning", "fr": "Migrations et planification nationale",
    "es": "Migración y planificación nacional", "ar": "الهجرة والتخطيط الوطني",
    "ru": "Миграция и национальное планирование", "zh": "移徙与国家规划",
}  # fmt: skip


def make(event: Event, *, now: datetime) -> Workshop:
    """The workshop, its people, and its rounds as they would stand today, by the services that people use."""
    draw = random.Random(event.code)  # noqa: S311  made up, and the same each time
    with transaction.atomic():
        workshop = _workshop(event, now)
        survey = None
        if event.rounds:
            survey = surveys.set_up(workshop=workshop, invented=True, at=_moment(workshop, -30))
        _people(event, workshop, draw)
    kinds = SurveyRound.Kind
    if survey and kinds.BASELINE in event.rounds:
        _round(survey, kinds.BASELINE, _moment(workshop, -20), event.answered, event, draw, now)
    last = _moment(workshop, event.days - 1, 17)
    with transaction.atomic():
        _status(workshop, Status.IN_PROGRESS, _moment(workshop, 0, 8))
        _attend(workshop, draw)
        _status(workshop, Status.HELD, last)
    if survey:
        _round(survey, kinds.END, last, event.answered, event, draw, now)
        later = survey.rounds.get(kind=kinds.FOLLOW_UP)
        if kinds.FOLLOW_UP in event.rounds:
            _round(
                survey, kinds.FOLLOW_UP, later.opens_at, event.answered * 2 // 3, event, draw, now
            )
    workshop.refresh_from_db()
    return workshop


def _moment(workshop: Workshop, days: int, hour: int = 9) -> datetime:
    return datetime.combine(workshop.starts_on + timedelta(days=days), time(hour), workshop.tz)


def _status(workshop: Workshop, status: str, at: datetime) -> None:
    workshops.set_status(workshop=workshop, new=status, by=None, at=at)


def _workshop(event: Event, now: datetime) -> Workshop:
    first = event.first_day(now)
    named = {language: f"{title}: {event.city}" for language, title in TITLES.items()}
    values: dict[str, Any] = {
        "code": event.code,
        "is_demonstration": True,
        "host": Commission.objects.get(area__code=event.host),
        "kind": event.kind,
        "summaries": dict(event.summaries) or NOTE,
        "titles": dict(event.titles) or named,
        "country": Area.objects.filter(code=event.country).first(),
        "co_hosts": list(Commission.objects.filter(area__code__in=event.co_hosts)),
        "city": event.city,
        "languages": " ".join(event.languages),
        "starts_on": first,
        "ends_on": first + timedelta(days=event.days - 1),
        "signatory": "Chief, Example Section",
        "mode": "by_invitation",
        "accepts_at_once": True,
        "capacity": event.people + 10,
        "terms": list(Term.objects.filter(code__in=["remittances", "gender"])),
    }
    workshop = workshops.create(values=values, by=None, at=now)
    presented = Study.objects.public().filter(commissions=workshop.host)
    if event.study:
        presented = presented.filter(terms__code=event.study)
    studies = list(presented[:1]) if event.study or not event.starts_on else []
    for index, (hour, minutes, title) in enumerate(SESSIONS):
        begin = _moment(workshop, index * event.days // len(SESSIONS), hour)
        session = {
            "title": title,
            "starts_at": begin,
            "ends_at": begin + timedelta(minutes=minutes),
            "room": "Conference room 1",
            "studies": studies,
        }
        session["recommendations"] = [
            recommendation
            for study in studies
            for recommendation in study.recommendations.all()[:4]
        ]
        workshops.save_session(
            workshop=workshop, session=None, values=session, by=None, at=_moment(workshop, -60)
        )
    for status in (Status.ANNOUNCED, Status.OPEN):
        _status(workshop, status, _moment(workshop, -60))
    return workshop


def _people(event: Event, workshop: Workshop, draw: random.Random) -> None:
    chosen = list(Area.objects.filter(code__in=event.countries).order_by("code"))
    if not chosen:
        countries = list(
            Area.objects.countries()
            .members_of(workshop.host, on=workshop.starts_on)
            .order_by("code")
        )
        chosen = draw.sample(countries, min(12, len(countries)))
    # Letters are written to those who can still answer, and to nobody else.
    domain = "example.org" if not event.starts_on and event.days_ago < 10 else "invalid.invalid"
    kinds = [
        "gov_labour",
        "gov_interior",
        "gov_planning",
        "gov_statistics",
        "academia",
        "civil",
        "igo",
    ]
    for number in range(event.people):
        values = {
            "given": draw.choice(GIVEN),
            "family": draw.choice(FAMILY),
            "gender": draw.choices(("woman", "man", "unsaid"), (50, 46, 4))[0],
            "country": chosen[number % len(chosen)] if event.countries else draw.choice(chosen),
            "stakeholder": draw.choices(kinds, (6, 5, 4, 4, 3, 3, 2))[0],
            "organisation": "Example institution",
            "position": "Officer",
            "email": f"{event.code}-{number}@{domain}",
            "language": draw.choice(event.languages),
            "mode": draw.choices(("in_person", "online"), (5, 1))[0],
            "first_time": draw.random() < 0.6,
            "consent_contact": draw.random() < 0.9,
        }
        registration = registrations.register(
            workshop=workshop,
            values=values,
            answers={},
            actor=Actor.ORGANISER,
            at=_moment(workshop, -30),
        )
        registrations.respond(
            registration=registration, new=RegistrationState.CONFIRMED, at=_moment(workshop, -20)
        )


def _attend(workshop: Workshop, draw: random.Random) -> None:
    """Sheets of each session; who missed too much of the programme attends and does not complete."""
    sessions = list(workshop.sessions.all())
    for registration in workshop.registrations.order_by("pk"):
        kind = Attendance.Kind.REMOTE if registration.mode == "online" else Attendance.Kind.PRESENT
        for session in draw.sample(sessions, draw.choice((2, 3, 4, 4, 4, 4))):
            attendance.record(
                registration=registration,
                session=session,
                kind=kind,
                method=Attendance.Method.SHEET,
                at=session.starts_at,
            )


def _round(
    survey, kind: str, at: datetime, answers: int, event: Event, draw, now: datetime
) -> None:
    """Open a round as of a day in the past, have some answer, close it where its time is over."""
    round_ = survey.rounds.get(kind=kind)
    if at > now:
        return
    rounds.open_round(round_, at=at)
    round_.refresh_from_db()
    invitations = list(
        round_.invitations.select_related("round__survey", "registration").order_by("pk")
    )
    for invitation in draw.sample(invitations, min(answers, len(invitations))):
        questionnaire = responses.asked_of(invitation)
        form = _filled(
            questionnaire.own, event.lift, draw, at_first=kind == SurveyRound.Kind.BASELINE
        )
        reading = questionnaire.own.read(lambda name, form=form: form.get(name, []), demand=False)
        responses.submit(invitation=invitation, asked=questionnaire, reading=reading, at=at)
    rounds.mix(round_, at=at)
    if round_.closes_at <= now:
        rounds.close(round_, at=round_.closes_at)


def _filled(
    questionnaire: Questionnaire, lift: float, draw: random.Random, *, at_first: bool
) -> dict[str, list[str]]:
    """A form as somebody in a good or less good mood would send it."""
    mood = draw.gauss(lift, 0.6)
    form: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    for question in questionnaire.questions:
        if not holds(question, values) or draw.random() < 0.04:
            continue
        for key in question.keys:
            if text := _answer(
                question, key, mood - (1.2 if at_first or key == "KNO1" else 0), draw
            ):
                form[key] = text
                values[key] = [int(code) for code in text if code.lstrip("-").isdigit()]
        if question.quotable and draw.random() < 0.5:
            form[f"{question.name}_quote"] = ["on"]
    return form


def _answer(question: Question, key: str, mood: float, draw: random.Random) -> list[str]:
    if question.kind == "text":
        if question.private:
            return [draw.choice(PLANS)]
        return [draw.choice(LESSONS)] if draw.random() < 0.4 else []
    if question.kind == "number":
        return [str(draw.randint(2, 30))]
    codes = [option.code for option in question.options]
    if question.kind == "multiple":
        chosen = [code for code in codes if draw.random() < 0.3 and code not in question.none_codes]
        return [str(code) for code in chosen or question.none_codes]
    if question.scale in SCALES:
        if (question.not_applicable or question.dont_know) and draw.random() < 0.05:
            return [str(question.codes[-1])]
        step = round(draw.gauss(3.4 + mood, 0.8) * len(codes) / 5)
        return [str(min(max(step, min(codes)), max(codes)))]
    return [str(draw.choices(codes, [3, *[2] * (len(codes) - 1)])[0])] if codes else []


OPEN_PROGRAMME = (
    (0, 9, 90, "Opening and what the figures show", "open"),
    (0, 11, 90, "Women who migrate and the children who stay", "study"),
    (0, 14, 120, "Remittances: costs, corridors, accounts", ""),
    (1, 9, 120, "Recommendations and national plans", "asked"),
    (1, 14, 60, "Evaluation and closing", ""),
)


def make_open(*, now: datetime) -> Workshop:
    """A workshop that begins in thirty days and takes registrations; its summary says that it is made up."""
    first = now.date() + timedelta(days=30)
    note = "Example of a workshop, made up to show how the portal works."
    values = {
        "code": "example-bangkok",
        "is_demonstration": True,
        "host": Commission.objects.get(area__code="ESCAP"),
        "country": Area.objects.get(code="THA"),
        "titles": {
            "en": "Migration and development in South-East Asia",
            "ar": "الهجرة والتنمية في جنوب شرق آسيا",
            "fr": "Migration et développement en Asie du Sud-Est",
            "es": "Migración y desarrollo en Asia Sudoriental",
            "ru": "Миграция и развитие в Юго-Восточной Азии",
            "zh": "东南亚的移徙与发展",
        },
        "summaries": {
            "en": note,
            "fr": "Exemple d’atelier, inventé pour montrer le portail.",
            "es": "Taller de ejemplo, inventado para mostrar el portal.",
            "ar": "مثال على حلقة عمل، أُعدّ لعرض البوابة.",
            "ru": "Пример семинара, придуманный для показа портала.",
            "zh": "示例讲习班，仅用于展示本门户。",
        },
        "languages": "en fr ar",
        "city": "Bangkok",
        "venue": "United Nations Conference Centre",
        "form": "hybrid",
        "zone": "Asia/Bangkok",
        "starts_on": first,
        "ends_on": first + timedelta(days=1),
        "mode": "open",
        "accepts_at_once": True,
        "capacity": 40,
        "capacity_in_person": 30,
        "country_quota": 4,
        "signatory": "Chief, Example Section",
        "terms": list(Term.objects.filter(code__in=["gender", "remittances"])),
    }
    workshop = workshops.create(values=values, by=None, at=now)
    study = (
        Study.objects.public().filter(commissions__area__code="ESCAP", terms__code="gender").first()
    )
    for day, hour, minutes, title, kind in OPEN_PROGRAMME:
        begin = datetime.combine(first + timedelta(days=day), time(hour), ZoneInfo("Asia/Bangkok"))
        session = {
            "title": title,
            "starts_at": begin,
            "ends_at": begin + timedelta(minutes=minutes),
            "room": "Conference room 2",
        }
        if study and kind:
            session |= {"studies": [study]} if kind == "study" else {}
            session |= (
                {"recommendations": list(study.recommendations.all())} if kind == "asked" else {}
            )
        workshops.save_session(workshop=workshop, session=None, values=session, by=None, at=now)
    for status in ("announced", "nominations_open"):
        workshops.set_status(workshop=workshop, new=status, by=None, at=now)
    return workshop
