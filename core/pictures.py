"""Pictures that people upload: opened within bounds, turned upright, and copied from their pixels alone."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps


class BadPicture(ValueError):
    """A file that is not opened; `reason` is damaged or pixels (too many)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def open_picture(data: bytes, formats: tuple[str, ...], *, most_pixels: int) -> Image.Image:
    """The picture as it is to be looked at. No pixel is read of one that has too many. Raises BadPicture."""
    try:
        with warnings.catch_warnings():
            # The bound is ours, and comes before the library's.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=formats)
            _check_pixels(picture, most_pixels)
            picture.load()
            # Turned as the camera says, since what says so is left out.
            return ImageOps.exif_transpose(picture)
    except BadPicture:
        raise
    except Image.DecompressionBombError as problem:
        raise BadPicture("pixels") from problem
    except (OSError, SyntaxError, ValueError) as problem:
        raise BadPicture("damaged") from problem


def _check_pixels(picture: Image.Image, most: int) -> None:
    width, height = picture.size
    if width * height > most:
        raise BadPicture("pixels")


def has_transparency(picture: Image.Image) -> bool:
    """Whether something shines through."""
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def pixels_alone(picture: Image.Image, mode: str) -> Image.Image:
    """A new picture: to save the old one would write back what `info` still holds, such as a colour profile or a
    comment."""
    plain = Image.new(mode, picture.size)
    plain.paste(picture.convert(mode))
    return plain
