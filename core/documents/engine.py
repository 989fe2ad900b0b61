"""PDFs: the data of a template are cleaned and handed to Typst."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from django.conf import settings

from core.documents.fonts import FOLDER, clean
from core.i18n.languages import direction
from core.i18n.records import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Mapping

TEMPLATES = settings.BASE_DIR / "templates" / "typst"
LARGE = 12_000
"""Letters of data, about those of a list of a hundred people, above which a document is made in a process of its own."""
SECONDS = 180
PICTURE = "data:image/png;base64,"
_used_in: int | None = None
"""The process that made a document first."""


def compile_pdf(
    template: str,
    data: Mapping[str, Any],
    *,
    title: str,
    language: str,
    at: datetime | None = None,
) -> bytes:
    """The PDF/UA-1 that a template, named from `templates/typst/` (`workshops/badges.typ`), makes of the data.

    The data are plain (text, numbers, lists, mappings) and printed as they are: Typst's own signs in them have no
    meaning. The same data with the same `at`, the moment written into the file, make the same bytes.
    """
    content = {
        "data": data,
        "title": title,
        "language": language,
        "script": BY_CODE[language].script,
        "rtl": direction(language) == "rtl",
    }
    document = orjson.dumps(_cleaned(content)).decode()
    arguments = {
        "template": template,
        "document": document,
        "timestamp": int((at or datetime.now(UTC)).timestamp()),
        "root": str(TEMPLATES),
        "fonts": str(FOLDER),
    }
    pdf = _elsewhere(arguments) if _words(data) > LARGE else _here(arguments)
    # Readers built on PDFium (Chrome) turn the words of Latin lines round in a document said to run right to left.
    # Nothing but the order of two pages side by side depends on it; each paragraph has its own direction.
    return pdf.replace(b"/Direction/R2L", b"/Direction/L2R")


def _words(value: Any) -> int:
    """Letters of the data, without pictures, which take room but no time."""
    if isinstance(value, str):
        return 0 if PICTURE in value[:400] else len(value)
    if isinstance(value, dict):
        return sum(len(key) + _words(part) for key, part in value.items())
    if isinstance(value, list | tuple):
        return sum(_words(part) + 4 for part in value)
    return 4


def _here(arguments: dict[str, Any]) -> bytes:
    """In this process, which learns the template: the next certificate takes a third of the time of the first."""
    from core.documents.typesetter import typeset  # noqa: PLC0415  loads typst, which only PDFs need

    _refuse_in_a_fork()
    return typeset(**arguments)


def _elsewhere(arguments: dict[str, Any]) -> bytes:
    """In a process that ends with it: Typst would keep hundreds of megabytes after a long list."""
    process = subprocess.run(  # noqa: S603  our own script
        [sys.executable, "-I", str(Path(__file__).with_name("typesetter.py"))],
        input=orjson.dumps(arguments),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    if process.returncode != 0:
        raise RuntimeError(
            f"{arguments['template']}: {process.stderr.decode(errors='replace')[-2000:]}"
        )
    return process.stdout


def _refuse_in_a_fork() -> None:
    """Typst's threads do not survive a fork: a child of a process that made a document would wait for them for ever."""
    global _used_in  # noqa: PLW0603
    if _used_in not in (None, os.getpid()):
        raise RuntimeError(f"process {_used_in} made documents before it was forked")
    _used_in = os.getpid()


def _cleaned(value: Any) -> Any:
    """The same data with every text as the fonts can show it."""
    if isinstance(value, str):
        return clean(str(value))
    if isinstance(value, dict):
        return {str(key): _cleaned(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(part) for part in value]
    return value
