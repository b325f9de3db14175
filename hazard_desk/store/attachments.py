"""The office folder's `attachments`: every file whole, under the SHA-256 of its bytes, never outside.

A file lies at `ab/abcdef….jpg`. It is put there before the transaction that names it: where that fails, a
file is left over that nobody names, and the next one to attach the same bytes finds it.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from hazard_desk.errors import HazardDeskError, OutputError
from hazard_desk.photos import SUFFIXES, PhotoError, TooManyPixels, look_at
from hazard_desk.store.os_errors import in_words
from hazard_desk.whole_files import HALF, add_folder, digest, drop_abandoned, half_file, put

FOLDER = "attachments"
LARGEST = 50 * 2**20
"""Bytes of one file: a photo has 10 MB at most, a scan of many pages rarely more than this."""

PICTURES = frozenset(SUFFIXES.values())
OFFICE_FILES = frozenset({".docx", ".xlsx", ".pptx", ".doc", ".xls", ".ppt"})
KINDS = PICTURES | OFFICE_FILES | {".pdf"}
"""The endings a kept file may have; which one, its content says."""

_PIECE = 2**20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (("WordDocument", ".doc"), ("Workbook", ".xls"), ("Book", ".xls"), ("PowerPoint Document", ".ppt"))
_PARTS = (("word/", ".docx"), ("xl/", ".xlsx"), ("ppt/", ".pptx"))
_APPLE = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_KEPT_KINDS = "可以加的有：照片和图片（JPG、PNG、WEBP、BMP、GIF、TIF）、PDF、Word、Excel、PPT。"
_NOT_ADDED = "没有加进台账，这个文件本身没有动。"


class FileRefused(HazardDeskError):
    """A file that isn't kept: of a kind that doesn't belong here, damaged, too large, or out of reach."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it is kept; of a picture the size as seen upright, and when it was taken."""

    sha256: str
    suffix: str
    size: int
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None


def keep(folder: Path, source: Path | bytes, still_wanted: Callable[[], object] = lambda: None) -> StoredFile:
    """Put a copy of a file, or of bytes, among the attachments of the office `folder`.

    The same bytes are kept once; where the copy that lies there is damaged, the good one takes its place.
    FileRefused where they don't belong there, OutputError where they can't be written; then nothing has
    changed. What `still_wanted` raises between two pieces ends the copying likewise.
    """
    with _source(source) as read:
        home = folder / FOLDER
        with _explained(home):
            add_folder(home)
            _demand_inside(folder, home)
            drop_abandoned(home, lambda half: half.name.startswith(".") and half.suffix == HALF)
            with half_file(home, "attachment") as (file, half):
                sha256, size = _copy(read, file, still_wanted)
                file.flush()
                kind = _recognise(half, size)
                stored = StoredFile(sha256, kind.suffix, size, kind.width, kind.height, kind.taken_at)
                place = path_of(folder, sha256, kind.suffix)
                if digest(half) != sha256:
                    raise OSError("the bytes read back are not those written")
                add_folder(place.parent)
                if not is_sound(folder, sha256, kind.suffix):
                    put(file, half, place)
    return stored


def read_given(source: Path | bytes) -> bytes:
    """Return the bytes of a file that somebody gave; refused as by `keep`, whatever they turn out to be."""
    with _source(source) as read:
        whole = io.BytesIO()
        _copy(read, whole, lambda: None)
        return whole.getvalue()


def path_of(folder: Path, sha256: str, suffix: str) -> Path:
    """Return where a kept file lies in the office `folder`; never a place outside it."""
    if not _SHA256.fullmatch(sha256) or suffix not in KINDS:
        raise _astray()
    place = folder / FOLDER / sha256[:2] / f"{sha256}{suffix}"
    _demand_inside(folder, place)
    return place


def is_sound(folder: Path, sha256: str, suffix: str) -> bool:
    """Say whether the file is there with the bytes it was kept with."""
    try:
        return digest(path_of(folder, sha256, suffix)) == sha256
    except OSError:
        return False


def _demand_inside(folder: Path, place: Path) -> None:
    """Refuse a place that a link leads out of the office folder."""
    if not place.resolve().is_relative_to(folder.resolve()):
        raise _astray()


def _astray() -> HazardDeskError:
    return HazardDeskError(
        "附件的位置不在台账文件夹里，程序没有去读写它。",
        "没有改动任何数据。",
        "请检查台账文件夹里的 attachments 是否被换成了快捷方式或链接，并用备份核对。",
    )


@contextlib.contextmanager
def _source(source: Path | bytes) -> Iterator[BinaryIO]:
    """Open what is to be kept, if it is a plain file that is neither empty nor too large."""
    if isinstance(source, bytes):
        _demand_size(len(source))
        yield io.BytesIO(source)
        return
    try:
        found = source.stat()
        if not stat.S_ISREG(found.st_mode):  # a device or a pipe would never end
            raise FileRefused("这不是一个文件。", _NOT_ADDED, _KEPT_KINDS)
        _demand_size(found.st_size)
        file = source.open("rb")
    except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
        raise _unreadable(error) from error
    with file:
        yield file


def _demand_size(size: int) -> None:
    if size == 0:
        raise FileRefused("文件是空的。", _NOT_ADDED, "请重新从手机或扫描仪导出。")
    if size > LARGEST:
        raise FileRefused(
            f"文件有 {size / 2**20:.0f} MB，超过了 {LARGEST // 2**20} MB。",
            _NOT_ADDED,
            "请把扫描件分成几份，或降低扫描的清晰度；视频请另外保存。",
        )


def _copy(read: BinaryIO, write: BinaryIO, still_wanted: Callable[[], object]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while True:
        still_wanted()
        try:
            piece = read.read(_PIECE)
        except OSError as error:  # the stick or the telephone was pulled out
            raise _unreadable(error) from error
        if not piece:
            return digest.hexdigest(), size
        size += len(piece)
        _demand_size(size)  # it may have grown since
        digest.update(piece)
        write.write(piece)


def _unreadable(error: Exception) -> FileRefused:
    why = in_words(error) if isinstance(error, OSError) else "名称里有不能用的字符"
    return FileRefused(
        f"文件读不出来：{why}。", _NOT_ADDED, "请检查手机、U盘是否还连着，文件是否正在别的程序里打开。"
    )


@contextlib.contextmanager
def _explained(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"附件写不进 {home}：{in_words(error)}。",
            "没有加上任何附件，台账数据没有变化，原来的文件也没有动。",
            "请检查磁盘空间和权限，再试一次。",
        ) from error


# ---- what it is, by its content ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kind:
    suffix: str
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None


def _recognise(path: Path, size: int) -> _Kind:
    """Return what a file is, whatever it is called; FileRefused where it isn't of a kind that is kept."""
    if size == 0:
        _demand_size(size)
    with path.open("rb") as file:
        head = file.read(1024)
    if b"%PDF-" in head:
        return _Kind(".pdf")
    if head.startswith(_COMPOUND):
        return _Kind(_compound_suffix(path.read_bytes()))
    if head.startswith(b"PK\x03\x04"):
        return _Kind(_package_suffix(path))
    if head[4:8] == b"ftyp":
        raise _film(head)
    try:
        look = look_at(path)
    except TooManyPixels as error:
        raise FileRefused(
            "图片的尺寸大得离谱，打开它会占满内存。", _NOT_ADDED, "请用看图程序缩小后另存，再加。"
        ) from error
    except PhotoError as error:
        if head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")):
            raise FileRefused(
                "图片不完整或已损坏，打不开。", _NOT_ADDED, "请重新从手机或扫描仪导出，再加。"
            ) from error
        raise FileRefused("不收这种文件。", _NOT_ADDED, _KEPT_KINDS) from error
    return _Kind(look.suffix, look.width, look.height, look.taken_at)


def _film(head: bytes) -> FileRefused:
    if head[8:12] in _APPLE:
        return FileRefused(
            "这是苹果手机的 HEIC 照片，本程序读不了。",
            _NOT_ADDED,
            "请在手机“设置→相机→格式”里选“兼容性最佳”，或先在电脑上另存为 JPG。",
        )
    return FileRefused("不收视频文件。", _NOT_ADDED, "请截成照片再加，视频另外保存。")


def _compound_suffix(data: bytes) -> str:
    """Return what an old Office file is, by the streams that it has."""
    for name, suffix in _STREAMS:
        if (name + "\0").encode("utf-16-le") in data:
            return suffix
    raise FileRefused(
        "不收这种文件（也可能是加了密码的 Office 文件）。",
        _NOT_ADDED,
        f"有密码的，请先去掉密码再加。{_KEPT_KINDS}",
    )


def _package_suffix(path: Path) -> str:
    """Return what an Office file is, by the parts that it has; other archives are refused."""
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        raise FileRefused("文件不完整或已损坏。", _NOT_ADDED, "请重新保存或重新复制一份，再加。") from error
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused("文件里有宏，不收。", _NOT_ADDED, "请另存为不带宏的 docx 或 xlsx，再加。")
    if "[Content_Types].xml" in names:
        for start, suffix in _PARTS:
            if any(name.startswith(start) for name in names):
                return suffix
    raise FileRefused("不收压缩包。", _NOT_ADDED, f"请解压后把里面的文件加进来。{_KEPT_KINDS}")
