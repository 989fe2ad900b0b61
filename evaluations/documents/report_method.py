"""The parts of an evaluation report on how it came about: method, limits, who answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.i18n import numbers
from evaluations.documents.report_sections import section, table
from evaluations.documents.report_source import days_of
from evaluations.models import SurveyRound
from evaluations.presentation import results as results_texts
from evaluations.presentation import waves, wordings
from evaluations.statistics.rates import NO_WORDS_BELOW, WARN_BELOW, response_rate

if TYPE_CHECKING:
    from evaluations.documents.report_source import ReportSource
    from evaluations.documents.report_types import Section


def method(source: ReportSource) -> Section:
    """How the answers came about, and what they cannot tell."""
    workshop, round_, content = source.workshop, source.rounds["R2"], source.end.content
    response = results_texts.response_of(content)
    held = _(
        "%(title)s was held by %(host)s on %(days)s. Who took part was asked at the end; organising staff and interpreters were not."
    ) % {"title": workshop.title, "host": workshop.host.full_name, "days": days_of(workshop)}
    period = _(
        "The form was open from %(opens)s to %(closes)s, by personal link; on paper and by other tools where the organisers chose so."
    ) % {
        "opens": numbers.day(round_.opens_at.date()),
        "closes": numbers.day(round_.closes_at.date()),
    }
    limits = [
        _(
            "Limits: people say how they see themselves; knowledge was not tested and nobody was watched at work."
        ),
        _(
            "There is no group that did not attend, so change may have other causes than the workshop."
        ),
    ]
    if response < WARN_BELOW:
        limits.append(
            _("Fewer than %(limit)s %% answered; those who did may differ from those who did not.")
            % {"limit": WARN_BELOW}
        )
    if response < NO_WORDS_BELOW:
        limits.append(
            _("Because fewer than %(limit)s %% answered, no words are put on shares.")
            % {"limit": NO_WORDS_BELOW}
        )
    paragraphs = [held, period, str(results_texts.METHOD)]
    if any(source.since(kind) for kind in source.kinds()):
        paragraphs.append(str(waves.SINCE))
    site = settings.PORTAL_ADDRESS
    links = [
        (_("Results with all figures"), reverse("evaluations:results", args=[workshop.code])),
        (_("Codebook of the questions"), reverse("evaluations:codebook", args=[workshop.code])),
        (_("The workshop"), workshop.get_absolute_url()),
    ]
    return section(
        "method", _("Method and limits"), [*paragraphs, *limits],
        links=[{"text": text, "address": f"{site}{path}"} for text, path in links],
    )  # fmt: skip


def participants(source: ReportSource) -> Section:
    """Who answered, of those who were asked and of those who attended."""
    rows = []
    for kind in source.kinds():
        content = source.prepared[kind].content
        attended = content.get("attended")
        rows.append(
            [
                str(SurveyRound.Kind(kind).label),
                numbers.number(attended),
                numbers.number(content["audience"]),
                numbers.number(content["answered"]),
                wordings.percent(response_rate(content["answered"], content["audience"])),
                wordings.percent(
                    response_rate(content["answered"], attended) if attended else None
                ),
            ]
        )
    columns = [
        _("Round"),
        _("Attended"),
        _("Asked"),
        _("Answered"),
        _("Of those asked"),
        _("Of those who attended"),
    ]
    tables, paragraphs = [table(_("Who was asked and who answered"), columns, rows)], []
    content, questionnaire = source.end.content, source.questionnaires["R2"]
    for code in content["groups"]:
        group_table = results_texts.by_group(content, code, questionnaire)
        shown = [
            [name, *cell.split("/")]
            for name, cell in zip(group_table.groups, group_table.response, strict=True)
            if cell != results_texts.HIDDEN
        ]
        if len(shown) > 1:
            title = _("Response by group: %(group)s") % {"group": group_table.title}
            tables.append(table(title, [group_table.title, _("Answered"), _("Asked")], shown))
            paragraphs.append(
                _("Groups of fewer than ten people, and what would give them away, are left out.")
            )
        if group_table.gap is not None:
            text = _(
                "To be like those who were asked, %(gap)s of those who answered would have to be of another group."
            )
            paragraphs.append(text % {"gap": wordings.percent(group_table.gap, 1)})
    return section("participants", _("Who answered"), paragraphs, tables=tables)  # fmt: skip
