"""A picture as PNG on the standard output. Run as a script, it needs nothing of the portal.

Arguments: a folder that holds the picture and nothing else, the picture's name, pixels of the longer side, fonts.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import typst

POINTS = 500
MEMORY = 800_000_000
"""Bytes: enough for 5,000 × 5,000 pixels. A picture inside an SVG may say that it is larger, and is not drawn."""


def main() -> None:
    """The picture on a page of its own size, without a ground."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    folder, name, side, fonts = sys.argv[1:]
    source = Path(folder, "page.typ")
    source.write_text(
        "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
        f'#context {{ let size = measure(image("{name}"))\n'
        f'  if size.width >= size.height {{ image("{name}", width: {POINTS}pt) }}\n'
        f'  else {{ image("{name}", height: {POINTS}pt) }} }}\n',
        encoding="utf-8",
    )
    compiler = typst.Compiler(root=folder, font_paths=[fonts], ignore_system_fonts=True)
    drawn = compiler.compile(str(source), format="png", ppi=72 * int(side) / POINTS)
    if isinstance(drawn, bytes):
        sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    main()
