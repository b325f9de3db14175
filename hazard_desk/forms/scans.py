"""Pages of PDF files (扫描件) within our own: their sizes, and laying them into a PDF that is drawn.

They come from anywhere: what can't be read is left out, whatever is wrong with it, and never stops a file.
"""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import Any

from hazard_desk.forms.faces import MM_PER_PT
from hazard_desk.forms.geometry import PlacedPhoto
from hazard_desk.forms.sheet import Scan

_DPI = 200
_QUALITY = 82
_LEAST_PT, _MOST_PT = 3.0, 14_400.0  # what a PDF reader takes for a page

# Other programs' PDFs are full of small faults, which are nothing to tell anybody.
logging.getLogger("pypdf").addHandler(logging.NullHandler())


class ScanError(ValueError):
    """A PDF file that can't be shown; the message says why, in Chinese."""


def scan_pages(path: Path) -> list[Scan]:
    """Return every page of a PDF file; ScanError where it can't be read."""
    try:
        with path.open("rb") as file:
            reader = _opened(file)
            pages = [
                Scan(path, number, *_upright_size(page)) for number, page in enumerate(reader.pages, start=1)
            ]
    except ScanError:
        raise
    except OSError as error:
        raise ScanError("文件不见了或读不出来") from error
    except Exception as error:  # a damaged PDF fails in as many ways as there are parts in it
        raise ScanError("文件已损坏，打不开") from error
    if not pages:
        raise ScanError("里面没有页")
    return pages


class ScanFiles:
    """Gathers the pages that go into one PDF while it is drawn, then lays them in."""

    def __init__(self) -> None:
        """Begin without any."""
        self._readers: dict[Path, Any] = {}
        self._placed: list[tuple[int, Any, tuple[float, float, float]]] = []

    def take(self, page: int, placed: PlacedPhoto, height_mm: float) -> bool:
        """Take a page of a PDF to be laid into page `page` (from 0) of ours; False where it can't be.

        What is stamped and signed electronically stands in annotations, which move with no page: such a page
        is drawn as a picture.
        """
        scan = placed.photo
        assert isinstance(scan, Scan)
        try:
            source = self._reader(scan.path).pages[scan.page - 1]
            if source.get("/Annots"):
                return False
            source.get_contents()  # unpacked here, so that a torn one is found before anything is changed
        except Exception:
            return False
        scale = placed.box.width / MM_PER_PT / scan.width
        left, bottom = placed.box.x / MM_PER_PT, (height_mm - placed.box.bottom) / MM_PER_PT
        self._placed.append((page, source, (scale, left, bottom)))
        return True

    def picture(self, placed: PlacedPhoto) -> bytes | None:
        """Return such a page as a JPEG, with all that lies on it; None where it can't be read."""
        from hazard_desk.forms.pictures import scan_jpeg

        scan = placed.photo
        assert isinstance(scan, Scan)
        try:
            return scan_jpeg(scan.path, scan.page, placed.box.width / 25.4 * _DPI, _QUALITY)
        except Exception:
            return None

    def laid_into(self, pdf: bytes) -> bytes:
        """Return the PDF with the pages taken; as it is where there are none."""
        if not self._placed:
            return pdf
        from pypdf import PdfReader, PdfWriter

        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
        for number, source, (scale, left, bottom) in self._placed:
            try:
                change = _upright(source).scale(scale).translate(left, bottom)
                writer.pages[number].merge_transformed_page(source, change)
            except Exception:  # the caption says which page it would be; the others are not held up
                continue
        target = io.BytesIO()
        writer.write(target)
        return target.getvalue()

    def _reader(self, path: Path) -> Any:
        if path not in self._readers:
            self._readers[path] = _opened(io.BytesIO(path.read_bytes()))
        return self._readers[path]


def _opened(file: Any) -> Any:
    from pypdf import PdfReader

    reader = PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ScanError("加了密码，打不开")
    return reader


def _upright(page: Any) -> Any:
    """Return the change that sets a page upright as it is seen, its lower left corner at the origin."""
    from pypdf import Transformation

    seen = page.cropbox
    width, height = float(seen.width), float(seen.height)
    turned = page.rotation % 360
    corner = {90: (0.0, width), 180: (width, height), 270: (height, 0.0)}.get(turned, (0.0, 0.0))
    return (
        Transformation().translate(-float(seen.left), -float(seen.bottom)).rotate(-turned).translate(*corner)
    )


def _upright_size(page: Any) -> tuple[float, float]:
    box = page.cropbox
    width, height = float(box.width), float(box.height)
    if not (_LEAST_PT <= width <= _MOST_PT and _LEAST_PT <= height <= _MOST_PT):
        raise ScanError("页面尺寸不对")
    return (height, width) if page.rotation % 180 else (width, height)
