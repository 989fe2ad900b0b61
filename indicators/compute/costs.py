"""The cost of sending USD 200 home (methods, section 3)."""

from __future__ import annotations

from indicators.compute.registry import formula
from indicators.compute.registry import gettext_noop as _
from indicators.compute.shapes import Corridors
from indicators.compute.terms import Terms, ratio, total


@formula(
    "COST200_REC", id=60, name=_("Average cost of sending USD 200 to the area"), unit="PERCENT",
    decimals=2, basis="wdi", theme="costs", sdg="10.c.1", aggregate="corridors", status="D",
)  # fmt: skip
def cost_into(rpw_cost: Corridors) -> Terms:
    """Mean cost of sending 200 United States dollars to the country, fee and exchange margin, in
    percent of the amount: the simple mean over the corridors into it that were priced in the
    year, each first averaged over its quarters. A negative cost is valid.

    Marked D: Sustainable Development Goal indicator 10.c.1 averages over services, this over
    corridors. A country into which no corridor was priced is missing.

    For a group: the mean over all corridors into its members, not over countries. It is never
    suppressed; the coverage tells what share of the population lives in members with a price.
    Source: World Bank, Remittance Prices Worldwide.
    """
    cost, number = rpw_cost.into
    return ratio(cost, number)


@formula(
    "COST200_N", id=61, name=_("Corridors observed into the area"), unit="COUNT",
    decimals=0, basis="wdi", theme="costs", aggregate="corridors",
)  # fmt: skip
def corridors_into(rpw_cost: Corridors) -> Terms:
    """Number of corridors into the country that were priced in at least one quarter of the year;
    missing where there is none. It tells how much the average cost rests on.

    For a group: the number of corridors into its members. Source: World Bank, Remittance Prices
    Worldwide.
    """
    return total(rpw_cost.into[1])
