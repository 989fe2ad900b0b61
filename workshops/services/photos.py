"""Photos of people: checked, turned upright, made smaller, and written anew without anything but the picture."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image

from core.errors import RefusedFile
from core.pictures import BadPicture, has_transparency, open_picture, pixels_alone

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
        picture = open_picture(upload.read(), FORMATS, most_pixels=MOST_PIXELS)
    except BadPicture as problem:
        if problem.reason == "pixels":
            raise RefusedFile(_("The photo has more than 40 million pixels.")) from problem
        raise RefusedFile(_("Give a photo as JPEG, PNG or WebP.")) from problem
    if min(picture.size) < LEAST_SIDE:
        text = _("The photo is too small: it needs %(side)s pixels on each side.")
        raise RefusedFile(text % {"side": LEAST_SIDE})
    return picture


def _as_jpeg(picture: Image.Image) -> bytes:
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    if has_transparency(picture):
        picture = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    written = io.BytesIO()
    pixels_alone(picture, "RGB").save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue()
