"""Lists of people on paper: sign-in sheets, grids to tick, the list of participants."""

from __future__ import annotations

from itertools import groupby
from textwrap import shorten
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _
from fpdf.fonts import FontFace

from core.i18n import numbers
from core.i18n.languages import direction, interface_code
from workshops.documents.typesetting import ACCENT, INK, QUIET, line, printable, set_size, typeset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fpdf import FPDF

    from workshops.models import Registration, Session, Workshop

RULE, HEAD = (190, 200, 210), (235, 241, 246)


def sheet_pdf(
    workshop: Workshop, session: Session, people: Iterable[Registration], language: str
) -> bytes:
    """A sign-in sheet: number, name, country, organisation, a field to sign."""
    people = list(people)
    with translation.override(interface_code(language)):
        return typeset(
            language, lambda pdf: _sheet(pdf, workshop, session, people), orientation="P", text=_names(people)
        )  # fmt: skip


def _names(people: list[Registration]) -> str:
    return "".join(one.badge_name + one.organisation for one in people)


def _sheet(pdf: FPDF, workshop: Workshop, session: Session, people: list[Registration]) -> None:
    pdf.set_title(session.title)
    pdf.add_page()
    line(pdf, workshop.title, 13, bold=True, height=7)
    local = session.starts_at.astimezone(workshop.tz)
    line(pdf, session.title, 11, height=6)
    line(pdf, f"{numbers.day(local.date())} · {local:%H:%M} ({workshop.zone})", 10, height=6)
    pdf.ln(3)
    set_size(pdf, 9)
    heads = ("", _("Name"), _("Country"), _("Organisation"), _("Signature"))
    rows = [
        (
            numbers.number(number),
            printable(one.badge_name, one.name),
            printable(one.country.name, one.country.code) if one.country else "",
            printable(one.organisation)[:60],
            "",
        )
        for number, one in enumerate(people, start=1)
    ]
    _table(pdf, (9, 48, 32, 50, 45), [heads, *rows], padding=2.4)


def _table(
    pdf: FPDF, widths: tuple[int, ...], rows: list[tuple[str, ...]], *, padding: float
) -> None:
    """Rows with lines between them, heads repeated on every page; from the right where one reads so."""
    right = translation.get_language_bidi()
    order = slice(None, None, -1 if right else 1)
    pdf.set_draw_color(*RULE)
    with pdf.table(
        col_widths=widths[order], line_height=4.4, padding=(padding, 1.2), text_align="RIGHT" if right else "LEFT",
        headings_style=FontFace(emphasis="BOLD", fill_color=HEAD),
    ) as table:  # fmt: skip
        for row in rows:
            table.row(row[order])


def grid_pdf(
    workshop: Workshop, sessions: Iterable[Session], people: Iterable[Registration], language: str
) -> bytes:
    """People by sessions with a field for each, to tick by hand; at most eight sessions on a page."""
    people, sessions = list(people), list(sessions)

    def draw(pdf: FPDF) -> None:
        pdf.set_title(workshop.title)
        for first in range(0, max(1, len(sessions)), 8):
            pdf.add_page()
            line(pdf, workshop.title, 13, bold=True, height=9)
            set_size(pdf, 8)
            _grid(pdf, workshop, sessions[first : first + 8], people)

    with translation.override(interface_code(language)):
        return typeset(language, draw, text=_names(people))


def _grid(pdf: FPDF, workshop: Workshop, part: list[Session], people: list[Registration]) -> None:
    times = [one.starts_at.astimezone(workshop.tz) for one in part]
    heads = [
        f"{numbers.day(at.date())}\n{at:%H:%M}\n{shorten(printable(one.title), 34, placeholder='…')}"
        for one, at in zip(part, times, strict=True)
    ]
    rows = [("", _("Name"), _("Country"), *heads)]
    for number, one in enumerate(people, start=1):
        country = printable(one.country.name, one.country.code) if one.country else ""
        name = printable(one.badge_name, one.name)
        rows.append((numbers.number(number), name, country, *("" for _session in part)))
    _table(pdf, (9, 52, 34, *(22 for _one in part)), rows, padding=1)


def participants_pdf(
    workshop: Workshop, people: list[Registration], unnamed: int, language: str
) -> bytes:
    """The list of participants as it goes round: by country (or organisation), as `people` are ordered.

    `unnamed` tells how many more come who did not agree to be named.
    """

    def draw(pdf: FPDF) -> None:
        pdf.set_margins(20, 18)
        pdf.set_auto_page_break(auto=True, margin=18)
        pdf.set_title(f"{_('List of participants')}: {workshop.title}")
        pdf.add_page()
        side = "R" if direction(language) == "rtl" else "L"
        _list_head(pdf, workshop, side)
        for name, members in groupby(people, key=_delegation):
            _delegation_part(pdf, name, list(members), side)
        if unnamed:
            pdf.ln(6)
            pdf.set_text_color(*QUIET)
            said = _("Not named at their own wish: %(n)s") % {"n": numbers.number(unnamed)}
            line(pdf, said, 9, height=5, align=side)

    with translation.override(interface_code(language)):
        return typeset(language, draw, orientation="P", text=_names(people))


def _list_head(pdf: FPDF, workshop: Workshop, side: str) -> None:
    place = ", ".join(
        part for part in (workshop.city, workshop.country.name if workshop.country else "") if part
    )
    line(pdf, workshop.host.full_name, 10, height=6, align=side)
    pdf.ln(3)
    pdf.set_text_color(*ACCENT)
    line(pdf, _("List of participants"), 20, bold=True, height=10, align=side)
    pdf.set_text_color(*INK)
    line(pdf, workshop.title, 13, bold=True, height=7, align=side)
    line(pdf, " · ".join(part for part in (place, numbers.days(workshop.starts_on, workshop.ends_on)) if part), 10, height=6, align=side)  # fmt: skip


def _delegation(one: Registration) -> str:
    return printable(one.country.name, one.country.code) if one.country else one.organisation


def _delegation_part(pdf: FPDF, name: str, members: list[Registration], side: str) -> None:
    if pdf.will_page_break(28):
        pdf.add_page()
    pdf.ln(5)
    pdf.set_text_color(*ACCENT)
    line(pdf, printable(name), 12, bold=True, height=7, align=side)
    pdf.set_draw_color(*ACCENT)
    pdf.set_line_width(0.2)
    pdf.line(pdf.l_margin, pdf.get_y(), pdf.w - pdf.r_margin, pdf.get_y())
    pdf.ln(1.5)
    for one in members:
        if pdf.will_page_break(14):
            pdf.add_page()
        who = printable(f"{one.title} {one.badge_name}".strip(), one.name)
        if one.nomination:
            who += f" · {one.nomination.get_capacity_display()}"
        pdf.set_text_color(*INK)
        line(pdf, who, 10.5, bold=True, height=5.5, align=side)
        pdf.set_text_color(*QUIET)
        line(pdf, printable(_entry(one)), 9.5, height=5, align=side)
        pdf.ln(1.5)


def _entry(one: Registration) -> str:
    return ", ".join(part for part in (one.position, one.unit, one.organisation) if part)
