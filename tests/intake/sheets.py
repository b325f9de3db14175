"""Makes dirty spreadsheets for the intake tests: .xlsx by openpyxl, .xls by xlwt, .ods by hand."""

import zipfile
from xml.sax.saxutils import escape

import openpyxl
import xlwt


def xlsx(path, *rows, title="企业", merge=(), **more):
    """Write rows to one sheet, further sheets as title=rows; return the path."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    for name, others in more.items():
        extra = workbook.create_sheet(name)
        for row in others:
            extra.append(row)
    workbook.save(path)
    return path


def xls(path, *rows, merges=(), hidden=()):
    book = xlwt.Workbook()
    sheet = book.add_sheet("企业")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value)
    for r1, r2, c1, c2, value in merges:
        sheet.write_merge(r1, r2, c1, c2, value)
    for name in hidden:
        book.add_sheet(name).visibility = 1
    book.save(str(path))
    return path


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="企业">'
)
_ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


def ods_cell(value, more=""):
    if value is None:
        return f"<table:table-cell {more}/>"
    if isinstance(value, int | float):
        return (
            f'<table:table-cell {more} office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    head = f'<table:table-cell {more} office:value-type="string">'
    return f"{head}<text:p>{escape(value)}</text:p></table:table-cell>"


def ods(path, *rows, doctype=""):
    """Write rows of values or ready cells (strings that start with <) to an .ods."""
    body = "".join(
        "<table:table-row>"
        + "".join(c if isinstance(c, str) and c.startswith("<") else ods_cell(c) for c in row)
        + "</table:table-row>"
        for row in rows
    )
    head = _ODS_HEAD.replace("?><office", f"?>{doctype}<office")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", head + body + _ODS_TAIL)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/"'
            ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
    return path


def rewrite(path, part, change):
    """Replace one part of a packed file by change(old bytes)."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
