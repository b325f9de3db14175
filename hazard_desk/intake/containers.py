"""What kind of file this is, told by its content, and whether it is safe to unpack.

A spreadsheet is untrusted: it comes by USB stick and chat. What can't be a spreadsheet, is encrypted,
damaged or unpacks without end is refused here, before a parser sees it.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from enum import Enum
from io import BytesIO
from pathlib import Path

from hazard_desk.errors import InputRefused, Problem

MAX_FILE_BYTES = 200 * 2**20
"""A file larger than this is refused unread."""
MAX_UNPACKED_BYTES = 600 * 2**20
"""All parts of a packed spreadsheet together; about twenty times 50,000 enterprises."""
MAX_RATIO = 300
"""Unpacked to packed, above `RATIO_FREE_BYTES`; 200,000 blank formatted rows stay below 100."""
RATIO_FREE_BYTES = 64 * 2**20
MAX_PARTS = 10_000
_CHUNK = 4 * 2**20

_SAVE_AS = "请用表格软件（WPS、Excel）打开它，另存为 .xlsx 后再导入。"


class Kind(Enum):
    """The kinds of spreadsheet that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"


def refuse(path: Path, message: str, remedy: str = _SAVE_AS) -> InputRefused:
    """Return the refusal of a whole file, to be raised by the caller."""
    return InputRefused([Problem(message, remedy, value=path.name)], f"“{path.name}”不能导入：{message}")


def read_bytes(path: Path) -> bytes:
    """Return the content of the file; a missing, locked, empty or huge file is refused."""
    try:
        if path.is_dir():
            raise refuse(path, "这是一个文件夹。", "请选择表格文件。")
        if path.exists() and not path.is_file():  # a pipe or a device: it may have no end
            raise refuse(path, "这不是普通文件。", "请选择表格文件。")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise _too_large(path)
        with path.open("rb") as file:
            content = bytearray()
            while len(content) <= MAX_FILE_BYTES and (
                piece := file.read(min(_CHUNK, MAX_FILE_BYTES + 1 - len(content)))
            ):
                content += piece
    except FileNotFoundError:
        raise refuse(path, "找不到这个文件。", "请核对文件的位置和名称。") from None
    except OSError:
        raise refuse(
            path, "文件读不出来。", "它可能正在别的程序中打开，或U盘已拔出；请关闭后再试。"
        ) from None
    if not content:
        raise refuse(path, "文件是空的（0字节）。", "请向对方重新要一份。")
    if len(content) > MAX_FILE_BYTES:  # whatever its size was said to be
        raise _too_large(path)
    return bytes(content)


def recognise(path: Path, content: bytes) -> Kind:
    """Return the kind of spreadsheet that `content` is, whatever its name says; refuse everything else."""
    if path.suffix.lower() == ".et":
        raise refuse(path, "这是 WPS 的 .et 格式。")
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path, content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _kind_of_ole(path, content)
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<style")):
        raise refuse(path, "它其实是网页或XML格式，只是名称像表格。")
    if start.startswith(b"%pdf"):
        raise refuse(path, "这是PDF文件，不是表格。", "请向对方要电子表格。")
    if start.startswith((b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")):
        raise refuse(path, "这是二十多年前的 Excel 格式。")
    if b"\x00" not in content[:2048]:
        raise refuse(path, "这是文本（CSV）文件，不是表格。")
    raise refuse(path, "这不是能识别的表格文件。")


def open_parts(path: Path, content: bytes) -> zipfile.ZipFile:
    """Return the packed file's directory after checking the sizes it states against the limits."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, UnicodeError):
        raise _damaged(path) from None
    total = 0
    for part in parts:
        total += part.file_size
        if part.flag_bits & 0x1:
            raise refuse(path, "文件加了密码。", "请去掉密码后再导入。")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _damaged(path)
    ratio = total / max(1, len(content))
    if (
        len(parts) > MAX_PARTS
        or total > MAX_UNPACKED_BYTES
        or (total > RATIO_FREE_BYTES and ratio > MAX_RATIO)
    ):
        raise _bomb(path)
    return archive


def unpack(path: Path, content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a part's content in pieces, and refuse the file if it is not as long as its directory says.

    Inflated by hand: `zipfile` stops silently at the stated size, a parser may not.
    """
    head = content[part.header_offset : part.header_offset + 30]
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        raise _damaged(path)
    start = (
        part.header_offset
        + 30
        + int.from_bytes(head[26:28], "little")
        + int.from_bytes(head[28:30], "little")
    )
    packed = memoryview(content)[start : start + part.compress_size]
    if len(packed) != part.compress_size:
        raise _damaged(path)
    if part.compress_type == zipfile.ZIP_STORED:
        if len(packed) != part.file_size:
            raise _damaged(path)
        for offset in range(0, len(packed), _CHUNK):
            yield bytes(packed[offset : offset + _CHUNK])
        return
    left = part.file_size
    inflater = zlib.decompressobj(-15)
    waiting: bytes | memoryview = packed
    try:
        while not inflater.eof:
            piece = inflater.decompress(waiting, _CHUNK)
            waiting = inflater.unconsumed_tail
            left -= len(piece)
            if left < 0:
                raise _bomb(path)
            if not piece and not waiting and not inflater.eof:
                raise _damaged(path)
            yield piece
    except zlib.error:
        raise _damaged(path) from None
    if left:
        raise _damaged(path)


def whole(path: Path, content: bytes, part: zipfile.ZipInfo) -> bytes:
    """Return a small part's content in one piece."""
    return b"".join(unpack(path, content, part))


def verify_rest(
    path: Path, content: bytes, parts: list[zipfile.ZipInfo], seen: Callable[[str], bool]
) -> None:
    """Unpack every XML part that nobody has unpacked yet, only to see that its size is true."""
    for part in parts:
        if not seen(part.filename) and part.filename.lower().endswith((".xml", ".rels", ".vml")):
            for _ in unpack(path, content, part):
                pass


def _kind_of_zip(path: Path, content: bytes) -> Kind:
    archive = open_parts(path, content)
    names = {name.lower() for name in archive.namelist()}
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    if "xl/workbook.bin" in names:
        raise refuse(path, "这是二进制的 .xlsb 格式。")
    if "content.xml" in names:
        by_name = {part.filename.lower(): part for part in archive.infolist()}
        manifest = by_name.get("meta-inf/manifest.xml")
        if manifest is not None and b"encryption-data" in whole(path, content, manifest):
            raise refuse(path, "文件加了密码。", "请去掉密码后再导入。")
        mimetype = by_name.get("mimetype")
        if mimetype is None or b"spreadsheet" in whole(path, content, mimetype):
            return Kind.ODS
        raise refuse(path, "这是文字或演示文件，不是表格。", "请选择表格文件。")
    if "word/document.xml" in names:
        raise refuse(path, "这是 Word 文档，不是表格。", "请把其中的表格复制到表格软件里，存为 .xlsx。")
    raise refuse(path, "这是压缩包或别的文件，不是表格。", "如果是压缩包，请先解压，再选其中的表格文件。")


def _kind_of_ole(path: Path, content: bytes) -> Kind:
    if _stream_name("EncryptedPackage") in content:
        raise refuse(path, "文件加了密码。", "请在表格软件里打开，去掉密码，另存后再导入。")
    if _stream_name("Workbook") in content or _stream_name("Book") in content:
        return Kind.XLS
    if _stream_name("WordDocument") in content:
        raise refuse(path, "这是 Word 文档，不是表格。", "请把其中的表格复制到表格软件里，存为 .xlsx。")
    raise refuse(path, "这不是能识别的表格文件。")


def _stream_name(name: str) -> bytes:
    return (name + "\0").encode("utf-16-le")


def _too_large(path: Path) -> InputRefused:
    limit = MAX_FILE_BYTES // 2**20
    return refuse(path, f"文件超过{limit}兆。", "请去掉图片，或分成几个文件导入。")


def _damaged(path: Path) -> InputRefused:
    return refuse(path, "文件已损坏，读不完整。", "请向对方重新要一份，或在表格软件里修复后另存。")


def _bomb(path: Path) -> InputRefused:
    limit = MAX_UNPACKED_BYTES // 2**20
    return refuse(
        path,
        f"文件展开后大得不正常（上限{limit}兆），可能有害。",
        "请在表格软件里打开，只把需要的内容复制到新表。",
    )
