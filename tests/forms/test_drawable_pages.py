"""Pages from anywhere: ordinary ones are drawn; those without end are told beforehand, or stopped."""

from __future__ import annotations

import io
import time

import pytest
from PIL import Image
from pypdf import PdfReader
from reportlab.lib.colors import Color, blue, red
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from hazard_desk.forms.drawable_pages import Undrawable, demand_drawable, weigh
from hazard_desk.forms.pictures import MOST_PIXELS, page_picture
from tests.pdf_samples import locked, scan, stamped, turned


def drawn_paper() -> bytes:
    """Return a page as office programs write it: see-through shapes, colours that run, fields, lines."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842))
    canvas.linearGradient(0, 0, 595, 842, (red, blue))
    canvas.radialGradient(300, 400, 300, (blue, red))
    for place in range(100):
        canvas.setFillColor(Color(place / 100, 0, 0, alpha=0.3))
        canvas.circle(place * 5, place * 8, 60, stroke=0, fill=1)
        canvas.acroForm.textfield(name=f"t{place}", x=50, y=place * 8, width=200, height=7, value="x")
    for place in range(20_000):
        canvas.line(place % 595, place % 842, place % 591, place % 839)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def scanned(pages: int) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842))
    picture = ImageReader(Image.effect_noise((620, 877), 60))
    for _ in range(pages):
        canvas.drawImage(picture, 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


@pytest.mark.parametrize(
    "paper",
    [scan(2), stamped(scan()), turned(scan(), 90), drawn_paper(), scanned(1)],
    ids=["scan", "stamped", "turned", "drawn", "picture"],
)
def test_ordinary_pages_are_drawn(paper: bytes) -> None:
    demand_drawable(paper, 1)
    assert len(set(page_picture(paper, 1, dpi=20).rgb)) > 1


def test_a_paper_with_a_password_is_told() -> None:
    with pytest.raises(Undrawable):
        demand_drawable(locked(scan()), 1)


def test_three_hundred_scanned_pages_are_weighed_at_once() -> None:
    reader = PdfReader(io.BytesIO(scanned(300)))
    began = time.process_time()
    assert max(weigh(page) for page in reader.pages) < 1000
    assert time.process_time() - began < 2


def test_a_page_that_takes_for_ever_is_given_up() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842))
    for _ in range(200_000):
        canvas.rect(0, 0, 595, 842, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    began = time.thread_time()
    with pytest.raises(Undrawable):
        page_picture(target.getvalue(), 1, dpi=100, patience=0.2)
    assert time.thread_time() - began < 3


def test_an_endless_page_becomes_a_picture_that_fits_into_memory() -> None:
    picture = page_picture(scan(width=14_000, height=14_000), 1, dpi=200)
    assert picture.width == picture.height
    assert picture.width * picture.height <= MOST_PIXELS * 1.01
