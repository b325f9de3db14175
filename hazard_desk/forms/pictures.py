"""Pages of a PDF as pictures, for the preview and for printing."""

from __future__ import annotations

import io
import math
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image

from hazard_desk.forms.drawable_pages import Undrawable, demand_drawable

PATIENCE = 2.5
"""Seconds of the processor for a page of a paper from anywhere; one of ours takes a tenth of one."""
MOST_PIXELS = 40_000_000
"""Of a page's picture: A4 at 600 dpi. A larger one is made coarser."""

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


def page_picture(pdf: bytes, page: int, *, dpi: float = 96.0, patience: float = PATIENCE) -> Picture:
    """Return a page (counted from 1) on white paper at `dpi`; IndexError where there is no such page.

    Undrawable where it isn't done after `patience`, in seconds of the processor.
    """
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= page <= len(document):
                raise IndexError(f"page {page} of {len(document)}")
            image = _drawn(document[page - 1], dpi / 72, patience)
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
            target = io.BytesIO()
            image = _drawn(found, width / found.get_width(), PATIENCE)
            image.save(target, "JPEG", quality=quality)
            return target.getvalue()
        finally:
            document.close()


def _drawn(page: Any, scale: float, patience: float) -> Image.Image:
    """Draw a page of PDFium's, no larger than is good for memory; forms where the document has some."""
    width, height = page.get_size()
    if not (width > 0 and height > 0 and math.isfinite(width * height)):
        raise Undrawable(f"a page of {width} x {height}")
    scale = min(scale, math.sqrt(MOST_PIXELS / (width * height)), MOST_PIXELS / 1000 / max(width, height))
    columns, rows = math.ceil(width * scale), math.ceil(height * scale)
    bitmap = pypdfium2.PdfBitmap.new_native(columns, rows, raw.FPDFBitmap_BGR)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, columns, rows)
    until = time.thread_time() + patience
    pause = raw.IFSDK_PAUSE(version=1)
    # Asked by PDFium between the things on a page, and within a picture every few lines.
    asked = type(pause.NeedToPauseNow)(lambda _: time.thread_time() > until)
    pause.NeedToPauseNow = asked
    where = (0, 0, columns, rows, 0, raw.FPDF_ANNOT)
    state = raw.FPDF_RenderPageBitmap_Start(bitmap, page, *where, pause)
    raw.FPDF_RenderPage_Close(page)
    if state == raw.FPDF_RENDER_TOBECONTINUED:
        raise Undrawable(f"not drawn in {patience} s")
    if page.formenv:
        raw.FPDF_FFLDraw(page.formenv, bitmap, page, *where)
    image: Image.Image = bitmap.to_pil()
    return image.convert("RGB")
