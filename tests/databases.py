"""The database of the tests: its tables by migrations, and as it was after a test that commits."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.migrations.state import ProjectState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    """After a test that commits leave the rows of `keep_rows`, countries above all.

    Django's own way makes the files of 150 tables and their indexes anew, a third of a second of
    processor time, and leaves them empty: every later test would load the countries for itself.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "sql_flush", _sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_given: None)
        yield


def keep_rows() -> None:
    """Copy what the tables hold now to a schema that no query looks into."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept")
        for table in _filled(connection.introspection.django_table_names(only_existing=True)):
            cursor.execute(f"CREATE TABLE kept.{table} AS TABLE {table}")


def _sql_flush(_self: BaseDatabaseOperations, _style, tables, **_options) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'kept'")
        kept = [table for (table,) in cursor.fetchall()]
    return [
        # No trigger runs, be it of a foreign key or our own that keeps what is certified.
        "SET LOCAL session_replication_role = replica",
        *(f"DELETE FROM {table}" for table in _filled(tables)),
        *(f"INSERT INTO {table} TABLE kept.{table}" for table in kept),
    ]


def _filled(tables: Iterable[str]) -> list[str]:
    """Those that hold a row, as they are written in a statement."""
    names = [connection.ops.quote_name(name) for name in sorted(set(tables) - LASTING)]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"(SELECT {at} FROM {name} LIMIT 1)" for at, name in enumerate(names)
            )
        )
        return [names[at] for (at,) in cursor.fetchall()]
