"""What comes back from the scanner: PDFs and pictures as one PDF, and what is refused by name."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from hazard_desk.errors import InputRefused
from hazard_desk.forms.pictures import page_picture, page_sizes
from hazard_desk.services.attaching import Given
from hazard_desk.services.filing import scans
from hazard_desk.services.filing.scans import merged_scan
from tests.pdf_samples import scan, stamped
from tests.photo_samples import BLUE, GREEN, RED, jpeg, saved, scene

A4 = (210.0, 297.0)


def pdf(*sizes: tuple[float, float], password: str = "") -> bytes:
    writer = PdfWriter()
    for width, height in sizes:
        writer.add_blank_page(width, height)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    whole = io.BytesIO()
    writer.write(whole)
    return whole.getvalue()


def colour_at(whole: bytes, page: int, across: float, down: float) -> tuple[int, int, int]:
    """Return the colour of a page at shares of its width and height."""
    shown = page_picture(whole, page, dpi=40)
    at = (int(down * (shown.height - 1)) * shown.width + int(across * (shown.width - 1))) * 3
    red, green, blue = shown.rgb[at : at + 3]
    return red, green, blue


def near(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(one, other, strict=True))


def test_files_become_one_pdf_in_the_order_given(tmp_path: Path) -> None:
    first = tmp_path / "第一页.pdf"
    first.write_bytes(pdf((300, 400), (310, 410)))
    merged = merged_scan([first, Given("第二页.jpg", jpeg(600, 800)), Given("附件.pdf", pdf((500, 200)))])
    assert merged.pages == 4
    sizes = page_sizes(merged.pdf)
    assert sizes[0] == pytest.approx((300 * 25.4 / 72, 400 * 25.4 / 72), abs=0.1)
    assert sizes[1] == pytest.approx((310 * 25.4 / 72, 410 * 25.4 / 72), abs=0.1)
    assert sizes[2] == pytest.approx(A4, abs=0.1)
    assert sizes[3] == pytest.approx((500 * 25.4 / 72, 200 * 25.4 / 72), abs=0.1)


def test_a_single_pdf_is_kept_as_it_is() -> None:
    given = pdf((300, 400))
    assert merged_scan([Given("扫描.pdf", given)]).pdf == given


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photo_stands_upright_however_the_telephone_was_held(orientation: int) -> None:
    merged = merged_scan([Given("照片.jpg", jpeg(630, 891, orientation=orientation))])
    assert page_sizes(merged.pdf)[0] == pytest.approx(A4, abs=0.1)
    assert near(colour_at(merged.pdf, 1, 0.1, 0.1), RED)
    assert near(colour_at(merged.pdf, 1, 0.9, 0.1), GREEN)
    assert near(colour_at(merged.pdf, 1, 0.1, 0.9), BLUE)


def test_a_wide_picture_lies_on_its_side() -> None:
    merged = merged_scan([Given("统计表.png", saved(scene(891, 630), "PNG"))])
    assert page_sizes(merged.pdf)[0] == pytest.approx((297.0, 210.0), abs=0.1)
    assert near(colour_at(merged.pdf, 1, 0.9, 0.1), GREEN)


def test_every_page_of_a_tiff_comes_along() -> None:
    pages = [scene(300, 400), Image.new("RGB", (300, 400), BLUE), Image.new("1", (300, 400), 1)]
    whole = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    merged = merged_scan([Given("扫描.tif", whole)])
    assert merged.pages == 3
    assert near(colour_at(merged.pdf, 1, 0.1, 0.1), RED)
    assert near(colour_at(merged.pdf, 2, 0.5, 0.5), BLUE)
    assert near(colour_at(merged.pdf, 3, 0.5, 0.5), (255, 255, 255))


def test_a_large_scan_stays_sharp_but_not_heavy() -> None:
    merged = merged_scan([Given("大图.png", saved(scene(5000, 7070), "PNG"))])
    (image,) = PdfReader(io.BytesIO(merged.pdf)).pages[0].images
    assert max(image.image.size) == 3508  # type: ignore[union-attr]
    assert len(merged.pdf) < 2**20


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (pdf((300, 400), password="1234"), "密码"),
        (pdf((300, 400))[:200], "损坏"),
        (b"%PDF-1.7\n" + b"\0" * 500, "损坏"),
        (b"", "空的"),
        (jpeg()[:500], "损坏"),
        ("这是文字".encode(), "不是 PDF 或图片"),
        (b"PK\x03\x04" + b"\0" * 60, "不是 PDF 或图片"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 60, "HEIC"),
    ],
    ids=["encrypted", "torn", "rubbish", "empty", "torn picture", "text", "zip", "heic"],
)
def test_what_cannot_be_used_is_named_with_the_way_out(data: bytes, said: str) -> None:
    with pytest.raises(InputRefused) as refused:
        merged_scan([Given("好的.jpg", jpeg()), Given("坏的", data)])
    (problem,) = refused.value.problems
    assert "「坏的」" in problem.message
    assert said in problem.message
    assert problem.remedy


def test_a_picture_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hazard_desk.photos.MOST_PIXELS_AT_ONCE", 10_000)
    with pytest.raises(InputRefused) as refused:
        merged_scan([Given("大.png", saved(scene(), "PNG"))])
    assert "离谱" in refused.value.problems[0].message
    second = saved(scene(50, 50), "TIFF", save_all=True, append_images=[scene()])
    with pytest.raises(InputRefused) as refused:
        merged_scan([Given("第二页.tif", second)])
    assert "离谱" in refused.value.problems[0].message


def test_a_page_too_heavy_to_be_drawn_is_not_called_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hazard_desk.forms.drawable_pages.MOST_BYTES", 10)
    with pytest.raises(InputRefused) as refused:
        merged_scan([Given("地图.pdf", stamped(scan()))])
    (problem,) = refused.value.problems
    assert "太多太密" in problem.message
    assert "损坏" not in problem.message
    assert "再扫描" in problem.remedy


def test_more_pages_than_any_table_has_are_the_wrong_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "MOST_PAGES", 3)
    two = Given("两页.pdf", pdf((300, 400), (300, 400)))
    assert merged_scan([two, Given("一页.jpg", jpeg())]).pages == 3
    with pytest.raises(InputRefused) as refused:
        merged_scan([two, two])
    assert "超过 3 页" in refused.value.problems[0].message


def test_every_file_at_fault_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        merged_scan([tmp_path / "没有.pdf", Given("空.jpg", b"")])
    assert [
        "没有.pdf" in refused.value.problems[0].message,
        "空.jpg" in refused.value.problems[1].message,
    ] == [
        True,
        True,
    ]


def test_no_file_is_refused() -> None:
    with pytest.raises(InputRefused):
        merged_scan([])
