"""Readable dumps of drawn forms, for golden files; what is read is the finished file, not our layout.

python -m tests.forms.dumps      write the golden files again (look at the difference before committing)
"""

from __future__ import annotations

import ctypes
import io
from pathlib import Path

import openpyxl
import pypdfium2
import pypdfium2.raw as pdfium

MM = 25.4 / 72
GOLDEN = Path(__file__).resolve().parent / "golden"


def dump_pdf(data: bytes) -> str:
    """Return every run of text (left, top, height in mm) and every ruled line, sorted by place."""
    out = []
    document = pypdfium2.PdfDocument(data)
    for number, page in enumerate(document, start=1):
        width, height = page.get_size()
        out.append(f"page {number}: {width * MM:.1f} × {height * MM:.1f} mm")
        texts, lines = [], []
        for item in page.get_objects():
            left, bottom, right, top = (value * MM for value in item.get_bounds())
            place = (round(height * MM - top, 1), round(left, 1))
            if item.type == pdfium.FPDF_PAGEOBJ_TEXT:
                texts.append(
                    (*place, f"text {place[1]:.1f} {place[0]:.1f} {_size(item):g}pt {_text(page, item)}")
                )
            elif item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
                size = f"{right - left:.1f} × {top - bottom:.1f}"
                texts.append((*place, f"photo {place[1]:.1f} {place[0]:.1f} {size}"))
            else:
                # Bounds include half the pen on every side.
                lines.append(
                    (
                        *place,
                        f"line {left:.1f} {height * MM - top:.1f} {right:.1f} {height * MM - bottom:.1f}",
                    )
                )
        out += [text for *_, text in sorted(texts)] + [line for *_, line in sorted(lines)]
    document.close()
    return "\n".join(out) + "\n"


def _text(page: pypdfium2.PdfPage, item: pypdfium2.PdfObject) -> str:
    textpage = page.get_textpage()
    size = pdfium.FPDFTextObj_GetText(item, textpage, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFTextObj_GetText(item, textpage, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le").rstrip("\0").strip()  # PDFium adds a space between words


def _size(item: pypdfium2.PdfObject) -> float:
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(item, size)
    return round(size.value, 1)


def dump_xlsx(data: bytes) -> str:
    """Return every cell with its merged range, kind, frame and text, the sizes and the print set-up."""
    out = []
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        setup = sheet.page_setup
        margins = [
            round(getattr(sheet.page_margins, edge) * 25.4, 1) for edge in ("top", "right", "bottom", "left")
        ]
        out.append(
            f"sheet {sheet.title}: paper {setup.paperSize} {setup.orientation}, fit {setup.fitToWidth}×"
            f"{setup.fitToHeight}, margins {margins}, "
            f"titles {sheet.print_title_rows}, area {sheet.print_area}"
        )
        out.append("widths " + " ".join(f"{d.width:g}" for d in sheet.column_dimensions.values()))
        out.append("heights " + " ".join(f"{d.height:g}" for d in sheet.row_dimensions.values()))
        merged = {str(area).split(":")[0]: str(area) for area in sheet.merged_cells.ranges}
        for row in sheet.iter_rows():
            for cell in row:
                frame = "".join(
                    (side.style if side is not None and side.style else "-")[0]
                    for side in (cell.border.left, cell.border.top, cell.border.right, cell.border.bottom)
                )
                if type(cell).__name__ == "MergedCell" or (cell.value is None and frame == "----"):
                    continue
                out.append(
                    f"{merged.get(cell.coordinate, cell.coordinate)} {cell.data_type} {frame} "
                    f"{cell.font.name} {cell.font.sz:g} {cell.alignment.horizontal} {cell.value!r}"
                )
        for image in sheet._images:
            at, size = image.anchor._from, image.anchor.ext
            place = f"{at.col + 1} {at.colOff} {at.row + 1} {at.rowOff}"
            out.append(f"photo {place}, {size.width} × {size.height}")
    return "\n".join(out) + "\n"


def main() -> None:
    """Write every golden file from what the program draws now."""
    from hazard_desk.forms import pdf, xlsx
    from hazard_desk.forms.faces import font_set
    from tests.forms.filled import SAMPLES

    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.glob("*.txt"):
        old.unlink()
    for name, sheet in SAMPLES.items():
        fonts = font_set()
        (GOLDEN / f"{name}.pdf.txt").write_text(
            dump_pdf(pdf.draw(sheet, invariant=True, fonts=fonts)), encoding="utf-8", newline="\n"
        )
        (GOLDEN / f"{name}.xlsx.txt").write_text(
            dump_xlsx(xlsx.draw(sheet, fonts=fonts)), encoding="utf-8", newline="\n"
        )


if __name__ == "__main__":
    main()
