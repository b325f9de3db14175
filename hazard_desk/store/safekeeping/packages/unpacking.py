"""Looking into a 台账包 and taking it out: nothing that isn't, byte for byte, what its manifest says."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from hazard_desk import __version__
from hazard_desk.errors import OutputError
from hazard_desk.progress import Progress, Silence
from hazard_desk.store.attachments import FOLDER as ATTACHMENTS
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.safekeeping.backups.copies import Told
from hazard_desk.store.safekeeping.packages import manifest as papers
from hazard_desk.store.safekeeping.packages.container import (
    HARMED,
    Heard,
    Measured,
    damaged,
    foreign,
    opened,
    pour,
    reading,
    small,
)
from hazard_desk.store.safekeeping.packages.encryption import Identity, Lock, decrypt, opens
from hazard_desk.store.safekeeping.packages.manifest import LockedManifest, Manifest, NewerManifest
from hazard_desk.store.safekeeping.packages.refused import ArchiveRefused, DamagedArchive, PasswordNeeded
from hazard_desk.store.schema import SCHEMA_VERSION

_SHORT = "a"  # where Windows takes no path of more than 259 characters, an office may just have its place
_MARGIN = 16 * 2**20  # bytes of a disk that are left for others


@dataclass(frozen=True, slots=True)
class Contents:
    """What a package holds; `told` is None while it is locked; not `whole`: attachments lie beside it.

    `lost`: what the office lacked when it was made, by the names that people know, while locked nothing.
    """

    made_at: datetime
    program: str
    schema: int
    office: str
    told: Told | None
    attachments: int
    attachment_bytes: int
    encrypted: bool
    whole: bool
    lost: tuple[str, ...] = ()
    lock: Lock | None = None
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came out: the office file, the folder with `ab/sha256.jpg`, and what was left out as damaged.

    `lock`: of a locked one, for an office that has none yet. `templates`: the folder of Word templates.
    """

    database: Path
    attachments_home: Path | None
    contents: Contents
    damaged: tuple[str, ...] = ()
    lock: Lock | None = None
    templates: Path | None = None


# ---- looking ------------------------------------------------------------------------------------------


def look_into(path: Path, password: str = "") -> Contents:
    """Return what a package holds, without unpacking it; with its password also of a locked one."""
    with opened(path) as package:
        said = _any_manifest(package, path)
        if isinstance(said, Manifest):
            return _contents(said)
        told: Told | None = None
        lost: tuple[str, ...] = ()
        if password:
            identity = opens(said.lock, password)
            measured = _Gathered(damaged(path))
            with package.open(papers.TOLD) as source:
                decrypt(source, measured, identity)
            try:
                told, lost = papers.secret_from_json(json.loads(measured.data))
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                raise damaged(path) from error
        return Contents(
            said.made_at, said.program, said.schema, said.office, told, said.attachments,
            said.attachment_bytes, encrypted=True, whole=said.whole, lost=lost, lock=said.lock,
            identity=said.identity,
        )  # fmt: skip


class _Gathered:
    def __init__(self, too_much: Exception) -> None:
        self.data = b""
        self._too_much = too_much

    def write(self, data: bytes) -> None:
        self.data += data
        if len(self.data) > papers.LARGEST_TOLD:
            raise self._too_much


def _contents(said: Manifest, lock: Lock | None = None) -> Contents:
    size = sum(one.size for one in said.attachments)
    return Contents(
        said.made_at, said.program, said.schema, said.told.office, said.told, len(said.attachments), size,
        encrypted=lock is not None, whole=said.whole, lost=said.lost, lock=lock, identity=said.identity,
    )  # fmt: skip


def _any_manifest(package: zipfile.ZipFile, path: Path) -> Manifest | LockedManifest:
    data = small(package, papers.NAME, papers.LARGEST_MANIFEST, path)
    try:
        said = papers.read_manifest(data)
    except NewerManifest:
        raise _newer(path) from None
    if said is None:
        raise foreign(path)
    if said.schema > SCHEMA_VERSION:
        raise _newer(path, said.program)
    return said


def _newer(path: Path, program: str = "") -> ArchiveRefused:
    return ArchiveRefused(
        f"台账包 {path.name} 由更新的程序{f'（{program}）' if program else ''}做成，本程序是 {__version__}。",
        "没有读出任何数据，现有的台账没有动。",
        f"请安装隐患台{f' {program} 或' if program else ''}更新的版本再恢复。",
    )


def plain_manifest(package: zipfile.ZipFile, path: Path) -> Manifest:
    """Return the manifest of a plain package."""
    said = _any_manifest(package, path)
    if not isinstance(said, Manifest):
        raise damaged(path)
    return said


def locked_manifest(package: zipfile.ZipFile, path: Path) -> LockedManifest:
    """Return what a locked package says outside."""
    said = _any_manifest(package, path)
    if not isinstance(said, LockedManifest):
        raise damaged(path)
    return said


# ---- taking out ---------------------------------------------------------------------------------------


def unpack(
    path: Path,
    into: Path,
    password: str = "",
    progress: Progress | None = None,
    *,
    present: Callable[[str, str], bool] = lambda _sha256, _suffix: False,
    leave_out_damaged: bool = False,
) -> Unpacked:
    """Take a package out into the folder `into`; every byte of it is compared with the manifest.

    Attachments that are `present` (SHA-256, suffix) already need not be taken out. DamagedArchive names what
    is damaged; `leave_out_damaged` goes on without attachments that are. Those beside a package that are
    damaged or not there are always left out.
    """
    taking = _Taking(path, into, progress or Silence(), present, leave_out_damaged)
    try:
        _make(into)
        with opened(path) as package:
            said = _any_manifest(package, path)
            if isinstance(said, Manifest):
                return taking.plain(package, said, None)
            if not password:
                raise PasswordNeeded(
                    f"台账包 {path.name} 有密码。", "没有读出任何数据。", "请输入做这个台账包时用的密码。"
                )
            return taking.locked(package, said, opens(said.lock, password))
    except _Unwritten as error:
        why = error.why
        raise OutputError(
            f"台账包解不到 {into}：{in_words(why)}。",
            "现有的台账没有动。",
            "请检查磁盘空间和权限，再试一次。",
        ) from why


class _Unwritten(Exception):
    """The disk that is unpacked to failed, and not the one that is read."""

    def __init__(self, why: OSError) -> None:
        super().__init__(str(why))
        self.why = why


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _Unwritten(error) from error


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[_Guarded]:
    _make(path.parent)
    try:
        file = path.open("xb")
    except OSError as error:
        raise _Unwritten(error) from error
    try:
        with contextlib.closing(_Guarded(file)) as guarded:
            yield guarded
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


class _Guarded:
    """A file being written, whose errors are told from those of the file being read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: bytes) -> None:
        try:
            self._file.write(data)
        except OSError as error:
            raise _Unwritten(error) from error

    def close(self) -> None:
        try:
            try:
                self._file.flush()
                os.fsync(self._file.fileno())
            finally:
                self._file.close()
        except OSError as error:
            raise _Unwritten(error) from error


class _Taking:
    """One unpacking."""

    def __init__(
        self,
        path: Path,
        into: Path,
        progress: Progress,
        present: Callable[[str, str], bool],
        leave_out_damaged: bool,
    ) -> None:
        self._archive, self._into, self._progress = path, into, progress
        self._present, self._leave_out = present, leave_out_damaged
        self._done, self._total = 0, 0
        self._damaged: list[str] = []

    def _heard(self, size: int) -> None:
        self._done += size
        done, total = min(self._done, self._total), self._total
        self._progress.report(done // 1024, total // 1024 + 1, "正在解开台账包")

    def locked(self, package: zipfile.ZipFile, said: LockedManifest, identity: Identity) -> Unpacked:
        """Decrypt the plain package into a file beside, and take that out."""
        check_names(package, self._archive, {papers.NAME: None, **said.files})
        size, _sha256 = said.files[papers.CONTENT]
        self._total = 2 * size
        self._demand_room(size)
        plain = self._into / ".content.zip"
        too_much = damaged(self._archive)
        try:
            with _writing(plain) as target, package.open(papers.CONTENT) as source:
                decrypt(Heard(source, self._heard), Measured(target, size, too_much), identity)
            with opened(plain) as inner:
                found = plain_manifest(inner, self._archive)
                return self.plain(inner, found, (said.lock, identity))
        finally:
            with contextlib.suppress(OSError):
                plain.unlink(missing_ok=True)

    def plain(self, package: zipfile.ZipFile, said: Manifest, key: tuple[Lock, Identity] | None) -> Unpacked:
        """Take out what the manifest lists, and nothing else."""
        entries = entries_of(package, self._archive, said)
        size = sum(size for _name, size, _sha256 in entries)
        self._demand_room(size)
        self._total = self._done + size
        by_name = {one.name: one for one in said.attachments}
        for name, size, sha256 in entries:
            one = by_name.get(name)
            if one is not None and self._present(one.sha256, one.suffix):
                self._heard(size)
                continue
            may_lack = one is not None or papers.is_template(name)
            to = self._place(name) if may_lack or name == papers.DATABASE else None
            try:
                take(package, self._archive, name, size, sha256, to, self._heard)
            except DamagedArchive:
                if not may_lack or not self._leave_out:
                    raise
                self._damaged.append(name)
            except HARMED as error:
                if not may_lack or not self._leave_out:
                    raise damaged(self._archive, _label(name)) from error
                self._damaged.append(name)
        home: Path | None = self._into / _SHORT
        if not said.whole:
            home = self._beside(said, key)
        templates = self._into / papers.TEMPLATES
        return Unpacked(
            self._into / papers.DATABASE,
            home if home is not None and home.is_dir() else None,
            _contents(said, key[0] if key is not None else None),
            tuple(self._damaged),
            key[0] if key is not None else None,
            templates if templates.is_dir() else None,
        )

    def _place(self, name: str) -> Path:
        """Return where an entry goes, attachments no deeper than where an office keeps them."""
        folder, _, rest = name.partition("/")
        return self._into / _SHORT / rest if folder == ATTACHMENTS else self._into / name

    def _beside(self, said: Manifest, key: tuple[Lock, Identity] | None) -> Path | None:
        """Return where the attachments beside the package lie; locked ones are unlocked into `into`."""
        neighbour = self._archive.parent
        if key is None:
            return neighbour / ATTACHMENTS
        lock, identity = key
        wanted = [one for one in said.attachments if not self._present(one.sha256, one.suffix)]
        self._demand_room(sum(one.size for one in wanted))
        self._total = self._done + sum(one.size for one in wanted)
        for one in wanted:
            source_path = neighbour / one.locked_name(lock.tag)
            to = self._place(one.name)
            measured = None
            try:
                with reading(source_path), _writing(to) as target, source_path.open("rb") as source:
                    measured = Measured(target, one.size, damaged(source_path))
                    decrypt(Heard(source, self._heard), measured, identity)
                if measured.sha256 != one.sha256:
                    raise damaged(source_path)
            except ArchiveRefused:  # damaged, or not there: the record stands without it
                self._damaged.append(one.name)
                with contextlib.suppress(OSError):
                    to.unlink(missing_ok=True)
        return self._into / _SHORT

    def _demand_room(self, size: int) -> None:
        free = shutil.disk_usage(self._into).free
        if size + _MARGIN > free:
            raise OutputError(
                f"磁盘空间不够：要 {size / 2**20:.0f} MB，只剩 {free / 2**20:.0f} MB。",
                "现有的台账没有动。",
                "请清理磁盘空间后再试。",
            )


def entries_of(package: zipfile.ZipFile, path: Path, said: Manifest) -> list[tuple[str, int, str]]:
    """Return every entry but the manifest with its size and SHA-256; refused where there are others."""
    listed = {name: (size, sha256) for name, (size, sha256) in said.files.items()}
    if said.whole:
        listed |= {one.name: (one.size, one.sha256) for one in said.attachments}
    check_names(package, path, {papers.NAME: None, **listed})
    return [(name, size, sha256) for name, (size, sha256) in listed.items()]


def check_names(package: zipfile.ZipFile, path: Path, listed: Mapping[str, tuple[int, str] | None]) -> None:
    """Demand the names that are listed with the sizes listed, and no others."""
    there = {entry.filename: entry.file_size for entry in package.infolist()}
    for name in there.keys() ^ listed.keys():
        raise damaged(path, f"{_label(name)}{'不见了' if name in listed else '不该在里面'}")
    for name, found in listed.items():
        if found is not None and there[name] != found[0]:
            raise damaged(path, f"{_label(name)}的长度不对")


def take(
    package: zipfile.ZipFile,
    path: Path,
    name: str,
    size: int,
    sha256: str,
    to: Path | None,
    heard: Callable[[int], object],
) -> None:
    """Read an entry, into a file where `to` is given, and compare it; a file of other bytes goes again."""
    wrong = damaged(path, _label(name))
    with contextlib.ExitStack() as stack:
        target = stack.enter_context(_writing(to)) if to is not None else None
        source = stack.enter_context(package.open(name))
        measured = Measured(target, size, wrong)
        pour(Heard(source, heard), measured)
        if (measured.size, measured.sha256) != (size, sha256):
            raise wrong


def _label(name: str) -> str:
    if name == papers.DATABASE:
        return "台账数据"
    folder, _, rest = name.rpartition("/")
    if papers.is_template(name):
        return f"Word 模板 {rest}"
    return f"附件 {rest}" if folder.startswith(ATTACHMENTS) else f"「{name[:60]}」"
