"""A FigureTable as the Table that files are made from, with all that a reader needs to trust it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.tables.table import Across, Column, Meta, Table
from indicators.presentation.descriptions import status_words

if TYPE_CHECKING:
    from indicators.analysis.figure_table import FigureTable


def as_table(figures: FigureTable, address: str) -> Table:
    """The figures with codes and names, every digit kept, and metadata beside them.

    `address` is the permanent address of the same figures: page, areas, years and release.
    """
    return Table(
        title=figures.name,
        columns=_columns(figures),
        rows=tuple(
            (
                figures.code,
                row.area,
                figures.areas[row.area].name,
                row.counterpart or None,
                row.period,
                row.value,
                row.status,
                figures.unit,
                row.coverage,
                figures.vintage,
            )
            for row in figures.rows
        ),
        metadata=_metadata(figures, address),
        notes=_notes(figures),
        language=get_language() or "en",
        across=Across(
            ("indicator", "ref_area", "ref_area_name", "counterpart_area"),
            "time_period",
            "value",
            _("First day"),
        ),
    )


def _columns(figures: FigureTable) -> tuple[Column, ...]:
    return (
        Column("indicator", _("Indicator")),
        Column(
            "ref_area", _("Area code"), description=_("ISO 3166-1 alpha-3, a commission, or WLD")
        ),
        Column("ref_area_name", _("Country or area")),
        Column("counterpart_area", _("Counterpart area")),
        Column("time_period", _("Period"), description=_("A year, or a quarter as 2020-Q3")),
        Column("value", _("Value"), "number", figures.decimals, figures.unit_label),
        Column("obs_status", _("Status"), description=_("SDMX CL_OBS_STATUS")),
        Column("unit", _("Unit of measure")),
        Column(
            "coverage",
            _("Coverage"),
            "number",
            3,
            _("Share of the population behind an aggregate, 0-1"),
        ),
        Column("vintage", _("Vintage"), "date"),
    )


def _metadata(figures: FigureTable, address: str) -> tuple[Meta, ...]:
    metadata = [
        Meta("indicator", _("Indicator"), figures.code),
        Meta("name", _("Name"), figures.name),
        Meta("unit", _("Unit of measure"), f"{figures.unit} ({figures.unit_label})"),
        Meta("formula_version", _("Formula version"), str(figures.formula_version)),
        Meta("release", _("Release"), str(figures.release)),
        Meta("as_of", _("As known on"), figures.as_of.isoformat()),
        Meta("vintage", _("Newest vintage"), figures.vintage.isoformat()),
        Meta("modelled", _("Modelled"), _("yes") if figures.is_modelled else _("no")),
        Meta("citation", _("Cite as"), figures.citation),
        Meta("address", _("Permanent address"), address),
    ]
    for number, source in enumerate(figures.sources, 1):
        text = (
            f"{source.name}, {source.publisher}; {source.attribution}; {source.licence} {source.licence_url};"
            f" {source.filename}, SHA-256 {source.sha256}, {source.vintage.isoformat()}"
        )
        metadata.append(Meta(f"source_{number}", _("Source %(number)s") % {"number": number}, text))
    return tuple(metadata)


def _notes(figures: FigureTable) -> tuple[str, ...]:
    letters = {row.status for row in figures.rows}
    legend = "; ".join(f"{letter}: {meaning}" for letter, meaning in status_words(letters))
    missing = _("A missing figure is an empty cell, or has no row. It is never zero.")
    paragraphs = (" ".join(part.split()) for part in figures.note.split("\n\n"))
    return (
        *paragraphs,
        missing,
        *([_("Status: %(legend)s") % {"legend": legend}] if legend else []),
    )
