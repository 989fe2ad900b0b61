"""Formulas that readers write over indicators: read, checked by their units, computed (pure).

`100 * REM_IN_USD / GDP_USD` and no more: numbers, codes, the four operations, brackets. Nothing is evaluated as
a program. A unit is a product of powers of symbols; per cent, per 1,000 and indices are symbols of their own, so
that nothing is scaled behind the reader's back.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

LONGEST = 300
"""Characters of a formula."""
MOST_TOKENS = 80
TOKEN = re.compile(
    r"\s*(?:(\d+(?:\.\d+)?(?:e-?\d{1,2})?)|([A-Za-z][A-Za-z0-9_]*)|([-+*/()]))", re.ASCII
)
Unit = tuple[tuple[str, int], ...]
"""Symbols with their powers, sorted; () for a plain number."""
PLAIN = {"RATIO": (), "COUNT": (), "USD_PER_PERSON": (("PERSONS", -1), ("USD", 1))}
NOT_FOR_ARITHMETIC = frozenset({"CODE", "RANK"})


class BadFormula(ValueError):
    """A formula that cannot be read or makes no sense; `kind` names what is wrong, `part` where."""

    def __init__(self, kind: str, part: str = "", other: str = "") -> None:
        super().__init__(f"{kind} {part} {other}".strip())
        self.kind, self.part, self.other = kind, part, other


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written."""

    value: float


@dataclass(frozen=True, slots=True)
class Code:
    """An indicator."""

    code: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two parts and one of + - * /."""

    sign: str
    left: Node
    right: Node


Node = Number | Code | Operation


def read(text: str) -> Node:
    """The formula as a tree. Raises BadFormula."""
    if len(text) > LONGEST:
        raise BadFormula("long")
    tokens = _tokens(text)
    if not tokens:
        raise BadFormula("empty")
    node, rest = _sum(tokens)
    if rest:
        raise BadFormula("unexpected", rest[0])
    return node


def checked(text: str, units: Mapping[str, str]) -> Node:
    """The formula as a tree over known codes, whose units fit. Raises BadFormula."""
    node = read(text)
    codes = codes_of(node)
    if not codes:
        raise BadFormula("constant")
    for code in codes:
        if code not in units:
            raise BadFormula("unknown", code)
    unit_of(node, units)
    return node


def codes_of(node: Node) -> list[str]:
    """The indicators that it reads, in order, each once."""
    if isinstance(node, Operation):
        return list(dict.fromkeys([*codes_of(node.left), *codes_of(node.right)]))
    return [node.code] if isinstance(node, Code) else []


def unit_of(node: Node, units: Mapping[str, str]) -> Unit:
    """The unit of the result, from that of each code. Raises BadFormula where units do not fit."""
    if isinstance(node, Number):
        return ()
    if isinstance(node, Code):
        unit = units[node.code]
        if unit in NOT_FOR_ARITHMETIC:
            raise BadFormula("code", node.code)
        return PLAIN.get(unit, ((unit, 1),))
    left, right = unit_of(node.left, units), unit_of(node.right, units)
    if node.sign in "+-":
        if left != right:
            raise BadFormula("units", unit_text(left), unit_text(right))
        return left
    sign = 1 if node.sign == "*" else -1
    powers = dict(left)
    for symbol, power in right:
        powers[symbol] = powers.get(symbol, 0) + sign * power
    return tuple(sorted((symbol, power) for symbol, power in powers.items() if power))


def unit_text(unit: Unit, label: Callable[[str], str] = str) -> str:
    """`USD / PERSONS`, with words for the symbols; 1 for a plain number."""
    above = [_powered(label(symbol), power) for symbol, power in unit if power > 0]
    below = [_powered(label(symbol), -power) for symbol, power in unit if power < 0]
    text = " × ".join(above) or "1"
    return f"{text} / {' / '.join(below)}" if below else text


def value_of(node: Node, values: Mapping[str, float | None]) -> float | None:
    """The result for one area and period; None where a figure is missing or nothing can be divided by."""
    result = _value(node, values)
    return result if math.isfinite(result) else None


def _value(node: Node, values: Mapping[str, float | None]) -> float:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Code):
        value = values.get(node.code)
        return math.nan if value is None else value
    left, right = _value(node.left, values), _value(node.right, values)
    if node.sign == "+":
        return left + right
    if node.sign == "-":
        return left - right
    if node.sign == "*":
        return left * right
    return left / right if right else math.nan


def _powered(symbol: str, power: int) -> str:
    return symbol if power == 1 else f"{symbol}^{power}"


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    text = text.strip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise BadFormula("unexpected", text[at:].strip()[:1])
        tokens.append(match[1] or match[3] or match[2].upper())
        at = match.end()
    if len(tokens) > MOST_TOKENS:
        raise BadFormula("long")
    for before, after in pairwise(tokens):
        if _is_part(before) and _is_part(after):
            raise BadFormula("unexpected", after)
    return tokens


def _is_part(token: str) -> bool:
    return token[0].isalnum()


def _sum(tokens: list[str]) -> tuple[Node, list[str]]:
    node, rest = _product(tokens)
    while rest and rest[0] in "+-":
        right, after = _product(rest[1:])
        node, rest = Operation(rest[0], node, right), after
    return node, rest


def _product(tokens: list[str]) -> tuple[Node, list[str]]:
    node, rest = _part(tokens)
    while rest and rest[0] in "*/":
        right, after = _part(rest[1:])
        node, rest = Operation(rest[0], node, right), after
    return node, rest


def _part(tokens: list[str]) -> tuple[Node, list[str]]:
    if not tokens:
        raise BadFormula("ends")
    first, rest = tokens[0], tokens[1:]
    if first == "-":
        node, rest = _part(rest)
        return Operation("*", Number(-1.0), node), rest
    if first == "(":
        node, rest = _sum(rest)
        if not rest or rest[0] != ")":
            raise BadFormula("bracket")
        return node, rest[1:]
    if first[0].isdigit():
        return Number(float(first)), rest
    if first[0].isalpha():
        return Code(first), rest
    raise BadFormula("unexpected", first)
