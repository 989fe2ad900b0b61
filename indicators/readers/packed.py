"""The long CSV files in which the providers' figures are packed, one figure per row (pure).

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

from indicators.catalogue import SERIES
from indicators.figures import STATUSES
from indicators.readers.base import BadSource, Reading, Rows, finished, resolve_all
from indicators.readers.tabular import Column, Grid, decoded, grid
from regions.names import resolver

MILLION = 1e6
WDI_SIGNED = frozenset({"fdiin", "fdiout", "nmig", "inf", "polstb"})
WDI_VINTAGE = date(2025, 6, 19)
"""The day of the package that this layout comes from; the file itself states none."""
STOCK_2024, STOCK_2020 = date(2025, 1, 27), date(2021, 1, 15)
"""Publication of the 2024 revision, and of the 2020 revision of UN DESA's migrant stock."""
UNHCR_VINTAGE = date(2025, 6, 12)
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
PERIOD = re.compile(r"(\d{4})-?Q([1-4])")


def areas_of(
    table: Grid, names: tuple[str, ...], provider: str
) -> tuple[tuple[str, ...], list[NDArray[np.int32]]]:
    """One pool of area codes for several columns, and each row's index into it (-1: excluded)."""
    resolve = resolver(provider)
    spellings: dict[str, int] = {}
    columns = []
    for name in names:
        column = table.words(name)
        if (column.code < 0).any():
            row = int(np.flatnonzero(column.code < 0)[0])
            raise BadSource(
                f"{table.place(row)}, column {name}: the cell is empty. Name the country."
            )
        take = np.array(
            [spellings.setdefault(word, len(spellings)) for word in column.words], np.int32
        )
        columns.append(take[column.code])
    words = list(spellings)

    def place(number: int) -> str:
        for name, codes in zip(names, columns, strict=True):
            found = np.flatnonzero(codes == number)
            if found.size:
                return f"{table.place(int(found[0]))}, column {name}"
        return f"column {names[0]}"

    pool, index = resolve_all(words, resolve, place)
    return pool, [index[codes] for codes in columns]


def coded(
    table: Grid, name: str, column: Column, known: dict[str, str]
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """A column of our own vocabulary as series codes; refuses a word that is not in it."""
    for number, word in enumerate(column.words):
        if word not in known and (column.code == number).any():
            row = int(np.flatnonzero(column.code == number)[0])
            raise BadSource(
                f"{table.place(row)}, column {name}: unknown {name} {word!r}."
                f" Use one of: {', '.join(sorted(known))}."
            )
    if (column.code < 0).any():
        row = int(np.flatnonzero(column.code < 0)[0])
        raise BadSource(f"{table.place(row)}, column {name}: the cell is empty.")
    pool = tuple(dict.fromkeys(known[word] for word in column.words if word in known))
    take = np.array(
        [pool.index(known[word]) if word in known else -1 for word in column.words], np.int32
    )
    return pool, take[column.code]


def kept(
    value: NDArray[np.float64], *codes: NDArray[np.int32]
) -> tuple[NDArray[np.bool_], dict[str, int]]:
    """Rows with a value and with areas that are not aggregates, and the counts of the others."""
    empty = np.isnan(value)
    excluded = np.zeros(len(value), bool)
    for code in codes:
        excluded |= code < 0
    return ~(empty | excluded), {
        "empty cells": int((empty & ~excluded).sum()),
        "aggregates": int(excluded.sum()),
    }


def placed(table: Grid, chosen: NDArray[np.bool_]):  # type: ignore[no-untyped-def]
    """`place` for rows that remain after a choice."""
    rows = np.flatnonzero(chosen) if not chosen.all() else None
    return lambda row: table.place(int(rows[row]) if rows is not None else row)


def read_wdi(data: bytes, *, name: str) -> Reading:
    """World Bank series in long form, all in base units."""
    table = grid(data, words=("iso3", "var_code"), numbers=("year", "value"))
    known = {code: code for code, series in SERIES.items() if series.source == "wdi"}
    pool, series = coded(table, "var_code", table.words("var_code"), known)
    areas, (area,) = areas_of(table, ("iso3",), "world_bank")
    value = table.number("value")
    keep, left = kept(value, area)
    return finished(
        Rows(
            reader="wdi_packed", source="wdi", series=pool, areas=areas,
            series_code=series[keep], area_code=area[keep], year=table.whole("year")[keep],
            value=value[keep], place=placed(table, keep), rows_read=len(value), left_out=left,
            vintage=WDI_VINTAGE, vintage_label="June 2025", may_be_negative=WDI_SIGNED,
        )
    )  # fmt: skip


def read_stock(data: bytes, *, name: str) -> Reading:
    """UN DESA migrant stock by destination, origin and sex; persons, 1 July.

    The revision is told by the years: 2024 is in the 2024 revision only. Status I where the
    provider imputed (I in `data_type`), else E, since all stocks are estimates.
    """
    table = grid(data, words=("dest", "origin", "sex", "data_type"), numbers=("year", "n"))
    pool, series = coded(table, "sex", table.words("sex"), SEXES)
    areas, (area, origin) = areas_of(table, ("dest", "origin"), "undesa")
    value, year = table.number("n"), table.whole("year")
    keep, left = kept(value, area, origin)
    flags = table.words("data_type")
    letters = [STATUSES.index("I" if "I" in word else "E") for word in flags.words] + [
        STATUSES.index("E")
    ]
    is_2024 = bool(len(year)) and int(year.max()) >= 2021
    return finished(
        Rows(
            reader="undesa_packed", source="undesa_stock", series=pool, areas=areas,
            series_code=series[keep], area_code=area[keep], counterpart_code=origin[keep],
            year=year[keep], value=value[keep], place=placed(table, keep), rows_read=len(value),
            status=np.array(letters, np.int8)[flags.code][keep],
            flags=tuple(flags.words), flag_code=flags.code[keep], left_out=left,
            vintage=STOCK_2024 if is_2024 else STOCK_2020,
            vintage_label="2024 revision" if is_2024 else "2020 revision",
        )
    )  # fmt: skip


def read_unhcr(data: bytes, *, name: str) -> Reading:
    """UNHCR populations by country of asylum, origin and group; persons, 31 December."""
    table = grid(data, words=("asylum", "origin", "group"), numbers=("year", "n"))
    pool, series = coded(table, "group", table.words("group"), GROUPS)
    areas, (area, origin) = areas_of(table, ("asylum", "origin"), "unhcr")
    value = table.number("n")
    keep, left = kept(value, area, origin)
    return finished(
        Rows(
            reader="unhcr_packed", source="unhcr", series=pool, areas=areas,
            series_code=series[keep], area_code=area[keep], counterpart_code=origin[keep],
            year=table.whole("year")[keep], value=value[keep], place=placed(table, keep),
            rows_read=len(value), left_out=left, vintage=UNHCR_VINTAGE, vintage_label="June 2025",
        )
    )  # fmt: skip


def read_rpw(data: bytes, *, name: str) -> Reading:
    """Average total cost per corridor and quarter, per cent of USD 200; may be negative."""
    table = grid(data, words=("sender", "receiver", "period"), numbers=("cost_pct",))
    areas, (sender, receiver) = areas_of(table, ("sender", "receiver"), "rpw")
    periods = table.words("period")
    split = [PERIOD.fullmatch(word) for word in periods.words]
    for number, found in enumerate(split):
        if found is None and (periods.code == number).any():
            row = int(np.flatnonzero(periods.code == number)[0])
            raise BadSource(
                f"{table.place(row)}, column period: {periods.words[number]!r} is not a quarter such as 2020-Q3."
            )
    years = np.array([int(found[1]) if found else 0 for found in split], np.int64)
    quarters = np.array([int(found[2]) if found else 0 for found in split], np.int8)
    value = table.number("cost_pct")
    keep, left = kept(value, sender, receiver)
    return finished(
        Rows(
            reader="rpw_packed", source="rpw", series=("rpw_cost",), areas=areas,
            series_code=np.zeros(int(keep.sum()), np.int32), area_code=receiver[keep],
            counterpart_code=sender[keep], year=years[periods.code][keep],
            quarter=quarters[periods.code][keep], value=value[keep], place=placed(table, keep),
            rows_read=len(value), left_out=left, vintage=RPW_VINTAGE, vintage_label="Q3 2020",
            may_be_negative=frozenset({"rpw_cost"}),
        )
    )  # fmt: skip


def read_matrix(data: bytes, *, name: str) -> Reading:
    """A bilateral remittance matrix as corridors, millions of USD; modelled, hence status E.

    The year is in the file's name only (`..._2018.csv`); without it the file is refused.
    """
    found = re.search(r"(2018|2021)", name)
    if not found:
        raise BadSource(
            f"{name}: the year of the matrix (2018 or 2021) must be in the file's name."
        )
    table = grid(data, words=("sender", "receiver"), numbers=("usd_mn",))
    areas, (sender, receiver) = areas_of(table, ("sender", "receiver"), "world_bank")
    value = table.number("usd_mn") * MILLION
    keep, left = kept(value, sender, receiver)
    return finished(
        Rows(
            reader="matrix_packed", source="wb_matrix", series=(f"bilateral_{found[1]}",), areas=areas,
            series_code=np.zeros(int(keep.sum()), np.int32), area_code=receiver[keep],
            counterpart_code=sender[keep], year=np.full(int(keep.sum()), int(found[1])),
            value=value[keep], place=placed(table, keep), rows_read=len(value), status="E",
            left_out=left, vintage=MATRIX_VINTAGE[found[1]], vintage_label=f"matrix {found[1]}",
        )
    )  # fmt: skip


def read_knomad(data: bytes, *, name: str) -> Reading:
    """KNOMAD inflows, millions of USD; the estimate of the newest year has status E."""
    table = grid(data, words=("iso3",), numbers=("year", "usd_mn", "estimate"))
    areas, (area,) = areas_of(table, ("iso3",), "world_bank")
    value = table.number("usd_mn") * MILLION
    keep, left = kept(value, area)
    estimated = table.number("estimate") == 1
    status = np.where(estimated, STATUSES.index("E"), STATUSES.index("A")).astype(np.int8)
    return finished(
        Rows(
            reader="knomad_packed", source="knomad", series=("knomad_in",), areas=areas,
            series_code=np.zeros(int(keep.sum()), np.int32), area_code=area[keep],
            year=table.whole("year")[keep], value=value[keep], place=placed(table, keep),
            rows_read=len(value), status=status[keep], left_out=left,
            vintage=KNOMAD_VINTAGE, vintage_label="December 2023",
        )
    )  # fmt: skip


HEADERS = {
    "wdi_packed": ("iso3", "var_code", "source_code", "year", "value", "unit"),
    "undesa_packed": ("dest", "origin", "year", "sex", "n", "data_type"),
    "unhcr_packed": ("asylum", "origin", "year", "group", "n"),
    "rpw_packed": ("sender", "receiver", "period", "cost_pct"),
    "matrix_packed": ("sender", "receiver", "usd_mn"),
    "knomad_packed": ("iso3", "year", "usd_mn", "estimate"),
}


def recognised(head: bytes) -> str | None:
    """Which of the layouts the header row is of."""
    try:
        first = decoded(head.split(b"\n", 1)[0]).decode().strip()
    except BadSource:
        return None
    cells = tuple(cell.strip().strip('"') for cell in first.split(","))
    return next((key for key, header in HEADERS.items() if header == cells), None)
