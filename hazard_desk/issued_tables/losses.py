"""What saving loses of a workbook: counted in what was really saved, never supposed."""

from __future__ import annotations

import posixpath
from collections import Counter
from typing import Any

from hazard_desk.issued_tables.book import WORKBOOK, Book
from hazard_desk.issued_tables.package import Package, local

_DRAWN = {
    "pic": "图片",
    "graphicFrame": "图表",
    "sp": "形状/文本框",
    "cxnSp": "线条",
    "contentPart": "墨迹",
}
_RELATED = {
    "comments": "批注",
    "threadedComment": "会话批注",
    "vmlDrawing": "批注框、控件或页眉图片的外观",
    "image": "背景图片",
    "ctrlProp": "控件",
    "control": "控件",
    "oleObject": "嵌入的对象",
    "package": "嵌入的文件",
    "table": "套用的表格样式",
    "pivotTable": "数据透视表",
    "queryTable": "外部查询",
    "slicer": "切片器",
    "timeline": "日程表",
    "printerSettings": "打印机设置",
    "chart": "图表的内容",
    "externalLink": "外部链接",
    "connections": "数据连接",
    "theme": "主题颜色",
    "customXml": "自定义内容",
}
_IN_SHEET = {
    "conditionalFormatting": "条件格式",
    "dataValidation": "数据有效性（下拉选项）",
    "hyperlink": "超链接",
    "sparkline": "迷你图",
    "mergeCell": "合并单元格",
    "protectedRange": "保护区域",
    "sheetProtection": "工作表保护",
    "headerFooter": "页眉页脚",
    "autoFilter": "筛选",
    "brk": "分页符",
    "pane": "冻结窗格",
    "ext": "新版软件才有的设置",
}


def losses_of_writing(book: Book) -> tuple[str, ...]:
    """Return what would be lost, by saving the workbook once in memory with every sheet written anew.

    The book is no more as it came afterwards: what was calculated in it is gone.
    """
    before = inventory(book)
    for name in book.parts:
        book.touch(name)
    book.calculate_anew()
    book.drop_signatures()
    return lost(before, inventory(Book(book.package.path, book.package.to_bytes())))


def lost(before: Counter[tuple[str, str]], after: Counter[tuple[str, str]]) -> tuple[str, ...]:
    """Return in words what there is less of."""
    return tuple(
        f"{what} {count} 处（工作表“{where}”）" if where else f"{what} {count} 处"
        for (what, where), count in sorted((before - after).items())
    )


def inventory(book: Book) -> Counter[tuple[str, str]]:
    """Count what a workbook holds besides its cells, as (word, sheet)."""
    package = book.package
    found: Counter[tuple[str, str]] = Counter()
    wanted = [f"{{*}}{name}" for name in _IN_SHEET]
    for name, part in book.parts.items():
        for element in package.tree(part).iter(*wanted):
            found[_IN_SHEET[local(element)], name] += 1
        _count_related(package, part, name, found, set())
    _count_related(package, WORKBOOK, "", found, set(book.parts.values()))
    found["数字签名", ""] += sum(part.lower().endswith("/sig1.xml") for part in package.parts)
    found["自动取数的名称", ""] += sum(local(each) == "definedName" for each in package.tree(WORKBOOK).iter())
    return found


def _count_related(
    package: Package, part: str, sheet: str, found: Counter[tuple[str, str]], seen: set[str]
) -> None:
    for kind, target in package.related(part).values():
        if target in seen or not package.has(target):
            continue
        seen.add(target)
        if kind == "drawing":
            _count_drawn(package.tree(target), sheet, found)
        elif kind in _RELATED:
            found[_RELATED[kind], sheet] += 1
        if posixpath.splitext(target)[1] in (".xml", ".vml"):
            _count_related(package, target, sheet, found, seen)


def _count_drawn(root: Any, sheet: str, found: Counter[tuple[str, str]]) -> None:
    for element in root.iter():
        word = _DRAWN.get(local(element))
        if word:
            found[word, sheet] += 1
