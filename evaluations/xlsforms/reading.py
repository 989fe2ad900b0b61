"""An XLSForm read as a choice of the bank's items and questions of one's own, with the place of every problem (pure).

A name of the bank stands for its item, whose words are not the form's to change. Whatever else is asked is
a question of the organiser's own. Every cell is used, refused with its place, or named in `ignored`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.i18n.records import INTERFACE
from evaluations.questionnaires.bank_file import options_of_scale, other_texts
from evaluations.questionnaires.questions import SPECIAL_NAMES
from evaluations.questionnaires.types.registry import offered, question_types, type_of_xlsform
from evaluations.statistics.codes import ANSWERED, DONT_KNOW, NOT_APPLICABLE
from evaluations.statistics.frames import HIGHEST_OPTION
from evaluations.xlsforms.sheets import NotAForm, Row, sheets_of
from evaluations.xlsforms.writing import RANDOM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluations.questionnaires.types.base import QuestionType

__all__ = ["BankEntry", "NotAForm", "ParsedForm", "Problem", "read_form"]

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
FILES = {"file", "image", "audio", "video", "background-audio"}
"""Types whose answers would name who gave them (docs/decisions/0104)."""
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,15}\Z")
OLD_TYPES = re.compile(r"select[ _](one|multiple|all that apply)(?: from)?\b", re.IGNORECASE)
PAGE = re.compile(r"page_(\d{1,2})\Z")
RULE = re.compile(
    r"""\$\{\s*(?P<name>[^}\s]+)\s*\}\s*=\s*(?:'(?P<a>[^']*)'|"(?P<b>[^"]*)"|(?P<c>\d+))
    |selected\(\s*\$\{\s*(?P<of>[^}\s]+)\s*\}\s*,\s*(?:'(?P<d>[^']*)'|"(?P<e>[^"]*)")\s*\)""",
    re.VERBOSE,
)
ANY = re.compile(r"""\$\{\s*(?P<name>[^}\s]+)\s*\}\s*!=\s*(?:''|"")""")
"""Holds when the question was answered."""
YES = {"yes", "true", "true()", "1"}
CHANGING = ("constraint", "default", "calculation", "choice_filter", "read_only", "repeat_count")
"""Columns that change what is asked, and that a question of one's own cannot have."""
LOCKED = ("required", "relevant", "parameters", *CHANGING)
"""Columns of an item of the bank that the bank decides."""
LANGUAGE_CODES = tuple(language.code for language in INTERFACE)
USED = {
    "type",
    "name",
    "required",
    "relevant",
    "appearance",
    "disabled",
    "parameters",
    *CHANGING,
    *(f"{kind}::{code}" for kind in ("label", "hint") for code in LANGUAGE_CODES),
}


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

    def refuse(self, row: Row, column: str, text: str, value: str = "") -> None:
        """Note a problem of a cell of the survey."""
        self.problems.append(Problem("survey", row.number, row.heading(column), text, value))

    def leave_out(self, name: str) -> None:
        """Name, once, something that is not read."""
        if name not in self.ignored:
            self.ignored.append(name)


@dataclass(frozen=True, slots=True)
class BankEntry:
    """An item of the bank as a form may name it: its type, its English wording, and how our own form writes it."""

    code: str
    kind: str
    text: str
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Choice:
    name: str
    texts: dict[str, str]


@dataclass(slots=True)
class _Table:
    """A group shown as a table, and its rows with their types and lists."""

    row: Row
    lines: list[tuple[Row, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Place:
    """Where in the form a row stands: its page, 0 before the first, and the rules of the groups around it,
    and the question before it on its page."""

    page: int = 0
    depth: int = 0
    rules: list[str] = field(default_factory=list)
    table: _Table | None = None
    before: str = ""


def read_form(data: bytes, *, bank: Mapping[str, BankEntry], most_own: int) -> ParsedForm:
    """What a form asks; the page of an own question is 0 where the form has no pages. `bank` are the names a form may use for items, rows of a matrix included.

    Raises NotAForm.
    """
    sheets = sheets_of(data)
    form = ParsedForm()
    choices = _choices(sheets.get("choices", []), form)
    place, names = _Place(), set[str]()
    for row in sheets["survey"]:
        kind, argument = _type(row)
        if not kind:
            form.leave_out(row.get("name") or str(row.number))
        elif row.get("disabled").lower() in YES or kind in META:
            form.leave_out(row.get("name") or kind)
        elif kind.endswith("_group"):
            _enter_or_leave(kind, row, place, choices, bank, form)
        elif _is_named(row, names, form):
            _take(row, kind, argument, place, choices, bank, form)
            _name_unused(row, form)
    _end_table(place, choices, bank, form)
    _resolve_rules(form, bank)
    for name in set(sheets) - {"survey", "choices", "settings"}:
        form.leave_out(name)
    if len(form.own) > most_own:
        extra = form.own[most_own]
        form.problems.append(Problem("survey", extra["row"], "name", "too_many", extra["code"]))
    return form


def _type(row: Row) -> tuple[str, str]:
    """The type and what follows it, such as the list of its choices."""
    text = OLD_TYPES.sub(
        lambda match: "select_one" if match[1].lower() == "one" else "select_multiple",
        " ".join(row.get("type").split()),
    )
    text = re.sub(r"\A(begin|end)[ _](group|repeat)\b", r"\1_\2", text, flags=re.IGNORECASE)
    kind, _space, argument = text.partition(" ")
    return kind, argument


def _is_named(row: Row, names: set[str], form: ParsedForm) -> bool:
    name = row.get("name")
    if not NAME.match(name):
        form.refuse(row, "name", "bad_name", name)
        return False
    if name in names:
        form.refuse(row, "name", "twice", name)
        return False
    names.add(name)
    return True


def _enter_or_leave(
    kind: str,
    row: Row,
    place: _Place,
    choices: Mapping[str, list[_Choice]],
    bank: Mapping[str, BankEntry],
    form: ParsedForm,
) -> None:
    """A group: of the outermost each is a page, and its rule is that of every question in it."""
    if kind == "end_group":
        _end_table(place, choices, bank, form)
        place.depth = max(0, place.depth - 1)
        del place.rules[place.depth :]
        return
    name = row.get("name")
    is_matrix = name in bank or "table-list" in row.get("appearance").split()
    if name in bank:
        _name_changed(row, bank[name], form)
    elif is_matrix and kind == "begin_group":
        place.table = _Table(row)
    if not (place.depth or is_matrix):
        numbered = PAGE.match(name)
        place.before = ""
        place.page = int(numbered[1]) if numbered and int(numbered[1]) else place.page + 1
    place.rules.append("" if name in bank else row.get("relevant"))
    place.depth += 1


def _take(
    row: Row,
    kind: str,
    argument: str,
    place: _Place,
    choices: Mapping[str, list[_Choice]],
    bank: Mapping[str, BankEntry],
    form: ParsedForm,
) -> None:
    if place.table is not None:
        place.table.lines.append((row, kind, argument))
    elif entry := bank.get(row.get("name")):
        _take_item(row, kind, entry, place, form)
    elif row.get("name").removesuffix("_other") in bank:
        # The text beside “other” of an item belongs to the item.
        form.leave_out(row.get("name"))
    elif option := _other_of(row, kind, form):
        option["specify"] = True
    elif own := type_of_xlsform(kind, row.get("appearance")):
        _take_own(row, own, argument, place, choices, form)
    else:
        form.refuse(row, "type", "no_files" if kind in FILES else "unknown_type", kind)


def _other_of(row: Row, kind: str, form: ParsedForm) -> dict[str, Any] | None:
    """The option beside which a text stands: the row asks for it after a choice, if that one alone was chosen."""
    last = form.own[-1] if form.own else {}
    if kind != "text" or row.get("name") != f"{last.get('code')}_other" or "options" not in last:
        return None
    if row.get("required").lower() in YES or not question_types()[last["kind"]].takes_other:
        return None
    trigger, names = _rule(row.get("relevant"))
    if trigger != last["code"] or len(names) != 1:
        return None
    named = {option.get("name", str(option["code"])): option for option in last["options"]}
    return named.get(names[0])


def _end_table(
    place: _Place,
    choices: Mapping[str, list[_Choice]],
    bank: Mapping[str, BankEntry],
    form: ParsedForm,
) -> None:
    """A table whose rows are all chosen from one list is a matrix; of any other the rows are questions by themselves."""
    if (table := place.table) is None:
        return
    place.table = None
    lists = {argument for _row, _kind, argument in table.lines}
    is_matrix = len(lists) == 1 and all(
        kind == "select_one" and row.get("name") not in bank and not row.get("relevant")
        for row, kind, _argument in table.lines
    )
    demanded = {row.get("required").lower() in YES for row, _kind, _argument in table.lines}
    if not is_matrix or len(demanded) != 1 or not NAME.match(table.row.get("name")):
        for row, kind, argument in table.lines:
            _take(row, kind, argument, place, choices, bank, form)
        return
    name = table.row.get("name")
    outer, place.rules = place.rules, place.rules[:-1]
    _take_own(table.row, question_types()["matrix"], lists.pop(), place, choices, form)
    place.rules = outer
    lines = []
    for number, (row, _kind, _argument) in enumerate(table.lines, start=1):
        texts = _texts(row, "label")
        if not texts:
            form.refuse(row, "label", "no_label")
        named = {} if row.get("name") == f"{name}{number}" else {"name": row.get("name")}
        lines.append({"code": number, "texts": texts} | named)
    form.own[-1] |= {"rows": lines, "required": demanded.pop()}


def _take_item(row: Row, kind: str, item: BankEntry, place: _Place, form: ParsedForm) -> None:
    expected = question_types()[item.kind].xlsform_type
    if kind != expected:
        form.refuse(row, "type", "other_type", expected)
    label = row.get("label::en")
    if label and _plain(label) != _plain(item.text) and "{subject}" not in item.text:
        form.refuse(row, "label::en", "locked_words", item.text)
    if item.code not in form.codes:
        form.codes.append(item.code)
    place.before = item.code if item.kind == "matrix" else row.get("name")
    _name_changed(row, item, form)
    if any(place.rules):
        form.leave_out(f"{row.get('name')}: {row.heading('relevant')}")


def _name_changed(row: Row, item: BankEntry, form: ParsedForm) -> None:
    """What the form would change of an item of the bank is named, and stays."""
    for column in LOCKED:
        if column in row.headings and _plain(row.get(column)) != item.cells.get(column, ""):
            form.leave_out(f"{row.get('name')}: {row.heading(column)}")


def _name_unused(row: Row, form: ParsedForm) -> None:
    for column in row.cells:
        if column not in USED:
            form.leave_out(row.heading(column))


def _plain(text: str) -> str:
    return " ".join(text.lstrip("'").split())


def _take_own(
    row: Row,
    kind: QuestionType,
    argument: str,
    place: _Place,
    choices: Mapping[str, list[_Choice]],
    form: ParsedForm,
) -> None:
    texts = _texts(row, "label")
    if not texts:
        form.refuse(row, "label", "no_label")
    question: dict[str, Any] = {
        "row": row.number,
        "code": row.get("name"),
        "kind": kind.name,
        "texts": texts,
        "hints": _texts(row, "hint"),
        "page": place.page,
        "after": place.before,
        "required": row.get("required").lower() in YES,
    }
    for column in CHANGING:
        cell = row.get(column)
        if cell and cell.lower() not in ("no", "false") and cell != kind.xlsform_constraint:
            form.refuse(row, column, "not_supported", cell)
    if _is_shuffled(row, kind, form):
        question["shuffled"] = True
    if kind.has_own_options or kind.has_rows:
        question |= _options(row, kind, argument, choices, form)
    rules = [rule for rule in (*place.rules, row.get("relevant")) if rule]
    if len(rules) > 1:
        form.refuse(row, "relevant", "hard_rule", rules[-1])
    elif rules:
        question |= {"rule": rules[0]}
    place.before = row.get("name")
    form.own.append(question)


def _is_shuffled(row: Row, kind: QuestionType, form: ParsedForm) -> bool:
    parameters = row.get("parameters").replace(" ", "").lower()
    if parameters and (parameters != RANDOM or not kind.has_own_options):
        form.refuse(row, "parameters", "not_supported", row.get("parameters"))
        return False
    return bool(parameters)


def _options(
    row: Row,
    kind: QuestionType,
    argument: str,
    choices: Mapping[str, list[_Choice]],
    form: ParsedForm,
) -> dict[str, Any]:
    """The options in the file's order under the file's codes; words that are no codes are kept beside ours."""
    name, _space, more = argument.partition(" ")
    offers_other = more == "or_other" and kind.takes_other
    if more and not offers_other:
        form.refuse(row, "type", "not_supported", more)
    special = {choice.name for choice in choices.get(name, ()) if choice.name in _SPECIAL}
    listed = [choice for choice in choices.get(name, ()) if choice.name not in _SPECIAL]
    if len(listed) < 2:
        form.refuse(row, "type", "no_choices", name)
    flags = {field: True for field, code in _FLAGS.items() if SPECIAL_NAMES[code] in special}
    codes = _codes([choice.name for choice in listed])
    options: list[dict[str, Any]] = [
        {"code": code, "texts": choice.texts}
        | ({"name": choice.name} if choice.name != str(code) else {})
        for code, choice in zip(codes, listed, strict=True)
    ]
    if offers_other:
        code = max((option["code"] for option in options), default=0) + 1
        other = {"code": code, "name": "other", "texts": other_texts()["other"], "specify": True}
        return {"options": [*options, other]} | flags
    if kind.name in ("single", "matrix") and (scale := _scale(options, rows=kind.has_rows)):
        rating, offer = offered()[scale]
        return {
            "kind": rating.name,
            "scale": offer.scale,
            "options": options_of_scale(offer.scale),
        } | flags
    return {"options": options} | flags


_SPECIAL = set(SPECIAL_NAMES.values())
_FLAGS = {"not_applicable": NOT_APPLICABLE, "dont_know": DONT_KNOW}


def _codes(names: list[str]) -> list[int]:
    """The numbers that a list uses as names, where all are such; else 1, 2, 3 in its order."""
    if all(re.fullmatch("[1-9][0-9]?", name) and int(name) <= HIGHEST_OPTION for name in names):
        return [int(name) for name in names]
    return list(range(1, len(names) + 1))


def _scale(options: list[dict[str, Any]], *, rows: bool) -> str:
    """The scale, as organisers are offered it, that a list is in codes and words; empty for none."""
    for code, (kind, offer) in offered().items():
        if not offer.scale or kind.has_rows != rows:
            continue
        points = options_of_scale(offer.scale)
        if [option["code"] for option in options] == [point["code"] for point in points] and all(
            option["texts"].items() <= point["texts"].items()
            for option, point in zip(options, points, strict=True)
        ):
            return code
    return ""


def _resolve_rules(form: ParsedForm, bank: Mapping[str, BankEntry]) -> None:
    """Rules in names of choices become rules in codes; what is asked later, or nowhere, is told by its row."""
    asked = {question["code"]: question for question in form.own}
    for question in form.own:
        for line in question.get("rows", ()):
            asked[line.get("name") or f"{question['code']}{line['code']}"] = question
    for question in form.own:
        rule = question.pop("rule", "")
        if not rule:
            continue
        trigger, names = _rule(rule)
        codes = [_code(name, asked.get(trigger)) for name in names]
        if not trigger or (trigger not in asked and trigger not in bank) or None in codes:
            form.problems.append(Problem("survey", question["row"], "relevant", "hard_rule", rule))
        else:
            question |= {"shown_if": trigger, "shown_codes": codes}


def _code(name: str, trigger: Mapping[str, Any] | None) -> int | None:
    if name == "":
        return ANSWERED
    special = {written: code for code, written in SPECIAL_NAMES.items()}
    if name in special:
        return special[name]
    for option in trigger.get("options", ()) if trigger else ():
        if option.get("name", str(option["code"])) == name:
            return int(option["code"])
    is_code = name.isascii() and name.isdigit() and not (trigger and "options" in trigger)
    return int(name) if is_code else None


def _rule(text: str) -> tuple[str, list[str]]:
    """One question and the names of its answers, joined by “or”; no question for anything else.

    An empty name stands for any answer.
    """
    if match := ANY.fullmatch(text.strip()):
        return match["name"], [""]
    parts = [RULE.fullmatch(part.strip()) for part in re.split(r"\s+or\s+", text)]
    matches = [part for part in parts if part]
    names = {part["name"] or part["of"] for part in matches}
    if len(matches) < len(parts) or len(names) != 1:
        return "", []
    values = [
        next(v for v in part.group("a", "b", "c", "d", "e") if v is not None) for part in matches
    ]
    return names.pop(), values


def _texts(row: Row, kind: str) -> dict[str, str]:
    texts = {
        code: _plain(row.get(f"{kind}::{code}"))
        for code in LANGUAGE_CODES
        if row.get(f"{kind}::{code}")
    }
    # Our own files repeat the English text where a language has none.
    return {code: text for code, text in texts.items() if code == "en" or text != texts.get("en")}


def _choices(rows: list[Row], form: ParsedForm) -> dict[str, list[_Choice]]:
    lists: dict[str, list[_Choice]] = {}
    for row in rows:
        list_name, name = row.get("list_name"), row.get("name")
        if not (list_name or name):
            continue
        texts = _texts(row, "label")
        choices = lists.setdefault(list_name, [])
        if not texts:
            problem = Problem("choices", row.number, row.heading("label"), "no_label")
        elif not name or len(name) > MOST_LETTERS or len(name.split()) > 1:
            problem = Problem("choices", row.number, "name", "bad_choice", name)
        elif any(choice.name == name for choice in choices):
            problem = Problem("choices", row.number, "name", "twice", name)
        else:
            choices.append(_Choice(name, texts))
            continue
        form.problems.append(problem)
    return lists


MOST_LETTERS = 60
"""Of the name of a choice."""
