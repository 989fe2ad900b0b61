"""Two indicators of one year against each other: drawing, data table, description and file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.i18n.numbers import number, spoken
from core.tables.table import Column, Meta, Table
from indicators.charts.plotly.style import ESTIMATED
from indicators.charts.svg.scatter import Axis, Dot, fits, scatter
from indicators.presentation.descriptions import status_words
from indicators.presentation.phrases import writer_of
from indicators.selectors import NotPublished, published_table
from indicators.selectors.pairs import Pair, pairs, years_in_common
from regions.models import Area

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from indicators.analysis.figure_table import FigureTable
    from indicators.charts.svg.pen import Pen
    from indicators.forms.explore import CompareForm

DEFAULT = ("REM_IN_GDP", "MIG_EMI_SHR")
MOST_COUNTRIES = 0.6
"""Share of the fullest year's countries that the year shown at first must have."""
FEWEST_FOR_RANK = 10
"""Countries without which a rank correlation says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The state of the page; `rows` are all countries with both figures, the largest x first."""

    x: FigureTable
    y: FigureTable
    year: int
    years: tuple[int, ...]
    rows: tuple[Pair, ...]
    names: dict[str, str]
    axes: tuple[Axis, Axis]
    dots: tuple[Dot, ...]
    chosen: tuple[str, ...]
    unplaced: int
    is_hollow: bool
    """Whether some dots are hollow, to explain it."""
    sentences: list[str]
    statuses: list[tuple[str, str]]

    def drawing(self, width: int) -> Pen:
        """The dots at a width."""
        return scatter(self.dots, *self.axes, chosen=self.chosen, width=width)

    @property
    def title(self) -> str:
        """What the chart shows."""
        return _("%(y)s against %(x)s, %(year)s") % {
            "x": self.x.name,
            "y": self.y.name,
            "year": self.year,
        }

    @property
    def credit(self) -> str:
        """The sources of both."""
        return (
            f"{self.x.citation} {self.y.citation}"
            if self.x.code != self.y.code
            else self.x.citation
        )


def compared(form: CompareForm) -> Compared:
    """The state for a valid form; raises NotPublished."""
    data = form.cleaned_data
    codes = data["x"] or DEFAULT[0], data["y"] or DEFAULT[1]
    x, y = (
        published_table(code, areas=[], as_of=data["as_of"], release=data["release"])
        for code in codes
    )
    counts = years_in_common(x.run, y.run)
    if not counts:
        raise NotPublished(
            _("No country has figures of both in the same year. Choose another pair of indicators.")
        )
    threshold = MOST_COUNTRIES * max(counts.values())
    year = data["year"] or max(year for year, count in counts.items() if count >= threshold)
    members = form.members
    rows = [pair for pair in pairs(x.run, y.run, year) if members is None or pair.area in members]
    return _state(
        form, x, y, year, tuple(counts), sorted(rows, key=lambda pair: (-pair.x, pair.area))
    )


def _state(
    form: CompareForm,
    x: FigureTable,
    y: FigureTable,
    year: int,
    years: tuple[int, ...],
    rows: list[Pair],
) -> Compared:
    data = form.cleaned_data
    codes = [row.area for row in rows]
    names = {area.code: area.name for area in Area.objects.filter(code__in=codes)}
    axes = (
        _axis(x, data["xscale"], [r.x for r in rows]),
        _axis(y, data["yscale"], [r.y for r in rows]),
    )
    dots = tuple(_dots(rows, names, axes))
    unplaced = len(dots) - len(fits(dots, *axes))
    return Compared(
        x=x,
        y=y,
        year=year,
        years=years,
        rows=tuple(rows),
        names=names,
        axes=axes,
        dots=dots,
        chosen=tuple(data["country"]),
        unplaced=unplaced,
        is_hollow=any(dot.is_hollow for dot in dots),
        sentences=_sentences(x, y, rows, names, year, unplaced),
        statuses=status_words({letter for row in rows for letter in (row.x_status, row.y_status)}),
    )


def _axis(table: FigureTable, scale: str, values: Sequence[float]) -> Axis:
    """Logarithmic where asked for, or by itself where positive figures span three powers of ten."""
    positive = [value for value in values if value > 0]
    wide = len(positive) == len(values) > 0 and max(positive) > 1000 * min(positive)
    title = f"{table.name} ({table.unit_label})"
    return Axis(title, writer_of(table), log=scale == "log" or (not scale and wide))


def _dots(rows: Sequence[Pair], names: dict[str, str], axes: tuple[Axis, Axis]) -> list[Dot]:
    """Hollow where a figure is estimated, unless all are: then the description says so instead."""
    guessed = [bool({row.x_status, row.y_status} & ESTIMATED) for row in rows]
    return [
        Dot(
            code=row.area,
            name=names[row.area],
            x=row.x,
            y=row.y,
            title=f"{names[row.area]}: {axes[0].write(row.x)}; {axes[1].write(row.y)}",
            is_hollow=hollow and not all(guessed),
        )
        for row, hollow in zip(rows, guessed, strict=True)
    ]


def rank_correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Spearman's coefficient, -1 to 1, ties sharing their mean rank; None where one side is constant."""
    ranks = [_mean_ranks(np.asarray(side, float)) for side in (x, y)]
    if any(np.ptp(side) == 0 for side in ranks):
        return None
    return float(np.corrcoef(*ranks)[0, 1])


def _mean_ranks(values: np.ndarray) -> np.ndarray:
    _unique, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count - 1) / 2)[place]


def _sentences(
    x: FigureTable,
    y: FigureTable,
    rows: Sequence[Pair],
    names: dict[str, str],
    year: int,
    unplaced: int,
) -> list[str]:
    if not rows:
        return [_("No country has figures of both in %(year)s.") % {"year": year}]
    counted = ngettext(
        "%(n)s country or area has both figures for %(year)s.",
        "%(n)s countries and areas have both figures for %(year)s.",
        len(rows),
    ) % {"n": number(len(rows)), "year": year}
    sentences = [counted, *_relation(rows)]
    top = max(rows, key=lambda row: row.y)
    for table, row, value in ((x, rows[0], rows[0].x), (y, top, top.y)):
        sentences.append(
            _("Highest in “%(name)s”: %(area)s with %(value)s.")
            % {"name": table.name, "area": names[row.area], "value": spoken(value, table.decimals)}
        )
    if unplaced:
        unplaced_sentence = ngettext(
            "%(n)s of them has no place on a logarithmic axis, since its figure is not positive; the table has it.",
            "%(n)s of them have no place on a logarithmic axis, since a figure is not positive; the table has them.",
            unplaced,
        )
        sentences.append(unplaced_sentence % {"n": number(unplaced)})
    return sentences


def _relation(rows: Sequence[Pair]) -> list[str]:
    """How the ranks go together, in words, with the coefficient."""
    if len(rows) < FEWEST_FOR_RANK:
        return []
    rho = rank_correlation([row.x for row in rows], [row.y for row in rows])
    if rho is None:
        return []
    value = {"rho": number(rho, 2)}
    if abs(rho) < 0.2:
        text = (
            _("The ranks of the two are hardly related (Spearman’s coefficient %(rho)s).") % value
        )
    elif rho > 0:
        text = (
            _(
                "Countries high in one tend to be high in the other (Spearman’s coefficient %(rho)s)."
            )
            % value
        )
    else:
        text = (
            _("Countries high in one tend to be low in the other (Spearman’s coefficient %(rho)s).")
            % value
        )
    return [text, _("This does not say that one causes the other.")]


def as_file(state: Compared, address: str) -> Table:
    """The rows of the data table with every digit."""
    return Table(
        title=state.title,
        columns=(
            Column("ref_area", _("Area code")),
            Column("ref_area_name", _("Country or area")),
            Column("time_period", _("Period")),
            Column(
                f"x_{state.x.code}", state.x.name, "number", state.x.decimals, state.x.unit_label
            ),
            Column("x_obs_status", _("Status")),
            Column(
                f"y_{state.y.code}", state.y.name, "number", state.y.decimals, state.y.unit_label
            ),
            Column("y_obs_status", _("Status")),
        ),
        rows=tuple(
            (
                row.area,
                state.names[row.area],
                str(state.year),
                row.x,
                row.x_status,
                row.y,
                row.y_status,
            )
            for row in state.rows
        ),
        metadata=(
            Meta("release", _("Release"), str(state.x.release)),
            Meta("citation_x", _("Cite as"), state.x.citation),
            Meta("citation_y", _("Cite as"), state.y.citation),
            Meta("address", _("Permanent address"), address),
        ),
        notes=(" ".join(state.x.note.split()), " ".join(state.y.note.split())),
        language=get_language() or "en",
    )


def data_rows(state: Compared) -> list[dict[str, object]]:
    """The rows of the table, as text; those the reader chose first."""
    chosen: Collection[str] = state.chosen
    ordered = sorted(state.rows, key=lambda row: row.area not in chosen)
    return [
        {
            "code": row.area,
            "name": state.names[row.area],
            "is_chosen": row.area in chosen,
            "x": number(row.x, state.x.decimals),
            "x_flag": "" if row.x_status == "A" else row.x_status,
            "y": number(row.y, state.y.decimals),
            "y_flag": "" if row.y_status == "A" else row.y_status,
        }
        for row in ordered
    ]
