"""What must be done before the portal serves: tables, reference data, static files.

Run as `python -m stack.prepare`; with the word `static` it makes the static files
alone, as an image is built, and asks nothing of the database. Every step may run again; steps that find
nothing to do take hundredths of a second. One process, because loading Django takes longer.
"""

import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def fingerprint(paths: Iterable[Path]) -> str:
    """Changes when a file among or below the paths does, by size or time."""
    seen = hashlib.sha256()
    for top in paths:
        for path in [top, *sorted(top.rglob("*"))]:
            if path.is_file() and "__pycache__" not in path.parts:
                state = path.stat()
                seen.update(f"{path}:{state.st_size}:{state.st_mtime_ns}".encode())
    return seen.hexdigest()


def project_fingerprint(static_root: Path) -> str:
    """Of all that `main` works from. While it is unchanged, there is nothing to wait for."""
    tables = sorted(path for path in PROJECT.glob("*/**/migrations") if ".venv" not in path.parts)
    written = [
        PROJECT / "regions",
        PROJECT / "indicators",
        PROJECT / "studies",
        PROJECT / "workshops",
        PROJECT / "outcomes",
    ]
    return fingerprint([*_static(), *tables, *written, static_root / "staticfiles.json"])


def _static() -> list[Path]:
    """What the static files are made from; the lock stands for those inside packages."""
    return [PROJECT / "static", PROJECT / "build" / "assets", PROJECT / "requirements.lock"]


def collect_static(target: Path) -> None:
    """Hash and compress the static files, unless they are the ones done last time."""
    from django.core.management import call_command  # noqa: PLC0415  needs Django set up

    stamp, now = target / "fingerprint", fingerprint(_static())
    if stamp.exists() and stamp.read_text() == now:
        return
    # The API answers JSON alone, so nothing shows the pages of Django REST framework.
    unused = ["rest_framework"]
    call_command(
        "collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=unused
    )
    target.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now)


def main(*words: str) -> None:
    """Run the steps in order; what `bootstrap` prints goes to the person at the terminal."""
    import django  # noqa: PLC0415  the supervisor imports this module without Django
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migration_portal.settings")
    django.setup()
    if "static" in words:
        collect_static(Path(settings.STATIC_ROOT))
        return
    call_command("migrate", interactive=False, verbosity=0)
    collect_static(Path(settings.STATIC_ROOT))
    # Demo accounts are for `make run` only; their passwords stay in the data folder.
    accounts = os.environ.get("PORTAL_ACCOUNTS")
    options = {"demo_accounts": Path(accounts)} if accounts else {}
    call_command("bootstrap", stdout=sys.stdout, **options)
    call_command("load_question_bank", stdout=sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
