"""Refugees and asylum seekers (methods, section 4 and 0.5)."""

from __future__ import annotations

import numpy as np

from indicators.compute.registry import formula
from indicators.compute.registry import gettext_noop as _
from indicators.compute.severity import ELSEWHERE, LOW, MISSING, Flags
from indicators.compute.shapes import Matrix, Pairs, Panel
from indicators.compute.stocks import immigrants
from indicators.compute.terms import Terms, ratio, total

KOSOVO = "XKX"
"""UNHCR reports Serbia and Kosovo together (status K)."""
PALESTINE = "PSE"
UNDERSTATED = ("JOR", "LBN", "SYR")
"""Stocks that count Palestine refugees, whom UNHCR's figures leave to UNRWA (status U)."""


def _filled(panel: Panel, has_rows: Flags) -> Panel:
    """Rule U: an area with rows of any group has 0 of a group without rows; others are missing.

    Kosovo is told apart: its figures are in those of Serbia.
    """
    stated = panel.present
    values = np.where(stated, panel.values, np.where(has_rows, 0.0, np.nan))
    severity = np.where(stated, panel.severity, np.where(has_rows, 0, MISSING)).astype(np.uint8)
    if (row := panel.axes.position.get(KOSOVO)) is not None:
        values[row], severity[row] = np.nan, np.where(has_rows.any(axis=0), ELSEWHERE, MISSING)
    return Panel(panel.axes, values, severity)


def _has_rows(groups: tuple[Pairs | None, ...], *, origin: bool = False) -> Flags:
    """Where UNHCR has any row for the area, as one of asylum or as one of origin."""
    panels = [
        pairs.by_counterpart if origin else pairs.by_area for pairs in groups if pairs is not None
    ]
    has_rows: Flags = np.logical_or.reduce([panel.present for panel in panels])
    return has_rows


def _foreigners(pairs: Pairs, has_rows: Flags) -> Panel:
    """Persons in an area whose origin is another one."""
    everyone = _filled(pairs.by_area, has_rows)
    nationals = np.where(pairs.nationals.present, pairs.nationals.values, 0.0)
    return Panel(everyone.axes, everyone.values - nationals, everyone.severity)


@formula(
    "MIG_REF_SHARE",
    id=40,
    name=_("Refugees and asylum seekers, % of migrant stock"),
    unit="PERCENT",
    decimals=1,
    basis="wdi",
    theme="displacement",
    aggregate="ratio",
    status="D",
)
def refugee_share_of_stock(
    unhcr_refugee: Pairs,
    unhcr_asylum: Pairs,
    stock_f: Matrix,
    stock_m: Matrix,
    unhcr_refugee_return: Pairs | None = None,
    unhcr_idp: Pairs | None = None,
    unhcr_idp_return: Pairs | None = None,
    unhcr_stateless: Pairs | None = None,
    unhcr_other: Pairs | None = None,
) -> Terms:
    """Refugees and asylum seekers in the country (its own nationals left out) per 100 immigrants
    living in it, in the years for which the migrant stock is known. Marked D because the first
    are counted at the end of the year and the second in the middle.

    UNHCR publishes counts of one to four persons as five. An area for which UNHCR has no figure
    of any kind is missing; one that has some, but none of these, has 0. More than 100 is
    possible and marked U. Jordan, Lebanon and the Syrian Arab Republic are marked U: Palestine
    refugees are in their stocks but not in UNHCR's figures. The State of Palestine has no value.

    For a group: the ratio of sums over members that have both. Sources: UNHCR, Refugee Data
    Finder; United Nations, International Migrant Stock.
    """
    groups = (
        unhcr_refugee,
        unhcr_asylum,
        unhcr_refugee_return,
        unhcr_idp,
        unhcr_idp_return,
        unhcr_stateless,
        unhcr_other,
    )
    stock, rows = immigrants(stock_f, stock_m), _has_rows(groups)
    refugees, seekers = _foreigners(unhcr_refugee, rows), _foreigners(unhcr_asylum, rows)
    severity = np.maximum(refugees.severity, seekers.severity)
    people = Panel(refugees.axes, refugees.values + seekers.values, severity).at(stock.axes)
    position = stock.axes.position
    for code in UNDERSTATED:
        if (row := position.get(code)) is not None:
            people.severity[row] = np.maximum(people.severity[row], LOW)
    if (row := position.get(PALESTINE)) is not None:
        people.values[row], people.severity[row] = np.nan, MISSING
    return ratio(
        people.at_least(np.where(people.values > stock.values, LOW, 0).astype(np.uint8)),
        stock,
        scale=100,
    )


@formula(
    "REF_ORIG_RATE",
    id=41,
    name=_("Refugees per 100,000 population of origin"),
    unit="PER_100000",
    decimals=1,
    basis="wdi",
    theme="displacement",
    sdg="10.7.4",
    aggregate="ratio",
    status="D",
)
def refugees_by_origin(
    unhcr_refugee: Pairs,
    pop: Panel,
    unhcr_asylum: Pairs | None = None,
    unhcr_refugee_return: Pairs | None = None,
    unhcr_idp: Pairs | None = None,
    unhcr_idp_return: Pairs | None = None,
    unhcr_stateless: Pairs | None = None,
    unhcr_other: Pairs | None = None,
) -> Terms:
    """Refugees from the country at the end of the year, per 100,000 of its population and these
    refugees together. This is Sustainable Development Goal indicator 10.7.4, marked D because
    the population used is that of 1 July.

    Refugees under the mandate of UNRWA are not in it. A country for which UNHCR has rows as an
    origin, but none of refugees, has 0; one without any row is missing. Kosovo is counted with
    Serbia. For a group: the same formula on the sums. Sources: UNHCR, Refugee Data Finder;
    United Nations, World Population Prospects 2024.
    """
    groups = (
        unhcr_refugee,
        unhcr_asylum,
        unhcr_refugee_return,
        unhcr_idp,
        unhcr_idp_return,
        unhcr_stateless,
        unhcr_other,
    )
    refugees = _filled(unhcr_refugee.by_counterpart, _has_rows(groups, origin=True))
    both = Panel(
        pop.axes, pop.values + refugees.values, np.maximum(pop.severity, refugees.severity)
    )
    return ratio(refugees, both, scale=100_000)


@formula(
    "REF_HOST",
    id=42,
    name=_("Refugees hosted"),
    unit="PERSONS",
    decimals=0,
    basis="wdi",
    theme="displacement",
    aggregate="sum",
)
def refugees_hosted(
    unhcr_refugee: Pairs,
    unhcr_asylum: Pairs | None = None,
    unhcr_refugee_return: Pairs | None = None,
    unhcr_idp: Pairs | None = None,
    unhcr_idp_return: Pairs | None = None,
    unhcr_stateless: Pairs | None = None,
    unhcr_other: Pairs | None = None,
) -> Terms:
    """Refugees under UNHCR's mandate who live in the country at the end of the year, from
    everywhere. Refugees under the mandate of UNRWA are not in it.

    UNHCR publishes counts of one to four persons as five. An area with figures of some kind, but
    none of refugees, has 0; one without any is missing. Kosovo is counted with Serbia.

    For a group: the sum over members with figures. Source: UNHCR, Refugee Data Finder.
    """
    return total(
        _hosted(
            unhcr_refugee,
            unhcr_asylum,
            unhcr_refugee_return,
            unhcr_idp,
            unhcr_idp_return,
            unhcr_stateless,
            unhcr_other,
        )
    )


def _hosted(refugees: Pairs, *others: Pairs | None) -> Panel:
    return _filled(refugees.by_area, _has_rows((refugees, *others)))


@formula(
    "REF_HOST",
    id=42,
    name=_("Refugees hosted"),
    unit="PERSONS",
    decimals=0,
    basis="wfb",
    theme="displacement",
    aggregate="sum",
)
def refugees_hosted_factbook(wfb_refugees: Panel) -> Terms:
    """Refugees living in the country in the year, added up over the countries of origin that The
    World Factbook lists (small groups are not listed). A country that is not listed is missing,
    not zero.

    For a group: the sum over members with a figure, published when they hold at least two thirds
    of the group's population (the latest population stated, for every year).
    """
    return total(wfb_refugees)


@formula(
    "REF_HOST_RATE",
    id=43,
    name=_("Refugees hosted per 1,000 population"),
    unit="PER_1000",
    decimals=1,
    basis="wdi",
    theme="displacement",
    aggregate="ratio",
)
def refugees_hosted_rate(
    unhcr_refugee: Pairs,
    pop: Panel,
    unhcr_asylum: Pairs | None = None,
    unhcr_refugee_return: Pairs | None = None,
    unhcr_idp: Pairs | None = None,
    unhcr_idp_return: Pairs | None = None,
    unhcr_stateless: Pairs | None = None,
    unhcr_other: Pairs | None = None,
) -> Terms:
    """Refugees under UNHCR's mandate who live in the country at the end of the year, per 1,000
    inhabitants on 1 July of the same year. Refugees under the mandate of UNRWA are not in it.

    For a group: the ratio of sums over members that have both. Sources: UNHCR, Refugee Data
    Finder; United Nations, World Population Prospects 2024.
    """
    return ratio(
        _hosted(
            unhcr_refugee,
            unhcr_asylum,
            unhcr_refugee_return,
            unhcr_idp,
            unhcr_idp_return,
            unhcr_stateless,
            unhcr_other,
        ),
        pop,
        scale=1000,
    )


@formula(
    "REF_HOST_RATE",
    id=43,
    name=_("Refugees hosted per 1,000 population"),
    unit="PER_1000",
    decimals=1,
    basis="wfb",
    theme="displacement",
    aggregate="ratio",
)
def refugees_hosted_rate_factbook(wfb_refugees: Panel, wfb_pop: Panel) -> Terms:
    """Refugees living in the country, as The World Factbook lists them, per 1,000 inhabitants of
    the same year. Missing unless both are stated for the same year.

    For a group: the ratio of sums over members that have both, published when they hold at least
    two thirds of the group's population (the latest population stated, for every year).
    """
    return ratio(wfb_refugees, wfb_pop, scale=1000)
