"""Rows that the tests of a module share."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def kept_for_the_module(blocker) -> Iterator[None]:
    """What is written within is there for the tests of the module and gone with it."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
