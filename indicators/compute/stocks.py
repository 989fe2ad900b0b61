"""Migrant stocks (methods, section 4): who lives where, from where, and how it changes."""

from __future__ import annotations

import numpy as np

from indicators.compute.registry import formula
from indicators.compute.registry import gettext_noop as _
from indicators.compute.severity import BREAK, ESTIMATED, MISSING, Codes, Flags, Floats
from indicators.compute.shapes import Axes, Matrix, Panel
from indicators.compute.terms import Terms, divide, ratio, total

REPEATED_UNTIL = {"SSD": 2005, "MNE": 2005, "CUW": 2005, "SXM": 2000}
"""Areas whose early stocks are one number repeated, and until when (methods 0.5)."""


def both_sexes(women: Panel, men: Panel) -> Panel:
    """Women plus men; missing where neither has a row, or where the total is an exact zero.

    The source prints ".." where it has no estimate and the long file then holds zeros: South
    Sudan before 2010 in the 2020 revision.
    """
    if women.axes.years != men.axes.years:
        axes = women.axes.at(tuple(sorted({*women.axes.years, *men.axes.years})))
        women, men = women.at(axes), men.at(axes)
    has_row = women.present | men.present
    values = np.where(women.present, women.values, 0.0) + np.where(men.present, men.values, 0.0)
    severity = np.maximum(
        np.where(women.present, women.severity, 0), np.where(men.present, men.severity, 0)
    )
    is_missing = ~has_row | (values == 0)
    return Panel(
        women.axes,
        np.where(is_missing, np.nan, values),
        np.where(is_missing, MISSING, severity).astype(np.uint8),
    )


def immigrants(women: Matrix, men: Matrix) -> Panel:
    """Persons of both sexes in each area who came from elsewhere, on the stock years."""
    return both_sexes(women.immigrants, men.immigrants)


def emigrants(women: Matrix, men: Matrix) -> Panel:
    """Persons of both sexes from each area who live elsewhere, on the stock years."""
    return both_sexes(women.emigrants, men.emigrants)


def in_every_year(stock: Panel, axes: Axes) -> Panel:
    """Rule S: the stock in a straight line between the stock years, never beyond them.

    A total over corridors, so the line through the totals is the sum of the corridors' lines.
    """
    stock_years, years = np.array(stock.axes.years), np.array(axes.years)
    if not len(stock_years):
        return Panel(axes, np.full(axes.shape, np.nan), np.full(axes.shape, MISSING, np.uint8))
    later = np.minimum(np.searchsorted(stock_years, years), len(stock_years) - 1)
    earlier = np.where(stock_years[later] == years, later, np.maximum(later - 1, 0))
    gap = np.maximum(stock_years[later] - stock_years[earlier], 1)
    share = (years - stock_years[earlier]) / gap
    values = stock.values[:, earlier] * (1 - share) + stock.values[:, later] * share
    severity = np.maximum(stock.severity[:, earlier], stock.severity[:, later])
    severity = np.maximum(severity, np.where(earlier != later, ESTIMATED, 0).astype(np.uint8))
    outside = (years < stock_years[0]) | (years > stock_years[-1])
    values[:, outside], severity[:, outside] = np.nan, MISSING
    return Panel(axes, values, severity)


@formula(
    "MIG_IMM",
    id=20,
    name=_("International migrant stock (immigrants)"),
    unit="PERSONS",
    decimals=0,
    basis="wdi",
    theme="stocks",
    aggregate="sum",
    status="E",
)
def immigrant_stock(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Persons who live in the country on 1 July and were born in another one, or are citizens of
    another one where the place of birth is not known. Origins that are not known are counted.

    An estimate of the United Nations for 1990, 1995 and so on to 2020, and 2024; a total with
    corridors that the source imputed is marked I. Sudan until 2005 also counts South Sudan.

    For a group: the sum, people who moved inside the group included. Source: United Nations,
    International Migrant Stock.
    """
    return total(immigrants(stock_f, stock_m))


@formula(
    "MIG_IMM",
    id=20,
    name=_("International migrant stock (immigrants)"),
    unit="PERSONS",
    decimals=0,
    basis="undesa",
    theme="stocks",
    aggregate="sum",
    status="E",
)
def immigrant_stock_by_destination(stock_dest: Panel) -> Terms:
    """Persons who live in the country on 1 July and were born in another one, or are citizens of
    another one where the place of birth is not known; taken from the table by destination.

    An estimate of the United Nations. Sudan until 2005 also counts South Sudan. For a group: the
    sum, people who moved inside the group included. Source: United Nations, International
    Migrant Stock.
    """
    return total(stock_dest.nonzero)


@formula(
    "MIG_EMI",
    id=21,
    name=_("Emigrant stock"),
    unit="PERSONS",
    decimals=0,
    basis="wdi",
    theme="stocks",
    aggregate="sum",
    status="E",
)
def emigrant_stock(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Persons from the country who live in another one on 1 July, added up over all countries of
    destination. People whose origin is not known belong to no country here, so the world total
    is smaller than that of immigrants.

    An estimate of the United Nations. For a group: the sum, people who moved inside the group
    included. Source: United Nations, International Migrant Stock.
    """
    return total(emigrants(stock_f, stock_m))


def population_at(pop: Panel, axes: Axes) -> Panel:
    """Population in the stock years, that of the year before where it is missing (rule P)."""
    return pop.or_year_before.at(axes)


@formula(
    "MIG_IMM_SHR",
    id=22,
    name=_("Immigrants, % of population"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="stocks",
    aggregate="ratio",
    status="E",
)
def immigrant_share(stock_f: Matrix, stock_m: Matrix, pop: Panel) -> Terms:
    """Immigrants living in the country divided by its population, times 100, both on 1 July.
    Where the population of the year is not known yet, that of the year before is used.

    For a group: the ratio of sums over members that have both. Sources: United Nations,
    International Migrant Stock and World Population Prospects 2024.
    """
    stock = immigrants(stock_f, stock_m)
    return ratio(stock, population_at(pop, stock.axes), scale=100)


@formula(
    "MIG_IMM_SHR",
    id=22,
    name=_("Immigrants, % of population"),
    unit="PERCENT",
    decimals=1,
    basis="undesa",
    theme="stocks",
    aggregate="ratio",
    status="E",
)
def immigrant_share_by_destination(stock_dest: Panel, undesa_pop: Panel) -> Terms:
    """Immigrants living in the country divided by its population, times 100, both on 1 July and
    both from the same workbook of the United Nations; it reproduces the workbook's table 3.

    For a group: the ratio of sums over members that have both. Source: United Nations,
    International Migrant Stock.
    """
    return ratio(stock_dest.nonzero, undesa_pop, scale=100)


@formula(
    "MIG_EMI_SHR",
    id=23,
    name=_("Emigrants, % of population of origin"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="stocks",
    aggregate="ratio",
    status="E",
)
def emigrant_share(stock_f: Matrix, stock_m: Matrix, pop: Panel) -> Terms:
    """People from the country who live elsewhere divided by the population living in it, times
    100. It can exceed 100: more people from some small islands live abroad than at home.

    For a group: the ratio of sums over members that have both. Sources: United Nations,
    International Migrant Stock and World Population Prospects 2024.
    """
    stock = emigrants(stock_f, stock_m)
    return ratio(stock, population_at(pop, stock.axes), scale=100)


def _rate_of_natives(abroad: Floats, here: Floats, people: Floats) -> Floats:
    return divide(100 * abroad, people - here + abroad)


@formula(
    "MIG_EMI_RATE",
    id=24,
    name=_("Emigration rate (of native-born at home and abroad)"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="stocks",
    aggregate="ratio",
    status="E",
)
def emigration_rate(stock_f: Matrix, stock_m: Matrix, pop: Panel) -> Terms:
    """People from the country who live elsewhere, per 100 of all people from it: those abroad
    plus the population at home less the immigrants in it. The definition follows the OECD's
    database on immigrants.

    For a group: the same formula on sums over members that have all three figures. Sources:
    United Nations, International Migrant Stock and World Population Prospects 2024.
    """
    abroad, here = emigrants(stock_f, stock_m), immigrants(stock_f, stock_m)
    return Terms(
        parts=(abroad, here, population_at(pop, abroad.axes)),
        finish=_rate_of_natives,
        expression="100 * a / (c - b + a)",
    )


def _women(women: Panel, both: Panel) -> Terms:
    women = women.at(both.axes)
    # Rule A: no row of women beside rows of men is a stated absence, not a missing figure.
    absent = both.present & ~women.present
    filled = Panel(
        both.axes,
        np.where(absent, 0.0, women.values),
        np.where(absent, both.severity, women.severity).astype(np.uint8),
    )
    return ratio(filled, both, scale=100)


@formula(
    "MIG_FEM_IMM",
    id=25,
    name=_("Women among immigrants"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="stocks",
    aggregate="ratio",
    status="E",
)
def women_among_immigrants(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Women and girls per 100 immigrants living in the country on 1 July.

    For a group: women over immigrants of all members together. Source: United Nations,
    International Migrant Stock (its table 4).
    """
    return _women(stock_f.immigrants, immigrants(stock_f, stock_m))


@formula(
    "MIG_FEM_IMM",
    id=25,
    name=_("Women among immigrants"),
    unit="PERCENT",
    decimals=1,
    basis="undesa",
    theme="stocks",
    aggregate="ratio",
    status="E",
)
def women_among_immigrants_by_destination(stock_dest_f: Panel, stock_dest: Panel) -> Terms:
    """Women and girls per 100 immigrants living in the country on 1 July, from the table by
    destination. For a group: women over immigrants of all members together. Source: United
    Nations, International Migrant Stock (its table 4).
    """
    return ratio(stock_dest_f, stock_dest.nonzero, scale=100)


@formula(
    "MIG_FEM_EMI",
    id=26,
    name=_("Women among emigrants"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="stocks",
    aggregate="ratio",
    status="E",
)
def women_among_emigrants(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Women and girls per 100 people from the country who live elsewhere on 1 July.

    For a group: women over emigrants of all members together. Source: United Nations,
    International Migrant Stock.
    """
    return _women(stock_f.emigrants, emigrants(stock_f, stock_m))


@formula(
    "MIG_STOCK_ARC",
    id=27,
    name=_("Annual rate of change of the migrant stock"),
    unit="PERCENT_PER_YEAR",
    decimals=2,
    basis="wdi",
    theme="stocks",
    aggregate="panel",
    status="E",
)
def stock_rate_of_change(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Mean yearly rate of change of the immigrant stock since the stock year before: 100 times
    the natural logarithm of the ratio of the two stocks, divided by the years between them
    (five; four from 2020 to 2024).

    South Sudan, Montenegro and Curaçao until 2005 and Sint Maarten until 2000 have one number
    repeated: no rate ends in those years, and the first that leaves them is marked B. For a
    group: the rate of the sum over members that have both stocks. Source: United Nations,
    International Migrant Stock (its table 5).
    """
    return _rate_of_change(immigrants(stock_f, stock_m))


@formula(
    "MIG_STOCK_ARC",
    id=27,
    name=_("Annual rate of change of the migrant stock"),
    unit="PERCENT_PER_YEAR",
    decimals=2,
    basis="undesa",
    theme="stocks",
    aggregate="panel",
    status="E",
)
def stock_rate_of_change_by_destination(stock_dest: Panel) -> Terms:
    """Mean yearly rate of change of the immigrant stock since the stock year before: 100 times
    the natural logarithm of the ratio of the two stocks, divided by the years between them; from
    the table by destination.

    For a group: the rate of the sum over members that have both stocks. Source: United Nations,
    International Migrant Stock (its table 5).
    """
    has_figure: Flags = np.logical_or.reduce(stock_dest.present, axis=0)
    years = tuple(
        year
        for year, is_known in zip(stock_dest.axes.years, has_figure.tolist(), strict=True)
        if is_known
    )
    return _rate_of_change(stock_dest.nonzero.at(stock_dest.axes.at(years)))


def _rate_of_change(stock: Panel) -> Terms:
    values = np.full_like(stock.values, np.nan)
    severity = np.full_like(stock.severity, MISSING)
    values[:, 1:], severity[:, 1:] = stock.values[:, :-1], stock.severity[:, :-1]
    gap = np.diff(np.array(stock.axes.years, np.float64), prepend=np.nan)

    def finish(now: Floats, before: Floats) -> Floats:
        rate = 100 * np.log(now / before) / gap
        rate[(now <= 0) | (before <= 0)] = np.nan
        return rate

    return Terms(
        parts=(stock, Panel(stock.axes, values, severity)),
        finish=finish,
        own_severity=_repeated(stock.axes),
    )


def _repeated(axes: Axes) -> Codes:
    """Rates that end in a year of a repeated number are missing, the first after it a break."""
    severity = np.zeros(axes.shape, np.uint8)
    years = np.array(axes.years)
    for code, until in REPEATED_UNTIL.items():
        if (row := axes.position.get(code)) is not None:
            severity[row, years <= until] = MISSING
            severity[row, np.nonzero(years > until)[0][:1]] = BREAK
    return severity
