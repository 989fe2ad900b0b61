"""QR codes as drawings (SVG), which stay sharp at any size."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str, error: str = "m") -> str:
    """A QR code of the text with its quiet zone. `error` is how much of it may be spoilt: a long text takes "l"."""
    picture = io.BytesIO()
    # Not Micro QR, which short texts would become and most cameras cannot read. Any mask can be read:
    # trying all eight for the evenest one takes most of the time.
    code = segno.make_qr(text, error=error, mask=3)
    code.save(picture, kind="svg", border=4, xmldecl=False)
    return picture.getvalue().decode("ascii")
