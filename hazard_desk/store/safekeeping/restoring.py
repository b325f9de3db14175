"""Restoring (恢复): a backup or an archive takes the place of the office file, which is moved aside.

Whatever is pulled or killed, the office is either the old one or the new one. All that can go wrong is done
first, in a work room beside the office file: the copy, its check, the backup of what stands, the
attachments. Then the marker `office.restoring.json` decides, whole or not at all. What comes after it can be
done again from any point, and `finish_interrupted` does so before the office is opened the next time.
Nothing is overwritten or removed: what stood before lies under `backups/恢复前_…`.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hazard_desk.errors import Cancelled, HazardDeskError, OfficeFileError, OutputError, RecordMissing
from hazard_desk.notes import demand_note
from hazard_desk.progress import Progress, Silence
from hazard_desk.store import clean_end
from hazard_desk.store.attachments import is_sound
from hazard_desk.store.checking import demand_readable, full_check
from hazard_desk.store.header import DamagedFile, damaged, read_header
from hazard_desk.store.hot_journal import (
    copy_with_journal,
    give_own_counter,
    is_hot,
    refuse_foreign_log,
)
from hazard_desk.store.in_use import is_in_use
from hazard_desk.store.lock import OfficeLock
from hazard_desk.store.os_errors import in_words, is_full
from hazard_desk.store.places import refuse_place_for_new, refuse_place_to_write
from hazard_desk.store.safekeeping import after_restore
from hazard_desk.store.safekeeping.aside_places import is_aside, place_aside
from hazard_desk.store.safekeeping.attached_files import (
    AttachedFile,
    attached_files,
    bring,
    bring_templates,
    homes_near,
)
from hazard_desk.store.safekeeping.backups.copies import FOLDER, Told, look, make_backup, noted_sum
from hazard_desk.store.safekeeping.rooms import RESTORING, make_restoring_room, restoring_rooms, sweep
from hazard_desk.whole_files import (
    HALF,
    copy_whole,
    digest,
    free_name,
    make_folder,
    move,
    remove,
    sync_file,
    sync_folder,
    write_whole,
)

if TYPE_CHECKING:
    from hazard_desk.store.safekeeping.packages.encryption import Lock

DATABASE = "office.db"
MARKER = "office.restoring.json"
_DRAFTS = "drafts.json"  # what the window keeps of forms that were not saved, by the ids of their records
_BESIDE = ("-journal", "-wal", "-shm")
_FOLDERS = ("attachments", "backups", "out")
_STAMP = "%Y-%m-%d_%H%M%S"
_NAMED = 5  # missing attachments named in a notice; more nobody reads
_NOTHING_CHANGED = "没有恢复，现在的台账没有改动。"
_STEPS = 5


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a restore; `aside` is the folder where the former office file lies, if there was one.

    `backup` was made of it before; None where there was none, or it couldn't be read.
    """

    aside: Path | None
    told: Told
    missing_attachments: int
    notices: list[str]
    backup: Path | None = None


def restore(
    folder: Path, source: Path, now: datetime, *, password: str = "", progress: Progress | None = None
) -> Restored:
    """Put a backup, or a whole archive, in the place of the office file of `folder`, which may be empty.

    OfficeFileError where the source is damaged, newer or none of ours, OutputError where there is no room,
    ArchiveRefused and its kin from an archive; then the office stands as it did.
    """
    progress = progress or Silence()
    folder = folder.absolute()
    _refuse_link(folder)
    if (folder / DATABASE).exists():
        refuse_place_to_write(folder)
    else:
        refuse_place_for_new(folder)
    if not source.is_file():
        raise RecordMissing(f"找不到文件 {source}。", _NOTHING_CHANGED, "请检查U盘是否还插着，重新选文件。")
    existed = folder.exists()
    lock = OfficeLock(folder)
    try:
        make_folder(folder)
        lock.acquire()
        try:
            finish_interrupted(folder)
        except MarkerUnreadable:  # what stands is taken from here; what is to stand, she has chosen anew
            _set_marker_aside(folder, now)
        return _restored(folder, source, now, password, progress)
    except OSError as error:
        raise _unwritten(folder, error) from error
    finally:
        lock.release()
        if not existed:
            _drop_if_nothing(folder)


def _restored(folder: Path, source: Path, now: datetime, password: str, progress: Progress) -> Restored:
    sweep(folder, restoring=True)
    work = make_restoring_room(folder)
    try:
        progress.report(0, _STEPS, "读取备份")
        prepared = _prepared(folder, source, work, password, progress)
        new, notices = prepared.database, prepared.notices
        progress.report(1, _STEPS, "校验备份")
        _demand_good(new, source)
        told = look(new)
        progress.report(2, _STEPS, "核对附件")
        wanted = attached_files(new)
        missing = bring(folder, wanted, prepared.homes, work, progress)
        notices += _missing_told(missing, len(wanted))
        if prepared.templates is not None:
            notices += _kept_told(bring_templates(folder, prepared.templates))
        progress.report(3, _STEPS, "备份现在的台账")
        backup, told_of_present = _backed_up(folder, work, now)
        notices += told_of_present
        give_own_counter(new)
        sync_file(new)
        progress.report(4, _STEPS, "换上备份")  # the last moment at which it can be stopped
        marker = _decide(folder, source, new, now)
    except BaseException:
        if not is_interrupted(folder):  # the marker may stand though the disk refused to make it last
            shutil.rmtree(work, ignore_errors=True)
        raise
    aside = _roll_forward(folder, marker)
    full_check(folder / DATABASE, writing=True)
    clean_end.leave(folder, folder / DATABASE)
    if aside is not None and (aside / _DRAFTS).exists():
        notices.append(f"没有保存的草稿是按原来的台账填的，已移到 {aside.relative_to(folder).as_posix()}。")
    if prepared.lock is not None:
        notices += _lock_told(folder, prepared.lock)
    with contextlib.suppress(Cancelled):  # too late for that
        progress.report(_STEPS, _STEPS, "恢复完成")
    return Restored(aside, told, len(missing), notices, backup)


# ---- before it is decided ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A copy of the office file to be restored, and what goes with it; `homes` may hold its attachments."""

    database: Path
    homes: list[Path]
    notices: list[str]
    lock: Lock | None = None
    templates: Path | None = None


def _prepared(folder: Path, source: Path, work: Path, password: str, progress: Progress) -> _Prepared:
    from hazard_desk.store.safekeeping.packages.archive import ENDING, unpack  # age: only for an archive

    if source.suffix.lower() == ENDING:
        unpacked = unpack(
            source,
            work,
            password,
            progress,
            present=lambda sha256, suffix: is_sound(folder, sha256, suffix),
            leave_out_damaged=True,  # the records come first; which files are lost is told
        )
        if unpacked.lock is not None:
            from hazard_desk.store.safekeeping.backups.settings import adopt_lock

            adopt_lock(work, unpacked.lock)  # comes to its place with the office file
        homes = [home for home in (unpacked.attachments_home,) if home is not None]
        return _Prepared(unpacked.database, homes, [], unpacked.lock, unpacked.templates)
    new = work / DATABASE
    _copy_picked(source, new)
    noted = noted_sum(source)
    if noted is None:
        said = f"{source.name} 没有校验记录，没能核对每个字节；结构和内容都已检查。"
        return _Prepared(new, homes_near(source), [said])
    if digest(new) != noted:  # of the copy: a doubtful stick may give other bytes each time
        raise OfficeFileError(
            f"备份 {source.name} 的内容和做好时不一样，可能磁盘有坏道或被改过。",
            _NOTHING_CHANGED,
            "请换一份备份；只剩这一份时，把它复制到别的文件夹再恢复，并仔细核对记录。",
        )
    return _Prepared(new, homes_near(source), [])


def _copy_picked(source: Path, target: Path) -> None:
    """Copy what was picked; refused kindly where it can't be opened, or is open here."""
    if is_in_use(source):
        raise OfficeFileError(
            f"{source} 正打开着。", _NOTHING_CHANGED, "请选它的备份，或先关闭那个台账再恢复。"
        )
    refuse_foreign_log(source)
    try:
        with source.open("rb"):
            pass
    except OSError as error:
        raise OfficeFileError(
            f"打不开 {source}：{in_words(error)}。", _NOTHING_CHANGED, "请检查U盘是否还插着，文件能否打开。"
        ) from error
    copy_with_journal(source, target)


def _demand_good(new: Path, source: Path) -> None:
    """Check the copy in full; what is wrong with it is said of the file that was picked."""
    from hazard_desk.store.recognising import recognise

    try:
        recognise(new, shown=source)
        full_check(new, writing=True)
        demand_readable(new)
    except DamagedFile as error:
        raise OfficeFileError(
            error.what.replace(str(new), source.name), _NOTHING_CHANGED, "请换一份更早的备份。"
        ) from error


def _backed_up(folder: Path, work: Path, now: datetime) -> tuple[Path | None, list[str]]:
    """Back up what stands, where it can still be read; return the backup, and what is to be told of it."""
    present = folder / DATABASE
    if not present.exists():
        return None, []
    try:
        journal = present.with_name(present.name + "-journal")
        if is_hot(journal):  # it stays as it is beside its file: the look is taken at a copy
            readable = work / "present" / DATABASE
            readable.parent.mkdir()
            refuse_foreign_log(present)
            copy_with_journal(present, readable)
            read_header(readable)
            full_check(readable, writing=True)
        else:
            readable = present
        if (refused := _refusal(readable)) is not None:
            return None, [refused]
        backup = make_backup(readable, folder / "backups", now, "恢复前")
        sync_folder(backup.parent)
    except OfficeFileError as error:
        if not isinstance(error, DamagedFile) and not _is_unreadable(error):
            raise
        return None, ["换下的台账已损坏，没法另做备份；原文件按原样保留，没有丢掉。"]
    return backup, [f"恢复前的台账已另存为备份 {backup.name}。"]


def _refusal(database: Path) -> str | None:
    """Say why what stands is no office file of this program: of such a one a backup would be none."""
    try:
        look(database)
    except DamagedFile:
        raise
    except OfficeFileError as error:
        if error.__cause__ is not None:  # it couldn't be asked
            raise
        return f"没有给换下的文件做备份：{error.what}原文件按原样保留，没有丢掉。"
    return None


def _is_unreadable(error: OfficeFileError) -> bool:
    """Say whether the disk didn't give the bytes; a file that another program holds is no such case."""
    code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _missing_told(missing: Sequence[AttachedFile], wanted: int) -> list[str]:
    if not missing:
        return []
    names = "、".join(f"「{file.name or file.sha256[:8]}」" for file in missing[:_NAMED])
    more = f"等 {len(missing)} 个" if len(missing) > _NAMED else ""
    return [
        f"备份里的 {wanted} 个附件，有 {len(missing)} 个的文件找不到或已损坏：{names}{more}。"
        "记录都在；请从原来的电脑、第二备份位置或手机里找回这些文件。"
    ]


def _kept_told(kept: Sequence[str]) -> list[str]:
    if not kept:
        return []
    return [f"这里已有另外的 Word 模板，没有换成台账包里的：{'、'.join(kept)}。"]


def _lock_told(folder: Path, lock: Lock) -> list[str]:
    """See to it that what leaves this PC from now on has the package's password; tell whether it has."""
    from hazard_desk.store.safekeeping.backups.settings import (
        SettingsUnreadable,
        adopt_lock,
        read_safekeeping,
    )

    with contextlib.suppress(HazardDeskError):  # what came of it is read
        adopt_lock(folder, lock)
    try:
        present = read_safekeeping(folder).lock
    except SettingsUnreadable as error:
        return [str(error)]
    if present == lock:
        return ["台账包有密码：这台电脑以后做的台账包和第二份备份用同一个密码，请记好。"]
    if present is None:
        return [
            "台账包有密码，但没能在这台电脑上设好：以后做的台账包和第二份备份不加密。"
            "请在“备份与恢复”里设密码。"
        ]
    return []


# ---- decided -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Marker:
    new: str
    aside: str
    said: str = ""  # what the journal of the new file is to say of it

    @property
    def room(self) -> str:
        """The work room that the new file lies in."""
        return Path(self.new).parts[0]


def _decide(folder: Path, source: Path, new: Path, now: datetime) -> _Marker:
    """Write the marker: before it nothing has changed, after it the new file takes the place."""
    for name in _FOLDERS:
        make_folder(folder / name)
    sync_folder(new.parent)
    sync_folder(folder)
    aside = free_name(place_aside(folder, f"恢复前_{now.strftime(_STAMP)}")).relative_to(folder)
    said = after_restore.summary_of(source, aside if (folder / DATABASE).exists() else None)
    marker = _Marker(new.relative_to(folder).as_posix(), aside.as_posix(), said)
    text = json.dumps({"new": marker.new, "aside": marker.aside, "said": said}, ensure_ascii=False)
    write_whole(folder / MARKER, text.encode())
    sync_folder(folder)
    return marker


def is_interrupted(folder: Path) -> bool:
    """Say whether a restore was decided in the office `folder` and isn't done yet."""
    return (folder / MARKER).exists()


def drop_leftovers(folder: Path) -> None:
    """Remove what a restore that never came to be decided left; the caller holds the office's lock."""
    sweep(folder, restoring=not is_interrupted(folder))
    for half in folder.glob(f".{Path(MARKER).stem}-*{HALF}"):
        with contextlib.suppress(OSError):
            half.unlink()


def refuse_interrupted(folder: Path) -> None:
    """Refuse to read an office whose restore is only half done; whoever may write finishes it."""
    if is_interrupted(folder):
        raise OfficeFileError(
            "上次恢复备份中途被打断，还差最后一步。",
            "备份和原来的台账都完好地保留着。",
            "请先用隐患台窗口打开一次这个台账，程序会接着做完。",
        )


def finish_interrupted(folder: Path) -> str | None:
    """Finish a restore that was decided but interrupted; return what the user should know of it.

    The caller holds the office's lock. Idempotent: it may be interrupted as often as it likes.
    """
    if not is_interrupted(folder):
        return None
    try:
        marker = _read_marker(folder)
        aside = _roll_forward(folder, marker)
    except OSError as error:
        raise OfficeFileError(
            f"上次恢复备份中途被打断，现在接着做时出错：{in_words(error)}。",
            "备份和原来的台账都完好地保留着。",
            "请检查磁盘空间和文件夹权限，再打开一次。",
        ) from error
    former = f"，原来的台账在 {aside.relative_to(folder).as_posix()}" if aside else ""
    return f"上次恢复备份中途被打断，这次打开时已经接着做完{former}。"


def _read_marker(folder: Path) -> _Marker:
    try:
        said = demand_note(folder / MARKER)
        marker = _Marker(str(said["new"]), str(said["aside"]), str(said.get("said", "")))
        room = Path(marker.new).parts[:1]
        if not room or not RESTORING.fullmatch(room[0]):
            raise ValueError(marker.new)
        inside = [(marker.new, room[0])]
        if not is_aside(marker.aside):  # directly in the office folder
            inside.append((marker.aside, FOLDER))
        for name, home in inside:
            if (folder / home).resolve() not in (folder / name).resolve().parents:
                raise ValueError(name)
    except (ValueError, KeyError) as error:
        raise MarkerUnreadable(folder) from error
    return marker


class MarkerUnreadable(DamagedFile):
    """What a restore had decided can't be read: like a damaged office, it takes a backup to go on."""

    def __init__(self, folder: Path) -> None:
        """Say so of the office `folder`."""
        super().__init__(folder / DATABASE, "", "")
        self.what = f"文件夹里的 {MARKER} 读不懂，不知道上次恢复做到了哪一步。"
        self.meaning = "程序没有改动任何文件。"
        self.remedy = (
            "请先把整个文件夹复制一份，再在窗口里从备份恢复；"
            "恢复前的台账也可能在 backups 里名为“恢复前_…”的文件夹里。"
        )


def _set_marker_aside(folder: Path, now: datetime) -> None:
    """Move a marker that nobody can read out of the way, with what it may have spoken of."""
    aside = free_name(place_aside(folder, f"残留_{now.strftime(_STAMP)}"))
    make_folder(aside)
    for room in restoring_rooms(folder):
        if (room / DATABASE).is_file():
            move(room / DATABASE, free_name(aside / DATABASE))
    move(folder / MARKER, aside / MARKER)


def _roll_forward(folder: Path, marker: _Marker) -> Path | None:
    """Do what the marker decided, from wherever it stands; return the folder of what was moved aside."""
    database, new = folder / DATABASE, folder / marker.new
    aside = place_aside(folder, Path(marker.aside).name)  # anew: `backups` may have gone to another disk
    remove(folder / clean_end.MARK)  # it speaks of the former file
    if new.is_file():
        for settings in sorted((folder / marker.room / FOLDER).glob("*.json")):
            if not (folder / FOLDER / settings.name).exists():
                copy_whole(settings, folder / FOLDER / settings.name)  # the disk may be another
        # The former journal goes with its file: left behind, it would be played into the new one. Drafts name
        # records by their ids, which are other records in another file.
        for name in (*(DATABASE + end for end in _BESIDE), _DRAFTS, DATABASE):
            if (folder / name).exists():
                make_folder(aside)
                move(folder / name, free_name(aside / name))
        move(new, database)
    elif not database.exists():
        _put_back(folder, aside)
        remove(folder / MARKER)
    if is_interrupted(folder):
        if marker.said:
            move(folder / MARKER, folder / after_restore.NOTE)
        else:
            remove(folder / MARKER)
    shutil.rmtree(folder / marker.room, ignore_errors=True)
    return aside if aside.exists() else None


def _put_back(folder: Path, aside: Path) -> None:
    """Bring back what stood before: the prepared file was taken away by somebody."""
    for name in (*(DATABASE + end for end in _BESIDE), _DRAFTS, DATABASE):
        former = aside / name
        if former.exists() and not (folder / name).exists():
            move(former, folder / former.name)
    if not (folder / DATABASE).exists():
        remove(folder / MARKER)
        raise damaged(folder / DATABASE, "恢复中途被打断，准备好的文件又不见了")


# ---- refusals ------------------------------------------------------------------------------------------


def _refuse_link(folder: Path) -> None:
    """Refuse to put a file in the place of a link: its file would stay elsewhere, unseen."""
    database = folder / DATABASE
    if database.is_symlink():
        raise OfficeFileError(
            f"{database} 是一个链接，指向 {database.readlink()}，不能在这里恢复。",
            _NOTHING_CHANGED,
            "请在真正放着台账文件的文件夹里恢复，或恢复到一个新的文件夹。",
        )


def _unwritten(folder: Path, error: OSError) -> HazardDeskError:
    if is_interrupted(folder):
        return OfficeFileError(
            f"恢复做到最后一步时出错：{in_words(error)}。",
            "备份和原来的台账都完好地保留着。",
            "请检查磁盘，再打开这个台账，程序会接着做完。",
        )
    kind = OutputError if is_full(error) else OfficeFileError
    return kind(
        f"没能恢复到 {folder}：{in_words(error)}。",
        _NOTHING_CHANGED,
        "请检查磁盘空间和文件夹权限，再试一次。",
    )


def _drop_if_nothing(folder: Path) -> None:
    """Take away a folder that was made for nothing."""
    with contextlib.suppress(OSError):
        if not (folder / DATABASE).exists() and not is_interrupted(folder):
            (folder / "office.lock").unlink(missing_ok=True)
            for name in (*_FOLDERS, ""):
                with contextlib.suppress(FileNotFoundError):
                    (folder / name).rmdir()
