"""Draws any sheet as PDF on reportlab's canvas; the only module that knows reportlab.

The page is the one `layout` measured: nothing is wrapped or moved here. Every face is embedded, the page
asks to be printed at its true size, and text can be copied and searched, rare characters included.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from hazard_desk.forms.faces import DASH, MM_PER_PT, SERIF, Face, FontSet, Typeface, office_fonts
from hazard_desk.forms.geometry import Layout, Page, PlacedMark, PlacedPhoto, TextLine
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.photo_files import picture_file
from hazard_desk.forms.scans import ScanFiles
from hazard_desk.forms.sheet import Mark, Scan, Sheet

PRODUCER = "隐患台 Hazard Desk"


def draw(
    sheets: Sheet | Iterable[Sheet],
    *,
    invariant: bool = False,
    fonts: FontSet | None = None,
    before_each: Callable[[int], None] = lambda _done: None,
    laid_out: Callable[[Layout], None] = lambda _layout: None,
    within: Callable[[int, int], None] = lambda _done, _total: None,
) -> bytes:
    """Return a PDF of one sheet, or of several one after the other, each with page numbers of its own.

    Of several, each is a bookmark: where its outline says, else by its subject and title. `fonts` None takes
    for each sheet the faces it asks for. `invariant` leaves the date of making out, so that equal sheets give
    equal bytes. `before_each` hears how many sheets are done; what it raises ends the drawing. A character
    that no face has is drawn as 〓; `preflight` finds those beforehand. `laid_out` hears how each sheet was
    measured, `within` how many pages of it are drawn; it may end the drawing too. Pages of PDF files (扫描件)
    are laid in at the end. No sheet at all is refused (ValueError).
    """
    several: Sequence[Sheet] = [sheets] if isinstance(sheets, Sheet) else list(sheets)
    if not several:
        raise ValueError("no sheet to draw")
    target = io.BytesIO()
    canvas = new_canvas(target, several[0].title, invariant=invariant)
    scans = ScanFiles()
    above: tuple[str, ...] = ()
    pages = 0
    for number, sheet in enumerate(several):
        before_each(number)
        faces = fonts or office_fonts(sheet.body_face, sheet.heading_face)
        canvas.setPageSize((sheet.width_mm / MM_PER_PT, sheet.height_mm / MM_PER_PT))
        if len(several) > 1:
            above = _add_bookmark(canvas, sheet, above, f"sheet-{number}")
        layout = lay_out(sheet, faces)
        laid_out(layout)
        for page in layout.pages:
            within(page.number - 1, len(layout.pages))
            _draw_page(canvas, page, sheet.height_mm, faces, scans, pages)
            canvas.showPage()
            pages += 1
    if len(several) > 1:
        canvas.showOutline()
    canvas.save()
    return scans.laid_into(target.getvalue())


def new_canvas(target: io.BytesIO, title: str, *, invariant: bool = False) -> Any:
    """Return an empty canvas of this title, on which text drawn by `draw_text` can be searched and copied."""
    _mend_to_unicode()
    canvas = Canvas(
        target,
        # The default names Helvetica, which is not embedded.
        initialFontName=_registered(SERIF),
        invariant=1 if invariant else 0,
        pageCompression=1,
        lang="zh-CN",
    )
    canvas.setTitle(_in_one_line(title))
    canvas.setProducer(PRODUCER)
    canvas.setCreator(PRODUCER)
    canvas.setViewerPreference("PrintScaling", "None")
    return canvas


def _add_bookmark(canvas: Any, sheet: Sheet, above: tuple[str, ...], key: str) -> tuple[str, ...]:
    """Add a sheet's bookmark, with those that it stands below unless the one before has them already."""
    path = sheet.outline or (f"{sheet.subject} {sheet.title}".strip(),)
    shared = 0
    while shared < min(len(path) - 1, len(above)) and path[shared] == above[shared]:
        shared += 1
    for level in range(shared, len(path)):
        canvas.bookmarkPage(f"{key}-{level}")  # one key has one bookmark
        canvas.addOutlineEntry(_in_one_line(path[level]), f"{key}-{level}", level=level, closed=level > 0)
    return path


def _in_one_line(text: str) -> str:
    """Return a text fit for a document's title or a bookmark."""
    return "".join(
        character for character in text if character >= " " and not "\ud800" <= character <= "\udfff"
    )


def _draw_page(
    canvas: Any, page: Page, height_mm: float, fonts: FontSet, scans: ScanFiles, number: int
) -> None:
    canvas.setLineCap(2)  # corners of the frame close
    weight = 0.0
    for rule in sorted(page.rules, key=lambda rule: rule.weight_pt):
        if rule.weight_pt != weight:
            weight = rule.weight_pt
            canvas.setLineWidth(weight)
        canvas.line(
            rule.x1 / MM_PER_PT,
            (height_mm - rule.y1) / MM_PER_PT,
            rule.x2 / MM_PER_PT,
            (height_mm - rule.y2) / MM_PER_PT,
        )
    for line in page.lines:
        _draw_line(canvas, line, height_mm, fonts)
    for mark in page.marks:
        _draw_mark(canvas, mark, height_mm)
    for photo in page.photos:
        if not isinstance(photo.photo, Scan):
            _draw_picture(canvas, photo, height_mm, picture_file(photo))
        elif not scans.take(number, photo, height_mm):
            _draw_picture(canvas, photo, height_mm, scans.picture(photo))


_STROKES = {
    Mark.TICK: ((-0.42, 0.02), (-0.12, 0.36), (0.46, -0.40)),
    Mark.CROSS: ((-0.36, -0.36), (0.36, 0.36), None, (-0.36, 0.36), (0.36, -0.36)),
    Mark.BOX: ((-0.42, -0.42), (0.42, -0.42), (0.42, 0.42), (-0.42, 0.42), (-0.42, -0.42)),
}
"""The marks as polylines about their middle, in sides of their square, y downwards; None lifts the pen."""


def _draw_mark(canvas: Any, mark: PlacedMark, height_mm: float) -> None:
    side = mark.side / MM_PER_PT
    x, y = mark.x / MM_PER_PT, (height_mm - mark.y) / MM_PER_PT
    canvas.setLineWidth(0.7 if mark.mark is Mark.BOX else 1.1)
    if mark.mark is Mark.RING:
        canvas.circle(x, y, 0.40 * side, stroke=1, fill=0)
        return
    path = canvas.beginPath()
    lifted = True
    for point in _STROKES[mark.mark]:
        if point is None:
            lifted = True
            continue
        go = path.moveTo if lifted else path.lineTo
        go(x + point[0] * side, y - point[1] * side)
        lifted = False
    canvas.drawPath(path, stroke=1, fill=0)


def _draw_picture(canvas: Any, placed: PlacedPhoto, height_mm: float, picture: bytes | None) -> None:
    """Draw a picture; a crossed frame where its file was lost since the form was filled."""
    box = placed.box
    x, y = box.x / MM_PER_PT, (height_mm - box.bottom) / MM_PER_PT
    width, height = box.width / MM_PER_PT, box.height / MM_PER_PT
    if picture is not None:
        canvas.drawImage(ImageReader(io.BytesIO(picture)), x, y, width, height)
        return
    canvas.setLineWidth(0.5)
    canvas.rect(x, y, width, height)
    canvas.lines([(x, y, x + width, y + height), (x, y + height, x + width, y)])


def _draw_line(canvas: Any, line: TextLine, height_mm: float, fonts: FontSet) -> None:
    typeface = fonts.heading if line.heading else fonts.text
    x, y = line.x / MM_PER_PT, (height_mm - line.baseline) / MM_PER_PT
    draw_text(canvas, typeface, line.text, x, y, line.size_pt)


def draw_text(canvas: Any, typeface: Typeface, text: str, x: float, y: float, size_pt: float) -> None:
    """Draw a line of `settable` text, its baseline beginning at x and y (points, from below)."""
    for face, run, length in typeface.runs(text):
        canvas.setFont(_registered(face), size_pt)
        if run[0] == DASH and face.dash is not None:
            _draw_dashes(canvas, face.dash, len(run), x, y, size_pt)
        else:
            canvas.drawString(x, y, run)
        x += length * size_pt


def _draw_dashes(
    canvas: Any, ink: tuple[float, float], count: int, x: float, y: float, size_pt: float
) -> None:
    """Stretch each dash to its em; several touch, a single one keeps a hair of white on both sides."""
    white = 0.0 if count > 1 else 0.05
    stretch = (1.0 - 2 * white) / (ink[1] - ink[0])
    for number in range(count):
        text = canvas.beginText(x + (number + white - ink[0] * stretch) * size_pt, y)
        text.setHorizScale(100 * stretch)
        text.textOut(DASH)
        text.setHorizScale(100)
        canvas.drawText(text)


@cache
def _registered(face: Face) -> str:
    """Make a face known to the PDF library once; return the name it goes by."""
    pdfmetrics.registerFont(ttfonts.TTFont(face.name, str(face.path), subfontIndex=face.index))
    return face.name


def _to_unicode(fontname: str, subset: Sequence[int]) -> str:
    """Return the CMap by which a reader turns glyphs into text.

    reportlab 5.1.0 writes characters above U+FFFF as one number (<20164>) where PDF 32000-1 §9.10.3 asks
    for UTF-16, so rare names could be read but not copied or searched; and it puts up to 256 entries in
    one block where the CMap format allows 100.
    """
    rows = [f"<{code:02X}> <{_utf16(value)}>" for code, value in enumerate(subset)]
    blocks: list[str] = []
    for begin in range(0, len(rows), 100):
        block = rows[begin : begin + 100]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo",
            f"<< /Registry ({fontname})",
            f"/Ordering ({fontname})",
            "/Supplement 0",
            ">> def",
            f"/CMapName /{fontname} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


def _utf16(code: int) -> str:
    return chr(code).encode("utf-16-be", "surrogatepass").hex().upper()


def _mend_to_unicode() -> None:
    ttfonts.makeToUnicodeCMap = _to_unicode
