"""Components and formats that templates share; no domain noun."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import Resolver404, resolve, reverse, translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from core.i18n import languages as content_languages
from core.i18n import numbers
from core.web import once

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.forms import BoundField

register = template.Library()
SPARK_WIDTH, SPARK_HEIGHT = 100, 30
CHECKED = mark_safe(" checked")


@register.simple_block_tag
def card(content: str, title: str, level: int = 3, kind: str = "", picture: str = "") -> SafeString:
    """{% card title=_("Workshops") %} … {% endcard %}: a titled section, with an icon if named."""
    return format_html(
        '<section class="card {}">{}<h{}>{}</h{}>{}</section>',
        kind,
        icon(picture) if picture else "",
        level,
        title,
        level,
        content,
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """A symbol of static/img/icons.svg; decoration, so words must stand beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_block_tag
def notice(content: str, kind: str = "") -> SafeString:
    """A passage that must be seen; kind is "", "warn" or "bad"."""
    role = "alert" if kind == "bad" else "note"
    return format_html('<div class="notice {}" role="{}">{}</div>', kind, role, content)


@register.simple_block_tag
def empty(content: str, title: str) -> SafeString:
    """What stands where a list or a chart has nothing to show, and what to do."""
    return format_html('<div class="empty"><p><strong>{}</strong></p>{}</div>', title, content)


@register.simple_tag
def crumbs(*pairs: str) -> SafeString:
    """{% crumbs url title url title %}: the way to this page."""
    steps = format_html_join(
        "", '<li><a href="{}">{}</a></li>', zip(pairs[::2], pairs[1::2], strict=True)
    )
    return format_html('<nav class="crumbs" aria-label="breadcrumb"><ol>{}</ol></nav>', steps)


@register.simple_tag
def checks(field: BoundField) -> SafeString:
    """{% checks form.country %}: the boxes of a field with hundreds of choices, which as widgets would take a template each."""
    return format_html_join(
        "",
        '<label class="check"><input type="checkbox" name="{}" value="{}" id="{}"{}> <span>{}</span></label>',
        (
            (
                checkbox["name"],
                checkbox["value"],
                checkbox["attrs"]["id"],
                CHECKED if checkbox["selected"] else "",
                checkbox["label"],
            )
            for checkbox in (widget.data for widget in field.subwidgets)
        ),
    )


@register.filter
def figure(value: float | None, decimals: int = 0) -> str:
    """A number in the reader's language; a dash when missing."""
    return numbers.number(value, int(decimals))


@register.filter
def compact(value: float | None, decimals: int = 1) -> str:
    """A large number in few characters."""
    return numbers.compact(value, int(decimals))


@register.filter
def named(codes: Sequence[str], names: dict[str, str]) -> str:
    """The names of codes, separated by commas; a code without a name stays."""
    return ", ".join(names.get(code, code) for code in codes)


@register.filter
def day(value: date | None) -> str:
    """A day in the reader's language."""
    return numbers.day(value)


@register.filter
def filesize(size: int) -> str:
    """Bytes as B, kB or MB."""
    if size < 1000:
        return f"{numbers.number(size, 0)} B"
    if size < 1_000_000:
        return f"{numbers.number(size / 1000, 0)} kB"
    return f"{numbers.number(size / 1_000_000, 1)} MB"


@register.filter
def direction(language: str) -> str:
    """`rtl` or `ltr`, for a passage in the language."""
    return content_languages.direction(language)


@register.filter
def unlocalize_number(value: float) -> str:
    """A number as HTML attributes want it: with a point in every language."""
    return f"{value:.4f}"


@register.simple_tag(takes_context=True)
def languages(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The six languages with the address of this page in each."""
    request = context.get("request")
    if request is None:
        return []
    links = []
    for code, _name in settings.LANGUAGES:
        info = get_language_info(code)
        links.append(
            {
                "code": code,
                "name": info["name_local"].capitalize(),
                "url": _translated(request.get_full_path(), code),
            }
        )
    return links


def _translated(path: str, language: str) -> str:
    """The path in another language; the front page of that language where the path has none."""
    try:
        resolve(path.split("?", 1)[0])
    except Resolver404:
        return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
    return translate_url(path, language)


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], *names: str) -> SafeString:
    """aria-current for the link to the section that the page belongs to."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None:
        return mark_safe("")
    return mark_safe(' aria-current="true"' if match.view_name in names else "")  # noqa: S308  fixed text


@register.simple_tag(takes_context=True)
def here_and_below(context: dict[str, Any], name: str) -> SafeString:
    """aria-current for the link to a section, on its page and on every page below its address."""
    request = context.get("request")
    is_here = request is not None and request.path.startswith(reverse(name))
    return mark_safe(' aria-current="true"' if is_here else "")  # noqa: S308  fixed text


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: object) -> str:
    """The query of this page with some parameters changed (None takes one out)."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}" if parameters else "?"


@register.simple_tag(takes_context=True)
def hidden_query_fields(context: dict[str, Any], *left_out: str) -> SafeString:
    """The page's query as hidden fields of a form, without the parameters that the form has itself."""
    parameters = context["request"].GET
    pairs = (
        (name, value)
        for name, values in parameters.lists()
        if name not in left_out
        for value in values
        if value
    )
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag
def form_key() -> SafeString:
    """{% form_key %} in a form whose view is `once_per_form`: its button makes one thing, however often pressed."""
    return format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, once.new_key())


@register.simple_tag
def sparkline(line: Sequence[tuple[int, float]], label: str) -> SafeString:
    """A small line of (year, value) pairs as SVG; years without a value break it."""
    if len(line) < 2:
        return mark_safe("")
    years, values = [year for year, _ in line], [value for _, value in line]
    low, high = min(values), max(values)
    span, height = (years[-1] - years[0]) or 1, (high - low) or 1
    points = [
        (
            (year - years[0]) / span * SPARK_WIDTH,
            SPARK_HEIGHT - 2 - (value - low) / height * (SPARK_HEIGHT - 4),
        )
        for year, value in line
    ]
    pieces, piece = [], [points[0]]
    step = min(b - a for a, b in pairwise(years))
    for index in range(1, len(points)):
        if years[index] - years[index - 1] > max(step, 1) * 2 and step < 3:
            pieces.append(piece)
            piece = []
        piece.append(points[index])
    pieces.append(piece)
    polylines = format_html_join(
        "",
        '<polyline points="{}"/>',
        ((" ".join(f"{x:.1f},{y:.1f}" for x, y in p),) for p in pieces),
    )
    return format_html(
        '<div class="spark"><svg viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>'
        '<div class="spark-years" aria-hidden="true"><span>{}</span><span>{}</span></div></div>',
        SPARK_WIDTH,
        SPARK_HEIGHT,
        label,
        polylines,
        years[0],
        years[-1],
    )
