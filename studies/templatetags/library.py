"""How recommendations and their steps are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.i18n import languages
from studies.access import edited_commissions
from studies.states import STAGES, Status

if TYPE_CHECKING:
    from studies.selectors.recommendations import Standing

register = template.Library()


@register.filter
def status_label(code: str) -> str:
    """The status in the reader's language."""
    return str(Status(code).label)


@register.filter
def other_language(language: str) -> str:
    """The name of the language, where it is not the reader's; empty where it is."""
    return "" if language == languages.reader_language() else str(languages.NAMES.get(language, ""))


@register.filter
def language_names(codes: list[str]) -> list[str]:
    """The languages in the reader's language."""
    return [str(languages.NAMES[code]) for code in codes]


@register.simple_tag
def stages(standing: Standing) -> SafeString:
    """Six boxes, filled up to the status; decoration, the words stand beside it."""
    boxes = "".join(
        f"<i{' class=on' if place <= standing.step else ''}></i>"
        for place in range(1, len(STAGES) + 1)
    )
    kind = " rejected" if standing.status == Status.REJECTED else ""
    return format_html(
        '<span class="steps{}" aria-hidden="true">{}</span>',
        kind,
        mark_safe(boxes),  # noqa: S308  fixed texts
    )


@register.simple_tag
def microdata(item: dict) -> SafeString:
    """A schema.org object as microdata that is read and not shown; our policy allows no inline script."""
    inner = format_html_join("", "{}", ((_property(name, entry),) for name, entry in _pairs(item)))
    identity = format_html(' itemid="{}"', item["@id"]) if "@id" in item else ""
    kind = item["@type"]
    return format_html(
        '<div hidden itemscope itemtype="https://schema.org/{}"{}>{}</div>', kind, identity, inner
    )


def _pairs(item: dict) -> list[tuple[str, Any]]:
    return [
        (name, entry)
        for name, value in item.items()
        if not name.startswith("@")
        for entry in (value if isinstance(value, list) else [value])
    ]


def _property(name: str, value: Any) -> SafeString:
    if not isinstance(value, dict):
        return format_html('<meta itemprop="{}" content="{}">', name, value)
    inner = format_html_join("", "{}", ((_property(key, entry),) for key, entry in _pairs(value)))
    identity = format_html(' itemid="{}"', value["@id"]) if "@id" in value else ""
    return format_html(
        '<div itemprop="{}" itemscope itemtype="https://schema.org/{}"{}>{}</div>',
        name,
        value["@type"],
        identity,
        inner,
    )


@register.filter
def changed_parts(detail: dict) -> str:
    """The names of what a change touched, for the history."""
    named = []
    for name, change in detail.items():
        inner = [f"{name}.{part}" for part in change] if isinstance(change, dict) else [name]
        named += inner
    return ", ".join(named)


@register.filter
def edits(user) -> bool:
    """Whether the person edits for any commission."""
    return edited_commissions(user).exists()
