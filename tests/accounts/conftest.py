"""A person with an account."""

import io
import logging

import pytest

from core.models import User

PASSWORD = "seven-wet-umbrellas"


@pytest.fixture
def person(db):
    return User.objects.create_user("analyst", "analyst@example.org", PASSWORD)


@pytest.fixture
def written(monkeypatch):
    """What the handler of the settings has written so far."""
    handlers = {handler.name: handler for handler in logging.getLogger().handlers}
    stream = io.StringIO()
    monkeypatch.setattr(handlers["stderr"], "stream", stream)
    return stream.getvalue
