"""What the indicators app shows on pages of countries and commissions."""

from datetime import date

from django.utils.translation import gettext as _

from indicators.selectors import current_release, key_figures
from regions.models import Area
from regions.panels import Panel


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
