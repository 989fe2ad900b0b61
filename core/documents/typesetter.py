"""Typst itself: a template and the JSON of a document become a PDF. Run as a script, it needs nothing of the portal."""

from __future__ import annotations

import json
import sys
import threading
from functools import cache
from typing import TYPE_CHECKING

import typst

if TYPE_CHECKING:
    from pathlib import Path

_thread_local = threading.local()


def typeset(
    template: str, document: str, timestamp: int, root: str | Path, fonts: str | Path
) -> bytes:
    """The PDF/UA-1 of a template below `root`, with the fonts of a folder and no others."""
    pdf = _compiler(str(root), str(fonts)).compile(
        f"{root}/{template}",
        sys_inputs={"document": document},
        pdf_standards=["ua-1"],
        timestamp=timestamp,
    )
    if not isinstance(pdf, bytes):
        raise TypeError(f"{template} did not become one file")
    return pdf


def _compiler(root: str, fonts: str) -> typst.Compiler:
    """The compiler of this thread: one cannot be shared, and making one for each document takes time."""
    if not hasattr(_thread_local, "compiler"):
        _thread_local.compiler = typst.Compiler(
            root=root, font_paths=_fonts(fonts), ignore_system_fonts=True
        )
    compiler: typst.Compiler = _thread_local.compiler
    return compiler


@cache
def _fonts(folder: str) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(typeset(**json.load(sys.stdin)))
