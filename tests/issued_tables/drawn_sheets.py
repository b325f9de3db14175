"""Makes sheets as counties make them: titles over the width, boxes, and what openpyxl has no words for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

THIN, THICK = Side(style="thin"), Side(style="medium")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)


def title(sheet: Worksheet, area: str, text: str, size: int = 18) -> None:
    first = area.split(":")[0]
    sheet[first] = text
    if ":" in area:
        sheet.merge_cells(area)
    sheet[first].font = Font(name="黑体", size=size, bold=True)
    sheet[first].alignment = CENTRE
    sheet.row_dimensions[sheet[first].row].height = 32


def boxes(sheet: Worksheet, area: str, *, font: Font | None = None, thick: bool = False) -> None:
    """Draw every cell of the area as a box, centred; `thick` draws the outer lines thicker."""
    cells = sheet[area]
    for i, row in enumerate(cells):
        for j, cell in enumerate(row):
            cell.border = Border(
                left=THICK if thick and j == 0 else THIN,
                right=THICK if thick and j == len(row) - 1 else THIN,
                top=THICK if thick and i == 0 else THIN,
                bottom=THICK if thick and i == len(cells) - 1 else THIN,
            )
            cell.alignment = CENTRE
            cell.font = font or Font(name="宋体", size=11)


def put(sheet: Worksheet, texts: dict[str, object], merge: Iterable[str] = ()) -> None:
    for place, text in texts.items():
        sheet[place] = text
    for area in merge:
        sheet.merge_cells(area)


def widths(sheet: Worksheet, **columns: float) -> None:
    for letters, width in columns.items():
        sheet.column_dimensions[letters].width = width


def picture(colour: str = "red", size: tuple[int, int] = (120, 60)) -> io.BytesIO:
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, "PNG")
    target.seek(0)
    return target


def rewrite(
    path: Path, changes: dict[str, Callable[[str], str]], new: dict[str, bytes] | None = None
) -> None:
    """Change parts of a workbook as texts: what openpyxl can't make."""
    with zipfile.ZipFile(path) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    done = set()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in parts:
            if info.filename in changes:
                done.add(info.filename)
                changed = changes[info.filename](data.decode("utf-8"))
                assert changed != data.decode("utf-8"), info.filename
                data = changed.encode("utf-8")
            archive.writestr(info.filename, data)
        for name, data in (new or {}).items():
            archive.writestr(name, data)
    assert done == set(changes)


TEXT_BOX = (
    '<xdr:twoCellAnchor editAs="oneCell"><xdr:from><xdr:col>{left}</xdr:col><xdr:colOff>0</xdr:colOff>'
    "<xdr:row>{top}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>{right}</xdr:col>"
    "<xdr:colOff>0</xdr:colOff><xdr:row>{bottom}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="99" name="文本框 1"/><xdr:cNvSpPr txBox="1"/>'
    '</xdr:nvSpPr><xdr:spPr><a:xfrm xmlns:a="{a}"><a:off x="0" y="0"/>'
    '<a:ext cx="1800000" cy="400000"/></a:xfrm>'
    '<a:prstGeom xmlns:a="{a}" prst="rect"><a:avLst/></a:prstGeom><a:ln xmlns:a="{a}" w="9525"><a:solidFill>'
    '<a:srgbClr val="0000FF"/></a:solidFill></a:ln></xdr:spPr><xdr:txBody><a:bodyPr xmlns:a="{a}"/>'
    '<a:p xmlns:a="{a}"><a:r><a:rPr lang="zh-CN"/><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>'
    "<xdr:clientData/></xdr:twoCellAnchor>"
)
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def with_text_box(xml: str, text: str, place: tuple[int, int, int, int]) -> str:
    """Return a drawing with a text box more, over (top, left, bottom, right), counted from 0."""
    top, left, bottom, right = place
    prefix = "xdr:" if "<xdr:wsDr" in xml else ""
    box = TEXT_BOX.format(top=top, left=left, bottom=bottom, right=right, text=text, a=_A)
    if not prefix:
        box = box.replace("xdr:", "")
    return xml.replace(f"</{prefix}wsDr>", box + f"</{prefix}wsDr>")


SPARKLINES = (
    '<extLst><ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}"'
    ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:sparklineGroups'
    ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup><x14:sparklines>'
    "<x14:sparkline><xm:f>{data}</xm:f><xm:sqref>{place}</xm:sqref></x14:sparkline>"
    "</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
)


def with_sparkline(xml: str, data: str, place: str) -> str:
    return xml.replace("</worksheet>", SPARKLINES.format(data=data, place=place) + "</worksheet>")


def with_shared_formula(xml: str, column: str, first: int, last: int) -> str:
    """Return a sheet whose column of formulas is kept once for all rows, as Excel saves it."""
    for row in range(first, last + 1):
        said = f'<f t="shared" ref="{column}{first}:{column}{last}" si="0">' if row == first else ""
        cell = rf'(?<=<c r="{column}{row}")([^>]*)><f>([^<]*)</f>'
        kept = rf"\1>{said}\2</f>" if said else r'\1><f t="shared" si="0"></f>'
        xml = re.sub(cell, kept, xml)
    return xml
