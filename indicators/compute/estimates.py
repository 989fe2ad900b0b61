"""Bilateral remittance estimates after Ratha and Shaw (methods, section 2): modelled, never observed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicators.compute.links import SEXES, Flows, Layer, Links, Rows, links
from indicators.compute.registry import formula
from indicators.compute.registry import gettext_noop as _
from indicators.compute.severity import ESTIMATED, MISSING, Flags, Floats
from indicators.compute.shapes import Axes, Matrix, Panel

VARIANTS = ("V1", "V2", "V3")
PUBLISHED = "V3"
"""The variant shown unless another is asked for: the World Bank's own rule."""
BETA = 0.75
INCOME_YEARS_BACK = 5
ASSUMED_NIL = (("IND", "PAK"), ("LBN", "ISR"), ("AZE", "ARM"))
"""Pairs between which the World Bank's workbook of 2021 assumes no remittances, both ways."""


@dataclass(frozen=True)
class Estimates:
    """What leads from persons to money on the corridors: rows int64[P], weights [P, T].

    `persons` are those of both sexes, women and men on the years of the axes (rule S), and
    `per_person[variant]` United States dollars per migrant: received, divided by the sum of
    weights, times the weight of one migrant. NaN where the home country reports nothing.
    """

    axes: Axes
    home: Rows
    host: Rows
    persons: tuple[Floats, Floats, Floats]
    per_person: dict[str, Floats]

    def flows(self, variant: str, sex: int = 0) -> Floats:
        """Dollars a year from host to home, float64[P, T], sexes in the order of `SEXES`."""
        return self.persons[sex] * self.per_person[variant]


def incomes(income: Panel, axes: Axes) -> Floats:
    """Income per head in every area, float64[A, T], by rule Y.

    That of the year, else the latest of the five years before, else the unweighted median of the
    same M49 sub-region over the areas with a figure in the year itself, else the median of all.
    NaN in a year without any figure.
    """
    reported = income.values
    filled = reported.copy()
    for back in range(1, INCOME_YEARS_BACK + 1):
        earlier = np.full_like(reported, np.nan)
        earlier[:, back:] = reported[:, :-back]
        filled = np.where(np.isnan(filled), earlier, filled)
    region = np.array(axes.subregions)
    for code in np.unique(region[region != ""]):
        members = region == code
        middle = _median(reported[members])
        filled[members] = np.where(np.isnan(filled[members]), middle, filled[members])
    columns = income.axes.columns(axes.year_array)
    heads: Floats = np.where(np.isnan(filled), _median(reported), filled)[:, columns]
    return heads


def _median(values: Floats) -> Floats:
    """The median of each column over the rows that have a figure; NaN where none has."""
    ordered = np.sort(values, axis=0)  # NaN come last
    number = np.count_nonzero(~np.isnan(values), axis=0)
    column = np.arange(values.shape[1])
    low, high = np.maximum(number - 1, 0) // 2, number // 2
    middle = (ordered[low, column] + ordered[np.minimum(high, len(values) - 1), column]) / 2
    return np.where(number > 0, middle, np.nan)


def _over_years(corridors: Links, axes: Axes) -> Floats:
    """Rule S as a matrix [stock years, years]: how much of each stock year is in each year."""
    stock_years, years = np.array(corridors.axes.years), np.array(axes.years)
    later = np.minimum(np.searchsorted(stock_years, years), len(stock_years) - 1)
    earlier = np.where(stock_years[later] == years, later, np.maximum(later - 1, 0))
    share = (years - stock_years[earlier]) / np.maximum(
        stock_years[later] - stock_years[earlier], 1
    )
    parts = np.zeros((len(stock_years), len(years)))
    parts[earlier, np.arange(len(years))] += 1 - share
    parts[later, np.arange(len(years))] += share
    return parts


def _modelled(corridors: Links) -> Rows:
    """Corridors in which somebody lives and which the World Bank does not assume to be nil."""
    position = corridors.axes.position
    is_modelled = (corridors.both > 0).any(axis=1)
    for first, second in ASSUMED_NIL:
        if first in position and second in position:
            a, b = position[first], position[second]
            is_modelled &= ~(
                (corridors.home == a) & (corridors.host == b)
                | (corridors.home == b) & (corridors.host == a)
            )
    return np.flatnonzero(is_modelled)


def _axes(corridors: Links, remin: Panel) -> Axes:
    """The years between the first and the last stock in which anybody reports remittances."""
    reported: Flags = np.logical_or.reduce(remin.nonzero.present, axis=0)
    stock_years = corridors.axes.years or (0,)
    return remin.axes.at(
        tuple(
            year
            for year, is_reported in zip(remin.axes.years, reported.tolist(), strict=True)
            if is_reported and stock_years[0] <= year <= stock_years[-1]
        )
    )


def weights_of_one(host: Floats, home: Floats) -> dict[str, Floats]:
    """The weight g of one migrant by variant, from incomes of host and home in PPP dollars [P, T]."""
    excess = np.maximum(host - home, 0.0)
    return {
        "V1": np.ones_like(host),
        "V2": host,
        "V3": home
        + np.sqrt(excess) * np.sqrt(np.sqrt(excess)),  # excess ** BETA, six times as fast
    }


def _summed(values: Floats, home: Rows, areas: int) -> Floats:
    """Sums over the corridors of each home, which are sorted by it: [A, T]."""
    total = np.zeros((areas, values.shape[1]))
    if len(home):
        starts = np.flatnonzero(np.r_[True, home[1:] != home[:-1]])
        total[home[starts]] = np.add.reduceat(values, starts, axis=0)
    return total


def estimates(remin: Panel, income: Panel, women: Matrix, men: Matrix) -> Estimates:
    """Persons and dollars per person on every corridor and year, made once for these inputs."""
    key = f"estimates {id(remin)} {id(income)} {id(men)}"
    if key not in women.derived:
        women.derived[key] = _estimates(remin, income, links(women, men)), remin, income
    stored: tuple[Estimates, Panel, Panel] = women.derived[key]  # type: ignore[assignment]
    return stored[0]


def _estimates(remin: Panel, income: Panel, corridors: Links) -> Estimates:
    axes, chosen = _axes(corridors, remin), _modelled(corridors)
    home, host = corridors.home[chosen], corridors.host[chosen]
    parts = (
        _over_years(corridors, axes)
        if len(corridors.axes.years)
        else np.zeros((0, len(axes.years)))
    )
    women, men = (persons[chosen] @ parts for persons in (corridors.women, corridors.men))
    persons = women + men
    received, heads = remin.nonzero.at(axes).values, incomes(income, axes)
    per_person = {}
    for variant, weight in weights_of_one(heads[host], heads[home]).items():
        total = _summed(persons * weight, home, len(axes.areas))
        rate = np.divide(received, total, out=np.full_like(total, np.nan), where=total > 0)
        per_person[variant] = rate[home] * weight
    return Estimates(axes, home, host, (persons, women, men), per_person)


@formula(
    "BRE_USD",
    id=70,
    name=_("Bilateral remittances (modelled)"),
    unit="USD",
    decimals=0,
    basis="wdi",
    theme="remittances",
    aggregate="bilateral",
    status="E",
    modelled=True,
    ref_area="home",
)
def bilateral_remittances(remin: Panel, income: Panel, stock_f: Matrix, stock_m: Matrix) -> Flows:
    """What people born in the home country send from the host country in the year, in current
    United States dollars. Nobody observed these flows: the remittances that the home country
    reports are shared out over the countries where its people live, in proportion to migrants
    times a weight. Do not rank small differences, nor compare before and after a policy.

    The weight of a migrant is 1 (V1), the income per head of the host country (V2), or that of
    the home country, plus the amount by which the host's exceeds it to the power of 0.75 (V3, the
    World Bank's own rule and the one shown). Income is gross domestic product per head in
    purchasing power of 2021; where it is missing that of up to five years before, else the median
    of the sub-region. Migrants between two stock years lie on a straight line.

    The figures of a home country add up to what it reports, those of women and men to both. What
    a host country sends is not forced to what it reports. No flow is modelled between India and
    Pakistan, Lebanon and Israel, Azerbaijan and Armenia, as in the World Bank's workbook, nor
    from people of unknown origin. Informal transfers and later generations are not in it.

    Sources: Ratha and Shaw (2007), South-South Migration and Remittances, World Bank Working
    Paper 102; World Bank, World Development Indicators; United Nations, International Migrant
    Stock.
    """
    model = estimates(remin, income, stock_f, stock_m)
    peopled = model.persons[0] > 0
    layers = []
    for variant in VARIANTS:
        for number, sex in enumerate(SEXES):
            values = model.flows(variant, number)
            values[~peopled] = np.nan
            severity = np.where(np.isnan(values), MISSING, ESTIMATED).astype(np.uint8)
            layers.append(Layer(sex, variant, values, severity))
    periods = tuple(str(year) for year in model.axes.years)
    return Flows(model.axes, periods, model.home, model.host, tuple(layers))
