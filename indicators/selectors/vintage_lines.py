"""The line of vintages of every loaded series."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from indicators.analysis.vintages import Line, SeriesVintage, line_of
from indicators.models import Snapshot, SnapshotSeries


def lines() -> dict[str, Line]:
    """The line of every series of accepted files, by series code. One query."""
    # An accepted file is loaded, and a loaded one has a vintage: its table holds to that.
    rows: Iterable[tuple[Any, ...]] = SnapshotSeries.objects.filter(
        snapshot__standing=Snapshot.Standing.ACCEPTED
    ).values_list(
        "pk",
        "snapshot_id",
        "series__code",
        "snapshot__vintage",
        "rows",
        "areas",
        "accepted",
        "digest",
        "snapshot__acceptance",
        "snapshot__vintage_precision",
    )
    by_series: dict[str, list[SeriesVintage]] = defaultdict(list)
    for row in rows:
        by_series[row[2]].append(SeriesVintage(*row))
    return {code: line_of(vintages) for code, vintages in by_series.items()}
