"""What a reader puts together: several indicators, own groups and own formulas as one table with one citation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.i18n.numbers import number
from core.tables.table import Across, Column, Meta, Table
from indicators.analysis.citations import basket_citation
from indicators.analysis.expressions import codes_of, value_of
from indicators.analysis.figure_table import Figure
from indicators.forms.own import unit_words
from indicators.presentation.descriptions import status_words
from indicators.selectors import published_table
from indicators.services.inputs import InputStore
from indicators.services.own_groups import figures_of_groups

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indicators.analysis.expressions import Node
    from indicators.analysis.figure_table import FigureTable, SourceNote
    from indicators.forms.own import OwnForm

Years = dict[int, Figure]
FORMULA_DIGITS = 4
ACROSS = ("indicator", "ref_area", "ref_area_name", "unit")
"""What a line of the sheet with years side by side repeats."""


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one area; `is_own` where the reader put the area together."""

    area: str
    name: str
    is_own: bool
    figures: Years


@dataclass(frozen=True, slots=True)
class Part:
    """An indicator, or a formula of the reader with its `text`."""

    code: str
    name: str
    unit: str
    unit_label: str
    decimals: int
    rows: tuple[Row, ...]
    vintage: str = ""
    text: str = ""
    note: str = ""

    @property
    def years(self) -> list[int]:
        """Every year with a figure."""
        return sorted({year for row in self.rows for year in row.figures})

    @property
    def lines(self) -> list[tuple[Row, list[tuple[str, str]]]]:
        """Rows with text and flag of each year."""
        return [
            (row, [self._cell(row.figures.get(year)) for year in self.years]) for row in self.rows
        ]

    def _cell(self, figure: Figure | None) -> tuple[str, str]:
        if figure is None or figure.value is None:
            return number(None), ""
        return number(figure.value, self.decimals), "" if figure.status == "A" else figure.status


@dataclass(frozen=True, slots=True)
class Own:
    """The whole."""

    parts: tuple[Part, ...]
    release: int
    citation: str

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """The letters that occur with their meaning."""
        return status_words(
            {
                figure.status
                for part in self.parts
                for row in part.rows
                for figure in row.figures.values()
            }
        )

    @property
    def has_figures(self) -> bool:
        """Whether there is anything to show."""
        return any(part.years for part in self.parts)


def state(form: OwnForm) -> Own | None:
    """What the form asks for; None where it asks for nothing. Raises NotPublished."""
    data = form.cleaned_data
    groups: dict[str, list[str]] = data["groups"]
    if not form.codes or not (form.areas or groups):
        return None
    tables, figures = _read(form)
    names = {code: label.name for table in tables.values() for code, label in table.areas.items()}
    areas = [*groups, *form.areas]
    parts = [
        _part(tables[code], _rows(areas, names, groups, figures[code]))
        for code in data["indicator"]
    ]
    parts += [
        _formula(
            name,
            form.formula_texts[name],
            node,
            _rows(areas, names, groups, _computed(node, areas, figures)),
        )
        for name, node in data["formulas"].items()
    ]
    release = next(iter(tables.values())).release
    citation = basket_citation(
        codes=form.codes,
        sources=_sources(tables.values()),
        release=release,
        additions=[
            *(f"{name} = {' '.join(codes)}" for name, codes in groups.items()),
            *(f"{name} = {text}" for name, text in form.formula_texts.items()),
        ],
    )
    return Own(tuple(parts), release, citation)


def _read(form: OwnForm) -> tuple[dict[str, FigureTable], dict[str, dict[str, Years]]]:
    """The published table of each indicator, and its figures by area, those of own groups among them."""
    data, store = form.cleaned_data, InputStore()
    tables: dict[str, FigureTable] = {}
    figures: dict[str, dict[str, Years]] = {}
    release = data["release"]
    for code in form.codes:
        table = published_table(
            code,
            areas=form.areas,
            years=(data["start"], data["end"]),
            as_of=data["as_of"],
            release=release,
        )
        release = table.release  # the same for all, also where a new one comes meanwhile
        of_groups = figures_of_groups(table, data["groups"], store) if data["groups"] else ()
        tables[code] = table
        figures[code] = _by_area([*table.rows, *_within(of_groups, data["start"], data["end"])])
    return tables, figures


def _by_area(rows: Iterable[Figure]) -> dict[str, Years]:
    by_area: dict[str, Years] = {}
    for row in rows:
        if not row.counterpart:
            by_area.setdefault(row.area, {})[row.year] = row
    return by_area


def _within(rows: Iterable[Figure], start: int | None, end: int | None) -> list[Figure]:
    return [row for row in rows if (start or 0) <= row.year <= (end or row.year)]


def _rows(
    areas: Iterable[str], names: dict[str, str], groups: Iterable[str], figures: dict[str, Years]
) -> tuple[Row, ...]:
    return tuple(
        Row(area, names.get(area, area), area in groups, figures[area])
        for area in areas
        if area in figures
    )


def _computed(
    node: Node, areas: Iterable[str], figures: dict[str, dict[str, Years]]
) -> dict[str, Years]:
    """The formula for each area and year that has all it reads."""
    codes = codes_of(node)
    computed: dict[str, Years] = {}
    for area in areas:
        by_code = [figures[code].get(area, {}) for code in codes]
        for year in sorted(set.intersection(*map(set, by_code))):
            inputs = [years[year] for years in by_code]
            value = value_of(node, dict(zip(codes, (row.value for row in inputs), strict=True)))
            if value is None:
                continue
            status = "A" if all(row.status == "A" for row in inputs) else "E"
            figure = Figure(area, "", year, 0, value, status, None)
            computed.setdefault(area, {})[year] = figure
    return computed


def _part(table: FigureTable, rows: tuple[Row, ...]) -> Part:
    return Part(
        code=table.code,
        name=table.name,
        unit=table.unit,
        unit_label=table.unit_label,
        decimals=table.decimals,
        rows=rows,
        vintage=table.vintage.isoformat(),
        note=table.note,
    )


def _formula(name: str, text: str, node: Node, rows: tuple[Row, ...]) -> Part:
    unit = unit_words(node)
    values = [abs(f.value) for row in rows for f in row.figures.values() if f.value]
    digits = 0 if values and min(values) >= 1000 else FORMULA_DIGITS
    return Part(
        code=name, name=name, unit=unit, unit_label=unit, decimals=digits, rows=rows, text=text
    )


def _sources(tables: Iterable[FigureTable]) -> list[SourceNote]:
    return [source for table in tables for source in table.sources]


def as_file(own: Own, address: str) -> Table:
    """All figures one below the other, with the citation and the address that gives them again."""
    return Table(
        title=_("Your own table"),
        columns=_columns(),
        rows=tuple(
            _cells(part, row, year, figure)
            for part in own.parts
            for row in part.rows
            for year, figure in sorted(row.figures.items())
        ),
        metadata=(
            Meta("citation", _("Cite as"), own.citation),
            Meta("release", _("Release"), str(own.release)),
            Meta("address", _("Permanent address"), address),
        ),
        notes=tuple(
            f"{part.code}: {' '.join(part.note.split())}" for part in own.parts if part.note
        ),
        language=get_language() or "en",
        across=Across(ACROSS, "time_period", "value", _("First day")),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("indicator", _("Indicator")),
        Column("indicator_name", _("Name")),
        Column("ref_area", _("Area code")),
        Column("ref_area_name", _("Country or area")),
        Column("time_period", _("Period")),
        Column("value", _("Value"), "number"),
        Column("obs_status", _("Status"), description=_("SDMX CL_OBS_STATUS")),
        Column("unit", _("Unit of measure")),
        Column("coverage", _("Coverage"), "number", 3),
        Column("vintage", _("Vintage")),
        Column("own", _("Put together by the user")),
    )


def _cells(part: Part, row: Row, year: int, figure: Figure) -> tuple[str | float | None, ...]:
    return (
        part.code,
        part.name,
        row.area,
        row.name,
        str(year),
        figure.value,
        figure.status,
        part.unit,
        figure.coverage,
        part.vintage or None,
        _("yes") if row.is_own or part.text else _("no"),
    )
