"""Every database migration goes forward, back to nothing, and forward again."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

NAME = f"schema_changes_{os.getpid()}"


def manage(*words: str) -> None:
    database = settings.DATABASES["default"]
    address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "migration_portal.settings",
        "DATABASE_URL": f"postgres://{address}/{NAME}",
        "SECRET_KEY": settings.SECRET_KEY,
    }
    subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=Path(settings.BASE_DIR),
        env=environment,
        check=True,
        capture_output=True,
        timeout=300,
    )


@pytest.fixture
def empty_database(django_db_blocker):
    database = settings.DATABASES["default"]
    connection = psycopg2.connect(
        host=database["HOST"],
        port=database["PORT"],
        user=database["USER"],
        password=database["PASSWORD"],
        dbname="postgres",
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME}")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    connection.close()


@pytest.mark.timeout(600)  # six processes that build every table: slow on a busy machine
def test_forward_back_and_forward_again_with_rows(empty_database):
    manage("migrate", "--verbosity", "0")
    manage("load_regions", "--verbosity", "0")
    manage("migrate", "indicators", "zero", "--verbosity", "0")
    manage("migrate", "regions", "zero", "--verbosity", "0")
    manage("migrate", "--verbosity", "0")
    manage("load_regions", "--verbosity", "0")
