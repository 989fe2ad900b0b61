"""The long files, CSV or Parquet, in which the providers' figures are packed, one figure per row (pure).

Layouts: World Bank series (`iso3,var_code,source_code,year,value,unit`), UN DESA stock
(`dest,origin,year,sex,n,data_type`), UNHCR (`asylum,origin,year,group,n`), RPW corridors
(`sender,receiver,period,cost_pct`), bilateral matrices (`sender,receiver,usd_mn`), KNOMAD inflows
(`iso3,year,usd_mn,estimate`).
"""

from __future__ import annotations

import re
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indicators.catalogue.precision import ABOUT, MONTH
from indicators.catalogue.series import SERIES
from indicators.catalogue.statuses import STATUSES
from indicators.readers.base import (
    FIRST_YEAR,
    LAST_YEAR,
    BadSource,
    Reading,
    Rows,
    finished,
)
from indicators.readers.columns import areas_of, cells_of, coded, periods, placed, usable
from indicators.readers.tabular import decoded, grid

MILLION = 1e6
WDI_SIGNED = frozenset({"fdiin", "fdiout", "nmig", "inf", "polstb"})
WDI_VINTAGE = date(2025, 6, 19)
"""The day of the package that this layout comes from; the file itself states none."""
STOCK_2024, STOCK_2020 = date(2025, 1, 27), date(2021, 1, 15)
"""Publication of UN DESA's 2024 and 2020 revisions.

The workbooks name only the revision. The days are those of the provider's announcements: 27
January 2025 (data set of the 2024 revision), 15 January 2021 (2020 revision, with the Highlights).
"""
RPW_VINTAGE = date(2020, 12, 7)
KNOMAD_VINTAGE = date(2023, 12, 1)
MATRIX_VINTAGE = {"2018": date(2019, 10, 1), "2021": date(2022, 12, 1)}
GROUPS = {
    "refugee": "unhcr_refugee",
    "asylum": "unhcr_asylum",
    "refugee_return": "unhcr_refugee_return",
    "idp": "unhcr_idp",
    "idp_return": "unhcr_idp_return",
    "stateless": "unhcr_stateless",
    "other": "unhcr_other",
}
SEXES = {"female": "stock_f", "male": "stock_m"}


def read_wdi(data: bytes, *, name: str) -> Reading:
    """World Bank series in long form, all in base units."""
    table = grid(data, words=("iso3", "var_code"), numbers=("year", "value"))
    series_codes = {code: code for code, series in SERIES.items() if series.source == "wdi"}
    pool, series = coded(table, "var_code", table.words("var_code"), series_codes)
    areas, (area,) = areas_of(table, ("iso3",), "world_bank")
    value = table.number("value")
    keep, left_out = usable(value, area)
    return finished(
        Rows(
            reader="wdi_packed",
            source="wdi",
            series=pool,
            areas=areas,
            series_code=series[keep],
            area_code=area[keep],
            year=table.whole_numbers("year")[keep],
            value=value[keep],
            place=placed(table, keep),
            cells=cells_of(table, keep, "value"),
            rows_read=len(value),
            left_out=left_out,
            vintage=WDI_VINTAGE,
            vintage_label="June 2025",
            may_be_negative=WDI_SIGNED,
        )
    )


def read_stock(data: bytes, *, name: str) -> Reading:
    """UN DESA migrant stock by destination, origin and sex; persons, 1 July.

    The revision is told by the years: 2024 is in the 2024 revision only. Status I where the
    provider imputed (I in `data_type`), else E, since all stocks are estimates.

    A destination without a single migrant in a year is one that the provider does not tell of
    (Montenegro before 2006, Curaçao before 2010: ".." in the official workbook). The packed
    layout writes zeros there; they are left out and counted, for missing is not zero.
    """
    table = grid(data, words=("dest", "origin", "sex", "data_type"), numbers=("year", "n"))
    pool, series = coded(table, "sex", table.words("sex"), SEXES)
    areas, (area, origin) = areas_of(table, ("dest", "origin"), "undesa")
    value, year = table.number("n"), table.whole_numbers("year")
    keep, left_out = usable(value, area, origin)
    is_reported = _reported(value, area, year, keep)
    left_out["zeros of a destination that is not told of in the year"] = int(
        (keep & ~is_reported).sum()
    )
    keep &= is_reported
    flags = table.words("data_type")
    for number, word in enumerate(flags.words):
        if set(word) - set("BCRI"):
            table.refuse_word("data_type", flags, number, "has a letter other than B, C, R and I.")
    letters = [STATUSES.index("I" if "I" in word else "E") for word in flags.words] + [
        STATUSES.index("E")
    ]
    is_2024 = bool(len(year)) and int(year.max()) >= 2021
    return finished(
        Rows(
            reader="undesa_packed",
            source="undesa_stock",
            series=pool,
            areas=areas,
            series_code=series[keep],
            area_code=area[keep],
            counterpart_code=origin[keep],
            year=year[keep],
            value=value[keep],
            place=placed(table, keep),
            cells=cells_of(table, keep, "n"),
            rows_read=len(value),
            status=np.array(letters, np.int8)[flags.code][keep],
            flags=tuple(flags.words),
            flag_code=flags.code[keep],
            left_out=left_out,
            vintage=STOCK_2024 if is_2024 else STOCK_2020,
            vintage_label="2024 revision" if is_2024 else "2020 revision",
        )
    )


def _reported(
    value: NDArray[np.float64],
    area: NDArray[np.int32],
    year: NDArray[np.int64],
    keep: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Rows whose destination has any figure other than zero in the year (years are checked later)."""
    key = np.where(keep, area, 0) * 256 + np.clip(year - FIRST_YEAR, 0, 255)
    not_zero = np.bincount(key[keep & (value != 0)], minlength=int(key.max(initial=0)) + 1) > 0
    return np.asarray(not_zero[key])


def published(year: NDArray[np.int64]) -> date | None:
    """UNHCR publishes the figures of a year in June of the next (Global Trends); files do not say."""
    last = int(year.max()) if len(year) else 0
    return date(last + 1, 6, 12) if 1950 <= last < LAST_YEAR else None


def read_unhcr(data: bytes, *, name: str) -> Reading:
    """UNHCR populations by country of asylum, origin and group; persons, 31 December."""
    table = grid(data, words=("asylum", "origin", "group"), numbers=("year", "n"))
    pool, series = coded(table, "group", table.words("group"), GROUPS)
    areas, (area, origin) = areas_of(table, ("asylum", "origin"), "unhcr")
    value, year = table.number("n"), table.whole_numbers("year")
    keep, left_out = usable(value, area, origin)
    return finished(
        Rows(
            reader="unhcr_packed",
            source="unhcr",
            series=pool,
            areas=areas,
            series_code=series[keep],
            area_code=area[keep],
            counterpart_code=origin[keep],
            year=year[keep],
            value=value[keep],
            place=placed(table, keep),
            cells=cells_of(table, keep, "n"),
            rows_read=len(value),
            left_out=left_out,
            vintage=published(year),
            vintage_label="",
            vintage_precision=ABOUT,
        )
    )


def read_rpw(data: bytes, *, name: str) -> Reading:
    """Average total cost per corridor and quarter, per cent of USD 200; may be negative."""
    table = grid(data, words=("sender", "receiver", "period"), numbers=("cost_pct",))
    areas, (sender, receiver) = areas_of(table, ("sender", "receiver"), "rpw")
    year, quarter = periods(table, "period")
    if (quarter == 0).any():
        row = int(np.flatnonzero(quarter == 0)[0])
        raise BadSource(f"{table.place(row)}, column period: a year; write the quarter (2020-Q3).")
    value = table.number("cost_pct")
    keep, left_out = usable(value, sender, receiver)
    return finished(
        Rows(
            reader="rpw_packed",
            source="rpw",
            series=("rpw_cost",),
            areas=areas,
            series_code=np.zeros(int(keep.sum()), np.int32),
            area_code=receiver[keep],
            counterpart_code=sender[keep],
            year=year[keep],
            quarter=quarter[keep],
            value=value[keep],
            place=placed(table, keep),
            cells=cells_of(table, keep, "cost_pct"),
            rows_read=len(value),
            left_out=left_out,
            vintage=RPW_VINTAGE,
            vintage_label="Q3 2020",
            may_be_negative=frozenset({"rpw_cost"}),
        )
    )


def read_matrix(data: bytes, *, name: str) -> Reading:
    """A bilateral remittance matrix as corridors, millions of USD; modelled, hence status E.

    The year is in the file's name only (`..._2018.csv`); without it the file is refused.
    """
    years = set(re.findall("|".join(MATRIX_VINTAGE), name))
    if len(years) != 1:
        raise BadSource(
            f"{name}: the rows name no year. Give the file a name with the year of the matrix,"
            f" {' or '.join(MATRIX_VINTAGE)}."
        )
    named = years.pop()
    table = grid(data, words=("sender", "receiver"), numbers=("usd_mn",))
    areas, (sender, receiver) = areas_of(table, ("sender", "receiver"), "world_bank")
    value = table.number("usd_mn") * MILLION
    keep, left_out = usable(value, sender, receiver)
    return finished(
        Rows(
            reader="matrix_packed",
            source="wb_matrix",
            series=(f"bilateral_{named}",),
            areas=areas,
            series_code=np.zeros(int(keep.sum()), np.int32),
            area_code=receiver[keep],
            counterpart_code=sender[keep],
            year=np.full(int(keep.sum()), int(named)),
            value=value[keep],
            place=placed(table, keep),
            cells=cells_of(table, keep, "usd_mn"),
            rows_read=len(value),
            status="E",
            left_out=left_out,
            vintage=MATRIX_VINTAGE[named],
            vintage_label=f"matrix {named}",
            vintage_precision=MONTH,
        )
    )


def read_knomad(data: bytes, *, name: str) -> Reading:
    """KNOMAD inflows, millions of USD; the estimate of the newest year has status E."""
    table = grid(data, words=("iso3",), numbers=("year", "usd_mn", "estimate"))
    areas, (area,) = areas_of(table, ("iso3",), "world_bank")
    value = table.number("usd_mn") * MILLION
    keep, left_out = usable(value, area)
    estimated = table.whole_numbers("estimate")
    if not np.isin(estimated, (0, 1)).all():
        row = int(np.flatnonzero(~np.isin(estimated, (0, 1)))[0])
        raise BadSource(f"{table.place(row)}, column estimate: neither 0 nor 1. Correct the cell.")
    status = np.where(estimated == 1, STATUSES.index("E"), STATUSES.index("A")).astype(np.int8)
    return finished(
        Rows(
            reader="knomad_packed",
            source="knomad",
            series=("knomad_in",),
            areas=areas,
            series_code=np.zeros(int(keep.sum()), np.int32),
            area_code=area[keep],
            year=table.whole_numbers("year")[keep],
            value=value[keep],
            place=placed(table, keep),
            cells=cells_of(table, keep, "usd_mn"),
            rows_read=len(value),
            status=status[keep],
            left_out=left_out,
            vintage=KNOMAD_VINTAGE,
            vintage_precision=MONTH,
        )
    )


HEADERS = {
    "wdi_packed": ("iso3", "var_code", "source_code", "year", "value", "unit"),
    "undesa_packed": ("dest", "origin", "year", "sex", "n", "data_type"),
    "unhcr_packed": ("asylum", "origin", "year", "group", "n"),
    "rpw_packed": ("sender", "receiver", "period", "cost_pct"),
    "matrix_packed": ("sender", "receiver", "usd_mn"),
    "knomad_packed": ("iso3", "year", "usd_mn", "estimate"),
}


def recognised(head: bytes, columns: tuple[str, ...] = ()) -> str | None:
    """Which of the layouts the header row, or the columns of a Parquet file, are of."""
    if columns:
        return next((key for key, header in HEADERS.items() if header == columns), None)
    try:
        first = decoded(head.split(b"\n", 1)[0]).decode().strip()
    except BadSource:
        return None
    cells = tuple(cell.strip().strip('"') for cell in first.split(","))
    return next((key for key, header in HEADERS.items() if header == cells), None)
