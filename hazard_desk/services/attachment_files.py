"""The files behind attachments: looked for in folders, checked, shown small, copied out."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from hazard_desk.errors import HazardDeskError, OutputError
from hazard_desk.model import Attachment, AttachmentLink
from hazard_desk.photos import PhotoError, pixels_of, small_jpeg
from hazard_desk.progress import Progress
from hazard_desk.services.attaching import OWNERS, Owner, owner_name
from hazard_desk.services.form_filling.file_names import file_names
from hazard_desk.store.attachments import FOLDER, KINDS, PICTURES, is_sound, path_of
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.whole_files import digest, write_whole

if TYPE_CHECKING:
    from hazard_desk.forms.pictures import Picture

MOST_FILES = 300
"""Attached at once: more is a folder taken by mistake."""

THUMBNAIL_PIXELS = 256
_THUMBNAILS = "thumbnails"
FIND_AGAIN = (
    "请从有它的台账包或第二备份位置恢复（备份与恢复），或从原来的手机、扫描仪里找回这个文件，再加一次。"
)
"""The way out where a file is lost: local backups hold the office file, packages the attachments too."""

_CHANGED = "文件内容和存入时不一样（已损坏或被改过）"
_ENDINGS = KINDS | {".jpeg", ".tiff", ".jfif", ".heic", ".heif"}
"""What is taken from a folder by its name; what it really is, its content says when it is kept."""


@dataclass(frozen=True, slots=True)
class AttachmentFault:
    """An attachment whose file is gone or isn't what was kept."""

    owner: Owner
    owner_name: str
    name: str
    missing: bool

    @property
    def words(self) -> str:
        """What is wrong, in a few words."""
        return "文件不见了" if self.missing else _CHANGED


def files_among(paths: Iterable[Path]) -> list[Path]:
    """Return the files meant by files and folders: of a folder all photos, scans and Office files below it.

    Refused: a folder without any, and more than can be attached at once.
    """
    found: list[Path] = []
    empty: list[str] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = []
        with contextlib.suppress(OSError):
            for one in path.rglob("*"):
                if one.suffix.lower() in _ENDINGS and one.is_file() and not one.name.startswith("."):
                    inside.append(one)
                if len(found) + len(inside) > MOST_FILES:
                    raise _too_many()
        found += sorted(inside, key=lambda one: str(one).casefold())
        if not inside:
            empty.append(path.name)
    if len(found) > MOST_FILES:
        raise _too_many()
    if not found and empty:
        raise HazardDeskError(
            f"文件夹「{empty[0]}」里没有照片、PDF 或 Office 文件。", "没有加附件。", "请另选一个文件夹。"
        )
    return list(dict.fromkeys(found))


def _too_many() -> HazardDeskError:
    return HazardDeskError(
        f"文件超过 {MOST_FILES} 个，可能选错了文件夹。", "没有加附件。", "请只选这一条记录的照片。"
    )


def check_attachments(reading: Reading, progress: Progress | None = None) -> list[AttachmentFault]:
    """Compare every attached file with its SHA-256, and return those that are gone or damaged."""
    query = (
        select(AttachmentLink, Attachment)
        .join(Attachment, Attachment.id == AttachmentLink.attachment_id)
        .where(AttachmentLink.deleted_at.is_(None))
        .order_by(AttachmentLink.id)
    )
    found = reading.session.execute(query).all()
    sound: dict[int, bool] = {}
    faults = []
    for number, (link, file) in enumerate(found):
        if progress is not None:
            progress.report(number, len(found), link.name)
        if file.id not in sound:
            sound[file.id] = is_sound(reading.folder, file.sha256, file.suffix)
        if sound[file.id]:
            continue
        owner = next(
            Owner(noun, known) for noun in OWNERS if (known := getattr(link, f"{noun}_id")) is not None
        )
        missing = not path_of(reading.folder, file.sha256, file.suffix).exists()
        faults.append(AttachmentFault(owner, owner_name(reading, owner), link.name, missing))
    return faults


def thumbnail(path: Path) -> bytes | None:
    """Return a small JPEG of a kept picture or of a PDF's first page, upright; b"" where none can be made.

    None where the file is gone. It is kept beside the attachments, where it may be deleted at any time. Needs
    no office file.
    """
    kept = path.parents[1] / _THUMBNAILS / f"{path.stem}.jpg"
    if not path.is_file():  # what is gone must not look as if it were there
        return None
    with contextlib.suppress(OSError):
        if kept.stat().st_size:
            return kept.read_bytes()
    try:
        if path.suffix in PICTURES:
            made = small_jpeg(path, THUMBNAIL_PIXELS)
        elif path.suffix == ".pdf":
            made = small_jpeg(_first_page(path, THUMBNAIL_PIXELS).png(), THUMBNAIL_PIXELS)
        else:
            return b""
    except (OSError, PhotoError):
        return b""
    with contextlib.suppress(OSError):  # a read-only folder, a full disk: then it is made anew each time
        kept.parent.mkdir(exist_ok=True)
        write_whole(kept, made)
    return made


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture for the screen, upright: its size, its rows of red, green and blue; what is wrong with it."""

    width: int = 0
    height: int = 0
    rgb: bytes = b""
    fault: str = ""


def picture_of(path: Path, sha256: str, longest: int) -> Shown:
    """Return a kept picture, or a PDF's first page, its longer side at most `longest` pixels.

    A kind of file that can't be shown is empty and without fault. Needs no office file.
    """
    try:
        fault = "" if digest(path) == sha256 else _CHANGED
    except OSError as error:
        return Shown(fault="文件不见了" if not path.exists() else f"文件读不出来：{in_words(error)}")
    try:
        if path.suffix in PICTURES:
            return Shown(*pixels_of(path, longest), fault)
        if path.suffix == ".pdf":
            page = _first_page(path, longest)
            return Shown(page.width, page.height, page.rgb, fault)
    except (OSError, PhotoError):
        return Shown(fault=fault or "内容打不开")
    return Shown(fault=fault)


def _first_page(path: Path, longest: int) -> Picture:
    from hazard_desk.forms.drawable_pages import demand_drawable
    from hazard_desk.forms.pictures import page_picture, page_sizes

    pdf = path.read_bytes()
    try:
        demand_drawable(pdf, 1)
        return page_picture(pdf, 1, dpi=longest * 25.4 / max(page_sizes(pdf, 1)[0]))
    except Exception as error:  # scanners write anything; PDFium has errors of its own
        raise PhotoError(str(error)) from error


def copy_out(path: Path, to: Path) -> Path:
    """Copy a kept file to where the user wants it, whole or not at all; return where it lies."""
    if to.resolve().is_relative_to(path.parents[1].resolve()) and path.parents[1].name == FOLDER:
        raise OutputError("不能存到台账自己的 attachments 文件夹里。", "没有写文件。", "请另选一个文件夹。")
    try:
        write_whole(to, path.read_bytes())
    except OSError as error:
        gone = not path.is_file()
        raise OutputError(
            "附件的文件不见了。" if gone else f"文件写不进 {to}：{in_words(error)}。",
            "台账数据没有变化。",
            FIND_AGAIN if gone else "请检查磁盘空间和文件夹。",
        ) from error
    return to


def working_copy(path: Path, name: str, folder: Path) -> Path:
    """Copy a kept file into `folder` under its own name, for a program that might change what it opens."""
    (fitting,) = file_names([Path(name).stem or name], path.suffix)
    to = folder / fitting
    with contextlib.suppress(OSError):
        to.unlink()
    return copy_out(path, to)


def plain_stem(name: str) -> str:
    """Return a file name proposed for saving, without its ending."""
    return Path(file_names([Path(name).stem or name], ".x")[0]).stem
