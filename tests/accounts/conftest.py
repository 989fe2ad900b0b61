"""A person with an account, and an administrator."""

import io
import logging

import pytest
from django.test import Client

from core.models import User

PASSWORD = "seven-wet-umbrellas"


@pytest.fixture
def person(db):
    return User.objects.create_user("analyst", "analyst@example.org", PASSWORD)


@pytest.fixture
def admin(db):
    return User.objects.create_user("root", "root@example.org", PASSWORD, is_superuser=True)


@pytest.fixture
def page(admin):
    """A browser in which the administrator is signed in."""
    client = Client()
    client.force_login(admin)
    return client


@pytest.fixture
def written(monkeypatch):
    """What the handler of the settings has written so far."""
    handlers = {handler.name: handler for handler in logging.getLogger().handlers}
    stream = io.StringIO()
    monkeypatch.setattr(handlers["stderr"], "stream", stream)
    return stream.getvalue
