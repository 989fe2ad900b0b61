"""Questions as templates show them, with what was sent so far; pages go forth and back without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.i18n.languages import in_reader_language
from core.web.actions import positive_int
from evaluations.questionnaires.bank_file import special_texts
from evaluations.questionnaires.questionnaire import holds
from evaluations.questionnaires.types.base import LONGEST_OTHER
from evaluations.questionnaires.types.registry import type_of
from evaluations.questionnaires.types.text import LONGEST
from evaluations.selectors.texts import LEADS
from evaluations.statistics.codes import ANSWERED, DONT_KNOW, NOT_APPLICABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, QueryDict

    from evaluations.questionnaires.questionnaire import Questionnaire
    from evaluations.questionnaires.questions import Question, Reading


def names_of(question: Question) -> tuple[str, ...]:
    """The names of the fields of a question."""
    return type_of(question).field_names(question)


def choices_of(question: Question) -> list[dict[str, Any]]:
    """Options with their labels in the reader's language, then “not applicable” and “do not know”."""
    choices = [
        {
            "code": option.code,
            "label": in_reader_language(option.texts),
            "other": question.other_field if option.specify else "",
        }
        for option in question.options
    ]
    special = special_texts()
    for offered, code in (
        (question.not_applicable, NOT_APPLICABLE),
        (question.dont_know, DONT_KNOW),
    ):
        if offered:
            choices.append(
                {"code": code, "label": in_reader_language(special[code]), "special": True}
            )
    return choices


def question_context(
    question: Question, sent: QueryDict | Mapping[str, Any], of: Questionnaire, problem: str = ""
) -> dict[str, Any]:
    """A question for the template: labels, what was chosen, what is wrong, and on which condition it is shown."""
    rows = question.rows or (None,)
    choices = choices_of(question)
    parts = []
    for key, row in zip(question.keys, rows, strict=True):
        checked = set(_sent(sent, key))
        parts.append(
            {
                "key": key,
                "label": in_reader_language(row.texts) if row else "",
                "choices": [
                    choice
                    | {
                        "id": f"{key}_{choice['code']}",
                        "checked": str(choice["code"]) in checked,
                        "written": next(iter(_sent(sent, choice.get("other") or "")), ""),
                    }
                    for choice in choices
                ],
            }
        )
    return {
        "name": question.name,
        "template": type_of(question).template,
        "text": in_reader_language(question.texts),
        "hint": in_reader_language(question.hints),
        "parts": parts,
        "required": question.required,
        "quotable": question.quotable,
        "private": question.private,
        "is_read": not question.private and question.name not in LEADS,
        "problem": problem,
        "value": next(iter(_sent(sent, question.name)), ""),
        "longest": LONGEST,
        "longest_other": LONGEST_OTHER,
        "has_other": question.specify_code is not None,
        "quoted": bool(_sent(sent, f"{question.name}_quote")),
        "ranks": [
            choice
            | {
                "name": f"{question.name}_{choice['code']}",
                "value": next(iter(_sent(sent, f"{question.name}_{choice['code']}")), ""),
            }
            for choice in choices
        ],
        "condition": condition_of(question, of),
        "rule": rule_of(question, of),
    }


def _sent(sent: Any, name: str) -> list[str]:
    return sent.getlist(name) if hasattr(sent, "getlist") else list(sent.get(name, ()))


def condition_of(question: Question, of: Questionnaire) -> str:
    """“Only if you answered … with …”, for readers without a script and on paper."""
    trigger = of.asking(question.shown_if)
    if trigger is None:
        return ""
    asked = text_of(trigger, question.shown_if)
    if ANSWERED in question.shown_codes:
        return _("Only if you answered “%(question)s”.") % {"question": asked}
    labels = {choice["code"]: choice["label"] for choice in choices_of(trigger)}
    named = [f"“{labels[code]}”" for code in question.shown_codes if code in labels]
    values = {"question": asked, "answers": _(" or ").join(named)}
    return _("Only if you answered “%(question)s” with %(answers)s.") % values


def text_of(question: Question, key: str) -> str:
    """The wording of a question, or of the row of a matrix that is kept under the key."""
    row = next((row for name, row in zip(question.keys, question.rows) if name == key), None)  # noqa: B905  one without rows has a key
    return in_reader_language(row.texts if row else question.texts)


def rule_of(question: Question, of: Questionnaire) -> str:
    """The condition for the script: fields, and the codes of which one must be sent; empty where there is none."""
    if not question.shown_if:
        return ""
    trigger = of.asking(question.shown_if)
    names = names_of(trigger) if trigger else (question.shown_if,)
    fields = (question.shown_if,) if question.shown_if in names else names
    return f"{' '.join(fields)}={','.join(map(str, question.shown_codes))}"


def all_names(questionnaire: Questionnaire) -> list[str]:
    """The names of all fields."""
    return [name for question in questionnaire.questions for name in names_of(question)]


def page_of(
    sent: QueryDict, questionnaire: Questionnaire, reading: Reading, page: int
) -> dict[str, Any]:
    """What the template of a page needs; answers of other pages travel along as hidden fields."""
    visible = [
        question
        for question in questionnaire.on_page(page)
        if _may_show(question, reading, page, questionnaire)
    ]
    here = {name for question in questionnaire.on_page(page) for name in names_of(question)}
    titles = questionnaire.pages
    return {
        "questions": [
            question_context(question, sent, questionnaire, reading.problems.get(question.name, ""))
            for question in visible
        ],
        "hidden": [
            (name, value)
            for name in all_names(questionnaire)
            if name not in here
            for value in sent.getlist(name)
        ],
        "wrong": any(question.name in reading.problems for question in visible),
        "page": page,
        "last_page": questionnaire.last_page,
        "page_title": in_reader_language(titles[page - 1]) if page <= len(titles) else "",
    }


def _may_show(question: Question, reading: Reading, page: int, of: Questionnaire) -> bool:
    """Its rule holds, or may come to hold by an answer on this very page."""
    trigger = of.asking(question.shown_if)
    return holds(question, reading.values) or (trigger is not None and trigger.page == page)


def _asks_on(page: int, questionnaire: Questionnaire, reading: Reading) -> bool:
    return any(
        _may_show(question, reading, page, questionnaire)
        for question in questionnaire.on_page(page)
    )


def step_from(page: int, by: int, questionnaire: Questionnaire, reading: Reading) -> int:
    """The next page (or the one before) that asks anything of this person, else the page itself."""
    number = page + by
    while 1 <= number <= questionnaire.last_page:
        if _asks_on(number, questionnaire, reading):
            return number
        number += by
    return page


def wrong_page(questionnaire: Questionnaire, reading: Reading, pages: range) -> int | None:
    """The first of the pages on which something is missing or wrong."""
    wrong_pages = [
        question.page for question in questionnaire.questions if question.name in reading.problems
    ]
    return min((page for page in wrong_pages if page in pages), default=None)


def page_asked_for(request: HttpRequest, questionnaire: Questionnaire) -> int:
    """The page a form was sent from; the first where it says nothing sensible."""
    return min(positive_int(request, "page") or 1, questionnaire.last_page)


def turn(
    request: HttpRequest, questionnaire: Questionnaire, reading: Reading
) -> tuple[int, bool, int]:
    """The page to show now, whether the whole is sent and right, and the status of the answer."""
    page, act = page_asked_for(request, questionnaire), request.POST.get("act", "")
    if act == "enter":
        # The key, in a field: on to the next page, but nothing is sent by it.
        act = "next"
    if act == "back":
        return step_from(page, -1, questionnaire, reading), False, 200
    if act in ("next", "send"):
        pages = range(1, page + 1 if act == "next" else questionnaire.last_page + 1)
        if (wrong := wrong_page(questionnaire, reading, pages)) is not None:
            return wrong, False, 422
        if act == "send":
            return page, True, 200
        return step_from(page, 1, questionnaire, reading), False, 200
    return page, False, 200


def without_complaints(reading: Reading) -> Reading:
    """For a page that is only shown, in another language or on the way back."""
    reading.problems.clear()
    return reading
