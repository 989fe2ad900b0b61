"""A questionnaire as an XLSForm workbook (pure).

Names of choices are our codes, so that data collected elsewhere come back with them; `na` and `dk` stand for
the two codes that are no answers. Pages are groups, a matrix is a group shown as a table.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook

from core.i18n.records import INTERFACE
from core.tables.table import harmless
from evaluations.questionnaires.questions import SPECIAL_NAMES
from evaluations.questionnaires.types.registry import type_of
from evaluations.statistics.codes import ANSWERED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluations.questionnaires.questionnaire import Questionnaire
    from evaluations.questionnaires.questions import Option, Question

LANGUAGES = {language.code: language.xlsform for language in INTERFACE}
"""Names of columns such as `label::French (fr)`."""
COLUMNS = ("type", "name", "required", "relevant", "appearance", "constraint", "parameters")
RANDOM = "randomize=true"
"""Among the parameters: options in random order."""


def as_xlsform(
    questionnaire: Questionnaire,
    *,
    title: str,
    form_id: str,
    special: Mapping[int, Mapping[str, str]],
    quote: Mapping[str, str],
    specify: Mapping[str, str],
) -> bytes:
    """The workbook. `special` are labels of the codes that are no answers, `quote` that of the box beside a text,
    `specify` that of the text beside “other”."""
    survey = _survey(questionnaire, _Beside(quote, specify))
    choices = _choices(questionnaire, special)
    settings = [
        {
            "form_title": title,
            "form_id": form_id,
            "version": "1",
            "default_language": LANGUAGES["en"],
        }
    ]
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    labels = [f"{kind}::{name}" for kind in ("label", "hint") for name in LANGUAGES.values()]
    _sheet(book, "survey", [*COLUMNS[:2], *labels, *COLUMNS[2:]], survey)
    _sheet(book, "choices", ["list_name", "name", *labels[: len(LANGUAGES)]], choices)
    _sheet(book, "settings", list(settings[0]), settings)
    book.close()
    return stream.getvalue()


def _sheet(book: Workbook, name: str, columns: list[str], rows: list[dict[str, str]]) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 40 if "::" in column else 18)
        sheet.write_string(0, place, column, bold)
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            if text := row.get(column, ""):
                sheet.write_string(number, place, harmless(text) if "::" in column else text)


def _labels(kind: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Columns of a label or hint; a language that has none shows the first there is, or readers see a blank."""
    if not texts:
        return {}
    fallback = texts.get("en") or next(iter(texts.values()))
    return {f"{kind}::{name}": texts.get(code) or fallback for code, name in LANGUAGES.items()}


@dataclass(frozen=True, slots=True)
class _Beside:
    """Labels of what stands beside questions: the box of a quotation, the text of “other”."""

    quote: Mapping[str, str] = field(default_factory=dict)
    specify: Mapping[str, str] = field(default_factory=dict)


def _survey(questionnaire: Questionnaire, beside: _Beside) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for page in range(1, questionnaire.last_page + 1):
        questions = questionnaire.on_page(page)
        if not questions:
            continue
        titles = (
            questionnaire.pages[page - 1] if page <= len(questionnaire.pages) else {"en": str(page)}
        )
        rows.append(
            {"type": "begin_group", "name": f"page_{page}", "appearance": "field-list"}
            | _labels("label", titles)
        )
        for question in questions:
            rows += _rows(question, questionnaire, beside)
        rows.append({"type": "end_group"})
    return rows


def survey_cells(questionnaire: Questionnaire) -> dict[str, dict[str, str]]:
    """The rows of the sheet of questions by name, without words: how each is asked."""
    return {
        row["name"]: row
        for question in questionnaire.questions
        for row in _rows(question, questionnaire, _Beside())
        if "name" in row
    }


def _rows(question: Question, of: Questionnaire, beside: _Beside) -> list[dict[str, str]]:
    kind = type_of(question)
    row = {
        "type": f"{kind.xlsform_type} {list_of(question)}"
        if question.options
        else kind.xlsform_type,
        "name": question.name,
        "required": "yes" if question.required else "",
        "relevant": _relevant(question, of),
        "appearance": kind.xlsform_appearance,
        "constraint": kind.xlsform_constraint,
        "parameters": RANDOM if question.shuffled else "",
        **_labels("label", question.texts),
        **_labels("hint", question.hints),
    }
    if kind.has_rows:
        lines = [
            {"type": row["type"], "name": key, "required": row["required"]}
            | _labels("label", matrix_row.texts)
            for key, matrix_row in zip(question.keys, question.rows, strict=True)
        ]
        return [row | {"type": "begin_group", "required": ""}, *lines, {"type": "end_group"}]
    rows = [row]
    if question.quotable:
        quoted = {"type": "acknowledge", "name": f"{question.name}_quote"}
        rows.append(quoted | _labels("label", beside.quote))
    if (code := question.specify_code) is not None:
        other = {
            "type": "text",
            "name": question.other_field,
            "relevant": kind.xlsform_condition(question, code, question.name),
        }
        rows.append(other | _labels("label", beside.specify))
    return rows


def list_of(question: Question) -> str:
    """The name of its list of choices: shared by all that use a scale in the same way."""
    if not question.scale:
        return f"{question.name}_options"
    suffix = "".join(f"_{SPECIAL_NAMES[code]}" for code in question.codes if code in SPECIAL_NAMES)
    return f"{question.scale}{suffix}"


def _relevant(question: Question, of: Questionnaire) -> str:
    key = question.shown_if
    trigger = of.asking(key)
    if trigger is None:
        return ""
    if ANSWERED in question.shown_codes:
        return f"${{{key}}} != ''"
    kind = type_of(trigger)
    return " or ".join(kind.xlsform_condition(trigger, code, key) for code in question.shown_codes)


def _choices(
    questionnaire: Questionnaire, special: Mapping[int, Mapping[str, str]]
) -> list[dict[str, str]]:
    rows, listed = [], set()
    for question in questionnaire.questions:
        name = list_of(question)
        if not question.options or name in listed:
            continue
        listed.add(name)
        rows += [
            _choice(name, question.choice_name(option.code), option) for option in question.options
        ]
        codes = [code for code in question.codes if code in SPECIAL_NAMES]
        rows += [
            {"list_name": name, "name": SPECIAL_NAMES[code]} | _labels("label", special[code])
            for code in codes
        ]
    return rows


def _choice(name: str, choice: str, option: Option) -> dict[str, Any]:
    return {"list_name": name, "name": choice} | _labels("label", option.texts)
