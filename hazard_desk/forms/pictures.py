"""Pages of a PDF as pictures, for the preview and for printing."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image

from hazard_desk.forms.drawable_pages import demand_drawable

_ONE_AT_A_TIME = threading.Lock()
"""PDFium is not safe to enter from two threads."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as pixels: rows of red, green and blue, a byte each, from the upper left, without padding."""

    width: int
    height: int
    rgb: bytes

    def png(self) -> bytes:
        """Return the picture as a PNG file."""
        target = io.BytesIO()
        Image.frombytes("RGB", (self.width, self.height), self.rgb).save(target, "PNG")
        return target.getvalue()


def page_sizes(pdf: bytes, most: int | None = None) -> list[tuple[float, float]]:
    """Return width and height of every page in mm; of the first `most` ones, for a paper from anywhere."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            count = len(document) if most is None else min(most, len(document))
            sizes = [document.get_page_size(number) for number in range(count)]  # nothing is drawn for this
            return [(width * 25.4 / 72, height * 25.4 / 72) for width, height in sizes]
        finally:
            document.close()


def page_picture(pdf: bytes, page: int, *, dpi: float = 96.0) -> Picture:
    """Return a page (counted from 1) on white paper at `dpi`; IndexError where there is no such page."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= page <= len(document):
                raise IndexError(f"page {page} of {len(document)}")
            bitmap = document[page - 1].render(scale=dpi / 72, fill_color=(255, 255, 255, 255))
            image = bitmap.to_pil().convert("RGB")
            return Picture(image.width, image.height, image.tobytes())
        finally:
            document.close()


def scan_jpeg(path: Path, page: int, width: float, quality: int) -> bytes:
    """Return a page of a PDF file (counted from 1) as a JPEG so many pixels wide, its seals included."""
    demand_drawable(path.read_bytes(), page)
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(path)
        try:
            document.init_forms()
            found = document[page - 1]
            bitmap = found.render(scale=width / found.get_width(), fill_color=(255, 255, 255, 255))
            target = io.BytesIO()
            bitmap.to_pil().convert("RGB").save(target, "JPEG", quality=quality)
            return target.getvalue()
        finally:
            document.close()
