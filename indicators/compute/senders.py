"""From whom remittances come, by the modelled flows (methods, section 2)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from indicators.compute.aggregates import Groups
from indicators.compute.estimates import PUBLISHED, Estimates, estimates
from indicators.compute.registry import formula
from indicators.compute.registry import gettext_noop as _
from indicators.compute.severity import ESTIMATED, MISSING, Flags, Floats
from indicators.compute.shapes import Matrix, Panel
from indicators.compute.terms import Terms, ratio


def _dense(made: Estimates) -> Floats:
    """Dollars from host to home, float64[home, host, T], 0 where nothing is modelled."""
    areas = len(made.axes.areas)
    flows = np.zeros((areas, areas, len(made.axes.years)))
    flows[made.home, made.host] = np.nan_to_num(made.flows(PUBLISHED))
    return flows


def _shares(flows: Floats) -> Floats:
    """Each host's part of what every row receives, float64[rows, host, T]; NaN where nothing is."""
    total = flows.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(flows, total, out=np.full_like(flows, np.nan), where=total > 0)
    return shares


def _of_groups(made: Estimates, flows: Floats, groups: Groups) -> Floats:
    """The shares of hosts in what all members of each group receive together."""
    areas, years = len(made.axes.areas), len(made.axes.years)
    pooled: Floats = groups.weights @ flows.reshape(areas, areas * years)
    return _shares(pooled.reshape(len(groups.codes), areas, years))


def _received(made: Estimates, flows: Floats) -> Panel:
    """Dollars that every home country receives by the model."""
    values = flows.sum(axis=1)
    there: Flags = values > 0
    severity = np.where(there, ESTIMATED, MISSING).astype(np.uint8)
    return Panel(made.axes, np.where(there, values, np.nan), severity)


def _largest(shares: Floats) -> Floats:
    found: Floats = 100 * np.max(shares, axis=1)
    return found


def _concentration(shares: Floats) -> Floats:
    found: Floats = np.einsum("rht,rht->rt", shares, shares)
    return found


def _of_shares(made: Estimates, measure: Callable[[Floats], Floats]) -> Terms:
    """A measure of the shares of hosts, for countries and for groups put together."""
    flows = _dense(made)
    received = _received(made, flows)
    values = measure(_shares(flows))
    return Terms(
        parts=(received,),
        finish=lambda amount: amount,
        stated=Panel(made.axes, np.where(received.present, values, np.nan), received.severity),
        pooled=lambda groups: measure(_of_groups(made, flows, groups)),
    )


@formula(
    "BRE_TOP_SRC_SHARE",
    id=71,
    name=_("Share of the main source country in remittances received (estimate)"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="remittances",
    aggregate="pooled",
    status="E",
    modelled=True,
)
def main_source_share(remin: Panel, income: Panel, stock_f: Matrix, stock_m: Matrix) -> Terms:
    """The largest share of one host country in the remittances that the country receives, in
    percent, by the modelled flows (variant V3 of the bilateral estimates). Dependence on one
    source. Nobody observed these flows; do not read small differences.

    For a group: of the flows into all its members put together. Sources: World Bank, World
    Development Indicators; United Nations, International Migrant Stock; the model follows Ratha
    and Shaw (2007).
    """
    return _of_shares(estimates(remin, income, stock_f, stock_m), _largest)


@formula(
    "BRE_SRC_HHI",
    id=72,
    name=_("Concentration of remittance sources (estimate)"),
    unit="INDEX_0_1",
    decimals=3,
    basis="wdi",
    theme="remittances",
    aggregate="pooled",
    status="E",
    modelled=True,
)
def source_concentration(remin: Panel, income: Panel, stock_f: Matrix, stock_m: Matrix) -> Terms:
    """Sum of the squared shares of host countries in the remittances that the country receives
    (Herfindahl and Hirschman), from near 0 to 1, where 1 means a single source; by the modelled
    flows (variant V3 of the bilateral estimates), which nobody observed.

    For a group: of the flows into all its members put together. Sources: World Bank, World
    Development Indicators; United Nations, International Migrant Stock; the model follows Ratha
    and Shaw (2007).
    """
    return _of_shares(estimates(remin, income, stock_f, stock_m), _concentration)


@formula(
    "BRE_OUT_GAP",
    id=73,
    name=_("Modelled over reported remittance outflow"),
    unit="RATIO",
    decimals=2,
    basis="wdi",
    theme="remittances",
    aggregate="none",
    status="U",
    modelled=True,
)
def modelled_over_reported(
    remin: Panel, income: Panel, remout: Panel, stock_f: Matrix, stock_m: Matrix
) -> Terms:
    """What the model lets the country send (the sum of its modelled flows, variant V3) over what
    it reports as paid. A signal of data quality: large for host countries that report little of
    what leaves them. Low reliability by nature.

    For a group: no figure, because hosts that report nothing would drop out of it. Sources: World Bank, World Development Indicators; United
    Nations, International Migrant Stock; the model follows Ratha and Shaw (2007).
    """
    made = estimates(remin, income, stock_f, stock_m)
    sent = _dense(made).sum(axis=0)
    severity = np.where(sent > 0, ESTIMATED, MISSING).astype(np.uint8)
    outflow = Panel(made.axes, np.where(sent > 0, sent, np.nan), severity)
    return ratio(outflow, remout.nonzero.at(made.axes))
