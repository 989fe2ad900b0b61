"""Tables of the indicators app, in the order of the flow."""

from indicators.models.alerts import AlertMail, Subscription
from indicators.models.observations import Observation, Series
from indicators.models.publications import ReleaseChange, ReleaseFile
from indicators.models.releases import (
    ComputeFailure,
    ComputeRun,
    CorridorLine,
    Indicator,
    IndicatorValue,
    ModelValidation,
    Release,
    ReleaseEntry,
)
from indicators.models.sources import (
    PUBLIC_STANDINGS,
    Finding,
    Snapshot,
    SnapshotContent,
    SnapshotDecision,
    SnapshotSeries,
    Source,
)

__all__ = [
    "PUBLIC_STANDINGS",
    "AlertMail",
    "ComputeFailure",
    "ComputeRun",
    "CorridorLine",
    "Finding",
    "Indicator",
    "IndicatorValue",
    "ModelValidation",
    "Observation",
    "Release",
    "ReleaseChange",
    "ReleaseEntry",
    "ReleaseFile",
    "Series",
    "Snapshot",
    "SnapshotContent",
    "SnapshotDecision",
    "SnapshotSeries",
    "Source",
    "Subscription",
]
