"""Every database migration goes forward, back to nothing, and forward again, to the same tables."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

NAME = f"schema_changes_{os.getpid()}"
BACK_AND_FORTH = """
import gc
import django
django.setup()
gc.freeze()
gc.set_threshold(200_000, 50, 100)  # Django makes classes by the ten thousand; a third of the time is garbage
from django.core.management import call_command
for words in (("load_regions",), ("migrate", "regions", "zero"), ("migrate",), ("load_regions",)):
    call_command(*words, verbosity=0)
"""
"""Regions lie below all other apps, so theirs go back first."""


DESCRIBED = """
SELECT 'column', table_name, column_name, concat_ws(
        ' ', data_type, character_maximum_length, collation_name, is_nullable, is_identity, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', '', proname, prosrc
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prolang <> 13
UNION ALL SELECT 'permission', app_label, model, codename
    FROM auth_permission JOIN django_content_type types ON types.id = content_type_id
"""


def address(name: str) -> str:
    database = settings.DATABASES["default"]
    server = f"{database['HOST']}:{database['PORT']}"
    return f"postgres://{database['USER']}:{database['PASSWORD']}@{server}/{name}"


def described(name: str) -> set[tuple[str, ...]]:
    """Every column, constraint, index, trigger, function and permission of a database."""
    database = psycopg2.connect(address(name))
    try:
        with database.cursor() as cursor:
            cursor.execute(DESCRIBED)
            return set(cursor.fetchall())
    finally:
        database.close()


@pytest.fixture
def migrated(django_db_setup, django_db_blocker):
    """A copy of the database of the tests: the way forward is what made that one."""
    with django_db_blocker.unblock():
        template = connection.settings_dict["NAME"]
        connection.close()
    admin = psycopg2.connect(address("postgres"))
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template]
        )
        cursor.execute(f"CREATE DATABASE {NAME} TEMPLATE {template}")
        yield template
        cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    admin.close()


@pytest.mark.wide
@pytest.mark.timeout(600)  # takes back and builds every table: slow on a busy machine
def test_forward_back_and_forward_again_with_rows(migrated):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "migration_portal.settings",
        "DATABASE_URL": address(NAME),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    done = subprocess.run(
        [sys.executable, "-c", BACK_AND_FORTH],
        cwd=Path(settings.BASE_DIR),
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )

    assert done.returncode == 0, done.stderr
    # The tables of the tests are made by a quicker way (tests/databases.py): it makes the same.
    assert described(NAME) == described(migrated)
