"""Elements that many parts of a file have: narratives, links, numbers, money."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from outcomes.documents.iati import codes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

XML = "http://www.w3.org/XML/1998/namespace"
LANG = f"{{{XML}}}lang"


def narratives(element: Element, texts: Mapping[str, str]) -> Element:
    """The text in each language; of the default one it need not be said."""
    for language, text in texts.items():
        if line := " ".join(text.split()):
            narrative = SubElement(element, "narrative")
            if language != codes.LANGUAGE:
                narrative.set(LANG, language)
            narrative.text = line
    return element


def text_element(
    parent: Element, name: str, texts: Mapping[str, str] | str, **attributes: str
) -> Element:
    """An element with narratives; a plain text is English."""
    if isinstance(texts, str):
        texts = {codes.LANGUAGE: texts}
    return narratives(SubElement(parent, name, attributes), texts)


def code_element(parent: Element, name: str, code: str, **attributes: str) -> Element:
    """An element that is a code."""
    return SubElement(parent, name, {"code": code, **attributes})


def link(
    parent: Element,
    url: str,
    titles: Mapping[str, str] | str,
    *,
    category: str = codes.RESULTS,
    kind: str = "text/html",
    language: str = "",
    on: date | None = None,
) -> None:
    """A document with its category."""
    element = SubElement(parent, "document-link", {"url": url, "format": kind})
    text_element(element, "title", titles)
    code_element(element, "category", category)
    if language:
        code_element(element, "language", language)
    if on:
        SubElement(element, "document-date", {"iso-date": on.isoformat()})


def span(parent: Element, first: date, last: date) -> None:
    """Begin and end of a period."""
    SubElement(parent, "period-start", {"iso-date": first.isoformat()})
    SubElement(parent, "period-end", {"iso-date": last.isoformat()})


def number(value: float) -> str:
    """As short as it reads back the same."""
    return repr(int(value)) if float(value).is_integer() else repr(value)


def money(parent: Element, value: Decimal, on: date, *, currency: str = "") -> None:
    """An amount as of a day, in the default currency unless another is named."""
    fields = {"currency": currency} if currency else {}
    fields["value-date"] = on.isoformat()
    SubElement(parent, "value", fields).text = f"{value:.2f}"


def as_file(root: Element) -> bytes:
    """The bytes of the file."""
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")
