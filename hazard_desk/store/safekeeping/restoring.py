"""Restoring (恢复): a backup or an archive takes the place of the office file, which is moved aside.

Whatever is pulled or killed, the office is either the old one or the new one. All that can go wrong is done
first, in a folder `.restoring` beside the office file: the copy, its check, the backup of what stands, the
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

from hazard_desk.errors import Cancelled, HazardDeskError, OfficeFileError, OutputError, RecordMissing
from hazard_desk.store import clean_end
from hazard_desk.store.attachments import is_sound
from hazard_desk.store.checking import full_check
from hazard_desk.store.header import DamagedFile, damaged, read_header
from hazard_desk.store.lock import OfficeLock
from hazard_desk.store.os_errors import in_words, is_full
from hazard_desk.store.safekeeping.attached_files import AttachedFile, attached_files, bring, homes_near
from hazard_desk.store.safekeeping.copies import Told, is_as_made, look, make_backup
from hazard_desk.store.safekeeping.durable import (
    copy_whole,
    free_place,
    make_folder,
    move,
    remove,
    sync_file,
    sync_folder,
)
from hazard_desk.store.safekeeping.hot_journal import belongs, give_own_counter, is_hot, refuse_foreign_log
from hazard_desk.store.safekeeping.places import refuse_place_for_new, refuse_place_to_write
from hazard_desk.store.safekeeping.progress import Progress, Silence
from hazard_desk.whole_files import HALF, write_whole

DATABASE = "office.db"
MARKER = "office.restoring.json"
_WORK = ".restoring"
_BESIDE = ("-journal", "-wal", "-shm")
_FOLDERS = ("attachments", "backups", "out")
_STAMP = "%Y-%m-%d_%H%M%S"
_NAMED = 5  # missing attachments named in a notice; more nobody reads
_NOTHING_CHANGED = "没有恢复，现在的台账没有改动。"
_STEPS = 5


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a restore; `aside` is the folder where the former office file lies, if there was one."""

    aside: Path | None
    told: Told
    missing_attachments: int
    notices: list[str]


def restore(
    folder: Path, source: Path, now: datetime, *, password: str = "", progress: Progress | None = None
) -> Restored:
    """Put a backup, or a whole archive, in the place of the office file of `folder`, which may be empty.

    OfficeFileError where the source is damaged, newer or none of ours, OutputError where there is no room,
    ArchiveRefused and its kin from an archive; then the office stands as it did.
    """
    progress = progress or Silence()
    folder = folder.absolute()
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
        finish_interrupted(folder)
        return _restored(folder, source, now, password, progress)
    except OSError as error:
        raise _unwritten(folder, error) from error
    finally:
        lock.release()
        if not existed:
            _drop_if_nothing(folder)


def _restored(folder: Path, source: Path, now: datetime, password: str, progress: Progress) -> Restored:
    work = folder / _WORK
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir()
        progress.report(0, _STEPS, "读取备份")
        new, homes = _prepared(folder, source, work, password, progress)
        progress.report(1, _STEPS, "校验备份")
        _demand_good(new, source)
        told = look(new)
        progress.report(2, _STEPS, "核对附件")
        wanted = attached_files(new)
        missing = bring(folder, wanted, homes, progress)
        progress.report(3, _STEPS, "备份现在的台账")
        notices = _missing_told(missing, len(wanted))
        notices += _backed_up(folder, work, now)
        give_own_counter(new)
        sync_file(new)
        progress.report(4, _STEPS, "换上备份")  # the last moment at which it can be stopped
        marker = _decide(folder, new, now)
    except BaseException:
        if not is_interrupted(folder):  # the marker may stand though the disk refused to make it last
            shutil.rmtree(work, ignore_errors=True)
        raise
    aside = _roll_forward(folder, marker)
    full_check(folder / DATABASE, writing=True)
    clean_end.leave(folder, folder / DATABASE)
    with contextlib.suppress(Cancelled):  # too late for that
        progress.report(_STEPS, _STEPS, "恢复完成")
    return Restored(aside, told, len(missing), notices)


# ---- before it is decided ------------------------------------------------------------------------------


def _prepared(
    folder: Path, source: Path, work: Path, password: str, progress: Progress
) -> tuple[Path, list[Path]]:
    """Return a copy of the office file to be restored, and the folders where its attachments may lie."""
    from hazard_desk.store.safekeeping.archive import ENDING, unpack  # age: only for an archive

    new = work / DATABASE
    if source.suffix.lower() == ENDING:
        unpacked = unpack(
            source,
            work / "archive",
            password,
            progress,
            present=lambda sha256, suffix: is_sound(folder, sha256, suffix),
            leave_out_damaged=True,  # the records come first; which files are lost is told
        )
        move(unpacked.database, new)
        return new, [home for home in (unpacked.attachments_home,) if home is not None]
    if is_as_made(source) is False:
        raise OfficeFileError(
            f"备份 {source.name} 的内容和做好时不一样，可能磁盘有坏道或被改过。",
            _NOTHING_CHANGED,
            "请换一份备份；只剩这一份时，把它复制到别的文件夹再恢复，并仔细核对记录。",
        )
    _copy_with_journal(source, new)
    return new, homes_near(source)


def _copy_with_journal(source: Path, target: Path) -> None:
    """Copy an office file as SQLite would see it: with its interrupted transaction, not with another's."""
    refuse_foreign_log(source)
    try:
        with source.open("rb"):
            pass
    except OSError as error:
        raise OfficeFileError(
            f"打不开 {source}：{in_words(error)}。", _NOTHING_CHANGED, "请检查U盘是否还插着，文件能否打开。"
        ) from error
    copy_whole(source, target)
    journal = source.with_name(source.name + "-journal")
    if is_hot(journal) and belongs(source, journal):
        copy_whole(journal, target.with_name(target.name + "-journal"))


def _demand_good(new: Path, source: Path) -> None:
    """Check the copy in full; what is wrong with it is said of the file that was picked."""
    from hazard_desk.store.recognising import recognise

    try:
        recognise(new, shown=source)
        full_check(new, writing=True)
    except DamagedFile as error:
        raise OfficeFileError(
            error.what.replace(str(new), source.name), _NOTHING_CHANGED, "请换一份更早的备份。"
        ) from error


def _backed_up(folder: Path, work: Path, now: datetime) -> list[str]:
    """Back up what stands, where it can still be read; return what is to be told of it."""
    present = folder / DATABASE
    if not present.exists():
        return []
    try:
        journal = present.with_name(present.name + "-journal")
        if is_hot(journal):  # it stays as it is beside its file: the look is taken at a copy
            readable = work / "present" / DATABASE
            readable.parent.mkdir()
            _copy_with_journal(present, readable)
            read_header(readable)
            full_check(readable, writing=True)
        else:
            readable = present
        backup = make_backup(readable, folder / "backups", now, "恢复前")
        sync_folder(backup.parent)
    except OfficeFileError as error:
        if not isinstance(error, DamagedFile) and not _is_unreadable(error):
            raise
        return ["换下的台账已损坏，没法另做备份；它按原样保留在 backups 文件夹里，没有丢掉。"]
    return [f"恢复前的台账已另存为备份 {backup.name}。"]


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


# ---- decided -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Marker:
    new: str
    aside: str


def _decide(folder: Path, new: Path, now: datetime) -> _Marker:
    """Write the marker: before it nothing has changed, after it the new file takes the place."""
    for name in _FOLDERS:
        make_folder(folder / name)
    sync_folder(new.parent)
    sync_folder(folder)
    aside = free_place(folder / "backups" / f"恢复前_{now.strftime(_STAMP)}")
    marker = _Marker(new.relative_to(folder).as_posix(), aside.relative_to(folder).as_posix())
    text = json.dumps({"new": marker.new, "aside": marker.aside}, ensure_ascii=False)
    write_whole(folder / MARKER, text.encode())
    sync_folder(folder)
    return marker


def is_interrupted(folder: Path) -> bool:
    """Say whether a restore was decided in the office `folder` and isn't done yet."""
    return (folder / MARKER).exists()


def drop_leftovers(folder: Path) -> None:
    """Remove what a restore that never came to be decided left; the caller holds the office's lock."""
    if not is_interrupted(folder) and (folder / _WORK).exists():
        shutil.rmtree(folder / _WORK, ignore_errors=True)
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
        said = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        marker = _Marker(str(said["new"]), str(said["aside"]))
    except (ValueError, KeyError, TypeError):
        marker = None
    inside = marker is not None and all(
        (folder / name).resolve().is_relative_to(folder.resolve()) for name in (marker.new, marker.aside)
    )
    if marker is None or not inside:
        raise OfficeFileError(
            f"文件夹里的 {MARKER} 读不懂，不知道上次恢复做到了哪一步。",
            "程序没有改动任何文件。",
            "请把整个文件夹复制一份，再删去这个文件重新打开，核对是不是您要的那一份台账。",
        )
    return marker


def _roll_forward(folder: Path, marker: _Marker) -> Path | None:
    """Do what the marker decided, from wherever it stands; return the folder of what was moved aside."""
    database, new, aside = folder / DATABASE, folder / marker.new, folder / marker.aside
    remove(folder / clean_end.MARK)  # it speaks of the former file
    if new.exists():
        # The former journal goes with its file: left behind, it would be played into the new one.
        for former in (*(database.with_name(DATABASE + end) for end in _BESIDE), database):
            if former.exists():
                make_folder(aside)
                move(former, free_place(aside / former.name))
        move(new, database)
    elif not database.exists():
        _put_back(folder, aside)
    remove(folder / MARKER)
    shutil.rmtree(folder / _WORK, ignore_errors=True)
    return aside if aside.exists() else None


def _put_back(folder: Path, aside: Path) -> None:
    """Bring back what stood before: the prepared file was taken away by somebody."""
    for end in (*_BESIDE, ""):
        former = aside / (DATABASE + end)
        if former.exists():
            move(former, folder / former.name)
    if not (folder / DATABASE).exists():
        remove(folder / MARKER)
        raise damaged(folder / DATABASE, "恢复中途被打断，准备好的文件又不见了")


# ---- refusals ------------------------------------------------------------------------------------------


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
