"""What a worker prepares of a round: plain numbers and codes, already through the door, ready for JSON (pure).

Pages, files, the report and the API read nothing else. A key that is missing or None is hidden.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypedDict

import numpy as np

from evaluations.statistics import disclosure, pairs, rates, summary
from evaluations.statistics.codes import MULTIPLE, PERIOD, WITHOUT_OPTIONS
from evaluations.statistics.counting import SHIFT, SILENCES
from evaluations.statistics.frames import Answers, Ints
from evaluations.statistics.waves import WaveResult

FORMULAS = 3
"""Raised when a figure is computed in another way; part of every citation."""

CHANGES = (("KNO1", "KNO2"),)
"""Pairs of items asked of the same people before and after."""


class ItemResult(TypedDict):
    """One item: bases, and what may be shown. Shares are counts between `low` and `high` of `n`."""

    scale: str
    n: int | None
    low: int | None
    high: int | None
    lower: float | None
    upper: float | None
    mean: float | None
    deviation: float | None
    median: float | None
    options: dict[str, int] | None
    silent: dict[str, int] | None


class GroupResult(TypedDict):
    """A table by group: codes of groups, response of each, and for each item [n, low, high] or None.

    `gap` is how unlike those who answered are to those who were asked; None where no response is shown.
    """

    groups: list[str]
    response: list[list[int] | None]
    items: dict[str, list[list[int] | None]]
    gap: float | None


class ChangeResult(TypedDict):
    """Answers of the same people before and after: of `pairs`, between `low` and `high` grew."""

    pairs: int | None
    low: int | None
    high: int | None
    mean: float | None
    deviation: float | None


class Rate(TypedDict):
    """Between `low` and `high` of `n`."""

    n: int
    low: int
    high: int


class RealisedResult(TypedDict):
    """Plans that are done or under way: in all (None: hidden), by code of a barrier, by theme of the plan."""

    all: Rate | None
    barriers: dict[str, Rate]
    themes: NotRequired[dict[str, Rate]]


class Prepared(TypedDict):
    """Everything that is told of a round; `realised` of a follow-up alone.

    `change` is of answers given in one form about before and now, `waves` of answers to an earlier round and this one.
    `attended` is how many came to the workshop, told of rounds that ask those who did.
    """

    formulas: int
    audience: int
    answered: int
    items: dict[str, ItemResult]
    groups: dict[str, GroupResult]
    change: dict[str, ChangeResult]
    realised: NotRequired[RealisedResult]
    waves: NotRequired[WaveResult]
    attended: NotRequired[int]


def favourable(result: ItemResult) -> Rate | None:
    """The favourable answers of an item; None where they are hidden or it has no such side."""
    n, low, high = result["n"], result["low"], result["high"]
    if n is None or low is None or high is None:
        return None
    return {"n": n, "low": low, "high": high}


def prepare(answers: Answers) -> Prepared:
    """The one event in `answers`, as it may be told."""
    figures = summary.figures(answers)
    return {
        "formulas": FORMULAS,
        "audience": int(max(answers.audience[0], figures.counts.answered[0])),
        "answered": int(figures.counts.answered[0]),
        "items": {
            item.code: _item(answers, figures, place) for place, item in enumerate(answers.items)
        },
        "groups": by_group(answers),
        "change": _changes(answers),
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 4)


def _item(answers: Answers, figures: summary.Figures, place: int) -> ItemResult:
    item, counts = answers.items[place], figures.counts
    visible, detail = bool(figures.visible[0, place]), bool(figures.detail[0, place])
    rated = visible and bool(item.favourable)
    n = int(counts.valid[0, place])
    return {
        "scale": item.scale,
        "n": n if visible else None,
        "low": int(figures.low[0, place]) if rated else None,
        "high": int(figures.high[0, place]) if rated else None,
        "lower": _number(100 * figures.lower[0, place]),
        "upper": _number(100 * figures.upper[0, place]),
        "mean": _number(figures.mean[0, place]),
        "deviation": _number(figures.deviation[0, place]),
        "median": _number(figures.median[0, place]),
        "options": _options(answers, figures, place)
        if visible and (detail or item.scale == MULTIPLE)
        else None,
        "silent": {name: int(counts.special(code)[0, place]) for name, code in SILENCES.items()}
        if visible
        else None,
    }


def _options(answers: Answers, figures: summary.Figures, place: int) -> dict[str, int] | None:
    item, counts = answers.items[place], figures.counts
    n = int(counts.valid[0, place])
    if n < disclosure.SMALLEST_OPTIONS or item.scale in WITHOUT_OPTIONS:
        return None
    if item.scale == MULTIPLE:
        # Each option is a share by itself, whether or not it was ticked, under the rule of all shares.
        ticked = counts.ticked[0, place, [option - 1 for option in item.options]]
        low, high = disclosure.bands(ticked, np.full_like(ticked, n))
        return {
            str(option): int(count)
            for option, count, exact in zip(item.options, ticked, low == high, strict=True)
            if exact
        }
    options = {option: int(counts.codes[0, place, option + SHIFT]) for option in item.options}
    if item.scale == PERIOD:
        # Of the years those that somebody named.
        options = {option: count for option, count in options.items() if count}
    return {str(option): count for option, count in options.items()}


def by_group(answers: Answers) -> dict[str, GroupResult]:
    """The one dimension that the event is split by, if any; `unknown` is listed only where somebody is in it."""
    tables: dict[str, GroupResult] = {}
    rated = [(place, item.code) for place, item in enumerate(answers.items) if item.favourable]
    for code, table in summary.groups(answers).items():
        if not table.chosen[0]:
            continue
        audience, answered = table.counts.audience[:, 0], table.counts.answered[:, 0]
        names = [*table.counts.dimension.groups, "unknown"]
        listed = [place for place in range(len(names)) if audience[place] or answered[place]]
        response = rates.by_group(audience, answered)
        published = table.published
        tables[code] = {
            "groups": [names[place] for place in listed],
            "response": [
                [int(response.audience[p]), int(answered[p])] if response.visible[p] else None
                for p in listed
            ],
            "items": {
                name: [
                    [
                        int(part[p, 0, place])
                        for part in (table.counts.valid, published.low, published.high)
                    ]
                    if published.visible[p, 0, place]
                    else None
                    for p in listed
                ]
                for place, name in rated
            },
            "gap": None if (gap := rates.published_difference(response)) is None else round(gap, 1),
        }
    return tables


def _changes(answers: Answers) -> dict[str, ChangeResult]:
    columns = {item.code: place for place, item in enumerate(answers.items)}
    return {
        after: change_of(answers.values[:, columns[before]], answers.values[:, columns[after]])
        for before, after in CHANGES
        if before in columns and after in columns
    }


def change_of(before: Ints, after: Ints) -> ChangeResult:
    """Paired change as it may be told."""
    change = pairs.paired_change(before, after)
    return {
        "pairs": change.pairs if change.low is not None else None,
        "low": change.low,
        "high": change.high,
        "mean": change.mean if change.mean is None else round(change.mean, 4),
        "deviation": change.deviation if change.deviation is None else round(change.deviation, 4),
    }


def realised(status: Ints, barriers: Ints, options: Sequence[int]) -> RealisedResult:
    """What became of intentions, over all and by barrier, as it may be told."""
    overall = pairs.realised(status)
    result: RealisedResult = {"all": _rate(overall), "barriers": {}}
    if overall.low is not None:
        by_barrier = pairs.realised_by_barrier(status, barriers, options)
        result["barriers"] = {
            str(option): rate
            for option, plans in zip(options, by_barrier, strict=True)
            if (rate := _rate(plans))
        }
    return result


def _rate(plans: pairs.Realised) -> Rate | None:
    if plans.low is None or plans.high is None:
        return None
    return {"n": plans.pairs, "low": plans.low, "high": plans.high}


def merge_versions(old: Prepared, new: Prepared, may: Mapping[str, bool]) -> Prepared:
    """The newer figures of items that may follow, the older ones of the others; tables by group stay."""
    merged: Prepared = {
        **new,
        "items": {
            name: new["items"][name] if may.get(name, True) else old["items"].get(name, item)
            for name, item in new["items"].items()
        },
        "groups": old["groups"],
        "change": old["change"],
    }
    for name in KEPT:
        if name in old:
            merged[name] = old[name]
    return merged


KEPT: tuple[Literal["realised", "waves", "attended"], ...] = ("realised", "waves", "attended")
"""What the first version tells for good."""
