"""Numbers that managers write."""

import pytest

from core.errors import PortalError
from outcomes.views.manager.reports import _number


@pytest.mark.parametrize(("text", "value"), [("", None), ("  ", None), ("60", 60.0), ("2,5", 2.5)])
def test_a_number_is_read_as_people_write_it(text, value):
    assert _number(text) == value


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e999", "1e16", "-1e300", "sixty", "²"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(PortalError, match="is not a number"):
        _number(text)
