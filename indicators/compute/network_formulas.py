"""The indices of a group's own matrix as indicators (methods, section 6)."""

from __future__ import annotations

from indicators.compute.aggregates import Groups
from indicators.compute.networks import of_groups
from indicators.compute.registry import formula
from indicators.compute.registry import gettext_noop as _
from indicators.compute.severity import Floats
from indicators.compute.shapes import Matrix, Panel
from indicators.compute.stocks import immigrants, population_at
from indicators.compute.terms import Terms, nowhere


def itself(values: Floats) -> Floats:
    """The values as they are: nothing is left to finish."""
    return values


def group_index(name: str, women: Matrix, men: Matrix) -> Terms:
    """An index of every group's own matrix; members without a stock are not in it."""
    people = immigrants(women, men)
    return Terms(
        parts=(people,),
        finish=itself,
        stated=nowhere(people.axes),
        pooled=lambda groups: of_groups(groups, women, men)[name],
    )


@formula(
    "IDX_MEI",
    id=100,
    name=_("Migration effectiveness index"),
    unit="INDEX_0_100",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def effectiveness(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Sum over members of the distance between immigrants and emigrants, divided by the sum of both,
    times 100: 0 when every member has as many of its people in the others as it hosts of theirs,
    100 when people only ever moved one way.

    Bell and Muhidin (2009). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("MEI", stock_f, stock_m)


@formula(
    "IDX_CONN",
    id=102,
    name=_("Migration connectivity index"),
    unit="INDEX_0_1",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def connectivity(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Share of the possible corridors between members in which anybody lives, from 0 to 1. A corridor
    that the source does not list counts as empty.

    Bell and others (2002). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("CONN", stock_f, stock_m)


@formula(
    "IDX_INEQ",
    id=103,
    name=_("Migration inequality index"),
    unit="INDEX_0_1",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def inequality(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Half the sum over corridors of the distance between the corridor's share of all migrants and an
    equal share: 0 when all corridors between members are equal, near 1 when one has everybody.

    Bell and others (2002). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("INEQ", stock_f, stock_m)


@formula(
    "IDX_ACV_OUT",
    id=117,
    name=_("Aggregated coefficient of variation, out-migration"),
    unit="INDEX",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def variation_out(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Coefficient of variation (standard deviation over mean) of every member's corridors to the
    others, weighted by its share of all emigrants within the group; members without any are left
    out. Large when people from one member go to few of the others.

    Rogers and Sweeney (1998). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("ACV_OUT", stock_f, stock_m)


@formula(
    "IDX_ACV_IN",
    id=118,
    name=_("Aggregated coefficient of variation, in-migration"),
    unit="INDEX",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def variation_in(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Coefficient of variation (standard deviation over mean) of every member's corridors from the
    others, weighted by its share of all immigrants within the group; members without any are left
    out. Large when immigrants in one member come from few of the others.

    Rogers and Sweeney (1998). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("ACV_IN", stock_f, stock_m)


@formula(
    "IDX_ACV",
    id=119,
    name=_("Aggregated coefficient of variation"),
    unit="INDEX",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def variation(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Sum of the aggregated coefficients of variation of out-migration and of in-migration: the
    spatial focusing of migration in the group, 0 when all corridors are equal.

    Rogers and Sweeney (1998). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("ACV", stock_f, stock_m)


@formula(
    "IDX_ANMR",
    id=101,
    name=_("Aggregate net migration rate (stock based)"),
    unit="PERCENT",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def aggregate_net_rate(stock_f: Matrix, stock_m: Matrix, pop: Panel) -> Terms:
    """Half the sum over members of the distance between immigrants and emigrants, per 100
    inhabitants of the group: how far migration between the members has moved people from one to
    another. It is the effectiveness index times migrants per head. Where the population of the
    year is not known yet, that of the year before is used.

    Bell and Muhidin (2009). Based on migrant stocks of both sexes in the stock years, not on flows.

    For a group: of the matrix between its members; countries have no figure. Sources: United
    Nations, International Migrant Stock and World Population Prospects 2024.
    """
    people = immigrants(stock_f, stock_m)
    inhabitants = population_at(pop, people.axes)

    def pooled(groups: Groups) -> Floats:
        both = people.present & inhabitants.present
        total = groups.weights @ inhabitants.without(~both).values_or_zero
        group_indices = of_groups(groups, stock_f, stock_m)
        return group_indices["MEI"] * group_indices["CMI"] / 100 / total

    return Terms(
        parts=(people, inhabitants),
        finish=lambda persons, _inhabitants: persons,
        stated=nowhere(people.axes),
        pooled=pooled,
    )
