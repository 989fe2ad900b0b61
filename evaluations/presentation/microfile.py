"""The restricted micro-file: answers as codes, and nothing about who gave them.

It stands only where nothing that is published tells the people of a room apart, so that each row may be of any of at
least ten people; and it holds only what the tables show of all of them, so that it fixes nobody's answer either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.tables.table import Column, Table
from evaluations.models import SurveyRound
from evaluations.presentation.results import titles_of
from evaluations.questionnaires.types.registry import type_of
from evaluations.selectors.results import items_of
from evaluations.statistics import versions
from evaluations.statistics.codes import MULTIPLE
from evaluations.statistics.disclosure import SMALLEST_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from evaluations.questionnaires.questionnaire import Questionnaire
    from evaluations.questionnaires.types.base import QuestionType
    from evaluations.statistics.prepared import ItemResult, Prepared

BY_ATTENDANCE = ("MST", "LST")
"""Offer the sessions that somebody was in, which organisers know."""


def content_for_file(round_: SurveyRound) -> Prepared | None:
    """The prepared figures of a round whose single answers may be given out; None where they may not.

    Not where a table by group or a share in the room told people apart, nor while fewer than a step of answers came
    since the last version: two files would differ by those.
    """
    prepared = list(round_.results.order_by("version").values_list("content", flat=True))
    if round_.state != SurveyRound.State.CLOSED or not prepared or round_.shared_live:
        return None
    if any(content["groups"] for content in prepared):
        return None
    answered = round_.responses.count()
    if answered < SMALLEST_FILE or not versions.is_a_step(
        answered, [content["answered"] for content in prepared]
    ):
        return None
    return prepared[-1]


def table_of(round_: SurveyRound, questionnaire: Questionnaire, *, order: Random) -> Table | None:
    """One row per answer in random order, or None (`content_for_file`).

    No group, country, function, session, text or pseudonym; several of many as codes with spaces between.
    """
    content = content_for_file(round_)
    if content is None:
        return None
    rows = list(round_.responses.values_list("values", flat=True))
    order.shuffle(rows)
    titles = titles_of(questionnaire)
    kinds = {
        key: type_of(question) for question in questionnaire.questions for key in question.keys
    }
    shown = {
        code: result
        for code in items_of(questionnaire)
        if (result := content["items"].get(code)) is not None
        and result["options"]
        and not code.startswith(BY_ATTENDANCE)
    }
    return Table(
        title=round_.title,
        columns=tuple(Column(code, titles[code]) for code in shown),
        rows=tuple(
            tuple(_cell(kinds[code], values.get(code), result) for code, result in shown.items())
            for values in rows
        ),
        notes=(
            _("An empty cell: no answer, for whatever reason."),
            _("Questions and options that nearly nobody or nearly everybody chose are left out."),
        ),
    )


def _cell(kind: QuestionType, value: Any, result: ItemResult) -> str:
    options: Mapping[str, int] = result["options"] or {}
    if result["scale"] == MULTIPLE:
        codes = value if isinstance(value, list) else []
        return " ".join(str(code) for code in codes if str(code) in options)
    code = 0 if value is None else kind.as_number(value)
    return str(code) if code > 0 else ""
