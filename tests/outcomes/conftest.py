"""What the tests of a module share: countries, commissions and themes are read once."""

import pytest

from tests.studies.making import load_regions
from tests.workshops.results.keeping import kept_for_the_module


@pytest.fixture(scope="module")
def regions(django_db_setup, django_db_blocker):
    """Reference data for every test of the module, gone with it."""
    with kept_for_the_module(django_db_blocker):
        load_regions()
        yield
