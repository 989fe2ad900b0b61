"""SVG written shape by shape, and the sheet that lets a drawing stand alone as a file (pure).

A shape has print colours as attributes and a class; the page's style sheet, which is stronger than
attributes, recolours the classes for a dark screen. So one text serves page, frame and file.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from html import escape

INK, QUIET, LINE, PAPER, ACCENT = "#1c2733", "#526170", "#d7dee5", "#ffffff", "#0b5c94"
FONT = "system-ui, 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans CJK SC', Arial, sans-serif"
SIDE = 24
"""Margin of a sheet."""

Attribute = str | int | float | None


def coordinate(value: float) -> str:
    """A coordinate with one decimal where it needs one."""
    return f"{value:.1f}".removesuffix(".0")


@dataclass(slots=True)
class Pen:
    """Draws on a plane of `width` by `height` units, origin at the upper left."""

    width: float
    height: float
    parts: list[str] = field(default_factory=list)

    def shape(self, tag: str, title: str = "", /, **attributes: Attribute) -> None:
        """An element; `title` is shown at a pointer and read by the walker.

        `_` in a name stands for `-`, a final one is dropped (`class_`); None leaves an attribute out.
        """
        markup = _attributes(attributes)
        inside = f"><title>{escape(title, quote=False)}</title></{tag}>" if title else "/>"
        self.parts.append(f"<{tag}{markup}{inside}")

    def line(self, x1: float, y1: float, x2: float, y2: float, **attributes: Attribute) -> None:
        """A straight line, thin and quiet unless told otherwise."""
        self.shape(
            "line", x1=x1, y1=y1, x2=x2, y2=y2, **{"stroke": LINE, "class_": "rule", **attributes}
        )

    def text(self, x: float, y: float, words: str, **attributes: Attribute) -> None:
        """Words with their base line at (x, y)."""
        quiet = attributes.get("fill") == QUIET
        styled = {"fill": INK, "class": "quiet-words" if quiet else "words", **attributes}
        markup = _attributes(styled)
        self.parts.append(
            f'<text x="{coordinate(x)}" y="{coordinate(y)}"{markup}>{escape(words, quote=False)}</text>'
        )

    def add_drawing(self, drawing: Pen, x: float, y: float) -> None:
        """Everything another pen drew, moved to (x, y)."""
        self.parts.append(f'<g transform="translate({coordinate(x)} {coordinate(y)})">')
        self.parts += [*drawing.parts, "</g>"]

    @property
    def svg(self) -> str:
        """The drawing for a page: no name of its own, since the box around it has one."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {coordinate(self.width)} {coordinate(self.height)}"'
            f' direction="ltr" font-size="13">{"".join(self.parts)}</svg>'
        )


def _attributes(values: dict[str, Attribute]) -> str:
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_text(value)}"'
        for name, value in values.items()
        if value is not None
    )


def _text(value: Attribute) -> str:
    if isinstance(value, float):
        return coordinate(value)
    return escape(str(value), quote=True)


def width_of(words: str, size: float) -> float:
    """About how wide words are: a full em for wide letters (Chinese), a little more than half for others."""
    return sum(
        size if unicodedata.east_asian_width(letter) in "WF" else size * 0.56 for letter in words
    )


def shortened(words: str, size: float, room: float) -> str:
    """The words, cut with an ellipsis where they are wider than the room."""
    if width_of(words, size) <= room:
        return words
    while words and width_of(words + "…", size) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def wrapped(words: str, size: float, room: float) -> list[str]:
    """The words in lines no wider than the room; a single wider word has a line of its own."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def sheet(drawing: Pen, *, title: str, credit: str, is_rtl: bool = False) -> str:
    """A file that can stand alone: the title above, the drawing, source and caveats below it."""
    width = drawing.width + 2 * SIDE
    heading = wrapped(title, 20, drawing.width)
    foot = wrapped(credit, 12, drawing.width)
    top = 20 + 26 * len(heading)
    height = top + drawing.height + 20 + 17 * len(foot) + 16
    page = Pen(width, height)
    page.shape("rect", width=width, height=height, fill=PAPER)
    x, anchor = (width - SIDE, "end") if is_rtl else (SIDE, "start")
    for number, line in enumerate(heading):
        page.text(x, 34 + 26 * number, line, font_size=20, font_weight=600, text_anchor=anchor)
    page.add_drawing(drawing, SIDE, top)
    for number, line in enumerate(foot):
        y = top + drawing.height + 32 + 17 * number
        page.text(x, y, line, font_size=12, fill=QUIET, text_anchor=anchor)
    size = f'width="{coordinate(width)}" height="{coordinate(height)}" font-family="{FONT}"'
    return page.svg.replace("<svg ", f"<svg {size} ", 1)
