"""Whether files changed since something was made of them: by name, size and time (no Django)."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from core.apps_list import APPS

PROJECT = Path(__file__).resolve().parent.parent


def fingerprint(paths: Iterable[Path]) -> str:
    """Changes when a file among or below the paths does, by size or time."""
    digest = hashlib.sha256()
    for top in paths:
        for path in [top, *sorted(top.rglob("*"))]:
            if path.is_file() and "__pycache__" not in path.parts:
                state = path.stat()
                digest.update(f"{path}:{state.st_size}:{state.st_mtime_ns}".encode())
    return digest.hexdigest()


def static_sources() -> list[Path]:
    """What the static files are made from; the lock stands for those inside packages."""
    return [PROJECT / "static", PROJECT / "build" / "assets", PROJECT / "requirements.lock"]


def project_fingerprint(static_root: Path) -> str:
    """Of all that `manage.py prepare` works from. While it is unchanged, there is nothing to wait for."""
    apps = [PROJECT / app for app in APPS]
    return fingerprint([*static_sources(), *apps, static_root / "staticfiles.json"])
