"""What the indicators app shows on pages of countries and commissions."""

from django.utils.translation import gettext as _

from indicators.selectors import current_release, key_figures
from regions.models import Area
from regions.panels import Panel


def country_figures(area: Area) -> Panel:
    """Newest figures of the country with their rank in each of its commissions."""
    return _figures(area, _("Key figures"))


def commission_figures(area: Area) -> Panel:
    """Newest figures of the commission's region with the share of the population behind them."""
    return _figures(area, _("Key figures of the region"))


def _figures(area: Area, title: str) -> Panel:
    context = {"area": area, "figures": key_figures(area.code), "release": current_release()}
    return Panel(title, "indicators/_figures.html", context)
