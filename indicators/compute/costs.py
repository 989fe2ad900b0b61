"""The cost of sending USD 200 home (methods, section 3)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from indicators.compute.registry import formula
from indicators.compute.registry import gettext_noop as _
from indicators.compute.severity import (
    ESTIMATED,
    FIRST_MISSING,
    LOW,
    MISSING,
    NORMAL,
    Codes,
    Flags,
    Floats,
)
from indicators.compute.shapes import Corridors, Panel, summed
from indicators.compute.terms import Terms, divide, ratio, total

DEAR, TARGET = 5.0, 3.0
"""Per cent: no corridor above, and the average to reach (Sustainable Development Goal target 10.c)."""
HALF_COVERED = 50.0
"""Below this share of the inflows, in percent, a weighted average is of low reliability."""


@formula(
    "COST200_REC",
    id=60,
    name=_("Average cost of sending USD 200 to the area"),
    unit="PERCENT",
    decimals=2,
    basis="wdi",
    theme="costs",
    sdg="10.c.1",
    aggregate="corridors",
    status="D",
    version=2,
    quarterly=True,
)
def cost_into(rpw_cost: Corridors) -> Terms:
    """Mean cost of sending 200 United States dollars to the country, fee and exchange margin, in
    percent of the amount: the simple mean over the corridors into it that were priced in the
    year, each first averaged over its quarters; for a quarter, over the prices of the quarter. A
    negative cost is valid.

    Marked D: Sustainable Development Goal indicator 10.c.1 averages over services, this over
    corridors. A country into which no corridor was priced is missing.

    For a group: the mean over all corridors into its members, not over countries. It is never
    suppressed; the coverage tells what share of the population lives in members with a price.
    Source: World Bank, Remittance Prices Worldwide.
    """
    cost, number = rpw_cost.into
    return ratio(cost, number)


@formula(
    "COST200_N",
    id=61,
    name=_("Corridors observed into the area"),
    unit="COUNT",
    decimals=0,
    basis="wdi",
    theme="costs",
    aggregate="corridors",
    version=2,
    quarterly=True,
)
def corridors_into(rpw_cost: Corridors) -> Terms:
    """Number of corridors into the country that were priced in at least one quarter of the year;
    missing where there is none. It tells how much the average cost rests on.

    For a group: the number of corridors into its members. Source: World Bank, Remittance Prices
    Worldwide.
    """
    return total(rpw_cost.into[1])


@formula(
    "COST200_SND",
    id=62,
    name=_("Average cost of sending USD 200 from the area"),
    unit="PERCENT",
    decimals=2,
    basis="wdi",
    theme="costs",
    sdg="10.c.1",
    aggregate="corridors",
    status="D",
    version=2,
    quarterly=True,
)
def cost_from(rpw_cost: Corridors) -> Terms:
    """Mean cost of sending 200 United States dollars from the country, fee and exchange margin, in
    percent of the amount: the simple mean over the corridors out of it that were priced in the
    year, each first averaged over its quarters; for a quarter, over the prices of the quarter. A
    negative cost is valid.

    Marked D: Sustainable Development Goal indicator 10.c.1 averages over services, this over
    corridors. A country from which no corridor was priced is missing.

    For a group: the mean over all corridors out of its members, not over countries. It is never
    suppressed; the coverage tells what share of the population lives in members with a price.
    Source: World Bank, Remittance Prices Worldwide.
    """
    cost, number = rpw_cost.out_of
    return ratio(cost, number)


def _dear(rpw_cost: Corridors) -> Floats:
    return (rpw_cost.cost > DEAR).astype(np.float64)


@formula(
    "COST200_GT5_N",
    id=63,
    name=_("Corridors into the area costing over 5 %"),
    unit="COUNT",
    decimals=0,
    basis="wdi",
    theme="costs",
    sdg="10.c.1",
    aggregate="corridors",
    status="D",
    version=2,
    quarterly=True,
)
def dear_corridors_into(rpw_cost: Corridors) -> Terms:
    """Number of corridors into the country in which sending 200 United States dollars cost more
    than 5 percent in the year (the mean of its quarters); exactly 5 is not more. Target 10.c of
    the Sustainable Development Goals wants none by 2030.

    Marked D: the official test takes the mean of the three cheapest services that qualify, which
    the source file does not have. Missing where no corridor was priced. For a group: the number
    of such corridors into its members. Source: World Bank, Remittance Prices Worldwide.
    """
    return total(rpw_cost.summed_at(rpw_cost.receiver, _dear(rpw_cost))[0])


@formula(
    "COST200_GT5_SHARE",
    id=64,
    name=_("Share of corridors into the area costing over 5 %"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="costs",
    sdg="10.c.1",
    aggregate="corridors",
    status="D",
    version=2,
    quarterly=True,
)
def dear_corridor_share(rpw_cost: Corridors) -> Terms:
    """Of the corridors into the country that were priced in the year, the percentage in which
    sending 200 United States dollars cost more than 5 percent; exactly 5 is not more.

    Marked D: the official test takes the mean of the three cheapest services that qualify, which
    the source file does not have. For a group: over all corridors into its members. Source: World
    Bank, Remittance Prices Worldwide.
    """
    dear, number = rpw_cost.summed_at(
        rpw_cost.receiver, _dear(rpw_cost), np.ones_like(rpw_cost.cost)
    )
    return ratio(dear, number, scale=100)


def _weights(rpw_cost: Corridors, flows: Corridors) -> Floats:
    """Modelled dollars a year of each priced corridor, float64[C, 1]; NaN where none or zero."""
    areas = len(rpw_cost.axes.areas)
    keys = flows.receiver * areas + flows.sender
    corridor_keys = rpw_cost.receiver * areas + rpw_cost.sender
    amount = np.nan_to_num(flows.cost).sum(axis=1)  # the matrix has figures of one year alone
    positions = np.minimum(np.searchsorted(keys, corridor_keys), max(len(keys) - 1, 0))
    is_modelled: Flags = (
        keys[positions] == corridor_keys if len(keys) else np.zeros(len(corridor_keys), np.bool_)
    )
    weight = np.where(is_modelled, amount[positions] if len(keys) else 0.0, 0.0)
    return np.where(weight > 0, weight, np.nan)[:, None]


def _all_into(rpw_cost: Corridors, flows: Corridors) -> Floats:
    """Modelled dollars a year into each area from everywhere, float64[A, 1]."""
    amount = np.nan_to_num(flows.cost).sum(axis=1)
    return summed(flows.receiver, amount, len(rpw_cost.axes.areas))[:, None]


def _weighted(rpw_cost: Corridors, flows: Corridors, figure: Floats) -> Terms:
    """Parts: figure times weight, weight, and all that comes in, over priced corridors with a weight.

    An area without such a corridor counts in the groups' sums of all that comes in, with nothing
    in the others, and has no figure of its own.
    """
    weight = np.broadcast_to(_weights(rpw_cost, flows), rpw_cost.cost.shape)
    parts = rpw_cost.summed_at(rpw_cost.receiver, figure * weight, weight)
    inflow = np.broadcast_to(_all_into(rpw_cost, flows), rpw_cost.axes.shape)
    priced: Flags = np.logical_or.reduce(rpw_cost.severity < FIRST_MISSING, axis=0)
    has_inflow = (inflow > 0) & priced
    severity = np.where(
        has_inflow, np.maximum(ESTIMATED, parts[0].severity * parts[0].present), MISSING
    )
    panels = tuple(
        Panel(rpw_cost.axes, np.where(has_inflow, values, np.nan), severity.astype(np.uint8))
        for values in (*(part.values_or_zero for part in parts), inflow)
    )
    return Terms(
        parts=panels,
        finish=lambda above, below, _all: divide(above, below),
        own_severity=np.where(parts[0].present, 0, MISSING).astype(np.uint8),
    )


def _uncovered(_above: Floats, weight: Floats, everything: Floats) -> Codes:
    is_low: Flags = 100 * weight < HALF_COVERED * everything
    return np.where(is_low, LOW, NORMAL).astype(np.uint8)


@formula(
    "COST200_WAVG",
    id=65,
    name=_("Remittance-weighted cost of sending USD 200 to the area"),
    unit="PERCENT",
    decimals=2,
    basis="wdi",
    theme="costs",
    sdg="10.c.1",
    aggregate="corridors",
    status="D",
)
def weighted_cost_into(rpw_cost: Corridors, bilateral_2018: Corridors) -> Terms:
    """Mean cost of sending 200 United States dollars to the country over the corridors that were
    priced in the year, each weighted by the remittances that the World Bank's matrix of 2018 puts
    on it. The weights are modelled and the same in every year.

    Of low reliability (U) where priced corridors hold less than half of the modelled inflow; see
    their share. Marked E, because the weights are, and otherwise D: the official indicator
    averages over services. For a group: over all corridors into its members. Sources: World Bank,
    Remittance Prices Worldwide and Bilateral Remittance Matrix 2018.
    """
    terms = _weighted(rpw_cost, bilateral_2018, rpw_cost.cost)
    return replace(terms, graded=_uncovered)


@formula(
    "COST200_WCOV",
    id=66,
    name=_("Share of estimated inflows covered by priced corridors"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="costs",
    aggregate="corridors",
    status="E",
)
def priced_share_of_inflows(rpw_cost: Corridors, bilateral_2018: Corridors) -> Terms:
    """Of the remittances that the World Bank's matrix of 2018 puts on all corridors into the
    country, the percentage on corridors that were priced in the year. It tells how much the
    weighted cost rests on. The matrix is modelled.

    For a group: the same over all corridors into its members. Sources: World Bank,
    Remittance Prices Worldwide and Bilateral Remittance Matrix 2018.
    """
    terms = _weighted(rpw_cost, bilateral_2018, np.ones_like(rpw_cost.cost))
    return replace(
        terms, parts=terms.parts[1:], finish=lambda part, inflow: divide(100 * part, inflow)
    )


@formula(
    "COST200_SAVING",
    id=67,
    name=_("Annual saving if covered corridors cost 3 %"),
    unit="USD",
    decimals=0,
    basis="wdi",
    theme="costs",
    sdg="10.c.1",
    aggregate="corridors",
    status="G",
)
def saving_at_target(rpw_cost: Corridors, bilateral_2018: Corridors) -> Terms:
    """What senders would save in a year if no priced corridor into the country cost more than 3
    percent, the average that target 10.c of the Sustainable Development Goals wants, in United
    States dollars: over the corridors dearer than that, the part of the cost above 3 percent
    times the remittances that the World Bank's matrix of 2018 puts on the corridor.

    Experimental: the amounts are modelled, of 2018 in every year, and would grow if sending were
    cheaper; corridors without a price are left out, so it is missing without any. For a group: the sum over its members.
    Sources: World Bank, Remittance Prices Worldwide and Bilateral Remittance Matrix 2018.
    """
    above = np.maximum(0.0, rpw_cost.cost - TARGET) / 100
    terms = _weighted(rpw_cost, bilateral_2018, above)
    return replace(terms, parts=terms.parts[:1], finish=lambda saved: saved)
