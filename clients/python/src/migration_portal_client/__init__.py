"""Figures on remittances and international migration from a portal of the UN Regional Commissions."""

from migration_portal_client.errors import NotFound, PortalError, TooManyCalls, Unreachable
from migration_portal_client.portal import Portal
from migration_portal_client.records import Country, Figure, Indicator, Release
from migration_portal_client.table import Table

__all__ = [
    "Country",
    "Figure",
    "Indicator",
    "NotFound",
    "Portal",
    "PortalError",
    "Release",
    "Table",
    "TooManyCalls",
    "Unreachable",
]
