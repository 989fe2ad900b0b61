"""How concentrated migrants are, and how many stay within a region (methods, section 5)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from indicators.compute.aggregates import Groups
from indicators.compute.links import square
from indicators.compute.registry import formula
from indicators.compute.registry import gettext_noop as _
from indicators.compute.severity import Floats
from indicators.compute.shapes import Matrix, Panel
from indicators.compute.stocks import emigrants, immigrants
from indicators.compute.terms import Terms, nowhere

WORLD = "WLD"


def _concentrated(stock: Floats) -> Floats:
    """Sum of squared shares along the last axis of [Y, rows, other end], as [rows, Y]."""
    total = stock.sum(axis=2)
    squares: Floats = np.einsum("yro,yro->yr", stock, stock)
    index: Floats = np.where(total > 0, squares / total**2, np.nan).T
    return index


def _herfindahl(people: Panel, stock: Floats) -> Terms:
    """`stock` [Y, rows, other end] has the corridors of `people`, of countries and, put together, of groups."""
    return Terms(
        parts=(people,),
        finish=lambda persons: persons,
        stated=Panel(people.axes, _concentrated(stock), people.severity),
        pooled=lambda groups: _concentrated(groups.weights @ stock),
    )


@formula(
    "HHI_DEST",
    id=84,
    name=_("Concentration of destinations"),
    unit="INDEX_0_1",
    decimals=3,
    basis="wdi",
    theme="stocks",
    aggregate="pooled",
    status="E",
)
def concentration_of_destinations(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Sum of the squared shares of destinations among the people from the country who live abroad
    (Herfindahl and Hirschman), from near 0 to 1, where 1 means that all live in one country. Not
    multiplied by 10,000 and not normalised.

    For a group: of the emigrants of all its members put together, those who moved within it
    included. Source: United Nations, International Migrant Stock.
    """
    return _herfindahl(emigrants(stock_f, stock_m), square(stock_f, stock_m))


@formula(
    "HHI_ORIG",
    id=85,
    name=_("Concentration of origins"),
    unit="INDEX_0_1",
    decimals=3,
    basis="wdi",
    theme="stocks",
    aggregate="pooled",
    status="E",
)
def concentration_of_origins(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Sum of the squared shares of origins among the immigrants in the country (Herfindahl and
    Hirschman), from near 0 to 1, where 1 means that all come from one country. People whose
    origin is not known are left out of both numbers; M where no origin is known.

    For a group: of the immigrants in all its members put together, those who moved within it
    included. Source: United Nations, International Migrant Stock.
    """
    stock = square(stock_f, stock_m).transpose(0, 2, 1)
    return _herfindahl(immigrants(stock_f, stock_m), stock)


def _within(people: Panel, stock: Floats) -> Terms:
    """Percent of the people of each group's members whose other end is a member too."""

    def pooled(groups: Groups) -> Floats:
        ours = groups.weights @ stock  # [Y, G, other end]
        inside = np.einsum("ygo,go->gy", ours, groups.weights)
        total = ours.sum(axis=2).T
        share = np.where(total > 0, 100 * inside / total, np.nan)
        share[[code == WORLD for code in groups.codes]] = np.nan  # everybody moves in the world
        return share

    finish: Callable[[Floats], Floats] = lambda persons: persons  # noqa: E731  typed for mypy
    return Terms(parts=(people,), finish=finish, stated=nowhere(people.axes), pooled=pooled)


@formula(
    "MIG_INTRA_EMI",
    id=28,
    name=_("Emigrants living within the commission's region"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="stocks",
    aggregate="own",
    status="E",
)
def emigrants_within_the_region(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """For a group: of all people from its members who live in another country, the percentage that
    lives in another member of the same group. Countries and the world have no figure.

    Commissions overlap, so their figures are not parts of a whole. Source: United Nations,
    International Migrant Stock.
    """
    return _within(emigrants(stock_f, stock_m), square(stock_f, stock_m))


@formula(
    "MIG_INTRA_IMM",
    id=29,
    name=_("Immigrants from within the commission's region"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="stocks",
    aggregate="own",
    status="E",
)
def immigrants_from_within_the_region(stock_f: Matrix, stock_m: Matrix) -> Terms:
    """For a group: of all immigrants of known origin in its members, the percentage that comes from
    another member of the same group. Countries and the world have no figure.

    Commissions overlap, so their figures are not parts of a whole. Source: United Nations,
    International Migrant Stock.
    """
    return _within(immigrants(stock_f, stock_m), square(stock_f, stock_m).transpose(0, 2, 1))
