"""The providers' figures of ../shared/data on common axes; tests that use them skip without."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators.catalogue.statuses import STATUSES
from indicators.compute import Axes, Groups, Inputs, SeriesInput

DATA = Path(__file__).parents[4] / "shared" / "data"
UNIVERSE_ONLY_IN_WDI = {"XKX"}

needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the providers' figures (../shared/data) are not here"
)


def frame(name: str) -> pd.DataFrame:
    """A file of the folder; NA is Namibia, so nothing is read as missing."""
    return pd.read_csv(DATA / name, na_filter=False)


def _one(row: dict[str, int], table: pd.DataFrame, area: str, value: str, **more) -> SeriesInput:
    given = {name: column.to_numpy() for name, column in more.items()}
    ids = table[area].map(row).to_numpy(np.int32)
    return SeriesInput.of(ids, table["year"].to_numpy(), table[value].to_numpy(float), **given)


def stock_series(name: str, row: dict[str, int]) -> dict[str, SeriesInput]:
    """`stock_f` and `stock_m` of one revision of the migrant stock."""
    table = frame(name)
    imputed = table["data_type"].str.contains("I")
    table["status"] = np.where(imputed, STATUSES.index("I"), STATUSES.index("E"))
    table["from"] = table["origin"].map(row)
    return {
        f"stock_{sex[0]}": _one(
            row, part, "dest", "n", counterpart=part["from"], status=part["status"]
        )
        for sex, part in table.groupby("sex")
    }


def cost_series(row: dict[str, int], period: str = "") -> SeriesInput:
    """`rpw_cost`, of one quarter if one is given."""
    table = frame("rpw_corridors.csv.gz")
    table = table[table["period"].str.startswith(period)].copy()
    table["year"] = table["period"].str[:4].astype(int)
    table["quarter"] = table["period"].str[-1].astype(int)
    table["from"] = table["sender"].map(row)
    return _one(
        row, table, "receiver", "cost_pct", counterpart=table["from"], quarter=table["quarter"]
    )


def matrix_series(year: int, row: dict[str, int]) -> SeriesInput:
    """The World Bank's matrix of the year in dollars: area of receipt, counterpart of sending."""
    table = frame(f"bilateral_matrix_{year}.csv.gz")
    table["year"], table["usd"] = year, table["usd_mn"].replace("", "0").astype(float) * 1e6
    table["from"] = table["sender"].map(row)
    status = pd.Series(STATUSES.index("E"), table.index)
    return _one(row, table, "receiver", "usd", counterpart=table["from"], status=status)


def codes() -> tuple[str, ...]:
    """Every area of any of the files, sorted."""
    stock, wdi = frame("migrant_stock.csv.gz"), frame("observations_wdi.csv.gz")
    return tuple(
        sorted({*stock["dest"], *stock["origin"], *wdi["iso3"], "XKX", "ANT", "OOO", "STL"})
    )


@cache
def inputs() -> Inputs:
    """World Bank, UN DESA 2024, UNHCR and remittance prices on 1990-2024."""
    areas = codes()
    row = {code: number for number, code in enumerate(areas)}
    wdi = frame("observations_wdi.csv.gz")
    series = {code: _one(row, part, "iso3", "value") for code, part in wdi.groupby("var_code")}
    series |= stock_series("migrant_stock.csv.gz", row)
    unhcr = frame("unhcr_population.csv.gz")
    unhcr["from"] = unhcr["origin"].map(row)
    for group, part in unhcr.groupby("group"):
        series[f"unhcr_{group}"] = _one(row, part, "asylum", "n", counterpart=part["from"])
    series["rpw_cost"] = cost_series(row)
    series |= {f"bilateral_{year}": matrix_series(year, row) for year in (2018, 2021)}
    subregions = dict(frame("countries.csv")[["iso3", "m49_subregion"]].itertuples(index=False))
    regions = tuple(subregions.get(code, "") for code in areas)
    return Inputs(Axes(areas, tuple(range(1990, 2025)), subregions=regions), series)


@cache
def groups() -> Groups:
    """The five commissions by their regional members, and the world."""
    table = frame("commission_membership.csv")
    members = {
        code: set(part["iso3"])
        for code, part in table[table["is_regional"] == 1].groupby("commission")
    }
    stock = frame("migrant_stock.csv.gz")
    members["WLD"] = ({*stock["dest"], *stock["origin"]} | UNIVERSE_ONLY_IN_WDI) - {"OOO"}
    return Groups.of(inputs().axes, members)
