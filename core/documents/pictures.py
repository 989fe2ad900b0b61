"""Pictures that people upload for documents: checked, drawn anew as PNG, and put into templates."""

from __future__ import annotations

import base64
import io
import struct
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from core.documents.fonts import FOLDER
from core.errors import RefusedFile
from core.pictures import BadPicture, has_transparency, open_picture, pixels_alone

PNG = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 2_000_000
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 1_000
"""Pixels of the longer side of what is kept: 25 mm at a thousand dots an inch."""
SECONDS = 20


def drawn_anew(data: bytes) -> bytes:
    """The picture of a PNG or SVG file as a new PNG, without anything else that was in the file. Raises RefusedFile."""
    if len(data) > MOST_BYTES:
        raise RefusedFile(_("The picture is larger than 2 MB."))
    if data.startswith(PNG):
        return _from_pixels(data)
    _check_svg(data)
    return _from_shapes(data)


def _from_pixels(data: bytes) -> bytes:
    try:
        picture = open_picture(data, ("PNG",), most_pixels=MOST_PIXELS)
    except BadPicture as problem:
        if problem.reason == "pixels":
            text = _("The picture has too many pixels; 5,000 × 5,000 are enough.")
            raise RefusedFile(text) from problem
        raise RefusedFile(_("This is no whole PNG file.")) from problem
    scale = LONGEST_SIDE / max(picture.size)
    width, height = (max(1, round(side * scale)) for side in picture.size)
    mode = "RGBA" if has_transparency(picture) else "RGB"
    written = io.BytesIO()
    pixels_alone(picture, mode).resize((width, height)).save(written, "PNG", optimize=True)
    return written.getvalue()


def _from_shapes(data: bytes) -> bytes:
    """It is drawn by Typst in a process of its own, in a folder that holds nothing else: links to files and addresses
    are refused by it, and scripts are not run."""
    with TemporaryDirectory(prefix="picture-") as folder:
        Path(folder, "picture.svg").write_bytes(data)
        program = [sys.executable, "-I", str(Path(__file__).with_name("drawer.py"))]
        try:
            process = subprocess.run(  # noqa: S603  our own script
                [*program, folder, "picture.svg", str(LONGEST_SIDE), str(FOLDER)],
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as problem:
            raise RefusedFile(_("The picture is too intricate to be drawn.")) from problem
    if process.returncode != 0 or not process.stdout.startswith(PNG):
        raise RefusedFile(_("The picture cannot be drawn. It may be broken, or name other files."))
    return process.stdout


def _check_svg(data: bytes) -> None:
    """It is an SVG, and declares no entities, which could unfold without end."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as problem:
        raise RefusedFile(
            _("Give a PNG file, or an SVG file without a document type.")
        ) from problem
    except (ParseError, ValueError, RecursionError) as problem:
        raise RefusedFile(_("Give a PNG or SVG file.")) from problem
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise RefusedFile(_("Give a PNG or SVG file."))


def as_svg(png: bytes) -> str:
    """The picture as templates take it: an SVG around it."""
    width, height = struct.unpack(">II", png[16:24])
    content = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}"><image width="{width}" height="{height}"'
        f' href="data:image/png;base64,{content}"/></svg>'
    )
