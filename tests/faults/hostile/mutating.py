"""Ways to spoil a file: its bytes, its archive, its XML. All of them decided by the random numbers given."""

from __future__ import annotations

import functools
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from random import Random

FORMULAS = (
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("http://127.0.0.1/","点这里")',
    "+1+1",
    "-2+3",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "=WEBSERVICE(A1)",
)
EDGES = (
    "", "0", "-1", "1", "-0", "00000000001", "2147483647", "2147483648", "-2147483649", "4294967296",
    "9223372036854775808", "18446744073709551616", "1e308", "1e309", "-1e309", "NaN", "inf", "1e-320",
    "0x41", "1.5", "１２", "٣", "9" * 400, "9" * 5000, "1048576", "1048577", "16384", "16385", "65536",
    "A1:XFD1048576", "XFE1", "A0", "AAAA1", "$A$1", "A1", "ZZZ9999999", "R1C1", "../../../canary.txt",
    "true", "s", "str", "b", "e", "d", "inlineStr", "shared", "array", "dataTable", "2958466", "-693594",
    "60", "0.000011", "2026-02-30", "9999-12-31T23:59:60", "0000-00-00", "\u202e", "\ud7ff\uffff",
    "x" * 70_000,
)  # fmt: skip
"""Values at the edges of what numbers, places, kinds and days can be."""

MOST_BYTES = 8 * 2**20  # of a spoilt file: what is spoilt matters, not how long it takes to write


def spoilt_bytes(random: Random, data: bytes, others: Sequence[bytes] = ()) -> bytes:
    """Flip, cut, repeat, swap and splice a file's bytes here and there."""
    spoilt = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8, 40))):
        if not spoilt:
            break
        at = random.randrange(len(spoilt))
        length = min(len(spoilt) - at, random.choice((1, 1, 2, 4, 16, 64, 1000)))
        match random.randrange(10):
            case 0:
                spoilt[at] ^= 1 << random.randrange(8)
            case 1:
                spoilt[at] = random.choice((0, 1, 0x7F, 0x80, 0xFF))
            case 2:
                spoilt[at : at + length] = random.randbytes(length)
            case 3:
                del spoilt[at : at + length]
            case 4:
                spoilt[at:at] = spoilt[at : at + length] * random.choice((1, 2, 50))
            case 5:
                spoilt[at : at + length] = bytes(length)
            case 6:
                number = random.choice((0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF))
                spoilt[at : at + 4] = struct.pack(random.choice(("<I", ">I")), number)
            case 7:
                del spoilt[at:]
            case 8:
                other = random.choice(others) if others else bytes(spoilt)
                start = random.randrange(len(other))
                spoilt[at:] = other[start:]
            case 9:
                to = random.randrange(len(spoilt))
                spoilt[at : at + length], spoilt[to : to + length] = (
                    spoilt[to : to + length],
                    spoilt[at : at + length],
                )
        del spoilt[MOST_BYTES:]
    return bytes(spoilt)


# ---- XML -----------------------------------------------------------------------------------------------

_ATTRIBUTE = re.compile(rb'(?<![\w:])([\w:]{1,60})="([^"]*)"')
_ELEMENT = re.compile(rb"<(/?)([\w:]{1,60})([^<>]{0,2000}?)(/?)>")
_TEXT = re.compile(rb">([^<>]+)<")


def _escaped(text: str) -> bytes:
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;")):
        text = text.replace(sign, entity)
    return text.encode("utf-8", "surrogatepass")


def _one(random: Random, pattern: re.Pattern[bytes], xml: bytes) -> re.Match[bytes] | None:
    found = list(pattern.finditer(xml[: 2**17]))
    return random.choice(found) if found else None


def _replaced(xml: bytes, match: re.Match[bytes], group: int, new: bytes) -> bytes:
    return xml[: match.start(group)] + new + xml[match.end(group) :]


def spoilt_xml(random: Random, xml: bytes, traps: Sequence[str]) -> bytes:
    """Give attributes and texts other values; drop, repeat, swap and nest elements; set traps."""
    for _ in range(random.choice((1, 1, 2, 3, 6, 20))):
        kind = random.randrange(12)
        if kind <= 2 and (match := _one(random, _ATTRIBUTE, xml)):
            xml = _replaced(xml, match, 2, _escaped(random.choice(EDGES)))
        elif kind == 3 and (match := _one(random, _TEXT, xml)):
            xml = _replaced(xml, match, 1, _escaped(random.choice((*EDGES, *FORMULAS))))
        elif kind == 4 and (match := _one(random, _ELEMENT, xml)):
            xml = xml[: match.start()] + xml[match.end() :]
        elif kind == 5 and (match := _one(random, _ELEMENT, xml)):
            xml = xml[: match.start()] + match[0] * random.choice((2, 10, 2000)) + xml[match.start() :]
        elif kind == 6 and (match := _one(random, _ELEMENT, xml)) and (other := _one(random, _ELEMENT, xml)):
            xml = _replaced(xml, match, 2, other[2])
        elif kind == 7 and (match := _one(random, _ATTRIBUTE, xml)):
            xml = xml[: match.start()] + match[0] + b" " + xml[match.start() :]  # twice
        elif kind == 8 and (match := _one(random, _ELEMENT, xml)):
            deep = random.choice((10, 300, 5000, 60_000))
            name = match[2]
            nested = b"<" + name + b">"
            xml = (
                xml[: match.start()]
                + nested * deep
                + nested.replace(b"<", b"</") * deep
                + xml[match.start() :]
            )
        elif kind == 9:
            xml = with_entities(random, xml, traps)
        elif kind == 10:
            xml = in_other_encoding(random, xml)
        elif match := _one(random, _ELEMENT, xml):
            end = xml.find(b"</" + match[2], match.end())
            if end > 0:  # what lies between, once more
                piece = xml[match.start() : end] + b"</" + match[2] + b">"
                xml = xml[: match.start()] + piece * random.choice((1, 3, 40)) + xml[match.start() :]
        if len(xml) > MOST_BYTES:
            return xml[:MOST_BYTES]
    return xml


def with_entities(random: Random, xml: bytes, traps: Sequence[str]) -> bytes:
    """Declare a document type: entities that name a file or a server, or that explode; and use one."""
    trap = random.choice(list(traps)).encode()
    declared = random.choice(
        (
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "%s">]>' % trap,
            b'<!DOCTYPE x SYSTEM "%s">' % trap,
            b'<!DOCTYPE x PUBLIC "-//X//Y" "%s" [<!ENTITY e "ha">]>' % trap,
            b'<!DOCTYPE x [<!ENTITY %% p SYSTEM "%s">%%p;]>' % trap,
            b'<!DOCTYPE x [<!ENTITY a "hahahahahaha">'
            + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
            + b'<!ENTITY e "&j;">]>',
            b'<!DOCTYPE x [<!ENTITY e "' + b"A" * 50_000 + b'">]>',
            b'<!DOCTYPE x [<!ENTITY e "&e;">]>',
            b'<!DOCTYPE x [<!ATTLIST c r CDATA "A1">]>',
            b'<?xml-stylesheet href="%s"?>' % trap,
            b"",
        )
    )
    end = xml.find(b"?>") + 2 if xml.startswith(b"<?xml") else 0
    match = _one(random, _TEXT, xml[end:])
    used = b"&e;" * random.choice((1, 1, 1, 5000))
    body = _replaced(xml[end:], match, 1, used) if match else xml[end:] + used
    if random.random() < 0.2:
        xi = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="%s"/>' % trap
        body = body.replace(b"</", xi + b"</", 1)
    return xml[:end] + declared + body


def in_other_encoding(random: Random, xml: bytes) -> bytes:
    """Say or use another encoding, the two agreeing or not."""
    name = random.choice(
        (
            "UTF-16",
            "UTF-16LE",
            "gb18030",
            "GBK",
            "utf-7",
            "cp037",
            "latin-1",
            "utf-32",
            "no-such-code",
            "utf-8-sig",
        )
    )
    head, body = b"", xml
    if xml.startswith(b"<?xml"):
        end = xml.find(b"?>") + 2
        head, body = xml[:end], xml[end:]
    said = random.choice((name, "UTF-8", "")).encode()
    head = b'<?xml version="1.0" encoding="%s"?>' % said if said else b""
    if random.random() < 0.7:
        try:
            return (head + body).decode("utf-8").encode(name)
        except (UnicodeError, LookupError):
            pass
    return head + body


# ---- archives ------------------------------------------------------------------------------------------

NAMES = (
    "../../escaped.txt", "/tmp/escaped.txt", "..\\..\\escaped.txt", "C:\\escaped.txt",
    "xl/../../../escaped.txt",
    "", ".", "..", "con", "x" * 60_000, "a\0b", "xl/worksheets/sheet1.xml", "XL/WORKSHEETS/SHEET1.XML",
    "[Content_Types].xml", "content.xml", "office.db", "manifest.json", "attachments/../office.db",
    "\u202etxt.exe",
    "xl/vbaProject.bin", "xl/sharedStrings.xml", "名" * 200,
)  # fmt: skip


def members(data: bytes) -> dict[str, bytes]:
    """Return the parts of an archive by name."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        left = 64 * 2**20
        for name in archive.namelist():
            with archive.open(name) as part:
                parts[name] = part.read(left + 1)  # read() without a number unpacks more than the part says
            left -= len(parts[name])
            if left < 0:
                raise zipfile.BadZipFile("a bomb; it isn't for us to unpack it")
    return parts


def packed(parts: Sequence[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive with these parts, names told twice included."""
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", compression) as archive:
        warnings.simplefilter("ignore")  # a name that is there already
        for name, part in parts:
            archive.writestr(zipfile.ZipInfo(name), part, compress_type=compression)
    return target.getvalue()


def spoilt_archive(
    random: Random, data: bytes, spoil: Callable[[str, bytes], bytes], others: Sequence[bytes] = ()
) -> bytes:
    """Spoil one part by `spoil(name, its bytes)`, or the archive itself."""
    kind = random.randrange(14)
    if kind == 0:
        return spoilt_bytes(random, data, others)
    if kind == 1:
        return lying(random, data)
    if kind == 2:
        return bomb(random, data)
    parts = list(members(data).items())
    at = random.randrange(len(parts))
    name, part = parts[at]
    if kind == 3:
        parts[at] = (random.choice(NAMES), part)
    elif kind == 4:
        other = random.randrange(len(parts))
        parts[at], parts[other] = (name, parts[other][1]), (parts[other][0], part)
    elif kind == 5:
        parts.insert(at, (random.choice((name, *NAMES)), random.choice((part, b"", random.randbytes(500)))))
    elif kind == 6:
        del parts[at]
    elif kind == 7:
        compression = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
        return packed(parts, compression)
    else:
        parts[at] = (name, spoil(name, part))
    return packed(parts)


def lying(random: Random, data: bytes) -> bytes:
    """Let the directory or a part's own head say other sizes, places, methods or sums than there are."""
    spoilt = bytearray(data)
    heads = [m.start() for m in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", data)]
    for _ in range(random.choice((1, 1, 2, 5))):
        start = random.choice(heads)
        fields = {
            b"PK\x01\x02": (8, 10, 16, 20, 24, 28, 30, 32, 42),
            b"PK\x03\x04": (6, 8, 14, 18, 22, 26, 28),
        }
        offset = random.choice(fields.get(bytes(spoilt[start : start + 4]), (4, 8, 10, 12, 16, 20)))
        size = 2 if offset in (6, 8, 10, 26, 28, 30, 32) else 4
        limit = 256**size
        number = random.choice((0, 1, 2, 8, 12, 14, 99, limit - 1, limit // 2, 5000, random.randrange(limit)))
        spoilt[start + offset : start + offset + size] = number.to_bytes(size, "little")
    return bytes(spoilt)


@functools.cache
def _zeros(mebibytes: int) -> bytes:
    """Return a deflated stream of so many mebibytes of blanks: one piece that stands for itself, repeated."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = deflater.compress(b" " * 2**20) + deflater.flush(zlib.Z_FULL_FLUSH)
    return piece * mebibytes + deflater.flush()


def bomb(random: Random, data: bytes, name: str | None = None) -> bytes:
    """Let a part unpack into hundreds of mebibytes: said openly, said to be small, or many parts of it."""
    parts = list(members(data).items())
    name = random.choice(parts)[0] if name is None else name
    mebibytes = random.choice((64, 150, 400, 700))
    stream = _zeros(mebibytes)
    size = random.choice((mebibytes * 2**20, mebibytes * 2**20, 5000, 2**32 - 1))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for other, part in parts:
            if other != name:
                archive.writestr(other, part)
        for number in range(random.choice((0, 0, 30))):
            archive.writestr(f"more/{number}.xml", b" " * 2**20)
    plain = target.getvalue()
    # by hand: zipfile would tell the truth
    end = plain.rindex(b"PK\x05\x06")
    count = int.from_bytes(plain[end + 10 : end + 12], "little")
    start = int.from_bytes(plain[end + 16 : end + 20], "little")
    coded = name.encode()
    head = struct.pack("<HHHHHIIIHH", 20, 0x800, 8, 0, 33, 0, len(stream), size, len(coded), 0)
    local = b"PK\x03\x04" + head + coded + stream
    entry = b"PK\x01\x02" + b"\x14\0" + head + b"\0" * 10 + struct.pack("<I", start) + coded
    directory = plain[start:end] + entry
    return (
        plain[:start]
        + local
        + directory
        + b"PK\x05\x06\0\0\0\0"
        + struct.pack("<HHIIH", count + 1, count + 1, len(directory), start + len(local), 0)
    )
