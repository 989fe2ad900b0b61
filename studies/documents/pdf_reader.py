"""Has the text of a PDF read in a process of its own with little memory and time (`pdf_text`).

PDF is a large format and its files come from outside, so what reads them can only answer, crash or run
out of what it was given; the worker lives on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("pdf_text.py")
SECONDS = 200
"""A little more than the script gives itself."""


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text by pages, or a `problem`: `encrypted`, `active`, `broken`, `too_long`, `too_much_text`."""

    pages: tuple[str, ...] = ()
    problem: str = ""


def read_pdf(path: str | Path) -> PdfText:
    """The text of the file's pages; never raises for what is in the file."""
    try:
        done = subprocess.run(  # noqa: S603  our own script, by our own interpreter
            [sys.executable, "-I", str(SCRIPT), str(path)],
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return PdfText(problem="broken")
    return PdfText(tuple(answer["pages"]), answer["problem"])
