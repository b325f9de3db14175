"""Reads from Linux's programs and libraries which others they load, and from which version on."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

_MAGIC = b"\x7fELF\x02\x01"  # 64 bit, little end first: what every PC here is
_SECTION = struct.Struct("<IIQQQQIIQQ")
_DYNAMIC, _VERSIONS_NEEDED = 6, 0x6FFFFFFE
_NEEDED = 1


@dataclass(frozen=True, slots=True)
class Wants:
    """What one file asks of the loader: names of libraries, and the versions of their symbols by name."""

    libraries: tuple[str, ...]
    versions: tuple[tuple[str, str], ...]


def is_elf(path: Path) -> bool:
    """Tell whether a file is a program or library of Linux on a PC."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(_MAGIC)) == _MAGIC


def wants(path: Path) -> Wants:
    """Return what a program or library asks of the loader."""
    data = path.read_bytes()
    if not data.startswith(_MAGIC):
        raise ValueError(f"not a program or library of 64-bit Linux: {path}")
    start = struct.unpack_from("<Q", data, 40)[0]
    size, count = struct.unpack_from("<HH", data, 58)
    sections = [_SECTION.unpack_from(data, start + at * size) for at in range(count)]
    libraries: list[str] = []
    versions: list[tuple[str, str]] = []
    for _, kind, _, _, offset, length, link, _, _, _ in sections:
        if kind == _DYNAMIC:
            names = sections[link][4]
            for at in range(offset, offset + length, 16):
                tag, value = struct.unpack_from("<QQ", data, at)
                if tag == _NEEDED:
                    libraries.append(_text(data, names + value))
        elif kind == _VERSIONS_NEEDED:
            versions += _versions(data, offset, sections[link][4])
    return Wants(tuple(libraries), tuple(versions))


def _versions(data: bytes, at: int, names: int) -> list[tuple[str, str]]:
    found = []
    while True:
        _, count, file, first, following = struct.unpack_from("<HHIII", data, at)
        library, entry = _text(data, names + file), at + first
        for _ in range(count):
            _, _, _, name, further = struct.unpack_from("<IHHII", data, entry)
            found.append((library, _text(data, names + name)))
            entry += further
        if not following:
            return found
        at += following


def _text(data: bytes, at: int) -> str:
    return data[at : data.index(b"\0", at)].decode()
