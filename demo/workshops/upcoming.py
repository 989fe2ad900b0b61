"""A made-up workshop that takes registrations, for trying the portal."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from regions.models import Area, Commission, Term
from studies.models import Study
from workshops.models import Workshop
from workshops.services import speakers, workshops

PROGRAMME = (
    (0, 9, 90, "Opening and what the figures show", "open"),
    (0, 11, 90, "Women who migrate and the children who stay", "study"),
    (0, 14, 120, "Remittances: costs, corridors, accounts", ""),
    (1, 9, 120, "Recommendations and national plans", "asked"),
    (1, 14, 60, "Evaluation and closing", ""),
)

PEOPLE = {
    "open": {"chairs": "Omar Example, Example Ministry of Labour"},
    "study": {"speakers": "Maya Example, Example Institute", "moderators": "Omar Example"},
}
"""Who has a part in which session of it."""


def make(*, now: datetime) -> Workshop:
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
    for day, hour, minutes, title, kind in PROGRAMME:
        begin = datetime.combine(first + timedelta(days=day), time(hour), ZoneInfo("Asia/Bangkok"))
        session = {
            "title": title,
            "starts_at": begin,
            "ends_at": begin + timedelta(minutes=minutes),
            "room": "Conference room 2",
        }
        if people := PEOPLE.get(kind):
            session |= people
        if study and kind:
            session |= {"studies": [study]} if kind == "study" else {}
            session |= (
                {"recommendations": list(study.recommendations.all())} if kind == "asked" else {}
            )
        workshops.save_session(workshop=workshop, session=None, values=session, by=None, at=now)
    speakers.confirm(
        speaker=workshop.speakers.get(name="Maya Example"),
        values={
            "title": "Head of research",
            "biographies": {"en": "Maya Example is made up. She has studied families of migrants."},
            "shows_biography": True,
        },
        at=now,
    )
    for status in ("announced", "nominations_open"):
        workshops.set_status(workshop=workshop, new=status, by=None, at=now)
    return workshop
