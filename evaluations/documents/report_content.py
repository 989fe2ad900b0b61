"""What an evaluation report says, part by part, in one language.

Summary; method and limits; who answered of those who were asked and of those who attended; findings in the order of ECLAC's
reports; change; comments; conclusions; recommendations with the response of the management; annexes. Page, PDF, Word document,
workbook and JSON are made from this one object, which is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.i18n import numbers
from evaluations.documents import brief
from evaluations.documents.report_sections import (
    chart_of,
    findings_of,
    options_table,
    section,
    table,
    wave_chart,
)
from evaluations.models import EvaluationRecommendation, SurveyRound
from evaluations.presentation import results as results_texts
from evaluations.presentation import wordings
from evaluations.selectors import results, texts
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.statistics import differences
from evaluations.statistics.rates import NO_WORDS_BELOW, WARN_BELOW, response_rate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from evaluations.documents.report_types import Record, ReportContent, Section
    from evaluations.models import PreparedResults
    from evaluations.questionnaires.questionnaire import Questionnaire
    from workshops.models import Workshop

LATER = ("R3", "R5")
COMMENTS = ("COM1", "COM2")
SUMMED_UP = ("USE1", "NEW1", "POL1", "EXC1", "SKI1", "OVR1")


class Told:
    """What was prepared of a workshop's rounds, with the questionnaires, in the active language."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        rounds = workshop.survey.rounds.select_related("survey").exclude(
            kind__in=(SurveyRound.Kind.PULSE, SurveyRound.Kind.INTERVIEW)
        )
        self.rounds = {round_.kind: round_ for round_ in rounds}
        latest = results.latest_of(self.rounds.values())
        self.prepared = {
            kind: latest[round_.pk] for kind, round_ in self.rounds.items() if round_.pk in latest
        }
        self.questionnaires = {
            kind: questionnaire_of(round_)
            for kind, round_ in self.rounds.items()
            if kind in self.prepared
        }
        self.end = self.prepared["R2"]
        content = self.end.content
        pools = results.benchmark(list(content["items"]), invented=workshop.survey.invented)
        self.items = results_texts.item_summaries(content, self.questionnaires["R2"], pools)
        self.recommendations = list(workshop.survey.recommendations.all())

    def since(self, kind: str) -> results_texts.WaveTable | None:
        """Change up to a round."""
        if kind not in self.prepared:
            return None
        return results_texts.since(self.prepared[kind].content, self.questionnaires[kind])

    def plans(self) -> list[tuple[str, str]]:
        """What became of plans."""
        if "R3" not in self.prepared:
            return []
        return results_texts.realised(self.prepared["R3"].content, self.questionnaires["R3"])

    def kinds(self) -> list[str]:
        """Rounds with results, in their order."""
        return [kind for kind in ("R0", "R2", *LATER) if kind in self.prepared]


def content_of(workshop: Workshop, conclusions: str, *, on: date, language: str) -> ReportContent:
    """The report in the active language; `results` holds every prepared figure it rests on."""
    told = Told(workshop)
    parts = results_texts.by_section(told.items)
    sections = [
        _summary(told),
        _method(told),
        _participants(told),
        *(_findings(told, code, title, items) for code, title, items in parts),
        _change(told),
        _comments(workshop),
        _conclusions(told, conclusions),
        _recommendations(told),
        *(_annex(told, kind) for kind in ("R2", *LATER) if kind in told.prepared),
    ]
    content = told.end.content
    return {
        "brief": brief.brief_of(told.items, content, told.plans(), told.since("R2")),
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
        "sections": [one for one in sections if _says_something(one)],
        "results": {
            kind: {
                "version": prepared.version,
                "made_on": prepared.made_on.isoformat(),
                "content": prepared.content,
            }
            for kind, prepared in told.prepared.items()
        },
        "method": str(results_texts.METHOD),
        "wordings": _by_round(told, results_texts.titles_of),
        "labels": _by_round(told, results_texts.labels_of),
        "groups": {
            code: {group: results_texts.group_name(code, group) for group in group_result["groups"]}
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


def _by_round(told: Told, describe: Any) -> dict[str, Any]:
    return {kind: describe(questionnaire) for kind, questionnaire in told.questionnaires.items()}


def _days(workshop: Workshop) -> str:
    first, last = numbers.day(workshop.starts_on), numbers.day(workshop.ends_on)
    return first if first == last else f"{first} – {last}"


def _summary(told: Told) -> Section:
    by_code = {item.code: item for item in told.items}
    chosen = [by_code[code] for code in SUMMED_UP if code in by_code]
    paragraphs = [results_texts.base_line(told.end.content)]
    for kind in told.kinds():
        wave = told.since(kind)
        if wave is not None:
            paragraphs += _moved(wave, str(SurveyRound.Kind(kind).label))
    paragraphs += [
        _("Six months later, plans that are done or under way: %(share)s.") % {"share": share}
        for _name, share in told.plans()[:1]
    ]
    if told.recommendations:
        paragraphs.append(_answers(told.recommendations))
    response = results_texts.response_of(told.end.content)
    return section(
        "summary", _("Summary"), paragraphs, findings=findings_of(chosen, response=response)
    )


def _moved(wave: results_texts.WaveTable, kind: str) -> Iterable[str]:
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
        moved = [
            row.title for row in wave.rows if row.verdict == str(results_texts.VERDICTS[verdict])
        ]
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


def _method(told: Told) -> Section:
    workshop, round_, content = told.workshop, told.rounds["R2"], told.end.content
    response = results_texts.response_of(content)
    held = _(
        "%(title)s was held by %(host)s on %(days)s. Who took part was asked at the end; organising staff and interpreters were not."
    ) % {"title": workshop.title, "host": workshop.host.full_name, "days": _days(workshop)}
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
    if any(told.since(kind) for kind in told.kinds()):
        paragraphs.append(str(results_texts.SINCE))
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


def _participants(told: Told) -> Section:
    rows = []
    for kind in told.kinds():
        content = told.prepared[kind].content
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
    content, questionnaire = told.end.content, told.questionnaires["R2"]
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


def _findings(told: Told, code: str, title: str, items: list[results_texts.ItemSummary]) -> Section:
    """The findings of a part: what is said, bars, and beside each share what the five commissions together got."""
    response = results_texts.response_of(told.end.content)
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


def _change(told: Told) -> Section:
    paragraphs, charts, tables = [], [], []
    for kind in told.kinds():
        wave = told.since(kind)
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
    for change in results_texts.changes(told.end.content):
        text = _(
            "Asked at the end how they were before and are now, %(improved)s of %(pairs)s people put their understanding higher now; such a look back makes change larger than it was."
        )
        paragraphs.append(text % change)
    rows = [[name, share] for name, share in told.plans()]
    tables.append(
        table(_("Plans that are done or under way"), [_("Plans"), _("Share (plans)")], rows)
    )
    findings = []
    for kind in LATER:
        if kind in told.prepared:
            content = told.prepared[kind].content
            items = results_texts.item_summaries(content, told.questionnaires[kind])
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


def _conclusions(told: Told, own: str) -> Section:
    paragraphs = [part.strip() for part in own.split("\n\n")]
    rated = [item for item in told.items if item.midpoint is not None]
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


def _recommendations(told: Told) -> Section:
    records = [_record(one) for one in told.recommendations]
    return section(
        "recommendations",
        _("Recommendations and response of the management"),
        [_answers(told.recommendations)] if records else [],
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
}


def _annex(told: Told, kind: str) -> Section:
    prepared: PreparedResults = told.prepared[kind]
    questionnaire: Questionnaire = told.questionnaires[kind]
    items = (
        told.items
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
