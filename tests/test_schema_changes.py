"""Every database migration goes forward, back to nothing, and forward again."""

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


def address(name: str) -> str:
    database = settings.DATABASES["default"]
    server = f"{database['HOST']}:{database['PORT']}"
    return f"postgres://{database['USER']}:{database['PASSWORD']}@{server}/{name}"


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
        yield
        cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    admin.close()


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
