"""A questionnaire as an XLSForm workbook (pure).

Names of choices are our codes, so that data collected elsewhere come back with them; `na` and `dk` stand for
the two codes that are no answers. Pages are groups, a matrix is a group shown as a table.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook

from core.tables.table import harmless
from evaluations.statistics.codes import DONT_KNOW, NOT_APPLICABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluations.questionnaires.questionnaire import Option, Question, Questionnaire

LANGUAGES = {
    "en": "English (en)",
    "fr": "French (fr)",
    "es": "Spanish (es)",
    "ar": "Arabic (ar)",
    "ru": "Russian (ru)",
    "zh": "Chinese (zh)",
}
"""Names of columns such as `label::French (fr)`."""
SPECIAL = {NOT_APPLICABLE: "na", DONT_KNOW: "dk"}
TYPES = {
    "rating": "select_one", "yes_partly_no": "select_one", "single": "select_one", "matrix": "select_one",
    "multiple": "select_multiple", "ranking": "rank", "number": "integer", "text": "text",
}  # fmt: skip
COLUMNS = ("type", "name", "required", "relevant", "appearance", "constraint")


def as_xlsform(
    questionnaire: Questionnaire,
    *,
    title: str,
    form_id: str,
    special: Mapping[int, Mapping[str, str]],
    quote: Mapping[str, str],
) -> bytes:
    """The workbook. `special` are labels of the codes that are no answers, `quote` that of the box beside a text."""
    survey = _survey(questionnaire, quote)
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


def _survey(questionnaire: Questionnaire, quote: Mapping[str, str]) -> list[dict[str, str]]:
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
            rows += _rows(question, questionnaire, quote)
        rows.append({"type": "end_group"})
    return rows


def _rows(question: Question, of: Questionnaire, quote: Mapping[str, str]) -> list[dict[str, str]]:
    kind = TYPES[question.kind]
    row = {
        "type": f"{kind} {list_of(question)}" if question.options else kind, "name": question.name,
        "required": "yes" if question.required else "", "relevant": _relevant(question, of),
        **_labels("label", question.texts), **_labels("hint", question.hints),
    }  # fmt: skip
    if question.kind == "matrix":
        group = row | {"type": "begin_group", "appearance": "table-list", "required": ""}
        lines = [
            {"type": row["type"], "name": key} | _labels("label", one.texts)
            for key, one in zip(question.keys, question.rows, strict=True)
        ]
        return [group, *lines, {"type": "end_group"}]
    if question.kind == "text":
        row["appearance"] = "multiline"
    if question.kind == "number":
        row["constraint"] = ". >= 0"
    quoted = {"type": "acknowledge", "name": f"{question.name}_quote"} | _labels("label", quote)
    return [row, quoted] if question.quotable else [row]


def list_of(question: Question) -> str:
    """The name of its list of choices: shared by all that use a scale in the same way."""
    if not question.scale:
        return f"{question.name}_options"
    more = "".join(f"_{SPECIAL[code]}" for code in question.codes if code in SPECIAL)
    return f"{question.scale}{more}"


def _relevant(question: Question, of: Questionnaire) -> str:
    other = next((one for one in of.questions if one.name == question.shown_if), None)
    if other is None:
        return ""
    if other.kind == "multiple":
        return " or ".join(
            f"selected(${{{other.name}}}, '{code}')" for code in question.shown_codes
        )
    return " or ".join(f"${{{other.name}}} = '{code}'" for code in question.shown_codes)


def _choices(
    questionnaire: Questionnaire, special: Mapping[int, Mapping[str, str]]
) -> list[dict[str, str]]:
    rows, seen = [], set()
    for question in questionnaire.questions:
        name = list_of(question)
        if not question.options or name in seen:
            continue
        seen.add(name)
        rows += [_choice(name, str(one.code), one) for one in question.options]
        codes = [code for code in question.codes if code in SPECIAL]
        rows += [
            {"list_name": name, "name": SPECIAL[code]} | _labels("label", special[code])
            for code in codes
        ]
    return rows


def _choice(name: str, code: str, option: Option) -> dict[str, Any]:
    return {"list_name": name, "name": code} | _labels("label", option.texts)
