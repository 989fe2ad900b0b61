"""Figures of every theme: annual and quarterly, missing, estimated, aggregates, two vintages."""

from datetime import date

from indicators.services import calculations
from tests import published
from tests.indicators.readers.samples import SAMPLES

TAKEN = ("undesa_packed", "unhcr_packed", "rpw_packed", "wdi_packed", "world_factbook")


def publish_wide() -> int:
    """Load small files of five sources and publish; returns the release."""
    published.prepare()
    for name in TAKEN:
        filename, data = SAMPLES[name]
        published.load(data, filename, date(2025, 1, 31))
    published.load(published.observations(remin=published.REMITTANCES, gdp=published.GDP))
    release, _computed = calculations.refresh()
    assert release is not None
    return release
