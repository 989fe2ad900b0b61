"""Figures of one release together."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, overload

from migration_portal_client.records import Figure

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = tuple(field.name for field in fields(Figure))
KEYS = ("indicator", "ref_area", "counterpart_area")


@dataclass(frozen=True)
class Table(Sequence[Figure]):
    """Figures in the order of the portal, all of the same release."""

    figures: tuple[Figure, ...]
    release: int | None

    def __len__(self) -> int:
        return len(self.figures)

    @overload
    def __getitem__(self, index: int) -> Figure: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Figure, ...]: ...
    def __getitem__(self, index: int | slice) -> Figure | tuple[Figure, ...]:
        return self.figures[index]

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.figures)

    @property
    def periods(self) -> list[str]:
        """Every period, in order."""
        return sorted({figure.time_period for figure in self.figures})

    def wide(self) -> list[dict[str, str | float | None]]:
        """One row for each series, one column for each period; None where there is no figure."""
        periods = self.periods
        rows: dict[tuple[str, str, str | None], dict[str, str | float | None]] = {}
        for figure in self.figures:
            key = (figure.indicator, figure.ref_area, figure.counterpart_area)
            if key not in rows:
                rows[key] = {**dict(zip(KEYS, key, strict=True)), **dict.fromkeys(periods)}
            rows[key][figure.time_period] = figure.value
        return list(rows.values())

    def to_pandas(self, *, wide: bool = False) -> pd.DataFrame:
        """A data frame, long or with a column for each period. Needs pandas."""
        import pandas as pd  # noqa: PLC0415  not everybody has it

        if wide:
            return pd.DataFrame(self.wide(), columns=[*KEYS, *self.periods])
        frame = pd.DataFrame(
            ([getattr(figure, name) for name in COLUMNS] for figure in self.figures),
            columns=list(COLUMNS),
        )
        return frame.astype({"value": float, "coverage": float})

    def write_csv(self, path: str | Path) -> Path:
        """A CSV file that Excel opens with every letter; a missing figure is an empty cell."""
        target = Path(path)
        with target.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows([getattr(figure, name) for name in COLUMNS] for figure in self.figures)
        return target
