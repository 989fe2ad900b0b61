"""QR codes as drawings (SVG), which stay sharp at any size."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str) -> str:
    """A QR code of the text with its quiet zone."""
    picture = io.BytesIO()
    # Not Micro QR, which short texts would become and most cameras cannot read. Any mask can be read:
    # trying all eight for the evenest one takes most of the time.
    code = segno.make_qr(text, error="m", mask=3)
    code.save(picture, kind="svg", border=4, xmldecl=False)
    return picture.getvalue().decode("ascii")
