"""How a published figure came about: formula with its numbers, cells of the files, members, earlier vintages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q, Sum
from django.utils.translation import gettext as _

from indicators.analysis.figure_table import AreaLabel
from indicators.catalogue.series import SERIES
from indicators.catalogue.units import unit_label
from indicators.catalogue.vintages import vintage_text
from indicators.compute import FORMULAS
from indicators.compute.explanations import LETTERS, WITHOUT_SUMS, Explanation, explain
from indicators.compute.reach import ALL, COUNTERPART, EITHER, areas_of, reach
from indicators.models import IndicatorValue, Observation, ReleaseEntry, SnapshotSeries
from indicators.selectors import NotPublished, entry, formula_of
from indicators.selectors.published import resolved_release
from indicators.services.inputs import InputStore
from regions.models import Area

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from indicators.compute.formulas import Formula
    from indicators.compute.reach import Reach
    from indicators.models import ComputeRun, Snapshot
    from indicators.selectors import ReleaseInfo

MOST_CELLS = 200
"""Cells of a series that are listed, the largest first; all are counted and added up."""
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a file and its place there, counted from 1 (0: none)."""

    area: str
    counterpart: str
    year: int
    quarter: int
    value: float
    status: str
    flag: str
    sheet: str
    row: int
    column: int

    @property
    def period(self) -> str:
        """`2020` or `2020-Q3`."""
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)


@dataclass(frozen=True, slots=True)
class Input:
    """A series that the figure rests on, as one file brought it; `count` and `total` are of all its cells."""

    series: str
    name: str
    unit: str
    snapshot: Snapshot
    cells: tuple[Cell, ...]
    count: int
    total: float
    only_weighs: bool
    """Whether it only tells what part of a group's people the figure stands for."""


@dataclass(frozen=True, slots=True)
class Part:
    """A number of the formula, under the letter by which its expression calls it."""

    letter: str
    name: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a group: the numbers it adds (None: missing), and whether it is in the sums."""

    area: AreaLabel
    parts: tuple[float | None, ...]
    enters: bool


@dataclass(frozen=True, slots=True)
class EarlierFigure:
    """What the figure was by the files of another day, and the first release that showed it."""

    vintage: date
    vintage_text: str
    release: int
    value: float | None
    status: str
    is_this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Everything behind one figure of an indicator for an area and a period."""

    code: str
    name: str
    unit: str
    unit_label: str
    decimals: int
    area: AreaLabel
    year: int
    quarter: int
    value: float | None
    status: str
    coverage: float | None
    release: ReleaseInfo
    as_of: date
    vintage: date
    basis: str
    formula_version: int
    note: str
    expression: str
    """The arithmetic with letters for its parts; empty where one line does not say it."""
    python: str
    """The same with the numbers put in."""
    agrees: bool | None
    """Whether the arithmetic gives the published figure; None without arithmetic."""
    parts: tuple[Part, ...]
    members: tuple[Member, ...]
    year_before: int | None
    entered: tuple[AreaLabel, ...]
    left: tuple[AreaLabel, ...]
    inputs: tuple[Input, ...]
    history: tuple[EarlierFigure, ...]

    @property
    def period(self) -> str:
        """`2020` or `2020-Q3`."""
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def missing(self) -> tuple[Member, ...]:
        """Members that are not in the sums."""
        return tuple(member for member in self.members if not member.enters)

    @property
    def entering(self) -> tuple[Member, ...]:
        """Members that are in the sums."""
        return tuple(member for member in self.members if member.enters)


def trace(
    code: str,
    area: str,
    year: int,
    quarter: int = 0,
    *,
    as_of: date | None = None,
    release: int | None = None,
) -> Trace:
    """How the figure came about; raises NotPublished where the release has none."""
    if code not in FORMULAS:
        raise NotPublished(_("There is no indicator %(code)s.") % {"code": code})
    info = resolved_release(release)
    release_entry = entry(code, as_of=as_of, release=info)
    run = release_entry.run
    place = Area.objects.filter(code=area).first()
    figure = _figure(run, place, year, quarter)
    if place is None or figure is None:
        raise NotPublished(
            _("%(code)s has no figure of %(area)s for this period.") % {"code": code, "area": area}
        )
    formula = formula_of(code, run.basis)
    series = list(run.inputs.select_related("series", "snapshot__source").order_by("series_id"))
    explanation = _explained(formula, series, place, (year, quarter))
    labels = _labels(explanation)
    return Trace(
        code=code,
        name=_(formula.name),
        unit=formula.unit,
        unit_label=unit_label(formula.unit),
        decimals=formula.decimals,
        area=_label(place),
        year=year,
        quarter=quarter,
        value=figure.value,
        status=figure.status,
        coverage=figure.coverage,
        release=info,
        as_of=as_of or release_entry.as_of,
        vintage=run.vintage,
        basis=run.basis,
        formula_version=run.formula_version,
        note=_(formula.note),
        history=_history(run, figure, info),
        inputs=_inputs(formula, series, place, (year, quarter)),
        **_arithmetic(formula, explanation, figure.value, labels, year),
    )


def _figure(run: ComputeRun, area: Area | None, year: int, quarter: int) -> IndicatorValue | None:
    if area is None:
        return None
    return IndicatorValue.objects.filter(
        run=run, area=area, counterpart=0, year=year, quarter=quarter
    ).first()


def _explained(
    formula: Formula, series: list[SnapshotSeries], area: Area, period: tuple[int, int]
) -> Explanation | None:
    """The figure's parts, from the same files; for an index of a whole matrix there are none."""
    if formula.aggregate in WITHOUT_SUMS and area.kind == Area.Kind.COUNTRY:
        return None
    store = InputStore()
    inputs = store.inputs_of(series)
    return explain(formula, inputs, store.groups, area.pk, *period)


def _arithmetic(
    formula: Formula,
    explanation: Explanation | None,
    value: float | None,
    labels: dict[int, AreaLabel],
    year: int,
) -> dict[str, Any]:
    if explanation is None:
        return {
            "expression": "",
            "python": "",
            "agrees": None,
            "parts": (),
            "members": (),
            "year_before": None,
            "entered": (),
            "left": (),
        }
    has_line = bool(explanation.expression) and value is not None
    has_line &= all(math.isfinite(part) for part in explanation.parts)
    python = explanation.python if has_line else ""
    entered, left = explanation.changes()
    names = _names_of_parts(formula, len(explanation.parts), year)
    return {
        "expression": explanation.expression if has_line else "",
        "python": python,
        "agrees": _agrees(explanation, value) if has_line else None,
        "parts": tuple(
            Part(letter, name, _finite(part))
            for letter, name, part in zip(LETTERS, names, explanation.parts, strict=False)
        ),
        "members": tuple(
            Member(labels[member.area], tuple(map(_finite, member.parts)), member.enters)
            for member in sorted(
                explanation.contributions,
                key=lambda member: (not member.enters, labels[member.area].name),
            )
        ),
        "year_before": explanation.year_before,
        "entered": tuple(labels[pk] for pk in entered),
        "left": tuple(labels[pk] for pk in left),
    }


def _agrees(explanation: Explanation, value: float | None) -> bool:
    """Whether the formula gives the published figure again; tests hold that the line of Python does, too."""
    return value is not None and math.isclose(explanation.result, value, rel_tol=TOLERANCE)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _names_of_parts(formula: Formula, count: int, year: int) -> list[str]:
    """What the numbers are, where the series that are read tell it."""
    names = [_(SERIES[code].name) for code in formula.inputs]
    lag = {"REM_IN_GROWTH": 1, "REM_IN_CAGR5": 5}.get(formula.code)
    if lag:
        return [
            _("%(name)s, %(year)s") % {"name": names[0], "year": at} for at in (year, year - lag)
        ]
    return names if len(names) == count else [""] * count


def _labels(explanation: Explanation | None) -> dict[int, AreaLabel]:
    if explanation is None:
        return {}
    ids = {contribution.area for contribution in (*explanation.contributions, *explanation.before)}
    return {area.pk: _label(area) for area in Area.objects.filter(pk__in=ids)}


def _label(area: Area) -> AreaLabel:
    return AreaLabel(area.code, area.name, area.kind)


def _inputs(
    formula: Formula, series: list[SnapshotSeries], area: Area, period: tuple[int, int]
) -> tuple[Input, ...]:
    """The cells behind a country's figure; of a group the files alone, since its members have the cells."""
    years = {
        row.series.code: sorted(
            Observation.objects.filter(snapshot=row.snapshot_id, series=row.series_id)
            .order_by()
            .values_list("year", flat=True)
            .distinct()
        )
        for row in series
    }
    reached = {item.series: item for item in reach(formula, years, *period)}
    is_country = area.kind in {Area.Kind.COUNTRY, Area.Kind.OTHER}
    inputs = []
    for row in series:
        code = row.series.code
        if code in reached and (is_country or reached[code].end == ALL):
            inputs.append(_input(row, reached[code], area))
        elif not is_country:
            inputs.append(_without_cells(row, only_weighs=code not in formula.inputs))
    if any(item.count for item in inputs if item.series in formula.inputs):
        # Other groups of people only tell a zero from a figure that is missing.
        inputs = [item for item in inputs if item.series not in formula.optional]
    order = {code: place for place, code in enumerate(formula.reads)}
    inputs.sort(key=lambda item: order.get(item.series, len(order)))
    return tuple(item for item in inputs if item.count or not item.only_weighs)


def _input(row: SnapshotSeries, reached: Reach, area: Area) -> Input:
    queryset = Observation.objects.filter(
        snapshot=row.snapshot_id, series=row.series_id, year__in=reached.years
    ).order_by()
    if reached.quarter:
        queryset = queryset.filter(quarter=reached.quarter)
    if reached.end != ALL:
        codes = areas_of(reached.series, area.code)
        by_area, by_counterpart = Q(area__code__in=codes), Q(counterpart__code__in=codes)
        queryset = queryset.filter(
            {COUNTERPART: by_counterpart, EITHER: by_area | by_counterpart}.get(
                reached.end, by_area
            )
        )
    counted = queryset.aggregate(count=Count("*"), total=Sum("value"))
    listed = queryset.order_by("-value", "area_id", "counterpart_id", "year", "quarter")[
        :MOST_CELLS
    ]
    sheets = row.snapshot.sheets
    cells = tuple(
        Cell(
            area=observation.area.code,
            counterpart=observation.counterpart.code if observation.counterpart_id else "",
            year=observation.year,
            quarter=observation.quarter,
            value=observation.value,
            status=observation.status,
            flag=observation.flag,
            sheet=sheets[observation.sheet_number - 1] if observation.sheet_number else "",
            row=observation.row_number,
            column=observation.column_number,
        )
        for observation in listed.select_related("area", "counterpart")
    )
    return _of(row, cells, counted["count"], counted["total"] or 0.0, only_weighs=False)


def _without_cells(row: SnapshotSeries, *, only_weighs: bool) -> Input:
    return _of(row, (), row.rows, 0.0, only_weighs=only_weighs)


def _of(
    row: SnapshotSeries, cells: tuple[Cell, ...], count: int, total: float, *, only_weighs: bool
) -> Input:
    series = SERIES[row.series.code]
    return Input(
        series.code, _(series.name), series.unit, row.snapshot, cells, count, total, only_weighs
    )


def _history(
    run: ComputeRun, figure: IndicatorValue, info: ReleaseInfo
) -> tuple[EarlierFigure, ...]:
    """The same figure in every computation that a release up to this one showed, newest vintage first."""
    entries: Iterable[Any] = (
        ReleaseEntry.objects.filter(indicator=run.indicator_id, release__lte=info.id)
        .values("run_id", "run__vintage", "run__vintage_precision")
        .annotate(first=Min("release_id"))
    )
    runs = {row["run_id"]: row for row in entries}
    figures = IndicatorValue.objects.filter(
        run__in=runs,
        area=figure.area_id,
        counterpart=0,
        year=figure.year,
        quarter=figure.quarter,
    ).values_list("run_id", "value", "status")
    earlier = [
        EarlierFigure(
            runs[pk]["run__vintage"],
            vintage_text(runs[pk]["run__vintage"], runs[pk]["run__vintage_precision"]),
            runs[pk]["first"],
            value,
            status,
            pk == run.pk,
        )
        for pk, value, status in figures
    ]
    return tuple(sorted(earlier, key=lambda item: (item.vintage, item.release), reverse=True))
