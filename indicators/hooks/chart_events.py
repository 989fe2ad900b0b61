"""Events on the time axis of a chart, given by higher apps through the setting CHART_EVENTS.

Each dotted path names a function `(areas, first, last) -> Iterable[ChartEvent]`: the public events of
those areas (codes) from the first day to the last, both included. This app knows none of those apps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from core import hooks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_EVENTS = 15
"""Marks that can be told apart above one chart; the newest are kept and the rest is counted."""


@dataclass(frozen=True, slots=True)
class ChartEvent:
    """Something that happened on a day, with the page of its record.

    `kind` is a word for the reader ("Workshop"); `areas` are those asked for that it concerns.
    """

    day: date
    kind: str
    title: str
    url: str
    areas: tuple[str, ...] = ()

    @property
    def place(self) -> float:
        """Where on an axis of years whose ticks stand for the middle of each year."""
        days = (date(self.day.year + 1, 1, 1) - date(self.day.year, 1, 1)).days
        return round(self.day.year + (self.day.timetuple().tm_yday - 1) / days - 0.5, 3)


@dataclass(frozen=True, slots=True)
class Events:
    """What a chart shows, oldest first, and how many older ones it leaves out."""

    newest: tuple[ChartEvent, ...] = ()
    left_out: int = 0


def events_for(areas: Sequence[str], first: int, last: int) -> Events:
    """Events that concern any of the areas in the years from `first` to `last`, both included."""
    span = date(first, 1, 1), date(last, 12, 31)
    chart_events: Iterable[ChartEvent] = (
        event for events in hooks.functions("CHART_EVENTS") for event in events(areas, *span)
    )
    ordered = sorted(chart_events, key=lambda event: (event.day, event.kind, event.title))
    return Events(tuple(ordered[-MOST_EVENTS:]), max(0, len(ordered) - MOST_EVENTS))
