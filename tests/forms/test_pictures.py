"""Pictures of pages for preview and printing."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from hazard_desk.forms import pdf
from hazard_desk.forms.faces import FontSet
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.pictures import page_picture, page_sizes
from tests.forms.samples import long_list, week


def test_a_picture_is_the_page_at_the_wanted_size(fonts: FontSet) -> None:
    data = pdf.draw(week(), fonts=fonts)
    assert [(round(w), round(h)) for w, h in page_sizes(data)] == [(297, 210)]
    picture = page_picture(data, 1, dpi=100)
    assert (picture.width, picture.height) == (1170, 827)
    assert len(picture.rgb) == picture.width * picture.height * 3
    assert picture.rgb[:3] == b"\xff\xff\xff", "white paper"
    # A figure's ink lies where the layout says.
    _, box = lay_out(week(), fonts).box_of("general_found")
    image = Image.open(io.BytesIO(picture.png()))
    inside = image.crop(
        tuple(
            round(v / 25.4 * 100) + d for v, d in ((box.x, 4), (box.y, 4), (box.right, -4), (box.bottom, -4))
        )
    )  # type: ignore[arg-type]
    assert inside.convert("L").getextrema()[0] < 100  # type: ignore[operator]
    assert image.mode == "RGB"


def test_pages_are_counted_from_one(fonts: FontSet) -> None:
    data = pdf.draw(long_list(60), fonts=fonts)
    assert len(page_sizes(data)) == 3
    assert page_picture(data, 3, dpi=20).rgb != page_picture(data, 1, dpi=20).rgb
    for number in (0, 4):
        with pytest.raises(IndexError):
            page_picture(data, number)
