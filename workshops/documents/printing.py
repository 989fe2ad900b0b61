"""Certificates, badges and visa letters of a workshop as PDF."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.documents import as_svg, compile_pdf, printable, qr_svg
from core.i18n import numbers
from core.i18n.languages import direction, interface_code, reader_language
from workshops.models import LayoutPicture, Stakeholder
from workshops.selectors.layouts import layout_of, pictures_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workshops.models import (
        Certificate,
        DocumentLayout,
        Registration,
        VisaLetter,
        Workshop,
    )

Role = LayoutPicture.Role
PREVIEW_SERIAL = "0000-0000-0000"
"""Of previews of certificates: no certificate can have it, since serials have no zero."""


def certificate_pdf(certificate: Certificate, qr_text: str = "") -> bytes:
    """One page: name, workshop, days, place, hours, signatories, serial and a QR code to check it.

    The code carries `qr_text`, or else the address of the page that checks it.
    """
    with translation.override(interface_code(certificate.language)):
        kind = certificate.get_kind_display()
        return compile_pdf(
            "workshops/certificate.typ",
            _certificate(certificate, qr_text),
            title=f"{kind} {certificate.serial}",
            language=certificate.language,
            at=certificate.issued_at,
        )


def _certificate(certificate: Certificate, qr_text: str) -> dict[str, Any]:
    registration, workshop = certificate.registration, certificate.registration.workshop
    layout, pictures = layout_of(workshop), pictures_of(workshop)
    address = f"{settings.PORTAL_ADDRESS}/certificates/{certificate.serial}/"
    is_preview = certificate.serial == PREVIEW_SERIAL
    languages = [certificate.language]
    if layout.second_language not in ("", certificate.language):
        languages.append(layout.second_language)
    layout_parts = set(layout.certificate_parts)
    person = []
    if "organisation" in layout_parts:
        person.append(_shortened(registration.organisation, 120))
    if "country" in layout_parts:
        person.append(_country_of(registration))
    return {
        "texts": [_certified(certificate, language, layout_parts) for language in languages],
        "name": printable(certificate.printed_name, registration.name),
        "person": ", ".join(part for part in person if part),
        "emblem": _picture(pictures, Role.EMBLEM) if "emblem" in layout_parts else "",
        "emblem_words": _("Emblem"),
        "signatories": _signatories(workshop, layout, pictures),
        "serial": certificate.serial,
        "address": address,
        "note": _("Preview: this is no certificate.") if is_preview else "",
        "qr": qr_svg(qr_text or address, error="l" if qr_text else "m"),
        "qr_words": _("QR code: %(text)s") % {"text": address},
    }


def _certified(certificate: Certificate, language: str, layout_parts: set[str]) -> dict[str, str]:
    """What stands on the certificate in one of its languages."""
    workshop = certificate.registration.workshop
    with translation.override(interface_code(language)):
        return {
            "language": language,
            "host": workshop.host.full_name if "host" in layout_parts else "",
            "kind": str(certificate.get_kind_display()),
            "opening": _("This is to certify that"),
            "said": _STATEMENTS[certificate.kind](),
            "title": workshop.title,
            "where": where_and_when(workshop) if "where" in layout_parts else "",
            "hours": hours_of(certificate) if "hours" in layout_parts else "",
        }


def _signatories(
    workshop: Workshop, layout: DocumentLayout, pictures: dict[str, LayoutPicture]
) -> list[dict[str, str]]:
    rows = (
        (workshop.signatory, layout.signatory_title, Role.SIGNATURE),
        (workshop.second_signatory, layout.second_signatory_title, Role.SECOND_SIGNATURE),
    )
    return [
        {
            "name": name,
            "title": title,
            "signature": _picture(pictures, role),
            "words": _("Signature of %(name)s") % {"name": name},
        }
        for name, title, role in rows
        if name
    ]


def _picture(pictures: dict[str, LayoutPicture], role: str) -> str:
    picture = pictures.get(role)
    return as_svg(bytes(picture.png)) if picture else ""


def hours_of(certificate: Certificate) -> str:
    """A sentence with hours and sessions attended; "" for who came to speak or to help."""
    if not certificate.hours or certificate.kind in ("speaker", "organiser"):
        return ""
    hours = numbers.number(float(certificate.hours), 1)
    sentence = _("Hours attended: %(hours)s") % {"hours": hours}
    if certificate.sessions:
        sentence += " · " + _("Sessions: %(n)s") % {"n": numbers.number(certificate.sessions)}
    return sentence


def where_and_when(workshop: Workshop) -> str:
    """The city with its country, and the days."""
    country = workshop.country.name if workshop.country else ""
    place = ", ".join(part for part in (workshop.city, country) if part)
    days = numbers.days(workshop.starts_on, workshop.ends_on)
    # A city in Latin letters would turn the days round that stand beside it.
    mark = "\N{RIGHT-TO-LEFT MARK}" if direction(reader_language()) == "rtl" else ""
    return " · ".join(f"{mark}{part}" for part in (place, days) if part)


_STATEMENTS: dict[str, Any] = {
    "participation": lambda: _("took part in"),
    "completion": lambda: _("completed"),
    "speaker": lambda: _("contributed as a speaker to"),
    "organiser": lambda: _("helped to organise"),
}


BADGES = {"sheet": "workshops/badge_sheets.typ", "single": "workshops/badges.typ"}
"""Ways to print badges of 86 x 54 mm: ten on a sheet of A4 with cut marks, or one on each page."""
ROLES = {
    Stakeholder.SPEAKER: gettext_lazy("Speaker"),
    Stakeholder.STAFF: gettext_lazy("Organiser"),
    Stakeholder.SUPPORT: gettext_lazy("Interpreter"),
}


def badges_pdf(people: Iterable[Registration], layout: str = "single") -> bytes:
    """Badges of people of one workshop, with the code that the desk scans."""
    people = list(people)
    badges = []
    if people:
        workshop = people[0].workshop
        layout_parts, emblem = set(layout_of(workshop).badge_parts), ""
        if "emblem" in layout_parts:
            emblem = _picture(pictures_of(workshop), Role.EMBLEM)
        badges = [_badge(registration, layout_parts, emblem) for registration in people]
    return compile_pdf(
        BADGES[layout], {"badges": badges}, title=_("Badges"), language=reader_language()
    )


def _badge(registration: Registration, layout_parts: set[str], emblem: str) -> dict[str, str]:
    parts = {
        "position": _shortened(registration.position, 60),
        "organisation": _shortened(registration.organisation, 70),
        "country": _country_of(registration),
        "role": str(ROLES.get(Stakeholder(registration.stakeholder), _("Participant"))),
        "title": registration.workshop.title,
    }
    return {
        "name": printable(registration.badge_name, registration.name),
        **{name: text if name in layout_parts else "" for name, text in parts.items()},
        "emblem": emblem,
        "emblem_words": _("Emblem"),
        "code": registration.code,
        "qr": qr_svg(registration.code),
        "qr_words": _("QR code: %(text)s") % {"text": registration.code},
    }


def name_plates_pdf(people: Iterable[Registration]) -> bytes:
    """Name plates to fold, one on each page of A4."""
    plates = [
        {
            "name": printable(registration.badge_name, registration.name),
            "organisation": _shortened(registration.organisation, 120),
            "country": _country_of(registration),
        }
        for registration in people
    ]
    return compile_pdf(
        "workshops/name_plates.typ",
        {"plates": plates},
        title=_("Name plates"),
        language=reader_language(),
    )


def _country_of(registration: Registration) -> str:
    country = registration.country
    return printable(country.name, country.code) if country else ""


def _shortened(text: str, most: int) -> str:
    words = printable(text)
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def visa_letters_pdf(
    pack: list[tuple[Registration, dict[str, str], VisaLetter]], language: str
) -> bytes:
    """Letters to embassies, a page each: who is invited to what, with the passport it is issued for."""
    workshop = pack[0][0].workshop
    with translation.override(interface_code(language)):
        return compile_pdf(
            "workshops/visa_letters.typ",
            {"letters": [_visa_letter(workshop, *row) for row in pack]},
            title=f"{_('Visa support letter')} {pack[0][2].number}",
            language=language,
            at=pack[0][2].issued_at,
        )


def _visa_letter(
    workshop: Workshop, registration: Registration, passport: dict[str, str], letter: VisaLetter
) -> dict[str, Any]:
    country = workshop.country.name if workshop.country else ""
    text = _(
        "The %(host)s has the honour to confirm that %(name)s, holder of passport %(number)s issued by %(issuer)s and"
        " valid until %(until)s, is invited to the following meeting of the United Nations: %(title)s, %(place)s, %(days)s."
        " Any assistance in issuing the visa in good time will be appreciated."
    ) % {
        "host": workshop.host.full_name,
        "name": passport.get("passport_name") or registration.name,
        "number": passport.get("number", ""),
        "issuer": passport.get("issued_by", ""),
        "until": _written_day(passport.get("expires_on", "")),
        "title": workshop.title,
        "place": ", ".join(part for part in (workshop.venue, workshop.city, country) if part),
        "days": numbers.days(workshop.starts_on, workshop.ends_on),
    }
    facts = {
        _("Date of birth"): _written_day(passport.get("born_on", "")),
        _("Place of birth"): passport.get("born_in", ""),
        _("Nationality"): passport.get("nationality", ""),
        _("Position"): registration.position,
        _("Ministry or organisation"): registration.organisation,
    }
    embassy = passport.get("embassy")
    return {
        "host": workshop.host.full_name,
        "number": letter.number,
        "day": numbers.day(letter.issued_at.date()),
        "to": _("To the embassy or consulate in %(city)s") % {"city": embassy} if embassy else "",
        "text": text,
        "facts": [{"label": label, "value": value} for label, value in facts.items() if value],
        "signatory": letter.signatory,
    }


def _written_day(text: str) -> str:
    try:
        return numbers.day(date.fromisoformat(text))
    except ValueError:
        return text
