"""Texts of an evaluation: what waits for a coder, how far two coders agree, and what may be quoted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from evaluations.models import ResponseText, Survey, SurveyRound, TextCoding
from evaluations.statistics import agreement as agreements
from evaluations.statistics.disclosure import SMALLEST, SMALLEST_TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

LEADS = ("F_POLW", "F_POLD", "F_POLE", "F_CONW")
"""Texts that go to the leads, not to the coders: they name laws, and laws name countries."""
MOST_QUOTES = 6
CODERS = 2


def _texts(survey: Survey) -> QuerySet[ResponseText]:
    """Texts of closed rounds, in an order that says nothing; items with fewer than ten answers are left out."""
    rows = ResponseText.objects.filter(
        response__round__survey=survey, response__round__state=SurveyRound.State.CLOSED
    ).exclude(item__name__in=LEADS)
    counts = rows.order_by().values("item").annotate(n=Count("pk")).filter(n__gte=SMALLEST_TEXTS)
    return rows.filter(item__in=counts.values("item")).order_by("item_id", "pk")


@dataclass(frozen=True, slots=True)
class ToCode:
    """A text with what this coder found in it (None: not coded yet) and by how many it is coded."""

    text: ResponseText
    themes: frozenset[int] | None
    coders: int


def to_code(survey: Survey, coder: Any) -> list[ToCode]:
    """All texts, those that wait for this coder first. Three queries."""
    rows = list(_texts(survey).select_related("item__item"))
    own: dict[Any, set[int]] = {}
    coders: dict[Any, set[int]] = {}
    for text, coder_pk, theme in TextCoding.objects.filter(text__in=rows).values_list(
        "text", "coder", "themes"
    ):
        coders.setdefault(text, set()).add(coder_pk)
        if coder_pk == coder.pk:
            own.setdefault(text, set()).update([theme] if theme else [])
    items = [
        ToCode(
            row,
            frozenset(own[row.pk]) if row.pk in own else None,
            len(coders.get(row.pk, ())),
        )
        for row in rows
    ]
    return sorted(items, key=lambda item: item.themes is not None)


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """A theme with how many texts both coders gave it to, and their agreement on it."""

    name: str
    agreement: agreements.Agreement


@dataclass(frozen=True, slots=True)
class Coded:
    """Agreement over texts that two people coded."""

    overall: agreements.Agreement
    themes: list[ThemeCount]


def agreement(survey: Survey) -> Coded | None:
    """None until two coders have both coded at least ten texts."""
    by_text: dict[Any, dict[int, set[str]]] = {}
    rows = TextCoding.objects.filter(text__response__round__survey=survey)
    for text, coder, theme in rows.values_list("text", "coder", "themes__name"):
        by_text.setdefault(text, {}).setdefault(coder, set()).update([theme] if theme else [])
    both = {str(text): codings for text, codings in by_text.items() if len(codings) == CODERS}
    if len(both) < SMALLEST_TEXTS:
        return None
    # Whoever of the two comes first is first in all texts, so that two people stay two people.
    first = {text: codings[min(codings)] for text, codings in both.items()}
    second = {text: codings[max(codings)] for text, codings in both.items()}
    names = set(survey.themes.values_list("name", flat=True))
    themes = [ThemeCount(name, agreements.agree(first, second, name)) for name in sorted(names)]
    listed = [theme_count for theme_count in themes if theme_count.agreement.both >= SMALLEST]
    return Coded(
        agreements.overall(first, second, names),
        sorted(listed, key=lambda theme_count: -theme_count.agreement.both),
    )


def quotes(survey: Survey, items: Iterable[str]) -> dict[str, list[str]]:
    """Theme -> what a reader cleared of texts whose authors ticked the box; under "" what no coder gave a theme.

    Nothing about the authors, and none of a question to which few wrote.
    """
    rows = _texts(survey).filter(item__name__in=items)
    cleared = rows.filter(quotable=True).exclude(quote="")
    themes: dict[Any, set[str]] = {}
    for text, theme in TextCoding.objects.filter(text__in=cleared).values_list(
        "text", "themes__name"
    ):
        themes.setdefault(text, set()).update([theme] if theme else [])
    by_theme: dict[str, list[str]] = {}
    for pk, quote in cleared.values_list("pk", "quote"):
        # The first theme alone, so that nothing is printed twice.
        theme = min(themes.get(pk) or {""})
        quoted = by_theme.setdefault(theme, [])
        if quote not in quoted and len(quoted) < MOST_QUOTES:
            quoted.append(quote)
    return dict(sorted(by_theme.items(), key=lambda one: (one[0] == "", one[0])))
