"""Salvaging (抢救): a new office file from what a damaged one still gives.

Every row that SQLite still reads; for the rows that it doesn't, what the journal knows of them, then what
the newest good backup holds, each counted apart. What hangs on a row that is lost is left out or let go of,
so that the new file is sound. The damaged file is only read; the new one is put in its place by a restore.
"""

from __future__ import annotations

import contextlib
import math
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from hazard_desk.errors import OfficeFileError, OutputError
from hazard_desk.model import Base
from hazard_desk.progress import Progress, Silence
from hazard_desk.store.checking import demand_readable, full_check
from hazard_desk.store.header import read_header
from hazard_desk.store.moment_words import moment_words
from hazard_desk.store.new_file import make_file
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.safekeeping.backups.copies import Told, look
from hazard_desk.store.safekeeping.backups.good_copies import newest_good
from hazard_desk.store.safekeeping.rooms import looking_room
from hazard_desk.store.safekeeping.wrecks.doubts import doubted
from hazard_desk.store.safekeeping.wrecks.journal_memory import JournalMemory, Removed
from hazard_desk.store.safekeeping.wrecks.mending import Mended, mend
from hazard_desk.store.safekeeping.wrecks.plausible import Kinds, is_plausible
from hazard_desk.store.safekeeping.wrecks.salvage_words import PREFIX, doubted_words, names_of, write_note
from hazard_desk.store.safekeeping.wrecks.wreck import Reading, Row, Shape, Wreck, named, shape_of
from hazard_desk.store.schema import SCHEMA_VERSION
from hazard_desk.store.sqlite_errors import explained
from hazard_desk.whole_files import free_name, move, sync_file

_LABELS = {
    "office": "单位",
    "enterprise": "企业",
    "inspection": "检查",
    "hazard": "隐患",
    "recheck": "回查",
    "hazard_move": "隐患变更",
    "person": "人员",
    "village": "村",
    "document": "文书",
    "attachment_link": "附件",
    "filing": "报送",
    "campaign": "专项行动",
    "tip_off": "举报线索",
    "task": "重点任务",
    "activity": "活动",
    "self_check": "企业自查",
    "penalty": "行政处罚",
    "illegal_act": "非法违法行为",
    "filed_paper": "报送的表",
    "plan_entry": "年度检查计划",
    "setting": "指标与期限",
    "journal_entry": "操作记录",
    "journal_change": "操作明细",
}
_OTHERS = "其他记录"
_JOURNAL = ("journal_change", "journal_entry")
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A salvaged office file and how much of the damaged one is in it, by the user's words for it.

    `read` came from the damaged file, `from_journal` and `from_backup` from there; `lost` is found nowhere,
    or was left out because its owner is (None: nobody knows how many); `left_out` of it are the latter.
    `let_go` counts references to lost records that were emptied; `taken` names what is from the backup,
    `doubtful` what the journal has otherwise.
    """

    path: Path
    told: Told
    read: dict[str, int]
    lost: dict[str, int | None]
    from_journal: dict[str, int]
    from_backup: dict[str, int]
    backup: Path | None
    let_go: int
    notices: list[str]
    left_out: dict[str, int] = field(default_factory=dict)
    taken: dict[str, list[str]] = field(default_factory=dict)
    doubtful: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Table:
    """A table of the new file, and how its rows came in."""

    name: str
    shape: Shape
    kinds: Kinds
    reading: Reading = field(default_factory=Reading)
    read: int = 0
    from_journal: int = 0
    from_backup: int = 0
    taken: list[Row] = field(default_factory=list)  # the keys of those from the backup
    lost: int | None = 0


def salvage(damaged: Path, into: Path, now: datetime, progress: Progress | None = None) -> Salvaged:
    """Write what `damaged` still gives into a new office file in the folder `into`, and return it.

    OfficeFileError where it gives nothing, OutputError where there is no room; `damaged` is only read.
    """
    progress = progress or Silence()
    try:
        with looking_room(into, "salvage") as work:
            return _Salvage(damaged, work, now, progress).into(into)
    except OSError as error:
        raise OutputError(
            f"抢救出的记录写不进 {into}：{in_words(error)}。",
            "损坏的台账没有改动，原样保留。",
            "请检查磁盘空间和权限，再试一次。",
        ) from error


class _Salvage:
    def __init__(self, damaged: Path, work: Path, now: datetime, progress: Progress) -> None:
        self._damaged, self._work, self._now, self._progress = damaged, work, now, progress
        self._new = work / "office.db"
        self._backup = newest_good(damaged.parent / "backups")
        self._notices: list[str] = []
        self._doubted: dict[str, list[Row]] = {}
        self._journal_is_whole = True

    def into(self, folder: Path) -> Salvaged:
        with (
            contextlib.closing(self._opened_wreck()) as wreck,
            explained(self._new),
            contextlib.closing(self._writing()) as new,
        ):
            tables = _tables(new)
            self._read(wreck, new, tables)
            if not sum(table.read for table in tables if table.name != "schema_history"):
                raise _nothing(self._damaged)
            memory = self._fill(wreck, new, tables)
            _keep_office(new, self._notices)
            mended = mend(new, {table.name for table in tables if not table.reading.whole})
            _raise_sequences(new, wreck.sequences(), memory)
            taken = {
                _label(table.name): names_of(new, table.name, [key[0] for key in table.taken])
                for table in tables
            }
            doubtful: dict[str, list[str]] = {}
            for table, keys in self._doubted.items():
                names = names_of(new, table, [key[0] for key in keys])
                doubtful.setdefault(_label(table), []).extend(names or [f"编号 {key[0]}" for key in keys])
            new.execute("COMMIT")
        full_check(self._new, writing=True)
        demand_readable(self._new)
        sync_file(self._new)
        target = free_name(folder / f"{PREFIX}{self._now:%Y-%m-%d_%H%M%S}.db")
        told = look(self._new)
        move(self._new, target)
        salvaged = self._salvaged(target, told, tables, mended, taken, doubtful)
        with contextlib.suppress(OSError):  # the records are what counts; the card tells the same
            write_note(salvaged, self._damaged, self._now)
        return salvaged

    # ---- the two files -----------------------------------------------------------------------------

    def _opened_wreck(self) -> Wreck:
        version = self._said_version()
        make_file(self._new, self._now, version or SCHEMA_VERSION)
        wreck = Wreck(self._damaged, self._work, _statements(self._new))
        if version is None:  # the head is lost: the file's own history says it, if that can be read
            versions = [
                number
                for row in wreck.rows("schema_history", SCHEMA_VERSION, Reading())
                if isinstance(number := row[0], int) and 1 <= number <= SCHEMA_VERSION
            ]
            if versions and max(versions) < SCHEMA_VERSION:
                wreck.close()
                self._new.unlink()
                make_file(self._new, self._now, max(versions))
                wreck = Wreck(self._damaged, self._work, _statements(self._new))
        return wreck

    def _said_version(self) -> int | None:
        try:
            version = read_header(self._damaged).user_version
        except OfficeFileError:
            return None
        return version if 1 <= version <= SCHEMA_VERSION else None

    def _writing(self) -> sqlite3.Connection:
        new = sqlite3.connect(self._new, isolation_level=None)
        new.execute("PRAGMA foreign_keys=OFF")
        new.execute("PRAGMA synchronous=OFF")  # it has its name only after it was flushed as a whole
        new.execute("BEGIN IMMEDIATE")
        return new

    # ---- rows --------------------------------------------------------------------------------------

    def _read(self, wreck: Wreck, new: sqlite3.Connection, tables: list[_Table]) -> None:
        highest = dict.fromkeys((table.name for table in tables), 0) | wreck.sequences()
        for number, table in enumerate(tables):
            self._progress.report(number, len(tables), "读出还完好的记录")
            if table.name == "journal_entry":
                found = new.execute("SELECT max(entry_id) FROM journal_change").fetchone()[0] or 0
                highest[table.name] = max(highest[table.name], found)
            elif table.shape.key:
                owner = new.execute(
                    'SELECT "table" FROM pragma_foreign_key_list(?) WHERE "from" = ?',
                    (table.name, table.shape.key[0]),
                ).fetchone()
                highest[table.name] = highest.get(owner[0], 0) if owner else 0
            elif not highest[table.name]:
                highest[table.name] = JournalMemory.highest_in(new, table.name)
            shape = wreck.shapes.get(table.name)
            if shape is None:
                table.reading.gaps.append((None, None))
                continue
            rows = wreck.rows(table.name, highest[table.name], table.reading)
            decoded = (_decoded(named(shape, row)) for row in rows)
            table.read = _insert(new, table, decoded, reading=table.reading)

    def _fill(self, wreck: Wreck, new: sqlite3.Connection, tables: list[_Table]) -> JournalMemory:
        """Bring in what could not be read, from elsewhere; count what is lost for good."""
        torn = [table for table in tables if not table.reading.whole]
        with contextlib.ExitStack() as stack:
            backup = None
            if self._backup is not None and torn:
                uri = f"{self._backup.path.resolve().as_uri()}?mode=ro&immutable=1"
                backup = stack.enter_context(contextlib.closing(sqlite3.connect(uri, uri=True)))
            for table in torn:
                if table.name in _JOURNAL and backup is not None:
                    table.from_backup = _insert(new, table, _of_backup(backup, table, {}), table.taken)
            whole = all(table.reading.whole for table in tables if table.name in _JOURNAL)
            memory = JournalMemory(new, whole, _torn_up_to(tables))
            for number, table in enumerate(torn):
                self._progress.report(number, len(torn), "补上读不出的记录")
                if table.name not in _JOURNAL:
                    known = memory.of(table.name)
                    rows = (row for key, row in known.items() if isinstance(row, dict) and _torn(table, key))
                    table.from_journal = _insert(new, table, rows)
                    if backup is not None:
                        older = _of_backup(backup, table, known)
                        table.from_backup = _insert(new, table, older, table.taken)
                table.lost = _lost(wreck, new, table, memory)
        self._doubted = doubted(new, memory)
        self._journal_is_whole = memory.whole
        return memory

    # ---- what came of it ---------------------------------------------------------------------------

    def _salvaged(
        self,
        path: Path,
        told: Told,
        tables: list[_Table],
        mended: Mended,
        taken: dict[str, list[str]],
        doubtful: dict[str, list[str]],
    ) -> Salvaged:
        read, journal, backup, without = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
        lost: dict[str, int | None] = {}
        for table in tables:
            label = _label(table.name)
            read[label] += table.read
            journal[label] += table.from_journal
            backup[label] += table.from_backup
            gone = table.lost
            left_out = mended.left_out[table.name]
            without[label] += left_out
            before = lost.get(label, 0)
            lost[label] = None if gone is None or before is None else before + gone + left_out
        if mended.left_out.total():
            self._notices.append(f"有 {mended.left_out.total()} 条记录所属的记录已经读不出，没有收进来。")
        if mended.let_go:
            self._notices.append(f"有 {mended.let_go} 处指向读不出的记录，已改为空。")
        if backup.total() and self._backup is not None:
            self._notices.append(
                f"有 {backup.total()} 条读不出的记录取自 {moment_words(self._backup.made_at)} 的备份，"
                "内容可能不是最新的。"
            )
        if journal.total():
            older = "" if self._journal_is_whole else "；操作记录也不全，内容可能不是最新的"
            self._notices.append(f"有 {journal.total()} 条读不出的记录按操作记录补上{older}。")
        if doubtful:
            self._notices.append(doubted_words(doubtful))
        if not self._journal_is_whole:
            self._notices.append("操作记录也不全，读出的内容没法逐条核对，请抽查最近改过的记录。")
        return Salvaged(
            path,
            told,
            dict(read),
            {label: count for label, count in lost.items() if count != 0},
            dict(+journal),
            dict(+backup),
            self._backup.path if self._backup is not None and backup.total() else None,
            mended.let_go,
            self._notices,
            dict(+without),
            {label: names for label, names in taken.items() if names},
            doubtful,
        )


def _label(table: str) -> str:
    return _LABELS.get(table, _OTHERS)


def _nothing(damaged: Path) -> OfficeFileError:
    return OfficeFileError(
        f"从 {damaged} 里读不出任何记录。",
        "损坏的台账没有改动，原样保留。",
        "请从备份、第二备份位置或台账包恢复。",
    )


# ---- tables and rows ---------------------------------------------------------------------------------


def _statements(path: Path) -> dict[str, str]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
        return dict(connection.execute(query).fetchall())


def _tables(new: sqlite3.Connection) -> list[_Table]:
    """Return the tables of the new file, emptied; the journal first, which says how far the ids go."""
    found = []
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for name, sql in new.execute(query).fetchall():
        shape = shape_of(name, sql)
        assert shape is not None, name
        info = new.execute(f'PRAGMA table_info("{name}")').fetchall()
        kinds = {row[1]: (row[2].partition("(")[0].upper(), bool(row[3] or row[5])) for row in info}
        found.append(_Table(name, shape, kinds))
        if name != "schema_history":
            new.execute(f'DELETE FROM "{name}"')
    first = {name: number for number, name in enumerate(_JOURNAL)}
    return sorted(found, key=lambda table: first.get(table.name, len(first)))


def _insert(
    new: sqlite3.Connection,
    table: _Table,
    rows: Iterator[dict[str, object] | None],
    taken: list[Row] | None = None,
    *,
    reading: Reading | None = None,
) -> int:
    """Add rows that aren't there yet and can be what they say; return how many, their keys in `taken`.

    One that isn't plausible is no row of ours: its place counts as one that couldn't be read.
    """
    count = 0
    verb = "REPLACE" if table.name == "schema_history" else "IGNORE"
    edge = _Edge(reading) if reading is not None else None
    for row in rows:
        done = 0
        if row is not None and is_plausible(row, table.name, table.kinds):
            columns = [name for name in row if name in table.kinds]
            names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
            done = new.execute(
                f'INSERT OR {verb} INTO "{table.name}" ({names}) VALUES ({marks})',
                [row[name] for name in columns],
            ).rowcount
        count += done
        if edge is not None:
            edge.taken(_key_of(table, row)) if done and row is not None else edge.refused()
        if taken is not None and done and row is not None:
            taken.append(_key_of(table, row))
    if edge is not None:
        edge.ended()
    return count


class _Edge:
    """Notes between which keys rows were refused, as the rows of a table come in."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._last: Row | None = None
        self._open = self._backwards = False

    def taken(self, key: Row) -> None:
        self._turn()
        self._close(key)
        self._last = key

    def refused(self) -> None:
        self._turn()
        self._open = True
        self._reading.refused += 1

    def ended(self) -> None:
        self._close(None)

    def _turn(self) -> None:
        """Where it is read the other way from now on, the last key is no neighbour of the next one."""
        if self._backwards is not self._reading.backwards:
            self._close(None)
            self._last, self._backwards = None, self._reading.backwards

    def _close(self, key: Row | None) -> None:
        if self._open:
            between = (key, self._last) if self._backwards else (self._last, key)
            self._reading.holes.append(between)
        self._open = False


def _decoded(row: dict[str, object]) -> dict[str, object] | None:
    """Return a row with its texts as texts, or None where one is none."""
    try:
        return {name: v.decode() if isinstance(v, bytes) else v for name, v in row.items()}
    except UnicodeDecodeError:
        return None


def _key_of(table: _Table, row: dict[str, object]) -> Row:
    key = table.shape.key or tuple(column for column in table.shape.columns[:1])
    return tuple(row.get(name) for name in key)


def _torn(table: _Table, key: Row) -> bool:
    return table.reading.covers(key)


def _of_backup(
    backup: sqlite3.Connection, table: _Table, known: dict[Row, object]
) -> Iterator[dict[str, object]]:
    """Yield the rows of a backup that could not be read, but for those that were removed since."""
    try:
        found = backup.execute(f'SELECT * FROM "{table.name}"')
    except sqlite3.Error:  # an older backup knows no such table
        return
    columns = [column[0] for column in found.description]
    for values in found:
        row = dict(zip(columns, values, strict=True))
        key = _key_of(table, row)
        if _torn(table, key) and known.get(key) is not Removed:
            yield row


def _torn_up_to(tables: list[_Table]) -> float:
    """Return up to which entry something of the journal may be missing: 0 where nothing is."""
    ends = [
        first[0] if first is not None else None
        for table in tables
        if table.name in _JOURNAL
        for _last, first in (*table.reading.gaps, *table.reading.holes)
    ]
    return max((end if isinstance(end, int) else math.inf for end in ends), default=0)


def _lost(wreck: Wreck, new: sqlite3.Connection, table: _Table, memory: JournalMemory) -> int | None:
    """Return how many rows of a table are found nowhere; None where nothing says how many there were."""
    if table.name == "schema_history":
        return 0
    key = ", ".join(f'"{name}"' for name in table.shape.key) or "rowid"
    there = set(new.execute(f'SELECT {key} FROM "{table.name}"'))
    by_index = wreck.ids_by_index(table.name) if table.name in wreck.shapes else None
    if by_index is not None:
        return len({(number,) for number in by_index} - there)
    if not table.reading.gaps:  # SQLite gave every row; some were refused
        return max(0, table.reading.refused - table.from_journal - table.from_backup)
    if not memory.whole or table.name in _JOURNAL or not memory.knows(table.name, there):
        return None
    return sum(
        1
        for key, row in memory.of(table.name).items()
        if row is not Removed and key not in there and _torn(table, key)
    )


def _keep_office(new: sqlite3.Connection, notices: list[str]) -> None:
    """See to it that the file says whose it is: without that it could not be opened."""
    if new.execute("SELECT count(*) FROM office").fetchone()[0]:
        return
    columns = Base.metadata.tables["office"].columns
    values = {
        column.name: getattr(column.default, "arg", "")
        for column in columns
        if column.name in {row[1] for row in new.execute('PRAGMA table_info("office")')}
    }
    values |= {"id": 1, "name": "（单位名称已丢失）"}
    names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
    new.execute(f"INSERT INTO office ({names}) VALUES ({marks})", list(values.values()))
    notices.append("单位名称和设置读不出来，请在设置里重新填写。")


def _raise_sequences(new: sqlite3.Connection, read: dict[str, int], memory: JournalMemory) -> None:
    """Let no id be given out again that was ever given out, as far as anybody knows."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
    for (name,) in new.execute(query).fetchall():
        there = new.execute(f'SELECT coalesce(max(rowid), 0) FROM "{name}"').fetchone()[0]
        highest = max(there, read.get(name, 0), memory.highest(name))
        new.execute("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
        new.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, highest))
