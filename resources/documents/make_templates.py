"""Make the Word templates of the documents (文书); run it after changing what stands here.

    python resources/documents/make_templates.py [FOLDER]

A template says where the parts of a document stand and how they look; their words are those that the forms
print (resources/forms/*.json). An office may put its own copy into the folder `templates` of its office
folder. The names between braces are the ones that `hazard_desk/forms/word.py` gives.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from hazard_desk.forms.word_parts import BODY, TITLE, add_page_numbers, set_face, set_indent

HERE = Path(__file__).resolve().parent
BODY_PT, LINE_PT = 14, 24

# Which parts a document has: 检查记录的栏目, places to sign, agency and seal.
PARTS = {
    "on-site-record": ("entries", "signatures"),
    "rectification-notice": ("signatures", "seal"),
    "recheck-opinion": ("signatures", "seal"),
    "referral-letter": ("seal",),
    "supervision-notice": ("signatures", "seal"),
}


def make_template(kind: str) -> Any:
    """Return the template of a kind as python-docx knows it."""
    document = Document()
    _set_up(document)
    _paragraph(document, "{%p for 行 in 标题 %}")
    _paragraph(document, "{{ 行 }}", size=20, face=TITLE, align=WD_ALIGN_PARAGRAPH.CENTER, line=30)
    _paragraph(document, "{%p endfor %}")
    _paragraph(document, "{{ 编号 }}", size=12, align=WD_ALIGN_PARAGRAPH.RIGHT, before=8, after=8)
    parts = PARTS[kind]
    if "entries" in parts:
        _paragraph(document, "{%p for 项 in 栏目 %}")
        _paragraph(document, "{{ 项 }}", size=12)
        _paragraph(document, "{%p endfor %}")
    else:
        _paragraph(document, "{{ 抬头 }}")
    _paragraph(document, "{%p for 段 in 正文 %}")
    _paragraph(document, "{{ 段 }}", indent=True)
    _paragraph(document, "{%p endfor %}")
    if "signatures" in parts:
        _signatures(document)
    if "seal" in parts:
        _paragraph(document, "{{ 机关 }}", align=WD_ALIGN_PARAGRAPH.RIGHT, before=44, right=4)
    _paragraph(document, "{{ 日期 }}", align=WD_ALIGN_PARAGRAPH.RIGHT, right=4, after=36)
    _paragraph(document, "{%p for 条 in 说明 %}")
    _paragraph(document, "{{ 条 }}", size=10.5, line=16)
    _paragraph(document, "{%p endfor %}")
    return document


def _set_up(document: Any) -> None:
    properties = document.core_properties
    properties.author = properties.last_modified_by = "隐患台 Hazard Desk"
    properties.title = properties.comments = ""
    properties.created = properties.modified = datetime(2026, 1, 1)
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(26), Mm(22)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    normal = document.styles["Normal"]
    normal.font.size = Pt(BODY_PT)
    set_face(normal.element.get_or_add_rPr(), BODY)
    document.styles["Footer"].font.size = Pt(9)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_page_numbers(foot)


def _paragraph(
    holder: Any,
    text: str,
    *,
    size: float = BODY_PT,
    face: str = BODY,
    align: Any = None,
    indent: bool = False,
    line: float = LINE_PT,
    before: float = 0,
    after: float = 0,
    right: int = 0,
) -> Any:
    paragraph = holder.add_paragraph()
    _style(paragraph, text, size=size, face=face, line=line)
    form = paragraph.paragraph_format
    form.alignment = align
    form.space_before, form.space_after = Pt(before), Pt(after)
    if indent or right:
        set_indent(paragraph, size, first=2 if indent else 0, right=right)
    return paragraph


def _style(paragraph: Any, text: str, *, size: float, face: str = BODY, line: float = LINE_PT) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    set_face(run._r.get_or_add_rPr(), face)
    paragraph.paragraph_format.line_spacing = Pt(line)
    paragraph.paragraph_format.space_after = Pt(0)


def _signatures(document: Any) -> None:
    """Add a row for each who signs: label, line to sign on (or why there is none), 证号 and its number."""
    widths = (70.0, 34.0, 18.0, 34.0)
    table = document.add_table(rows=3, cols=4)
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    texts = (
        ("{%tr for 人 in 签名 %}", "", "", ""),
        ("{{ 人.名称 }}", "{{ 人.说明 }}", "{{ 人.证号名称 }}", "{{ 人.证号 }}"),
        ("{%tr endfor %}", "", "", ""),
    )
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row, words in zip(table.rows, texts, strict=True):
        for cell, text, width in zip(row.cells, words, widths, strict=True):
            cell.width = Mm(width)
            _style(cell.paragraphs[0], text, size=12, line=28)
    _underline(table.rows[1].cells[1])


def _underline(cell: Any) -> None:
    borders = OxmlElement("w:tcBorders")
    bottom = OxmlElement("w:bottom")
    for name, value in (("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "000000")):
        bottom.set(qn(name), value)
    borders.append(bottom)
    cell._tc.get_or_add_tcPr().append(borders)


def main() -> None:
    """Write every template."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for kind in PARTS:
        make_template(kind).save(str(folder / f"{kind}.docx"))


if __name__ == "__main__":
    main()
