"""A report as a Word file that people write on: real headings, tables whose header returns, pictures.

Equal reports give equal bytes. What people are to write stands in brackets on a coloured ground.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from hazard_desk.forms.charts import draw_chart
from hazard_desk.forms.faces import MM_PER_PT
from hazard_desk.forms.layout import PAD_X_MM
from hazard_desk.forms.report import BarChart, Heading, OpenParagraph, Paragraph, Report, Table, numbered
from hazard_desk.forms.report_sheet import (
    BODY_PT,
    CAPTION_PT,
    LINE_PT,
    MOST_CHART_MM,
    TABLE_PT,
    TEXT_MM,
    TITLE_PT,
    content_align,
)
from hazard_desk.forms.sheet import Align, DateStyle, printed
from hazard_desk.forms.word_parts import BODY, TITLE, add_page_numbers, clean, set_face, set_indent

_SECOND = "楷体"
"""Of headings of the second level (GB/T 9704 7.3.3)."""

_MADE = datetime(2026, 1, 1)  # a time of making would make every file another
_ALIGN = {
    Align.START: WD_ALIGN_PARAGRAPH.LEFT,
    Align.CENTRE: WD_ALIGN_PARAGRAPH.CENTER,
    Align.END: WD_ALIGN_PARAGRAPH.RIGHT,
}
_TABLE_LINE_PT = 15.0
_WITH_SIGNATURE = 6  # paragraphs
_SIGNATURE_RIGHT = 4  # letters (GB/T 9704 7.3.5)


def draw(report: Report) -> bytes:
    """Return the report as a .docx file."""
    document: Any = Document()
    _set_up(document, report)
    for line in report.title:
        _paragraph(document, line, size=TITLE_PT, line=34.0, align=Align.CENTRE, style="Title")
    if report.subtitle:
        _paragraph(document, report.subtitle, align=Align.CENTRE)
    if report.addressee:
        _paragraph(document, report.addressee)
    for words, part in numbered(report.parts):
        match part:
            case Heading():
                _paragraph(document, words, first=2, style=f"Heading {part.level}")
            case Paragraph(text):
                _paragraph(document, text, first=2)
            case OpenParagraph():
                _open_paragraph(document, part)
            case Table():
                _table(document, words, part)
            case BarChart():
                _chart(document, words, part)
    for paragraph in document.paragraphs[-_WITH_SIGNATURE:]:  # nobody signs a page that says nothing
        paragraph.paragraph_format.keep_with_next = True
    signature = report.signature
    last = _paragraph(document, f"{signature.label}{signature.name}", align=Align.END, before=44.0)
    last.paragraph_format.keep_with_next = True
    set_indent(last, BODY_PT, right=_SIGNATURE_RIGHT)
    set_indent(_paragraph(document, signature.date, align=Align.END), BODY_PT, right=_SIGNATURE_RIGHT)
    target = io.BytesIO()
    document.save(target)
    return _without_times(target.getvalue())


def _set_up(document: Any, report: Report) -> None:
    properties = document.core_properties
    properties.author = properties.last_modified_by = "隐患台 Hazard Desk"
    properties.title, properties.comments = clean(report.name)[:255], ""
    properties.created = properties.modified = _MADE
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    styles = document.styles
    for name, face, size in (
        ("Normal", BODY, BODY_PT),
        ("Title", TITLE, TITLE_PT),
        ("Heading 1", TITLE, BODY_PT),
        ("Heading 2", _SECOND, BODY_PT),
    ):
        style = styles[name]
        style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        set_face(style.element.get_or_add_rPr(), face)
        _plain(style)
    styles["Footer"].font.size = Pt(9)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_page_numbers(foot)


def _plain(style: Any) -> None:
    """Take from a style the line that Word sets below a title, and the room between its letters."""
    properties = style.element.get_or_add_pPr(), style.element.get_or_add_rPr()
    for owner, name in zip(properties, ("w:pBdr", "w:spacing"), strict=True):
        found = owner.find(qn(name))
        if found is not None:
            owner.remove(found)


def _paragraph(
    holder: Any,
    text: str,
    *,
    size: float = BODY_PT,
    line: float = LINE_PT,
    align: Align = Align.START,
    first: int = 0,
    before: float = 0.0,
    style: str = "Normal",
) -> Any:
    """Add a paragraph; its face and colour are those of the style, so that Word's own tools change them."""
    paragraph = holder.add_paragraph(style=style)
    run = paragraph.add_run(clean(text))
    if size != BODY_PT and style == "Normal":
        run.font.size = Pt(size)
    form = paragraph.paragraph_format
    form.line_spacing, form.alignment = Pt(line), _ALIGN[align]
    form.space_before, form.space_after = Pt(before), Pt(0)
    if first:
        set_indent(paragraph, size, first=first)
    return paragraph


def _open_paragraph(document: Any, part: OpenParagraph) -> None:
    marked = _paragraph(document, f"【{part.label}】", first=2)
    marked.runs[0].font.highlight_color = WD_COLOR_INDEX.YELLOW
    for _ in range(part.lines):
        _paragraph(document, "", first=2)


def _table(document: Any, caption: str, table: Table) -> None:
    if caption:
        _caption(document, caption)
    made = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _set_white(made)
    whole = sum(column.share for column in table.columns)
    widths = [Mm(TEXT_MM * column.share / whole) for column in table.columns]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    labels = [(column.label, Align.CENTRE) for column in table.columns]
    _row(made, labels, widths, header=True)
    for row in table.all_rows:
        _row(
            made,
            [
                (printed(content, DateStyle.DOTS), content_align(content, column.align))
                for content, column in zip(row, table.columns, strict=True)
            ],
            widths,
        )
    _paragraph(document, "", size=TABLE_PT, line=_TABLE_LINE_PT)  # two tables in a row would be one


def _set_white(made: Any) -> None:
    """Leave as much white in the cells as the page does."""
    margins = OxmlElement("w:tblCellMar")
    for edge in ("left", "right"):
        white = OxmlElement(f"w:{edge}")
        white.set(qn("w:w"), str(round(PAD_X_MM / MM_PER_PT * 20)))
        white.set(qn("w:type"), "dxa")
        margins.append(white)
    properties = made._tbl.tblPr
    look = properties.find(qn("w:tblLook"))  # which the schema wants last
    properties.append(margins) if look is None else look.addprevious(margins)


def _row(made: Any, contents: list[tuple[str, Align]], widths: list[Any], *, header: bool = False) -> None:
    row = made.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))
    for cell, (text, align), width in zip(row.cells, contents, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(clean(text))
        run.font.size = Pt(TABLE_PT)
        form = paragraph.paragraph_format
        form.line_spacing, form.alignment = Pt(_TABLE_LINE_PT), _ALIGN[align]
        form.space_before = form.space_after = Pt(2)
        form.keep_with_next = header
        middle = OxmlElement("w:vAlign")
        middle.set(qn("w:val"), "center")
        cell._tc.get_or_add_tcPr().append(middle)


def _chart(document: Any, caption: str, chart: BarChart) -> None:
    for picture in draw_chart(chart, TEXT_MM, MOST_CHART_MM):
        paragraph = _paragraph(document, "", align=Align.CENTRE, before=6.0)
        paragraph.paragraph_format.line_spacing = 1.0  # a fixed height would cut the picture
        paragraph.paragraph_format.keep_with_next = bool(caption)
        shape = paragraph.runs[0].add_picture(io.BytesIO(picture.png), width=Mm(TEXT_MM))
        shape._inline.docPr.set("descr", clean(picture.words))
        if caption:
            _caption(document, caption, with_next=False)


def _caption(document: Any, text: str, *, with_next: bool = True) -> None:
    paragraph = _paragraph(document, text, size=CAPTION_PT, line=22.0, align=Align.CENTRE)
    set_face(paragraph.runs[0]._r.get_or_add_rPr(), TITLE)
    paragraph.paragraph_format.keep_with_next = with_next


def _without_times(data: bytes) -> bytes:
    """Return the file with its parts in their order, none with a time of its own."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(target, "w") as packed:
        for name in made.namelist():
            part = zipfile.ZipInfo(name, _MADE.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(part, made.read(name))
    return target.getvalue()
