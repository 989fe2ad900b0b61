"""Bars of results, drawn by the server: a stacked one for an item, single ones for options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html, format_html_join

from evaluations.presentation import wordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from evaluations.models import RecommendationEvent
    from evaluations.presentation.results import Piece

register = template.Library()


@register.simple_tag
def stacked(pieces: Sequence[Piece]) -> SafeString:
    """One bar of 100 per cent, best answer first; the table beside it says the same."""
    rects, at = [], 0.0
    for piece in pieces:
        if piece.count:
            rects.append(
                (
                    f"{at:.2f}",
                    f"{piece.percent:.2f}",
                    piece.tone,
                    piece.label,
                    wordings.percent(piece.percent),
                )
            )
        at += piece.percent
    shapes = format_html_join(
        "",
        '<rect x="{}" y="0" width="{}" height="10" class="{}"><title>{}: {}</title></rect>',
        rects,
    )
    label = "; ".join(f"{row[3]}: {row[4]}" for row in rects)
    return format_html(
        '<svg class="stack-bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        label,
        shapes,
    )


@register.simple_tag
def bar(percent: float, tone: str = "plain") -> SafeString:
    """A bar of a share; decoration, the number stands beside it."""
    return format_html(
        '<svg class="stack-bar one" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="10" class="rest"/><rect width="{}" height="10" class="{}"/></svg>',
        f"{percent:.2f}",
        tone,
    )


@register.simple_tag
def bars(parts: Sequence[Sequence[float | str]]) -> SafeString:
    """A bar of a report from its parts (begin, width, tone); the share stands beside it as text."""
    shapes = format_html_join(
        "",
        '<rect x="{}" width="{}" height="10" class="{}"/>',
        ((x, w, tone) for x, w, tone in parts),
    )
    return format_html(
        '<svg class="stack-bar one" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="10" class="rest"/>{}</svg>',
        shapes,
    )


@register.filter
def lines(finding: dict[str, list[str]]) -> list[str]:
    """The questions under a word; in a template `items` would be the method of the mapping."""
    return finding["items"]


@register.simple_tag
def moved(points: tuple[float, float]) -> SafeString:
    """A bar from the middle: who answered higher to the end of the line, who answered lower to its beginning."""
    higher, lower = points
    return format_html(
        '<svg class="stack-bar one" viewBox="0 0 200 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="200" height="10" class="rest"/><rect x="100" width="{}" height="10" class="good-2"/>'
        '<rect x="{}" width="{}" height="10" class="bad-2"/></svg>',
        f"{higher:.2f}",
        f"{100 - lower:.2f}",
        f"{lower:.2f}",
    )


@register.filter
def stood(event: RecommendationEvent) -> list[tuple[str, str]]:
    """What a step of a recommendation left: names of fields and their values, as people read them."""
    fields = {field.name: field for field in event.recommendation._meta.concrete_fields}
    return [
        (str(fields[name].verbose_name), str(dict(fields[name].flatchoices).get(value, value)))
        for name, value in event.stood.items()
        if value and name in fields
    ]


@register.filter
def as_percent(value: float | None) -> str:
    """A share in the reader's language."""
    return wordings.percent(value)
