"""What a reader typed into the search, and how Chinese is cut. Pure: no database, no framework."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape

from core.i18n.records import BY_CODE

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN_RUN = re.compile(f"[{HAN}]+")
_TOKEN = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_QUOTES = str.maketrans(dict.fromkeys("“”„«»″「」『』", '"'))
_WORD = re.compile(r"\w", re.UNICODE)
MARK_START, MARK_END = "\ue000", "\ue001"
"""Around a hit in a passage: from the private use area, so no text of a file holds them."""
MOST_PARTS = 12
LONGEST = 200


@dataclass(frozen=True, slots=True)
class QueryPart:
    """One word or phrase of a query."""

    text: str
    prefix: bool = False
    negated: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is of several words, or pairs of Chinese characters, whose order matters."""
        return len(bigrams(self.text).split()) > 1


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query: all parts must be there, negated ones must not."""

    parts: tuple[QueryPart, ...]

    @property
    def required(self) -> tuple[QueryPart, ...]:
        """The parts that must be there."""
        return tuple(part for part in self.parts if not part.negated)


def parse_query(text: str) -> ParsedQuery:
    """The parts of a query: words, "phrases", beginnings* and -exclusions.

    Only letters and digits make a part; at most 12 are read and 200 characters looked at. A query
    that only excludes asks for nothing, because it would find nearly everything.
    """
    parts = []
    for minus, quoted, bare in _TOKEN.findall(text[:LONGEST].translate(_QUOTES)):
        body = (quoted or bare).strip()
        prefix = not quoted and body.endswith("*")
        body = body.rstrip("*").strip()
        if not _WORD.search(body):
            continue
        parts.append(QueryPart(body, prefix=prefix, negated=bool(minus)))
    query = ParsedQuery(tuple(parts[:MOST_PARTS]))
    return query if query.required else ParsedQuery(())


_ENDINGS = re.compile(r"[هةىي](?!\w)")
_OTHER_ENDING = {"ه": "ة", "ة": "ه", "ى": "ي", "ي": "ى"}


def respelled(parts: tuple[QueryPart, ...]) -> tuple[QueryPart, ...]:
    """The parts with the endings of Arabic words that are often typed one for the other exchanged.

    الكفاله becomes الكفالة and مستشفي becomes مستشفى; words of other scripts stay.
    """
    return tuple(
        replace(part, text=_ENDINGS.sub(lambda end: _OTHER_ENDING[end.group()], part.text))
        for part in parts
    )


_ARTICLE = re.compile(r"\b[وف]?(?:[بك]?ال|لل)(?=\w{3})")


def with_article(word: str) -> str:
    """An Arabic word with the article, whether it was typed with one, with a preposition, or bare.

    PostgreSQL's stemmer takes one ending more off a word that has the article, so that تحويلات and
    التحويلات have two stems; who asks for one means both.
    """
    return "ال" + _ARTICLE.sub("", word, count=1)


def without_article(word: str) -> str:
    """An Arabic word without article, preposition and conjunction before it."""
    return _ARTICLE.sub("", word, count=1)


def bigrams(text: str) -> str:
    """The text with each run of Chinese characters cut in overlapping pairs, other words left alone.

    国际移民 becomes 国际 际移 移民; a single character stays.
    """
    return _HAN_RUN.sub(lambda run: f" {_pairs(run.group())} ", text)


def _pairs(run: str) -> str:
    if len(run) == 1:
        return run
    return " ".join(run[place : place + 2] for place in range(len(run) - 1))


def marked(passage: str) -> str:
    """HTML of a passage: everything escaped, hits within <mark>."""
    plain = escape(passage)
    return plain.replace(MARK_START, "<mark>").replace(MARK_END, "</mark>")


def passage(text: str, needles: tuple[str, ...], width: int = 160) -> str:
    """A piece of the text around the first needle, with every needle marked; "" when none is there.

    For Chinese, which PostgreSQL's ts_headline cannot cut.
    """
    first = min((place for n in needles if (place := text.find(n)) >= 0), default=-1)
    if first < 0:
        return ""
    start, end = max(0, first - width // 3), min(len(text), first + width)
    piece = " ".join(text[start:end].split())
    for needle in sorted(set(needles), key=len, reverse=True):
        piece = re.sub(
            f"(?<!{MARK_START}){re.escape(needle)}", f"{MARK_START}{needle}{MARK_END}", piece
        )
    return ("… " if start else "") + piece + (" …" if end < len(text) else "")


def runs_of_han(text: str) -> tuple[str, ...]:
    """The runs of Chinese characters in a text."""
    return tuple(_HAN_RUN.findall(text))


def config(language: str) -> str:
    """The text search configuration of a language (made in the first step of the tables)."""
    return BY_CODE[language].ts_config


def searchable(language: str, text: str) -> str:
    """The text as `to_tsvector` wants it: Chinese in pairs of characters."""
    return text if BY_CODE[language].has_spaces else bigrams(text)
