from __future__ import annotations

from pathlib import Path

import pytest

from manual.reading import (
    ChapterError,
    Heading,
    Items,
    Paragraph,
    Span,
    Table,
    known_keys,
    places,
    read_chapters,
)

FIRST = "# 隐患台账\n\n"


def chapter(folder: Path, text: str, name: str = "06-hazards.md") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def blocks(tmp_path: Path, text: str) -> tuple[object, ...]:
    return read_chapters(chapter(tmp_path / "chapters", FIRST + text))[0].blocks[1:]


def test_bold_ends_before_a_chinese_character_too(tmp_path: Path) -> None:
    (said,) = blocks(tmp_path, "**办理。**选中一条（**几条也行**）按 `F9`。")
    assert isinstance(said, Paragraph)
    assert [(span.text, span.strong, span.key) for span in said.spans] == [
        ("办理。", True, False),
        ("选中一条（", False, False),
        ("几条也行", True, False),
        ("）按 ", False, False),
        ("F9", False, True),
        ("。", False, False),
    ]


def test_lines_are_joined_as_each_script_wants(tmp_path: Path) -> None:
    (said,) = blocks(tmp_path, "一行写\n不下。Windows\n10")
    assert isinstance(said, Paragraph)
    assert "".join(span.text for span in said.spans) == "一行写不下。Windows 10"


def test_an_anchor_is_the_place_of_a_heading_and_not_in_its_words(tmp_path: Path) -> None:
    chapters = read_chapters(chapter(tmp_path / "c", FIRST + "## 办理 {#steps}\n\n见[办理](hazards#steps)。"))
    heading = chapters[0].blocks[1]
    assert isinstance(heading, Heading)
    assert (heading.text, heading.anchor) == ("办理", "steps")
    assert {"hazards", "hazards#steps"} <= places(chapters)


def test_lists_within_lists_and_tables(tmp_path: Path) -> None:
    items, table = blocks(tmp_path, "1. 一\n   - 甲\n2. 二\n\n| 键 | 事 |\n|---|---|\n| `F9` | 办 |")
    assert isinstance(items, Items)
    assert items.ordered
    assert [type(block).__name__ for block in items.items[0]] == ["Paragraph", "Items"]
    assert table == Table(((Span("键"),), (Span("事"),)), (((Span("F9", key=True),), (Span("办"),)),))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("见[这里](nowhere)。", "nowhere"),
        ("见[这里](hazards#nowhere)。", "hazards#nowhere"),
        ("见[网站](https://example.org)。", "not on the net"),
        ("**没有完。", "other half"),
        ("![图](other/x.png)", "pictures/ID.png"),
        ("#### 太深", "more than three"),
        ("## 甲 {#a}\n\n## 乙 {#a}", "two anchors"),
        ("# 又一个题目", "two titles"),
        ("---", "no place"),
    ],
)
def test_what_would_not_become_a_page_is_refused_with_its_reason(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(ChapterError, match=why):
        blocks(tmp_path, text)


def test_keys_stand_in_one_place(tmp_path: Path) -> None:
    found = blocks(tmp_path, "{{keys}}\n\n{{week}}")
    groups = known_keys()["keys"]
    assert [block.text for block in found if isinstance(block, Heading)] == [one["title"] for one in groups]
    tables = [block for block in found if isinstance(block, Table)]
    assert [len(table.rows) for table in tables[:-1]] == [len(one["rows"]) for one in groups]
    assert len(tables[-1].rows) == len(known_keys()["week"])
