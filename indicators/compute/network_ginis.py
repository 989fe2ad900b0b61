"""The Gini indices of a group's own matrix, and of the people of one country, as indicators (methods, section 6)."""

from __future__ import annotations

from indicators.compute.network_formulas import group_index, itself
from indicators.compute.networks import fields
from indicators.compute.registry import formula
from indicators.compute.registry import gettext_noop as _
from indicators.compute.shapes import Matrix, Panel
from indicators.compute.terms import Terms


@formula(
    "IDX_GINI_T",
    id=104,
    name=_("Total flows Gini (corrected)"),
    unit="INDEX_0_1",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def total_gini(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Gini coefficient over all corridors between members: 0 when all are equal, 1 when one has
    everybody. With Bell's correction, which divides by the number of corridors less one.

    Plane and Mulligan (1997); Bell and others (2002). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("GINI_T", stock_f, stock_m)


@formula(
    "IDX_GINI_T_UNC",
    id=105,
    name=_("Total flows Gini (uncorrected)"),
    unit="INDEX_0_1",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def total_gini_uncorrected(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Gini coefficient over all corridors between members without the correction for their number;
    the standardised indices are percentages of it.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("GINI_T_UNC", stock_f, stock_m)


@formula(
    "IDX_GINI_ROW",
    id=106,
    name=_("Rows Gini"),
    unit="INDEX_0_1",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def rows_gini(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """The part of the Gini coefficient that comes from comparing corridors with the same origin: how
    unequally people from one member spread over the others.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("GINI_ROW", stock_f, stock_m)


@formula(
    "IDX_GINI_COL",
    id=107,
    name=_("Columns Gini"),
    unit="INDEX_0_1",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def columns_gini(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """The part of the Gini coefficient that comes from comparing corridors with the same destination:
    how unequally the origins of one member's immigrants are filled.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("GINI_COL", stock_f, stock_m)


@formula(
    "IDX_GINI_EXCH",
    id=108,
    name=_("Exchange Gini"),
    unit="INDEX_0_1",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def exchange_gini(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """The part of the Gini coefficient that comes from comparing the two directions between the same
    two members.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("GINI_EXCH", stock_f, stock_m)


@formula(
    "IDX_GINI_ROW_STD",
    id=109,
    name=_("Rows Gini, standardised"),
    unit="INDEX_0_100",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def rows_gini_standardised(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """The rows Gini in percent of the uncorrected total Gini: how much of the inequality between
    corridors lies between corridors with the same origin.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("GINI_ROW_STD", stock_f, stock_m)


@formula(
    "IDX_GINI_COL_STD",
    id=110,
    name=_("Columns Gini, standardised"),
    unit="INDEX_0_100",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def columns_gini_standardised(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """The columns Gini in percent of the uncorrected total Gini: how much of the inequality between
    corridors lies between corridors with the same destination.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("GINI_COL_STD", stock_f, stock_m)


@formula(
    "IDX_GINI_EXCH_STD",
    id=111,
    name=_("Exchange Gini, standardised"),
    unit="INDEX_0_100",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def exchange_gini_standardised(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """The exchange Gini in percent of the uncorrected total Gini: how much of the inequality between
    corridors lies between the two directions of the same pair.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("GINI_EXCH_STD", stock_f, stock_m)


@formula(
    "IDX_MWG_OUT",
    id=114,
    name=_("Migration-weighted mean Gini, out-migration"),
    unit="INDEX_0_1",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def mean_gini_out(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Mean of the members' out-migration field indices, each weighted by its share of all emigrants
    within the group. Weighted by emigrants, not as in some software by immigrants.

    Bell and others (2002). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("MWG_OUT", stock_f, stock_m)


@formula(
    "IDX_MWG_IN",
    id=115,
    name=_("Migration-weighted mean Gini, in-migration"),
    unit="INDEX_0_1",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def mean_gini_in(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Mean of the members' in-migration field indices, each weighted by its share of all immigrants
    within the group. Weighted by immigrants, not as in some software by emigrants.

    Bell and others (2002). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("MWG_IN", stock_f, stock_m)


@formula(
    "IDX_MWG",
    id=116,
    name=_("Migration-weighted mean Gini"),
    unit="INDEX_0_1",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="own",
    status="E",
)
def mean_gini(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Mean of the migration-weighted Gini indices of out-migration and of in-migration.

    Bell and others (2002). Based on migrant stocks of both sexes in the stock years, not
    on flows.

    For a group: of the matrix between its members; countries have no figure. Source of the stocks:
    United Nations, International Migrant Stock.
    """
    return group_index("MWG", stock_f, stock_m)


def _field(panel: Panel) -> Terms:
    return Terms(parts=(panel,), finish=itself, stated=panel)


@formula(
    "IDX_GINI_OUT",
    id=112,
    name=_("Out-migration field Gini"),
    unit="INDEX_0_1",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="none",
    status="E",
)
def out_field(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Gini coefficient over the destinations, all areas of the world, of the people from the
    country: 0 when every other area has as many of them, near 1 when they live in few.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes, not on flows.

    For a group: see the migration-weighted mean instead. Source: United Nations, International Migrant Stock.
    """
    return _field(fields(stock_f, stock_m)[0])


@formula(
    "IDX_GINI_IN",
    id=113,
    name=_("In-migration field Gini"),
    unit="INDEX_0_1",
    decimals=3,
    basis="wdi",
    theme="networks",
    aggregate="none",
    status="E",
)
def in_field(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Gini coefficient over the origins, all areas of the world, of the immigrants in the country:
    0 when every other area has sent as many, near 1 when they come from few. People whose origin
    is not known are left out.

    Plane and Mulligan (1997). Based on migrant stocks of both sexes, not on flows.

    For a group: see the migration-weighted mean instead. Source: United Nations, International Migrant Stock.
    """
    return _field(fields(stock_f, stock_m)[1])
