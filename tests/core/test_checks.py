"""`check --deploy` names what a public portal lacks."""

import re
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.test import override_settings

from core import checks

WHOLE = {
    "HTTPS": True,
    "SEAL_KEY": "sealing",
    "SECRET_KEY": "signing",
    "EMAIL_HOST": "smtp.example.org",
    "PORTAL_ADDRESS": "https://data.example.org",
}


def error_ids(**changes):
    with override_settings(**WHOLE | changes):
        errors = checks.check_what_people_rely_on_is_set(None)
    return [error.id for error in errors]


def test_a_portal_with_all_of_it_is_silent():
    assert error_ids() == []


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("SEAL_KEY", "", "core.E003"),
        ("EMAIL_HOST", "", "core.E004"),
        ("PORTAL_ADDRESS", "", "core.E005"),
        ("PORTAL_ADDRESS", "http://127.0.0.1:8000", "core.E005"),
        ("SECRET_KEY", checks.EXAMPLE_KEY, "core.E006"),
        ("SEAL_KEY", checks.EXAMPLE_KEY, "core.E006"),
    ],
)
def test_what_lacks_is_an_error_over_https_only(name, value, wanted):
    assert error_ids(**{name: value}) == [wanted]
    assert error_ids(**{name: value}, HTTPS=False) == []


def test_the_example_key_is_the_one_of_the_example():
    text = (Path(portal.BASE_DIR) / ".env.example").read_text(encoding="utf-8")

    assert re.search(r"^SECRET_KEY=(.*)$", text, re.MULTILINE)[1] == checks.EXAMPLE_KEY
