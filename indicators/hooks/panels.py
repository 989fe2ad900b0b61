"""What the indicators app shows on pages of countries and commissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from core.i18n.numbers import number
from indicators.selectors import NotPublished, corridors, current_release, key_figures
from regions.hooks.panels import Panel
from regions.models import Area

if TYPE_CHECKING:
    from datetime import date

    from indicators.selectors.corridors import CorridorSeries, CorridorTable

SHOWN = 5


def country_figures(area: Area, as_of: date | None = None) -> Panel:
    """Newest figures of the country with their rank in each of its commissions."""
    return _figures(area, _("Key figures"), as_of)


def commission_figures(area: Area, as_of: date | None = None) -> Panel:
    """Newest figures of the commission's region with the share of the population behind them."""
    return _figures(area, _("Key figures of the region"), as_of)


def group_figures(area: Area, as_of: date | None = None) -> Panel:
    """Newest figures of a group of countries with the share of the population behind them."""
    return _figures(area, _("Key figures of the group"), as_of)


def _figures(area: Area, title: str, as_of: date | None) -> Panel:
    context = {
        "area": area,
        "figures": key_figures(area.code, as_of=as_of),
        "release": current_release(),
        "as_of": as_of,
    }
    return Panel(title, "indicators/_figures.html", context)


def country_corridors(area: Area, as_of: date | None = None) -> Panel | None:
    """The largest corridors of people from the country and into it, in the newest year."""
    try:
        corridor_table = corridors.table("COR_STOCK", as_of=as_of)
    except NotPublished:
        return None
    sides = {end: _largest(corridor_table, area, end) for end in ("home", "host")}
    if not any(sides.values()):
        return None
    names = Area.objects.in_bulk({pk for rows in sides.values() for _v, pk in rows})
    titles = {"home": _("Where people from here live"), "host": _("Where people here come from")}
    listed = [
        (
            titles[end],
            [_row(area, end, names[pk], value) for value, pk in rows],
            f"{reverse('indicators:corridors')}?{end}={area.code}",
        )
        for end, rows in sides.items()
        if rows
    ]
    context = {"area": area, "sides": listed, "year": corridor_table.latest}
    return Panel(_("Corridors"), "indicators/_corridors.html", context, "corridors")


def _largest(corridor_table: CorridorTable, area: Area, end: str) -> list[tuple[float, int]]:
    """Persons and the id of the other end, the largest first."""

    def other_end(corridor: CorridorSeries) -> int:
        return corridor.host if end == "home" else corridor.home

    ends = [
        (value, other_end(corridor))
        for corridor in corridors.of_area(corridor_table, area.pk, end=end)
        if (value := corridor.at(corridor_table.latest)) is not None and value > 0
    ]
    return sorted(ends, key=lambda pair: (-pair[0], pair[1]))[:SHOWN]


def _row(area: Area, end: str, neighbour: Area, value: float) -> dict[str, str]:
    home, host = (area, neighbour) if end == "home" else (neighbour, area)
    url = reverse("indicators:corridor", args=[home.code, host.code])
    return {"name": neighbour.name, "url": url, "text": number(value)}
