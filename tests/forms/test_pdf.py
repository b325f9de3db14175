"""The PDF file itself: fonts, text layer, paper."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pypdf
import pytest
from PIL import Image

from hazard_desk.forms import pdf
from hazard_desk.forms.faces import SANS_BOLD, SERIF, Face, FontSet, font_set
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.pictures import page_picture
from hazard_desk.forms.sheet import Cell, HeadField, HeadLine, Role, Sheet
from tests.forms.samples import UNIT, blank, long_list, week


def font_objects(data: bytes) -> Iterator[pypdf.generic.DictionaryObject]:
    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        for reference in page["/Resources"]["/Font"].values():  # type: ignore[index,union-attr]
            yield reference.get_object()


@pytest.mark.parametrize("sheet", [week(), blank(), long_list(80)], ids=["week", "blank", "list"])
def test_every_font_is_embedded(sheet: Sheet, fonts: FontSet, poppler: Callable[..., str]) -> None:
    lines = poppler("pdffonts", pdf.draw(sheet, fonts=fonts)).splitlines()[2:]
    assert len(lines) >= 2
    for line in lines:
        emb, sub, uni = line.split()[-5:-2]
        assert (emb, sub, uni) == ("yes", "yes", "yes"), line


def test_every_font_is_embedded_says_another_reader(fonts: FontSet) -> None:
    found = list(font_objects(pdf.draw(week(), fonts=fonts)))
    assert len(found) >= 2
    for font in found:
        assert "/FontFile2" in font["/FontDescriptor"], font["/BaseFont"]


def test_text_comes_back_as_it_went_in(fonts: FontSet, poppler: Callable[..., str]) -> None:
    rare = "䶮㛃𠅤𬱖" + "".join(chr(code) for code in range(0x20000, 0x2CEB0) if SERIF.advance(chr(code)))
    assert len(rare) > 200
    every = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 600))
    sheet = Sheet("x", "𠅤𬱖表", (200.0,), (10.0,), (Cell(0, 0, rare + every, Role.VALUE),))
    data = pdf.draw(sheet, fonts=fonts)
    text = "".join(poppler("pdftotext", data, "-raw").split())
    assert text == "𠅤𬱖表" + rare + every
    other = "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).split())
    assert other == text


def test_a_rare_character_in_the_title_comes_from_the_serif(
    fonts: FontSet, poppler: Callable[..., str]
) -> None:
    lacking = next(chr(code) for code in range(0x3400, 0x4DC0) if not SANS_BOLD.advance(chr(code)))
    sheet = Sheet("x", f"甲{lacking}乙", (50.0,), (10.0,), (Cell(0, 0, ""),))
    assert f"甲{lacking}乙" in poppler("pdftotext", pdf.draw(sheet, fonts=fonts))


def test_a_face_of_the_pc_fills_in(fonts: FontSet, poppler: Callable[..., str]) -> None:
    """A character that the shipped faces lack is drawn with the PC's face and embedded, too."""

    class Narrow(Face):
        """The serif with one character less."""

        def advance(self, character: str) -> float | None:
            return None if character == "堃" else super().advance(character)

    lacking = Narrow(SERIF.name, SERIF.path)
    more = Face("PC-Face", SERIF.path)
    chain = FontSet(text=type(fonts.text)((lacking, more)), heading=fonts.heading)
    sheet = Sheet("x", "表", (50.0,), (10.0,), (Cell(0, 0, "王堃芳", Role.VALUE),))
    assert [face.name for face, _, _ in chain.text.runs("王堃芳")] == [SERIF.name, "PC-Face", SERIF.name]
    data = pdf.draw(sheet, fonts=chain)
    assert "王堃芳" in poppler("pdftotext", data)


def test_equal_sheets_give_equal_bytes_if_wanted(fonts: FontSet) -> None:
    assert pdf.draw(week(), invariant=True, fonts=fonts) == pdf.draw(week(), invariant=True, fonts=font_set())


def test_paper_and_wishes_to_the_printer(fonts: FontSet) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.draw([week(), long_list(1)], fonts=fonts)))
    sizes = [
        (round(float(p.mediabox.width) * 25.4 / 72), round(float(p.mediabox.height) * 25.4 / 72))
        for p in reader.pages
    ]
    assert sizes == [(297, 210), (210, 297)]
    root = reader.trailer["/Root"].get_object()
    assert root["/ViewerPreferences"]["/PrintScaling"] == "/None"  # type: ignore[index]
    assert root["/Lang"] == "zh-CN"  # type: ignore[index]
    assert reader.metadata is not None
    assert reader.metadata.title == week().title


def test_several_sheets_count_their_own_pages(fonts: FontSet, poppler: Callable[..., str]) -> None:
    text = poppler("pdftotext", pdf.draw([long_list(40), long_list(3), long_list(40)], fonts=fonts))
    squeezed = text.replace(" ", "")
    assert squeezed.count("第1页共2页") == squeezed.count("第2页共2页") == 2
    assert "共5页" not in squeezed
    with pytest.raises(ValueError, match="no sheet"):
        pdf.draw([])


def test_what_can_not_be_printed_stands_as_a_mark(fonts: FontSet, poppler: Callable[..., str]) -> None:
    head = HeadLine(HeadField("单位：", "𠮷乡\x07"))
    sheet = Sheet("x", "表", (50.0,), (10.0,), (Cell(0, 0, "\ud800"),), head=head)
    assert "单位：〓乡〓" in poppler("pdftotext", pdf.draw(sheet, fonts=fonts))


def test_a_dash_of_two_has_no_gap(fonts: FontSet, poppler: Callable[..., str]) -> None:
    for title in ("", "甲——乙"):
        cell = Cell(0, 0, "甲——乙" if not title else "", Role.VALUE, size_pt=20)
        data = pdf.draw(Sheet("x", title, (60.0,), (20.0,), (cell,)), fonts=fonts)
        assert "甲——乙" in poppler("pdftotext", data)
        (page,) = lay_out(Sheet("x", title, (60.0,), (20.0,), (cell,)), fonts).pages
        (line,) = (line for line in page.lines if line.text)
        picture = page_picture(data, 1, dpi=400)
        em = line.size_pt / 72 * 400
        left = round(line.x / 25.4 * 400 + em)
        base = round(line.baseline / 25.4 * 400)
        image = Image.frombytes("L", (picture.width, picture.height), picture.rgb[::3])
        ink = image.crop((left + 4, round(base - 0.8 * em), round(left + 2 * em) - 4, base))
        columns = [min(ink.crop((x, 0, x + 1, ink.height)).tobytes()) for x in range(ink.width)]
        assert max(columns) < 128, "every column of the two ems is inked"


def test_no_seal_is_ever_drawn(fonts: FontSet) -> None:
    """Nothing red, no curve: the township presses its seal by hand."""
    (page,) = pypdf.PdfReader(io.BytesIO(pdf.draw(week(UNIT), fonts=fonts))).pages
    operators = {operator for _, operator in page.get_contents().operations}  # type: ignore[union-attr]
    assert {b"l", b"Tj"} <= operators
    assert not operators & {b"c", b"v", b"y", b"RG", b"K", b"Do"}
