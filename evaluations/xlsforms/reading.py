"""An XLSForm read as a choice of the bank's items and questions of one's own, with the place of every problem (pure).

A name of the bank stands for its item, whose words are not the form's to change. Whatever else is asked is
a question of the organiser's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.tables.spreadsheets import BadWorkbook, open_workbook, sheet_rows
from evaluations.questionnaires.types.base import CODES_BY_NAME
from evaluations.questionnaires.types.registry import question_types, type_of_xlsform
from evaluations.xlsforms.writing import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluations.questionnaires.types.base import QuestionType

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 500, 200, 10
META = {
    "start",
    "end",
    "today",
    "deviceid",
    "username",
    "phonenumber",
    "audit",
    "note",
    "acknowledge",
    "calculate",
    "hidden",
}
"""Types that other tools add and that ask nothing here."""
GROUPS = {"begin_group", "begin group", "end_group", "end group"}
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,15}\Z")
RULE = re.compile(r"\$\{([^}]+)\}\s*=\s*'([^']*)'|selected\(\s*\$\{([^}]+)\}\s*,\s*'([^']*)'\s*\)")


class NotAForm(Exception):
    """It is no workbook, or has no sheet of questions."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where: `sheet`, `row` from 1 as a spreadsheet counts, `column` by its heading."""

    sheet: str
    row: int
    column: str
    text: str
    value: str = ""


@dataclass(slots=True)
class ParsedForm:
    """Codes of items of the bank, values of own questions by name, problems, and what was left out."""

    codes: list[str] = field(default_factory=list)
    own: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BankEntry:
    """An item of the bank as a form may name it: its type and its English wording."""

    code: str
    kind: str
    text: str


Row = dict[str, str]


def read_form(data: bytes, *, bank: Mapping[str, BankEntry], most_own: int) -> ParsedForm:
    """What a form asks; the page of an own question is 0 where the form has no pages. `bank` are the names a form may use for items, rows of a matrix included.

    Raises NotAForm.
    """
    sheets = _sheets(data)
    form = ParsedForm()
    choices = _choices(sheets.get("choices", []), form)
    page = 0
    for number, row in sheets["survey"]:
        kind, _space, argument = row.get("type", "").strip().partition(" ")
        if not kind or f"{kind} {argument}" in GROUPS or kind in GROUPS:
            page += kind.startswith("begin") and "table-list" not in row.get("appearance", "")
            continue
        if kind in META:
            form.ignored.append(row.get("name", "") or kind)
            continue
        _take(number, row, kind, argument.strip(), page, choices, bank, form)
    if len(form.own) > most_own:
        extra = form.own[most_own]
        form.problems.append(Problem("survey", extra["row"], "name", "too_many", extra["code"]))
    return form


def _take(
    number: int, row: Row, kind: str, list_name: str, page: int, choices, bank, form: ParsedForm
) -> None:
    name = row.get("name", "").strip()
    if not NAME.match(name):
        form.problems.append(Problem("survey", number, "name", "bad_name", name))
        return
    if name in bank:
        _take_item(number, row, kind, bank[name], form)
    elif own := type_of_xlsform(kind, row.get("appearance", "")):
        _take_own(number, row, own, list_name, page, choices, form)
    else:
        form.problems.append(Problem("survey", number, "type", "unknown_type", kind))


def _take_item(number: int, row: Row, kind: str, item: BankEntry, form: ParsedForm) -> None:
    expected = question_types()[item.kind].xlsform_type
    if kind != expected:
        form.problems.append(Problem("survey", number, "type", "other_type", expected))
    column = f"label::{LANGUAGES['en']}"
    label = row.get(column) or row.get("label") or ""
    if label and _plain(label) != _plain(item.text) and "{subject}" not in item.text:
        form.problems.append(Problem("survey", number, column, "locked_words", item.text))
    if item.code not in form.codes:
        form.codes.append(item.code)


def _plain(text: str) -> str:
    return " ".join(text.lstrip("'").split())


def _take_own(
    number: int, row: Row, kind: QuestionType, list_name: str, page: int, choices, form: ParsedForm
) -> None:
    texts = _texts(row)
    if not texts:
        form.problems.append(Problem("survey", number, "label", "no_label"))
    question: dict[str, Any] = {
        "row": number,
        "code": row["name"].strip(),
        "kind": kind.name,
        "texts": texts,
        "page": page,
        "required": row.get("required", "").lower() in ("yes", "true", "true()"),
    }
    if kind.has_own_options:
        options = choices.get(list_name, [])
        if len(options) < 2:
            form.problems.append(Problem("survey", number, "type", "no_choices", list_name))
        question |= {
            "options": [
                {"code": n, "texts": texts} for n, (_code, texts) in enumerate(options, start=1)
            ]
        }
    if rule := row.get("relevant", "").strip():
        condition = _rule(rule)
        if condition is None:
            form.problems.append(Problem("survey", number, "relevant", "hard_rule", rule))
        else:
            question |= {"shown_if": condition[0], "shown_codes": condition[1]}
    form.own.append(question)


def _rule(text: str) -> tuple[str, list[int]] | None:
    """One question and the codes of its answers, joined by “or”; None for anything else."""
    parts = [RULE.fullmatch(part.strip()) for part in re.split(r"\s+or\s+", text)]
    matches = [part for part in parts if part]
    if len(matches) < len(parts):
        return None
    names = {part[1] or part[3] for part in matches}
    codes = [part[2] or part[4] for part in matches]
    if len(names) != 1 or not all(code.isdigit() for code in codes):
        return None
    return names.pop(), [int(code) for code in codes]


def _texts(row: Row) -> dict[str, str]:
    texts = {
        code: _plain(row[f"label::{name}"])
        for code, name in LANGUAGES.items()
        if row.get(f"label::{name}")
    }
    if not texts and row.get("label"):
        texts = {"en": _plain(row["label"])}
    # Our own files repeat the English text where a language has none.
    return {code: text for code, text in texts.items() if code == "en" or text != texts.get("en")}


def _choices(
    rows: list[tuple[int, Row]], form: ParsedForm
) -> dict[str, list[tuple[str, dict[str, str]]]]:
    lists: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for number, row in rows:
        name = (row.get("list_name") or row.get("list name") or "").strip()
        if not name and not row.get("name"):
            continue
        texts = _texts(row)
        if not texts:
            form.problems.append(Problem("choices", number, "label", "no_label"))
        if row.get("name") not in CODES_BY_NAME:
            lists.setdefault(name, []).append((row.get("name", ""), texts))
    return lists


def _sheets(data: bytes) -> dict[str, list[tuple[int, Row]]]:
    """Rows with their number, by heading, of each sheet. Raises NotAForm."""
    try:
        with open_workbook(data) as book:
            sheets = {sheet.title: _rows_of(sheet) for sheet in book.worksheets[:MOST_SHEETS]}
    except BadWorkbook as problem:
        damaged = problem.reason == "damaged"
        raise NotAForm("workbook" if damaged else problem.reason) from problem
    if not sheets.get("survey"):
        raise NotAForm("survey")
    return sheets


def _rows_of(sheet: Any) -> list[tuple[int, Row]]:
    rows = sheet_rows(sheet, most_rows=MOST_ROWS + 1, most_columns=MOST_COLUMNS)
    heads = [cell.strip() for cell in next(rows, [])]
    return [
        (
            number,
            {head: cell.strip() for head, cell in zip(heads, row, strict=False) if head and cell},
        )
        for number, row in enumerate(rows, start=2)
    ]
