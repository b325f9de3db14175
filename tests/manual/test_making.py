"""What lies in resources/manual is what the chapters say; `python3 dev.py manual` is the remedy."""

from __future__ import annotations

import io
import re
from functools import cache

import pytest
from pypdf import PdfReader

from hazard_desk.forms.faces import font_set
from manual import card, print_book
from manual.book import INDEX
from manual.making import FOLDER, PICTURES, made_files, picture_ids
from manual.pictures import load_scenes
from manual.reading import Chapter, Picture, Typed, all_blocks, places, plain, read_chapters, spans_of
from ui import help_topics, manual_pages
from ui.office_dialogs import OFFICE_DIALOGS
from ui.pages import TABS
from ui.pages.hazards.steps import CALENDAR_KEY, ITEMS_KEY, KEYS, MENU_KEY

REMEDY = "the manual is not that of its chapters: run python3 dev.py manual"

NAMES = re.compile(
    r"Ctrl|Alt|Shift|Tab|Esc|Delete|Enter|Home|End|PageUp|PageDown|Win"
    r"|Windows|Linux|Debian|Excel|Word|Office|WPS|OneDrive|SmartScreen|HazardDesk-?|AppData|Local|Programs"
    r"|PDF|HTML|XML|JPG|PNG|HEIC|CSV|USB|NTFS|FAT|exFAT|glibc|MB|GB|KB|dpi"
    r"|[a-z]*\.(?:db|hazdesk|exe|deb|xlsx|xls|xlsb|ods|et|csv|docx|pdf|txt|json|jpg|heic|zip)|-setup\.exe"
    r"|backups|attachments|out"
)
"""Names, keys and endings of files that are the same in Chinese; single letters are not looked at."""


@cache
def chapters() -> list[Chapter]:
    return read_chapters()


@cache
def made() -> dict[str, bytes]:
    return made_files(chapters())


@pytest.mark.parametrize("ending", [".html", ".json", ".pdf"])
def test_the_files_are_those_of_the_chapters(ending: str) -> None:
    wanted = {name: content for name, content in made().items() if name.endswith(ending)}
    kept = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.name.endswith(ending)}
    assert wanted
    assert sorted(kept) == sorted(wanted), REMEDY
    assert [name for name in wanted if kept[name] != wanted[name]] == [], REMEDY


def test_every_picture_has_a_scene_a_file_and_a_place_in_a_chapter() -> None:
    shown = picture_ids(chapters())
    assert sorted(shown) == sorted(load_scenes())
    assert sorted(path.stem for path in PICTURES.glob("*.png")) == sorted(shown), REMEDY


def test_every_caption_says_something_else() -> None:
    captions = [
        block.caption
        for chapter in chapters()
        for block in all_blocks(chapter.blocks)
        if isinstance(block, Picture)
    ]
    assert all(captions)
    assert len(set(captions)) == len(captions)


def test_every_link_of_a_page_leads_to_a_page_or_picture_that_is_there() -> None:
    for name, content in made().items():
        if not name.endswith(".html"):
            continue
        for target in re.findall(r'(?:href|src)="([^"]+)"', content.decode()):
            file, _, anchor = target.partition("#")
            if file.endswith(".png"):
                assert (FOLDER / file).exists(), f"{name}: {target}"
            else:
                page = made()[file].decode()
                assert not anchor or f'<a name="{anchor}">' in page, f"{name}: {target}"


def all_text() -> list[tuple[str, str]]:
    """Return what is printed in Chinese, with the chapter it stands in; what is typed or pressed is not."""
    told = []
    for chapter in chapters():
        for block in all_blocks(chapter.blocks):
            if isinstance(block, Typed):
                continue
            spans = [span for span in spans_of(block) if not span.key]
            told.append((chapter.slug, plain(spans) + str(getattr(block, "caption", ""))))
    return told


def test_no_english_is_left_over() -> None:
    left = [
        (slug, word)
        for slug, text in all_text()
        if slug != "command-line"  # its words are English ones
        for word in re.findall(r"[.-]?[A-Za-z][A-Za-z.-]+", text)
        if not NAMES.fullmatch(word)
    ]
    assert left == []


def test_nothing_prints_as_a_missing_glyph() -> None:
    fonts = font_set()
    printed = card.text() + "".join(
        plain(list(spans_of(block))) + "\n".join(getattr(block, "lines", ()))
        for chapter in chapters()
        for block in all_blocks(chapter.blocks)
    )
    assert fonts.text.missing(printed) == []
    assert fonts.heading.missing(printed) == []


def test_the_book_has_contents_numbers_and_bookmarks() -> None:
    reader = PdfReader(io.BytesIO(made()[print_book.NAME]))
    total = len(reader.pages)
    assert all(
        f"第 {number} 页 共 {total} 页" in page.extract_text().replace("　", " ")
        for number, page in enumerate(reader.pages[1:], start=2)
    )
    outline = reader.outline
    tops = [str(entry["/Title"]) for entry in outline if not isinstance(entry, list)]
    assert tops[1:] == [chapter.title for chapter in chapters()]
    contents = "".join(page.extract_text() for page in reader.pages[1:6])
    for entry in outline:
        if not isinstance(entry, list) and str(entry["/Title"]) in tops[1:]:
            number = reader.get_destination_page_number(entry) + 1  # type: ignore[arg-type]
            title = str(entry["/Title"])
            assert re.search(rf"{re.escape(title)}\s*{number}\b", contents), title
            assert title in reader.pages[number - 1].extract_text()


def test_the_card_is_one_page_of_a4() -> None:
    reader = PdfReader(io.BytesIO(made()[card.NAME]))
    assert len(reader.pages) == 1
    assert [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] == [210, 297]


def test_the_program_looks_where_the_manual_is_made() -> None:
    assert (manual_pages.FOLDER, manual_pages.BOOK, manual_pages.CARD) == (FOLDER, print_book.NAME, card.NAME)
    assert INDEX == "index.json"


def test_the_keys_of_the_hazards_are_told() -> None:
    told = card.text()
    assert [keys for keys in (*KEYS.values(), CALENDAR_KEY, ITEMS_KEY, MENU_KEY) if keys not in told] == []


def test_every_place_that_the_program_refers_to_exists() -> None:
    assert help_topics.places() - places(chapters()) == set()


def test_everything_that_can_be_opened_is_told_of() -> None:
    told = "".join(text for _slug, text in all_text())
    names = [re.sub(r"（.*）|…", "", entry.words) for entry in OFFICE_DIALOGS] + [tab.title for tab in TABS]
    names += ["问题报告", "日志文件", "备份与恢复", "速查卡"]
    assert [name for name in names if name not in told] == []
