"""一企一档 bound: the page numbers of 目录 and of 附件清单, the bookmarks, whatever its length."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import openpyxl
import pypdf
import pytest

from hazard_desk.forms import pdf, xlsx
from hazard_desk.forms.enterprise_file import bound_file
from hazard_desk.forms.sheet import Sheet
from tests.forms.files import COVER, FILE, attached, enterprise_file, piece


def read(sheets: tuple[Sheet, ...]) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf.draw(sheets)))


def rows_of(sheet: Sheet) -> list[list[Any]]:
    rows: dict[int, list[Any]] = {}
    for cell in sheet.cells:
        rows.setdefault(cell.row, []).append(cell.content)
    return list(rows.values())


def bookmarks(items: list[Any], reader: pypdf.PdfReader, depth: int = 0) -> list[tuple[int, str, int]]:
    found: list[tuple[int, str, int]] = []
    for item in items:
        if isinstance(item, list):
            found += bookmarks(item, reader, depth + 1)
        else:
            page = reader.get_destination_page_number(item)
            assert page is not None
            found.append((depth, str(item.title), page + 1))
    return found


@pytest.mark.parametrize("visits", [0, 1, 3, 29, 120])
def test_every_page_number_leads_to_what_it_names(visits: int) -> None:
    sheets = enterprise_file(visits)
    reader = read(sheets)
    texts = [page.extract_text() for page in reader.pages]
    assert "总第" not in texts[0], "the cover"
    for number, text in enumerate(texts[1:], start=2):
        assert re.findall(r"总第\s*(\d+)\s*页", text) == [str(number)]
    contents = [row for row in rows_of(sheets[1])[1:] if isinstance(row[3], int)]
    assert len(contents) >= visits
    places = {str(sheet.outline[-1]): sheet.folio for sheet in sheets[1:]}
    for _, title, _, page in contents:
        plain = re.sub(r"（\d+份）$", "", title)
        assert places.get(plain, page) == page
        chapters = {sheet.outline[1]: sheet.folio for sheet in reversed(sheets[2:]) if len(sheet.outline) > 1}
        assert chapters.get(plain, page) == page
    for depth, title, page in bookmarks(reader.outline, reader):
        if depth == 2 and title in places:
            assert places[title] == page


def test_the_list_of_attachments_says_where_each_stands_and_what_is_missing() -> None:
    sheets = enterprise_file()
    listed = next(sheet for sheet in sheets if sheet.title == "附件清单")
    photos = next(sheet for sheet in sheets if sheet.title == "照片和图片")
    pages = [row[5] for row in rows_of(listed)[1:]]
    assert pages[:4] == [photos.folio] * 4
    assert pages[4] == "未附：文件已损坏，打不开"
    assert "照片和图片" in read(sheets).pages[photos.folio - 1].extract_text()


def test_what_is_not_in_the_records_is_said_in_the_contents() -> None:
    sheets = bound_file(FILE, COVER, [piece("visits")])
    told = {row[1]: row[3] for row in rows_of(sheets[1])[1:]}
    assert told["检查记录"] == 3
    assert told["执法文书"] == told["附件"] == told["基本情况"] == "无"


def test_bookmarks_stand_below_their_chapter_and_their_enterprise() -> None:
    other = replace(COVER, enterprise="永和超市")
    reader = read((*enterprise_file(2), *bound_file(FILE, other, [piece("visits")])))
    found = bookmarks(reader.outline, reader)
    assert [title for depth, title, _ in found if depth == 0] == [
        f"{COVER.enterprise} 一企一档",
        "永和超市 一企一档",
    ]
    assert [title for depth, title, _ in found if depth == 1] == [
        *("封面", "目录", "检查记录", "问题隐患办理情况", "附件"),
        *("封面", "目录", "检查记录"),
    ]


def test_the_worksheets_bear_the_names_of_the_contents() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.draw(enterprise_file(2))))
    assert book.sheetnames == [
        "封面",
        "目录",
        "督导检查表 2025-0001",
        "督导检查表 2025-0002",
        "问题隐患办理情况",
        "附件清单",
        "照片和图片",
    ]
    assert "总第 2 页" in str(book["目录"].oddFooter.right.text)


def test_an_attachment_with_a_page_of_its_own_has_one() -> None:
    several = [replace(one, whole_page=one.photo is not None) for one in attached()]
    sheets = bound_file(FILE, COVER, [], several)
    photos = next(sheet for sheet in sheets if sheet.title == "照片和图片")
    listed = next(sheet for sheet in sheets if sheet.title == "附件清单")
    assert [row[5] for row in rows_of(listed)[1:5]] == [photos.folio + at for at in range(4)]
