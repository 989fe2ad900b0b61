"""Corridors, estimates, concentrations and networks straight in numpy, beside `areas`."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from indicators.compute import Corridors

if TYPE_CHECKING:
    from indicators.compute import Inputs
    from tests.reference.figures import Reference

NIL = (("IND", "PAK"), ("LBN", "ISR"), ("AZE", "ARM"))
Layers = dict[tuple[str, str, str], np.ndarray]


class People:
    """Who lives where: `cube[sex]` float[Y, home, host] without the unknown origin, on stock years."""

    def __init__(self, inputs: Inputs) -> None:
        women, men = (inputs.matrix(code) for code in ("stock_f", "stock_m"))
        self.position, self.years = inputs.axes.position, np.array(women.axes.years)
        f, m = women.values.copy(), men.values.copy()
        there = (women.severity < 8) | (men.severity < 8)
        self.nodes = there.any(axis=(0, 1)) & there.any(axis=(0, 2))
        if (unknown := self.position.get("OOO")) is not None:
            for cube in (f, m, there):
                cube[:, unknown] = cube[:, :, unknown] = 0
        self.cube, self.there = {"T": f + m, "F": f, "M": m}, there
        self.home, self.host = np.nonzero(there.any(axis=0))

    def along(self, sex: str) -> np.ndarray:
        """Persons of the corridors, [P, Y]."""
        return self.cube[sex][:, self.home, self.host].T


def corridors(inputs: Inputs, people: People) -> Layers:
    """Every bilateral indicator as `{(code, sex, variant): [P, periods]}` on its corridors."""
    found: Layers = {}
    known = people.there[:, people.home, people.host].T
    for sex in "TFM":
        stock = people.along(sex)
        found["COR_STOCK", sex, ""] = np.where(known, stock, np.nan)
        for code, end, axis in (("O", people.home, 2), ("D", people.host, 1)):
            total = people.cube[sex].sum(axis=axis).T[end]
            share = np.where(total > 0, 100 * stock / total, np.nan)
            found[f"COR_SHARE_{code}", sex, ""] = np.where(known, share, np.nan)
    stock = people.along("T")
    order = np.argsort(-stock, axis=0, kind="stable")
    rank = np.empty(stock.shape)
    np.put_along_axis(rank, order, np.arange(1.0, len(stock) + 1)[:, None], 0)
    found["COR_TOP", "T", ""] = np.where(stock > 0, rank, np.nan)
    price = inputs.built("rpw_cost", Corridors)
    both = np.concatenate([price.cost[:, :, None], price.by_quarter], axis=2)
    flat = both.reshape(len(both), -1)
    found["COST200_CORR", "T", ""] = flat[:, ~np.isnan(flat).all(axis=0)]
    return found


def money(inputs: Inputs, people: People) -> tuple[Layers, np.ndarray, np.ndarray, np.ndarray]:
    """Modelled flows by layer [P, T], their home and host, and the columns of their years."""
    received = np.where(inputs.panel("remin").values == 0, np.nan, inputs.panel("remin").values)
    years = np.array(inputs.axes.years)
    columns = np.flatnonzero(
        (~np.isnan(received)).any(axis=0) & (years >= people.years[0]) & (years <= people.years[-1])
    )
    kept = (people.along("T") > 0).any(axis=1)
    for a, b in NIL:
        i, j = people.position[a], people.position[b]
        kept &= ~(
            ((people.home == i) & (people.host == j)) | ((people.home == j) & (people.host == i))
        )
    home, host = people.home[kept], people.host[kept]
    line = np.array(
        [np.interp(years[columns], people.years, row) for row in np.eye(len(people.years))]
    )
    persons = {sex: people.along(sex)[kept] @ line for sex in "FM"}
    persons["T"] = persons["F"] + persons["M"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # years without any income
        income = _incomes(inputs)[:, columns]
    yi, yj = income[host], income[home]
    weights = {"V1": 1.0, "V2": yi, "V3": yj + np.where(yi > yj, np.abs(yi - yj) ** 0.75, 0)}
    found: Layers = {}
    starts = np.flatnonzero(np.r_[True, home[1:] != home[:-1]])
    for variant, weight in weights.items():
        total = np.zeros((len(income), len(columns)))
        total[home[starts]] = np.add.reduceat(persons["T"] * weight, starts, axis=0)
        rate = np.where(total > 0, received[:, columns] / total, np.nan)[home] * weight
        for sex in "TFM":
            found["BRE_USD", sex, variant] = np.where(persons["T"] > 0, persons[sex] * rate, np.nan)
    return found, home, host, columns


def _incomes(inputs: Inputs) -> np.ndarray:
    own = inputs.panel("income").values
    filled = own.copy()
    for back in range(1, 6):
        filled[:, back:] = np.where(np.isnan(filled[:, back:]), own[:, :-back], filled[:, back:])
    region = np.array(inputs.axes.subregions)
    for code in set(region) - {""}:
        rows = region == code
        middle = np.nanmedian(own[rows], axis=0)
        filled[rows] = np.where(np.isnan(filled[rows]), middle, filled[rows])
    return np.where(np.isnan(filled), np.nanmedian(own, axis=0), filled)


def senders(ref: Reference, flows: tuple[Layers, np.ndarray, np.ndarray, np.ndarray]) -> None:
    """Main source, concentration of sources, and modelled over reported outflow."""
    layers, home, host, columns = flows
    areas, years = ref.pop.shape
    cube = np.zeros((areas, areas, len(columns)))
    cube[home, host] = np.nan_to_num(layers["BRE_USD", "T", "V3"])
    own = cube.sum(axis=1)
    both = cube, np.einsum("ga,aht->ght", ref.member, cube, optimize=True)
    share = [one / one.sum(axis=1, keepdims=True) for one in both]
    share = [np.where(np.isfinite(one), one, np.nan) for one in share]
    people = np.nan_to_num(ref.people[:, columns])
    enough = (ref.member @ (people * (own > 0))) / (ref.member @ people) >= 2 / 3
    for code, make in (
        ("BRE_TOP_SRC_SHARE", lambda one: 100 * one.max(axis=1)),
        ("BRE_SRC_HHI", lambda one: (one**2).sum(axis=1)),
    ):
        figures = make(share[0]), np.where(enough, make(share[1]), np.nan)
        ref.figures[code] = tuple(_spread(one, years, columns) for one in figures)
    paid = np.where(ref.panel("remout") == 0, np.nan, ref.panel("remout"))[:, columns]
    sent = cube.sum(axis=0)
    gap = _spread(np.where(sent > 0, sent / paid, np.nan), years, columns)
    ref.figures["BRE_OUT_GAP"] = gap, np.full((len(ref.member), years), np.nan)


def _spread(values: np.ndarray, years: int, columns: np.ndarray) -> np.ndarray:
    wide = np.full((len(values), years), np.nan)
    wide[:, columns] = values
    return wide


def concentrations(ref: Reference, people: People) -> None:
    """HHI of destinations and origins, and the share of people who stay within a group."""
    stock, nobody = people.cube["T"], np.full((len(ref.pop), len(people.years)), np.nan)
    world = ref.codes.index("WLD") if "WLD" in ref.codes else None
    for hhi, intra, cube in (
        ("HHI_DEST", "MIG_INTRA_EMI", stock),
        ("HHI_ORIG", "MIG_INTRA_IMM", stock.transpose(0, 2, 1)),
    ):
        pooled = ref.member @ cube
        ref.figures[hhi] = _hhi(cube), _hhi(pooled)
        within = (pooled * ref.member).sum(axis=2) / pooled.sum(axis=2)
        if world is not None:
            within[:, world] = np.nan
        ref.figures[intra] = nobody, 100 * within.T


def _hhi(cube: np.ndarray) -> np.ndarray:
    total = cube.sum(axis=2)
    return np.where(total > 0, (cube**2).sum(axis=2) / total**2, np.nan).T


def _pairs(rows: np.ndarray) -> np.ndarray:
    n = rows.shape[-1]
    return 2 * (np.sort(rows, axis=-1) @ (2.0 * np.arange(1, n + 1) - n - 1))


def _sides(m: np.ndarray) -> list[np.ndarray]:
    n = len(m)
    off = ~np.eye(n, dtype=bool)
    return [m[off].reshape(n, n - 1), m.T[off].reshape(n, n - 1)]


def networks(ref: Reference, people: People) -> None:
    """The indices of every group's matrix, and the fields of countries in that of the world."""
    stock = people.cube["T"]
    there = people.nodes
    shape = len(ref.member), len(stock)
    names = (
        "MEI",
        "ANMR",
        "CONN",
        "INEQ",
        "GINI_T",
        "GINI_T_UNC",
        "GINI_ROW",
        "GINI_COL",
        "GINI_EXCH",
        "MWG_OUT",
        "MWG_IN",
        "ACV_OUT",
        "ACV_IN",
    )
    found = {name: np.full(shape, np.nan) for name in names}
    head = ref.people[:, np.searchsorted(ref.years, people.years)]
    for g, member in enumerate(ref.member > 0):
        chosen = np.flatnonzero(member & there)
        for y in range(len(stock)):
            one = _network(stock[y][np.ix_(chosen, chosen)], np.nansum(head[chosen, y]))
            for name, value in zip(names, one, strict=True):
                found[name][g, y] = value
    for side in ("ROW", "COL", "EXCH"):
        found[f"GINI_{side}_STD"] = 100 * found[f"GINI_{side}"] / found["GINI_T_UNC"]
    found["MWG"] = (found["MWG_OUT"] + found["MWG_IN"]) / 2
    found["ACV"] = found["ACV_OUT"] + found["ACV_IN"]
    nobody = np.full((len(ref.pop), len(stock)), np.nan)
    for name, values in found.items():
        ref.figures[f"IDX_{name}"] = nobody, values
    _fields(ref, stock, np.flatnonzero(there))


def _network(m: np.ndarray, people: float) -> list[float]:
    n, s = len(m), m.sum()
    rows, columns = _sides(m)
    out, into, cells = m.sum(axis=1), m.sum(axis=0), n * (n - 1)
    pairs, in_rows, in_columns = _pairs(rows.ravel()), _pairs(rows).sum(), _pairs(columns).sum()
    far, scale = np.abs(into - out).sum(), 2 * cells * s
    acv = [
        (total[total > 0] / s * side[total > 0].std(axis=1) / side[total > 0].mean(axis=1)).sum()
        for side, total in ((rows, out), (columns, into))
    ]
    return [
        100 * far / (into + out).sum(),
        50 * far / people,
        np.count_nonzero(rows) / cells,
        np.abs(rows / s - 1 / cells).sum() / 2,
        pairs / (2 * (cells - 1) * s),
        pairs / scale,
        in_rows / scale,
        in_columns / scale,
        np.abs(m - m.T).sum() / scale,
        in_rows / (2 * (n - 2) * s),
        in_columns / (2 * (n - 2) * s),
        *acv,
    ]


def _fields(ref: Reference, stock: np.ndarray, chosen: np.ndarray) -> None:
    empty = np.full((len(ref.member), len(stock)), np.nan)
    for code, side in (("IDX_GINI_OUT", 0), ("IDX_GINI_IN", 1)):
        values = np.full((len(ref.pop), len(stock)), np.nan)
        for y in range(len(stock)):
            cells = _sides(stock[y][np.ix_(chosen, chosen)])[side]
            values[chosen, y] = _pairs(cells) / (2 * (len(chosen) - 2) * cells.sum(axis=1))
        ref.figures[code] = values, empty
