"""How remittances move with the economy, and how much it depends on them (methods, section 1)."""

from __future__ import annotations

import numpy as np

from indicators.compute.registry import formula
from indicators.compute.registry import gettext_noop as _
from indicators.compute.remittances import FEWEST, growth, windows
from indicators.compute.severity import IMPOSSIBLE, MISSING, Codes, Floats
from indicators.compute.shapes import Panel
from indicators.compute.terms import Terms, divide, stated_ratio

BANDS = (1.0, 3.0, 10.0, 20.0)
"""Per cent of GDP at which bands 1 to 4 of dependence begin."""


@formula(
    "REM_CYCL10",
    id=13,
    name=_("Correlation of remittance and GDP growth, 10 years"),
    unit="INDEX",
    decimals=2,
    basis="wdi",
    theme="remittances",
    aggregate="rolling",
    status="G",
)
def remittances_and_the_cycle(remin: Panel, gdp: Panel) -> Terms:
    """Pearson correlation, from -1 to 1, of the annual growth of personal remittances received
    and of gross domestic product over the ten years that end in the year. Missing when fewer than
    eight pairs of growth rates are known, or that of the year itself is not; M when one of them
    never changes.

    Both are in current United States dollars, so both move with the exchange rate: below zero
    reads as counter-cyclical only with that in mind. Experimental.

    For a group: of the growth of its sums over members that have both figures in both years; the
    coverage shown is the lowest among the years used. Source: World Bank, World Development
    Indicators.
    """
    money = remin.nonzero
    return Terms(
        parts=(money, money.lag(1), gdp, gdp.lag(1)),
        finish=lambda now, before, _gdp, _gdp_before: growth(now, before),
        beside=lambda _now, _before, gdp_now, gdp_before: growth(gdp_now, gdp_before),
        after=correlation,
    )


def correlation(
    values: Floats, severity: Codes, coverage: Floats, beside: Floats
) -> tuple[Floats, Codes, Floats]:
    """Correlation over the last ten columns, where the last pair and seven more are known."""
    is_known = np.isfinite(values) & np.isfinite(beside)
    counted = windows(is_known.astype(np.float64), 0.0)
    number = counted.sum(axis=0)
    off = []
    for series in (values, beside):
        window = windows(np.where(is_known, series, 0.0), 0.0)
        off.append((window - window.sum(axis=0) / number) * counted)
    spread = np.sqrt((off[0] ** 2).sum(axis=0) * (off[1] ** 2).sum(axis=0))
    enough = (number >= FEWEST) & is_known
    coefficient = np.where(enough, (off[0] * off[1]).sum(axis=0) / spread, np.nan)
    coefficient = np.where(spread > 0, np.clip(coefficient, -1, 1), np.nan)
    worst = windows(np.where(is_known, severity, 0).astype(np.uint8), 0).max(axis=0)
    worst = np.where(np.isfinite(coefficient), worst, IMPOSSIBLE)
    lowest = windows(np.where(is_known, coverage, np.inf), np.inf).min(axis=0)
    return (
        coefficient,
        np.where(enough, worst, MISSING).astype(np.uint8),
        np.where(enough & np.isfinite(lowest), lowest, np.nan),
    )


def _band(share: Floats) -> Floats:
    band: Floats = np.where(np.isnan(share), np.nan, np.digitize(share, BANDS)).astype(np.float64)
    return band


@formula(
    "REM_DEP_BAND",
    id=14,
    name=_("Remittance dependence band"),
    unit="CODE",
    decimals=0,
    basis="wdi",
    theme="remittances",
    aggregate="ratio",
)
def dependence_band(remin: Panel, gdp: Panel) -> Terms:
    """The band in which remittances received in percent of gross domestic product fall: 0 below
    1, 1 from 1 to below 3, 2 from 3 to below 10, 3 from 10 to below 20, 4 from 20 on.

    A convention of this portal, not an official classification; a country near a border changes
    band without much change. For a group: the band of its ratio of sums. Source: World Bank,
    World Development Indicators.
    """

    def finish(received: Floats, product: Floats) -> Floats:
        return _band(divide(100 * received, product))

    return Terms(parts=(remin.nonzero, gdp), finish=finish)


@formula(
    "REM_DEP_BAND",
    id=14,
    name=_("Remittance dependence band"),
    unit="CODE",
    decimals=0,
    basis="wfb",
    theme="remittances",
    aggregate="ratio",
)
def dependence_band_factbook(wfb_remittances_gdp: Panel, wfb_gdp: Panel) -> Terms:
    """The band in which remittances received in percent of gross domestic product, as stated in
    The World Factbook, fall: 0 below 1, 1 from 1 to below 3, 2 from 3 to below 10, 3 from 10 to
    below 20, 4 from 20 on. A convention of this portal, not an official classification.

    For a group: the band of the mean of the stated shares weighted by GDP of the same year.
    """
    share = wfb_remittances_gdp.nonzero
    terms = stated_ratio(share, wfb_gdp)

    def finish(above: Floats, below: Floats) -> Floats:
        return _band(terms.finish(above, below))

    stated = Panel(share.axes, _band(share.values), share.severity)
    return Terms(parts=terms.parts, finish=finish, stated=stated)
