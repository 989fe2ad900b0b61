"""A mark of the code that runs: pages cached by a browser are asked for again after an update."""

from functools import cache
from pathlib import Path
from zlib import crc32

from django.conf import settings

from core.apps_list import PACKAGES

WATCHED = ("templates", "static", "locale", *PACKAGES)


def build_mark() -> str:
    """Eight hex digits that change when a template, style, text or module changes.

    While developing a template changes without a new process, so the mark is made at each call.
    """
    return _mark() if settings.DEBUG else _mark_of_this_process()


@cache
def _mark_of_this_process() -> str:
    return _mark()


def _mark() -> str:
    checksum = 0
    for folder in WATCHED:
        for path in sorted((Path(settings.BASE_DIR) / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".svg", ".mo"}:
                checksum = crc32(f"{path.name} {path.stat().st_mtime_ns}".encode(), checksum)
    return f"{checksum:08x}"
