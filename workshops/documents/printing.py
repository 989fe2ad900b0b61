"""Certificates, badges and visa letters of a workshop as PDF."""

from __future__ import annotations

from datetime import date
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core.i18n import numbers
from core.i18n.languages import direction, interface_code
from workshops.documents.typesetting import (
    ACCENT,
    INK,
    QUIET,
    line,
    printable,
    qr,
    set_size,
    typeset,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fpdf import FPDF

    from workshops.models import Certificate, Registration, VisaLetter, Workshop


def certificate_pdf(certificate: Certificate) -> bytes:
    """One page: name, workshop, days, place, hours, signatories, serial and a QR code to check it."""
    with translation.override(interface_code(certificate.language)):
        return typeset(
            certificate.language, lambda pdf: _certificate(pdf, certificate), text=certificate.printed_name
        )  # fmt: skip


def _certificate(pdf: FPDF, certificate: Certificate) -> None:
    workshop = certificate.registration.workshop
    pdf.set_auto_page_break(auto=False)
    pdf.set_margins(34, 30)
    pdf.set_creation_date(certificate.issued_at)
    pdf.set_title(f"{certificate.get_kind_display()} {certificate.serial}")
    pdf.add_page()
    pdf.set_draw_color(*ACCENT)
    for edge, width in ((9, 1.1), (11.5, 0.25)):
        pdf.set_line_width(width)
        pdf.rect(edge, edge, 297 - 2 * edge, 210 - 2 * edge)
    _certified(pdf, certificate)
    right = direction(certificate.language) == "rtl"
    _signatures(pdf, [workshop.signatory, workshop.second_signatory], right=right)
    address = f"{settings.PORTAL_ADDRESS}/certificates/{certificate.serial}/"
    qr(pdf, address, x=22 if right else 245, y=156, width=30)
    pdf.set_text_color(*INK)
    pdf.set_y(181)
    line(pdf, certificate.serial, 10, bold=True, height=5)
    pdf.set_text_color(*QUIET)
    line(pdf, address, 8.5, height=4.5)


def _certified(pdf: FPDF, certificate: Certificate) -> None:
    """What is certified, from the host to the hours, each in the middle."""
    registration, workshop = certificate.registration, certificate.registration.workshop
    pdf.set_y(30)
    pdf.set_text_color(*INK)
    line(pdf, workshop.host.full_name, 13, height=7)
    pdf.ln(8)
    pdf.set_text_color(*ACCENT)
    line(pdf, certificate.get_kind_display(), 30, bold=True, height=14)
    pdf.ln(8)
    pdf.set_text_color(*QUIET)
    line(pdf, _("This is to certify that"), 12, height=8)
    pdf.set_text_color(*INK)
    line(pdf, printable(certificate.printed_name, registration.name), 27, bold=True, height=16)
    pdf.set_text_color(*QUIET)
    line(pdf, _SAID[certificate.kind](), 12, height=8)
    pdf.ln(2)
    pdf.set_text_color(*INK)
    line(pdf, workshop.title, 17, bold=True, height=9)
    pdf.ln(3)
    line(pdf, _where_and_when(workshop), 12, height=7)
    if certificate.hours and certificate.kind not in ("speaker", "organiser"):
        hours = numbers.number(float(certificate.hours), 1)
        said = _("Hours attended: %(hours)s") % {"hours": hours}
        if certificate.sessions:
            said += " · " + _("Sessions: %(n)s") % {"n": numbers.number(certificate.sessions)}
        pdf.set_text_color(*QUIET)
        line(pdf, said, 11, height=7)


def _where_and_when(workshop: Workshop) -> str:
    country = workshop.country.name if workshop.country else ""
    place = ", ".join(part for part in (workshop.city, country) if part)
    days = numbers.days(workshop.starts_on, workshop.ends_on)
    return " · ".join(part for part in (place, days) if part)


def _signatures(pdf: FPDF, names: list[str], *, right: bool) -> None:
    """A line to sign above each name, one or two beside each other in the middle of the page."""
    names = [name for name in names if name]
    if right:
        names.reverse()
    width, gap = 72, 14
    begin = (297 - len(names) * width - (len(names) - 1) * gap) / 2
    pdf.set_draw_color(*QUIET)
    pdf.set_text_color(*INK)
    pdf.set_line_width(0.2)
    for place, name in enumerate(names):
        x = begin + place * (width + gap)
        pdf.line(x, 160, x + width, 160)
        pdf.set_xy(x, 161.5)
        set_size(pdf, 10)
        pdf.multi_cell(width, 5.2, name, align="C")


_SAID: dict[str, Any] = {
    "participation": lambda: _("took part in"),
    "completion": lambda: _("completed"),
    "speaker": lambda: _("contributed as a speaker to"),
    "organiser": lambda: _("helped to organise"),
}


def badges_pdf(people: Iterable[Registration]) -> bytes:
    """Badges of 86 x 54 mm, one on each page, with the code that the desk scans."""
    people = list(people)
    names = "".join(one.badge_name + one.organisation for one in people)
    return typeset("en", lambda pdf: _badges(pdf, people), text=names, size=(54, 86))


def _badges(pdf: FPDF, people: list[Registration]) -> None:
    pdf.set_auto_page_break(auto=False)
    pdf.set_margins(5, 5)
    for one in people:
        pdf.add_page()
        _badge(pdf, one)
    if not pdf.pages_count:
        pdf.add_page()


def _badge(pdf: FPDF, one: Registration) -> None:
    name = printable(one.badge_name, one.name)
    pdf.set_text_color(*INK)
    pdf.set_y(6)
    set_size(pdf, 16, bold=True)
    fits = pdf.get_string_width(name) < pdf.epw
    line(pdf, name, 16 if fits else 12, bold=True, height=8 if fits else 5.5)
    pdf.set_text_color(*QUIET)
    line(pdf, shorten(printable(one.organisation), 70, placeholder="…"), 8, height=4)
    pdf.set_text_color(*ACCENT)
    if one.country:
        line(pdf, printable(one.country.name, one.country.code), 11, bold=True, height=7)
    qr(pdf, one.code, x=3, y=31, width=21)
    pdf.set_text_color(*INK)
    pdf.set_xy(26, 35)
    set_size(pdf, 10)
    pdf.cell(56, 5, one.code, new_x="LEFT", new_y="NEXT")
    pdf.set_text_color(*QUIET)
    set_size(pdf, 6.5)
    pdf.multi_cell(56, 3.2, shorten(printable(one.workshop.title), 110, placeholder="…"), align="L")


def visa_letters_pdf(
    pack: list[tuple[Registration, dict[str, str], VisaLetter]], language: str
) -> bytes:
    """Letters to embassies, a page each: who is invited to what, with the passport it is issued for."""

    def draw(pdf: FPDF) -> None:
        pdf.set_margins(25, 25)
        pdf.set_title(_("Visa support letter") + f" {pack[0][2].number}")
        for row in pack:
            _visa_letter(pdf, workshop, *row, side="R" if direction(language) == "rtl" else "L")

    workshop = pack[0][0].workshop
    with translation.override(interface_code(language)):
        return typeset(language, draw, orientation="P")


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
    pdf.set_text_color(*ACCENT)
    line(pdf, workshop.host.full_name, 14, bold=True, height=8, align=side)
    pdf.set_text_color(*QUIET)
    # Each on a line of its own: digits beside Latin letters change places in a line that runs right to left.
    line(pdf, letter.number, 10, height=5, align=side)
    line(pdf, numbers.day(letter.issued_at.date()), 10, height=5, align=side)
    pdf.set_text_color(*INK)
    pdf.ln(8)
    if passport.get("embassy"):
        to = _("To the embassy or consulate in %(city)s") % {"city": passport["embassy"]}
        line(pdf, to, 12, bold=True, align=side)
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
    pdf.ln(6)
    for label, value in more.items():
        if value:
            pdf.set_text_color(*QUIET)
            line(pdf, str(label), 9, height=5, align=side)
            pdf.set_text_color(*INK)
            line(pdf, printable(value, value), 11, height=6, align=side)
            pdf.ln(1.5)
    pdf.ln(22)
    line(pdf, letter.signatory, 12, align=side)


def _written_day(text: str) -> str:
    try:
        return numbers.day(date.fromisoformat(text))
    except ValueError:
        return text
