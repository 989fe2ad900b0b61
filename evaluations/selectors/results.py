"""Results of evaluations: the answers of a round as arrays, and what was prepared of them.

`outcomes` reads `shares_of`, `plans_of` and `realised`; all rest on prepared results, so nothing reaches a page, a file
or a claim that did not pass `evaluations.statistics.disclosure`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from evaluations.models import BankItem, PreparedResults, SurveyRound
from evaluations.privacy import keys, pseudonyms
from evaluations.questionnaires.types.registry import type_of
from evaluations.selectors.audience import CAME, GROUPS, groups_of
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.statistics.codes import DIMENSIONS, NOT_ASKED, UNKNOWN
from evaluations.statistics.frames import HIGHEST_OPTION, Answers, Dimension, Item
from evaluations.statistics.pooling import Pool, Share, pool
from evaluations.statistics.prepared import favourable
from workshops.models import Registration
from workshops.models.people import NOT_COUNTED
from workshops.states import TOLD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from evaluations.questionnaires.questionnaire import Questionnaire
    from evaluations.questionnaires.questions import Question
    from evaluations.questionnaires.types.base import QuestionType
    from evaluations.statistics.prepared import Prepared, Rate, RealisedResult


def items_of(questionnaire: Questionnaire) -> dict[str, Item]:
    """Key of the answers -> item. Private texts are no item; of a ranking the first place is counted."""
    return {key: item for key, item, _kind in _counted(questionnaire)}


def _counted(questionnaire: Questionnaire) -> Iterator[tuple[str, Item, QuestionType]]:
    for question in questionnaire.questions:
        kind = type_of(question)
        scale = kind.counted_as(question)
        if question.private or not scale:
            continue
        for key in question.keys:
            options = _options(question, kind)
            yield key, Item(key, scale, options, question.core, question.right), kind


def _options(question: Question, kind: QuestionType) -> tuple[int, ...]:
    options = kind.counted_options(question)
    return tuple(option.code for option in options if option.code <= HIGHEST_OPTION)


def answers_of(round_: SurveyRound) -> Answers:
    """The answers of a round with the groups of those who gave them, where the key still opens these."""
    counted = list(_counted(questionnaire_of(round_)))
    items = {key: item for key, item, _kind in counted}
    rows = list(round_.responses.values_list("pk", "values", "groups"))
    values = np.array(
        [
            [kind.as_number(answers.get(key, NOT_ASKED)) for key, _item, kind in counted]
            for _pk, answers, _sealed in rows
        ],
        dtype=np.int64,
    ).reshape(len(rows), len(items))
    people = Registration.objects.filter(invitations__round=round_)
    audience = round_.number_asked()
    try:
        key = keys.key_of(round_.survey_id)
        groups = np.array(
            [pseudonyms.open_groups(key, pk, bytes(sealed)) for pk, _values, sealed in rows],
            dtype=np.int64,
        )
    except (keys.NoKey, pseudonyms.WrongKey):
        return _plain(items, values, audience)
    groups = groups.reshape(len(rows), len(DIMENSIONS))
    person_groups = groups_of(people).values()
    return Answers(
        items=tuple(items.values()),
        values=values,
        events=np.zeros(len(rows), dtype=np.int64),
        audience=np.array([audience]),
        dimensions=tuple(Dimension(code, GROUPS[code]) for code in DIMENSIONS),
        groups={code: groups[:, place] for place, code in enumerate(DIMENSIONS)},
        audience_groups={
            code: np.bincount(
                [person[code] for person in person_groups if person[code] != UNKNOWN],
                minlength=len(GROUPS[code]),
            )[None, :]
            for code in DIMENSIONS
        },
    )


def _plain(items: Mapping[str, Item], values: Any, audience: int) -> Answers:
    none = np.zeros(len(values), dtype=np.int64)
    return Answers(tuple(items.values()), values, none, np.array([audience]))


def attended_of(workshop: int) -> int:
    """How many people came to the workshop, staff and interpreters left out."""
    return (
        Registration.objects.filter(workshop=workshop, state__in=CAME)
        .exclude(stakeholder__in=NOT_COUNTED)
        .count()
    )


def latest(round_: SurveyRound) -> PreparedResults | None:
    """What was prepared last of a round."""
    return round_.results.order_by("-version").first()


def latest_of(rounds: Iterable[SurveyRound]) -> dict[int, PreparedResults]:
    """Round -> what was prepared last. One query."""
    rows = PreparedResults.objects.filter(round__in=list(rounds)).order_by("round_id", "-version")
    return {prepared.round_id: prepared for prepared in rows.distinct("round_id")}


def shares_of(workshops: Iterable[int], item: str, kind: str = "R2") -> dict[int, Share | None]:
    """Workshop -> published share of an item, None where hidden; only workshops with results. One query."""
    rows = (
        PreparedResults.objects.filter(
            round__survey__workshop__in=workshops, round__kind=kind, round__session=None
        )
        .order_by("round_id", "-version")
        .distinct("round_id")
        .values_list(
            "round__survey__workshop",
            "content__audience",
            "content__answered",
            f"content__items__{item}",
        )
    )
    return {
        workshop: Share(figures["n"], figures["low"], figures["high"], answered, audience)
        if figures and figures["low"] is not None
        else None
        for workshop, audience, answered, figures in rows
    }


def plans_of(workshops: Iterable[int]) -> dict[int, Share | None]:
    """Workshop -> published share of plans done or under way after six months, None where hidden. One query."""
    rows = (
        PreparedResults.objects.filter(round__survey__workshop__in=workshops, round__kind="R3")
        .order_by("round_id", "-version")
        .distinct("round_id")
        .values_list(
            "round__survey__workshop",
            "content__audience",
            "content__answered",
            "content__realised__all",
        )
    )
    return {
        workshop: Share(rate["n"], rate["low"], rate["high"], answered, audience) if rate else None
        for workshop, audience, answered, rate in rows
    }


def benchmark(items: Iterable[str], kind: str = "R2", *, invented: bool = False) -> dict[str, Pool]:
    """Item -> its share over all events of the five commissions; made-up ones only among themselves. Two queries."""
    pooled = pools(kind, invented=invented)
    return {item: pooled[item] for item in items if item in pooled}


def pools(kind: str, *, invented: bool = False, host: str = "") -> dict[str, Pool]:
    """Item of the bank -> its share over all events that are told, or over those that a commission hosts. Two queries.

    An event whose results are held back is in no pool: less the pages of the others, the pool would be its share.

    Questions of a workshop's own, and those whose options differ from workshop to workshop, are not pooled.
    """
    rows = PreparedResults.objects.filter(
        round__kind=kind,
        round__session=None,
        round__survey__invented=invented,
        round__survey__workshop__status__in=TOLD,
    )
    if host:
        rows = rows.filter(round__survey__workshop__host__area__code=host)
    rows = rows.order_by("round_id", "-version").distinct("round_id")
    contents = list(rows.values_list("content", flat=True))
    pooled = {
        item: pool([_share(content, item) for content in contents]) for item in shared_items()
    }
    return {item: pooled_share for item, pooled_share in pooled.items() if pooled_share is not None}


def shared_items() -> list[str]:
    """Keys of answers that mean the same in every workshop, in the order asked."""
    rows = BankItem.objects.current().filter(source="").order_by("page", "position", "code")
    return [
        key
        for code, lines in rows.values_list("code", "rows")
        for key in ([line.get("name") or f"{code}{line['code']}" for line in lines] or [code])
    ]


def _share(content: Prepared, item: str) -> Share | None:
    result = content["items"].get(item)
    rate = favourable(result) if result else None
    if rate is None:
        return None
    return Share(rate["n"], rate["low"], rate["high"], content["answered"], content["audience"])


@dataclass(frozen=True, slots=True)
class RealisedRate:
    """Plans that are done or under way, between `low` and `high` of `n` that people came back to."""

    n: int
    low: int
    high: int


def realised(workshops: Iterable[int]) -> dict[str, RealisedRate]:
    """`all`, `theme:CODE` and `barrier:CODE` -> rate over workshops, from what is published of each."""
    rows = (
        PreparedResults.objects.filter(round__survey__workshop__in=workshops, round__kind="R3")
        .order_by("round_id", "-version")
        .distinct("round_id")
        .values_list("content__realised", flat=True)
    )
    sums: dict[str, list[int]] = {}
    for content in rows:
        for name, rate in _rates(content):
            total = sums.setdefault(name, [0, 0, 0])
            for place, part in enumerate((rate["n"], rate["low"], rate["high"])):
                total[place] += part
    return {name: RealisedRate(*total) for name, total in sums.items()}


def _rates(content: RealisedResult | None) -> Iterable[tuple[str, Rate]]:
    if content is None:
        return
    if content["all"]:
        yield "all", content["all"]
    for code, rate in content.get("themes", {}).items():
        yield f"theme:{code}", rate
    for code, rate in content["barriers"].items():
        yield f"barrier:{code}", rate
