"""Writes compound files (the container of .xls and of encrypted .xlsx) by hand."""

from __future__ import annotations

import struct
from pathlib import Path

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound_file(path: Path, **streams: bytes) -> Path:
    """Write a compound file with these streams, each padded to at least 4096 bytes; return the path."""
    padded = {
        name: data.ljust(4096, b"\0").ljust(-(-len(data) // 512) * 512, b"\0")
        for name, data in streams.items()
    }
    fat = [_FAT, _END]  # sector 0 is the table itself, sector 1 the directory
    body = b""
    entries = [_entry("Root Entry", 5, child=1, start=_END, size=0)]
    for position, (name, data) in enumerate(padded.items(), 1):
        first, count = len(fat), len(data) // 512
        fat += [*range(first + 1, first + count), _END]
        right = position + 1 if position < len(padded) else _FREE
        entries.append(_entry(name, 2, right=right, start=first, size=len(data)))
        body += data
    directory = b"".join(entries).ljust(512, b"\0")
    assert len(fat) <= 128
    assert len(directory) == 512
    table = struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    head += struct.pack("<108I", *[_FREE] * 108)
    assert len(head) == 512
    path.write_bytes(head + table + directory + body)
    return path


def _entry(name: str, kind: int, *, right: int = _FREE, child: int = _FREE, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text) + 2, kind, 1, _FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )
