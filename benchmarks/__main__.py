"""`make bench`: prints every figure the portal claims about its speed and memory."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
PARTS = (
    "load",
    "compute",
    "growth",
    "web",
    "publish",
    "search",
    "seats",
    "certificates",
    "programme",
    "answers",
    "results",
    "report",
    "stack",
)


def main() -> None:
    """Measure the chosen parts on the database that DATABASE_URL names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    chosen = options.parts or PARTS
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as media:
        os.environ.setdefault("MEDIA_ROOT", media)
        _measure(chosen, options.rounds)


def _measure(chosen: tuple[str, ...], rounds: int) -> None:
    import django  # noqa: PLC0415  the environment comes first

    django.setup()
    from benchmarks import parts  # noqa: PLC0415

    files = SHARED if SHARED.is_dir() else None
    out = sys.stdout
    out.write(
        f"{os.cpu_count()} cores; figures from {'the real files' if files else 'made rows: no shared data here'};"
        f" medians of {rounds} interleaved rounds\n"
    )
    parts.prepare()
    for part in chosen:
        for text in getattr(parts, part)(files, rounds):
            out.write(text + "\n")
            out.flush()


if __name__ == "__main__":
    main()
