"""What python-calamine does not tell of an old .xls: a password, and cells that hold an error.

The file is a compound file (sectors chained like in a FAT disk) whose Workbook stream is a row of records:
two bytes of type, two of length, the data. Only the few record types needed are looked at.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from hazard_desk.intake.containers import refuse
from hazard_desk.intake.defects import BadCell, SheetScan

_FORMULA, _EOF, _FILEPASS, _BOUNDSHEET, _BOOLERR, _BOF = 0x06, 0x0A, 0x2F, 0x85, 0x205, 0x809
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_LAST_SECTOR = 0xFFFFFFFA


def scan_xls(path: Path, content: bytes) -> list[SheetScan]:
    """Return the sheets' bad cells in workbook order; refuse a file with a password or broken chains.

    Bounds need no look: the format ends at 65,536 rows of 256 columns.
    """
    try:
        stream = _workbook_stream(content)
        records = _records(stream, 0)
        starts = []
        for kind, data in records:
            if kind == _FILEPASS:
                raise refuse(path, "文件加了密码。", "请在表格软件里打开，去掉密码，另存后再导入。")
            if kind == _BOUNDSHEET:
                starts.append(struct.unpack_from("<I", data)[0])
            elif kind == _EOF:
                break
        return [_scan_sheet(stream, start) for start in starts]
    except (struct.error, IndexError):
        raise refuse(path, "文件已损坏，读不完整。", "请向对方重新要一份，或另存为 .xlsx。") from None


def _scan_sheet(stream: bytes, start: int) -> SheetScan:
    scan = SheetScan()
    for kind, data in _records(stream, start):
        if kind == _EOF:
            break
        if kind == _BOOLERR and len(data) >= 8 and data[7]:
            error = data[6]
        elif kind == _FORMULA and len(data) >= 14 and data[12:14] == b"\xff\xff" and data[6] == 2:
            error = data[8]
        else:
            continue
        row, column = struct.unpack_from("<HH", data)
        scan.bad_cells[row, column] = BadCell(_ERRORS.get(error, "#ERROR!"))
    return scan


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        yield kind, stream[offset + 4 : offset + 4 + length]
        offset += 4 + length


def _workbook_stream(content: bytes) -> bytes:
    """Follow the sector chains to the Workbook (or Book) stream; IndexError where they lead nowhere."""
    sector_size = 1 << struct.unpack_from("<H", content, 30)[0]
    mini_size = 1 << struct.unpack_from("<H", content, 32)[0]
    if sector_size not in (512, 4096) or mini_size != 64:
        raise IndexError
    directory_start, _, mini_cutoff, mini_fat_start = struct.unpack_from("<IIII", content, 48)

    def sector(number: int) -> bytes:
        start = (number + 1) * sector_size
        if start >= len(content):
            raise IndexError
        return content[start : start + sector_size].ljust(sector_size, b"\0")

    fat_sectors = [n for n in struct.unpack_from("<109I", content, 76) if n < _LAST_SECTOR]
    more = struct.unpack_from("<I", content, 68)[0]
    for _ in range(len(content) // sector_size):
        if more >= _LAST_SECTOR:
            break
        numbers = struct.unpack(f"<{sector_size // 4}I", sector(more))
        fat_sectors += [n for n in numbers[:-1] if n < _LAST_SECTOR]
        more = numbers[-1]
    fat: list[int] = []
    for number in fat_sectors:
        fat += struct.unpack(f"<{sector_size // 4}I", sector(number))

    def chain(number: int) -> bytes:
        pieces = []
        while number < _LAST_SECTOR:
            pieces.append(sector(number))
            if len(pieces) > len(fat):  # a chain that bites its tail
                raise IndexError
            number = fat[number]
        return b"".join(pieces)

    directory = chain(directory_start)
    entries = {}
    for offset in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, offset + 64)[0]
        name = directory[offset : offset + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        entries[name] = struct.unpack_from("<II", directory, offset + 116)
    start, size = entries.get("Workbook") or entries.get("Book") or (None, 0)
    if start is None:
        raise IndexError
    if size >= mini_cutoff:
        return chain(start)[:size]
    mini_stream = chain(entries["Root Entry"][0])
    mini_chain = chain(mini_fat_start)
    mini_fat = struct.unpack(f"<{len(mini_chain) // 4}I", mini_chain)
    pieces: list[bytes] = []
    while start < _LAST_SECTOR:
        pieces.append(mini_stream[start * 64 : start * 64 + 64])
        if len(pieces) > len(mini_fat):
            raise IndexError
        start = mini_fat[start]
    return b"".join(pieces)[:size]
