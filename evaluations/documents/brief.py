"""The one-page brief of an evaluation report: what is said first, on one sheet that can be handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.i18n import numbers
from core.i18n.languages import direction
from evaluations.presentation import results
from workshops.documents import typesetting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fpdf import FPDF

    from evaluations.documents.report_types import Brief
    from evaluations.statistics.prepared import Prepared

SAID = ("NEW1", "POL1", "EXC1", "USE1")
"""New ideas, policy options, exchange of experience, use: what the project promised, as sentences."""
DRAWN = (*SAID, "REL1", "SKI1", "DAT1", "INT1", "OVR1")
REST = (232, 236, 240)


def brief_of(
    items: Sequence[results.Shown], content: Prepared, plans: Sequence[tuple[str, str]]
) -> Brief:
    """The brief in the active language; `content` is what was prepared of the end round, `plans` of the follow-up."""
    known = {one.code: one for one in items}
    more = [
        _("Of %(pairs)s people who rated their understanding before and after, it grew for %(improved)s.") % one
        for one in results.changes(content)
    ]  # fmt: skip
    more += [
        _("Six months later, plans that are done or under way: %(share)s.") % {"share": share}
        for _name, share in plans[:1]
    ]
    bars = [
        {"title": one.title, "share": one.share, "n": numbers.number(one.n), "percent": one.midpoint}
        for code in DRAWN
        if (one := known.get(code)) and one.share
    ]  # fmt: skip
    return {
        "heading": _("The evaluation on one page"), "base": results.base_line(content), "bars": bars, "more": more,
        "sentences": [known[code].sentence for code in SAID if code in known and known[code].sentence],
        "bars_title": _("Favourable answers, of valid answers"),
        "note": _("The full report has the method, all questions and the groups. Fewer than five answers are hidden."),
    }  # fmt: skip


def pdf(content: dict[str, Any]) -> bytes:
    """One A4 page from the content of a report."""
    return typesetting.typeset(
        content["language"], lambda paper: _draw(paper, content), text=content["title"], orientation="P"
    )  # fmt: skip


def _draw(paper: FPDF, content: dict[str, Any]) -> None:
    brief = content["brief"]
    paper.set_margins(20, 16)
    paper.set_auto_page_break(auto=False)
    paper.set_title(f"{brief['heading']}: {content['title']}")
    paper.add_page()
    side = "R" if direction(content["language"]) == "rtl" else "L"
    _head(paper, content, side)
    for text in (brief["base"], *brief["sentences"], *brief["more"]):
        typesetting.line(paper, text, 11, height=5.6, align=side)
        paper.ln(2.2)
    paper.ln(3)
    typesetting.line(paper, brief["bars_title"], 12, bold=True, height=8, align=side)
    for one in brief["bars"]:
        _bar(paper, one, side)
    paper.ln(3)
    paper.set_text_color(*typesetting.QUIET)
    for text in (brief["note"], f"{content['heading']}: {content['made_on_text']}"):
        typesetting.line(paper, text, 8, height=4.2, align=side)


def _head(paper: FPDF, content: dict[str, Any], side: str) -> None:
    paper.set_text_color(*typesetting.QUIET)
    typesetting.line(paper, content["host"], 9, height=5, align=side)
    paper.set_text_color(*typesetting.ACCENT)
    typesetting.line(paper, content["title"], 17, bold=True, height=8.5, align=side)
    paper.set_text_color(*typesetting.INK)
    # Each on a line of its own: digits beside Latin letters change places in a line that runs right to left.
    for part in (content["where"], content["when"]):
        typesetting.line(paper, part, 11, height=6, align=side)
    if content["invented"]:
        paper.set_text_color(163, 33, 29)
        typesetting.line(paper, content["invented"], 9, bold=True, height=5.5, align=side)
        paper.set_text_color(*typesetting.INK)
    paper.ln(3)
    paper.set_draw_color(*typesetting.ACCENT)
    paper.line(paper.l_margin, paper.y, paper.w - paper.r_margin, paper.y)
    paper.ln(4)


def _bar(paper: FPDF, one: Mapping[str, Any], side: str) -> None:
    """A question, its bar below, and the share with its base beside it."""
    typesetting.line(paper, one["title"], 10, height=5, align=side)
    edge = paper.c_margin
    width, top = paper.epw - 38 - 2 * edge, paper.y + 0.8
    filled = width * one["percent"] / 100
    begin = paper.l_margin + edge + (38 if side == "R" else 0)
    paper.set_fill_color(*REST)
    paper.rect(begin, top, width, 4.4, style="F")
    paper.set_fill_color(*typesetting.ACCENT)
    paper.rect(begin + (width - filled if side == "R" else 0), top, filled, 4.4, style="F")
    paper.set_font(style="B", size=10)
    paper.set_xy(paper.l_margin if side == "R" else begin + width + 2, top - 0.3)
    paper.cell(36, 5, f"{one['share']} ({one['n']})", align="L" if side == "R" else "R")  # fmt: skip
    paper.set_xy(paper.l_margin, top + 7)
