"""Photos of people: checked, turned upright, made smaller, and written anew without anything but the picture."""

from __future__ import annotations

import hashlib
import io
import warnings
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from core.errors import RefusedFile

if TYPE_CHECKING:
    from django.core.files import File

FOLDER = "speakers"
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 8_000_000
MOST_PIXELS = 40_000_000
LEAST_SIDE = 120
SIDE = 640
"""Pixels of the longer side of what is kept."""


def keep(upload: File) -> str:
    """Store a photo; its name in the storage. Raises RefusedFile.

    What is stored is a JPEG made from the pixels alone: no place, camera, comment or preview comes along.
    """
    if (upload.size or 0) > MOST_BYTES:
        raise RefusedFile(_("The photo is larger than 8 MB."))
    data = _as_jpeg(_opened(upload))
    name = f"{FOLDER}/{hashlib.sha256(data).hexdigest()}.jpg"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(data))
    return name


def _opened(upload: File) -> Image.Image:
    upload.seek(0)
    try:
        with warnings.catch_warnings():
            # A picture of more pixels than are taken is refused before any is read.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(upload.read()), formats=FORMATS)
            _check_size(*picture.size)
            picture.load()
            # Turned as the camera says, since what says so is left out.
            return ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, OSError, SyntaxError, ValueError) as problem:
        raise RefusedFile(_("Give a photo as JPEG, PNG or WebP.")) from problem


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise RefusedFile(_("The photo has more than 40 million pixels."))
    if min(width, height) < LEAST_SIDE:
        text = _("The photo is too small: it needs %(side)s pixels on each side.")
        raise RefusedFile(text % {"side": LEAST_SIDE})


def _as_jpeg(picture: Image.Image) -> bytes:
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    # Into a new picture: `save` would write back what `info` still holds, such as a colour profile or a comment.
    plain = Image.new("RGB", picture.size)
    plain.paste(picture.convert("RGB"))
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue()
