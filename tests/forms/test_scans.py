"""Pages of PDF files in our own: upright as they are seen, readable, and never in the way of the others."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageOps

from hazard_desk.forms import pdf, xlsx
from hazard_desk.forms.faces import MM_PER_PT
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.scans import ScanError, scan_pages
from hazard_desk.forms.sheet import Cell, Orientation, Role, Scan, Sheet
from tests.pdf_samples import locked, scan, stamped, turned


def kept(folder: Path, data: bytes) -> Path:
    path = folder / "scan.pdf"
    path.write_bytes(data)
    return path


def page_of(*scans: Scan) -> Sheet:
    return Sheet(
        "x",
        "扫描件",
        (160.0,),
        (200.0,) * len(scans),
        tuple(Cell(row, 0, one, Role.VALUE) for row, one in enumerate(scans)),
        orientation=Orientation.PORTRAIT,
    )


def dark_corner(picture: Image.Image) -> tuple[bool, bool]:
    """Return whether the block lies at the right and at the bottom of a picture."""
    left, top, right, bottom = ImageOps.invert(picture.convert("L")).point(lambda v: v // 128 * 255).getbbox()  # type: ignore[misc, operator]
    # The words in the middle are dark, too, and reach less far than the block.
    width, height = picture.size
    return left > width * 0.1 and right > width * 0.9, top > height * 0.1 and bottom > height * 0.9


def rendered(data: bytes, page: int = 0) -> Image.Image:
    with pypdfium2.PdfDocument(data) as document:
        return document[page].render(scale=1).to_pil().convert("RGB")


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [(595, 842), (842, 595)])
def test_a_page_lies_as_its_reader_shows_it(tmp_path: Path, degrees: int, size: tuple[int, int]) -> None:
    original = turned(scan(width=size[0], height=size[1]), degrees)
    (one,) = scan_pages(kept(tmp_path, original))
    seen = rendered(original)
    assert (one.width, one.height) == seen.size
    sheet = page_of(one)
    drawn = pdf.draw(sheet)
    box = lay_out(sheet).pages[0].photos[0].box
    left, top, width, height = (round(value / MM_PER_PT) for value in (box.x, box.y, box.width, box.height))
    shown = rendered(drawn).crop((left + 2, top + 2, left + width - 2, top + height - 2))
    assert dark_corner(shown) == dark_corner(seen)
    assert abs(width / height - one.width / one.height) < 0.02


def test_its_words_can_be_searched_and_every_page_stands_in_its_place(tmp_path: Path) -> None:
    pages = scan_pages(kept(tmp_path, scan(3)))
    reader = pypdf.PdfReader(io.BytesIO(pdf.draw(page_of(*pages))))
    assert len(reader.pages) == 3
    for number, page in enumerate(reader.pages, start=1):
        assert f"SCAN {number}" in page.extract_text()


def test_what_is_stamped_electronically_is_seen(tmp_path: Path) -> None:
    (one,) = scan_pages(kept(tmp_path, stamped(scan())))
    page = pypdf.PdfReader(io.BytesIO(pdf.draw(page_of(one)))).pages[0]
    assert len(page.images) == 1, "the page with its annotations, as a picture"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (scan(3)[:700], "损坏"),
        (b"%PDF-1.7\nnothing", "损坏"),
        (locked(scan()), "密码"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, data: bytes, why: str) -> None:
    with pytest.raises(ScanError, match=why):
        scan_pages(kept(tmp_path, data))
    with pytest.raises(ScanError, match="不见了"):
        scan_pages(tmp_path / "nowhere.pdf")


@pytest.mark.parametrize("after", [None, b"%PDF-1.7\nnothing", scan(1)])
def test_a_file_that_changed_since_does_not_hold_up_the_others(tmp_path: Path, after: bytes | None) -> None:
    path = kept(tmp_path, scan(2, "LOST"))
    lost = scan_pages(path)[1]
    path.unlink()
    if after is not None:
        path.write_bytes(after)
    other = tmp_path / "other.pdf"
    other.write_bytes(scan(1, "SOUND"))
    (sound,) = scan_pages(other)
    reader = pypdf.PdfReader(io.BytesIO(pdf.draw(page_of(lost, sound))))
    assert "SOUND 1" in reader.pages[1].extract_text()


def test_the_bookmarks_and_the_print_size_stay(tmp_path: Path) -> None:
    (one,) = scan_pages(kept(tmp_path, scan()))
    reader = pypdf.PdfReader(io.BytesIO(pdf.draw([page_of(one), page_of(one)])))
    assert [item.title for item in reader.outline] == ["扫描件", "扫描件"]
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/PrintScaling"] == "/None"


def test_a_workbook_leaves_out_what_it_cannot_hold(tmp_path: Path) -> None:
    (one,) = scan_pages(kept(tmp_path, scan()))
    words = Sheet("x", "清单", (50.0,), (10.0,), (Cell(0, 0, "乙"),))
    book = openpyxl.load_workbook(io.BytesIO(xlsx.draw([words, page_of(one)])))
    assert book.sheetnames == ["清单"]
