"""A bundle of The World Factbook with one thing wrong is refused; a doubtful text is left out."""

import re

import pytest

from indicators.readers import READERS, BadSource, recognise
from tests.indicators.readers.figures import values
from tests.indicators.readers.samples import SAMPLES

NAME, BUNDLE = SAMPLES["world_factbook"]


def read(data: bytes):
    return READERS["world_factbook"].read(data, name=NAME)


def changed(old: str, new: str) -> bytes:
    assert old.encode() in BUNDLE
    return BUNDLE.replace(old.encode(), new.encode(), 1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a bundle"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "not a bundle"),
        (BUNDLE[: len(BUNDLE) // 2], "not a bundle"),
        (BUNDLE.decode().encode("utf-16"), "not a bundle"),
        (BUNDLE.replace(b"Namibia", b"Nam\xefbia"), "not a bundle"),
        (b"[]", "not a bundle"),
        (b'{"format": "world-factbook-bundle"}', "not a bundle.*'entries'"),
        (changed("world-factbook-bundle", "another"), "not a bundle"),
        (changed('"entries": [', '"entries": 5, "other": ['), "not a bundle"),
        (changed('{"file": "wa.json", "names": ["Namibia"]', '{"file": "wa.json"'), "entry 1: no names. Make the bundle again"),
        (changed('"entries": [', '"entries": [7,'), "entry 1: no names"),
        (changed('"Namibia"', '"Namiba"'), r"entry wa.json: .*'Namiba'.*Did you mean Namibia \(NAM\)"),
        (changed("wfb_gdp", "wfb_gold"), "entry ti.json: unknown field 'wfb_gold'"),
        (changed('"Tajikistan"', '"Namibia"'), "entry ti.json: NAM again, as in entry wa.json. Make the bundle again"),
        (changed("Namibia", "") .replace(b"Tajikistan", b""), "unknown country|no figure"),
        (b'{"format": "world-factbook-bundle", "version": "1", "entries": []}', "no figure that can be used"),
        (changed("14.2 billion (2024)", "14.2 billion (2024) and -5 (2023)").replace(b"$14.2", b"-$14.2"), "-1.42e.10 is negative, which wfb_gdp cannot be"),
    ],
)  # fmt: skip
def test_a_broken_bundle_is_refused(data, said):
    with pytest.raises(BadSource) as problem:
        read(data)
    assert re.search(said, str(problem.value)), str(problem.value)


@pytest.mark.parametrize(
    "text",
    [
        "NA", "", "<0.1% of GDP (2024 est.)", "2%-3% of GDP (2024 est.)", "48% of GDP", "48% (2024)",
        "about 48% of GDP (2024)", "48% of GDP (24)", "48 % of GNI (2024)", "4,8% of GDP (2024)",
    ],
)  # fmt: skip
def test_a_text_that_states_no_plain_figure_is_left_out_not_guessed(text):
    found = read(changed("48% of GDP (2024 est.)", text))

    assert ("wfb_remittances_gdp", "TJK", "", 2024, 0) not in values(found)
    assert found.rows_read == len(found.value) + sum(found.left_out.values())
    assert len(found.value) == 5


def test_any_other_json_is_a_stranger():
    assert recognise("a.json", b'{"format": "another", "entries": []}') is None
