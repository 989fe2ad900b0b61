"""The indices of a group's own matrix as indicators (methods, section 6)."""

from __future__ import annotations

from indicators.compute.aggregates import Groups
from indicators.compute.networks import fields, of_groups
from indicators.compute.registry import formula
from indicators.compute.registry import gettext_noop as _
from indicators.compute.severity import Floats
from indicators.compute.shapes import Matrix, Panel
from indicators.compute.stocks import immigrants, population_at
from indicators.compute.terms import Terms, nowhere


def _itself(values: Floats) -> Floats:
    return values


def _own(name: str, women: Matrix, men: Matrix) -> Terms:
    """An index of every group's own matrix; members without a stock are not in it."""
    people = immigrants(women, men)
    return Terms(
        parts=(people,),
        finish=_itself,
        stated=nowhere(people.axes),
        pooled=lambda groups: of_groups(groups, women, men)[name],
    )


@formula(
    "IDX_MEI", id=100, name=_("Migration effectiveness index"), unit="INDEX_0_100",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def effectiveness(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Sum over members of the distance between immigrants and emigrants, divided by the sum of both,
    times 100: 0 when every member has as many of its people in the others as it hosts of theirs,
    100 when people only ever moved one way.

    Bell and Muhidin (2009). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("MEI", stock_f, stock_m)


@formula(
    "IDX_CONN", id=102, name=_("Migration connectivity index"), unit="INDEX_0_1",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def connectivity(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Share of the possible corridors between members in which anybody lives, from 0 to 1. A corridor
    that the source does not list counts as empty.

    Bell and others (2002). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("CONN", stock_f, stock_m)


@formula(
    "IDX_INEQ", id=103, name=_("Migration inequality index"), unit="INDEX_0_1",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def inequality(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Half the sum over corridors of the distance between the corridor's share of all migrants and an
    equal share: 0 when all corridors between members are equal, near 1 when one has everybody.

    Bell and others (2002). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("INEQ", stock_f, stock_m)


@formula(
    "IDX_GINI_T", id=104, name=_("Total flows Gini (corrected)"), unit="INDEX_0_1",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def total_gini(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Gini coefficient over all corridors between members: 0 when all are equal, 1 when one has
    everybody. With Bell's correction, which divides by the number of corridors less one.

    Plane and Mulligan (1997); Bell and others (2002). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("GINI_T", stock_f, stock_m)


@formula(
    "IDX_GINI_T_UNC", id=105, name=_("Total flows Gini (uncorrected)"), unit="INDEX_0_1",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def total_gini_uncorrected(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Gini coefficient over all corridors between members without the correction for their number;
    the standardised indices are percentages of it.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("GINI_T_UNC", stock_f, stock_m)


@formula(
    "IDX_GINI_ROW", id=106, name=_("Rows Gini"), unit="INDEX_0_1",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def rows_gini(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """The part of the Gini coefficient that comes from comparing corridors with the same origin: how
    unequally people from one member spread over the others.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("GINI_ROW", stock_f, stock_m)


@formula(
    "IDX_GINI_COL", id=107, name=_("Columns Gini"), unit="INDEX_0_1",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def columns_gini(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """The part of the Gini coefficient that comes from comparing corridors with the same destination:
    how unequally the origins of one member's immigrants are filled.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("GINI_COL", stock_f, stock_m)


@formula(
    "IDX_GINI_EXCH", id=108, name=_("Exchange Gini"), unit="INDEX_0_1",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def exchange_gini(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """The part of the Gini coefficient that comes from comparing the two directions between the same
    two members.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("GINI_EXCH", stock_f, stock_m)


@formula(
    "IDX_GINI_ROW_STD", id=109, name=_("Rows Gini, standardised"), unit="INDEX_0_100",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def rows_gini_standardised(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """The rows Gini in percent of the uncorrected total Gini: how much of the inequality between
    corridors lies between corridors with the same origin.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("GINI_ROW_STD", stock_f, stock_m)


@formula(
    "IDX_GINI_COL_STD", id=110, name=_("Columns Gini, standardised"), unit="INDEX_0_100",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def columns_gini_standardised(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """The columns Gini in percent of the uncorrected total Gini: how much of the inequality between
    corridors lies between corridors with the same destination.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("GINI_COL_STD", stock_f, stock_m)


@formula(
    "IDX_GINI_EXCH_STD", id=111, name=_("Exchange Gini, standardised"), unit="INDEX_0_100",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def exchange_gini_standardised(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """The exchange Gini in percent of the uncorrected total Gini: how much of the inequality between
    corridors lies between the two directions of the same pair.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("GINI_EXCH_STD", stock_f, stock_m)


@formula(
    "IDX_MWG_OUT", id=114, name=_("Migration-weighted mean Gini, out-migration"), unit="INDEX_0_1",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def mean_gini_out(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Mean of the members' out-migration field indices, each weighted by its share of all emigrants
    within the group. Weighted by emigrants, not as in some software by immigrants.

    Bell and others (2002). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("MWG_OUT", stock_f, stock_m)


@formula(
    "IDX_MWG_IN", id=115, name=_("Migration-weighted mean Gini, in-migration"), unit="INDEX_0_1",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def mean_gini_in(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Mean of the members' in-migration field indices, each weighted by its share of all immigrants
    within the group. Weighted by immigrants, not as in some software by emigrants.

    Bell and others (2002). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("MWG_IN", stock_f, stock_m)


@formula(
    "IDX_MWG", id=116, name=_("Migration-weighted mean Gini"), unit="INDEX_0_1",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def mean_gini(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Mean of the migration-weighted Gini indices of out-migration and of in-migration.

    Bell and others (2002). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("MWG", stock_f, stock_m)


@formula(
    "IDX_ACV_OUT", id=117, name=_("Aggregated coefficient of variation, out-migration"), unit="INDEX",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def variation_out(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Coefficient of variation (standard deviation over mean) of every member's corridors to the
    others, weighted by its share of all emigrants within the group; members without any are left
    out. Large when people from one member go to few of the others.

    Rogers and Sweeney (1998). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("ACV_OUT", stock_f, stock_m)


@formula(
    "IDX_ACV_IN", id=118, name=_("Aggregated coefficient of variation, in-migration"), unit="INDEX",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def variation_in(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Coefficient of variation (standard deviation over mean) of every member's corridors from the
    others, weighted by its share of all immigrants within the group; members without any are left
    out. Large when immigrants in one member come from few of the others.

    Rogers and Sweeney (1998). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("ACV_IN", stock_f, stock_m)


@formula(
    "IDX_ACV", id=119, name=_("Aggregated coefficient of variation"), unit="INDEX",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
def variation(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Sum of the aggregated coefficients of variation of out-migration and of in-migration: the
    spatial focusing of migration in the group, 0 when all corridors are equal.

    Rogers and Sweeney (1998). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return _own("ACV", stock_f, stock_m)


@formula(
    "IDX_ANMR", id=101, name=_("Aggregate net migration rate (stock based)"), unit="PERCENT",
    decimals=3, basis="wdi", theme="networks", aggregate="own", status="E",
)  # fmt: skip
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
        found = of_groups(groups, stock_f, stock_m)
        return found["MEI"] * found["CMI"] / 100 / total

    return Terms(
        parts=(people, inhabitants),
        finish=lambda persons, _inhabitants: persons,
        stated=nowhere(people.axes),
        pooled=pooled,
    )


def _field(panel: Panel) -> Terms:
    return Terms(parts=(panel,), finish=_itself, stated=panel)


@formula(
    "IDX_GINI_OUT", id=112, name=_("Out-migration field Gini"), unit="INDEX_0_1", decimals=3,
    basis="wdi", theme="networks", aggregate="none", status="E",
)  # fmt: skip
def out_field(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Gini coefficient over the destinations, all areas of the world, of the people from the
    country: 0 when every other area has as many of them, near 1 when they live in few.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes, not on flows.

    For a group: see the migration-weighted mean instead. Source: United Nations, International Migrant Stock.
    """
    return _field(fields(stock_f, stock_m)[0])


@formula(
    "IDX_GINI_IN", id=113, name=_("In-migration field Gini"), unit="INDEX_0_1", decimals=3,
    basis="wdi", theme="networks", aggregate="none", status="E",
)  # fmt: skip
def in_field(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Gini coefficient over the origins, all areas of the world, of the immigrants in the country:
    0 when every other area has sent as many, near 1 when they come from few. People whose origin
    is not known are left out.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes, not on flows.

    For a group: see the migration-weighted mean instead. Source: United Nations, International Migrant Stock.
    """
    return _field(fields(stock_f, stock_m)[1])
