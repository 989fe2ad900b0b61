"""The one-page brief of an evaluation report: what is said first, on one sheet that can be handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.documents import compile_pdf
from core.i18n import numbers
from evaluations.documents import report_files
from evaluations.presentation import results

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evaluations.documents.report_types import Bar, Brief, ReportContent
    from evaluations.statistics.prepared import Prepared

SAID = ("NEW1", "POL1", "EXC1", "USE1")
"""New ideas, policy options, exchange of experience, use: what the project promised, as sentences."""
DRAWN = (*SAID, "REL1", "SKI1", "DAT1", "INT1", "OVR1")


def brief_of(
    items: Sequence[results.Shown], content: Prepared, plans: Sequence[tuple[str, str]]
) -> Brief:
    """The brief in the active language; `content` is what was prepared of the end round, `plans` of the follow-up."""
    known = {one.code: one for one in items}
    more = [
        _(
            "Of %(pairs)s people who rated their understanding before and after, it grew for %(improved)s."
        )
        % one
        for one in results.changes(content)
    ]
    more += [
        _("Six months later, plans that are done or under way: %(share)s.") % {"share": share}
        for _name, share in plans[:1]
    ]
    bars: list[Bar] = [
        {
            "title": one.title,
            "share": one.share,
            "n": numbers.number(one.n),
            "percent": one.midpoint,
        }
        for code in DRAWN
        if (one := known.get(code)) and one.share and one.midpoint is not None
    ]
    return {
        "heading": _("The evaluation on one page"),
        "base": results.base_line(content),
        "bars": bars,
        "more": more,
        "sentences": [
            known[code].sentence for code in SAID if code in known and known[code].sentence
        ],
        "bars_title": _("Favourable answers, of valid answers"),
        "note": _(
            "The full report has the method, all questions and the groups. Fewer than five answers are hidden."
        ),
    }


def pdf(content: ReportContent) -> bytes:
    """One A4 page from the content of a report."""
    brief = content["brief"]
    bars = [
        {"title": one["title"], "percent": one["percent"], "told": f"{one['share']} ({one['n']})"}
        for one in brief["bars"]
    ]
    data = {name: content[name] for name in ("host", "title", "where", "when", "invented")}
    return compile_pdf(
        "evaluations/brief.typ",
        {
            **data,
            "sentences": [brief["base"], *brief["sentences"], *brief["more"]],
            "bars_title": brief["bars_title"],
            "bars": bars,
            "notes": [brief["note"], f"{content['heading']}: {content['made_on_text']}"],
        },
        title=f"{brief['heading']}: {content['title']}",
        language=content["language"],
        at=report_files.made_at(content),
    )
