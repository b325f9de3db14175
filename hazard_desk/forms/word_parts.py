"""Parts that Word files are made of: faces for Chinese, indents in letters, page numbers, clean text.

python-docx knows the elements; what Word does with Chinese stands here.
"""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

BODY, TITLE = "仿宋", "黑体"
"""Every Chinese Windows has both, or puts its own in their place; nothing is embedded in a Word file."""


def clean(text: str) -> str:
    """Return a text without what XML can't hold: control characters, halves of characters."""
    return "".join(character for character in text if _is_xml(ord(character)))


def _is_xml(code: int) -> bool:
    return code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def set_face(properties: Any, face: str) -> None:
    """Set the face of a run or a style for Latin and Chinese letters alike."""
    faces = properties.get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        faces.attrib.pop(qn(name), None)  # a theme's face would come first
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        faces.set(qn(name), face)


def set_indent(paragraph: Any, size_pt: float, *, first: int = 0, right: int = 0) -> None:
    """Indent a paragraph: counted in letters, as Word does it for Chinese, and in twentieths of a point."""
    indents = paragraph._p.get_or_add_pPr().get_or_add_ind()
    if first:
        indents.set(qn("w:firstLineChars"), str(100 * first))
        indents.set(qn("w:firstLine"), str(int(first * size_pt * 20)))
    if right:
        indents.set(qn("w:rightChars"), str(100 * right))
        indents.set(qn("w:right"), str(int(right * size_pt * 20)))


def add_page_numbers(paragraph: Any) -> None:
    """Add 第 x 页 共 y 页, which Word counts."""
    for part in ("第 ", "PAGE", " 页 共 ", "NUMPAGES", " 页"):
        run = paragraph.add_run("" if part.isupper() else part)
        if part.isupper():
            _field(run, part)


def _field(run: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)
