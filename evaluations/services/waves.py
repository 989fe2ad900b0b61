"""Change between two rounds of an evaluation, worked out when the later one is closed and kept as sums alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evaluations.models import SurveyRound
from evaluations.privacy import keys, pseudonyms
from evaluations.selectors import results
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.statistics import waves
from evaluations.statistics.codes import DIMENSIONS, NOT_ASKED, UNKNOWN
from evaluations.statistics.disclosure import SMALLEST_GROUP, SMALLEST_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from evaluations.statistics.prepared import Prepared
    from evaluations.statistics.waves import Wave, WaveResult

Kind = SurveyRound.Kind
SERIES = (
    (Kind.BASELINE, Kind.END, Kind.FOLLOW_UP, Kind.YEAR),
    (Kind.TEST_BEFORE, Kind.TEST_AFTER),
)
"""Rounds that are compared with each other, in their order."""
SERIES_OF = {kind: series for series in SERIES for kind in series}


def change_since(round_: SurveyRound, content: Prepared) -> WaveResult | None:
    """Change in the same people since the first round that asked the same; None where there is nothing to tell.

    Not where shares were shown while people answered: these tell the first ones from the last ones.
    `content` is what is about to be told of the round itself.
    """
    if round_.kind not in SERIES_OF or round_.shared_live:
        return None
    try:
        key = keys.key_of(round_.survey_id)
        return _change_since(round_, content, key)
    except (keys.NoKey, pseudonyms.WrongKey):
        return None


def _change_since(round_: SurveyRound, content: Prepared, key: bytes) -> WaveResult | None:
    rounds = _earlier(round_)
    told = results.latest_of(rounds)
    base_round = next((one for one in rounds if _can_begin(one, told, round_)), None)
    if base_round is None:
        return None
    base = _wave(base_round, {}, told[base_round.pk].content, key)
    people = frozenset(base.values)
    between: list[Wave] = []
    for one in rounds[rounds.index(base_round) + 1 :]:
        earlier = told[one.pk].content.get("waves") if one.pk in told else None
        if earlier is None or earlier["base"] != base_round.kind:
            continue
        wave = _wave(one, keys.pairs(base_round, one), told[one.pk].content, key)
        people = waves.panel_of(people, base, wave)
        if len(people) != earlier["people"]:
            # Answers that came later moved somebody; what was told cannot be taken as a part of this any more.
            return None
        between.append(wave)
    after = _wave(round_, keys.pairs(base_round, round_), content, key)
    counted = waves.panel_of(people, base, after)
    items = waves.change_of(counted, people, base, between, after)
    if not items:
        return None
    return {"base": base_round.kind, "people": len(counted), "items": items}


def _earlier(round_: SurveyRound) -> list[SurveyRound]:
    series = SERIES_OF[Kind(round_.kind)]
    kinds = series[: series.index(Kind(round_.kind))]
    rows = SurveyRound.objects.filter(
        survey=round_.survey_id, kind__in=kinds, state=SurveyRound.State.CLOSED, shared_live=False
    )
    return sorted(rows.select_related("survey"), key=lambda row: series.index(Kind(row.kind)))


def _can_begin(one: SurveyRound, told: Mapping[int, object], round_: SurveyRound) -> bool:
    """It is told, enough people answered it, and some of its questions are asked again."""
    if one.pk not in told or one.responses.count() < SMALLEST_OPTIONS:
        return False
    series = [
        {waves.SAME.get(code, code) for code, item in items.items() if item.favourable}
        for items in (results.items_of(questionnaire_of(asked)) for asked in (one, round_))
    ]
    return bool(series[0] & series[1])


def _wave(
    round_: SurveyRound, in_base: Mapping[bytes, bytes], content: Prepared, key: bytes
) -> Wave:
    """The answers by person: who answered the first round too goes by the pseudonym of that one."""
    items = results.items_of(questionnaire_of(round_))
    rated = {code: item for code, item in items.items() if item.favourable}
    values, groups = {}, {}
    for pk, name, answers, sealed in round_.responses.values_list(
        "pk", "pseudonym", "values", "groups"
    ):
        person = in_base.get(bytes(name), bytes(name))
        codes = (answers.get(code, NOT_ASKED) for code in rated)
        values[person] = np.array([code if isinstance(code, int) else NOT_ASKED for code in codes])
        groups[person] = pseudonyms.open_groups(key, pk, bytes(sealed))
    return waves.Wave(tuple(rated.values()), values, _parts(groups, content))


def _parts(groups: Mapping[bytes, tuple[int, ...]], content: Prepared) -> dict[bytes, Hashable]:
    """The group of each person in the table by group that the round shows, all small ones as one."""
    if not content["groups"]:
        return dict.fromkeys(groups, None)
    (dimension,) = content["groups"]
    place = DIMENSIONS.index(dimension)
    sizes: dict[int, int] = {}
    for group in groups.values():
        sizes[group[place]] = sizes.get(group[place], 0) + 1
    return {
        person: group[place] if sizes[group[place]] >= SMALLEST_GROUP else UNKNOWN
        for person, group in groups.items()
    }
