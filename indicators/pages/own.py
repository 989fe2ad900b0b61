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
    tables: dict[str, FigureTable] = {}
    figures: dict[str, dict[str, Years]] = {}
    release, store = data["release"], InputStore()
    for code in form.codes:
        table = published_table(
            code,
            areas=form.areas,
            years=(data["start"], data["end"]),
            as_of=data["as_of"],
            release=release,
        )
        release = table.release  # the same for all, also where a new one comes meanwhile
        own = figures_of_groups(table, groups, store) if groups else ()
        tables[code] = table
        figures[code] = _by_area([*table.rows, *_within(own, data["start"], data["end"])])
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
    citation = basket_citation(
        codes=form.codes,
        sources=_sources(tables.values()),
        release=release,
        own=[
            *(f"{name} = {' '.join(codes)}" for name, codes in groups.items()),
            *(f"{name} = {text}" for name, text in form.formula_texts.items()),
        ],
    )
    return Own(tuple(parts), release, citation)


def _by_area(rows: Iterable[Figure]) -> dict[str, Years]:
    found: dict[str, Years] = {}
    for row in rows:
        if not row.counterpart:
            found.setdefault(row.area, {})[row.year] = row
    return found


def _within(rows: Iterable[Figure], start: int | None, end: int | None) -> list[Figure]:
    return [row for row in rows if (start or 0) <= row.year <= (end or row.year)]


def _rows(
    areas: Iterable[str], names: dict[str, str], own: Iterable[str], figures: dict[str, Years]
) -> tuple[Row, ...]:
    return tuple(
        Row(area, names.get(area, area), area in own, figures[area])
        for area in areas
        if area in figures
    )


def _computed(
    node: Node, areas: Iterable[str], figures: dict[str, dict[str, Years]]
) -> dict[str, Years]:
    """The formula for each area and year that has all it reads."""
    codes = codes_of(node)
    found: dict[str, Years] = {}
    for area in areas:
        by_code = [figures[code].get(area, {}) for code in codes]
        for year in sorted(set.intersection(*map(set, by_code))):
            own = [years[year] for years in by_code]
            value = value_of(node, dict(zip(codes, (one.value for one in own), strict=True)))
            if value is None:
                continue
            status = "A" if all(one.status == "A" for one in own) else "E"
            figure = Figure(area, "", year, 0, value, status, None)
            found.setdefault(area, {})[year] = figure
    return found


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
    rows = [
        (
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
        for part in own.parts
        for row in part.rows
        for year, figure in sorted(row.figures.items())
    ]
    sources = [
        Meta("citation", _("Cite as"), own.citation),
        Meta("release", _("Release"), str(own.release)),
        Meta("address", _("Permanent address"), address),
    ]
    return Table(
        title=_("Your own table"),
        columns=(
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
        ),
        rows=tuple(rows),
        metadata=tuple(sources),
        notes=tuple(
            f"{part.code}: {' '.join(part.note.split())}" for part in own.parts if part.note
        ),
        language=get_language() or "en",
        across=Across(
            ("indicator", "ref_area", "ref_area_name", "unit"),
            "time_period",
            "value",
            _("First day"),
        ),
    )
