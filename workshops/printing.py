"""PDFs of a workshop: certificates, badges, sign-in sheets, visa letters; shaped, right to left where needed.

Letters come from the Noto fonts that `scripts/assets.py` fetches. A name in a script that these fonts
lack is printed in Latin letters instead of boxes.
"""

from __future__ import annotations

import io
import string
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont
from fpdf import FPDF

from migration_portal.core import numbers
from migration_portal.core.languages import direction, interface_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workshops.models import Certificate, Registration, Session, VisaLetter, Workshop

FOLDER = settings.BASE_DIR / "build" / "fonts"
FILES = {
    "sans": ("NotoSans_400Regular.ttf", "NotoSans_700Bold.ttf"),
    "arabic": ("NotoNaskhArabic_400Regular.ttf", "NotoNaskhArabic_700Bold.ttf"),
}
ACCENT = (12, 91, 149)
ASCII = string.ascii_letters + string.digits
"""In every document: serials, addresses, codes."""


def has_fonts() -> bool:
    """Whether PDFs can be made here."""
    return all((FOLDER / name).is_file() for pair in FILES.values() for name in pair)


@cache
def _letters(name: str) -> frozenset[int]:
    with TTFont(FOLDER / FILES[name][0], lazy=True) as font:
        return frozenset(font.getBestCmap())


def _in_font(text: str, name: str) -> bool:
    return all(ord(letter) in _letters(name) or letter.isspace() for letter in text)


def printable(text: str, otherwise: str = "") -> str:
    """The text, or the other one where the fonts lack a letter of it."""
    known = all(any(_in_font(letter, name) for name in FILES) for letter in text)
    return text if known else otherwise


def new_document(
    language: str, text: str, *, orientation: str = "L", size: str | tuple[float, float] = "A4"
) -> FPDF:
    """An empty document with the fonts that its language and text need: loading one takes time."""
    right = direction(language) == "rtl"
    wanted = [
        name
        for name in FILES
        if name == ("arabic" if right else "sans")
        or not _in_font(text, "arabic" if right else "sans")
    ]
    pdf = FPDF(orientation=orientation, format=size)
    for name in wanted:
        for style, file in zip(("", "B"), FILES[name], strict=True):
            pdf.add_font(name, style, str(FOLDER / file))
    pdf.set_fallback_fonts(wanted, exact_match=False)
    pdf.set_text_shaping(use_shaping_engine=True, direction=direction(language))
    pdf.set_font("arabic" if right else "sans")
    pdf.set_creator("Migration and development portal")
    pdf.set_lang(language)
    return pdf


def line(
    pdf: FPDF, text: str, size: float, *, bold: bool = False, height: float = 9, align: str = "C"
) -> None:
    """A paragraph in the width of the page."""
    pdf.set_font(style="B" if bold else "", size=size)
    pdf.multi_cell(0, height, text, align=align, new_x="LMARGIN", new_y="NEXT")


def _qr(pdf: FPDF, text: str, *, x: float, y: float, width: float) -> None:
    picture = io.BytesIO()
    segno.make(text, error="m").save(picture, kind="png", scale=6, border=2)
    picture.seek(0)
    pdf.image(picture, x=x, y=y, w=width, alt_text=text)


def _days(workshop: Workshop) -> str:
    first, last = numbers.day(workshop.starts_on), numbers.day(workshop.ends_on)
    return first if first == last else f"{first} – {last}"


def certificate_pdf(certificate: Certificate) -> bytes:
    """One page: name, workshop, days, place, hours, signatory, serial and a QR code to check it."""
    registration, workshop = certificate.registration, certificate.registration.workshop
    with translation.override(interface_code(certificate.language)):
        country = workshop.country.name if workshop.country else ""
        said = (
            workshop.host.full_name, workshop.title, workshop.city, country, workshop.signatory, workshop.second_signatory
        )  # fmt: skip
        words = "".join(
            [*said, certificate.printed_name, certificate.get_kind_display(), _days(workshop)]
        )
        pdf = new_document(certificate.language, words + ASCII)
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
        line(pdf, " · ".join(part for part in (place, _days(workshop)) if part), 13)
        if certificate.hours and certificate.kind not in ("speaker", "organiser"):
            hours = numbers.number(float(certificate.hours), 1)
            said_hours = _("Hours attended: %(hours)s") % {"hours": hours}
            if certificate.sessions:
                said_hours += " · " + _("Sessions: %(n)s") % {"n": certificate.sessions}
            line(pdf, said_hours, 12)
        _signatures(pdf, [workshop.signatory, workshop.second_signatory])
        address = f"{settings.PORTAL_ADDRESS}/certificates/{certificate.serial}/"
        _qr(
            pdf, address, x=245 if direction(certificate.language) == "ltr" else 20, y=160, width=30
        )
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
    pdf = new_document("en", words + ASCII, size=(54, 86))
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
        _qr(pdf, one.code, x=6, y=33, width=17)
        pdf.set_xy(26, 38)
        pdf.set_font(size=9)
        pdf.cell(56, 5, one.code)
    if not pdf.pages_count:
        pdf.add_page()
    return bytes(pdf.output())


def sheet_pdf(
    workshop: Workshop, session: Session, people: Iterable[Registration], language: str
) -> bytes:
    """A sign-in sheet: number, name, country, organisation, a field to sign."""
    with translation.override(interface_code(language)):
        people = list(people)
        words = "".join(f"{one.badge_name}{one.organisation}{one.country or ''}" for one in people)
        pdf = new_document(
            language, words + ASCII + workshop.title + session.title, orientation="P"
        )
        pdf.set_title(session.title)
        pdf.add_page()
        line(pdf, workshop.title, 13, bold=True, align="C")
        local = session.starts_at.astimezone(workshop.tz)
        line(pdf, session.title, 11, height=6)
        line(pdf, numbers.day(local.date()), 10, height=6)
        line(pdf, f"{local:%H:%M} ({workshop.zone})", 10, height=6)
        pdf.set_font(size=9)
        with pdf.table(col_widths=(8, 45, 32, 50, 45), line_height=8, text_align="CENTER") as table:
            table.row(("", _("Name"), _("Country"), _("Organisation"), _("Signature")))
            for number, one in enumerate(people, start=1):
                country = one.country.name if one.country else ""
                table.row(
                    (
                        str(number),
                        printable(one.badge_name, one.name),
                        printable(country),
                        printable(one.organisation)[:60],
                        "",
                    )
                )
        return bytes(pdf.output())


def grid_pdf(
    workshop: Workshop, sessions: Iterable[Session], people: Iterable[Registration], language: str
) -> bytes:
    """People by sessions with a field for each, to tick by hand; at most eight sessions on a page."""
    with translation.override(interface_code(language)):
        people, sessions = list(people), list(sessions)
        words = "".join(f"{one.badge_name}{one.country or ''}" for one in people)
        words += workshop.title + "".join(one.title for one in sessions)
        pdf = new_document(language, words + ASCII, orientation="L")
        pdf.set_title(workshop.title)
        for first in range(0, max(1, len(sessions)), 8):
            part = sessions[first : first + 8]
            pdf.add_page()
            line(pdf, workshop.title, 13, bold=True)
            pdf.set_font(size=8)
            _grid(pdf, workshop, part, people)
        return bytes(pdf.output())


def _grid(pdf: FPDF, workshop: Workshop, part: list[Session], people: list[Registration]) -> None:
    with pdf.table(
        col_widths=(8, 52, 34, *(22 for _one in part)), line_height=6, text_align="CENTER"
    ) as table:
        times = [one.starts_at.astimezone(workshop.tz) for one in part]
        heads = [
            f"{numbers.day(at.date())} {at:%H:%M} {printable(one.title)[:40]}"
            for one, at in zip(part, times, strict=True)
        ]
        table.row(("", _("Name"), _("Country"), *heads))
        for number, one in enumerate(people, start=1):
            country = printable(one.country.name) if one.country else ""
            name = printable(one.badge_name, one.name)
            table.row((str(number), name, country, *("" for _session in part)))


def visa_letters_pdf(
    pack: list[tuple[Registration, dict[str, str], VisaLetter]], language: str
) -> bytes:
    """Letters to embassies, a page each: who is invited to what, with the passport it is issued for."""
    with translation.override(interface_code(language)):
        workshop = pack[0][0].workshop
        said = [workshop.host.full_name, workshop.title, workshop.city, workshop.signatory, ASCII]
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
        "title": workshop.title, "place": place, "days": _days(workshop),
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
