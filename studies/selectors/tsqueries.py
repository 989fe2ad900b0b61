"""The parts of a query as tsqueries: the alternative of the forms of every language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from migration_portal.core import languages
from studies.postings import unordered
from studies.services.indexing import config, searchable
from studies.words import Asked, Part, respelled

if TYPE_CHECKING:
    from collections.abc import Iterator


def tsquery(wanted: Asked, only: tuple[str, ...] = ()) -> tuple[str, str]:
    """Two queries as text: all words in any order (for finding), and with phrases in their order.

    Each is the alternative of the forms in every language (or in `only`), so "remesas" is found
    by its Spanish stem whatever the language of the page.
    """
    loose, strict, values = [], [], []
    for language, asked_for in _spellings(wanted, only or tuple(languages.NAMES)):
        parts = [_part(part, language) for part in asked_for]
        loose.append(" && ".join(sql for sql, _exact, _v in parts))
        strict.append(" && ".join(exact for _sql, exact, _v in parts))
        values.append([value for *_, vs in parts for value in vs])
    sql = "SELECT " + ", ".join(f"({one})::text" for one in (*loose, *strict))
    flat = [value for vs in values for value in vs]
    with connection.cursor() as cursor:
        cursor.execute(sql, flat * 2)
        row = cursor.fetchone()
    half = len(row) // 2
    return unordered(_either(row[:half])), _either(row[half:])


def _spellings(wanted: Asked, among: tuple[str, ...]) -> Iterator[tuple[str, tuple[Part, ...]]]:
    """Each language with the parts; Arabic twice when its words may be written otherwise."""
    for language in among:
        yield language, wanted.parts
        otherwise = respelled(wanted.parts) if language == "ar" else wanted.parts
        if otherwise != wanted.parts:
            yield language, otherwise


def _either(queries: tuple[str, ...]) -> str:
    different = list(dict.fromkeys(query for query in queries if query))
    return " | ".join(f"({query})" for query in different)


def _part(part: Part, language: str) -> tuple[str, str, list[str]]:
    """SQL of a part without and with the order of its words, and the values of either."""
    text = searchable(language, part.text)
    name = config(language)
    if part.prefix:
        loose = strict = "to_tsquery(%s::regconfig, %s)"
        text = "'" + text.replace("'", "''").replace("\\", "\\\\") + "':*"
    else:
        loose = "plainto_tsquery(%s::regconfig, %s)"
        together = part.phrase or text != part.text
        strict = "phraseto_tsquery(%s::regconfig, %s)" if together else loose
    if part.negated:
        loose, strict = f"!!({loose})", f"!!({strict})"
    return loose, strict, [name, text]
