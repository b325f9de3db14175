"""Hostile PDFs, through what keeps, shows, prints and merges them."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random

from pypdf import PdfReader, PdfWriter

from hazard_desk.forms.pictures import page_picture, page_sizes
from hazard_desk.services.attachment_files import picture_of, thumbnail
from hazard_desk.services.filing.scans import merged_scan
from hazard_desk.store.attachments import keep, path_of
from tests.faults.hostile.mutating import FORMULAS, spoilt_bytes
from tests.pdf_samples import locked, scan, stamped, turned
from tests.photo_samples import jpeg

_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"2147483648",
    b"99999999999999999999",
    b"1e30",
    b"14400",
    b"0.0000001",
    b"-99999",
)
_KEYS = re.compile(
    rb"/(?:Count|MediaBox|CropBox|Width|Height|Length|BitsPerComponent|Rotate|UserUnit|Size|W|Index|First"
    rb"|N|Predictor|Columns)\b[ \[]*(-?[\d.]+)"
)
_REFERENCE = re.compile(rb"(\d+) 0 R")


class Papers:
    """Good PDFs, an office folder, and the ways to spoil them."""

    def __init__(self, given: Path, traps: tuple[str, ...]) -> None:
        """Make the good files, and an office folder in `given`."""
        self._folder = given / "台账"
        self._folder.mkdir(parents=True)
        self._traps = traps
        self._seeds = _good_papers()
        self._good = given / "good.jpg"
        self._good.write_bytes(jpeg(60, 40))

    def spoilt(self, random: Random) -> tuple[str, bytes]:
        """Return a spoilt paper, or one written to be hostile."""
        kind = random.random()
        if kind < 0.35:
            data = _written(random, random.choice(self._traps))
        elif kind < 0.6:
            data = _bent(random, random.choice(self._seeds))
        else:
            data = spoilt_bytes(random, random.choice(self._seeds), self._seeds)
        return f"扫描{random.randrange(10**6)}.{random.choice(('pdf', 'pdf', 'PDF', 'jpg'))}", data

    def known(self) -> list[tuple[str, bytes]]:
        """Return what once took for ever to be drawn or counted."""
        page = b"/MediaBox [0 0 595 842] /Resources << /XObject << /X 5 0 R >> >>"
        itself = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"
        kids = b"/Kids [" + b"3 0 R " * 100_000 + b"] /Count 1"
        return [
            ("页多.pdf", _assembled([_stream(b"0 g")], pages=kids)),
            ("自画.pdf", _assembled([_stream(b"/X Do"), _stream(b"/X Do " * 10, itself)], page)),
            ("页长.pdf", _assembled([_stream(b"0 g")], b"/MediaBox [0 0 999999999 10]")),
            ("逐点算色.pdf", _reckoned(3000, 1)),
            ("大图.pdf", _with_picture(65_000, 1)),
            ("三层压缩.pdf", _assembled([_stream(b"0 g " * (40 * 2**20), times=3)])),
        ]

    def deeds(self, random: Random) -> tuple[Callable[[Path], object], ...]:
        """Keep and show it; take it as a scan, alone and with a picture behind it."""
        return (
            self._kept,
            self._seen,
            lambda path: _looked_through(merged_scan([path]).pdf),
            lambda path: _looked_through(merged_scan([path, self._good]).pdf),
        )

    def _kept(self, path: Path) -> object:
        stored = keep(self._folder, path)
        place = path_of(self._folder, stored.sha256, stored.suffix)
        return stored, len(thumbnail(place) or b"")

    def _seen(self, path: Path) -> object:
        stored = keep(self._folder, path)
        place = path_of(self._folder, stored.sha256, stored.suffix)
        try:
            return picture_of(place, stored.sha256, 1200).fault
        finally:
            place.unlink()


def _looked_through(scan: bytes) -> object:
    """What was merged can be read and seen by the program itself; its words are told."""
    assert len(page_sizes(scan)) >= 1
    try:
        page_picture(scan, 1, dpi=20)
    except (
        Exception
    ) as error:  # it is kept and can be opened; that a page of it can't be drawn is shown as such
        return str(error)
    return len(scan)


def _good_papers() -> list[bytes]:
    plain = scan(2)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain)))
    writer.add_attachment("x.txt", b"x")
    busy = io.BytesIO()
    writer.write(busy)
    bare = _assembled([b"<< /Length 3 >>\nstream\n0 g\nendstream"])
    return [plain, locked(plain), stamped(plain), turned(plain, 90), busy.getvalue(), bare]


def _assembled(
    objects: list[bytes], page: bytes = b"", pages: bytes = b"/Kids [3 0 R] /Count 1", catalog: bytes = b""
) -> bytes:
    """Return a PDF of one page with these objects from number 4 on, the table of places true."""
    numbered = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages " + pages + b" >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R " + (page or b"/MediaBox [0 0 595 842]") + b" >>",
        *objects,
    ]
    body = b"%PDF-1.7\n"
    places = []
    for number, one in enumerate(numbered, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, len(body))
    )


def _stream(data: bytes, more: bytes = b"", times: int = 1) -> bytes:
    filters = b"/FlateDecode " * times
    for _ in range(times):
        data = zlib.compress(data, 9)
    return b"<< /Length %d /Filter [%s] %s >>\nstream\n" % (len(data), filters, more) + data + b"\nendstream"


def _written(random: Random, trap: str) -> bytes:
    """Write a paper that asks for too much, goes in circles, or reaches out."""
    size = random.choice((b"14400", b"999999999", b"1e30", b"0", b"-595", b"0.001", b"nan"))
    drawing = random.choice(
        (
            b"0 g\n",
            b"q " * 100_000,
            b"/X Do\n" * 3000,
            b"0 0 9e9 9e9 re f\n" * 20_000,
            b"BT /F 9 Tf (x) Tj ET\n",
        )
    )
    kind = random.randrange(15)
    if kind > 11:
        return _drawn_within(random)
    if kind == 0:  # a page without end
        return _assembled([_stream(drawing)], b"/MediaBox [0 0 %s %s]" % (size, random.choice((size, b"10"))))
    if kind == 1:  # hundreds of mebibytes in a stream, packed once or more
        return _assembled(
            [_stream(b"0 g " * random.choice((1000, 40 * 2**20)), times=random.choice((1, 2, 3)))]
        )
    if kind == 2:  # pages that are their own parents
        kids = random.choice(
            (b"[2 0 R]", b"[3 0 R 2 0 R]", b"[" + b"3 0 R " * 100_000 + b"]", b"[3 0 R null 99 0 R]")
        )
        return _assembled([_stream(drawing)], pages=b"/Kids %s /Count %s" % (kids, random.choice(_NUMBERS)))
    if kind == 3:  # a form that draws itself
        form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"
        page = b"/MediaBox [0 0 595 842] /Resources << /XObject << /X 5 0 R >> >>"
        return _assembled([_stream(b"/X Do"), _stream(b"/X Do " * random.choice((1, 10)), form)], page)
    if kind == 4:  # forms that draw the next one ten times: 10^n
        page = b"/MediaBox [0 0 595 842] /Resources << /XObject << /X 5 0 R >> >>"
        deep = random.choice((3, 8))
        forms = [
            _stream(
                b"/X Do " * 10,
                b"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>" % (6 + n),
            )
            for n in range(deep)
        ]
        return _assembled(
            [_stream(b"/X Do"), *forms, _stream(b"0 0 1 1 re f", b"/Subtype /Form /BBox [0 0 9 9]")], page
        )
    if kind == 5:  # an enormous picture
        side = random.choice((30_000, 65_000, 2**31 - 1))
        return _with_picture(side, random.choice((1, 8, 16)))
    if kind == 6:  # the table of places leads in circles
        data = _assembled([_stream(drawing)])
        return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % data.rindex(b"xref\n0"))
    if kind == 7:  # brackets without end
        nested = random.choice((b"[", b"<<", b"(")) * random.choice((500, 200_000))
        return _assembled([_stream(drawing)], b"/MediaBox [0 0 595 842] /Annots " + nested)
    if kind == 8:  # what it does when it is opened
        action = random.choice(
            (
                b"/OpenAction << /S /URI /URI (%s) >>" % trap.encode(),
                b"/OpenAction << /S /Launch /F (%s) >>" % trap.encode(),
                b"/OpenAction << /S /JavaScript /JS (while(true){}) >>",
                b"/AcroForm << /XFA 4 0 R /Fields [3 0 R] >>",
                b"/Names << /EmbeddedFiles << /Names [(../../x) << /F (%s) >>] >> >>" % trap.encode(),
            )
        )
        return _assembled([_stream(random.choice(FORMULAS).encode())], catalog=action)
    if kind == 9:  # a content that lies in another file
        return _assembled([b"<< /Length 0 /F (%s) /FFilter [] >>\nstream\n\nendstream" % trap.encode()])
    if kind == 10:  # a pattern or a shading that is painted for ever
        page = b"/MediaBox [0 0 595 842] /Resources << /Pattern << /P 5 0 R >> >>"
        pattern = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 .01 .01] /XStep .01 /YStep .01"
        return _assembled(
            [_stream(b"/Pattern cs /P scn 0 0 595 842 re f"), _stream(b"0 0 1 1 re f", pattern)], page
        )
    length = random.choice(_NUMBERS)
    return _assembled(
        [
            b"<< /Length %s /Filter %s >>\nstream\nx\nendstream"
            % (
                length,
                random.choice(
                    (
                        b"/LZWDecode",
                        b"/JBIG2Decode",
                        b"/JPXDecode",
                        b"/CCITTFaxDecode",
                        b"/RunLengthDecode",
                        b"/ASCII85Decode",
                        b"/Crypt",
                        b"[" + b"/ASCIIHexDecode " * 5000 + b"]",
                    )
                ),
            )
        ]
    )


def _with_picture(side: int, bits: int) -> bytes:
    size = b"/Width %d /Height %d /BitsPerComponent %d" % (side, side, bits)
    image = _stream(bytes(10**6), b"/Subtype /Image /ColorSpace /DeviceRGB " + size)
    page = b"/MediaBox [0 0 595 842] /Resources << /XObject << /X 5 0 R >> >>"
    return _assembled([_stream(b"595 0 0 842 0 0 cm /X Do"), image], page)


def _reckoned(length: int, times: int) -> bytes:
    sums = b"{ " + b"dup mul 2 add sqrt sin " * length + b"}"
    code = b"<< /FunctionType 4 /Domain [0 1 0 1] /Range [0 1] /Length %d >>\nstream\n" % len(sums)
    shading = b"<< /ShadingType 1 /ColorSpace /DeviceGray /Function 6 0 R /Matrix [595 0 0 842 0 0] >>"
    pieces = [_stream(b"/S sh " * times), shading, code + sums + b"\nendstream"]
    return _assembled(pieces, b"/MediaBox [0 0 595 842] /Resources << /Shading << /S 5 0 R >> >>")


def _drawn_within(random: Random) -> bytes:
    """Write a paper with a thing that is drawn by drawing others: a pattern, a mask, a glyph, a stamp."""
    times = random.choice((1, 10, 2000))
    heavy = random.choice(
        (b"/X Do " * times, b"0 0 m 9 9 l S\n" * 100 * times, b"/P gs 0 0 9 9 re f " * times)
    )
    inner = b"/Resources << /XObject << /X 6 0 R >> /ExtGState << /P 5 0 R >> >>"
    form = _stream(heavy, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + inner.replace(b"6 0", b"7 0"))
    last = _stream(b"0 0 9 9 re f " * times, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    page = b"/MediaBox [0 0 595 842] /Resources << %s >>"
    kind = random.randrange(7)
    if kind == 0:
        pattern = (
            b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep %s /YStep 9 "
            % random.choice((b"9", b"0.001", b"0", b"-1", b"1e9"))
        )
        drawing = b"/Pattern cs " + b"/P scn 0 0 595 842 re f " * times
        own = _stream(heavy, pattern + inner)
        return _assembled([_stream(drawing), own, form, last], page % b"/Pattern << /P 5 0 R >>")
    if kind == 1:
        state = b"<< /SMask << /S /Luminosity /G 6 0 R >> >>"
        drawing = b"/P gs 0 0 595 842 re f " * times
        return _assembled([_stream(drawing), state, form, last], page % b"/ExtGState << /P 5 0 R >>")
    if kind == 2:
        face = (
            b"<< /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [.1 0 0 .1 0 0] /FirstChar 0 /LastChar 255"
        )
        face += b" /Widths [" + b"9 " * 256 + b"] /Encoding << /Differences [0 " + b"/a " * 256 + b"] >>"
        face += b" /CharProcs << /a 6 0 R >> " + inner.replace(b"6 0", b"7 0") + b" >>"
        glyph = _stream(b"9 0 d0 " + heavy)
        drawing = b"BT /F 9 Tf (" + b"x" * 100 * times + b") Tj ET " * times
        return _assembled([_stream(drawing), face, glyph, last], page % b"/Font << /F 5 0 R >>")
    if kind == 3:
        marks = b"<< /Subtype /Stamp /Rect [0 0 595 842] /AP << /N 6 0 R >> >> " * times
        more = b"/Annots [%s] " % marks
        return _assembled([_stream(b"0 g"), b"<< >>", form, last], page % b"" + more)
    if kind == 4:  # a colour of every point is reckoned
        return _reckoned(random.choice((10, 3000)), times)
    side = random.choice((3000, 30_000, 65_000))
    if kind == 5:  # a picture that stands in the drawing itself
        image = b"q 595 0 0 842 0 0 cm BI /W %d /H %d /CS /RGB /BPC 8 ID " % (side, side) + b"x" * 5000
        return _assembled([_stream((image + b" EI Q\n") * times)])
    kinds = (b"/JPXDecode", b"/JBIG2Decode", b"/CCITTFaxDecode", b"/DCTDecode", b"/RunLengthDecode")
    head = b"\xff\x4f\xff\x51\0\x2f\0\0" + side.to_bytes(4) * 2 + bytes(8) + side.to_bytes(4) * 2 + bytes(8)
    data = head + b"\0\3" + b"\7\1\1" * 3 + random.randbytes(200)
    image = b"<< /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8" % (
        side,
        side,
    )
    image += (
        b" /Filter %s /Length %d >>\nstream\n" % (random.choice(kinds), len(data)) + data + b"\nendstream"
    )
    drawing = _stream(b"595 0 0 842 0 0 cm " + b"/X Do " * times)
    return _assembled([drawing, image], page % b"/XObject << /X 5 0 R >>")


def _bent(random: Random, data: bytes) -> bytes:
    """Give the numbers that count, and references, other values; cut or repeat what stands at the end."""
    for _ in range(random.choice((1, 2, 5))):
        matches = list(random.choice((_KEYS, _REFERENCE)).finditer(data))
        if matches:
            match = random.choice(matches)
            data = data[: match.start(1)] + random.choice(_NUMBERS) + data[match.end(1) :]
    end = random.choice(("", "", "cut", "twice", "before"))
    if end == "cut":
        return data[: data.rfind(b"startxref")]
    if end == "twice":
        return data + data
    return (b"\0" * random.choice((10, 1019, 2000)) + data) if end == "before" else data
