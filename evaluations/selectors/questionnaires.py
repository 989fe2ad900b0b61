"""The questionnaire of a round, from the bank and what the workshop adds."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from evaluations.models import BankItem, SurveyItem, SurveyRound
from evaluations.questionnaires import bank_file
from evaluations.questionnaires.questionnaire import Questionnaire
from evaluations.questionnaires.questions import Option, Question

if TYPE_CHECKING:
    from collections.abc import Mapping


def questionnaire_of(round_: SurveyRound) -> Questionnaire:
    """The questions in their order. One query, none for a round that is open or closed and was read before."""
    if round_.state == SurveyRound.State.PLANNED:
        return _read(round_.pk, round_.kind)
    return _cached(round_.pk, round_.kind)


@lru_cache(maxsize=256)
def _cached(pk: int, kind: str) -> Questionnaire:
    # An opened round's questions are locked by the database, so they may be kept for good.
    return _read(pk, kind)


def _read(pk: int, kind: str) -> Questionnaire:
    rows = (
        SurveyItem.objects.filter(round=pk)
        .select_related("item")
        .order_by("page", "position", "pk")
    )
    return Questionnaire(
        tuple(question_of(row) for row in rows if _can_be_asked(row)),
        tuple(bank_file.contents()["pages"].get(kind, ())),
    )


def _can_be_asked(row: SurveyItem) -> bool:
    """The workshop has what the item asks about: sessions, themes, recommendations, studies."""
    if row.item.source == BankItem.Source.STUDIES:
        return bool(row.subject)
    return bool(row.options or not row.item.source)


def _options(rows: list[dict[str, Any]]) -> tuple[Option, ...]:
    return tuple(
        Option(
            row["code"],
            row["texts"],
            row.get("of", ""),
            row.get("name", ""),
            specify=row.get("specify", False),
        )
        for row in rows
    )


def question_of(row: SurveyItem) -> Question:
    """The question of a row; it reads the row's item."""
    item = row.item
    return Question(
        pk=row.pk,
        name=row.name,
        kind=item.kind,
        scale=item.scale,
        page=row.page,
        texts=filled(item.texts, row.subject),
        hints=item.hints,
        options=_options(row.all_options),
        rows=_options(item.rows),
        not_applicable=item.not_applicable,
        dont_know=item.dont_know,
        required=row.required,
        quotable=item.quotable,
        private=item.private,
        core=item.core,
        shown_if=row.shown_if,
        shown_codes=tuple(row.shown_codes),
        own=item.survey_id is not None,
        shuffled=item.shuffled,
        right=tuple(item.right),
    )


def filled(texts: Mapping[str, str], subject: Mapping[str, str]) -> dict[str, str]:
    """The wording with what it is about, in each language that has it; else in English."""
    fallback = subject.get("en") or next(iter(subject.values()), "")
    return {
        language: text.replace("{subject}", subject.get(language) or fallback)
        for language, text in texts.items()
    }
