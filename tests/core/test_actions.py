"""Posts of pages: what came of them is told, and numbers are read whatever was sent."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage

from core.errors import Refused
from core.web.actions import positive_int, run_action


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("7", 7),
        ("", 0),
        ("-1", 0),
        ("1.5", 0),
        ("٣", 0),
        ("9" * 9, 999_999_999),
        ("9" * 10, 0),
        ("²", 0),
        ("9" * 5000, 0),
    ],
)
def test_a_number_is_read_or_none_that_a_row_may_have(rf, sent, read):
    assert positive_int(rf.post("/", {"number": sent}), "number") == read
    assert positive_int(rf.post("/"), "number") == 0


def _refuse():
    raise Refused("The round is closed.")


@pytest.mark.parametrize(
    ("act", "done", "text"),
    [
        (lambda: None, "", "Saved."),
        (lambda: None, "Removed.", "Removed."),
        (_refuse, "Removed.", "The round is closed."),
    ],
)
def test_what_came_of_it_is_told_where_it_leads_back(rf, act, done, text):
    request = rf.post("/")
    request._messages = CookieStorage(request)

    answer = run_action(request, "/back/", act, done)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/back/")
    assert [str(message) for message in get_messages(request)] == [text]
