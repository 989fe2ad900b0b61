"""Lists of places of a base, packed as bytes, and what a tsquery asks of them. Pure: no database, no framework."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(r"'((?:[^'\\]|''|\\.)*)'(:\*)?|[()&|!]")
_ORDERED = re.compile(r"'(?:[^'\\]|''|\\.)*'|<(?:-|\d+)>")
_ESCAPED = re.compile(r"''|\\(.)")


def _places(size: int) -> np.dtype:
    return np.dtype("<u2") if size <= 1 << 16 else np.dtype("<u4")


def packed(places: np.ndarray, size: int) -> bytes:
    """Sorted places of a base of `size` editions: numbers where they are few, else one bit each.

    Numbers have 2 bytes up to 65,536 editions and 4 beyond. They are written only where that is
    shorter than the bits, so the length alone tells which it is.
    """
    numbers = places.astype(_places(size))
    if numbers.nbytes < -(-size // 8):
        return numbers.tobytes()
    bits = np.zeros(size, bool)
    bits[places] = True
    return np.packbits(bits).tobytes()


def tick(ticks: np.ndarray, written: bytes | memoryview) -> None:
    """Set those of bool[size] that `packed` wrote."""
    if len(written) < -(-len(ticks) // 8):
        ticks[np.frombuffer(written, _places(len(ticks)))] = True
    elif len(ticks):
        bits = np.frombuffer(written, np.uint8)
        ticks |= np.unpackbits(bits, count=len(ticks)).view(bool)


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A lexeme of a query; with `prefix` every lexeme that begins so."""

    text: str
    prefix: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A tsquery without phrases: alternatives, each of lexemes that must or must not be there."""

    operator: str
    """`&`, `|`, `!`, or "" for a single lexeme."""
    parts: tuple[Wanted, ...] = ()
    lexeme: Lexeme | None = None

    def lexemes(self) -> set[Lexeme]:
        """All that are named."""
        own = {self.lexeme} if self.lexeme else set()
        return own.union(*(part.lexemes() for part in self.parts))

    def fits(self, ticks: Mapping[Lexeme, np.ndarray]) -> np.ndarray:
        """bool[...]: where the query holds, from where each lexeme is."""
        if self.lexeme:
            return ticks[self.lexeme]
        found = [part.fits(ticks) for part in self.parts]
        if self.operator == "!":
            return ~found[0]
        result = found[0].copy()
        for other in found[1:]:
            if self.operator == "&":
                result &= other
            else:
                result |= other
        return result


def unordered(tsquery: str) -> str:
    """The tsquery with "one after the other" weakened to "both"."""
    return _ORDERED.sub(lambda found: found[0] if found[0].startswith("'") else "&", tsquery)


def parsed(tsquery: str) -> Wanted:
    """The text of a tsquery, as PostgreSQL writes it, as a tree. It has no `<->`."""
    tokens = [(found[0], found[1], bool(found[2])) for found in _TOKEN.finditer(tsquery)]
    tokens.append(("", "", False))
    tree, _rest = _alternatives(tokens, 0)
    return tree


Token = tuple[str, str | None, bool]


def _alternatives(tokens: list[Token], at: int) -> tuple[Wanted, int]:
    return _joined(tokens, at, "|")


def _joined(tokens: list[Token], at: int, operator: str) -> tuple[Wanted, int]:
    """Parts with the operator between them; `&` binds closer than `|`."""
    parts = []
    while True:
        part, at = _joined(tokens, at, "&") if operator == "|" else _single(tokens, at)
        parts.append(part)
        if tokens[at][0] != operator:
            break
        at += 1
    return (parts[0] if len(parts) == 1 else Wanted(operator, tuple(parts))), at


def _single(tokens: list[Token], at: int) -> tuple[Wanted, int]:
    written, text, prefix = tokens[at]
    if written == "!":
        inner, at = _single(tokens, at + 1)
        return Wanted("!", (inner,)), at
    if written == "(":
        inner, at = _alternatives(tokens, at + 1)
        return inner, at + 1
    plain = _ESCAPED.sub(lambda found: found[1] or "'", text or "")
    return Wanted("", lexeme=Lexeme(plain, prefix)), at + 1
