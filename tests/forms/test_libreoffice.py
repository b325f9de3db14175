"""The workbooks as another program prints them: same words, same paper, one page where ours is one.

LibreOffice gets the shipped faces under the names that the workbooks ask for, and no others of this machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter

import pypdfium2
import pytest

from hazard_desk.forms import pdf, xlsx
from hazard_desk.forms.faces import FontSet, font_set
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.sheet import Cell, HeadField, HeadLine, Mark, Role, Sheet
from hazard_desk.forms.shipped import FONTS
from tests.forms.filled import SAMPLES
from tests.forms.page_checks import squeezed
from tests.forms.test_page_quality import LONG

WORKBOOKS: dict[str, tuple[Sheet, ...]] = SAMPLES | {f"{name}.long": (sheet,) for name, sheet in LONG.items()}

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="soffice is not installed (Debian: libreoffice-calc-nogui; dev.py setup installs it)",
)

FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="same"><family>宋体</family><prefer><family>Noto Serif SC</family></prefer></alias>
  <alias binding="same"><family>黑体</family><prefer><family>Noto Sans SC</family></prefer></alias>
</fontconfig>
"""


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give every workbook as the PDF that LibreOffice makes of it; it is started once for all."""
    folder = tmp_path_factory.mktemp("soffice")
    config = folder / "fonts.conf"
    config.write_text(FONTCONFIG.format(fonts=FONTS, cache=folder / "cache"), encoding="utf-8")
    books = []
    for number, sheets in enumerate(WORKBOOKS.values()):
        books.append(folder / f"{number}.xlsx")
        books[-1].write_bytes(xlsx.draw(sheets, fonts=font_set()))
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder / "out"),
            *map(str, books),
        ],
        env={**os.environ, "FONTCONFIG_FILE": str(config), "HOME": str(folder)},
        capture_output=True,
        timeout=100,
        check=False,
    )
    made = [folder / "out" / f"{book.stem}.pdf" for book in books]
    assert all(path.exists() for path in made), done.stdout.decode() + done.stderr.decode()
    return {name: path.read_bytes() for name, path in zip(WORKBOOKS, made, strict=True)}


def pages_of(data: bytes) -> list[tuple[float, float, str]]:
    """Return width and height in mm and the text of each page."""
    with pypdfium2.PdfDocument(data) as document:
        return [
            (
                round(page.get_width() / 72 * 25.4),
                round(page.get_height() / 72 * 25.4),
                squeezed(page.get_textpage().get_text_range()),
            )
            for page in document
        ]


def words_of(sheets: tuple[Sheet, ...], fonts: FontSet) -> Counter[str]:
    """Return the characters that all pages of the form print, those of the drawn marks included."""
    words = Counter("".join(text for _, _, text in pages_of(pdf.draw(sheets, fonts=fonts))))
    for sheet in sheets:
        words += Counter(cell.content.value for cell in sheet.cells if isinstance(cell.content, Mark))
    return words


def headers_again(sheet: Sheet, fonts: FontSet) -> Counter[str]:
    """Return the characters of the headers within the page that stand on a further page."""
    inner = {row for row, _ in sheet.inner_headers}
    seen: set[Cell] = set()
    again: Counter[str] = Counter()
    for page in lay_out(sheet, fonts).pages:
        for cell in (placed.cell for placed in page.cells if placed.cell.row in inner):
            again += Counter(squeezed(cell.text)) if cell in seen else Counter()
            seen.add(cell)
    return again


@pytest.mark.parametrize("name", WORKBOOKS)
def test_libreoffice_prints_the_same_words(name: str, converted: dict[str, bytes], fonts: FontSet) -> None:
    sheets = WORKBOOKS[name]
    theirs = Counter("".join(text for _, _, text in pages_of(converted[name])))
    ours = words_of(sheets, fonts)
    if len(sheets) > 1:  # it counts the pages of a workbook through, and none but its first is a first page
        assert not theirs - ours - Counter(squeezed(sheets[1].running_head) + "0123456789" * 3)
        assert not ours - theirs - Counter("0123456789" * 3)
    elif len(pages_of(converted[name])) == len(lay_out(sheets[0], fonts).pages):
        # Of the tables within a page, a workbook can't repeat the headers.
        assert theirs == ours - headers_again(sheets[0], fonts)
    else:  # another page has another header and other numbers on it
        assert set(theirs) ^ set(ours) <= set("0123456789")


@pytest.mark.parametrize("name", WORKBOOKS)
def test_libreoffice_prints_as_many_pages_on_the_same_paper(
    name: str, converted: dict[str, bytes], fonts: FontSet
) -> None:
    theirs = pages_of(converted[name])
    ours = [
        (round(sheet.width_mm), round(sheet.height_mm))
        for sheet in WORKBOOKS[name]
        for _ in lay_out(sheet, fonts).pages
    ]
    if name.endswith(".long") or name.startswith("hand-over-list"):  # its end is kept together on paper
        assert abs(len(theirs) - len(ours)) <= 1, "other faces may turn a page earlier or later"
        assert {size[:2] for size in theirs} == set(ours)
    else:
        assert [size[:2] for size in theirs] == ours


@pytest.mark.parametrize("name", WORKBOOKS)
def test_libreoffice_repeats_the_header_and_numbers_the_pages(
    name: str, converted: dict[str, bytes], fonts: FontSet
) -> None:
    sheets = WORKBOOKS[name]
    pages = [text for _, _, text in pages_of(converted[name])]
    before = len(lay_out(sheets[0], fonts).pages) if len(sheets) > 1 else 0
    sheet, count = sheets[-1], len(pages)  # of two the second is the long one
    labels = [
        squeezed(cell.text) for cell in sheet.cells if sheet.is_header(cell.row) and "\n" not in cell.text
    ]
    for number, text in enumerate(pages[before:], start=before + 1):
        assert all(label in text for label in labels)
        assert (f"第{number}页共{count}页" in text) == (count > 1 or sheet.numbered)


@pytest.mark.parametrize("name", ["self-check.blank", "self-check.filled"])
def test_libreoffice_breaks_the_self_check_between_groups(name: str, converted: dict[str, bytes]) -> None:
    first, second = (text for _, _, text in pages_of(converted[name]))
    assert "16.危险场所" in first
    assert "17.容易发生" in second


def test_a_name_as_long_as_it_may_be_is_not_cut_in_the_head_line(
    converted: dict[str, bytes], fonts: FontSet
) -> None:
    """Of F6 the columns part name and date badly; both are printed whole and on one line."""
    (_, _, text) = pages_of(converted["weekly-dispatch.filled"])[0]
    assert "填报单位：泽州县西槽头乡人民政府" in text
    assert "填报时间：2025年3月7日" in text


def test_the_comparison_sees_a_missing_word(fonts: FontSet) -> None:
    head = HeadLine(HeadField("单位：", "甲"))
    one = Sheet("x", "表", (50.0,), (10.0,), (Cell(0, 0, "乙", Role.VALUE),), head=head)
    other = Sheet("x", "表", (50.0,), (10.0,), (Cell(0, 0, "丙", Role.VALUE),), head=head)
    assert words_of((one,), fonts) != words_of((other,), fonts)
    assert pages_of(pdf.draw(one, fonts=fonts))[0][:2] == (297, 210)
