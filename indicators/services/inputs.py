"""Observations as the compute layer wants them, read once and kept for one refresh."""

from __future__ import annotations

from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from core.tables.copy import copy_out
from indicators.catalogue.series import SERIES
from indicators.catalogue.statuses import STATUSES
from indicators.compute import Groups, Inputs, SeriesInput
from indicators.compute.usable import usable
from regions.models import Area
from regions.names import world
from regions.selectors.areas import SUBREGION_OF, group_matrix, membership_matrix

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from indicators.analysis.vintages import SeriesVintage
    from indicators.models import SnapshotSeries
    from indicators.services.plan import Planned

WORLD = "WLD"
FIELDS = (
    ("area", ">i2"),
    ("counterpart", ">i2"),
    ("year", ">i2"),
    ("quarter", ">i2"),
    ("value", ">f8"),
    ("status", "S1"),
)
"""Fields of an observation in the order of the query in `InputStore.series`."""
STATUS_INDEX = np.zeros(256, np.uint8)
STATUS_INDEX[np.frombuffer(STATUSES.encode(), np.uint8)] = np.arange(len(STATUSES))


class InputStore:
    """The areas, the groups of countries, and the series of a plan, each read once."""

    def __init__(self) -> None:
        self._series: dict[int, SeriesInput] = {}
        self._inputs: dict[frozenset[int], Inputs] = {}

    @cached_property
    def areas(self) -> list[Area]:
        """Countries and areas and the unknown origin, in the order of the axes."""
        kinds = [Area.Kind.COUNTRY, Area.Kind.OTHER]
        queryset = Area.objects.filter(kind__in=kinds, pk__gt=0).order_by("code")
        return list(queryset.only("pk", "code", "kind", "subregion"))

    @cached_property
    def area_ids(self) -> list[int]:
        """Keys of the areas on the axes; figures of any other area are not used."""
        return [area.pk for area in self.areas]

    @cached_property
    def groups(self) -> Groups:
        """The regions of the five commissions, other groups, and the world, made from countries."""
        ids = [area.pk for area in self.areas]
        commissions, in_commission = membership_matrix(ids)
        group_codes, in_other = group_matrix(ids)
        codes, member = (*commissions, *group_codes), np.vstack([in_commission, in_other])
        in_world = np.isin([area.code for area in self.areas], world())
        numbers = dict(Area.objects.filter(code__in=[*codes, WORLD]).values_list("code", "pk"))
        order = (*codes, WORLD)
        return Groups(order, tuple(numbers[code] for code in order), np.vstack([member, in_world]))

    @cached_property
    def subregions(self) -> tuple[str, ...]:
        """The M49 sub-region of each area, by which missing incomes are filled in (rule Y)."""
        return tuple(SUBREGION_OF.get(area.subregion, area.subregion) for area in self.areas)

    @cached_property
    def groups_digest(self) -> bytes:
        """Changes when the composition of a group, or the list of areas, changes."""
        fingerprint = blake2b(digest_size=32)
        ids = np.array([area.pk for area in self.areas], "<i4")
        fingerprint.update(ids.tobytes() + " ".join(self.subregions).encode())
        for number, member in zip(self.groups.ids, self.groups.member, strict=True):
            fingerprint.update(f"{number} ".encode() + ids[member].tobytes())
        return fingerprint.digest()

    def series(self, series_vintage: SeriesVintage) -> SeriesInput:
        """The figures of one series of one file that formulas can use."""
        if series_vintage.pk not in self._series:
            figures = observations(series_vintage)
            self._series[series_vintage.pk] = usable(series_vintage.series, figures, self.area_ids)
        return self._series[series_vintage.pk]

    def inputs(self, step: Planned) -> Inputs:
        """The inputs of a step on their axes; steps with the same files share them."""
        key = frozenset(series_vintage.pk for series_vintage in step.inputs)
        if key not in self._inputs:
            self._inputs[key] = self._on_axes(
                {
                    series_vintage.series: self.series(series_vintage)
                    for series_vintage in step.inputs
                }
            )
        return self._inputs[key]

    def inputs_of(self, series: Iterable[SnapshotSeries]) -> Inputs:
        """The inputs of a computation that was made already."""
        return self._on_axes(
            {
                row.series.code: usable(
                    row.series.code,
                    figures_of_series(row.snapshot_id, row.series_id),
                    self.area_ids,
                )
                for row in series
            }
        )

    def _on_axes(self, series: Mapping[str, SeriesInput]) -> Inputs:
        codes = tuple(area.code for area in self.areas)
        return Inputs.spanning(codes, series, tuple(self.area_ids), self.subregions)


def observations(series_vintage: SeriesVintage) -> SeriesInput:
    """The figures of a vintage of a series."""
    return figures_of_series(series_vintage.snapshot, SERIES[series_vintage.series].id)


def figures_of_series(snapshot: int, series: int) -> SeriesInput:
    """Read the figures by binary COPY; both keys are our own whole numbers, never text from outside."""
    rows = copy_out(
        "SELECT area_id, counterpart_id, year, quarter, value, status FROM indicators_observation"
        f" WHERE snapshot_id = {int(snapshot)}"
        f" AND series_id = {int(series)}",
        FIELDS,
    )
    return SeriesInput.of(
        rows["area"],
        rows["year"],
        rows["value"],
        counterpart=np.where(rows["counterpart"] == 0, -1, rows["counterpart"]),
        status=STATUS_INDEX[np.ascontiguousarray(rows["status"]).view(np.uint8)],
        quarter=rows["quarter"],
    )
