"""What an evaluation report says, as plain paragraphs and tables in one language: the order is that of ECLAC's reports.

Page, PDF, workbook and JSON are made from this one object, which is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.i18n import numbers
from evaluations.documents import brief
from evaluations.models import SurveyRound
from evaluations.presentation import results as results_texts
from evaluations.presentation import wordings
from evaluations.selectors import results, texts
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.statistics.rates import NO_WORDS_BELOW, WARN_BELOW

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from evaluations.documents.report_types import ReportContent, ReportTable, Section
    from evaluations.models import PreparedResults
    from evaluations.questionnaires.questionnaire import Questionnaire
    from workshops.models import Workshop

PLACES = {"content": 3, "impact": 4, "sessions": 5, "organisation": 6, "own": 6}


def content_of(workshop: Workshop, conclusions: str, *, on: date, language: str) -> ReportContent:
    """The report in the active language; `results` holds every prepared figure it rests on."""
    rounds = {
        round_.kind: round_
        for round_ in workshop.survey.rounds.select_related("survey").exclude(kind="R1")
    }
    latest = results.latest_of(rounds.values())
    end, follow = rounds["R2"], rounds.get("R3")
    prepared = latest[end.pk]
    questionnaire = questionnaire_of(end)
    items = results_texts.item_summaries(
        prepared.content,
        questionnaire,
        results.benchmark(list(prepared.content["items"]), invented=workshop.survey.invented),
    )
    sections = [
        _attendance(workshop, prepared),
        _method(end, prepared),
        _respondents(prepared, questionnaire),
        _item_section(items, "content", _("Substantive content and usefulness")),
        _impact(items, prepared, follow, latest),
        _item_section(items, "sessions", _("Relevance of sessions")),
        _item_section(items, "organisation", pgettext("of a workshop", "Organisation")),
        _conclusions(workshop, items, conclusions),
        _annex(items, prepared, questionnaire, _("Annex: answers to the closed questions")),
    ]
    if follow and follow.pk in latest:
        follow_questionnaire = questionnaire_of(follow)
        later = results_texts.item_summaries(latest[follow.pk].content, follow_questionnaire)
        sections.append(
            _annex(
                later,
                latest[follow.pk],
                follow_questionnaire,
                _("Annex: follow-up after six months"),
            )
        )
    plans = (
        results_texts.realised(latest[follow.pk].content, questionnaire_of(follow))
        if follow and follow.pk in latest
        else []
    )
    return {
        "brief": brief.brief_of(items, prepared.content, plans),
        "title": workshop.title,
        "heading": _("Evaluation report"),
        "host": workshop.host.full_name,
        "code": workshop.code,
        "where": ", ".join(
            part
            for part in (workshop.city, workshop.country.name if workshop.country else "")
            if part
        ),
        "when": _days(workshop),
        "language": language,
        "made_on": on.isoformat(),
        "made_on_text": numbers.day(on),
        "invented": _("Made-up answers, to show how the portal works.")
        if workshop.survey.invented
        else "",
        "conclusions": conclusions,
        "sections": [section for section in sections if section["paragraphs"] or section["tables"]],
        "results": {
            round_.kind: {
                "version": latest[round_.pk].version,
                "made_on": latest[round_.pk].made_on.isoformat(),
                "content": latest[round_.pk].content,
            }
            for round_ in rounds.values()
            if round_.pk in latest
        },
        "method": str(results_texts.METHOD),
        "wordings": _by_round(rounds, latest, results_texts.titles_of),
        "labels": _by_round(rounds, latest, results_texts.labels_of),
        "groups": {
            code: {group: results_texts.group_name(code, group) for group in group_result["groups"]}
            for code, group_result in prepared.content["groups"].items()
        },
    }


def _by_round(rounds, latest, describe) -> dict[str, Any]:
    return {
        round_.kind: describe(questionnaire_of(round_))
        for round_ in rounds.values()
        if round_.pk in latest
    }


def _days(workshop: Workshop) -> str:
    first, last = numbers.day(workshop.starts_on), numbers.day(workshop.ends_on)
    return first if first == last else f"{first} – {last}"


def _section(
    code: str,
    title: str,
    paragraphs: Iterable[str] = (),
    tables: Iterable[ReportTable] = (),
    quotes: Iterable[str] = (),
) -> Section:
    return {
        "code": code,
        "title": title,
        "paragraphs": [text for text in paragraphs if text],
        "tables": [table for table in tables if table["rows"]],
        "quotes": list(quotes),
    }


def table(title: str, columns: list[str], rows: list[list[str]]) -> ReportTable:
    """A table of a report: the first column names the row, numbers stand in the others."""
    return {"title": title, "columns": columns, "rows": rows}


def _attendance(workshop: Workshop, prepared: PreparedResults) -> Section:
    text = _(
        "%(title)s was held by %(host)s on %(days)s. %(people)s people took part and were asked for their views; organising staff and interpreters are not counted."
    )
    return _section(
        "attendance",
        _("Attendance"),
        [
            text
            % {
                "title": workshop.title,
                "host": workshop.host.full_name,
                "days": _days(workshop),
                "people": numbers.number(prepared.content["audience"]),
            }
        ],
    )


def _method(round_: SurveyRound, prepared: PreparedResults) -> Section:
    response = results_texts.response_of(prepared.content)
    period = _(
        "The questionnaire was open from %(opens)s to %(closes)s. No page, letter or file shows who gave which answer."
    )
    warning = ""
    if response < NO_WORDS_BELOW:
        warning = _(
            "Fewer than 40 % answered. The figures below describe those who answered and nobody else, and no words are put on them."
        )
    elif response < WARN_BELOW:
        warning = _("Fewer than 60 % answered; those who did may differ from those who did not.")
    return _section(
        "method",
        _("Method"),
        [
            period
            % {
                "opens": numbers.day(round_.opens_at.date()),
                "closes": numbers.day(round_.closes_at.date()),
            },
            results_texts.base_line(prepared.content),
            warning,
            str(results_texts.METHOD),
        ],
    )


def _respondents(prepared: PreparedResults, questionnaire: Questionnaire) -> Section:
    tables, paragraphs = [], []
    for code in prepared.content["groups"]:
        group_table = results_texts.by_group(prepared.content, code, questionnaire)
        rows = [
            [name, *cell.split("/")]
            for name, cell in zip(group_table.groups, group_table.response, strict=True)
            if cell != results_texts.HIDDEN
        ]
        if len(rows) > 1:
            title = _("Response by group: %(group)s") % {"group": group_table.title}
            tables.append(table(title, [group_table.title, _("Answered"), _("Asked")], rows))
    if tables:
        paragraphs.append(
            _("Groups of fewer than ten people, and what would give them away, are left out.")
        )
    return _section("respondents", _("Identification of respondents"), paragraphs, tables)


def _item_section(items: list[results_texts.ItemSummary], code: str, title: str) -> Section:
    """Sentences on the items of a part, and what the five commissions together got."""
    own = next(
        (
            section_items
            for name, _title, section_items in results_texts.by_section(items)
            if name == code
        ),
        [],
    )
    sentences = [item.sentence for item in own]
    rows = [
        [item.title, item.share, numbers.number(item.n), item.compared]
        for item in own
        if item.share
    ]
    tables = [
        table(
            _("Favourable answers"),
            [_("Question"), _("Share"), _("Valid answers"), _("All five commissions")],
            rows,
        )
    ]
    tables += [_options(item) for item in own if item.pieces and not item.share]
    return _section(code, title, sentences, tables)


def _options(item: results_texts.ItemSummary) -> ReportTable:
    rows = [[p.label, numbers.number(p.count), wordings.percent(p.percent)] for p in item.pieces]
    return table(item.title, [_("Option"), _("Answers"), _("Share")], rows)


def _impact(
    items: list[results_texts.ItemSummary],
    prepared: PreparedResults,
    follow: SurveyRound | None,
    latest: dict[int, PreparedResults],
) -> Section:
    section = _item_section(items, "impact", _("Usefulness and impact"))
    for change in results_texts.changes(prepared.content):
        text = _(
            "Of %(pairs)s people who rated their understanding before and after, it grew for %(improved)s."
        )
        section["paragraphs"].append(text % change)
    if follow and follow.pk in latest:
        questionnaire = questionnaire_of(follow)
        content = latest[follow.pk].content
        section["paragraphs"].append(
            _("At follow-up: %(base)s") % {"base": results_texts.base_line(content)}
        )
        later = results_texts.item_summaries(content, questionnaire)
        section["paragraphs"] += [item.sentence for item in later if item.sentence]
        rows = [[name, share] for name, share in results_texts.realised(content, questionnaire)]
        if rows:
            section["tables"].append(
                table(_("Plans that are done or under way"), [_("Plans"), _("Share (plans)")], rows)
            )
    return section


def _conclusions(workshop: Workshop, items: list[results_texts.ItemSummary], own: str) -> Section:
    midpoints = [(item.midpoint, item) for item in items if item.midpoint is not None]
    rated = [item for _midpoint, item in sorted(midpoints, key=lambda pair: pair[0])]
    paragraphs = [part.strip() for part in own.split("\n\n")]
    if len(rated) > 3:
        best, least = rated[-1], rated[0]
        text = _(
            "Most favourably answered: “%(best)s” (%(best_share)s of %(best_n)s). Least favourably: “%(least)s” (%(least_share)s of %(least_n)s)."
        )
        paragraphs.append(
            text
            % {
                "best": best.title,
                "best_share": best.share,
                "best_n": numbers.number(best.n),
                "least": least.title,
                "least_share": least.share,
                "least_n": numbers.number(least.n),
            }
        )
    tables = []
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
        tables.append(
            table(
                _("Themes of the comments"), [_("Theme"), _("Texts, both coders"), _("Kappa")], rows
            )
        )
    quotes = [*texts.quotes(workshop.survey, "COM1"), *texts.quotes(workshop.survey, "COM2")]
    return _section("conclusions", _("Conclusions and recommendations"), paragraphs, tables, quotes)


def _annex(
    items: list[results_texts.ItemSummary],
    prepared: PreparedResults,
    questionnaire: Questionnaire,
    title: str,
) -> Section:
    tables = [_options(item) for item in items if item.pieces]
    for code in prepared.content["groups"]:
        group_table = results_texts.by_group(prepared.content, code, questionnaire)
        name = _("Favourable answers by group: %(group)s") % {"group": group_table.title}
        rows = [[text, *cells] for text, cells in group_table.rows]
        tables.append(table(name, [_("Question"), *group_table.groups], rows))
    return _section("annex", title, [], tables)
