"""A citation names what the figures are made from, and no day that its provider did not state."""

from datetime import date

import pytest
from django.utils import translation

from indicators.catalogue.vintages import cited_vintage, vintage_text
from indicators.models import Snapshot
from indicators.selectors import published_table
from indicators.services import calculations
from tests import published

STOCK = b"""dest,origin,year,sex,n,data_type
DEU,SYR,2020,female,10,B
DEU,SYR,2020,male,12,B
DEU,SYR,2024,male,12,B
DEU,SYR,2024,female,12,B
"""
UNHCR = b"""asylum,origin,year,group,n
DEU,SYR,2023,refugee,700
"""
POP = {"DEU": {2019: 83e6, 2020: 83e6, 2023: 84e6}}


@pytest.fixture
def loaded(db):
    published.prepare()
    published.load(published.observations(pop=POP), day=date(2025, 6, 19))
    published.load(STOCK, "migrant_stock.csv")
    published.load(UNHCR, "unhcr_population.csv")
    calculations.refresh()


@pytest.mark.usefixtures("loaded")
def test_population_that_only_weighs_neither_dates_nor_sources_a_figure():
    table = published_table("MIG_IMM", areas=["DEU"])
    notes = {source.code: source.only_weighs for source in table.sources}

    assert table.vintage == date(2025, 1, 27), "of the stock, not of the population"
    assert notes == {"undesa_stock": False, "wdi": True}
    assert "International Migrant Stock" in table.citation
    assert "World Bank" not in table.citation
    share = published_table("MIG_IMM_SHR", areas=["DEU"])
    assert share.vintage == date(2025, 6, 19)
    assert "World Bank" in share.citation


@pytest.mark.usefixtures("loaded")
def test_a_day_that_nobody_stated_is_not_shown(client):
    table = published_table("REF_HOST", areas=["DEU"])
    snapshot = Snapshot.objects.get(source="unhcr")
    page = client.get("/indicators/REF_HOST/?country=DEU").content.decode()

    assert (snapshot.vintage, snapshot.vintage_precision) == (date(2024, 6, 12), "about")
    assert "vintage about June 2024, release" in table.citation
    assert "about June 2024" in page
    for address in (
        "/indicators/REF_HOST/?country=DEU",
        snapshot.get_absolute_url(),
        "/sources/unhcr/",
    ):
        assert "12 Jun 2024" not in client.get(address).content.decode()
    assert "27 Jan 2025" in client.get("/indicators/MIG_IMM/?country=DEU").content.decode()


@pytest.mark.parametrize(
    ("precision", "text", "cited"),
    [
        ("day", "1 Dec 2023", "2023-12-01"),
        ("month", "December 2023", "December 2023"),
        ("about", "about December 2023", "about December 2023"),
    ],
)
def test_a_vintage_is_as_exact_as_its_provider(precision, text, cited):
    with translation.override("en"):
        assert vintage_text(date(2023, 12, 1), precision) == text
    assert cited_vintage(date(2023, 12, 1), precision) == cited
