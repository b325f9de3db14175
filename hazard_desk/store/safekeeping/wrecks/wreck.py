"""A damaged office file, read as far as it goes: always from a copy, never from the file itself.

Where the list of tables (`sqlite_master`, page 1 and the pages below it) is damaged, SQLite reads nothing at
all. Its entries are then looked for page by page, and a new list with them is put into the copy.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hazard_desk.store.hot_journal import belongs, is_hot
from hazard_desk.store.schema import APPLICATION_ID
from hazard_desk.store.sqlite_errors import READING_FAILS

_MAGIC = b"SQLite format 3\x00"
_HEAD = 100
_USUAL_PAGE = 4096
_LEAF, _BRANCH, _INDEX_LEAF, _INDEX_BRANCH = 0x0D, 0x05, 0x0A, 0x02
_MOST_SEEKS = 200_000  # in a gap of one table
_WITHIN_A_KEY = 64

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's columns, in the order of the file, and its key: `()` for the rowid itself."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """How the reading of one table went.

    `gaps` are where SQLite gave nothing, `holes` where a row was refused that can be none of ours: each the
    keys before and after it. `backwards` is the way that is being read.
    """

    gaps: list[tuple[Row | None, Row | None]] = field(default_factory=list)
    holes: list[tuple[Row | None, Row | None]] = field(default_factory=list)
    refused: int = 0
    backwards: bool = False

    def covers(self, key: Row) -> bool:
        """Say whether a row with this key may be one that could not be read."""
        return any(
            (last is None or _precedes(last, key)) and (first is None or _precedes(key, first))
            for last, first in (*self.gaps, *self.holes)
        )

    @property
    def whole(self) -> bool:
        """Whether every row was read."""
        return not self.gaps and not self.holes


class Wreck:
    """What SQLite still reads of a damaged file; `work` is a folder for the copy."""

    def __init__(self, damaged: Path, work: Path, expected: Mapping[str, str]) -> None:
        """Copy and open; `expected` are the tables that such a file has, with their CREATE statements."""
        self._path = work / "wreck.db"
        self.page_size = _copy_readable(damaged, self._path)
        _play_back(damaged, self._path)
        self.grafted = False
        connection = self._opened()
        statements = _listed(connection)
        if statements is None or not set(expected) <= set(statements):
            connection.close()
            statements = self._graft(expected, statements or {})
            connection = self._opened()
            self.grafted = True
        self._connection = connection
        self.shapes = {
            name: shape for name, sql in statements.items() if (shape := shape_of(name, sql)) is not None
        }

    def close(self) -> None:
        """Let go of the copy."""
        self._connection.close()

    def __enter__(self) -> Wreck:
        """Use as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the copy."""
        self.close()

    # ---- rows --------------------------------------------------------------------------------------

    def rows(self, table: str, highest: int, reading: Reading) -> Iterator[Row]:
        """Yield every row that can be read: from the front, from the back, then within the gap between.

        A row is the key's parts, then the columns, as stored. `highest` is the largest id (the first part of
        a key) that is known of; `reading` is told of what could not be read.
        """
        shape = self.shapes.get(table)
        if shape is None:
            reading.gaps.append((None, None))
            return
        last: Row | None = None
        front = _Run(self._connection, shape)
        for row in front:
            last = row[: front.parts]
            yield row
        if front.ended:
            return
        first: Row | None = None
        reading.backwards = True
        back = _Run(self._connection, shape, after=last, backwards=True)
        for row in back:
            first = row[: back.parts]
            yield row
        reading.backwards = False
        reading.gaps.append((last, first))
        if back.ended:  # nothing lies between after all
            return
        if shape.key:
            yield from self._between_keys(shape, last, first, highest)
        else:
            yield from self._between_ids(shape, last, first, highest)

    def _between_ids(self, shape: Shape, last: Row | None, first: Row | None, highest: int) -> Iterator[Row]:
        at = _whole_number(last[0]) + 1 if last else 1
        end = _whole_number(first[0]) if first else highest + 1
        stride = max(1, (end - at) // _MOST_SEEKS)
        while at < end:
            run = _Run(self._connection, shape, since=(at,), before=(end,))
            begun = at
            for row in run:
                at = _whole_number(row[0])
                yield row
            if run.ended:
                return
            if at == begun:
                yield from _Run(self._connection, shape, exactly=(at,))
            at += stride

    def _between_keys(self, shape: Shape, last: Row | None, first: Row | None, highest: int) -> Iterator[Row]:
        """Read on from key to key; of a key's second part only the next few are tried, then its successor."""
        start = last or (0, -1)
        if len(start) != 2 or not all(isinstance(part, int) for part in (*start, *(first or ()))):
            return
        group, within, tries, seeks = _whole_number(start[0]), _whole_number(start[1]) + 1, 0, 0
        end = _whole_number(first[0]) if first else highest
        while group <= end and seeks < _MOST_SEEKS:
            run, seeks = _Run(self._connection, shape, since=(group, within), before=first), seeks + 1
            begun = (group, within)
            for row in run:
                group, within, tries = _whole_number(row[0]), _whole_number(row[1]), 0
                yield row
            if run.ended:
                return
            if (group, within) == begun:
                yield from _Run(self._connection, shape, exactly=begun)
            within, tries = within + 1, tries + 1
            if tries > _WITHIN_A_KEY:
                group, within, tries = group + 1, 0, 0

    def sequences(self) -> dict[str, int]:
        """Return the largest id that was ever given out, a table, as far as it can be read."""
        try:
            found = self._connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
        except READING_FAILS:
            return {}
        return {
            bytes(name).decode("utf-8", "replace"): seq
            for name, seq in found
            if isinstance(name, bytes) and isinstance(seq, int) and seq >= 0
        }

    def ids_by_index(self, table: str) -> set[int] | None:
        """Return the ids of all rows by one of the table's indexes, where a whole one is readable."""
        if self.grafted or self.shapes[table].key:
            return None
        try:
            indexes = self._connection.execute(f'PRAGMA index_list("{table}")').fetchall()
        except READING_FAILS:
            return None
        for _number, name, _unique, _origin, partial, *_ in indexes:
            if partial:
                continue
            plain = bytes(name).decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
            try:
                query = f'SELECT rowid FROM "{table}" INDEXED BY "{plain}"'
                return {_whole_number(row[0]) for row in self._connection.execute(query)}
            except (*READING_FAILS, TypeError):
                continue
        return None

    # ---- opening -----------------------------------------------------------------------------------

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        connection.text_factory = bytes  # what is no text is seen by whoever takes the row
        with contextlib.suppress(*READING_FAILS):
            connection.execute("PRAGMA cell_size_check=ON")
        return connection

    def _graft(self, expected: Mapping[str, str], listed: Mapping[str, str]) -> dict[str, str]:
        """Put a list of tables into the copy, from the entries found in its pages; return it."""
        data = self._path.read_bytes()
        found = _entries(data, self.page_size)
        user_version = data[60:64] if data.startswith(_MAGIC) else b"\0\0\0\0"
        with self._path.open("rb+") as file:
            file.write(_page_1(self.page_size, len(data) // self.page_size, user_version))
        statements = {}
        connection = sqlite3.connect(self._path, isolation_level=None)
        try:
            connection.execute("PRAGMA writable_schema=ON")
            connection.execute("BEGIN")
            for name, (root, sql) in found.items():
                if name not in expected and name != "sqlite_sequence":
                    continue
                plain = _plain_table(name, sql or listed.get(name) or expected.get(name, ""))
                if plain is None or not _is_root(data, self.page_size, root, "WITHOUT ROWID" in plain):
                    continue
                connection.execute(
                    "INSERT INTO sqlite_master VALUES ('table', ?, ?, ?, ?)", (name, name, root, plain)
                )
                statements[name] = plain
            connection.execute("COMMIT")
        finally:
            connection.close()
        return statements


class _Run:
    """One attempt to read on; `ended` says that it came to its end and not to a fault.

    Python asks SQLite for the next row before it hands out one: that before a fault goes with it, and is had
    only by asking for it `exactly`.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        shape: Shape,
        *,
        after: Row | None = None,
        since: Row | None = None,
        before: Row | None = None,
        exactly: Row | None = None,
        backwards: bool = False,
    ) -> None:
        key = [f'"{name}"' for name in shape.key] or ["rowid"]
        self.parts = len(key)
        self.ended = False
        self._connection = connection
        self._backwards = backwards
        self._after = after
        self._values = [*(after or ()), *(since or ()), *(before or ()), *(exactly or ())]
        marks = ", ".join("?" * len(key))
        together = ", ".join(key)
        bounds = [f"({together}) > ({marks})"] * (after is not None)
        bounds += [f"({together}) >= ({marks})"] * (since is not None)
        bounds += [f"({together}) < ({marks})"] * (before is not None)
        bounds += [f"({together}) = ({marks})"] * (exactly is not None)
        where = f" WHERE {' AND '.join(bounds)}" if bounds else ""
        down = " DESC" if backwards else ""
        columns = ", ".join([*key, *(f'"{name}"' for name in shape.columns)])
        order = ", ".join(f"{part}{down}" for part in key)
        self._query = f'SELECT {columns} FROM "{shape.name}" NOT INDEXED{where} ORDER BY {order}'

    def __iter__(self) -> Iterator[Row]:
        previous = self._after if not self._backwards else None
        try:
            for row in self._connection.execute(self._query, self._values):
                found = row[: self.parts]
                if not self._in_order(previous, found):
                    return
                previous = found
                yield row
        except (*READING_FAILS, OverflowError):
            return
        self.ended = True

    def _in_order(self, previous: Row | None, found: Row) -> bool:
        """Say whether the keys run as in a sound tree; out of order, they are those of another page."""
        try:
            if previous is None:
                return all(part is not None for part in found)
            return found < previous if self._backwards else found > previous
        except TypeError:
            return False


def shape_of(name: str, sql: str) -> Shape | None:
    """Return the columns and key of a table by its CREATE statement; None where that is none."""
    memory = sqlite3.connect(":memory:")
    try:
        memory.execute(sql)
        info = memory.execute(f'PRAGMA table_info("{name}")').fetchall()
    except READING_FAILS:
        return None
    finally:
        memory.close()
    if not info:
        return None
    keyed = sorted((row[5], row[1]) for row in info if row[5])
    key = tuple(column for _, column in keyed) if "WITHOUT ROWID" in sql.upper() else ()
    return Shape(name, tuple(row[1] for row in info), key)


def _plain_table(name: str, sql: str) -> str | None:
    """Return the bare CREATE statement of a table: nothing but what reading its rows takes."""
    shape = shape_of(name, sql) if name != "sqlite_sequence" else Shape(name, ("name", "seq"))
    if shape is None:
        return None
    columns = [f'"{column}"' for column in shape.columns]
    if shape.key:
        key = ", ".join(f'"{column}"' for column in shape.key)
        return f'CREATE TABLE "{name}" ({", ".join(columns)}, PRIMARY KEY ({key})) WITHOUT ROWID'
    if name == "sqlite_sequence":
        return "CREATE TABLE sqlite_sequence(name,seq)"
    alias = _alias_of_rowid(name, sql)
    columns = [f"{one} INTEGER PRIMARY KEY" if one == f'"{alias}"' else one for one in columns]
    return f'CREATE TABLE "{name}" ({", ".join(columns)})'


def _alias_of_rowid(name: str, sql: str) -> str:
    memory = sqlite3.connect(":memory:")
    try:
        memory.execute(sql)
        keyed = [row for row in memory.execute(f'PRAGMA table_info("{name}")') if row[5]]
        if len(keyed) == 1 and keyed[0][2].upper() == "INTEGER":
            return str(keyed[0][1])
        return ""
    finally:
        memory.close()


def _listed(connection: sqlite3.Connection) -> dict[str, str] | None:
    """Return the tables of the file with their statements, where SQLite can read them."""
    try:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        return {bytes(name).decode(): bytes(sql).decode() for name, sql in found}
    except (*READING_FAILS, TypeError):
        return None


def _precedes(one: Row, other: Row) -> bool:
    try:
        return one < other
    except TypeError:  # keys of two kinds: nothing is known of their order
        return True


def _whole_number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value


# ---- the copy ------------------------------------------------------------------------------------------


def _copy_readable(source: Path, target: Path) -> int:
    """Copy a file page by page, blank where the disk gives none, to its full length; return the page size."""
    with source.open("rb") as read:
        try:
            head = read.read(_HEAD)
        except OSError:
            head = b""
        size = int.from_bytes(head[16:18], "big") if head.startswith(_MAGIC) else 0
        size = 65536 if size == 1 else size
        if size < 512 or size & (size - 1):
            size = _USUAL_PAGE
        length = os.fstat(read.fileno()).st_size
        pages = -(-length // size)
        if head.startswith(_MAGIC) and head[24:28] == head[92:96]:
            said = int.from_bytes(head[28:32], "big")
            pages = said if pages < said <= pages + 2**20 else pages  # cut off: the rest is blank
        with target.open("wb") as write:
            for number in range(-(-length // size)):
                try:
                    read.seek(number * size)
                    piece = read.read(size)
                except OSError:
                    piece = b""
                write.seek(number * size)
                write.write(piece)
            write.truncate(max(pages, 1) * size)
    return size


def _play_back(damaged: Path, copy: Path) -> None:
    """Take the interrupted transaction of the damaged file back in the copy, where its journal belongs."""
    journal = damaged.with_name(damaged.name + "-journal")
    beside = copy.with_name(copy.name + "-journal")
    try:
        if not is_hot(journal) or not belongs(damaged, journal):
            return
        beside.write_bytes(journal.read_bytes())
        with contextlib.closing(sqlite3.connect(copy)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except (OSError, *READING_FAILS):
        pass
    finally:
        beside.unlink(missing_ok=True)


# ---- the list of tables, page by page ---------------------------------------------------------------------


def _page_1(size: int, pages: int, user_version: bytes) -> bytes:
    """Return a page 1 with an empty list of tables."""
    one = struct.pack(">I", 1)
    head = b"".join(
        (
            _MAGIC,
            struct.pack(">HBBBBBB", size & 0xFFFF if size < 65536 else 1, 1, 1, 0, 64, 32, 32),
            one,
            struct.pack(">IIIIIIII", pages, 0, 0, 1, 4, 0, 0, 1),
            user_version,
            struct.pack(">II", 0, APPLICATION_ID),
            bytes(20),
            one,
            struct.pack(">I", 3_040_001),
        )
    )
    leaf = struct.pack(">BHHHB", _LEAF, 0, 0, size & 0xFFFF, 0)
    return (head + leaf).ljust(size, b"\0")


def _is_root(data: bytes, size: int, root: int, keyed: bool) -> bool:
    if not 2 <= root <= len(data) // size:
        return False
    kinds = (_INDEX_LEAF, _INDEX_BRANCH) if keyed else (_LEAF, _BRANCH)
    kind = data[(root - 1) * size]
    return kind in kinds or kind not in (_LEAF, _BRANCH, _INDEX_LEAF, _INDEX_BRANCH)  # a lost page may be it


def _entries(data: bytes, size: int) -> dict[str, tuple[int, str]]:
    """Return root page and statement of every table whose entry stands in a page; one said twice is left out.

    An old page that the file no longer uses may hold an entry too: where two disagree, neither is believed.
    """
    found: dict[str, tuple[int, str]] = {}
    twofold = set()
    for number in range(len(data) // size):
        page = data[number * size : (number + 1) * size]
        for kind, name, root, sql in _entries_of(data, page, _HEAD if number == 0 else 0):
            if kind != "table":
                continue
            if name in found and found[name][0] != root:
                twofold.add(name)
            if name not in found or (sql and not found[name][1]):
                found[name] = (root, sql)
    return {name: entry for name, entry in found.items() if name not in twofold}


def _entries_of(data: bytes, page: bytes, start: int) -> Iterator[tuple[str, str, int, str]]:
    if page[start] != _LEAF:
        return
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    for index in range(count):
        place = start + 8 + 2 * index
        with contextlib.suppress(IndexError, ValueError, UnicodeDecodeError):
            entry = _entry(data, page, int.from_bytes(page[place : place + 2], "big"))
            if entry is not None:
                yield entry


def _entry(data: bytes, page: bytes, at: int) -> tuple[str, str, int, str] | None:
    """Return a cell of `sqlite_master` as type, name, root page and statement; None for any other cell."""
    length, at = _varint(page, at)
    _rowid, at = _varint(page, at)
    payload = _payload(data, page, at, length)
    head_length, at = _varint(payload, 0)
    kinds = []
    while at < head_length:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    if len(kinds) != 5 or any(kind < 13 or not kind % 2 for kind in kinds[:3]):
        return None
    values: list[str] = []
    at = head_length
    for kind in kinds[:3]:
        values.append(payload[at : at + (kind - 13) // 2].decode())
        at += (kind - 13) // 2
    width = {1: 1, 2: 2, 3: 3, 4: 4}.get(kinds[3])
    if width is None or values[0] not in ("table", "index") or len(payload) < at + width:
        return None
    root = int.from_bytes(payload[at : at + width], "big")
    at += width
    statement = payload[at : at + max(0, kinds[4] - 13) // 2]
    whole = kinds[4] % 2 == 1 and len(statement) == (kinds[4] - 13) // 2
    return values[0], values[1], root, statement.decode() if whole else ""


def _payload(data: bytes, page: bytes, at: int, length: int) -> bytes:
    """Return a cell's content, with as much of its overflow pages as follows."""
    size = len(page)
    most = size - 35
    if length <= most:
        return page[at : at + length]
    least = (size - 12) * 32 // 255 - 23
    local = least + (length - least) % (size - 4)
    local = local if local <= most else least
    content = page[at : at + local]
    following = int.from_bytes(page[at + local : at + local + 4], "big")
    while following and len(content) < length and following <= len(data) // size:
        piece = data[(following - 1) * size : following * size]
        following = int.from_bytes(piece[:4], "big")
        content += piece[4 : 4 + length - len(content)]
    return content


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(9):
        byte = data[at]
        at += 1
        if count == 8:
            return (value << 8) | byte, at
        value = (value << 7) | (byte & 0x7F)
        if not byte & 0x80:
            break
    return value, at


def named(shape: Shape, row: Sequence[object]) -> dict[str, object]:
    """Return a row of `Wreck.rows` by its columns."""
    return dict(zip(shape.columns, row[len(shape.key) or 1 :], strict=True))
