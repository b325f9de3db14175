"""Draws a PNG into the PDF as it lies in its file: its few colours, and its pixels as they are packed there.

reportlab would unpack it to three bytes a pixel. So the book is half as long, and the setup, which sees
the same bytes in the PNG beside it, hardly grows by it.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObject, PDFStream

_BEGINNING = b"\x89PNG\r\n\x1a\n"
_WITH_PALETTE, _NOT_INTERLACED = 3, 0
_EACH_ROW_SAYS = 15  # PDF's word for the rows of a PNG, each of which says how it is to be read


class NoPalette(ValueError):
    """The PNG is of a kind that can't be put into a PDF as it is."""


class _Png(PDFObject):  # type: ignore[misc]
    """A PNG with a palette as an object of the PDF."""

    def __init__(self, path: Path) -> None:
        parts: dict[bytes, bytes] = {}
        data = path.read_bytes()
        at = len(_BEGINNING)
        while at < len(data):
            size, kind = struct.unpack_from(">I4s", data, at)
            parts[kind] = parts.get(kind, b"") + data[at + 8 : at + 8 + size]
            at += size + 12
        self.width, self.height, self.bits, colour, _, _, interlaced = struct.unpack(
            ">IIBBBBB", parts[b"IHDR"]
        )
        if (colour, interlaced) != (_WITH_PALETTE, _NOT_INTERLACED) or b"tRNS" in parts:
            raise NoPalette(f"{path.name}: a PNG with a palette, whole and not interlaced, is needed")
        self.palette, self.pixels = parts[b"PLTE"], parts[b"IDAT"]

    def format(self, document: Any) -> Any:
        """Return the object as it stands in the file."""
        palette = PDFStream(content=self.palette)
        rows = {
            "Predictor": _EACH_ROW_SAYS,
            "Colors": 1,
            "BitsPerComponent": self.bits,
            "Columns": self.width,
        }
        picture = PDFStream(
            PDFDictionary(
                {
                    "Type": PDFName("XObject"),
                    "Subtype": PDFName("Image"),
                    "Width": self.width,
                    "Height": self.height,
                    "BitsPerComponent": self.bits,
                    "ColorSpace": PDFArray(
                        [
                            PDFName("Indexed"),
                            PDFName("DeviceRGB"),
                            len(self.palette) // 3 - 1,
                            document.Reference(palette),
                        ]
                    ),
                    "Filter": PDFName("FlateDecode"),
                    "DecodeParms": PDFDictionary(rows),
                }
            ),
            self.pixels,
        )
        return picture.format(document)


def draw_png(canvas: Any, path: Path, left: float, bottom: float, wide: float, high: float) -> None:
    """Draw a PNG of few colours, as `drawImage` would; the same picture is in the file once."""
    document = canvas._doc
    name = f"png-{path.stem}"
    place = document.getXObjectName(name)
    if place not in document.idToObject:
        picture = _Png(path)
        document.Reference(picture, place)
        document.addForm(name, picture)
    canvas.saveState()
    canvas.translate(left, bottom)
    canvas.scale(wide, high)
    canvas.doForm(name)
    canvas.restoreState()
