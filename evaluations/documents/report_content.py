"""What an evaluation report says, part by part, in one language.

Summary; method and limits; who answered of those who were asked and of those who attended; findings in the order of ECLAC's
reports; change; comments; conclusions; recommendations with the response of the management; annexes. Page, PDF, Word document,
workbook and JSON are made from this one object, which is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.i18n import numbers
from evaluations.documents import brief
from evaluations.documents.report_method import method, participants
from evaluations.documents.report_sections import (
    chart_of,
    findings_of,
    options_table,
    section,
    table,
    wave_chart,
)
from evaluations.documents.report_source import LATER, TEST, ReportSource, days_of
from evaluations.models import EvaluationRecommendation, SurveyRound
from evaluations.presentation import results as results_texts
from evaluations.presentation import waves, wordings
from evaluations.presentation.group_names import group_name
from evaluations.selectors import texts
from evaluations.statistics import differences

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from evaluations.documents.report_types import Record, ReportContent, Section
    from evaluations.models import PreparedResults
    from evaluations.questionnaires.questionnaire import Questionnaire
    from workshops.models import Workshop

COMMENTS = ("COM1", "COM2")
SUMMED_UP = ("USE1", "NEW1", "POL1", "EXC1", "SKI1", "OVR1")


def content_of(workshop: Workshop, conclusions: str, *, on: date, language: str) -> ReportContent:
    """The report in the active language; `results` holds every prepared figure it rests on."""
    source = ReportSource(workshop)
    parts = results_texts.by_section(source.items)
    sections = [
        _summary(source),
        method(source),
        participants(source),
        *(_findings(source, code, title, items) for code, title, items in parts),
        _change(source),
        _comments(workshop),
        _conclusions(source, conclusions),
        _recommendations(source),
        *(_annex(source, kind) for kind in ("R2", *LATER, TEST) if kind in source.prepared),
    ]
    content = source.end.content
    return {
        "brief": brief.brief_of(source.items, content, source.plans(), source.since("R2")),
        "title": workshop.title,
        "heading": _("Evaluation report"),
        "host": workshop.host.full_name,
        "code": workshop.code,
        "where": ", ".join(
            part
            for part in (workshop.city, workshop.country.name if workshop.country else "")
            if part
        ),
        "when": days_of(workshop),
        "language": language,
        "made_on": on.isoformat(),
        "made_on_text": numbers.day(on),
        "invented": _("Made-up answers, to show how the portal works.")
        if workshop.survey.invented
        else "",
        "conclusions": conclusions,
        "sections": [one for one in sections if _says_something(one)],
        "results": {
            kind: {
                "version": prepared.version,
                "made_on": prepared.made_on.isoformat(),
                "content": prepared.content,
            }
            for kind, prepared in source.prepared.items()
        },
        "method": str(results_texts.METHOD),
        "wordings": _by_round(source, results_texts.titles_of),
        "labels": _by_round(source, results_texts.labels_of),
        "groups": {
            code: {group: group_name(code, group) for group in group_result["groups"]}
            for code, group_result in content["groups"].items()
        },
    }


def _says_something(one: Section) -> bool:
    return bool(
        one["paragraphs"]
        or one["findings"]
        or one["charts"]
        or one["tables"]
        or one["quotes"]
        or one["records"]
    )


def _by_round(source: ReportSource, describe: Any) -> dict[str, Any]:
    return {kind: describe(questionnaire) for kind, questionnaire in source.questionnaires.items()}


def _summary(source: ReportSource) -> Section:
    by_code = {item.code: item for item in source.items}
    chosen = [by_code[code] for code in SUMMED_UP if code in by_code]
    paragraphs = [results_texts.base_line(source.end.content)]
    for kind in source.kinds():
        wave = source.since(kind)
        if wave is not None:
            paragraphs += _moved(wave, str(SurveyRound.Kind(kind).label))
    paragraphs += [
        _("Six months later, plans that are done or under way: %(share)s.") % {"share": share}
        for _name, share in source.plans()[:1]
    ]
    if source.recommendations:
        paragraphs.append(_answers(source.recommendations))
    response = results_texts.response_of(source.end.content)
    return section(
        "summary", _("Summary"), paragraphs, findings=findings_of(chosen, response=response)
    )


def _moved(wave: waves.WaveTable, kind: str) -> Iterable[str]:
    """Which answers moved beyond chance, in a sentence for each direction."""
    for verdict, text in (
        (
            "higher",
            _(
                "From “%(base)s” to “%(kind)s” answers of the same people rose beyond chance: %(items)s."
            ),
        ),
        (
            "lower",
            _(
                "From “%(base)s” to “%(kind)s” answers of the same people fell beyond chance: %(items)s."
            ),
        ),
    ):
        moved = [row.title for row in wave.rows if row.verdict == str(waves.VERDICTS[verdict])]
        if moved:
            items = "; ".join(f"“{title}”" for title in moved)
            yield text % {"base": wave.base, "kind": kind, "items": items}


def _answers(recommendations: list[EvaluationRecommendation]) -> str:
    """How many recommendations there are, and what the management says to them."""
    refused = EvaluationRecommendation.Answer.REFUSED
    return _(
        "Recommendations: %(n)s; accepted in full or in part: %(accepted)s; not accepted: %(refused)s; without a response yet: %(open)s."
    ) % {
        "n": numbers.number(len(recommendations)),
        "accepted": numbers.number(sum(one.acts for one in recommendations)),
        "refused": numbers.number(sum(one.answer == refused for one in recommendations)),
        "open": numbers.number(sum(not one.answer for one in recommendations)),
    }


def _findings(
    source: ReportSource, code: str, title: str, items: list[results_texts.ItemSummary]
) -> Section:
    """The findings of a part: what is said, bars, and beside each share what the five commissions together got."""
    response = results_texts.response_of(source.end.content)
    rows = [
        [item.title, item.share, item.interval, numbers.number(item.n), item.compared]
        for item in items
        if item.share and item.midpoint is not None
    ]
    columns = [
        _("Question"),
        _("Favourable answers"),
        _("95 % interval"),
        _("Valid answers"),
        _("All five commissions"),
    ]
    if not any(row[-1] for row in rows):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    tables = [table(_("Favourable answers: %(part)s") % {"part": title}, columns, rows)]
    tables += [options_table(item) for item in items if item.pieces and not item.share]
    return section(
        code,
        title,
        findings=findings_of(items, response=response),
        charts=[chart_of(_("Answers: %(part)s") % {"part": title}, items)],
        tables=tables,
    )


def _change(source: ReportSource) -> Section:
    paragraphs, charts, tables = [gain] if (gain := source.gain()) else [], [], []
    for kind in source.kinds():
        wave = source.since(kind)
        if wave is None:
            continue
        title = _("From “%(base)s” to “%(kind)s”") % {
            "base": wave.base,
            "kind": SurveyRound.Kind(kind).label,
        }
        charts.append(wave_chart(title, wave))
        columns = [
            _("Question"),
            _("Pairs"),
            _("Higher"),
            _("Lower"),
            _("Mean change in steps"),
            _("By the test"),
        ]
        rows = [
            [row.title, row.pairs, row.higher, row.lower, row.mean, row.verdict]
            for row in wave.rows
        ]
        tables.append(table(title, columns, rows))
    for change in waves.look_back(source.end.content):
        text = _(
            "Asked at the end how they were before and are now, %(improved)s of %(pairs)s people put their understanding higher now; such a look back makes change larger than it was."
        )
        paragraphs.append(text % change)
    rows = [[name, share] for name, share in source.plans()]
    tables.append(
        table(_("Plans that are done or under way"), [_("Plans"), _("Share (plans)")], rows)
    )
    findings = []
    for kind in LATER:
        if kind in source.prepared:
            content = source.prepared[kind].content
            items = results_texts.item_summaries(content, source.questionnaires[kind])
            text = _("%(round)s: %(base)s")
            values = {
                "round": SurveyRound.Kind(kind).label,
                "base": results_texts.base_line(content),
            }
            paragraphs.append(text % values)
            findings += findings_of(items, response=results_texts.response_of(content))
    return section(
        "change", _("Change and use"), paragraphs, findings=findings, charts=charts, tables=tables
    )  # fmt: skip


def _comments(workshop: Workshop) -> Section:
    paragraphs, tables = [], []
    coded = texts.agreement(workshop.survey)
    if coded is not None:
        kappa = numbers.number(coded.overall.kappa, 2)
        paragraphs.append(
            _("Two people gave themes to the comments (Cohen's kappa %(kappa)s).")
            % {"kappa": kappa}
        )
        rows = [
            [
                theme.name,
                numbers.number(theme.agreement.both),
                numbers.number(theme.agreement.kappa, 2),
            ]
            for theme in coded.themes
        ]
        columns = [_("Theme"), _("Texts, both coders"), _("Kappa")]
        tables.append(table(_("Themes of the comments"), columns, rows))
    quotes = texts.quotes(workshop.survey, COMMENTS)
    if quotes:
        paragraphs.append(
            _("Quotations are printed with their authors' consent, in words that a reader cleared.")
        )
    return section(
        "comments",
        _("Comments"),
        paragraphs,
        tables=tables,
        quotes=[{"theme": theme, "texts": quoted} for theme, quoted in quotes.items()],
    )


def _conclusions(source: ReportSource, own: str) -> Section:
    paragraphs = [part.strip() for part in own.split("\n\n")]
    rated = [item for item in source.items if item.midpoint is not None]
    if len(rated) > 3:
        paragraphs.append(_apart(rated))
    return section("conclusions", _("Conclusions"), paragraphs)


def _apart(rated: list[results_texts.ItemSummary]) -> str:
    """The best and the least favourable answers, if they differ by more than chance though so many were compared."""
    ordered = sorted(rated, key=lambda item: item.midpoint or 0)
    best, least = ordered[-1], ordered[0]
    pairs = len(rated) * (len(rated) - 1) / 2
    p = differences.share_test(
        *([item.n or 0, item.low or 0, item.high or 0] for item in (best, least))
    )
    if p > differences.ALPHA / pairs:
        return _("No question was answered more favourably than another by more than chance.")
    text = _(
        "Most favourably answered: “%(best)s” (%(best_figures)s). Least favourably: “%(least)s” (%(least_figures)s). The difference is more than chance."
    )
    return text % {
        "best": best.title,
        "best_figures": wordings.counted(best.low or 0, best.high or 0, best.n or 0),
        "least": least.title,
        "least_figures": wordings.counted(least.low or 0, least.high or 0, least.n or 0),
    }  # fmt: skip


def _recommendations(source: ReportSource) -> Section:
    records = [_record(one) for one in source.recommendations]
    return section(
        "recommendations",
        _("Recommendations and management response"),
        [_answers(source.recommendations)] if records else [],
        records=records,
    )


def _record(one: EvaluationRecommendation) -> Record:
    facts = [
        (_("Addressed to"), one.addressed_to),
        (_("Rests on"), one.basis),
        (_("Response"), str(one.get_answer_display()) if one.answer else _("None yet")),
        (_("Reason"), one.reason),
    ]
    if one.acts:
        facts += [
            (_("Action"), one.action),
            (_("Responsible"), one.responsible),
            (_("Due"), numbers.day(one.due_on) if one.due_on else ""),
            (_("State of the action"), str(one.get_progress_display())),
            (_("What was done"), one.progress_note),
        ]
    return {
        "title": _("Recommendation %(number)s") % {"number": numbers.number(one.number)},
        "text": one.text,
        "facts": [[name, value] for name, value in facts if value],
    }


ANNEXES = {
    "R2": lambda: _("Annex: answers to the closed questions"),
    "R3": lambda: _("Annex: follow-up after six months"),
    "R5": lambda: _("Annex: follow-up after twelve months"),
    TEST: lambda: _("Annex: knowledge test after the workshop"),
}


def _annex(source: ReportSource, kind: str) -> Section:
    prepared: PreparedResults = source.prepared[kind]
    questionnaire: Questionnaire = source.questionnaires[kind]
    items = (
        source.items
        if kind == "R2"
        else results_texts.item_summaries(prepared.content, questionnaire)
    )
    tables, notes = [options_table(item) for item in items if item.pieces], []
    for code in prepared.content["groups"]:
        group_table = results_texts.by_group(prepared.content, code, questionnaire)
        name = _("Favourable answers by group: %(group)s") % {"group": group_table.title}
        rows = [[text, *cells] for text, cells in group_table.rows]
        tables.append(table(name, [_("Question"), *group_table.groups], rows))
        if rows:
            notes.append(results_texts.group_note(group_table))
    return section("annex", ANNEXES[kind](), notes, tables=tables)
