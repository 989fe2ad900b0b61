"""Made-up answers to the evaluations of made-up workshops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evaluations.models import SurveyRound
from evaluations.questionnaires.questionnaire import holds
from evaluations.services import responses, rounds
from evaluations.statistics.codes import SCALES

if TYPE_CHECKING:
    import random
    from datetime import datetime

    from evaluations.models import Survey
    from evaluations.questionnaires.questionnaire import Questionnaire
    from evaluations.questionnaires.questions import Question

LESSONS = (
    "Data from the census and from work permits can be joined.",
    "L’échange avec les autres pays a été le plus utile.",
    "Conviene coordinar los ministerios de trabajo y de planificación.",
    "كان تبادل الخبرات مع البلدان المجاورة مفيدا جدا.",
    "Полезно видеть, как другие страны считают денежные переводы.",
    "希望有更多关于汇款成本的练习。",
)
PLANS = (
    "Propose a question on migration for the next survey",
    "Draft a note on fees for remittances",
    "Invite the ministry of labour to a joint working group",
)


def give(
    survey: Survey,
    kind: str,
    at: datetime,
    answers: int,
    lift: float,
    draw: random.Random,
    now: datetime,
) -> None:
    """Open a round as of a day in the past, have some answer, close it where its time is over."""
    round_ = survey.rounds.get(kind=kind)
    if at > now:
        return
    rounds.open_round(round_, at=at)
    round_.refresh_from_db()
    invitations = list(
        round_.invitations.select_related("round__survey", "registration").order_by("pk")
    )
    for invitation in draw.sample(invitations, min(answers, len(invitations))):
        questionnaire = responses.asked_of(invitation)
        form = _filled(questionnaire.own, lift, draw, at_first=kind == SurveyRound.Kind.BASELINE)
        reading = questionnaire.own.read(lambda name, form=form: form.get(name, []), demand=False)
        responses.submit(invitation=invitation, asked=questionnaire, reading=reading, at=at)
    rounds.mix(round_, at=at)
    if round_.closes_at <= now:
        rounds.close(round_, at=round_.closes_at)


def _filled(
    questionnaire: Questionnaire, lift: float, draw: random.Random, *, at_first: bool
) -> dict[str, list[str]]:
    """A form as somebody in a good or less good mood would send it."""
    mood = draw.gauss(lift, 0.6)
    form: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    for question in questionnaire.questions:
        if not holds(question, values) or draw.random() < 0.04:
            continue
        for key in question.keys:
            is_before = at_first or key == "KNO1"
            if text := _answer(question, mood - (1.2 if is_before else 0), draw):
                form[key] = text
                values[key] = [int(code) for code in text if code.lstrip("-").isdigit()]
        if question.quotable and draw.random() < 0.5:
            form[f"{question.name}_quote"] = ["on"]
    return form


def _answer(question: Question, mood: float, draw: random.Random) -> list[str]:
    if question.kind == "text":
        if question.private:
            return [draw.choice(PLANS)]
        return [draw.choice(LESSONS)] if draw.random() < 0.4 else []
    if question.kind == "number":
        return [str(draw.randint(2, 30))]
    codes = [option.code for option in question.options]
    if question.kind == "multiple":
        chosen = [code for code in codes if draw.random() < 0.3 and code not in question.none_codes]
        return [str(code) for code in chosen or question.none_codes]
    if question.scale in SCALES:
        if (question.not_applicable or question.dont_know) and draw.random() < 0.05:
            return [str(question.codes[-1])]
        step = round(draw.gauss(3.4 + mood, 0.8) * len(codes) / 5)
        step = min(max(step, min(codes)), max(codes))
        return [str(len(codes) + 1 - step if question.scale == "A5R" else step)]
    return [str(draw.choices(codes, [3, *[2] * (len(codes) - 1)])[0])] if codes else []
