"""Certificates and badges as they will look, on the longest name in each script."""

from __future__ import annotations

import io
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from core.documents import has_fonts, join_pdfs
from workshops.documents.printing import PREVIEW_SERIAL, badges_pdf, certificate_pdf
from workshops.models import Certificate, Registration
from workshops.states import COMING

if TYPE_CHECKING:
    from workshops.models import Workshop

SAMPLES = {
    "LATIN": ("Maria Fernanda Guadalupe", "Rodríguez-Castellanos y Fuentes de la Vega", "es"),
    "ARABIC": ("عبد الرحمن محمد صلاح الدين", "بن عبد العزيز آل خليفة الحسيني", "ar"),
    "CYRILLIC": ("Константин Александрович", "Преображенский-Воскресенский", "ru"),
    "CJK": ("娜娜", "欧阳", "zh"),
}
"""Names for scripts in which nobody is registered yet, with their languages."""


def certificate_preview(workshop: Workshop) -> bytes:
    """A page for each script, which says that it is no certificate."""
    working = workshop.languages.split() or ["en"]
    file = io.BytesIO()
    pages = (
        certificate_pdf(
            Certificate(
                registration=person,
                kind=Certificate.Kind.COMPLETION,
                serial=PREVIEW_SERIAL,
                printed_name=person.badge_name,
                language=person.language if person.language in working else working[0],
                hours=Decimal("17.5"),
                sessions=8,
                issued_at=timezone.now(),
            )
        )
        for person in people_of(workshop)
    )
    join_pdfs(pages, file)
    return file.getvalue()


def badge_preview(workshop: Workshop) -> bytes:
    """A sheet with a badge for each script."""
    return badges_pdf(people_of(workshop), "sheet")


def people_of(workshop: Workshop) -> list[Registration]:
    """In each script who has the longest name and comes, or an example, not stored, of a long name."""
    longest: dict[str, Registration] = {}
    rows = workshop.registrations.filter(state__in=COMING, erased_at=None)
    for person in rows.select_related("country"):
        script = _script_of(person.badge_name)
        if script not in longest or len(person.badge_name) > len(longest[script].badge_name):
            longest[script] = person
    for person in longest.values():
        person.workshop = workshop
    return [
        longest.get(script) or _sample(workshop, *sample)
        for script, sample in SAMPLES.items()
        if script in longest or has_fonts(sample[2])
    ]


def _script_of(name: str) -> str:
    for letter in name:
        script = unicodedata.name(letter, "").partition(" ")[0]
        if letter.isalpha() and script in SAMPLES:
            return script
    return "LATIN"


def _sample(workshop: Workshop, given: str, family: str, language: str) -> Registration:
    return Registration(
        workshop=workshop,
        given=given,
        family=family,
        printed_name=f"{family}{given}" if language == "zh" else "",
        language=language,
        organisation="National Institute of Statistics and Geography",
        position="Deputy Director for Demographic Statistics",
        stakeholder="gov_labour",
        country=workshop.country,
        code="PREVIEW",
    )
