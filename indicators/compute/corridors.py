"""Corridors of people and of prices (methods, sections 3 and 5)."""

from __future__ import annotations

import numpy as np

from indicators.compute.links import SEXES, Flows, Layer, Links, Rows, links
from indicators.compute.registry import formula
from indicators.compute.registry import gettext_noop as _
from indicators.compute.severity import FIRST_MISSING, IMPOSSIBLE, MISSING, Codes, Flags, Floats
from indicators.compute.shapes import Corridors, Matrix


def _of_people(corridors: Links, layers: tuple[Layer, ...]) -> Flows:
    periods = tuple(str(year) for year in corridors.axes.years)
    return Flows(corridors.axes, periods, corridors.home, corridors.host, layers)


def _settled(values: Floats, severity: Codes) -> tuple[Floats, Codes]:
    """No value where the severity says so; a figure that cannot be computed is impossible."""
    is_missing = severity >= FIRST_MISSING
    values = np.where(is_missing, np.nan, values)
    return values, np.where(~is_missing & np.isnan(values), IMPOSSIBLE, severity).astype(np.uint8)


@formula(
    "COR_STOCK",
    id=80,
    name=_("Migrants in a corridor"),
    unit="PERSONS",
    decimals=0,
    basis="wdi",
    theme="stocks",
    aggregate="bilateral",
    status="E",
    ref_area="host",
)
def corridor_stock(stock_f: Matrix, stock_m: Matrix) -> Flows:
    """Persons from one country who live in another on 1 July: both sexes, women, men.

    An estimate of the United Nations for 1990, 1995 and so on to 2020, and 2024; I marks what the
    source imputed. A corridor that the source does not list has no figure here and counts as zero
    in every sum; a zero that the source states is shown. People whose origin is not known are in
    no corridor. Source: United Nations, International Migrant Stock.
    """
    corridors = links(stock_f, stock_m)
    layers = (
        Layer(sex, "", *_settled(values, severity))
        for sex, values, severity in zip(SEXES, corridors.by_sex, corridors.severity, strict=True)
    )
    return _of_people(corridors, tuple(layers))


def _shares(corridors: Links, end: Rows) -> Flows:
    """Each corridor in percent of all corridors with the same end, by sex."""
    layers = []
    for sex, values, severity in zip(SEXES, corridors.by_sex, corridors.severity, strict=True):
        totals = np.zeros((len(corridors.axes.areas), values.shape[1]))
        np.add.at(totals, end, values)
        of = totals[end]
        share = 100 * np.divide(values, of, out=np.full(of.shape, np.nan), where=of > 0)
        layers.append(Layer(sex, "", *_settled(share, severity)))
    return _of_people(corridors, tuple(layers))


@formula(
    "COR_SHARE_O",
    id=81,
    name=_("Corridor share of the origin's emigrants"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="stocks",
    aggregate="bilateral",
    status="E",
    ref_area="home",
)
def corridor_share_of_emigrants(stock_f: Matrix, stock_m: Matrix) -> Flows:
    """Persons in the corridor per 100 persons from the same country of origin who live abroad,
    of the same sex, on 1 July of the stock years.

    M where the source lists corridors but nobody in any of them. Source: United Nations,
    International Migrant Stock.
    """
    corridors = links(stock_f, stock_m)
    return _shares(corridors, corridors.home)


@formula(
    "COR_SHARE_D",
    id=82,
    name=_("Corridor share of the destination's immigrants (known origins)"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="stocks",
    aggregate="bilateral",
    status="E",
    ref_area="host",
)
def corridor_share_of_immigrants(stock_f: Matrix, stock_m: Matrix) -> Flows:
    """Persons in the corridor per 100 immigrants of known origin in the same country of
    destination, of the same sex, on 1 July of the stock years. People whose origin is not known
    are in neither number, so shares add up to 100.

    M where the source lists corridors but nobody in any of them. Source: United Nations,
    International Migrant Stock.
    """
    corridors = links(stock_f, stock_m)
    return _shares(corridors, corridors.host)


@formula(
    "COR_TOP",
    id=83,
    name=_("Largest corridors"),
    unit="RANK",
    decimals=0,
    basis="wdi",
    theme="stocks",
    aggregate="bilateral",
    status="E",
    ref_area="host",
)
def corridor_rank(stock_f: Matrix, stock_m: Matrix) -> Flows:
    """Place of the corridor among all corridors of the world by the number of migrants of both
    sexes, 1 the largest, on 1 July of the stock years. Equal numbers are ordered by the codes of
    origin and destination, so each place is taken once. Corridors without migrants have no place.

    Stocks of neighbouring places may differ by less than their uncertainty. Source: United
    Nations, International Migrant Stock.
    """
    corridors = links(stock_f, stock_m)
    names = np.array(corridors.axes.areas)
    alphabetical = np.lexsort((names[corridors.host], names[corridors.home]))
    values = corridors.both
    rank = np.full(values.shape, np.nan)
    for column in range(values.shape[1]):
        order = alphabetical[np.argsort(-values[alphabetical, column], kind="stable")]
        peopled = order[values[order, column] > 0]
        rank[peopled, column] = np.arange(1, len(peopled) + 1)
    severity = np.where(np.isnan(rank), MISSING, corridors.severity[0]).astype(np.uint8)
    return _of_people(corridors, (Layer("T", "", rank, severity),))


@formula(
    "COST200_CORR",
    id=68,
    name=_("Cost of sending USD 200 in a corridor"),
    unit="PERCENT",
    decimals=2,
    basis="wdi",
    theme="costs",
    sdg="10.c.1",
    aggregate="bilateral",
    ref_area="home",
)
def corridor_cost(rpw_cost: Corridors) -> Flows:
    """Average total cost of sending 200 United States dollars from one country to another, fee
    and exchange margin, in percent of the amount: as published for each quarter, and for a year
    the mean of its quarters. Negative costs (a favourable exchange rate) are valid.

    The average of the services that the World Bank priced in the corridor; not every corridor is
    priced, nor every quarter. Source: World Bank, Remittance Prices Worldwide.
    """
    axes = rpw_cost.axes
    priced: Flags = np.logical_or.reduce(np.isfinite(rpw_cost.by_quarter), axis=0)
    columns, periods = [], []
    for year in np.flatnonzero((rpw_cost.severity < FIRST_MISSING).any(axis=0)):
        columns.append((rpw_cost.cost[:, year], rpw_cost.severity[:, year]))
        periods.append(str(axes.years[year]))
        for quarter in np.flatnonzero(priced[year]):
            values = rpw_cost.by_quarter[:, year, quarter]
            is_missing = np.isnan(values)
            columns.append((values, np.where(is_missing, MISSING, rpw_cost.severity[:, year])))
            periods.append(f"{axes.years[year]}-Q{quarter + 1}")
    shape = len(rpw_cost.receiver), len(periods)
    values = np.array([column[0] for column in columns]).T.reshape(shape)
    severity = np.array([column[1] for column in columns], np.uint8).T.reshape(shape)
    layer = Layer("T", "", values, severity)
    return Flows(axes, tuple(periods), rpw_cost.receiver, rpw_cost.sender, (layer,))
