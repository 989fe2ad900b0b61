"""Prepared results as pages, files and reports show them: titles in the reader's language, bars, data tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.i18n import languages, numbers
from core.i18n.languages import in_reader_language
from core.tables.table import Column, Meta, Table
from evaluations.models import SurveyRound
from evaluations.presentation import wordings
from evaluations.presentation.group_names import DIMENSIONS, group_name
from evaluations.questionnaires.types.registry import type_of
from evaluations.statistics import differences
from evaluations.statistics.codes import MULTIPLE, SCALES, TEXT
from evaluations.statistics.frames import MIDDLE, POSITIVE
from evaluations.statistics.prepared import CHANGES, favourable
from evaluations.statistics.rates import response_rate
from regions.models import Term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluations.models import PreparedResults
    from evaluations.questionnaires.questionnaire import Questionnaire
    from evaluations.statistics.pooling import Pool
    from evaluations.statistics.prepared import ItemResult, Prepared
    from evaluations.statistics.wording import Quantifier
    from workshops.models import Workshop

SECTIONS = (
    ("content", gettext_lazy("Substantive content and usefulness"), ("REL", "USE", "NEW", "POL", "EXC", "PUL", "COH", "EFC")),
    ("impact", gettext_lazy("Usefulness and impact"), ("KNO", "SKI", "DAT", "INT", "ENA", "GEN", "RIG", "CUR", "CON", "EXP", "SUS", "IMP", "F_")),
    ("sessions", gettext_lazy("Relevance of sessions"), ("MST", "LST")),
    ("test", gettext_lazy("Knowledge"), ("TEST",)),
    ("organisation", pgettext_lazy("of a workshop", "Organisation"), ("FAC", "LAN", "ORG", "DUR", "EFI", "PAR", "ACC", "SAF", "SUP", "OVR", "COM", "RNK")),
)  # fmt: skip
"""The order of ECLAC's reports, and the items that belong to each part."""
OWN = gettext_lazy("Questions of this workshop")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: an option with its count; `tone` names its colour."""

    label: str
    count: int
    percent: float
    tone: str


@dataclass(slots=True)
class ItemSummary:
    """An item as a page shows it; empty fields are hidden."""

    code: str
    title: str
    scale: str
    n: int | None = None
    share: str = ""
    sentence: str = ""
    pieces: list[Piece] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    several: bool = False
    left_out: bool = False
    benchmark: str = ""
    compared: str = ""
    low: int | None = None
    high: int | None = None
    midpoint: float | None = None
    word: Quantifier | None = None
    interval: str = ""


def titles_of(questionnaire: Questionnaire) -> dict[str, str]:
    """Key of the answers -> wording in the active language; a row of a matrix stands by itself."""
    titles = {}
    for question in questionnaire.questions:
        rows = question.rows or (None,)
        for key, row in zip(question.keys, rows, strict=True):
            titles[key] = in_reader_language(row.texts if row else question.texts)
    return titles


def labels_of(questionnaire: Questionnaire) -> dict[str, dict[str, str]]:
    """Key of the answers -> code of an option -> label in the active language, in the order shown."""
    return {
        key: {
            str(option.code): _marked(
                in_reader_language(option.texts), option.code in question.right
            )
            for option in type_of(question).counted_options(question)
        }
        for question in questionnaire.questions
        for key in question.keys
    }


def _marked(label: str, is_right: bool) -> str:
    return _("%(answer)s (right)") % {"answer": label} if is_right else label


def response_of(content: Prepared) -> float:
    """Per cent of the audience that answered."""
    return response_rate(content["answered"], content["audience"]) or 0.0


def base_line(content: Prepared) -> str:
    """Who was asked, who answered, the rate; and the same of who attended, where not all of them were asked."""
    attended = content.get("attended", 0)
    if attended > content["audience"]:
        return _(
            "%(answered)s of %(audience)s people asked answered (%(rate)s); that is %(part)s of the %(attended)s who attended."
        ) % {
            "answered": numbers.number(content["answered"]),
            "audience": numbers.number(content["audience"]),
            "rate": wordings.percent(response_of(content)),
            "part": wordings.percent(response_rate(content["answered"], attended)),
            "attended": numbers.number(attended),
        }
    return _("%(answered)s of %(audience)s people asked answered (%(rate)s).") % {
        "answered": numbers.number(content["answered"]),
        "audience": numbers.number(content["audience"]),
        "rate": wordings.percent(response_of(content)),
    }


def item_summaries(
    content: Prepared, questionnaire: Questionnaire, pools: Mapping[str, Pool] | None = None
) -> list[ItemSummary]:
    """Every item that has a result or would have one, in the order asked."""
    titles, labels = titles_of(questionnaire), labels_of(questionnaire)
    response = response_of(content)
    return [
        _item_summary(
            code, titles[code], labels[code], content["items"][code], response, pools or {}
        )
        for code in titles
        if code in content["items"] and content["items"][code]["scale"] != TEXT
    ]


def _item_summary(
    code: str, title: str, labels, result: ItemResult, response: float, pools
) -> ItemSummary:
    summary = ItemSummary(
        code, title, result["scale"], result["n"], several=result["scale"] == MULTIPLE
    )
    summary.low, summary.high = result["low"], result["high"]
    if rate := favourable(result):
        summary.share = wordings.share(rate["low"], rate["high"], rate["n"])
        if code in RETROSPECTIVE:
            # What people say at the end of how they were before is neither praise nor blame of the workshop.
            return _with_detail(summary, result, labels)
        summary.midpoint = 50 * (rate["low"] + rate["high"]) / rate["n"]
        summary.sentence = wordings.sentence(result, title, response=response)
        summary.word = wordings.word_of(result, response=response)
        if code in pools:
            summary.benchmark = pool_text(pools[code])
            summary.compared = pool_short(pools[code])
    return _with_detail(summary, result, labels)


RETROSPECTIVE = tuple(before for before, _after in CHANGES)
"""Items on how it was before, asked afterwards."""


def _with_detail(
    summary: ItemSummary, result: ItemResult, labels: Mapping[str, str]
) -> ItemSummary:
    summary.pieces = _pieces(result, labels)
    summary.left_out = (
        summary.several and result["options"] is not None and len(summary.pieces) < len(labels)
    )
    summary.facts = _facts(result)
    if result["lower"] is not None:
        summary.interval = _interval(result)
    return summary


def _pieces(result: ItemResult, labels: Mapping[str, str]) -> list[Piece]:
    n, options = result["n"], result["options"]
    if n is None or options is None:
        return []
    return [
        Piece(label, count, 100 * count / n, tone(result["scale"], int(code)))
        for code, label in labels.items()
        if (count := options.get(code)) is not None
    ]


def tone(scale: str, code: int) -> str:
    """The colour of an option: two of the favourable side, the middle, two of the other, or plain."""
    good = POSITIVE.get(scale, ())
    if not good:
        return "plain"
    if code in good:
        best = min(good) if min(good) == 1 else max(good)
        return "good-1" if code == best else "good-2"
    if code in MIDDLE.get(scale, ()):
        return "middle"
    worst = max(SCALES[scale]) if 1 in good else 1
    return "bad-1" if code == worst else "bad-2"


def _facts(result: ItemResult) -> list[tuple[str, str]]:
    facts = []
    if result["lower"] is not None:
        facts.append((_("95 % interval"), _interval(result)))
    if result["mean"] is not None:
        facts.append((_("Mean"), f"{numbers.number(result['mean'], 1)}"))
        if result["deviation"] is not None:
            facts.append((_("Standard deviation"), numbers.number(result["deviation"], 1)))
        facts.append((_("Median"), numbers.number(result["median"], 1)))
    if result["n"] is not None:
        facts.append((_("Valid answers"), numbers.number(result["n"])))
    names = {
        "not_applicable": _("Not applicable"),
        "dont_know": _("Do not know"),
        "missing": _("Left empty"),
        "not_asked": _("Not asked"),
    }
    for name, n in (result["silent"] or {}).items():
        if n:
            facts.append((names[name], numbers.number(n)))
    return facts


def _interval(result: ItemResult) -> str:
    return f"{numbers.number(result['lower'])}–{wordings.percent(result['upper'])}"


def pool_text(pool: Pool) -> str:
    """The same item in all events of the five commissions."""
    low, high = pool.favourable
    return wordings.figures(
        low, high, pool.n, response=pool.response, surveyed=pool.events, held=pool.of
    )


def pool_short(pool: Pool) -> str:
    """The same in the width of a column: share, base, events."""
    low, high = pool.favourable
    return _("%(share)s (%(valid)s; %(surveyed)s of %(held)s events)") % {
        "share": wordings.share(low, high, pool.n),
        "valid": numbers.number(pool.n),
        "surveyed": numbers.number(pool.events),
        "held": numbers.number(pool.of),
    }


def by_section(items: list[ItemSummary]) -> list[tuple[str, str, list[ItemSummary]]]:
    """Code, title and items of each part that has any, in ECLAC's order; the workshop's own questions last."""
    remaining = list(items)
    sections = []
    for code, title, begins in SECTIONS:
        own = [item for item in remaining if item.code.startswith(begins)]
        remaining = [item for item in remaining if item not in own]
        if own:
            sections.append((code, str(title), own))
    return [*sections, ("own", str(OWN), remaining)] if remaining else sections


@dataclass(frozen=True, slots=True)
class GroupTable:
    """A table by group: names, response of each, and a row of cells for every item."""

    code: str
    title: str
    groups: list[str]
    response: list[str]
    rows: list[tuple[str, list[str]]]
    gap: float | None
    differs: bool = False
    """Some group differs from the others by more than chance; its cells are marked."""


def by_group(content: Prepared, code: str, questionnaire: Questionnaire) -> GroupTable:
    """Shares with their bases; a dot where a cell is hidden."""
    table, titles = content["groups"][code], titles_of(questionnaire)
    differing = differences.differing_groups(table["items"])
    rows = [
        (title, [_cell(cell, marked=(item, at) in differing) for at, cell in enumerate(cells)])
        for item, title in titles.items()
        if any(cells := table["items"].get(item, ()))
    ]
    response = [
        f"{numbers.number(counts[1])}/{numbers.number(counts[0])}" if counts else HIDDEN
        for counts in table["response"]
    ]
    names = [group_name(code, group) for group in table["groups"]]
    return GroupTable(
        code, str(DIMENSIONS[code]), names, response, rows, table["gap"], bool(differing)
    )


HIDDEN = "·"
DIFFERS = "*"


def _cell(cell: list[int] | None, *, marked: bool) -> str:
    if cell is None:
        return HIDDEN
    n, low, high = cell
    text = f"{wordings.share(low, high, n)} ({numbers.number(n)})"
    return f"{text} {DIFFERS}" if marked else text


def group_note(table: GroupTable) -> str:
    """What a test says of the differences in a table by group."""
    if table.differs:
        return _(
            "* differs from the other groups by more than chance (Fisher's exact test at 5 %, by Holm's rule over the table)."
        )
    return _(
        "No group differs from the others by more than chance (Fisher's exact test at 5 %, by Holm's rule over the table)."
    )


def distribution(
    workshop: Workshop, round_: SurveyRound, prepared: PreparedResults, questionnaire: Questionnaire
) -> Table:
    """One row per item and option: the table behind every chart and file."""
    rows: list[tuple[Any, ...]] = []
    for item in item_summaries(prepared.content, questionnaire):
        result = prepared.content["items"][item.code]
        shared = (
            item.code,
            item.title,
            result["n"],
            result["low"],
            result["high"],
            result["mean"],
            result["deviation"],
            result["median"],
        )
        rows += [(*shared, piece.label, piece.count, piece.percent) for piece in item.pieces] or [
            (*shared, None, None, None)
        ]
    columns = (
        Column("item", _("Item")),
        Column("wording", _("Wording")),
        Column("valid", _("Valid answers"), "whole"),
        Column("favourable_low", _("Favourable, at least"), "whole"),
        Column("favourable_high", _("Favourable, at most"), "whole"),
        Column("mean", _("Mean"), "number", 1),
        Column("sd", _("Standard deviation"), "number", 1),
        Column("median", _("Median"), "number", 1),
        Column("option", _("Option")),
        Column("count", _("Answers"), "whole"),
        Column("percent", _("Per cent"), "number", 1),
    )
    content = prepared.content
    return Table(
        title=f"{workshop.title}: {round_.title}",
        columns=columns,
        rows=tuple(rows),
        language=languages.reader_language(),
        metadata=(
            Meta("workshop", _("Workshop"), workshop.code),
            Meta("round", _("Round"), round_.kind),
            Meta("version", _("Version"), str(prepared.version)),
            Meta("formulas", _("Formulas"), str(content["formulas"])),
            Meta("audience", _("People asked"), str(content["audience"])),
            Meta("answered", _("People who answered"), str(content["answered"])),
            Meta("made_on", _("Made on"), prepared.made_on.isoformat()),
        ),
        notes=(str(METHOD),),
    )


METHOD: Any = gettext_lazy(
    "Shares are of valid answers; “not applicable”, “do not know” and empty answers are counted beside them. Intervals are Wilson's at 95 %, "
    "on the effective size n(N-1)/(N-n), and hold if those who did not answer are like those who did. Questions with fewer than five "
    "answers are hidden, and single options below eight answers; near 0 and 100 % only “under” or “over” is said, and of several of many an option "
    "there is left out. Groups are shown by one attribute for each workshop, from thirty valid answers and of ten people or more."
)


def realised(content: Prepared, questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """Plans that are done or under way: in all, by theme, by what hindered."""
    result = content.get("realised")
    overall = result.get("all") if result else None
    if not result or not overall:
        return []
    labels = labels_of(questionnaire).get("F_BAR", {})
    terms = {term.code: term.name for term in Term.objects.filter(code__in=result["themes"])}
    rows = [(_("All plans"), overall)]
    rows += [(terms.get(code, code), rate) for code, rate in result["themes"].items()]
    rows += [
        (_("Hindered by: %(what)s") % {"what": labels.get(code, code)}, rate)
        for code, rate in result["barriers"].items()
    ]
    return [
        (
            name,
            f"{wordings.share(rate['low'], rate['high'], rate['n'])} ({numbers.number(rate['n'])})",
        )
        for name, rate in rows
    ]
