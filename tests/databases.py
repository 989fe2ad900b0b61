"""The database of the tests: its tables by migrations, and empty again after a test that commits."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.migrations.state import ProjectState

if TYPE_CHECKING:
    from collections.abc import Iterator

LASTING = {"django_migrations", "django_content_type", "auth_permission"}
"""What `migrate` writes and no test changes; Django's own flush writes it anew each time."""


@contextmanager
def quick_migrations() -> Iterator[None]:
    """Render a new model alone, where Django renders all that it leads to once more.

    That is quadratic in the number of models: twelve seconds of processor time instead of four.
    tests/test_schema_changes.py compares the tables with those that Django's own way makes.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ProjectState, "add_model", _add_model)
        yield


def _add_model(self: ProjectState, model_state) -> None:
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:  # hasattr would make it
        self.apps.render_multiple([model_state])


@contextmanager
def quick_flush() -> Iterator[None]:
    """Empty only the tables that hold rows, and leave permissions in place.

    Django's own way makes the files of 150 tables and their indexes anew for each test that commits,
    a third of a second of processor time instead of a fiftieth.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "sql_flush", _sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_given: None)
        yield


def _sql_flush(_self: BaseDatabaseOperations, _style, tables, **_options) -> list[str]:
    names = sorted(set(tables) - LASTING)
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"(SELECT {n} FROM {t} LIMIT 1)" for n, t in _quoted(names))
        )
        filled = [connection.ops.quote_name(names[number]) for (number,) in cursor.fetchall()]
    # No trigger runs, be it of a foreign key or our own that keeps what is certified.
    return ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {t}" for t in filled)]


def _quoted(names: list[str]) -> Iterator[tuple[int, str]]:
    for number, name in enumerate(names):
        yield number, connection.ops.quote_name(name)
