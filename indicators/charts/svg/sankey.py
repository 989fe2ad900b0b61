"""Flows between a capped number of places on each side, the rest as one (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.charts.plotly.style import PALETTE, Write
from indicators.charts.svg.pen import INK, QUIET, Pen, shortened, width_of

MOST_NODES = 10
"""Places on each side beside the rest: more bands cannot be followed by eye."""
REST = -1
GREY = "#8a95a1"
NODE, GAP, HEAD = 14, 7, 30


@dataclass(frozen=True, slots=True)
class Band:
    """A flow from a place at the start to one at the end, by their keys; `REST` is all others together."""

    start: int
    end: int
    value: float


@dataclass(frozen=True, slots=True)
class Node:
    """A place on one side: where its box begins and how high it is, in shares of the height."""

    key: int
    value: float
    top: float
    size: float


@dataclass(frozen=True, slots=True)
class Words:
    """The heading above each side, the name of every key, and that of the rest."""

    start: str
    end: str
    names: dict[int, str]
    rest: str

    def name(self, key: int) -> str:
        """The name of a place or of the rest."""
        return self.rest if key == REST else self.names[key]


def capped(flows: Sequence[Band], limit: int = MOST_NODES) -> list[Band]:
    """The flows with all but the `most` largest places of each side put together as the rest.

    Nothing is lost: the sum is the sum of what was given. Largest first.
    """
    largest_starts, largest_ends = (_largest(flows, side, limit) for side in ("start", "end"))
    sums: dict[tuple[int, int], float] = {}
    for flow in flows:
        key = (
            flow.start if flow.start in largest_starts else REST,
            flow.end if flow.end in largest_ends else REST,
        )
        sums[key] = sums.get(key, 0.0) + flow.value
    bands = [Band(start, end, value) for (start, end), value in sums.items() if value > 0]
    return sorted(bands, key=lambda band: (-band.value, band.start, band.end))


def _largest(flows: Sequence[Band], side: str, limit: int) -> set[int]:
    totals = _totals(flows, side)
    return set(sorted(totals, key=lambda key: (-totals[key], key))[:limit])


def _totals(flows: Sequence[Band], side: str) -> dict[int, float]:
    totals: dict[int, float] = {}
    for flow in flows:
        key = getattr(flow, side)
        totals[key] = totals.get(key, 0.0) + flow.value
    return totals


def nodes(bands: Sequence[Band], side: str, height: float) -> list[Node]:
    """The places of one side from the largest down, the rest last; boxes fill the height less the gaps."""
    totals = _totals(bands, side)
    order = sorted(totals, key=lambda key: (key == REST, -totals[key], key))
    scale = (height - GAP * (MOST_NODES + 1)) / (sum(totals.values()) or 1.0)
    boxes, top = [], 0.0
    for key in order:
        boxes.append(Node(key, totals[key], top, totals[key] * scale))
        top += totals[key] * scale + GAP
    return boxes


def sankey(
    bands: Sequence[Band], words: Words, write: Write, *, width: int = 960, mirrored: bool = False
) -> Pen:
    """Boxes at both sides and a band for every flow, coloured by where it starts.

    `mirrored` starts at the right, as those read who write from right to left.
    """
    is_wide = width > 600
    height, label = (600.0, 210.0) if is_wide else (560.0, 98.0)
    pen = Pen(width, height + HEAD)
    starts, ends = nodes(bands, "start", height), nodes(bands, "end", height)
    near, far = label, width - label - NODE

    def x(at: float) -> float:
        return width - at if mirrored else at

    tops = {("start", node.key): node.top for node in starts} | {
        ("end", node.key): node.top for node in ends
    }
    scale = (height - GAP * (MOST_NODES + 1)) / (sum(band.value for band in bands) or 1.0)
    colours = {
        node.key: GREY if node.key == REST else PALETTE[place % len(PALETTE)]
        for place, node in enumerate(starts)
    }
    rank = {node.key: place for place, node in enumerate(starts)} | {}
    far_rank = {node.key: place for place, node in enumerate(ends)}
    for band in sorted(bands, key=lambda flow: (rank[flow.start], far_rank[flow.end])):
        thick = band.value * scale
        a, b = tops["start", band.start] + HEAD, tops["end", band.end] + HEAD
        tops["start", band.start] += thick
        tops["end", band.end] += thick
        title = f"{words.name(band.start)} – {words.name(band.end)}: {write(band.value)}"
        pen.shape(
            "path",
            title,
            d=_ribbon(x, near + NODE, far, a, b, max(thick, 0.6)),
            fill=colours[band.start],
            fill_opacity="0.45",
            class_="mark band",
        )
    for side, boxes, at in (("start", starts, near), ("end", ends, far)):
        _boxes(pen, boxes, side, (x(at), x(at + NODE)), words, write, colours, is_wide=is_wide)
    anchors = ("end", "start") if mirrored else ("start", "end")
    for heading, at, anchor in ((words.start, 0, anchors[0]), (words.end, width, anchors[1])):
        pen.text(
            x(at), 14, shortened(heading, 13, width / 2 - 8), font_weight=600, text_anchor=anchor
        )
    return pen


def _ribbon(x, near: float, far: float, a: float, b: float, thick: float) -> str:  # type: ignore[no-untyped-def]  # a mirror or nothing
    middle = (near + far) / 2
    left, right, bend = (f"{x(at):.1f}" for at in (near, far, middle))
    return (
        f"M{left} {a:.1f}C{bend} {a:.1f} {bend} {b:.1f} {right} {b:.1f}"
        f"V{b + thick:.1f}C{bend} {b + thick:.1f} {bend} {a + thick:.1f} {left} {a + thick:.1f}Z"
    )


def _boxes(
    pen: Pen,
    boxes: Sequence[Node],
    side: str,
    edges: tuple[float, float],
    words: Words,
    write: Write,
    colours: dict[int, str],
    *,
    is_wide: bool,
) -> None:
    """The boxes of a side with name and sum on the outer side; a thin box still has its name."""
    low, high = min(edges), max(edges)
    is_outer_low = low < pen.width / 2
    for node in boxes:
        colour = colours.get(node.key, GREY) if side == "start" else QUIET
        title = f"{words.name(node.key)}: {write(node.value)}"
        y = node.top + HEAD
        pen.shape(
            "rect",
            title,
            x=low,
            y=y,
            width=NODE,
            height=max(node.size, 1.5),
            fill=colour,
            class_="mark",
        )
        room = (low if is_outer_low else pen.width - high) - 8
        size = 13 if is_wide else 11
        figure = f" {write(node.value)}" if is_wide else ""
        name = shortened(words.name(node.key), size, room - width_of(figure, size))
        pen.text(
            low - 6 if is_outer_low else high + 6,
            y + max(node.size, 2) / 2 + 4,
            name + figure,
            font_size=size,
            fill=INK,
            text_anchor="end" if is_outer_low else "start",
        )
