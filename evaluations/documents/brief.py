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
    from evaluations.presentation.waves import WaveTable
    from evaluations.statistics.prepared import Prepared

SAID = ("NEW1", "POL1", "EXC1", "USE1")
"""New ideas, policy options, exchange of experience, use: what the project promised, as sentences."""
DRAWN = (*SAID, "REL1", "SKI1", "DAT1", "INT1", "OVR1")


def brief_of(
    items: Sequence[results.ItemSummary],
    content: Prepared,
    plans: Sequence[tuple[str, str]],
    since: WaveTable | None,
) -> Brief:
    """The brief in the active language; `content` is what was prepared of the end round, `plans` of the follow-up.

    `since` is change of the same people up to the end; where none is told there is none to sum up.
    """
    by_code = {item.code: item for item in items}
    text = _(
        "Of %(pairs)s people who answered before and at the end, %(higher)s answered higher at the end: “%(item)s”."
    )
    more_sentences = [
        text % {"pairs": row.pairs, "higher": row.higher, "item": row.title}
        for row in (since.rows if since else [])
    ]
    more_sentences += [
        _("Six months later, plans that are done or under way: %(share)s.") % {"share": share}
        for _name, share in plans[:1]
    ]
    bars: list[Bar] = [
        {
            "title": item.title,
            "share": item.share,
            "n": numbers.number(item.n),
            "percent": item.midpoint,
        }
        for code in DRAWN
        if (item := by_code.get(code)) and item.share and item.midpoint is not None
    ]
    return {
        "heading": _("The evaluation on one page"),
        "base": results.base_line(content),
        "bars": bars,
        "more": more_sentences,
        "sentences": [
            by_code[code].sentence for code in SAID if code in by_code and by_code[code].sentence
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
        {"title": bar["title"], "percent": bar["percent"], "label": f"{bar['share']} ({bar['n']})"}
        for bar in brief["bars"]
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
