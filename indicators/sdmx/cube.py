"""A cube region: the codes and periods that have figures (SDMX content constraints)."""

from __future__ import annotations

from dataclasses import dataclass, replace

TIME = "TIME_PERIOD"


@dataclass(frozen=True, slots=True)
class Cube:
    """Codes by dimension, in order, the first and the last year, and how many series and observations."""

    codes: dict[str, tuple[str, ...]]
    years: tuple[int, int] | None
    series: int
    observations: int

    def of(self, component: str) -> Cube:
        """The cube with one dimension alone."""
        codes = {name: listed for name, listed in self.codes.items() if name == component}
        return replace(self, codes=codes, years=self.years if component == TIME else None)

    @property
    def counts(self) -> tuple[tuple[str, str], ...]:
        """The two counts as registries write them, in annotations of the type `sdmx_metrics`."""
        return ("series_count", str(self.series)), ("obs_count", str(self.observations))
