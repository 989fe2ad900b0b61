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


def _dense(model: Estimates) -> Floats:
    """Dollars from host to home, float64[home, host, T], 0 where nothing is modelled."""
    areas = len(model.axes.areas)
    flows = np.zeros((areas, areas, len(model.axes.years)))
    flows[model.home, model.host] = np.nan_to_num(model.flows(PUBLISHED))
    return flows


def _shares(flows: Floats) -> Floats:
    """Each host's part of what every row receives, float64[rows, host, T]; NaN where nothing is."""
    total = flows.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(flows, total, out=np.full_like(flows, np.nan), where=total > 0)
    return shares


def _of_groups(model: Estimates, flows: Floats, groups: Groups) -> Floats:
    """The shares of hosts in what all members of each group receive together."""
    areas, years = len(model.axes.areas), len(model.axes.years)
    pooled: Floats = groups.weights @ flows.reshape(areas, areas * years)
    return _shares(pooled.reshape(len(groups.codes), areas, years))


def _received(model: Estimates, flows: Floats) -> Panel:
    """Dollars that every home country receives by the model."""
    values = flows.sum(axis=1)
    is_positive: Flags = values > 0
    severity = np.where(is_positive, ESTIMATED, MISSING).astype(np.uint8)
    return Panel(model.axes, np.where(is_positive, values, np.nan), severity)


def _largest(shares: Floats) -> Floats:
    share: Floats = 100 * np.max(shares, axis=1)
    return share


def _concentration(shares: Floats) -> Floats:
    index: Floats = np.einsum("rht,rht->rt", shares, shares)
    return index


def _of_shares(model: Estimates, measure: Callable[[Floats], Floats]) -> Terms:
    """A measure of the shares of hosts, for countries and for groups put together."""
    flows = _dense(model)
    received = _received(model, flows)
    values = measure(_shares(flows))
    return Terms(
        parts=(received,),
        finish=lambda amount: amount,
        stated=Panel(model.axes, np.where(received.present, values, np.nan), received.severity),
        pooled=lambda groups: measure(_of_groups(model, flows, groups)),
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
    model = estimates(remin, income, stock_f, stock_m)
    estimated = _dense(model).sum(axis=0)
    severity = np.where(estimated > 0, ESTIMATED, MISSING).astype(np.uint8)
    outflow = Panel(model.axes, np.where(estimated > 0, estimated, np.nan), severity)
    return ratio(outflow, remout.nonzero.at(model.axes))
