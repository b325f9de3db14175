"""The ZIP around a 台账包: written piece by piece, read as if somebody meant harm."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO

from hazard_desk.store.os_errors import in_words
from hazard_desk.store.safekeeping.packages.encryption import Reads, Writes
from hazard_desk.store.safekeeping.packages.refused import ArchiveRefused, DamagedArchive

PIECE = 2**20
MOST_ENTRIES = 400_000
"""Of one package: a township's photos of twenty years, and no more than memory takes."""

_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_END_LENGTH, _LOCATOR_LENGTH, _END64_LENGTH = 22, 20, 56
_ENTRY_LENGTH = 46 + 255 + 64  # of the directory: what is fixed, the longest name, the extra fields
_ENCRYPTED = 0x1
_LARGE = 2**30  # from here on sizes are written in 64 bits; a ZIP has no way back from 32
HARMED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    OverflowError,
    struct.error,
    RuntimeError,
    LookupError,
)
"""What zipfile raises at bytes that are no ZIP."""

_KEPT = "没有读出任何数据，现有的台账没有动。"


# ---- reading ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a package for reading; what is wrong with it, then and later, is ArchiveRefused."""
    with reading(path), path.open("rb") as file:
        _demand_ours(file, path)
        with zipfile.ZipFile(file) as package:
            _demand_plain(package, path)
            yield package


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Say in words what goes wrong while the package at `path` is read."""
    try:
        yield
    except HARMED as error:
        raise damaged(path) from error
    except OSError as error:
        if error.errno in (None, errno.EINVAL):  # an offset before the beginning
            raise damaged(path) from error
        raise ArchiveRefused(
            f"{path} 读不出来：{in_words(error)}。", _KEPT, "请检查U盘或磁盘是否还插着，再试一次。"
        ) from error


def damaged(path: Path, what: str = "") -> DamagedArchive:
    """Return the refusal of a damaged package, which names what is damaged in it."""
    return DamagedArchive(
        f"台账包 {path.name} 已损坏或不完整{f'：{what}' if what else ''}。",
        "没有使用其中的任何数据，现有的台账没有动。",
        "请重新复制一份，或换一个更早的台账包、备份。",
    )


def foreign(path: Path) -> ArchiveRefused:
    """Return the refusal of a file that isn't ours."""
    return ArchiveRefused(
        f"{path.name} 不是隐患台的台账包。",
        "没有读出任何数据，现有的台账没有动。",
        "请选由隐患台做的台账包（.hazdesk）或备份（office_….db）。",
    )


def _demand_ours(file: BinaryIO, path: Path) -> None:
    """Demand the end of a ZIP as we write it, before a directory of any size is taken into memory."""
    size = os.fstat(file.fileno()).st_size
    head = file.read(4)
    if head != b"PK\x03\x04":
        raise foreign(path)
    length = min(size, _END_LENGTH + _LOCATOR_LENGTH + _END64_LENGTH)
    file.seek(size - length)
    tail = file.read(length)
    end = tail[-_END_LENGTH:]
    if len(end) < _END_LENGTH or not end.startswith(_END) or end[-2:] != b"\0\0":
        raise damaged(path)
    entries, length, start = struct.unpack("<HII", end[10:20])
    behind = _END_LENGTH
    if tail[-_END_LENGTH - _LOCATOR_LENGTH :].startswith(_LOCATOR):
        end64 = tail[: -_END_LENGTH - _LOCATOR_LENGTH]
        if not end64.startswith(_END64):
            raise damaged(path)
        entries, length, start = struct.unpack("<QQQ", end64[32:56])
        behind += _LOCATOR_LENGTH + _END64_LENGTH
    if entries > MOST_ENTRIES or length > entries * _ENTRY_LENGTH or start + length + behind != size:
        raise damaged(path)
    file.seek(0)


def _demand_plain(package: zipfile.ZipFile, path: Path) -> None:
    seen = set()
    for entry in package.infolist():
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if (
            entry.filename in seen
            or entry.filename != entry.orig_filename
            or entry.is_dir()
            or kind not in (0, stat.S_IFREG)
            or entry.flag_bits & _ENCRYPTED
            or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        ):
            raise damaged(path, "里面有不该有的内容")
        seen.add(entry.filename)


def small(package: zipfile.ZipFile, name: str, most: int, path: Path) -> bytes:
    """Return an entry whole, if it has no more than `most` bytes."""
    try:
        entry = package.getinfo(name)
    except KeyError:
        raise foreign(path) from None
    if entry.file_size > most:
        raise damaged(path, f"{name} 大得不对")
    with package.open(entry) as source:
        data = source.read(most + 1)
        if len(data) > most or len(data) != entry.file_size:
            raise damaged(path, name)
        source.read(1)  # the check sum is compared at the end
    return data


class Measured:
    """A writer that takes up to `most` bytes and knows their SHA-256; `too_much` is raised at one more."""

    def __init__(self, target: Writes | None, most: int, too_much: Exception) -> None:
        """Pass on to `target`, if there is one."""
        self._target, self._most, self._too_much = target, most, too_much
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take the next bytes."""
        self.size += len(data)
        if self.size > self._most:
            raise self._too_much
        self._digest.update(data)
        if self._target is not None:
            self._target.write(data)
        return len(data)

    @property
    def sha256(self) -> str:
        """The SHA-256 of what was taken."""
        return self._digest.hexdigest()


class Heard:
    """A reader that tells of every piece that it read."""

    def __init__(self, source: Reads, tell: Callable[[int], object]) -> None:
        """Read from `source`."""
        self._source, self._tell = source, tell
        self._held = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        data = self._source.read(size)
        self._held += len(data)
        if self._held >= PIECE or not data:
            self._tell(self._held)
            self._held = 0
        return data


def pour(source: Reads, target: Writes) -> None:
    """Copy all of `source`, piece by piece."""
    while piece := source.read(PIECE):
        target.write(piece)


# ---- writing ------------------------------------------------------------------------------------------


def new_package(file: IO[bytes]) -> zipfile.ZipFile:
    """Return a new ZIP in `file`."""
    return zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=2)


def pulled(fill: Callable[[zipfile.ZipFile], Iterator[None]]) -> Reads:
    """Return a ZIP as something to read from: `fill` goes on as far as is read, nothing lies on a disk."""
    return _Pulled(fill)


class _Pulled:
    def __init__(self, fill: Callable[[zipfile.ZipFile], Iterator[None]]) -> None:
        self._held = bytearray()
        self._steps = self._run(fill)

    def _run(self, fill: Callable[[zipfile.ZipFile], Iterator[None]]) -> Iterator[None]:
        with new_package(_sink(self._held)) as package:
            yield from fill(package)

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._held) < size:
            try:
                next(self._steps)
            except StopIteration:
                break
        taken = bytes(self._held if size < 0 else self._held[:size])
        del self._held[: len(taken)]
        return taken


def _sink(held: bytearray) -> IO[bytes]:
    class Sink:
        """A file that can only be written to: zipfile then notes sizes behind the bytes."""

        def write(self, data: Any) -> int:
            held.extend(data)
            return len(data)

        def flush(self) -> None:
            """Nothing is held back."""

    sink: Any = Sink()
    return sink  # type: ignore[no-any-return]


@contextlib.contextmanager
def adding(package: zipfile.ZipFile, name: str, size: int, *, squeezed: bool = False) -> Iterator[IO[bytes]]:
    """Open an entry of `size` bytes (0 where nobody knows) to be written; its date says nothing."""
    if squeezed:
        with package.open(name, "w", force_zip64=size > _LARGE) as target:
            yield target
        return
    head = zipfile.ZipInfo(name)  # stored: what it holds can't be squeezed
    head.external_attr = (stat.S_IFREG | 0o644) << 16
    with package.open(head, "w", force_zip64=size > _LARGE or not size) as target:
        yield target
