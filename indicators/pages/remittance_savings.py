"""The calculator's page: the country's newest inflow, corridors and prices, and what 3 per cent would save."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.i18n.numbers import number, spoken
from core.tables.table import Column, Meta, Table
from indicators.analysis.savings import Priced, Saving, saving, shares
from indicators.pages.corridor_list import credit_of
from indicators.selectors import NotPublished, corridors, latest_by_area
from regions.models import Area

if TYPE_CHECKING:
    from datetime import date

    from indicators.forms.corridors import SavingForm

STALE = 2
"""Years after which a corridor's last price is no price any more, counted from the newest of all."""
SHOWN = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingPage:
    """The state of the page."""

    area: Area
    result: Saving
    target: float
    inflow_year: int | None
    """None where the reader gave the amount."""
    flow_year: str
    prices_until: str
    names: dict[int, Area]
    is_filled: bool
    sentences: list[str]
    assumptions: list[str]
    credits: tuple[str, ...]

    @property
    def rows(self) -> list[dict[str, object]]:
        """The largest savings as text."""
        largest = max((row.saved for row in self.result.rows), default=0.0) or 1.0
        return [
            {
                "host": self.names[row.host],
                "flow": number(row.flow),
                "cost": number(row.cost, 2),
                "period": row.period,
                "is_assumed": row.is_assumed,
                "saved": number(row.saved),
                "width": f"{100 * row.saved / largest:.2f}",
            }
            for row in self.result.rows[:SHOWN]
        ]

    @property
    def left_out(self) -> int:
        """Corridors that are in the file only."""
        return max(0, len(self.result.rows) - SHOWN)


def saving_page(form: SavingForm) -> SavingPage:
    """The result for a country; raises NotPublished where a part of the sum is not published."""
    data = form.cleaned_data
    when = {"as_of": data["as_of"], "release": data["release"]}
    area = Area.objects.countries().get(code=data["country"])
    flow_table, flows, year = _flows(area, when)
    cost_table, prices = _prices(area, when)
    inflow, inflow_year = _inflow(area, data["inflow"], data["as_of"])
    listed = [
        Priced(host, part, *prices.get(host, (None, "")))
        for host, part in sorted(shares(flows).items())
    ]
    is_filled = data["unpriced"] == "mean"
    result = saving(listed, inflow, data["target"], fill=is_filled)
    names = Area.objects.in_bulk([row.host for row in result.rows])
    return SavingPage(
        area=area,
        result=result,
        target=data["target"],
        inflow_year=inflow_year,
        flow_year=year,
        prices_until=cost_table.latest,
        names=names,
        is_filled=is_filled,
        sentences=_sentences(area, result, data["target"], names),
        assumptions=_assumptions(result, inflow_year, year, cost_table.latest, is_filled=is_filled),
        credits=(credit_of(flow_table), credit_of(cost_table)),
    )


def _flows(area: Area, when: dict) -> tuple[corridors.CorridorTable, dict[int, float], str]:
    """Modelled money into the country in the newest year that has any."""
    table = corridors.table("BRE_USD", **when)
    series_of_area = corridors.of_area(table, area.pk, end="home")
    years = sorted(
        {period for series in series_of_area for period, value, _s in series.figures if value > 0}
    )
    if not years:
        raise NotPublished(
            _(
                "No corridor of money into %(area)s is modelled: it reports no remittances, or no emigrants are known."
            )
            % {"area": area.name}
        )
    year = years[-1]
    return (
        table,
        {series.host: value for series in series_of_area if (value := series.at(year))},
        year,
    )


def _prices(
    area: Area, when: dict
) -> tuple[corridors.CorridorTable, dict[int, tuple[float | None, str]]]:
    """The newest yearly cost of each corridor into the country, by host, unless it is stale."""
    table = corridors.table("COST200_CORR", **when)
    newest = int(table.latest)
    prices: dict[int, tuple[float | None, str]] = {}
    for series in corridors.of_area(table, area.pk, end="home"):
        years = [(p, v) for p, v, _s in series.figures if "Q" not in p and newest - int(p) <= STALE]
        if years:
            prices[series.host] = (years[-1][1], years[-1][0])
    return table, prices


def _inflow(area: Area, own_amount: float | None, as_of: date | None) -> tuple[float, int | None]:
    """US dollars a year: the reader's own, else the newest published figure with its year."""
    if own_amount is not None:
        return own_amount * 1e6, None
    latest = latest_by_area("REM_IN_USD", [area.code], as_of=as_of).get(area.code)
    if latest is None:
        raise NotPublished(
            _("No remittances received are published for %(area)s. Give an amount above.")
            % {"area": area.name}
        )
    return latest[1], latest[0]


def _sentences(area: Area, result: Saving, target: float, names: dict[int, Area]) -> list[str]:
    if result.mean_cost is None:
        return [
            _("No corridor into %(area)s has a recent price, so nothing can be said.")
            % {"area": area.name}
        ]
    if not result.saved:
        return [
            _(
                "The priced corridors into %(area)s cost %(mean)s per cent on average and none costs more than %(target)s per cent, so nothing would be saved."
            )
            % {"area": area.name, "mean": number(result.mean_cost, 2), "target": number(target, 1)}
        ]
    sentences = [
        _(
            "At %(target)s per cent, families in %(area)s would keep %(saved)s US dollars a year more: %(share)s per cent of what they receive."
        )
        % {
            "target": number(target, 1),
            "area": area.name,
            "saved": spoken(result.saved, 0),
            "share": number(result.share, 2),
        },
        _("Today the priced corridors cost %(mean)s per cent on average, weighted by money.")
        % {"mean": number(result.mean_cost, 2)},
    ]
    top = [row for row in result.rows[:3] if row.saved > 0]
    if top:
        listed = "; ".join(f"{names[row.host].name} ({spoken(row.saved, 0)})" for row in top)
        sentences.append(_("The most would be saved on money from %(list)s.") % {"list": listed})
    return sentences


def _assumptions(
    result: Saving, inflow_year: int | None, flow_year: str, prices_until: str, *, is_filled: bool
) -> list[str]:
    priced = sum(row.cost is not None and not row.is_assumed for row in result.rows)
    covered = ngettext(
        "%(n)s corridor has a price; it carries %(share)s per cent of the modelled money.",
        "%(n)s corridors have a price; they carry %(share)s per cent of the modelled money.",
        priced,
    ) % {"n": number(priced), "share": number(100 * result.covered)}
    rest = (
        _("Corridors without a price are given the mean of the others.")
        if is_filled
        else _("Corridors without a price are left out, so the true saving is rather larger.")
    )
    amount = (
        _("The inflow is the published figure for %(year)s.") % {"year": inflow_year}
        if inflow_year
        else _("The inflow is the amount you gave.")
    )
    return [
        amount,
        _(
            "It is shared out over corridors by the modelled remittances of %(year)s (weighting V3); no country reports them so."
        )
        % {"year": flow_year},
        covered,
        rest,
        _(
            "Prices are the yearly means of each corridor, %(until)s or at most two years earlier, for sending USD 200; larger amounts cost less in per cent."
        )
        % {"until": prices_until},
        _("Corridors already below the target save nothing and lose nothing."),
        _(
            "The amount sent stays the same, and all that is saved reaches the family. Money carried by hand or sent by informal ways is not in the figures."
        ),
    ]


def as_file(page: SavingPage, address: str) -> Table:
    """Every corridor of the sum with every digit, and the assumptions as notes."""
    return Table(
        title=_("What %(target)s per cent would save: %(area)s")
        % {"target": number(page.target, 1), "area": page.area.name},
        columns=(
            Column("host", _("Host code")),
            Column("host_name", _("Host")),
            Column("flow_usd", _("Money received (modelled share)"), "number", 0),
            Column("cost_percent", _("Cost of sending USD 200"), "number", 2),
            Column("cost_period", _("Period")),
            Column("cost_assumed", _("Cost assumed")),
            Column("saved_usd", _("Saved a year"), "number", 0),
        ),
        rows=tuple(
            (
                page.names[row.host].code,
                page.names[row.host].name,
                row.flow,
                row.cost,
                row.period or None,
                _("yes") if row.is_assumed else _("no"),
                row.saved,
            )
            for row in page.result.rows
        ),
        metadata=(
            Meta("country", _("Country that receives"), page.area.code),
            Meta("target", _("Target cost, per cent"), str(page.target)),
            Meta("inflow_usd", _("Remittances received"), repr(page.result.inflow)),
            Meta("saved_usd", _("Saved a year"), repr(page.result.saved)),
            *(Meta(f"citation_{n}", _("Cite as"), text) for n, text in enumerate(page.credits, 1)),
            Meta("address", _("Permanent address"), address),
        ),
        notes=tuple(page.assumptions),
        language=get_language() or "en",
    )
