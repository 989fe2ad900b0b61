"""The keys of a new installation in containers: `python -m scripts.make_keys KEYS KEYS_OF_POSTGRES`.

Leaves in KEYS what the portal reads (secret_key, seal_key, database_url) and in KEYS_OF_POSTGRES the
password alone, which the account of PostgreSQL must be able to read. A key that is there stays: whoever
loses the key of seals loses what is sealed with it.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path


def make(keys: Path, keys_of_postgres: Path) -> list[str]:
    """Make each key that is missing; returns the names of those made."""
    password_file = keys_of_postgres / "postgres_password"
    names = [
        name
        for path, mode in (
            (keys / "secret_key", 0o400),
            (keys / "seal_key", 0o400),
            # The volume lies in a folder of the engine that only root of the host may enter.
            (password_file, 0o444),
        )
        if (name := _make(path, secrets.token_urlsafe(48), mode))
    ]
    password = password_file.read_text(encoding="ascii").strip()
    address = f"postgres://portal:{password}@postgres:5432/portal"
    if name := _make(keys / "database_url", address, 0o400):
        names.append(name)
    return names


def _make(path: Path, value: str, mode: int) -> str | None:
    """Write the value unless there is one, whole or not at all."""
    if path.exists():
        return None
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(value + "\n")
        os.fsync(file.fileno())
    draft.chmod(mode)
    draft.rename(path)
    return path.name


def main(arguments: list[str]) -> int:
    """Tell which were made; never what they are."""
    keys, keys_of_postgres = map(Path, arguments)
    for name in make(keys, keys_of_postgres):
        print(f"{name} is made.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
