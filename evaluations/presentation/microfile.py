"""The restricted micro-file: answers as codes, and nothing about who gave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.tables.table import Column, Table
from evaluations.models import SurveyRound
from evaluations.presentation.results import titles_of
from evaluations.selectors.results import items_of
from evaluations.statistics.codes import TEXT
from evaluations.statistics.disclosure import SMALLEST_FILE

if TYPE_CHECKING:
    from random import Random

    from evaluations.questionnaires.questionnaire import Questionnaire


def table_of(round_: SurveyRound, questionnaire: Questionnaire, *, order: Random) -> Table | None:
    """One row per answer in random order; None while the round is open or fewer than ten answered.

    No group, country, function, text or pseudonym; several of many as codes with spaces between.
    """
    rows = list(round_.responses.values_list("values", flat=True))
    if round_.state != SurveyRound.State.CLOSED or len(rows) < SMALLEST_FILE:
        return None
    order.shuffle(rows)
    titles = titles_of(questionnaire)
    codes = [code for code, item in items_of(questionnaire).items() if item.scale != TEXT]
    return Table(
        title=round_.title,
        columns=tuple(Column(code, titles[code]) for code in codes),
        rows=tuple(tuple(_cell(values.get(code)) for code in codes) for values in rows),
        notes=(
            _("Codes below 0: -1 not applicable, -2 do not know, -8 left empty, -9 not asked."),
        ),
    )


def _cell(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)
