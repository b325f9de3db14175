"""The office file as a whole: make, open, run operations and queries, check, close (DESIGN §7)."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from hazard_desk.errors import OfficeFileError, OutputError
from hazard_desk.model import JournalEntry
from hazard_desk.progress import Progress
from hazard_desk.store import capture, clean_end, in_use
from hazard_desk.store.changes import Changes
from hazard_desk.store.checking import demand_readable, full_check, quick_check
from hazard_desk.store.engine import reader_engine, writer_engine
from hazard_desk.store.header import DamagedFile
from hazard_desk.store.hot_journal import is_hot, is_torn, refuse_foreign_log, set_stale_aside
from hazard_desk.store.lock import OfficeLock
from hazard_desk.store.moment_words import moment_words
from hazard_desk.store.new_file import make_file
from hazard_desk.store.os_errors import in_words, is_full
from hazard_desk.store.places import refuse_place_for_new, refuse_place_to_write, warning_of_place
from hazard_desk.store.recognising import recognise
from hazard_desk.store.safekeeping import after_restore
from hazard_desk.store.safekeeping.backups.copies import (
    current_copy,
    discard,
    is_behind,
    make_backup,
    on_copy,
    thin,
)
from hazard_desk.store.safekeeping.restoring import (
    MarkerUnreadable,
    drop_leftovers,
    finish_interrupted,
    is_interrupted,
    refuse_interrupted,
)
from hazard_desk.store.safekeeping.rooms import restoring_rooms
from hazard_desk.store.safekeeping.wrecks import damage
from hazard_desk.store.schema import SCHEMA_VERSION
from hazard_desk.store.sqlite_errors import explained
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.whole_files import make_folder, move, sync_file

if TYPE_CHECKING:
    from hazard_desk.store.safekeeping.packages.archive import Written

P = ParamSpec("P")
R = TypeVar("R")
Clock = Callable[[], datetime]

DATABASE = "office.db"
FOLDERS = ("attachments", "backups", "out")


class OfficeFile:
    """An open office folder. One thread at a time may write, one other may read."""

    def __init__(self, folder: Path, clock: Clock = datetime.now) -> None:
        """Stand for `folder`; `OfficeFile.open` and `OfficeFile.create` are the ways in."""
        self.folder = folder
        self.path = folder / DATABASE
        self.notices: list[str] = []
        self.changed = False  # something was entered since it was opened
        self._clock = clock
        self._lock = OfficeLock(folder)
        self._writer: Engine | None = None
        self._reader: Engine | None = None
        self._mark_is_due = True  # no valid mark of a clean end lies beside the file
        self._told_of_end = False  # there is something to be told of how it was left
        self._held: in_use.Key | None = None

    # ---- ways in ----------------------------------------------------------------------------------

    @classmethod
    def create(
        cls,
        folder: Path,
        set_up: Callable[Concatenate[UnitOfWork, P], Changes],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Changes:
        """Make an office folder, its first records entered by the operation `set_up`.

        The file is made aside and moved in when it stands: an interrupted `create` leaves no half.
        """
        if (folder / DATABASE).exists() or is_interrupted(folder):
            raise OfficeFileError(
                f"文件夹 {folder} 里已经有台账了。", "没有改动任何数据。", "请直接打开它，或换一个文件夹。"
            )
        refuse_place_for_new(folder)
        making = folder / ".making"
        try:
            make_folder(making)
            (making / DATABASE).unlink(missing_ok=True)
            office = cls(making)
            with explained(office.path):
                make_file(office.path, office._clock())
            office._lock.acquire()
            try:
                changes = office.run(set_up, *args, **kwargs)
            finally:
                office.close()
            for name in FOLDERS:
                make_folder(folder / name)
            with contextlib.suppress(FileNotFoundError):  # no room for it: the first start checks in full
                (making / clean_end.MARK).replace(folder / clean_end.MARK)
            sync_file(office.path)
            move(office.path, folder / DATABASE)
        except OSError as error:
            kind = OutputError if is_full(error) else OfficeFileError
            raise kind(
                f"在 {folder} 建不了台账：{in_words(error)}。",
                "没有留下任何文件。",
                "请换一个能写入的文件夹，并检查磁盘空间。",
            ) from error
        finally:
            shutil.rmtree(making, ignore_errors=True)
        return changes

    @classmethod
    def open(cls, folder: Path, *, to_write: bool = True, clock: Clock = datetime.now) -> Self:
        """Open the office folder; `to_write=False` also reads beside the window that holds it.

        DamagedFile where the file is damaged, OfficeFileError where it can't be opened for another reason.
        """
        office = cls(folder, clock)
        try:
            office._open(to_write)
        except BaseException as error:
            office._dispose()
            office._lock.release()
            if isinstance(error, DamagedFile) and not isinstance(error, MarkerUnreadable):
                error.remedy = damage.remedy(folder)
            if isinstance(error, OSError):
                raise OfficeFileError(
                    f"打开台账 {folder} 时，磁盘出错：{in_words(error)}。",
                    "此前保存的数据没有改动。",
                    "请检查磁盘或U盘是否还连着、空间是否足够，然后重新打开。",
                ) from error
            raise
        return office

    def _open(self, to_write: bool) -> None:
        if to_write:
            refuse_place_to_write(self.folder)
            self._finish_restore()
        else:
            refuse_interrupted(self.folder)
        if not self.path.exists():
            self._sweep(to_write)
            raise OfficeFileError(
                f"文件夹 {self.folder} 里没有台账。",
                "没有改动任何数据。",
                "请检查文件夹，或先新建：hazard-desk --office 文件夹 init --name 单位名称。",
            )
        # A newer or foreign file is refused before the lock writes anything beside it.
        version = recognise(self.path, newest=SCHEMA_VERSION, settled=not self._is_interrupted())
        refuse_foreign_log(self.path)
        if to_write:
            if not self._lock.held:
                self._lock.acquire()
        else:
            self._lock.try_acquire()
        with explained(self.path):
            if self._lock.held:
                self._set_stale_aside()
                self._check_before_use(writing=True)
                # Anew: what an interrupted transaction had written of it has been taken back by now.
                version = recognise(self.path, newest=SCHEMA_VERSION)
                if version < SCHEMA_VERSION:
                    self._migrate(version)
                if to_write:
                    self._enter_restore()
                else:  # reading needs no lock: a window or an import may start meanwhile
                    # What was told to who only reads, the window has to tell, too.
                    self._leave(marked=not self._told_of_end)
            else:
                if self._lock.is_out_of_reach and self._is_left():
                    self._check_before_use(writing=False)
                else:
                    quick_check(self.path)
                if version < SCHEMA_VERSION:
                    raise self._no_upgrade()
        self._held = in_use.hold(self.path)
        warning = warning_of_place(self.folder) if to_write else None
        if warning:
            self.notices.append(warning)

    def _no_upgrade(self) -> OfficeFileError:
        if self._lock.is_out_of_reach:
            return OfficeFileError(
                "台账是旧版本的，这个文件夹不能写入，现在不能升级。",
                "没有改动任何数据。",
                "请把文件夹复制到本机硬盘再打开。",
            )
        return OfficeFileError(
            "台账是旧版本的，正被另一个程序占用，现在不能升级。",
            "没有改动任何数据。",
            "请关闭那边的窗口后再试。",
        )

    def _finish_restore(self) -> None:
        """Finish a restore that was decided and then interrupted, before anything else is looked at."""
        if is_interrupted(self.folder):
            self._lock.acquire()
            told = finish_interrupted(self.folder)
            if told:
                self.notices.append(told)

    def _sweep(self, to_write: bool) -> None:
        """Remove clear copies that a restore into a new folder left when it was killed."""
        if to_write and restoring_rooms(self.folder):
            self._lock.acquire()
            drop_leftovers(self.folder)

    def _set_stale_aside(self) -> None:
        """See to it that SQLite plays nothing into the file that doesn't belong to it."""
        drop_leftovers(self.folder)
        aside = set_stale_aside(self.folder, self._clock())
        if aside is None:
            return
        moved = f"已移到 {aside.relative_to(self.folder).as_posix()}。"
        journal = aside / f"{DATABASE}-journal"
        if journal.exists() and is_torn(journal):
            self.notices.append(
                f"台账文件旁边留有一个没写完的临时文件（多半是断电时留下的），没有用它，{moved}"
                "请核对最后一步是否在台账里。"
            )
        else:
            self.notices.append(
                f"台账文件旁边留有另一份台账的临时文件，没有让它改动台账，{moved}请核对最近的记录。"
            )

    def _is_interrupted(self) -> bool:
        """Say whether a transaction was cut off that SQLite has to take back."""
        return is_hot(self.path.with_name(f"{DATABASE}-journal"))

    def _is_left(self) -> bool:
        """Whether nobody is at work in a folder that can't be written from here: then the mark counts."""
        return clean_end.is_there(self.folder) or not self._lock.is_signed

    def _check_before_use(self, *, writing: bool) -> None:
        """Check as DESIGN §7 says: quickly, or in full after an unclean end or a change from outside."""
        # With a transaction to take back the mark of before it means nothing, even where it fits.
        if not self._is_interrupted() and clean_end.fits(self.folder, self.path):
            quick_check(self.path)
            self._mark_is_due = False
            return
        interrupted = self._is_interrupted()
        unclean = not clean_end.is_there(self.folder) or interrupted
        try:
            full_check(self.path, writing=writing)
            demand_readable(self.path)
        except DamagedFile as error:
            if interrupted and not self._is_interrupted():
                error.meaning = "程序只撤回了中断时没写完的那一步，此外没有改动它。"
            raise
        self._told_of_end = True
        self.notices.append(
            "上次没有正常退出（可能断电或被强行关闭）。已全面检查，数据完好，已保存的内容都在。"
            if unclean
            else "台账文件在程序之外被改动过。已全面检查，结构完好；如果不是您换入的备份，请核对最近的记录。"
        )
        newer = damage.copy_ahead_of(self.folder)
        if newer is not None:
            self.notices.append(
                f"台账比 {moment_words(newer.made_at)} 的备份还旧：之后的操作不在台账里，"
                "可能被换成了旧文件。请在“备份与恢复”里看那份备份，需要时恢复它。"
            )

    def _enter_restore(self) -> None:
        """Have the journal say that it was restored; on a full disk the next opening does."""
        if not after_restore.is_pending(self.folder):
            return
        with contextlib.suppress(OutputError), explained(self.path), self._writing() as session:
            after_restore.enter(session, UnitOfWork(session, self._clock(), self.folder))
            session.commit()
            with contextlib.suppress(OSError):  # it isn't entered twice
                after_restore.entered(self.folder)

    def _migrate(self, version: int) -> None:
        from hazard_desk.store.migrating import migrate  # alembic: only when a file is behind

        backup = make_backup(self.path, self.folder / "backups", self._clock(), f"升级前_v{version}")
        self._mark_is_due = True
        reached = migrate(self.path, version, self._clock())
        self.notices.append(f"台账已从数据版本 {version} 升级到 {reached}，升级前的备份：{backup.name}。")

    # ---- work -------------------------------------------------------------------------------------

    def run(
        self, operation: Callable[Concatenate[UnitOfWork, P], Changes], *args: P.args, **kwargs: P.kwargs
    ) -> Changes:
        """Run one operation in one transaction with its journal entry: all of it, or nothing."""
        if not self._lock.held:
            raise OfficeFileError(
                "台账是以只读方式打开的。", "没有改动任何数据。", "请关闭另一个窗口后再试。"
            )
        with explained(self.path), self._writing() as session:
            work = UnitOfWork(session, self._clock(), self.folder.absolute())
            changes = operation(work, *args, **kwargs)
            session.flush()
            self._journal(session, work, _name_of(operation), changes)
            session.commit()
        self.changed = self.changed or changes.entry_id is not None
        return changes

    def _journal(self, session: Session, work: UnitOfWork, operation: str, changes: Changes) -> None:
        connection = session.connection()
        rows = [*work.bulk_changes, *capture.collect(connection)]
        changes.nouns = frozenset(row.noun for row in rows)
        if not rows:
            return
        entry = JournalEntry(
            at=work.now,
            handler=work.handler,
            operation=operation,
            summary=changes.summary,
            undoes_id=work.undoes_id,
        )
        session.add(entry)
        session.flush()
        capture.record(connection, entry.id, rows)
        if work.undoes_id is not None:
            undone = session.get_one(JournalEntry, work.undoes_id)
            undone.undone_by_id = entry.id
            session.flush()
        changes.entry_id = entry.id

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Session]:
        if self._writer is None:
            # From the first write to the clean close the file counts as open.
            with contextlib.suppress(OSError):  # it will not fit the file any more, and say so by itself
                clean_end.drop(self.folder)
            self._mark_is_due = True
            self._writer = writer_engine(self.path)
        with Session(self._writer, expire_on_commit=False, autoflush=False) as session:
            try:
                yield session
            except BaseException:
                session.rollback()
                raise

    def ask(self, query: Callable[Concatenate[Reading, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Answer one query from a consistent look at the file."""
        with explained(self.path):
            if self._reader is None:
                self._reader = reader_engine(self.path)
            with Session(self._reader, autoflush=False) as session:
                try:
                    reading = Reading(session, self._clock(), self.folder.absolute())
                    return query(reading, *args, **kwargs)
                finally:
                    session.rollback()

    def run_backed_up(
        self,
        reason: str,
        operation: Callable[Concatenate[UnitOfWork, P], Changes],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Changes:
        """Run an operation on a fresh backup, which goes again where nothing came of the operation."""
        backup = self.back_up(reason)
        try:
            return self.run(operation, *args, **kwargs)
        except BaseException:
            discard(backup)
            raise

    def back_up(self, reason: str) -> Path:
        """Make a verified copy in the folder's `backups` and return it; older ones are thinned."""
        now, backups = self._clock(), self.folder / "backups"
        made = make_backup(self.path, backups, now, reason)
        thin(backups, now.date())
        return made

    def back_up_if_changed(self, reason: str) -> Path | None:
        """Make a backup if the newest one isn't of what the file holds now; None where it is."""
        return self.back_up(reason) if is_behind(self.path, self.folder / "backups") else None

    @property
    def now(self) -> datetime:
        """The moment by the office's clock."""
        return self._clock()

    def current_copy(self, reason: str) -> Path:
        """Return a verified backup of what the file holds now, made if there is none: between two writes.

        Packing it may then go on beside the work: `copy` of `write_archive` and `copy_to_second_place`.
        """
        return current_copy(self.path, self.folder / "backups", self._clock(), reason)

    def write_archive(
        self,
        target: Path,
        *,
        extra: Mapping[str, bytes] | None = None,
        progress: Progress | None = None,
        copy: Path | None = None,
    ) -> Written:
        """Write the whole office into a package (台账包), locked if a password is set; `extra` goes along.

        `copy`: what `current_copy` returned, else it is made here.
        """
        from hazard_desk.store.safekeeping.backups.settings import read_safekeeping
        from hazard_desk.store.safekeeping.packages.archive import write_archive  # age: only for what leaves

        lock, now = read_safekeeping(self.folder).lock, self._clock()

        def write(backup: Path) -> Written:
            return write_archive(self.folder, backup, target, now, lock=lock, extra=extra, progress=progress)

        reason = "交接" if extra else "手动"
        return on_copy(write, self.path, self.folder / "backups", now, reason, copy)

    def copy_to_second_place(
        self, progress: Progress | None = None, *, copy: Path | None = None
    ) -> Written | None:
        """Copy the office to its second place (第二备份位置); return the package, None where none is set."""
        from hazard_desk.store.safekeeping.backups.second_place import copy_to_second_place
        from hazard_desk.store.safekeeping.backups.settings import read_safekeeping

        if read_safekeeping(self.folder).second_place is None:
            return None
        return copy_to_second_place(self.folder, self._clock(), progress, copy=copy)

    def check(self) -> None:
        """Check the whole file; raises OfficeFileError where it is damaged."""
        full_check(self.path, writing=self._lock.held)

    # ---- the way out ------------------------------------------------------------------------------

    def will_close(self) -> None:
        """Have a second start wait: the file is given back once the work under way has come to its end."""
        self._lock.announce_leaving()

    def close(self) -> None:
        """Close; when this process holds the file, keep its SHA-256 beside it as the mark of a clean end."""
        self._dispose()
        if self._lock.held:
            self._leave()

    def _leave(self, *, marked: bool = True) -> None:
        # A transaction that could neither be finished nor taken back lies beside the file: no clean end; nor
        # is it where the disk does not tell. The next opening checks in full.
        with contextlib.suppress(OSError):
            if self._mark_is_due and marked and not self._is_interrupted():
                clean_end.leave(self.folder, self.path)
        self._lock.release()

    def _dispose(self) -> None:
        for engine in (self._writer, self._reader):
            if engine is not None:
                engine.dispose()
        self._writer = self._reader = None
        in_use.let_go(self._held)
        self._held = None

    def __enter__(self) -> Self:
        """Use as a context: closed at the end, come what may."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()


def _name_of(operation: Callable[..., Changes]) -> str:
    """Return what the journal calls an operation: its duty among the services, then its own name."""
    duty = operation.__module__.partition(".services.")[2].partition(".")[0]
    return f"{duty or operation.__module__.rpartition('.')[2]}.{operation.__name__}"
