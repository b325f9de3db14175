"""The files attached to an office that is being restored: brought along, checked, told where missing."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hazard_desk.errors import HazardDeskError
from hazard_desk.progress import Progress, Silence
from hazard_desk.store.attachments import FOLDER, LARGEST, is_sound, path_of
from hazard_desk.store.engine import reading_only
from hazard_desk.store.sqlite_errors import explained
from hazard_desk.whole_files import copy_whole, digest, half_file, make_folder, put, sync_folder

_PIECE = 2**20
_TEMPLATES = "templates"


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that the records name."""

    sha256: str
    suffix: str
    name: str
    size: int


def attached_files(database: Path) -> list[AttachedFile]:
    """Return the files that the records of a checked office file name, with the name each was given by."""
    query = (
        "SELECT a.sha256, a.suffix, coalesce((SELECT l.name FROM attachment_link l"
        " WHERE l.attachment_id = a.id ORDER BY l.id LIMIT 1), ''), a.size FROM attachment a ORDER BY a.id"
    )
    with explained(database), reading_only(database) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not {"attachment", "attachment_link"} <= tables:  # older than the first attachment
            return []
        return [
            AttachedFile(str(sha256), str(suffix), str(name), size)
            for sha256, suffix, name, size in connection.execute(query)
        ]


def bring(
    folder: Path,
    wanted: Sequence[AttachedFile],
    homes: Sequence[Path],
    room: Path,
    progress: Progress | None = None,
) -> list[AttachedFile]:
    """Put into the office `folder` what it lacks of the files, from `homes`; return what is found nowhere.

    A file that is there sound is left alone; of one that is damaged the good one takes the place. A home on
    a stick may be pulled out; what was unpacked into `room` has to be read, else OSError.
    """
    progress = progress or Silence()
    missing = []
    for number, file in enumerate(wanted):
        progress.report(number, len(wanted), "核对附件")
        try:
            place = path_of(folder, file.sha256, file.suffix)
        except HazardDeskError:  # the record names no file that the program would have kept
            missing.append(file)
            continue
        if not is_sound(folder, file.sha256, file.suffix) and not any(
            _brought(home, place, file.sha256, own=home.is_relative_to(room)) for home in homes
        ):
            missing.append(file)
    return missing


class _Unreadable(Exception):
    """The file that is to be copied can't be read."""

    def __init__(self, error: OSError) -> None:
        self.error = error


def _brought(home: Path, place: Path, sha256: str, *, own: bool) -> bool:
    try:
        return _copied(home / sha256[:2] / place.name, place, sha256)
    except _Unreadable as unreadable:
        if own:
            raise unreadable.error from None
        return False


def bring_templates(folder: Path, home: Path) -> list[str]:
    """Put the Word templates of a package into the office `folder`; return those that another is there for.

    An office's own template is never overwritten.
    """
    other = []
    for template in sorted(home.glob("*.docx")):
        place = folder / _TEMPLATES / template.name
        if not place.exists():
            make_folder(place.parent)
            copy_whole(template, place)
        elif digest(place) != digest(template):
            other.append(template.name)
    return other


def homes_near(source: Path) -> list[Path]:
    """Return the folders of attachments that may belong to a backup, by where offices keep theirs."""
    return [home for near in (source.parent, source.parent.parent) if (home := near / FOLDER).is_dir()]


def _copied(source: Path, place: Path, sha256: str) -> bool:
    """Copy one file to its place, if it is there with the bytes that it should have; _Unreadable."""
    with contextlib.ExitStack() as stack:
        try:
            if not source.is_file() or source.stat().st_size > LARGEST:
                return False
            read = stack.enter_context(source.open("rb"))
        except OSError as error:
            raise _Unreadable(error) from error
        home = place.parent.parent  # where halves that a kill leaves are looked for
        make_folder(place.parent)
        write, half = stack.enter_context(half_file(home, "attachment"))
        measured = hashlib.sha256()
        while True:
            try:
                piece = read.read(_PIECE)
            except OSError as error:
                raise _Unreadable(error) from error
            if not piece:
                break
            measured.update(piece)
            write.write(piece)
        if measured.hexdigest() != sha256:
            return False
        put(write, half, place)
    sync_folder(place.parent)
    sync_folder(home)
    return True
