"""Two processes that need the key of signatures at once, on the real database."""

import threading

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from core import signing_keys
from core.models import SigningKey

pytestmark = pytest.mark.django_db(transaction=True)


def sign_at_once(count):
    """The names of the keys that so many threads sign with, and their errors."""
    barrier, results = threading.Barrier(count), []

    def run():
        try:
            barrier.wait(10)
            results.append(signing_keys.current().kid)
        except Exception as problem:  # noqa: BLE001  the test compares it
            results.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return results


def test_one_key_is_made_where_there_is_none():
    assert sign_at_once(6) == [SigningKey.objects.get().kid] * 6


def test_one_key_takes_the_place_of_one_that_no_longer_opens(settings):
    old = signing_keys.current()
    settings.SEAL_KEY = Fernet.generate_key().decode()

    names = sign_at_once(6)

    assert names == [SigningKey.objects.get(retired_at=None).kid] * 6
    assert SigningKey.objects.get(pk=old.pk).retired_at
    assert SigningKey.objects.count() == 2
