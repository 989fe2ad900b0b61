"""Every provider's spelling of a country resolved to its code by tables (pure).

Tables in `regions/data/`: `countries.csv`, `names.csv` (UN names where CLDR differs),
`spellings.csv` (names as providers write them), `aliases.csv` (codes), `exclusions.csv`
(aggregates that providers list among countries).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from babel import Locale

from core.i18n.records import INTERFACE

DATA = Path(__file__).parent / "data"
LANGUAGES = {language.code: language.cldr for language in INTERFACE}
"""Our language keys and the CLDR locale for each."""
PROVIDERS = ("iso3", "m49", "world_bank", "undesa", "unhcr", "knomad", "rpw", "factbook", "any")
RESIDUAL = {"OOO": "2003", "STL": ""}
"""Codes that are no country: unknown origin (UN DESA 2003), stateless persons (UNHCR)."""
WORLD = "WLD"

Resolve = Callable[[str], str | None]

ABBREVIATIONS = {
    "st": "saint",
    "rep": "republic",
    "dem": "democratic",
    "fed": "federated",
    "sts": "states",
    "isl": "islands",
    "is": "islands",
    "&": "and",
}
REMARK = re.compile(r"\s*\((?:using|revising|adj\w+|brief)[^)]*\)\s*$", re.IGNORECASE)
MARKS = re.compile(r"[*†‡¹²³\u2070-\u209f]+|(?<=[^\W\d])\d+$")
WORDS = re.compile(r"[^\W_]+|&")


class UnknownName(ValueError):
    """A spelling that no table lists; the message names it and what is like it."""

    def __init__(self, spelling: str, provider: str, near: list[str]) -> None:
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(
            f"unknown country or area {spelling!r}.{hint}"
            " Correct it, or add the spelling to the table of names."
        )
        self.spelling, self.provider, self.near = spelling, provider, near


def normal_form(spelling: str) -> str:
    """One form for all ways to write a name: case, accents, marks, abbreviations, order of "the"."""
    text = REMARK.sub("", spelling.replace("\u00a0", " ").strip())
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = MARKS.sub("", text).casefold().replace("'", "").replace("\u2019", "").replace(".", " ")
    words = [ABBREVIATIONS.get(word, word) for word in WORDS.findall(text)]
    return " ".join(word for word in words if word != "the")


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def countries() -> tuple[dict[str, str], ...]:
    """Rows of the table of countries and areas."""
    return tuple(_table("countries.csv"))


def world() -> tuple[str, ...]:
    """Codes that make up the world: the destinations and origins of UN DESA, and Kosovo."""
    return tuple(row["iso3"] for row in countries() if row["world"] == "1")


@cache
def names(code: str) -> dict[str, str]:
    """The area's name in six languages: our table where it has one, else CLDR. Keys: LANGUAGES."""
    listed = _listed_names().get(code, {})
    iso2 = _iso2().get(code, "")
    translations = {}
    for language, locale in LANGUAGES.items():
        name = listed.get(language) or Locale.parse(locale).territories.get(iso2, "")
        if name:
            translations[language] = name
    return translations


@cache
def _listed_names() -> dict[str, dict[str, str]]:
    return {
        row["code"]: {key: row[key] for key in LANGUAGES if row[key]} for row in _table("names.csv")
    }


@cache
def _iso2() -> dict[str, str]:
    return {row["iso3"]: row["iso2"] for row in countries()}


@cache
def _codes(provider: str) -> dict[str, str]:
    """Codes that the provider uses, as it writes them."""
    codes = {row["iso3"]: row["iso3"] for row in countries()} | {code: code for code in RESIDUAL}
    if provider in {"m49", "undesa"}:
        numbers = {row["m49"].lstrip("0"): row["iso3"] for row in countries() if row["m49"]}
        return codes | numbers | {number: code for code, number in RESIDUAL.items() if number}
    for row in _table("aliases.csv"):
        if row["provider"] in {provider, "any"} or provider == "any":
            codes[row["alias"]] = row["code"]
    return codes


@cache
def _names_in_use() -> dict[str, str]:
    """Normal form of every known name in six languages, and the code it stands for."""
    codes_by_name: dict[str, str] = {}
    codes = [row["iso3"] for row in countries()] + list(RESIDUAL)
    for code in codes:
        cldr = Locale.parse("en").territories.get(_iso2().get(code, ""), "")
        for name in (*names(code).values(), cldr):
            if name:
                codes_by_name.setdefault(normal_form(name), code)
    codes_by_name.update(
        {normal_form(row["spelling"]): row["code"] for row in _table("spellings.csv")}
    )
    return codes_by_name


@cache
def _excluded(provider: str) -> frozenset[str]:
    rows = _table("exclusions.csv")
    return frozenset(
        form
        for row in rows
        if row["provider"] == provider
        for form in (row["spelling"], normal_form(row["spelling"]))
    )


def code_of(spelling: str) -> str | None:
    """The code of a country or area by any name or code that a table lists; without suggestions, so it is quick."""
    text = spelling.strip()
    return _codes("any").get(text) or _names_in_use().get(normal_form(text))


def resolver(provider: str) -> Resolve:
    """A function from the provider's spelling or code to our area code.

    It answers None for an aggregate that the table of exclusions lists for the provider, and
    raises UnknownName for anything else that no table has.
    """
    if provider not in PROVIDERS:
        raise ValueError(f"no provider {provider!r}; one of {', '.join(PROVIDERS)}")
    codes, excluded = _codes(provider), _excluded(provider)

    def resolve(spelling: str) -> str | None:
        text = spelling.strip()
        if text in excluded:
            return None
        if text in codes:
            return codes[text]
        if provider in {"m49", "undesa"} and text.isdigit() and text.lstrip("0") in codes:
            return codes[text.lstrip("0")]
        form = normal_form(text)
        if form in excluded:
            return None
        codes_by_name = _names_in_use()
        if form and form in codes_by_name and provider != "iso3":
            return codes_by_name[form]
        raise UnknownName(spelling, provider, _near(text, form, codes))

    return resolve


def _near(text: str, form: str, codes: dict[str, str]) -> list[str]:
    """At most three known names or codes that are like the spelling."""
    if len(text) <= 3:
        return get_close_matches(text.upper(), codes, n=3, cutoff=0.6)
    forms = get_close_matches(form, _names_in_use(), n=3, cutoff=0.75)
    labels = [f"{names(_names_in_use()[name])['en']} ({_names_in_use()[name]})" for name in forms]
    return list(dict.fromkeys(labels))
