"""PDF files made for tests: which page is which can be read, and which way it lies can be seen."""

from __future__ import annotations

import io

import pypdf
from pypdf.annotations import FreeText
from reportlab.pdfgen.canvas import Canvas


def scan(pages: int = 1, words: str = "SCAN", *, width: float = 595, height: float = 842) -> bytes:
    """Return a PDF whose pages say which they are, each with a black block in its upper left corner."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(width, height), initialFontName="Helvetica")
    for page in range(1, pages + 1):
        canvas.setFont("Helvetica", 24)
        canvas.drawString(width / 3, height / 2, f"{words} {page}")
        canvas.rect(0, height * 0.8, width * 0.2, height * 0.2, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def turned(data: bytes, degrees: int) -> bytes:
    """Return the PDF with every page turned clockwise by its /Rotate, as scanners leave it."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for page in writer.pages:
        page.rotate(degrees)
    return _written(writer)


def locked(data: bytes) -> bytes:
    """Return the PDF with a password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt("secret", algorithm="RC4-128")
    return _written(writer)


def stamped(data: bytes) -> bytes:
    """Return the PDF with an annotation on its first page, as electronic seals are."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.add_annotation(0, FreeText(text="SEAL", rect=(300, 100, 500, 200)))
    return _written(writer)


def _written(writer: pypdf.PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
