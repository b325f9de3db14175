"""Photos in cells: upright, in proportion, no finer than paper shows, and never in the way of a form."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pypdf
import pypdfium2
import pytest
from PIL import Image

from hazard_desk.forms import pdf, xlsx
from hazard_desk.forms.faces import FontSet
from hazard_desk.forms.hazard_photos import Photographed, Shot, hazard_photos
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.photo_files import DPI
from hazard_desk.forms.sheet import PORTRAIT_MARGINS, Cell, Orientation, Photo, Role, Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.rules.facts import HazardFacts
from tests.forms.filled import LARGE, TURNED, UPRIGHT
from tests.photo_samples import corners, jpeg, saved


def page_of(*photos: Photo, height: float = 60.0) -> Sheet:
    """Return a sheet with a row for each photo."""
    return Sheet(
        form_id="list",
        title="照片",
        columns=(80.0, 95.0),
        rows=tuple([height] * len(photos)),
        cells=tuple(
            cell
            for row, photo in enumerate(photos)
            for cell in (Cell(row, 0, photo, Role.VALUE), Cell(row, 1, f"第{row}张", Role.VALUE))
        ),
        orientation=Orientation.PORTRAIT,
        margins=PORTRAIT_MARGINS,
    )


def pictures_in(data: bytes) -> list[bytes]:
    return [image.data for page in pypdf.PdfReader(io.BytesIO(data)).pages for image in page.images]


def photo(path: Path, data: bytes, width: int, height: int) -> Photo:
    path.write_bytes(data)
    return Photo(path, width, height)


def test_each_lies_in_the_middle_of_its_cell_in_its_proportion() -> None:
    layout = lay_out(page_of(UPRIGHT, TURNED, Photo(Path("x"), 5000, 10)))
    for placed in layout.pages[0].cells:
        if placed.photo is None:
            continue
        box, cell = placed.photo.box, placed.box
        assert box.width / box.height == pytest.approx(placed.photo.photo.width / placed.photo.photo.height)
        assert box.x - cell.x == pytest.approx(cell.right - box.right)
        assert box.y - cell.y == pytest.approx(cell.bottom - box.bottom)
        assert box.x - cell.x >= 1
        assert box.y - cell.y >= 1
        assert box.width == pytest.approx(cell.width - 2.4) or box.height == pytest.approx(cell.height - 2.2)


def test_a_small_plain_photo_goes_into_the_page_as_it_is(tmp_path: Path, fonts: FontSet) -> None:
    data = jpeg(400, 300)
    drawn = pdf.draw(page_of(photo(tmp_path / "a.jpg", data, 400, 300)), fonts=fonts)
    with pypdfium2.PdfDocument(drawn) as document:
        (held,) = (item for item in document[0].get_objects() if isinstance(item, pypdfium2.PdfImage))
        assert bytes(held.get_data(decode_simple=True)) == data


def test_a_photo_of_a_telephone_is_made_as_fine_as_paper_shows(tmp_path: Path, fonts: FontSet) -> None:
    noise = Image.effect_noise((4000, 3000), 60).convert("RGB")
    large = photo(tmp_path / "a.jpg", saved(noise, "JPEG", quality=90), 4000, 3000)
    drawn = pdf.draw(page_of(large), fonts=fonts)
    (embedded,) = pictures_in(drawn)
    across = (80 - 2.4) / 25.4
    assert Image.open(io.BytesIO(embedded)).size[0] == pytest.approx(across * DPI, abs=60)
    assert len(drawn) < 600_000 < large.path.stat().st_size


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_is_upright_on_paper_and_in_the_workbook(tmp_path: Path, orientation: int, fonts: FontSet) -> None:
    one = photo(tmp_path / "a.jpg", jpeg(300, 400, orientation=orientation), 300, 400)
    (embedded,) = pictures_in(pdf.draw(page_of(one), fonts=fonts))
    assert corners(embedded) == ("red", "green", "blue")
    book = openpyxl.load_workbook(io.BytesIO(xlsx.draw(page_of(one), fonts=fonts)))
    (image,) = book.worksheets[0]._images
    assert corners(image._data()) == ("red", "green", "blue")
    size = image.anchor.ext
    assert size.width / size.height == pytest.approx(3 / 4, rel=0.02)


def test_what_is_drawn_is_seen_where_the_layout_says(fonts: FontSet) -> None:
    sheet = page_of(UPRIGHT, LARGE)
    drawn = pdf.draw(sheet, fonts=fonts)
    with pypdfium2.PdfDocument(drawn) as document:
        page = document[0].render(scale=2).to_pil().convert("RGB")
    for placed in lay_out(sheet, fonts).pages[0].photos:
        x, y = ((value + 5) / 25.4 * 144 for value in (placed.box.x, placed.box.y))
        red, green, blue = page.getpixel((round(x), round(y)))  # type: ignore[misc]
        assert red > 180 > 80 > max(green, blue)


@pytest.mark.parametrize("damage", ["gone", "torn", "no picture"])
def test_a_file_lost_since_it_was_filled_leaves_a_crossed_frame(
    tmp_path: Path, damage: str, fonts: FontSet
) -> None:
    one = photo(tmp_path / "a.jpg", jpeg(4000, 3000), 4000, 3000)
    if damage == "gone":
        one.path.unlink()
    else:
        one.path.write_bytes(jpeg()[:-300] if damage == "torn" else b"text")
    drawn = pdf.draw(page_of(one), fonts=fonts)
    assert pictures_in(drawn) == []
    with pypdfium2.PdfDocument(drawn) as document:
        assert "第0张" in document[0].get_textpage().get_text_range()
    book = openpyxl.load_workbook(io.BytesIO(xlsx.draw(page_of(one), fonts=fonts)))
    assert book.worksheets[0]._images == []


def test_equal_sheets_give_equal_bytes(fonts: FontSet) -> None:
    sheet = page_of(UPRIGHT, LARGE)
    assert pdf.draw(sheet, invariant=True, fonts=fonts) == pdf.draw(sheet, invariant=True, fonts=fonts)


@pytest.mark.parametrize(("before", "after"), [(1, 0), (0, 2), (3, 1), (20, 20)])
def test_any_number_of_photos_fits(before: int, after: int, fonts: FontSet) -> None:
    texts = load_texts("hazard-list")
    hazard = HazardFacts("描述" * 120)
    sheet = hazard_photos(
        texts,
        [Photographed(7, hazard, *(tuple(Shot("a", UPRIGHT) for _ in range(n)) for n in (before, after)))]
        * 2,
        enterprise="甲厂",
    )
    layout = lay_out(sheet, fonts)
    assert sum(len(page.photos) for page in layout.pages) == 2 * (before + after)
    numbers = [cell.text for cell in sheet.cells if cell.text.startswith("照片")]
    assert numbers == [f"照片{n}" for n in range(1, 2 * (before + after) + 1)]
    for page in layout.pages:
        for placed in page.cells:
            if placed.photo is not None:  # a photo stands with its words
                assert any(
                    other.cell.row == placed.cell.row + 1 and other.cell.column == placed.cell.column
                    for other in page.cells
                )
