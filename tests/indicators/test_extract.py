"""The figures that the portal comes with: small, documented, loaded whole, and in use at once."""

import re
from datetime import date

import pyarrow.parquet as pq
import pytest

from indicators.compute import figures_of
from indicators.models import Observation, Snapshot
from indicators.services import extract
from indicators.services.inputs import InputStore
from indicators.services.plan import plan
from regions.models import Area
from tests import published

README = (extract.FOLDER / "README.md").read_text(encoding="utf-8")
LOADED = 638_628
"""Figures of all files together, without those that readers leave out."""


def test_it_is_small_and_each_file_is_described():
    rows = re.findall(r"^\| `(\w+\.parquet)` \| ([\d,]+) \|.*CC BY", README, re.MULTILINE)
    described = {name: int(count.replace(",", "")) for name, count in rows}

    assert sum(path.stat().st_size for path in extract.files()) < 6_000_000
    assert described == {
        path.name: pq.ParquetFile(path).metadata.num_rows for path in extract.files()
    }


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with published.kept(django_db_blocker):
        published.prepare()
        extract.load_factbook()
        yield extract.load()


@pytest.mark.wide
@pytest.mark.usefixtures("db")
def test_every_file_is_an_accepted_proposal_with_source_and_vintage(loaded):
    files = Snapshot.objects.exclude(reader=extract.FACTBOOK).select_related("source")

    assert loaded == len(files) == 8
    assert {file.standing for file in files} == {Snapshot.Standing.ACCEPTED}
    assert all(file.source.licence.startswith("CC BY") for file in files)
    assert all(file.source.attribution for file in files)
    assert max(file.vintage for file in files) == date(2025, 6, 19)
    assert all(file.decisions.exists() for file in files)
    assert Observation.objects.exclude(snapshot__reader=extract.FACTBOOK).count() == LOADED


@pytest.mark.wide
@pytest.mark.usefixtures("db")
def test_a_country_has_more_than_thirty_years_and_the_factbook_stays_a_source(loaded):
    store = InputStore()
    steps = [step for step in plan(store.groups_digest) if step.code == "REM_IN_GDP"]
    result = figures_of(steps[-1].formula, store.inputs(steps[-1]), store.groups)
    of_country = result.area_code == Area.objects.get(code="PHL").pk

    assert [step.formula.basis for step in steps][-1] == "wdi"
    assert set(result.year[of_country]) >= set(range(1990, 2024))
    assert Snapshot.objects.get(reader=extract.FACTBOOK).standing == Snapshot.Standing.ACCEPTED


@pytest.mark.wide
@pytest.mark.usefixtures("db")
def test_nothing_is_loaded_twice_and_what_was_withdrawn_stays_out(loaded):
    Snapshot.objects.filter(reader="rpw_packed").update(
        standing=Snapshot.Standing.WITHDRAWN, acceptance=None
    )

    assert extract.load() == 0
    assert not extract.is_due()
    assert Snapshot.objects.get(reader="rpw_packed").standing == Snapshot.Standing.WITHDRAWN
