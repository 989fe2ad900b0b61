"""Columns by which people are found however their names are typed.

The key is computed by PostgreSQL as a generated column and the words that are looked for pass through the same
expression, so that both sides can never differ, and erasing a name erases its key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Func, GeneratedField, Q, TextField, Value
from django.db.models.functions import Concat, Lower

if TYPE_CHECKING:
    from collections.abc import Sequence

MARKS = "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff]+"
"""Accents, vowel signs of Hebrew and Arabic, hamza on its carrier, as NFKD parts them from their letters."""

_SAME = {
    # Letters that NFKD leaves whole, in small ones.
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n", "ə": "a", "ς": "σ",
    # Alef, ya, kaf and ta marbuta as they are typed from country to country; figures.
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه",
    **{chr(0x660 + n): str(n) for n in range(10)}, **{chr(0x6F0 + n): str(n) for n in range(10)},
    # Hyphens and dashes part words.
    **dict.fromkeys("-\u00ad\u2010\u2011\u2012\u2013\u2014\u2212", " "),
}  # fmt: skip
_GONE = "'`´‘’ʼʻʹʿʾ′＇ـ\u200c\u200d"
"""Apostrophes of all kinds, tatweel and joiners: O'Brien, O’Brien and OBrien are found by each other."""
_LONGER = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}


def _function(name: str, *arguments: Any, template: str = "") -> Func:
    """A function of PostgreSQL; a plain `Func`, so that Django's database migrations import nothing of ours."""
    options = {"template": template} if template else {}
    return Func(*arguments, function=name, output_field=TextField(), **options)


def key_of(text: Any) -> Any:
    """The expression that makes a key of a text."""
    key: Func = Lower(_function("normalize", text, template="%(function)s(%(expressions)s, NFKD)"))
    key = _function("translate", key, Value("".join(_SAME) + _GONE), Value("".join(_SAME.values())))
    for letter, letters in _LONGER.items():
        key = _function("replace", key, Value(letter), Value(letters))
    return _function("regexp_replace", key, Value(MARKS), Value(""), Value("g"))


def key_column(*fields: str) -> GeneratedField:
    """A generated column with the key of the fields, one after the other."""
    parts = [part for name in fields for part in (F(name), Value(" "))]
    return GeneratedField(
        expression=key_of(Concat(*parts[:-1], output_field=TextField())),
        output_field=TextField(),
        db_persist=True,
        editable=False,
    )


def matching(column: str, text: str, most: int = 8) -> Q:
    """Rows whose key holds every word of the text, in any order."""
    words: Sequence[str] = text.replace("\x00", " ").split()[:most]
    condition = Q()
    for word in words:
        condition &= Q(
            **{f"{column}__contains": key_of(Value(word[:100], output_field=TextField()))}
        )
    return condition
