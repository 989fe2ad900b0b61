"""The parts of a query as tsqueries: the alternative of the forms of every language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from core.i18n import languages
from core.i18n.records import BY_CODE
from studies.search.query_parser import (
    ParsedQuery,
    QueryPart,
    config,
    respelled,
    searchable,
    with_article,
    without_article,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ORDERED = re.compile(r"'(?:[^'\\]|''|\\.)*'|<(?:-|\d+)>")


@dataclass(frozen=True, slots=True)
class Wording:
    """A query as texts of tsqueries; "" where there is nothing to ask.

    What is left out is left out in the forms of every language at once: an English text without
    the Spanish form of a word still has the word.
    """

    loose: str = ""
    """The words in any order, without the words that are left out. Phrases left out are not in it."""
    strict: str = ""
    """All of the query, phrases in their order."""
    phrases: tuple[str, ...] = ()
    """Each phrase that must be there."""
    left_out: tuple[str, ...] = ()
    """Each phrase that must not."""

    @property
    def doubtful(self) -> str:
        """The words of the phrases that are left out, in any order."""
        return unordered(_either(self.left_out))


def wording(query: ParsedQuery, only: tuple[str, ...] = ()) -> Wording:
    """The query in the forms of every language (or of `only`).

    So "remesas" is found by its Spanish stem whatever the language of the page.
    """
    spellings = list(_spellings(query, only or tuple(languages.NAMES)))
    if not query.parts or not spellings:
        return Wording()
    table = _forms(spellings)
    order = range(len(query.parts))
    positive = [number for number in order if not query.parts[number].negated]
    required = _either(_all(row[number] for number in positive) for row in table)
    out = {
        number: _either(row[number] for row in table) for number in order if number not in positive
    }
    exact = {number for number in order if query.parts[number].exact}
    left_out = tuple(form for number, form in out.items() if number in exact and form)
    words = _either(form for number, form in out.items() if number not in exact)
    loose, words = unordered(required), unordered(words)
    if not loose:
        return Wording()
    return Wording(
        _without(loose, words),
        _without(required, _either((words, *left_out))),
        tuple(_either(row[number] for row in table) for number in positive if number in exact),
        left_out,
    )


def unordered(tsquery: str) -> str:
    """The tsquery with "one after the other" weakened to "both"."""
    return _ORDERED.sub(lambda match: match[0] if match[0].startswith("'") else "&", tsquery)


def _without(query: str, left_out: str) -> str:
    return f"({query}) & !({left_out})" if left_out else query


def _spellings(
    query: ParsedQuery, among: tuple[str, ...]
) -> Iterator[tuple[str, tuple[QueryPart, ...]]]:
    """Each language with the parts; Arabic twice when its words may be written otherwise."""
    for language in among:
        yield language, query.parts
        otherwise = respelled(query.parts) if BY_CODE[language].script == "Arab" else query.parts
        if otherwise != query.parts:
            yield language, otherwise


def _forms(spellings: list[tuple[str, tuple[QueryPart, ...]]]) -> list[list[str]]:
    """Each part in each spelling as PostgreSQL writes it, "" for words that it does not count."""
    expressions = [_part(part, language) for language, parts in spellings for part in parts]
    sql = (
        "SELECT ARRAY["
        + ", ".join(f"{expression}::text" for expression, _values in expressions)
        + "]"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _sql, values in expressions for value in values])
        (forms,) = cursor.fetchone()
    width = len(spellings[0][1])
    return [forms[start : start + width] for start in range(0, len(forms), width)]


def _either(queries: Iterable[str]) -> str:
    return " | ".join(f"({query})" for query in dict.fromkeys(queries) if query)


def _all(queries: Iterable[str]) -> str:
    return " & ".join(f"({query})" for query in dict.fromkeys(queries) if query)


def _part(part: QueryPart, language: str) -> tuple[str, list[str]]:
    """SQL of a part, and its values; the words of a phrase stand in order."""
    text = searchable(language, part.text)
    if part.prefix:
        # Quoted, so that nothing in it is an operator.
        return "to_tsquery(%s::regconfig, %s)", [
            config(language),
            "'" + text.replace("'", "''").replace("\\", "\\\\") + "':*",
        ]
    if BY_CODE[language].script == "Arab" and not part.exact:
        # The article changes what the stemmer leaves of a word, so both forms are asked for.
        words = (part.text, without_article(part.text), with_article(part.text))
        forms = " || ".join(["plainto_tsquery(%s::regconfig, %s)"] * len(words))
        return f"({forms})", [value for word in words for value in (config(language), word)]
    function = "phraseto_tsquery" if part.exact or text != part.text else "plainto_tsquery"
    return f"{function}(%s::regconfig, %s)", [config(language), text]
