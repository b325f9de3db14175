"""Picture files made for tests: which corner is which can be seen in every one of them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import datetime
from typing import Any

from PIL import Image

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 180, 30), (30, 30, 220), (255, 255, 255)
_TURN_BACK = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(width: int = 400, height: int = 300, ground: Any = WHITE) -> Image.Image:
    """Return a picture with a red upper left, a green upper right and a blue lower left corner."""
    image = Image.new("RGB", (width, height), ground)
    w, h = width // 4, height // 4
    image.paste(RED, (0, 0, w, h))
    image.paste(GREEN, (width - w, 0, width, h))
    image.paste(BLUE, (0, height - h, w, height))
    return image


def jpeg(
    width: int = 400,
    height: int = 300,
    *,
    orientation: int | None = None,
    taken_at: datetime | None = None,
    ground: Any = WHITE,
) -> bytes:
    """Return a JPEG that is `width` × `height` seen upright, stored as a camera held that way stores it."""
    image: Image.Image = scene(width, height, ground)
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
        if orientation in _TURN_BACK:
            image = image.transpose(_TURN_BACK[orientation])
    if taken_at is not None:
        exif.get_ifd(0x8769)[0x9003] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    return saved(image, "JPEG", exif=exif, quality=92)


def saved(image: Image.Image, kind: str, **more: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **more)
    return target.getvalue()


def corners(data: bytes) -> tuple[str, str, str]:
    """Return the colours of the upper left, upper right and lower left corner of a picture file."""
    with Image.open(io.BytesIO(data)) as opened:
        image = opened.convert("RGB")
    width, height = image.size
    dx, dy = width // 10, height // 10
    return tuple(_named(image.getpixel(at)) for at in ((dx, dy), (width - dx, dy), (dx, height - dy)))  # type: ignore[return-value]


def _named(pixel: Any) -> str:
    known = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE, "black": (0, 0, 0)}
    return min(known, key=lambda name: sum((a - b) ** 2 for a, b in zip(pixel, known[name], strict=True)))


def bomb(width: int = 40_000, height: int = 40_000) -> bytes:
    """Return a PNG of a few kilobytes that says it is gigabytes of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def package(*names: str) -> bytes:
    """Return an archive with these members, such as an Office file is."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()
