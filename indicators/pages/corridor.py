"""One corridor: people by sex over the years, modelled money within its range, the price of sending it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.i18n.numbers import number, spoken
from core.tables.table import Column, Meta, Table
from indicators.charts.svg.history import Level, line, stacked_bars
from indicators.charts.svg.pen import Pen
from indicators.pages.corridor_list import credit_of
from indicators.presentation.descriptions import status_words
from indicators.presentation.phrases import writer
from indicators.selectors import NotPublished, corridors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from regions.models import Area

TARGET, LIMIT = 3.0, 5.0
"""SDG 10.c: an average of at most 3 per cent, and no corridor above 5 per cent."""
CODES = ("COR_STOCK", "COR_SHARE_O", "COR_SHARE_D", "COR_TOP", "BRE_USD", "COST200_CORR")


@dataclass(frozen=True, slots=True)
class Fact:
    """A newest figure with its period and what to say beside it."""

    name: str
    text: str
    unit: str
    period: str
    note: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CorridorChart:
    """A chart of the page with its data table; `svg` is the key of its file."""

    key: str
    title: str
    unit: str
    drawing: Pen
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sentences: list[str]
    credit: str
    is_modelled: bool
    statuses: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CorridorPage:
    """Everything on one corridor."""

    home: Area
    host: Area
    facts: tuple[Fact, ...]
    parts: tuple[CorridorChart, ...]
    release: int
    series: tuple[corridors.CorridorSeries, ...]


def corridor_page(
    home: Area, host: Area, *, as_of: date | None = None, release: int | None = None
) -> CorridorPage:
    """The state of the page; raises NotPublished where nothing is published on the corridor."""
    all_series = corridors.corridor(home.pk, host.pk, codes=CODES, as_of=as_of, release=release)
    if not all_series:
        raise NotPublished(
            _(
                "Nothing is published on people from %(home)s in %(host)s, or on money sent between them."
            )
            % {"home": home.name, "host": host.name}
        )
    by_code: dict[str, list[corridors.CorridorSeries]] = {}
    for series in all_series:
        by_code.setdefault(series.table.code, []).append(series)
    parts = [
        build(by_code[code])
        for code, build in (("COR_STOCK", _people), ("BRE_USD", _money), ("COST200_CORR", _price))
        if code in by_code
    ]
    names = _names(home, host)
    facts = [
        fact
        for code in CODES
        if code in by_code
        for fact in _facts(code, names[code], by_code[code])
    ]
    return CorridorPage(
        home,
        host,
        tuple(facts),
        tuple(part for part in parts if part),
        all_series[0].table.release,
        tuple(all_series),
    )


def _layer(
    all_series: Sequence[corridors.CorridorSeries], sex: str = "T", variant: str = ""
) -> dict[str, float]:
    """Values by period of one layer; the variant to show unless another is named."""
    for series in all_series:
        if series.sex == sex and series.variant == (variant or series.table.variant):
            return {period: value for period, value, _letter in series.figures}
    return {}


def _newest(values: dict[str, float]) -> str | None:
    return max(values, default=None)


def _names(home: Area, host: Area) -> dict[str, str]:
    """What each figure is, told of these two countries."""
    countries = {"home": home.name, "host": host.name}
    return {
        "COR_STOCK": _("People from %(home)s in %(host)s") % countries,
        "COR_SHARE_O": _("Of all emigrants from %(home)s") % countries,
        "COR_SHARE_D": _("Of all immigrants in %(host)s whose origin is known") % countries,
        "COR_TOP": _("Rank among all corridors of people"),
        "BRE_USD": _("Money sent from %(host)s to %(home)s") % countries,
        "COST200_CORR": _("Cost of sending USD 200 from %(host)s to %(home)s") % countries,
    }


def _facts(code: str, name: str, all_series: Sequence[corridors.CorridorSeries]) -> list[Fact]:
    values, table = _layer(all_series), all_series[0].table
    period = _newest(values)
    if period is None:
        return []
    text = writer(table.unit, table.decimals)(values[period])
    if code == "COST200_CORR":
        return [_price_fact(name, text, values[period], period)]
    if code == "BRE_USD":
        low, high = _range(all_series, period)
        write = writer(table.unit, table.decimals)
        between = _("between %(low)s and %(high)s by the three weightings") % {
            "low": write(low),
            "high": write(high),
        }
        return [Fact(name, text, table.unit_label, period, between, "modelled")]
    return [Fact(name, text, "" if code == "COR_TOP" else table.unit_label, period)]


def _price_fact(name: str, text: str, value: float, period: str) -> Fact:
    if value > LIMIT:
        note, kind = _("over 5 per cent, the most that SDG 10.c allows a corridor"), "bad"
    elif value > TARGET:
        note, kind = (
            _("not over 5 per cent, but above the 3 per cent that SDG 10.c aims at"),
            "warn",
        )
    else:
        note, kind = _("within the 3 per cent that SDG 10.c aims at"), "good"
    return Fact(name, text, _("per cent"), period, note, kind)


def _range(all_series: Sequence[corridors.CorridorSeries], period: str) -> tuple[float, float]:
    """Lowest and highest of the variants for both sexes."""
    values = [
        value
        for series in all_series
        if series.sex == "T" and (value := series.at(period)) is not None
    ]
    return min(values), max(values)


def _statuses(all_series: Sequence[corridors.CorridorSeries]) -> list[tuple[str, str]]:
    return status_words({letter for series in all_series for _p, _v, letter in series.figures})


def _course(values: dict[str, float], decimals: int) -> list[str]:
    """First and newest figure in a sentence."""
    first, last = min(values), max(values)
    figures = {
        "first": spoken(values[first], decimals),
        "first_year": first,
        "last": spoken(values[last], decimals),
        "last_year": last,
    }
    if first == last:
        return [_("%(last)s in %(last_year)s.") % figures]
    return [_("From %(first)s in %(first_year)s to %(last)s in %(last_year)s.") % figures]


def _people(all_series: Sequence[corridors.CorridorSeries]) -> CorridorChart | None:
    table = all_series[0].table
    both, women, men = (_layer(all_series, sex) for sex in ("T", "F", "M"))
    if not both:
        return None
    write = writer(table.unit, table.decimals)
    bars = [(period, women.get(period, 0.0), men.get(period, 0.0)) for period in sorted(both)]
    last = max(both)
    sentences = _course(both, 0)
    if both[last]:
        share = number(100 * women.get(last, 0.0) / both[last])
        sentences.append(
            _("Women were %(share)s per cent in %(year)s.") % {"share": share, "year": last}
        )
    return CorridorChart(
        key="people",
        title=_("People from the home country who live in the host country"),
        unit=table.unit_label,
        drawing=stacked_bars(bars, (_("Women"), _("Men")), write),
        headings=(_("Year"), _("Both"), _("Women"), _("Men")),
        rows=tuple(
            (period, number(both[period]), number(women.get(period)), number(men.get(period)))
            for period in sorted(both, reverse=True)
        ),
        sentences=sentences,
        credit=credit_of(table),
        is_modelled=table.is_modelled,
        statuses=_statuses(all_series),
    )


def _money(all_series: Sequence[corridors.CorridorSeries]) -> CorridorChart | None:
    table, values = all_series[0].table, _layer(all_series)
    if not values:
        return None
    variants = {name: _layer(all_series, variant=name) for name in table.variants}
    ranges = [(float(period), *_range(all_series, period)) for period in sorted(values)]
    return CorridorChart(
        key="money",
        title=_("Money sent from the host country to the home country, modelled"),
        unit=table.unit_label,
        drawing=line(
            [(float(period), period, values[period]) for period in sorted(values)],
            writer(table.unit, table.decimals),
            ranges=ranges,
        ),
        headings=(
            _("Year"),
            *(_("Weighting %(name)s") % {"name": name} for name in table.variants),
        ),
        rows=tuple(
            (period, *(number(variants[name].get(period)) for name in table.variants))
            for period in sorted(values, reverse=True)
        ),
        sentences=[
            *_course(values, 0),
            _("The line is weighting %(variant)s; the band spans all three.")
            % {"variant": table.variant},
        ],
        credit=credit_of(table),
        is_modelled=True,
        statuses=_statuses(all_series),
    )


def _price(all_series: Sequence[corridors.CorridorSeries]) -> CorridorChart | None:
    table, values = all_series[0].table, _layer(all_series)
    if not values:
        return None
    quarters = {period: value for period, value in values.items() if "Q" in period}
    prices = quarters or values
    points = [(_place(period), period, prices[period]) for period in sorted(prices)]
    levels = [Level(TARGET, number(TARGET) + " %"), Level(LIMIT, number(LIMIT) + " %")]
    last = max(prices)
    over = (
        _("In %(period)s it cost more than 5 per cent.")
        if prices[last] > LIMIT
        else _("In %(period)s it cost no more than 5 per cent.")
    )
    return CorridorChart(
        key="price",
        title=_("Cost of sending USD 200 from the host country, per cent"),
        unit=table.unit_label,
        drawing=line(points, writer(table.unit, 1), levels=levels),
        headings=(_("Period"), _("Per cent"), _("Over 5 per cent")),
        rows=tuple(
            (
                period,
                number(prices[period], table.decimals),
                _("yes") if prices[period] > LIMIT else _("no"),
            )
            for period in sorted(prices, reverse=True)
        ),
        sentences=[*_course(prices, 1), over % {"period": last}],
        credit=credit_of(table),
        is_modelled=False,
        statuses=_statuses(all_series),
    )


def _place(period: str) -> float:
    """A quarter in years: 2020-Q3 lies at 2020.5."""
    year, _dash, quarter = period.partition("-Q")
    return int(year) + (int(quarter) - 1) / 4 if quarter else float(year)


def as_file(page: CorridorPage, address: str) -> Table:
    """Every published figure of the corridor in long form."""
    rows = tuple(
        (
            series.table.code,
            page.home.code,
            page.host.code,
            period,
            series.sex,
            series.variant or None,
            value,
            letter,
            series.table.unit,
        )
        for series in page.series
        for period, value, letter in series.figures
    )
    cited = dict.fromkeys(
        credit_of(series.table) for series in {s.table.code: s for s in page.series}.values()
    )
    return Table(
        title=f"{page.home.name} – {page.host.name}",
        columns=(
            Column("indicator", _("Indicator")),
            Column("home", _("Home code")),
            Column("host", _("Host code")),
            Column("time_period", _("Period")),
            Column("sex", _("Sex")),
            Column("variant", _("Weighting")),
            Column("value", _("Value"), "number"),
            Column("obs_status", _("Status")),
            Column("unit", _("Unit of measure")),
        ),
        rows=rows,
        metadata=(
            Meta("release", _("Release"), str(page.release)),
            *(Meta(f"citation_{n}", _("Cite as"), text) for n, text in enumerate(cited, 1)),
            Meta("address", _("Permanent address"), address),
        ),
        notes=(_("Figures of BRE_USD are modelled, not observed."),),
        language=get_language() or "en",
    )
