"""Draws `hazard_desk.ico` from `resources/icons/hazard-desk.svg`: `python -m installer.make_icon`.

The sizes that Windows asks for, each drawn by itself. 256 lies in the file as PNG, the smaller ones as
bitmaps, which whatever reads icons understands.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from installer import ROOT

SOURCE = ROOT / "resources" / "icons" / "hazard-desk.svg"
ICON = ROOT / "installer" / "hazard_desk.ico"
SIZES = (16, 24, 32, 48, 64, 128, 256)

_HEADER = struct.Struct("<HHH")
_ENTRY = struct.Struct("<BBBBHHII")
_BITMAP = struct.Struct("<IiiHHIIiiII")


def drawn(size: int, source: Path = SOURCE) -> QImage:
    """Return the icon as a picture of this many pixels each way."""
    picture = QImage(size, size, QImage.Format.Format_ARGB32)
    # Else the screen of whoever draws it would be written into the file.
    picture.setDotsPerMeterX(3780)
    picture.setDotsPerMeterY(3780)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(source)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def as_png(picture: QImage) -> bytes:
    """Return a picture as the bytes of a PNG."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, the method a str
    return bytes(held.data())


def as_bitmap(picture: QImage) -> bytes:
    """Return a picture as a bitmap of an icon: from the bottom up, then a mask of what is clear."""
    size = picture.width()
    lines: list[Any] = [picture.constScanLine(row) for row in reversed(range(size))]  # memory, says no stub
    rows = [bytes(line) for line in lines]
    mask_row = (size + 31) // 32 * 4
    masks = []
    for row in rows:
        mask = bytearray(mask_row)
        for at in range(size):
            if row[4 * at + 3] < 128:
                mask[at // 8] |= 0x80 >> at % 8
        masks.append(bytes(mask))
    pixels = b"".join(rows) + b"".join(masks)
    return _BITMAP.pack(_BITMAP.size, size, 2 * size, 1, 32, 0, len(pixels), 0, 0, 0, 0) + pixels


def icon(source: Path = SOURCE) -> bytes:
    """Return the whole icon file."""
    pictures = [drawn(size, source) for size in SIZES]
    parts = [as_png(one) if one.width() == 256 else as_bitmap(one) for one in pictures]
    at = _HEADER.size + len(parts) * _ENTRY.size
    entries = []
    for size, part in zip(SIZES, parts, strict=True):
        entries.append(_ENTRY.pack(size % 256, size % 256, 0, 0, 1, 32, len(part), at))
        at += len(part)
    return _HEADER.pack(0, 1, len(parts)) + b"".join(entries) + b"".join(parts)


def main() -> int:
    """Write the icon file."""
    ICON.write_bytes(icon())
    return 0


if __name__ == "__main__":
    sys.exit(main())
