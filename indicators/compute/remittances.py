"""Remittances from the balance of payments (methods, section 1), and context of the economy."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from indicators.compute.registry import formula
from indicators.compute.registry import gettext_noop as _
from indicators.compute.severity import MISSING, Codes, Floats
from indicators.compute.shapes import Matrix, Panel
from indicators.compute.stocks import emigrants, immigrants, in_every_year
from indicators.compute.terms import Terms, difference, ratio, stated_ratio, total

Number = TypeVar("Number", np.float64, np.uint8)
WINDOW, FEWEST = 10, 8
"""Years of growth behind the volatility, and how many of them must be known."""


@formula(
    "REM_IN_USD",
    id=1,
    name=_("Personal remittances, received"),
    unit="USD",
    decimals=0,
    basis="wdi",
    theme="remittances",
    sdg="17.3.2 (numerator)",
    aggregate="sum",
)
def remittances_received(remin: Panel) -> Terms:
    """Personal remittances received in the year, in current United States dollars: personal
    transfers plus compensation of employees, as in the sixth edition of the Balance of Payments
    Manual.

    An exact zero in the source means that nothing was reported and is treated as missing.
    Money sent through informal channels is not in it, and some economies count less than others.

    For a group: the sum over members that report, published when they hold at least two thirds
    of the group's population. Source: World Bank, World Development Indicators, BX.TRF.PWKR.CD.DT.
    """
    return total(remin.nonzero)


@formula(
    "REM_IN_USD",
    id=1,
    name=_("Personal remittances, received"),
    unit="USD",
    decimals=0,
    basis="wfb",
    theme="remittances",
    sdg="17.3.2 (numerator)",
    aggregate="sum",
    status="E",
)
def remittances_received_factbook(wfb_remittances_gdp: Panel, wfb_gdp: Panel) -> Terms:
    """Remittances received as a share of GDP, as The World Factbook states it, times the GDP that
    it states for the same year, in United States dollars.

    Missing unless both are stated for the same year; a stated zero is missing. Both figures are
    rounded in the source, so this is an estimate, replaced by the World Bank's own figure once
    that is loaded.

    For a group: the sum, published when members with a figure hold at least two thirds of the
    group's population (the latest population stated, for every year).
    """
    share = wfb_remittances_gdp.nonzero
    severity = np.maximum(share.severity, wfb_gdp.severity)
    return total(Panel(share.axes, share.values * wfb_gdp.values / 100, severity))


@formula(
    "REM_OUT_USD",
    id=2,
    name=_("Personal remittances, paid"),
    unit="USD",
    decimals=0,
    basis="wdi",
    theme="remittances",
    aggregate="sum",
)
def remittances_paid(remout: Panel) -> Terms:
    """Personal remittances paid to other countries in the year, in current United States dollars.

    An exact zero in the source means that nothing was reported and is treated as missing. Some
    large host economies never report, so the world sum falls well short of what is received.

    For a group: the sum over members that report, published when they hold at least two thirds
    of the group's population. Source: World Bank, World Development Indicators, BM.TRF.PWKR.CD.DT.
    """
    return total(remout.nonzero)


@formula(
    "REM_NET_USD",
    id=3,
    name=_("Net remittances"),
    unit="USD",
    decimals=0,
    basis="wdi",
    theme="remittances",
    aggregate="sum",
)
def net_remittances(remin: Panel, remout: Panel) -> Terms:
    """Personal remittances received minus those paid in the same year, in current United States
    dollars. Both must be reported; an exact zero in either is missing.

    For a group: the difference of the sums over members that report both, so it is not the
    difference between the two sums published on their own. Source: World Bank, World
    Development Indicators.
    """
    return difference(remin.nonzero, remout.nonzero)


@formula(
    "REM_IN_GDP",
    id=4,
    name=_("Remittances received, % of GDP"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="remittances",
    sdg="17.3.2",
    aggregate="ratio",
)
def remittances_share_of_gdp(remin: Panel, gdp: Panel) -> Terms:
    """Personal remittances received divided by gross domestic product of the same year, both in
    current United States dollars, times 100. This is Sustainable Development Goal indicator
    17.3.2.

    Missing when either figure is missing; an exact zero of remittances means not reported. A
    jump of the exchange rate moves the ratio although nothing else changed.

    For a group: the sum of remittances over the sum of GDP, over members that have both,
    published when they hold at least two thirds of the group's population. Source: World Bank,
    World Development Indicators.
    """
    return ratio(remin.nonzero, gdp, scale=100)


@formula(
    "REM_IN_GDP",
    id=4,
    name=_("Remittances received, % of GDP"),
    unit="PERCENT",
    decimals=1,
    basis="wfb",
    theme="remittances",
    sdg="17.3.2",
    aggregate="ratio",
)
def remittances_share_of_gdp_factbook(wfb_remittances_gdp: Panel, wfb_gdp: Panel) -> Terms:
    """Personal remittances received as a percentage of gross domestic product, as stated in The
    World Factbook, for the year stated there. A stated zero is treated as missing.

    For a group: the mean of the stated shares weighted by GDP of the same year, published when
    members with both figures hold at least two thirds of the group's population (the latest
    population stated, for every year).
    """
    return stated_ratio(wfb_remittances_gdp.nonzero, wfb_gdp)


@formula(
    "REM_OUT_GDP",
    id=5,
    name=_("Remittances paid, % of GDP"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="remittances",
    aggregate="ratio",
)
def remittances_paid_share_of_gdp(remout: Panel, gdp: Panel) -> Terms:
    """Personal remittances paid divided by gross domestic product of the same year, both in
    current United States dollars, times 100. Missing when either is missing or nothing was
    reported.

    For a group: the ratio of sums over members that have both. Source: World Bank, World
    Development Indicators.
    """
    return ratio(remout.nonzero, gdp, scale=100)


@formula(
    "REM_IN_PC",
    id=6,
    name=_("Remittances received per inhabitant"),
    unit="USD_PER_PERSON",
    decimals=1,
    basis="wdi",
    theme="remittances",
    aggregate="ratio",
)
def remittances_per_inhabitant(remin: Panel, pop: Panel) -> Terms:
    """Personal remittances received divided by the population on 1 July of the same year, in
    current United States dollars per person. Missing when either is missing; the population of
    another year is never used.

    For a group: the ratio of sums over members that have both. Sources: World Bank, World
    Development Indicators; United Nations, World Population Prospects 2024.
    """
    return ratio(remin.nonzero, pop)


@formula(
    "REM_IN_PER_EMIG",
    id=7,
    name=_("Remittances received per emigrant"),
    unit="USD_PER_PERSON",
    decimals=0,
    basis="wdi",
    theme="remittances",
    aggregate="ratio",
    status="E",
)
def remittances_per_emigrant(remin: Panel, stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Personal remittances received divided by the number of people from the country who live
    elsewhere, in current United States dollars per emigrant. Always an estimate: the stock is
    known every five years (the last interval is four) and interpolated in a straight line
    between, never beyond.

    Emigrants include children, refugees and the naturalised, while compensation of employees
    also comes from people who never moved, such as border workers.

    For a group: the ratio of sums over members that have both. Sources: World Bank, World
    Development Indicators; United Nations, International Migrant Stock.
    """
    return ratio(remin.nonzero, in_every_year(emigrants(stock_f, stock_m), remin.axes))


@formula(
    "REM_OUT_PER_IMM",
    id=8,
    name=_("Remittances paid per immigrant"),
    unit="USD_PER_PERSON",
    decimals=0,
    basis="wdi",
    theme="remittances",
    aggregate="ratio",
    status="E",
)
def remittances_per_immigrant(remout: Panel, stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Personal remittances paid divided by the number of people in the country who came from
    elsewhere, in current United States dollars per immigrant. Always an estimate: the stock is
    interpolated in a straight line between the years in which it is known.

    Border workers send pay home without being immigrants, which lifts the figure in Luxembourg
    and Switzerland. For a group: the ratio of sums over members that have both. Sources: World
    Bank, World Development Indicators; United Nations, International Migrant Stock.
    """
    return ratio(remout.nonzero, in_every_year(immigrants(stock_f, stock_m), remout.axes))


def growth(now: Floats, before: Floats) -> Floats:
    """Change in percent; NaN unless both are above zero."""
    rate = 100 * (now / before - 1)
    rate[(now <= 0) | (before <= 0)] = np.nan
    return rate


def _five_year_growth(now: Floats, before: Floats) -> Floats:
    rate = 100 * ((now / before) ** 0.2 - 1)
    rate[(now <= 0) | (before <= 0)] = np.nan
    return rate


@formula(
    "REM_IN_GROWTH",
    id=9,
    name=_("Annual growth of remittances received"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="remittances",
    aggregate="panel",
)
def remittance_growth(remin: Panel) -> Terms:
    """Change of personal remittances received from the year before, in percent, at current
    United States dollars (not adjusted for prices or exchange rates).

    Missing unless both years are reported, so the first year after a gap has no value. For a
    group: growth of the sum over members that report in both years. Source: World Bank, World
    Development Indicators.
    """
    return Terms(
        parts=(remin.nonzero, remin.nonzero.lag(1)),
        finish=growth,
        expression="100 * (a / b - 1)",
    )


@formula(
    "REM_IN_CAGR5",
    id=10,
    name=_("Five-year compound growth of remittances received"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="remittances",
    aggregate="panel",
)
def remittance_growth_over_five_years(remin: Panel) -> Terms:
    """The steady yearly growth, in percent, that leads from personal remittances received five
    years before to those of the year, at current United States dollars. Years between are not
    needed; missing unless both ends are reported.

    For a group: growth of the sum over members that report in both years. Source: World Bank,
    World Development Indicators.
    """
    return Terms(
        parts=(remin.nonzero, remin.nonzero.lag(5)),
        finish=_five_year_growth,
        expression="100 * ((a / b) ** 0.2 - 1)",
    )


@formula(
    "REM_IN_VOL10",
    id=11,
    name=_("Volatility of remittance growth, 10 years"),
    unit="PERCENTAGE_POINTS",
    decimals=1,
    basis="wdi",
    theme="remittances",
    aggregate="rolling",
)
def remittance_volatility(remin: Panel) -> Terms:
    """Sample standard deviation of the annual growth rates of personal remittances received over
    the ten years that end in the year, in percentage points. Missing when fewer than eight of
    the ten growth rates are known, or that of the year itself is not.

    For a group: of the group's own growth rates, not a mean over countries; the coverage shown
    is the lowest among the years used. Source: World Bank, World Development Indicators.
    """
    return Terms(parts=(remin.nonzero, remin.nonzero.lag(1)), finish=growth, after=deviation)


def deviation(values: Floats, severity: Codes, coverage: Floats) -> tuple[Floats, Codes, Floats]:
    """Sample standard deviation over the last ten columns, where the last and seven more are known."""
    is_known = np.isfinite(values)
    years = values.shape[1]
    shifted = windows(np.where(is_known, values, 0.0), 0.0)
    counted = windows(is_known.astype(np.float64), 0.0)
    number = counted.sum(axis=0)
    mean = shifted.sum(axis=0) / number
    squares = (((shifted - mean) ** 2) * counted).sum(axis=0)
    enough = (number >= FEWEST) & is_known
    worst = windows(np.where(is_known, severity, 0).astype(np.uint8), 0).max(axis=0)
    lowest = windows(np.where(is_known, coverage, np.inf), np.inf).min(axis=0)
    return (
        np.where(enough, np.sqrt(squares / (number - 1)), np.nan)[:, :years],
        np.where(enough, worst, MISSING).astype(np.uint8),
        np.where(enough & np.isfinite(lowest), lowest, np.nan),
    )


def windows(values: NDArray[Number], fill: float) -> NDArray[Number]:
    """The last ten columns at each column, [10, rows, T]; before the first year comes `fill`."""
    rows, years = values.shape
    padded = np.full((rows, years + WINDOW - 1), fill, values.dtype)
    padded[:, WINDOW - 1 :] = values
    return np.stack([padded[:, back : back + years] for back in range(WINDOW)])


@formula(
    "REM_FDI_RATIO",
    id=12,
    name=_("Remittances received relative to FDI inflows"),
    unit="RATIO",
    decimals=2,
    basis="wdi",
    theme="remittances",
    aggregate="ratio",
)
def remittances_over_investment(remin: Panel, fdiin: Panel) -> Terms:
    """Personal remittances received divided by net inflows of foreign direct investment in the
    same year, both in current United States dollars. Where investment is zero or negative (more
    was withdrawn than came in) the ratio cannot exist and is marked M.

    For a group: the ratio of sums over members that have both, negative investment included, if
    the sum of investment is positive. Source: World Bank, World Development Indicators.
    """
    return ratio(remin.nonzero, fdiin)
