"""Renders form widgets as Django does, but long selects in one pass.

Django includes a template for every option; a page with a few lists of 240 countries spends a
third of a second on that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Iterator

SELECT = "django/forms/widgets/select.html"
OPTION = "django/forms/widgets/select_option.html"


class QuickSelects(DjangoTemplates):
    """The markup of `select.html` written by string joins; every other template as it is."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The widget's markup."""
        widget = context.get("widget", {})
        if template_name != SELECT or not _is_plain(widget):
            return super().render(template_name, context, request)
        return mark_safe("".join(_select(widget)))  # noqa: S308  every value below is escaped


def _is_plain(widget: dict[str, Any]) -> bool:
    return all(
        option["template_name"] == OPTION
        for _name, options, _index in widget["optgroups"]
        for option in options
    )


def _select(widget: dict[str, Any]) -> Iterator[str]:
    yield f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>'
    for name, options, _index in widget["optgroups"]:
        if name:
            yield f'\n  <optgroup label="{conditional_escape(name)}">'
        for option in options:
            label = conditional_escape(localize(option["label"]))
            yield f'\n  <option value="{_text(option["value"])}"{_attributes(option["attrs"])}>{label}</option>'
        if name:
            yield "\n  </optgroup>"
    yield "\n</select>"


def _attributes(attributes: dict[str, Any]) -> str:
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{_text(value)}"')
        for name, value in attributes.items()
        if value is not False
    )


def _text(value: Any) -> str:
    return conditional_escape(value if isinstance(value, SafeString) else str(value))
