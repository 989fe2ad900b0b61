"""Published figures between two areas, read across one period, along one corridor, or of one country.

A corridor has a *home* (where people were born, where money goes) and a *host* (where they live,
where money comes from). Bilateral indicators are those of `CORRIDORS`; each has layers of a sex
(T both, F women, M men) and a variant (empty, or V1, V2, V3 of the modelled remittances, of which
V3 is the one to show). Periods are `2020` or, of prices, also `2020-Q3`. What has no figure is
NaN in arrays and None elsewhere; a corridor without any figure has no row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection
from django.utils.translation import gettext as _

from core.tables.copy import copy_out
from indicators.catalogue.units import unit_label
from indicators.compute import CORRIDORS
from indicators.compute.estimates import PUBLISHED
from indicators.models import ComputeRun
from indicators.selectors.published import (
    NotPublished,
    entry,
    formula_of,
    resolved_release,
    sources_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from indicators.analysis.figure_table import SourceNote

BOTH_SEXES = "T"
MATRIX_FIELDS = (("home", ">i2"), ("host", ">i2"), ("value", ">f8"), ("status", "S1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CorridorTable:
    """What a release shows of one bilateral indicator, without its figures.

    `periods` are ascending, a year before its quarters. `ref_area` says which end of the corridor
    the figure is a property of (SDMX REF_AREA), "home" or "host"; the other is its counterpart.
    """

    code: str
    name: str
    unit: str
    unit_label: str
    decimals: int
    theme: str
    note: str
    status: str
    is_modelled: bool
    ref_area: str
    periods: tuple[str, ...]
    sexes: tuple[str, ...]
    variants: tuple[str, ...]
    run: int
    release: int
    as_of: date
    vintage: date
    vintage_precision: str
    vintage_text: str
    formula_version: int

    @property
    def variant(self) -> str:
        """The variant to show unless another is asked for."""
        return PUBLISHED if PUBLISHED in self.variants else self.variants[0]

    @property
    def latest(self) -> str:
        """The last year that has a figure."""
        return [period for period in self.periods if "Q" not in period][-1]


@dataclass(frozen=True, slots=True)
class CorridorMatrix:
    """One period of one layer: area ids of home and host int16[n], values float64[n], letters S1[n].

    Sorted by home and host; only figures that are there.
    """

    table: CorridorTable
    period: str
    sex: str
    variant: str
    home: np.ndarray
    host: np.ndarray
    value: np.ndarray
    status: np.ndarray


@dataclass(frozen=True, slots=True)
class CorridorSeries:
    """One layer of one corridor along its periods: `values` are None where there is no figure."""

    table: CorridorTable
    home: int
    host: int
    sex: str
    variant: str
    values: tuple[float | None, ...]
    status: str

    @property
    def figures(self) -> tuple[tuple[str, float, str], ...]:
        """Period, value and status letter where there is a figure."""
        rows = zip(self.table.periods, self.values, self.status, strict=True)
        return tuple((period, value, letter) for period, value, letter in rows if value is not None)

    def at(self, period: str) -> float | None:
        """The value of one period, None where there is none."""
        return dict(zip(self.table.periods, self.values, strict=True)).get(period)


def table(code: str, *, as_of: date | None = None, release: int | None = None) -> CorridorTable:
    """What the release shows of the indicator. Two queries. Raises NotPublished with a text."""
    if code not in CORRIDORS:
        raise NotPublished(_("There is no bilateral indicator %(code)s.") % {"code": code})
    release_info = resolved_release(release)
    release_entry = entry(code, as_of=as_of, release=release_info)
    run, formula = release_entry.run, formula_of(code, release_entry.run.basis)
    if not run.dimensions.get("periods"):
        raise NotPublished(
            _("%(code)s has no figures yet: none of its sources has been loaded.") % {"code": code}
        )
    return CorridorTable(
        code=code,
        name=_(formula.name),
        unit=formula.unit,
        unit_label=unit_label(formula.unit),
        decimals=formula.decimals,
        theme=formula.theme,
        note=_(formula.note),
        status=formula.status,
        is_modelled=formula.is_modelled,
        ref_area=formula.ref_area,
        periods=tuple(run.dimensions["periods"]),
        sexes=tuple(run.dimensions["sexes"]),
        variants=tuple(run.dimensions["variants"]),
        run=run.pk,
        release=release_info.id,
        as_of=as_of or release_entry.as_of,
        vintage=run.vintage,
        vintage_precision=run.vintage_precision,
        vintage_text=run.vintage_text,
        formula_version=run.formula_version,
    )


def tables(*, as_of: date | None = None, release: int | None = None) -> dict[str, CorridorTable]:
    """Every bilateral indicator that the release shows, by code; none while nothing is computed."""
    by_code = {}
    for code in CORRIDORS:
        try:
            by_code[code] = table(code, as_of=as_of, release=release)
        except NotPublished:
            continue
    return by_code


def sources(corridor_table: CorridorTable) -> tuple[SourceNote, ...]:
    """The files behind the figures."""
    return sources_of(ComputeRun.objects.get(pk=corridor_table.run))


def layer_of(
    corridor_table: CorridorTable, sex: str = BOTH_SEXES, variant: str = ""
) -> tuple[str, str]:
    """The sex and variant asked for, the variant to show where none is; refuses unknown ones by name."""
    variant = variant or corridor_table.variant
    if sex not in corridor_table.sexes or variant not in corridor_table.variants:
        raise NotPublished(
            _(
                "%(code)s has no figures for sex %(sex)s and variant %(variant)s. Sexes: %(sexes)s. Variants: %(variants)s."
            )
            % {
                "code": corridor_table.code,
                "sex": sex,
                "variant": variant or "–",
                "sexes": ", ".join(corridor_table.sexes),
                "variants": ", ".join(v for v in corridor_table.variants if v) or "–",
            }
        )
    return sex, variant


def matrix(
    code: str | CorridorTable,
    period: str | int,
    *,
    sex: str = BOTH_SEXES,
    variant: str = "",
    as_of: date | None = None,
    release: int | None = None,
) -> CorridorMatrix:
    """All corridors in one period, about 10,000 rows in some 10 ms. One query beside those of `table`."""
    corridor_table = (
        code if isinstance(code, CorridorTable) else table(code, as_of=as_of, release=release)
    )
    sex, variant = layer_of(corridor_table, sex, variant)
    period = str(period)
    if period not in corridor_table.periods:
        raise NotPublished(
            _("%(code)s has no figures for %(period)s. Choose from %(first)s to %(last)s.")
            % {
                "code": corridor_table.code,
                "period": period,
                "first": corridor_table.periods[0],
                "last": corridor_table.periods[-1],
            }
        )
    at = corridor_table.periods.index(period) + 1
    # Only whole numbers of ours and one letter that was checked go into the statement.
    rows = copy_out(
        f"SELECT home_id, host_id, values[{at}], substr(status, {at}, 1) FROM indicators_corridorline"
        f" WHERE run_id = {int(corridor_table.run)}"
        f" AND variant = {corridor_table.variants.index(variant)}"
        f" AND sex = '{sex}' AND values[{at}] <> 'NaN' ORDER BY home_id, host_id",
        MATRIX_FIELDS,
    )
    columns = (rows[name].astype(rows[name].dtype.newbyteorder("=")) for name, _k in MATRIX_FIELDS)
    return CorridorMatrix(corridor_table, period, sex, variant, *columns)


LINES = """
    SELECT home_id, host_id, sex, variant, values, status FROM indicators_corridorline
    WHERE run_id = %s AND variant = ANY(%s) AND sex = ANY(%s) AND {where}
    ORDER BY variant, sex DESC, home_id, host_id
"""


def _lines(
    corridor_table: CorridorTable,
    where: str,
    parameters: Sequence[int],
    *,
    sexes: Sequence[str] | None = None,
    variants: Sequence[str] | None = None,
) -> list[CorridorSeries]:
    variant_numbers = [
        n for n, name in enumerate(corridor_table.variants) if variants is None or name in variants
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            LINES.format(where=where),
            [
                corridor_table.run,
                variant_numbers,
                list(corridor_table.sexes if sexes is None else sexes),
                *parameters,
            ],
        )
        return [
            CorridorSeries(
                corridor_table,
                home,
                host,
                sex,
                corridor_table.variants[variant],
                tuple(None if value != value else value for value in values),
                status,
            )
            for home, host, sex, variant, values, status in cursor.fetchall()
        ]


def corridor(
    home: int,
    host: int,
    *,
    codes: Sequence[str] | None = None,
    sexes: Sequence[str] | None = None,
    variants: Sequence[str] | None = None,
    as_of: date | None = None,
    release: int | None = None,
) -> list[CorridorSeries]:
    """Everything that is published on one corridor (area ids), of the codes asked for or of all.

    Empty where nothing is. Three short queries per code.
    """
    series: list[CorridorSeries] = []
    for code in codes or CORRIDORS:
        try:
            corridor_table = table(code, as_of=as_of, release=release)
        except NotPublished:
            continue
        series += _lines(
            corridor_table,
            "home_id = %s AND host_id = %s",
            [home, host],
            sexes=sexes,
            variants=variants,
        )
    return series


def of_area(
    code: str | CorridorTable,
    area: int,
    *,
    end: str,
    sex: str = BOTH_SEXES,
    variant: str = "",
    as_of: date | None = None,
    release: int | None = None,
) -> list[CorridorSeries]:
    """The corridors with the area (its id) at one `end`, "home" or "host". One query beside `table`."""
    if end not in {"home", "host"}:
        raise ValueError(f"a corridor has a home and a host, not {end!r}")
    corridor_table = (
        code if isinstance(code, CorridorTable) else table(code, as_of=as_of, release=release)
    )
    sex, variant = layer_of(corridor_table, sex, variant)
    return _lines(corridor_table, f"{end}_id = %s", [area], sexes=[sex], variants=[variant])


def largest(
    corridor_matrix: CorridorMatrix,
    *,
    limit: int | None = None,
    homes: Sequence[int] | None = None,
    hosts: Sequence[int] | None = None,
) -> list[tuple[int, int, int, float, str]]:
    """Rank, home, host, value and status of the largest figures (COR_TOP with a scope).

    `homes` and `hosts` limit the corridors to sets of area ids, before ranking. Equal values share
    the better rank and are ordered by ids.
    """
    chosen = np.ones(len(corridor_matrix.value), bool)
    if homes is not None:
        chosen &= np.isin(corridor_matrix.home, list(homes))
    if hosts is not None:
        chosen &= np.isin(corridor_matrix.host, list(hosts))
    rows = np.flatnonzero(chosen)
    rows = rows[np.argsort(-corridor_matrix.value[rows], kind="stable")][:limit]
    values = corridor_matrix.value[rows].tolist()
    ranks: list[int] = []
    for place, value in enumerate(values):
        ranks.append(ranks[-1] if place and value == values[place - 1] else place + 1)
    letters = [letter.decode() for letter in corridor_matrix.status[rows].tolist()]
    return list(
        zip(
            ranks,
            corridor_matrix.home[rows].tolist(),
            corridor_matrix.host[rows].tolist(),
            values,
            letters,
            strict=True,
        )
    )
