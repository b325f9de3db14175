"""Reads pictures that come from anywhere: never a bomb, always upright.

Pillow is imported at first use. The file's own bytes are never changed here.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 256_000_000
"""Of a plain JPEG, which is read at a fraction of its size; telephones make pictures of 200 million."""

MOST_PIXELS_AT_ONCE = 64_000_000
"""Of every other picture: these are held in memory whole."""

MOST_SCANS = 100
"""Passes over the whole picture that a JPEG comes in; cameras make one, pictures from the web a dozen."""

MOST_PASSES = 30 * MOST_PIXELS_AT_ONCE
"""Pixels times scans: each scan goes over every pixel, and a small file may have thousands."""

SUFFIXES = {
    "JPEG": ".jpg",
    "MPO": ".jpg",  # a JPEG that carries a second picture, as some cameras make
    "PNG": ".png",
    "WEBP": ".webp",
    "GIF": ".gif",
    "BMP": ".bmp",
    "TIFF": ".tif",
}
"""The kinds of pictures that are read, by Pillow's names; the endings that their files get."""

_ORIENTATION, _CHANGED_AT, _EXIF, _TAKEN_AT = 0x0112, 0x0132, 0x8769, 0x9003
_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd8\xff]")
_END_OF_IMAGE, _START_OF_SCAN = 0xD9, 0xDA
_ON_ITS_SIDE = {5, 6, 7, 8}
_WHITE = (255, 255, 255)
_UNMIXABLE = {"1", "P", "PA", "I", "I;16", "I;16B", "I;16L", "F"}


class PhotoError(ValueError):
    """The bytes are no picture that can be read."""


class TooManyPixels(PhotoError):
    """The picture would take more memory than an office PC has to give."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture file is: its ending by its content, its size in pixels as seen upright, when taken."""

    suffix: str
    width: int
    height: int
    taken_at: datetime | None


def look_at(source: Path | bytes) -> Look:
    """Read a picture to its end and say what it is; PhotoError where that can't be done."""
    with _opened(source) as image:
        exif = _exif_of(image)
        width, height = image.size
        if exif.get(_ORIENTATION) in _ON_ITS_SIDE:
            width, height = height, width
        look = Look(SUFFIXES[str(image.format)], width, height, _taken_at(exif))
        image.draft("RGB", (1, 1))  # every byte is read all the same: a torn file is found
        image.load()
        return look


def frame_count(source: Path | bytes, most: int) -> int:
    """Return how many pictures a file holds: scanners write the pages of a paper into one TIFF.

    No more than `most` + 1 are looked for: a small file may name a million.
    """
    with _opened(source) as image:
        if image.format != "TIFF":
            return 1
        count = 1
        with contextlib.suppress(EOFError):
            while count <= most:
                image.seek(count)
                count += 1
        return count


def small_jpeg(source: Path | bytes, longest: int, quality: int = 82, frame: int = 0) -> bytes:
    """Return a picture upright, on white, its longer side at most `longest` pixels, as a plain JPEG.

    Of a file that holds several, `frame` counts them from 0.
    """
    with _opened(source) as image:
        if frame:
            image.seek(frame)
            if image.width * image.height > MOST_PIXELS_AT_ONCE:  # each has a size of its own
                raise TooManyPixels(f"{image.width} × {image.height} pixels")
        target = io.BytesIO()
        _small(image, longest).save(target, "JPEG", quality=quality, optimize=True)
        return target.getvalue()


def pixels_of(source: Path | bytes, longest: int) -> tuple[int, int, bytes]:
    """Return a picture likewise, as its width, its height and its rows of red, green and blue."""
    with _opened(source) as image:
        shown = _small(image, longest).convert("RGB")
        return shown.width, shown.height, shown.tobytes()


def _small(image: Image, longest: int) -> Image:
    from PIL.Image import Resampling

    orientation = _exif_of(image).get(_ORIENTATION, 1)
    image.draft("RGB", (longest, longest))
    # Colours from a table, and black and white, can't be mixed into smaller ones as they are.
    shown: Image = _on_white(image) if image.mode in _UNMIXABLE else image
    if max(shown.size) > longest:
        shown.thumbnail((longest, longest), Resampling.LANCZOS, reducing_gap=2.0)
    return _on_white(_turned(shown, orientation))


def upright_jpeg(path: Path) -> bool:
    """Say whether the file is a JPEG that every program shows upright and in its own colours."""
    with _opened(path) as image:
        plain = image.format == "JPEG" and image.mode in ("RGB", "L")
        return plain and _exif_of(image).get(_ORIENTATION, 1) == 1


@contextlib.contextmanager
def _opened(source: Path | bytes) -> Iterator[Image]:
    # These by name: else Pillow would load its readers of forty kinds of pictures.
    from PIL import (  # noqa: F401
        BmpImagePlugin,
        GifImagePlugin,
        Image,
        JpegImagePlugin,
        PngImagePlugin,
        TiffImagePlugin,
        WebPImagePlugin,
    )

    # Pillow's own limit warns of today's telephones; the size is looked at below, before anything is read.
    Image.MAX_IMAGE_PIXELS = None
    try:
        stream = io.BytesIO(source) if isinstance(source, bytes) else source
        with Image.open(stream, formats=_FORMATS) as image:
            width, height = image.size
            plain = image.format in ("JPEG", "MPO") and not image.info.get("progressive")
            if width * height > (MOST_PIXELS if plain else MOST_PIXELS_AT_ONCE):
                raise TooManyPixels(f"{width} × {height} pixels")
            if image.format in ("JPEG", "MPO"):
                scans = _scans_in(source if isinstance(source, bytes) else source.read_bytes())
                if scans > MOST_SCANS or scans * width * height > max(MOST_PASSES, width * height):
                    raise PhotoError(f"{scans} scans of {width} × {height} pixels")
            yield image
    except (PhotoError, FileNotFoundError, PermissionError):
        raise
    # Broken files make Pillow's readers raise nearly anything.
    except Exception as error:
        raise PhotoError(str(error)) from error


_FORMATS = tuple(kind for kind in SUFFIXES if kind != "MPO")  # read as a JPEG, and found to be one


def _scans_in(jpeg: bytes) -> int:
    """Return how many scans a JPEG has up to its end or where it is torn; what follows is no part of it."""
    scans, at = 0, 2
    while scans <= MOST_SCANS and (marker := _MARKER.search(jpeg, at)) is not None:
        kind, at = jpeg[marker.end() - 1], marker.end()
        if kind == _END_OF_IMAGE:
            break
        at += int.from_bytes(jpeg[at : at + 2], "big")
        scans += kind == _START_OF_SCAN
    return scans


def _exif_of(image: Image) -> Any:
    try:
        return image.getexif()
    except Exception:  # it may be any rubbish; the picture itself may be sound
        return {}


def _taken_at(exif: Any) -> datetime | None:
    try:
        said = exif.get_ifd(_EXIF).get(_TAKEN_AT) or exif.get(_CHANGED_AT)
        return datetime.strptime(str(said).strip("\0 "), "%Y:%m:%d %H:%M:%S") if said else None
    except Exception:  # cameras without a clock write anything
        return None


def _turned(image: Image, orientation: int) -> Image:
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    turn = turns.get(orientation)
    return image if turn is None else image.transpose(turn)


def _on_white(image: Image) -> Image:
    from PIL import Image as Images

    if image.mode in ("RGB", "L"):
        return image
    if image.mode.startswith("I;16"):
        # Pillow would cut the darker half of 16 bits off.
        return image.point(lambda value: value / 256, "I").convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        shown = image.convert("RGBA")
        ground = Images.new("RGBA", shown.size, (*_WHITE, 255))
        ground.alpha_composite(shown)
        return ground.convert("RGB")
    return image.convert("RGB")
