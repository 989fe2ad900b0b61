"""Tables of the indicators app, in the order of the flow."""

from indicators.models.observations import Observation, Series
from indicators.models.releases import (
    ComputeRun,
    CorridorLine,
    Indicator,
    IndicatorValue,
    Release,
    ReleaseEntry,
)
from indicators.models.sources import Job, Snapshot, SnapshotContent, SnapshotSeries, Source

__all__ = [
    "ComputeRun",
    "CorridorLine",
    "Indicator",
    "IndicatorValue",
    "Job",
    "Observation",
    "Release",
    "ReleaseEntry",
    "Series",
    "Snapshot",
    "SnapshotContent",
    "SnapshotSeries",
    "Source",
]
