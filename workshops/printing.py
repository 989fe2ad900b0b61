"""Certificates, badges and visa letters of a workshop as PDF."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from migration_portal.core import numbers
from migration_portal.core.languages import direction, interface_code
from workshops.typesetting import ACCENT, line, new_document, printable, qr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fpdf import FPDF

    from workshops.models import Certificate, Registration, VisaLetter, Workshop


def certificate_pdf(certificate: Certificate) -> bytes:
    """One page: name, workshop, days, place, hours, signatory, serial and a QR code to check it."""
    registration, workshop = certificate.registration, certificate.registration.workshop
    with translation.override(interface_code(certificate.language)):
        country = workshop.country.name if workshop.country else ""
        said = (
            workshop.host.full_name, workshop.title, workshop.city, country, workshop.signatory, workshop.second_signatory
        )  # fmt: skip
        words = "".join(
            [
                *said,
                certificate.printed_name,
                certificate.get_kind_display(),
                numbers.days(workshop.starts_on, workshop.ends_on),
            ]
        )
        pdf = new_document(certificate.language, words)
        pdf.set_auto_page_break(auto=False)
        pdf.set_creation_date(certificate.issued_at)
        pdf.set_title(f"{certificate.get_kind_display()} {certificate.serial}")
        pdf.add_page()
        pdf.set_draw_color(*ACCENT)
        pdf.set_line_width(0.8)
        pdf.rect(10, 10, 277, 190)
        pdf.set_y(30)
        line(pdf, workshop.host.full_name, 14)
        pdf.ln(6)
        pdf.set_text_color(*ACCENT)
        line(pdf, certificate.get_kind_display(), 28, bold=True, height=14)
        pdf.set_text_color(20, 30, 40)
        pdf.ln(6)
        line(pdf, _("This is to certify that"), 13)
        line(pdf, printable(certificate.printed_name, registration.name), 24, bold=True, height=13)
        line(pdf, _SAID[certificate.kind](), 13)
        line(pdf, workshop.title, 17, bold=True, height=10)
        place = ", ".join(
            part
            for part in (workshop.city, workshop.country.name if workshop.country else "")
            if part
        )
        line(
            pdf,
            " · ".join(
                part for part in (place, numbers.days(workshop.starts_on, workshop.ends_on)) if part
            ),
            13,
        )
        if certificate.hours and certificate.kind not in ("speaker", "organiser"):
            hours = numbers.number(float(certificate.hours), 1)
            said_hours = _("Hours attended: %(hours)s") % {"hours": hours}
            if certificate.sessions:
                said_hours += " · " + _("Sessions: %(n)s") % {"n": certificate.sessions}
            line(pdf, said_hours, 12)
        _signatures(pdf, [workshop.signatory, workshop.second_signatory])
        address = f"{settings.PORTAL_ADDRESS}/certificates/{certificate.serial}/"
        qr(pdf, address, x=245 if direction(certificate.language) == "ltr" else 20, y=160, width=30)
        pdf.set_y(186)
        line(pdf, f"{certificate.serial}  ·  {address}", 9, height=5)
        return bytes(pdf.output())


def _signatures(pdf: FPDF, names: list[str]) -> None:
    """A line to sign above each name, one or two beside each other, right of the middle's left."""
    names = [name for name in names if name]
    width, gap = 80, 15
    begin = (297 - len(names) * width - (len(names) - 1) * gap) / 2
    pdf.set_draw_color(120, 130, 140)
    pdf.set_line_width(0.2)
    for place, name in enumerate(names):
        x = begin + place * (width + gap)
        pdf.line(x, 166, x + width, 166)
        pdf.set_xy(x, 167)
        pdf.set_font(size=11)
        pdf.multi_cell(width, 6, name, align="C")


_SAID: dict[str, Any] = {
    "participation": lambda: _("took part in"),
    "completion": lambda: _("completed"),
    "speaker": lambda: _("contributed as a speaker to"),
    "organiser": lambda: _("helped to organise"),
}


def badges_pdf(workshop: Workshop, people: Iterable[Registration]) -> bytes:
    """Badges of 86 x 54 mm, one on each page, with the code that the desk scans."""
    people = list(people)
    words = "".join(f"{one.badge_name}{one.organisation}{one.country or ''}" for one in people)
    pdf = new_document("en", words, size=(54, 86))
    pdf.set_auto_page_break(auto=False)
    pdf.set_margins(4, 4)
    for one in people:
        pdf.add_page()
        right = any("\u0590" <= letter <= "\u08ff" for letter in one.badge_name)
        pdf.set_text_shaping(use_shaping_engine=True, direction="rtl" if right else "ltr")
        pdf.set_y(6)
        line(pdf, printable(one.badge_name, one.name), 15, bold=True, height=7)
        pdf.set_text_shaping(use_shaping_engine=True, direction="ltr")
        line(pdf, printable(one.organisation)[:70], 8, height=4)
        if one.country:
            line(pdf, printable(one.country.name, one.country.code), 10, bold=True, height=6)
        qr(pdf, one.code, x=6, y=33, width=17)
        pdf.set_xy(26, 38)
        pdf.set_font(size=9)
        pdf.cell(56, 5, one.code)
    if not pdf.pages_count:
        pdf.add_page()
    return bytes(pdf.output())


def visa_letters_pdf(
    pack: list[tuple[Registration, dict[str, str], VisaLetter]], language: str
) -> bytes:
    """Letters to embassies, a page each: who is invited to what, with the passport it is issued for."""
    with translation.override(interface_code(language)):
        workshop = pack[0][0].workshop
        said = [workshop.host.full_name, workshop.title, workshop.city, workshop.signatory]
        if workshop.country:
            said.append(workshop.country.name)
        for registration, passport, letter in pack:
            said += [registration.name, letter.number, *passport.values()]
        pdf = new_document(language, "".join(said), orientation="P")
        pdf.set_margins(25, 25)
        pdf.set_title(_("Visa support letter") + f" {pack[0][2].number}")
        for row in pack:
            _visa_letter(pdf, workshop, *row, side="R" if direction(language) == "rtl" else "L")
        return bytes(pdf.output())


def _visa_letter(
    pdf: FPDF,
    workshop: Workshop,
    registration: Registration,
    passport: dict[str, str],
    letter: VisaLetter,
    *,
    side: str,
) -> None:
    name = passport.get("passport_name") or registration.name
    country = workshop.country.name if workshop.country else ""
    place = ", ".join(part for part in (workshop.venue, workshop.city, country) if part)
    pdf.add_page()
    line(pdf, workshop.host.full_name, 14, bold=True, align=side)
    # Each on a line of its own: digits beside Latin letters change places in a line that runs right to left.
    line(pdf, letter.number, 10, height=5, align=side)
    line(pdf, numbers.day(letter.issued_at.date()), 10, height=5, align=side)
    pdf.ln(6)
    if passport.get("embassy"):
        to = _("To the embassy or consulate in %(city)s") % {"city": passport["embassy"]}
        line(pdf, to, 12, align=side)
        pdf.ln(4)
    text = _(
        "The %(host)s has the honour to confirm that %(name)s, holder of passport %(number)s issued by %(issuer)s and"
        " valid until %(until)s, is invited to the following meeting of the United Nations: %(title)s, %(place)s, %(days)s."
        " Any assistance in issuing the visa in good time will be appreciated."
    ) % {
        "host": workshop.host.full_name, "name": name, "number": passport.get("number", ""),
        "issuer": passport.get("issued_by", ""), "until": _written_day(passport.get("expires_on", "")),
        "title": workshop.title, "place": place, "days": numbers.days(workshop.starts_on, workshop.ends_on),
    }  # fmt: skip
    line(pdf, text, 12, height=7, align=side)
    more = {
        _("Date of birth"): _written_day(passport.get("born_on", "")), _("Place of birth"): passport.get("born_in", ""),
        _("Nationality"): passport.get("nationality", ""), _("Position"): registration.position,
        _("Ministry or organisation"): registration.organisation,
    }  # fmt: skip
    pdf.ln(4)
    for label, value in more.items():
        if value:
            line(pdf, str(label), 9, height=5, align=side)
            line(pdf, printable(value, value), 11, height=6, align=side)
    pdf.ln(18)
    line(pdf, letter.signatory, 12, align=side)


def _written_day(text: str) -> str:
    try:
        return numbers.day(date.fromisoformat(text))
    except ValueError:
        return text
