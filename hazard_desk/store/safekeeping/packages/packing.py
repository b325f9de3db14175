"""Making a 台账包: what goes in, locked where a password is set, read back before it has its name."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from hazard_desk import __version__
from hazard_desk.errors import HazardDeskError, OutputError
from hazard_desk.progress import Progress, Silence
from hazard_desk.store.attachments import KINDS, LARGEST, is_sound, path_of
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.safekeeping.attached_files import attached_files
from hazard_desk.store.safekeeping.backups.copies import demand_whole, look
from hazard_desk.store.safekeeping.packages import manifest as papers
from hazard_desk.store.safekeeping.packages.archive_words import read_me
from hazard_desk.store.safekeeping.packages.container import (
    PIECE,
    Heard,
    Measured,
    adding,
    damaged,
    new_package,
    opened,
    pulled,
)
from hazard_desk.store.safekeeping.packages.encryption import Lock, decrypt, encrypt, new_witness
from hazard_desk.store.safekeeping.packages.manifest import Kept, LockedManifest, Manifest
from hazard_desk.store.safekeeping.packages.refused import ArchiveRefused
from hazard_desk.store.safekeeping.packages.unpacking import (
    check_names,
    entries_of,
    locked_manifest,
    plain_manifest,
    take,
)
from hazard_desk.whole_files import drop_halves, free_name, half_file, put, read_anew

HALF_STEM = "台账包"
"""What halves are called while they are written, whatever the package will be called."""


@dataclass(frozen=True, slots=True)
class Written:
    """A package that was written, and what of the office it lacks, by the names that people know."""

    path: Path
    lost: tuple[str, ...] = ()
    mended: int = 0  # attachments beside it, in the second place, that had rotted and are good again


def write_archive(
    office_folder: Path,
    copy: Path,
    target: Path,
    now: datetime,
    *,
    lock: Lock | None,
    beside: bool = False,
    lying: Callable[[Kept], bool] | None = None,
    identity: str = "",
    extra: Mapping[str, bytes] | None = None,
    progress: Progress | None = None,
) -> Written:
    """Write a package of the verified backup `copy`, the attachments it names and the office's templates.

    `beside`: the attachments lie in the folder `attachments` next to it; `lying` says of each whether it
    does, else they are those that the office has. `extra` are papers to go with it. It is read back and
    compared before it has its name; a file that is there is never overwritten.
    """
    plan = _Plan(office_folder, copy, now, lock, dict(extra or {}), progress or Silence())
    plan.identity = identity
    plan.choose(beside, lying)
    try:
        drop_halves(target.parent, HALF_STEM)
        with half_file(target.parent, HALF_STEM) as (file, half):
            if lock is None:
                _write_plain(plan, file)
            else:
                _write_locked(plan, file, lock)
            file.flush()
            os.fsync(file.fileno())
            _read_back(plan, half)
            place = free_name(target)
            put(file, half, place)
    except OSError as error:
        raise OutputError(
            f"台账包写不进 {target.parent}：{in_words(error)}。",
            "没有留下不完整的文件，台账没有影响。",
            "请检查磁盘空间，U盘是否还插着，再试一次。",
        ) from error
    return Written(place, tuple(plan.lost))


class _Plan:
    """What goes into a package, and what was really put there."""

    def __init__(
        self,
        office_folder: Path,
        copy: Path,
        now: datetime,
        lock: Lock | None,
        extra: dict[str, bytes],
        progress: Progress,
    ) -> None:
        for name in extra:
            if not papers.is_extra(name):
                raise ValueError(f"{name} can't go into a package")
        self.folder, self.copy, self.now, self.extra = office_folder, copy, now, extra
        demand_whole(copy)
        self.told = look(copy)
        self.lock, self.identity = lock, ""
        self.attachments: list[Kept] = []
        self.lost: list[str] = []
        self.witness = new_witness()
        self.plain_sha256 = ""
        self.manifest = b""
        self._progress, self._done = progress, 0

    def choose(self, beside: bool, lying: Callable[[Kept], bool] | None) -> None:
        """Choose what goes in."""
        self.beside = beside
        self.read_me = read_me(self.told.office, self.now, None, beside).encode()
        self.outer_read_me = read_me(self.told.office, self.now, self.lock, beside).encode()
        named, self.lost = named_attachments(self.copy)
        self._names = {one.sha256: name for one, name in named}
        for one, name in named:
            found = _in_office(self.folder, one) if lying is None else one if lying(one) else None
            if found is None:
                self.lost.append(name)
            else:
                self.attachments.append(found)
        self.templates, lacking = _templates(self.folder)
        self.lost += lacking
        parts = self.copy.stat().st_size + sum(0 if beside else one.size for one in self.attachments)
        self._total = 3 * parts  # looked through, written, read back
        self._report("正在核对附件")

    def heard(self, size: int, what: str) -> None:
        self._done += size
        self._report(what)

    def _report(self, what: str) -> None:
        total = max(self._total, 1)
        self._progress.report(min(self._done, total) // 1024, total // 1024 + 1, what)

    def fill(self, package: zipfile.ZipFile) -> Iterator[None]:
        """Write a plain package step by step, its manifest last: then it says what is really there."""
        files = {}
        for name, data in {papers.READ_ME: self.read_me, **self.extra}.items():
            with adding(package, name, len(data), squeezed=True) as target:
                target.write(data)
            files[name] = (len(data), hashlib.sha256(data).hexdigest())
            yield
        for path in self.templates:
            template = _template_bytes(path)
            if template is None:
                self.lost.append(_template_words(path))
                continue
            name = f"{papers.TEMPLATES}/{path.name}"
            with adding(package, name, len(template), squeezed=True) as target:
                target.write(template)
            files[name] = (len(template), hashlib.sha256(template).hexdigest())
            yield
        what = "正在写入台账数据"
        size = self.copy.stat().st_size
        measured = Measured(None, size, OSError(errno.EIO, "the copy has grown"))
        with adding(package, papers.DATABASE, size, squeezed=True) as target, self.copy.open("rb") as source:
            while piece := source.read(PIECE):
                measured.write(piece)
                target.write(piece)
                self.heard(len(piece), what)
                yield
        files[papers.DATABASE] = (measured.size, measured.sha256)
        kept = () if self.beside else self.attachments
        sound = []
        for number, one in enumerate(kept, 1):
            what = f"正在写入附件 {number}/{len(kept)}"
            if not is_sound(self.folder, one.sha256, one.suffix):
                self.lost.append(self._names[one.sha256])
                self.heard(2 * one.size, what)
                continue
            self.heard(one.size, what)
            measured = Measured(None, one.size, OSError(errno.EIO, "an attachment has changed"))
            path = path_of(self.folder, one.sha256, one.suffix)
            with adding(package, one.name, one.size) as target, path.open("rb") as source:
                while piece := source.read(PIECE):
                    measured.write(piece)
                    target.write(piece)
                    self.heard(len(piece), what)
                    yield
            if measured.sha256 != one.sha256:
                raise OSError(errno.EIO, "an attachment has changed")
            sound.append(one)
        if not self.beside:
            self.attachments = sound
        said = Manifest(
            self.now, __version__, self.told.schema, self.told, not self.beside, files,
            tuple(self.attachments), tuple(self.lost), self.identity,
        )  # fmt: skip
        self.manifest = said.to_json()
        with adding(package, papers.NAME, len(self.manifest), squeezed=True) as target:
            target.write(self.manifest)
        yield


def named_attachments(copy: Path) -> tuple[list[tuple[Kept, str]], list[str]]:
    """Return the attachments that an office file names, each with the name that people know it by.

    Apart those that a package can't hold: the record names no file that the program would have kept.
    """
    named, astray = [], []
    for file in attached_files(copy):
        name = file.name or file.sha256[:8]
        if file.suffix in KINDS and papers.is_digest(file.sha256) and 0 <= file.size <= LARGEST:
            named.append((Kept(file.sha256, file.suffix, file.size), name))
        else:
            astray.append(name)
    return named, astray


def _in_office(folder: Path, one: Kept) -> Kept | None:
    """Return an attachment as it lies in the office folder; None where it doesn't."""
    try:
        size = path_of(folder, one.sha256, one.suffix).stat().st_size
    except (OSError, HazardDeskError):
        return None
    return Kept(one.sha256, one.suffix, size) if size <= LARGEST else None


def _templates(folder: Path) -> tuple[list[Path], list[str]]:
    """Return the Word templates that the office has changed, and the names of those that can't go along."""
    try:
        found = sorted((folder / papers.TEMPLATES).iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return [], []
    except OSError:
        return [], ["Word 模板"]
    chosen: list[Path] = []
    lost = []
    for path in found:
        if path.suffix.lower() != ".docx" or path.name.startswith(("~$", ".")):  # Word's own, and halves
            continue
        if len(chosen) < papers.MOST_TEMPLATES and papers.is_template(f"{papers.TEMPLATES}/{path.name}"):
            chosen.append(path)
        else:
            lost.append(_template_words(path))
    return chosen, lost


def _template_bytes(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            data = file.read(papers.LARGEST_TEMPLATE + 1)
    except OSError:
        return None
    return data if len(data) <= papers.LARGEST_TEMPLATE else None


def _template_words(path: Path) -> str:
    return f"Word 模板 {path.name}"


def _write_plain(plan: _Plan, file: BinaryIO) -> None:
    with new_package(file) as package:
        for _step in plan.fill(package):
            pass


def _write_locked(plan: _Plan, file: BinaryIO, lock: Lock) -> None:
    files = {papers.READ_ME: (len(plan.outer_read_me), hashlib.sha256(plan.outer_read_me).hexdigest())}
    too_much = OSError(errno.EFBIG, "more than can be")
    with new_package(file) as package:
        with adding(package, papers.READ_ME, len(plan.outer_read_me), squeezed=True) as target:
            target.write(plan.outer_read_me)
        with adding(package, papers.CONTENT, 0) as target:
            locked = Measured(target, 2**62, too_much)
            plain = _Hashed(plan)
            encrypt(plain, locked, lock, plan.witness)
            plan.plain_sha256 = plain.sha256
        files[papers.CONTENT] = (locked.size, locked.sha256)
        with adding(package, papers.TOLD, 0) as target:
            locked = Measured(target, papers.LARGEST_TOLD, too_much)
            encrypt(io.BytesIO(papers.secret_to_json(plan.told, plan.lost)), locked, lock)
        files[papers.TOLD] = (locked.size, locked.sha256)
        said = LockedManifest(
            plan.now, __version__, plan.told.schema, plan.told.office, not plan.beside,
            len(plan.attachments), sum(one.size for one in plan.attachments), lock, files, plan.identity,
        ).to_json()  # fmt: skip
        with adding(package, papers.NAME, len(said), squeezed=True) as target:
            target.write(said)


class _Hashed:
    """The plain package as it is pulled into the encryption, with its SHA-256."""

    def __init__(self, plan: _Plan) -> None:
        self._source = pulled(plan.fill)
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self._digest.update(data)
        return data

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def _read_back(plan: _Plan, half: Path) -> None:
    """Compare what lies on the disk with what was to be written; OSError where it isn't the same."""
    what = "正在核对写好的台账包"
    read_anew(half)
    try:
        if plan.plain_sha256:
            with opened(half) as package:
                said = locked_manifest(package, half)
                check_names(package, half, {papers.NAME: None, **said.files})
                measured = Measured(None, 2**62, damaged(half))
                with package.open(papers.CONTENT) as source:
                    decrypt(Heard(source, lambda size: plan.heard(size, what)), measured, plan.witness)
                if measured.sha256 != plan.plain_sha256:
                    raise damaged(half)
        else:
            with opened(half) as package:
                found = plain_manifest(package, half)
                if found.to_json() != plan.manifest:
                    raise damaged(half)
                for name, size, sha256 in entries_of(package, half, found):
                    take(package, half, name, size, sha256, None, lambda size: plan.heard(size, what))
    except ArchiveRefused as error:
        raise OSError(errno.EIO, "the bytes read back are not those written") from error
