"""Sets of editions as bits, packed as bytes, and what a tsquery asks of them. Pure: no database, no framework.

Bits lie in planes, one for each language; a work has the same place in each (`places` are counted
through all planes). So the works of a set of editions are the planes joined, and sets of 50,000
editions are some thousand bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TOKEN = re.compile(r"'((?:[^'\\]|''|\\.)*)'(:\*)?|[()&|!]")
_ORDERED = re.compile(r"'(?:[^'\\]|''|\\.)*'|<(?:-|\d+)>")
_ESCAPED = re.compile(r"''|\\(.)")


def padded(works: int) -> int:
    """Bits of a plane for so many works: whole words of 64."""
    return -(-max(works, 1) // 64) * 64


def bits_at(places: np.ndarray, size: int) -> np.ndarray:
    """uint8[size / 8] with the bits at these places set; `size` is a multiple of 64."""
    if len(places) < size // 64:
        bits = np.zeros(size // 8, np.uint8)
        np.bitwise_or.at(bits, places >> 3, (128 >> (places & 7)).astype(np.uint8))
        return bits
    ticks = np.zeros(size, bool)
    ticks[places] = True
    return np.packbits(ticks)


def has(bits: np.ndarray, places: np.ndarray) -> np.ndarray:
    """bool[places]: whether the bit at each place is set."""
    found: np.ndarray = (bits.ravel()[places >> 3] >> (7 - (places & 7)).astype(np.uint8)) & 1
    return found.astype(bool)


def places_of(bits: np.ndarray) -> np.ndarray:
    """Places of the bits that are set, ascending; quick where they are few."""
    words = np.flatnonzero(bits.ravel().view(np.uint64))
    ticks = np.unpackbits(bits.reshape(-1, 8)[words]).view(bool).reshape(len(words), 64)
    word, bit = np.nonzero(ticks)
    return words[word] * 64 + bit


def counted(bits: np.ndarray) -> np.ndarray:
    """How many bits are set in each last row (int64); its bytes are a multiple of eight."""
    found: np.ndarray = np.bitwise_count(bits.view(np.uint64)).sum(axis=-1, dtype=np.int64)
    return found


def _kind(editions: int) -> np.dtype:
    return np.dtype("<u2") if editions <= 1 << 16 else np.dtype("<u4")


def packed(numbers: np.ndarray, places: np.ndarray, size: int) -> bytes:
    """Editions of a base by their sorted numbers where they are few, else as one bit at each one's place.

    `places` are those of all its editions among `size` bits. Numbers have 2 bytes up to 65,536
    editions and 4 beyond. They are written only where that is shorter, so the length alone tells
    which it is.
    """
    written = numbers.astype(_kind(len(places)))
    if written.nbytes < size // 8:
        return written.tobytes()
    return bits_at(places[numbers], size).tobytes()


def joined(written: Iterable[bytes | memoryview], places: np.ndarray, size: int) -> np.ndarray:
    """uint8[size / 8]: bits of all the editions that `packed` wrote."""
    few, bits = [], np.zeros(size // 8, np.uint8)
    for one in written:
        if len(one) < len(bits):
            few.append(np.frombuffer(one, _kind(len(places))))
        else:
            bits |= np.frombuffer(one, np.uint8)
    return bits | bits_at(places[np.concatenate(few)], size) if few else bits


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
        """Where the query holds, from where each lexeme is: bool[...] or bits."""
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
