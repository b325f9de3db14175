"""The office file as a whole: make, open, run operations and queries, check, close (DESIGN §7)."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from hazard_desk import __version__
from hazard_desk.errors import OfficeFileError, OutputError
from hazard_desk.model import Base, JournalEntry, SchemaHistory
from hazard_desk.store import capture
from hazard_desk.store.changes import Changes
from hazard_desk.store.engine import reader_engine, writer_engine
from hazard_desk.store.header import damaged, read_header
from hazard_desk.store.lock import OfficeLock
from hazard_desk.store.os_errors import in_words, is_full
from hazard_desk.store.safekeeping.copies import make_backup
from hazard_desk.store.schema import APPLICATION_ID, PROGRAM_FOR_SCHEMA, SCHEMA_VERSION
from hazard_desk.store.sqlite_errors import explained
from hazard_desk.store.unit_of_work import Reading, UnitOfWork

P = ParamSpec("P")
R = TypeVar("R")
Clock = Callable[[], datetime]

DATABASE = "office.db"
FOLDERS = ("attachments", "backups", "out")
_CLOSED = "office.closed.json"


class OfficeFile:
    """An open office folder. One thread at a time may write, one other may read."""

    def __init__(self, folder: Path, clock: Clock = datetime.now) -> None:
        """Stand for `folder`; `OfficeFile.open` and `OfficeFile.create` are the ways in."""
        self.folder = folder
        self.path = folder / DATABASE
        self.notices: list[str] = []
        self._clock = clock
        self._lock = OfficeLock(folder)
        self._writer: Engine | None = None
        self._reader: Engine | None = None
        self._mark_is_due = True  # no valid mark of a clean end lies beside the file

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
        if (folder / DATABASE).exists():
            raise OfficeFileError(
                f"文件夹 {folder} 里已经有台账了。", "没有改动任何数据。", "请直接打开它，或换一个文件夹。"
            )
        making = folder / ".making"
        try:
            making.mkdir(parents=True, exist_ok=True)
            (making / DATABASE).unlink(missing_ok=True)
            office = cls(making)
            with explained(office.path):
                office._make_schema()
            office._lock.acquire()
            try:
                changes = office.run(set_up, *args, **kwargs)
            finally:
                office.close()
            for name in FOLDERS:
                (folder / name).mkdir(exist_ok=True)
            with contextlib.suppress(FileNotFoundError):  # no room for it: the first start checks in full
                (making / _CLOSED).replace(folder / _CLOSED)
            office.path.replace(folder / DATABASE)
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
        """Open the office folder; `to_write=False` also reads beside the window that holds it."""
        office = cls(folder, clock)
        try:
            office._open(to_write)
        except BaseException:
            office._dispose()
            office._lock.release()
            raise
        return office

    def _open(self, to_write: bool) -> None:
        if not self.path.exists():
            raise OfficeFileError(
                f"文件夹 {self.folder} 里没有台账。",
                "没有改动任何数据。",
                "请检查文件夹，或先新建：hazard-desk --office 文件夹 init --name 单位名称。",
            )
        # A newer or foreign file is refused before the lock writes anything beside it.
        version = self._recognise()
        if to_write:
            self._lock.acquire()
        else:
            self._lock.try_acquire()
        with explained(self.path):
            if self._lock.held:
                self._check_before_use()
                if version < SCHEMA_VERSION:
                    self._migrate(version)
                if not to_write:  # reading needs no lock: a window or an import may start meanwhile
                    self._leave()
            else:
                self._quick_check()
                if version < SCHEMA_VERSION:
                    raise OfficeFileError(
                        "台账是旧版本的，正被另一个程序占用，现在不能升级。",
                        "没有改动任何数据。",
                        "请关闭那边的窗口后再试。",
                    )

    def _recognise(self) -> int:
        header = read_header(self.path)
        if header.application_id != APPLICATION_ID:
            raise OfficeFileError(
                f"{self.path} 不是隐患台的台账文件。", "程序没有改动它。", "请检查文件夹是否选对了。"
            )
        if header.user_version > SCHEMA_VERSION:
            raise OfficeFileError(
                f"台账由更新的程序保存（数据版本 {header.user_version}，本程序只到 {SCHEMA_VERSION}）。",
                "程序没有改动它。",
                f"请安装隐患台 {self._program_needed(header.user_version)} 或更新的版本再打开。",
            )
        return header.user_version

    def _program_needed(self, version: int) -> str:
        engine = reader_engine(self.path)
        try:
            with engine.connect() as connection:
                query = "SELECT program FROM schema_history WHERE version = ?"
                found = connection.exec_driver_sql(query, (version,)).scalar()
            return str(found) if found else f"支持数据版本 {version} 的版本"
        except Exception:  # the newer file may be anything: then its number must do
            return f"支持数据版本 {version} 的版本"
        finally:
            engine.dispose()

    def _check_before_use(self) -> None:
        """Check as DESIGN §7 says: quickly, or in full after an unclean end or a change from outside."""
        try:
            closed = json.loads((self.folder / _CLOSED).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            closed = None
        if not isinstance(closed, dict):
            closed = None
        if closed is not None and closed.get("sha256") == self._sha256():
            self._quick_check()
            self._mark_is_due = False
            return
        self._full_check()
        self.notices.append(
            "上次没有正常退出（可能断电或被强行关闭）。已全面检查，数据完好，已保存的内容都在。"
            if closed is None
            else "台账文件在程序之外被改动过。已全面检查，结构完好；如果不是您换入的备份，请核对最近的记录。"
        )

    def _quick_check(self) -> None:
        self._pragma_check("quick_check")

    def _full_check(self) -> None:
        # A writing connection: rolling back an interrupted transaction is part of looking.
        self._pragma_check("integrity_check", writing=True)

    def _pragma_check(self, pragma: str, writing: bool = False) -> None:
        engine = writer_engine(self.path, with_capture=False) if writing else reader_engine(self.path)
        try:
            with engine.connect() as connection:
                result = connection.exec_driver_sql(f"PRAGMA {pragma}(1)").scalar()
                orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").first() if writing else None
        finally:
            engine.dispose()
        if result != "ok":
            raise damaged(self.path, "内部结构校验不通过")
        if orphans is not None:
            raise damaged(self.path, "记录之间的关系对不上")

    def _migrate(self, version: int) -> None:
        from hazard_desk.store.migrating import migrate  # alembic: only when a file is behind

        backup = make_backup(self.path, self.folder / "backups", self._clock(), f"升级前_v{version}")
        self._mark_is_due = True
        reached = migrate(self.path, version, self._clock())
        self.notices.append(f"台账已从数据版本 {version} 升级到 {reached}，升级前的备份：{backup.name}。")

    def _make_schema(self) -> None:
        engine = writer_engine(self.path, with_capture=False)
        try:
            with engine.begin() as connection:
                Base.metadata.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
                connection.execute(
                    insert(SchemaHistory),
                    [
                        {"version": number, "program": PROGRAM_FOR_SCHEMA[number], "at": self._clock()}
                        for number in range(1, SCHEMA_VERSION + 1)
                    ],
                )
        finally:
            engine.dispose()

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
                (self.folder / _CLOSED).unlink(missing_ok=True)
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
            with contextlib.suppress(OSError):
                backup.unlink(missing_ok=True)
            raise

    def back_up(self, reason: str) -> Path:
        """Make a verified copy in the folder's `backups` and return it."""
        return make_backup(self.path, self.folder / "backups", self._clock(), reason)

    def check(self) -> None:
        """Check the whole file; raises OfficeFileError where it is damaged."""
        with explained(self.path):
            self._pragma_check("integrity_check", writing=self._lock.held)

    # ---- the way out ------------------------------------------------------------------------------

    def close(self) -> None:
        """Close; when this process holds the file, keep its SHA-256 beside it as the mark of a clean end."""
        self._dispose()
        if self._lock.held:
            self._leave()

    def _leave(self) -> None:
        if self._mark_is_due:
            with contextlib.suppress(OSError):  # a full disk: the next start then checks in full
                mark = self.folder / _CLOSED
                making = mark.with_suffix(".making")
                said = {"sha256": self._sha256(), "program": __version__}
                making.write_text(json.dumps(said), encoding="utf-8")
                making.replace(mark)
        self._lock.release()

    def _dispose(self) -> None:
        for engine in (self._writer, self._reader):
            if engine is not None:
                engine.dispose()
        self._writer = self._reader = None

    def _sha256(self) -> str:
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

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
