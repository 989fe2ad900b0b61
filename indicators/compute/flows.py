"""Net migration (methods, section 4), population and gross domestic product."""

from __future__ import annotations

from indicators.compute.registry import formula
from indicators.compute.registry import gettext_noop as _
from indicators.compute.severity import Floats
from indicators.compute.shapes import Panel
from indicators.compute.terms import Terms, divide, ratio, total


@formula(
    "MIG_NET",
    id=30,
    name=_("Net migration"),
    unit="PERSONS",
    decimals=0,
    basis="wdi",
    theme="flows",
    aggregate="sum",
    status="E",
    modelled=True,
)
def net_movement(nmig: Panel) -> Terms:
    """People who came to live in the country minus people who left it during the year, citizens
    or not. A result of the population model of the United Nations (what births and deaths do not
    explain), not a count; the sum over the world is not zero.

    For a group: the sum over members with a figure. Source: United Nations, World Population
    Prospects 2024, through the World Bank (SM.POP.NETM).
    """
    return total(nmig)


def _people(rate: Floats, people: Floats) -> Floats:
    return rate * people / 1000


@formula(
    "MIG_NET",
    id=30,
    name=_("Net migration"),
    unit="PERSONS",
    decimals=0,
    basis="wfb",
    theme="flows",
    aggregate="sum",
    status="E",
    modelled=True,
)
def net_movement_factbook(wfb_net_rate: Panel, wfb_pop: Panel) -> Terms:
    """The net migration rate that The World Factbook states, times the population it states for
    the same year, divided by 1,000. Missing unless both are stated for the same year. The rate
    comes from a population model and is rounded, so this is an estimate.

    For a group: the sum over members with a figure, published when they hold at least two thirds
    of the group's population (the latest population stated, for every year).
    """
    people = wfb_pop.at_least(wfb_net_rate.severity)
    return total(Panel(people.axes, _people(wfb_net_rate.values, wfb_pop.values), people.severity))


@formula(
    "MIG_NET_RATE",
    id=31,
    name=_("Net migration rate per 1,000"),
    unit="PER_1000",
    decimals=1,
    basis="wdi",
    theme="flows",
    aggregate="ratio",
    status="E",
    modelled=True,
)
def net_movement_rate(nmig: Panel, pop: Panel) -> Terms:
    """Net migration during the year per 1,000 inhabitants on 1 July of the same year. Net
    migration is a result of the population model of the United Nations, not a count.

    For a group: the ratio of sums over members that have both. Sources: United Nations, World
    Population Prospects 2024, in part through the World Bank.
    """
    return ratio(nmig, pop, scale=1000)


@formula(
    "MIG_NET_RATE",
    id=31,
    name=_("Net migration rate per 1,000"),
    unit="PER_1000",
    decimals=1,
    basis="wfb",
    theme="flows",
    aggregate="ratio",
    status="E",
    modelled=True,
)
def net_movement_rate_factbook(wfb_net_rate: Panel, wfb_pop: Panel) -> Terms:
    """Net migrants per 1,000 inhabitants, as stated in The World Factbook for the year stated
    there; a result of a population model, not a count.

    For a group: the mean of the stated rates weighted by the population stated for the same
    year, published when members with both hold at least two thirds of the group's population
    (the latest population stated, for every year).
    """
    amount = Panel(
        wfb_pop.axes,
        _people(wfb_net_rate.values, wfb_pop.values),
        wfb_pop.at_least(wfb_net_rate.severity).severity,
    )
    return Terms(
        parts=(amount, wfb_pop),
        finish=_per_thousand,
        stated=wfb_net_rate,
        expression="1000 * a / b",
    )


def _per_thousand(above: Floats, below: Floats) -> Floats:
    return divide(1000 * above, below)


@formula(
    "POP",
    id=50,
    name=_("Population"),
    unit="PERSONS",
    decimals=0,
    basis="wdi",
    theme="context",
    aggregate="sum",
)
def population(pop: Panel) -> Terms:
    """All residents on 1 July of the year. The Channel Islands are Guernsey plus Jersey.

    For a group: the sum. Source: United Nations, World Population Prospects 2024.
    """
    return total(pop)


@formula(
    "POP",
    id=50,
    name=_("Population"),
    unit="PERSONS",
    decimals=0,
    basis="wfb",
    theme="context",
    aggregate="sum",
)
def population_factbook(wfb_pop: Panel) -> Terms:
    """All residents in the year, as stated in The World Factbook (mostly an estimate for the
    latest year). For a group: the sum over members whose population is stated for that year.
    """
    return total(wfb_pop)


@formula(
    "GDP_USD",
    id=51,
    name=_("Gross domestic product"),
    unit="USD",
    decimals=0,
    basis="wdi",
    theme="context",
    aggregate="sum",
)
def gross_domestic_product(gdp: Panel) -> Terms:
    """Gross domestic product of the year in current United States dollars, converted at the
    official exchange rate; a change of the rate changes the figure.

    For a group: the sum over members with a figure. Source: World Bank, World Development
    Indicators, NY.GDP.MKTP.CD.
    """
    return total(gdp)


@formula(
    "GDP_USD",
    id=51,
    name=_("Gross domestic product"),
    unit="USD",
    decimals=0,
    basis="wfb",
    theme="context",
    aggregate="sum",
)
def gross_domestic_product_factbook(wfb_gdp: Panel) -> Terms:
    """Gross domestic product in United States dollars for the year stated in The World Factbook.

    For a group: the sum over members with a figure for that year, published when they hold at
    least two thirds of the group's population (the latest population stated, for every year).
    """
    return total(wfb_gdp)
