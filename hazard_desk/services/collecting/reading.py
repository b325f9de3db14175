"""The files that came back, read one by one; what can't be read is said with its place, and left out.

Nothing here needs the office file: a folder is read in the background, then taken in at once.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hazard_desk.errors import HazardDeskError, InputRefused, Problem
from hazard_desk.intake.containers import Kind, open_parts, read_bytes, recognise
from hazard_desk.intake.reading import Grid, open_workbook
from hazard_desk.issued_tables.reading import ReadSheet, read_rows
from hazard_desk.progress import Progress
from hazard_desk.services.attaching import shown_name
from hazard_desk.services.collecting.facts import CollectionFacts
from hazard_desk.services.collecting.templates import expected_layout
from hazard_desk.store.attachments import LARGEST

MOST_FILES = 2000
"""More files than these in a folder are no returned tables but somebody's whole disk."""

_LEAST_KNOWN = 0.5  # the share of columns that must be there for it to be this table
_WHOSE = re.compile(
    r"^(?:填报|报送|上报|填表|报表|统计)?(?:单位|村|村名|村居|社区|企业|单位名称|企业名称|村名称|村社区)"
    r"(?:名称)?(?:\((?:盖章|公章|签章|加盖公章|村|村社区)\))?[::](.*)$"
)
_OPEN_ELSEWHERE = ("~${}", ".~{}", ".~lock.{}#")  # what a program leaves beside a file that it has open
_UNASKED = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_TOP_ROWS, _BOTTOM_ROWS = 12, 8  # where a table says whose it is


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A row as it was read: `texts` by the position of the column, `extras` what has no column there."""

    sheet: str
    row: int
    texts: dict[int, str]
    extras: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadReturn:
    """A file that came back and could be read; `place` its way from the folder, `said` whose it says it is.

    `remarks` are sentences about what was odd: cells that can't be read, columns missing or added.
    """

    path: Path
    place: str
    sha256: str
    rows: tuple[ReturnRow, ...]
    said: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's name as it is shown and kept."""
        return shown_name(self.path.name)


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that isn't taken in, and why."""

    path: Path
    place: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class FolderRead:
    """All that lay in a folder (or was dropped): what could be read, what couldn't."""

    returns: tuple[ReadReturn, ...]
    unread: tuple[Unread, ...] = field(default=())


def read_folder(
    where: Path | Sequence[Path], facts: CollectionFacts, progress: Progress | None = None
) -> FolderRead:
    """Read every table in a folder and the folders in it, or the files given; each on its own.

    A file that is no table, or another one, is listed with the reason and stops nobody else's.
    """
    files = returned_files([where] if isinstance(where, Path) else where)
    expected = expected_layout(facts)
    returns: list[ReadReturn] = []
    unread = []
    for number, (path, place) in enumerate(files):
        if progress is not None:
            progress.report(number, len(files), shown_name(path.name))
        try:
            returns.append(_read(path, place, facts, read_rows(_safe(path), expected)))
        except InputRefused as error:
            unread.append(Unread(path, place, error.problems))
        except HazardDeskError as error:
            unread.append(Unread(path, place, (Problem(error.what, error.remedy),)))
    if progress is not None:
        progress.report(len(files), len(files))
    return FolderRead(tuple(returns), tuple(unread))


def returned_files(given: Sequence[Path]) -> list[tuple[Path, str]]:
    """Return the files meant, each with its way from the folder given; without what the system left there."""
    found: dict[Path, str] = {}
    for one in given:
        if one.is_dir():
            try:
                within = sorted(one.rglob("*"))
            except OSError as error:
                raise _unreachable(one) from error
            for path in within:
                if path.is_file() and not _is_unasked(path):
                    found.setdefault(path, path.relative_to(one).as_posix())
        elif one.is_file():
            if not _is_unasked(one):
                found.setdefault(one, one.name)
        else:
            raise _unreachable(one)
    if len(found) > MOST_FILES:
        raise HazardDeskError(
            f"这个文件夹里有 {len(found)} 个文件，不像是交回的表。",
            "没有读取，台账没有变化。",
            "请把交回的表单独放进一个文件夹，再选它。",
        )
    return list(found.items())


def _unreachable(where: Path) -> HazardDeskError:
    return HazardDeskError(
        f"打不开 {where.name or where}。",
        "没有读取，台账没有变化。",
        "请检查文件夹是否还在、U盘是否还连着，再选一次。",
    )


def _is_unasked(path: Path) -> bool:
    return path.name.lower() in _UNASKED or path.name.startswith(("~$", "._", ".~"))


def _safe(path: Path) -> Path:
    """Refuse what could be read but not kept beside the records."""
    content = read_bytes(path)
    if len(content) > LARGEST:
        raise _refusal(path, f"文件超过 {LARGEST // 2**20} 兆。", "请去掉里面的图片，另存后再收。")
    kind = recognise(path, content)
    if kind is Kind.ODS:
        raise _refusal(
            path, "这是 .ods 格式，原件存不进附件。", "请用表格软件打开，另存为 .xlsx，放回文件夹再收。"
        )
    if kind is Kind.XLSX and any(
        name.lower().endswith("vbaproject.bin") for name in open_parts(path, content).namelist()
    ):
        raise _refusal(path, "文件里有宏，不收。", "请另存为不带宏的 .xlsx，放回文件夹再收。")
    return path


def _refusal(path: Path, message: str, remedy: str) -> InputRefused:
    return InputRefused([Problem(message, remedy, value=path.name)])


def _read(path: Path, place: str, facts: CollectionFacts, read: ReadSheet) -> ReadReturn:
    _demand_this_table(path, facts, read)
    content = read_bytes(path)
    grids = {grid.name: grid for grid in open_workbook(path).grids}
    grid = grids.get(read.layout.sheet)
    rows = []
    for row in read.rows:
        texts = {
            at: text
            for at, text in enumerate(row.texts)
            if text.strip() and at < len(facts.columns) and not facts.columns[at].counted
        }
        if texts or row.extras:
            rows.append(ReturnRow(row.sheet, row.row, texts, row.extras))
    if not rows:
        raise _refusal(path, "表头对得上，但一行也没有填。", "请向对方要填好的表。")
    return ReadReturn(
        path,
        place,
        hashlib.sha256(content).hexdigest(),
        tuple(rows),
        _said(grid, read) if grid is not None else (),
        tuple(_remarks(path, facts, read, grids)),
    )


def _demand_this_table(path: Path, facts: CollectionFacts, read: ReadSheet) -> None:
    """Refuse a sheet that has less than half of the columns that are expected."""
    wanted = [at for at, column in enumerate(facts.columns) if not column.counted]
    known = [at for at in wanted if at < len(read.columns) and read.columns[at] is not None]
    if len(known) >= max(1, len(wanted) * _LEAST_KNOWN):
        return
    missing = "、".join(facts.columns[at].label for at in wanted if at not in known)
    raise _refusal(
        path,
        f"不像是「{facts.name}」：{len(wanted)} 栏里只有 {len(known)} 栏对得上，缺{missing}。",
        "请核对是不是交错了表；是这张表的，请把表头改成和发下去的一样。",
    )


def _remarks(path: Path, facts: CollectionFacts, read: ReadSheet, grids: dict[str, Grid]) -> list[str]:
    said = []
    if any((path.parent / beside.format(path.name)).exists() for beside in _OPEN_ELSEWHERE):
        said.append("收的时候这个文件正开着，没有存盘的改动不在里面。")
    missing = [column for column, at in zip(facts.columns, read.columns, strict=True) if at is None]
    if missing:
        said.append(f"缺{len(missing)}栏：{'、'.join(column.label for column in missing)}。")
    keys = [column for column in facts.columns if column.key]
    if keys and all(column in missing for column in keys):
        said.append("认行的栏都没有，不知道每一行说的是谁，各行单独列在汇总表里。")
    if read.extra:
        said.append(f"多出{len(read.extra)}栏：{'、'.join(read.extra)}。")
    for problem in read.problems:
        place = f"第{problem.row}行" if problem.row else ""
        column = f"“{problem.column}”" if problem.column else ""
        said.append(f"{place}{column}{'：' if place or column else ''}{problem.message}{problem.remedy}")
    taken = list(dict.fromkeys([read.layout.sheet, *(row.sheet for row in read.rows)]))
    others = [
        name
        for name, grid in grids.items()
        if name not in taken
        and sum(any(cell != "" for cell in row) for row in grid.rows) > 1
        and name != "填写说明"
    ]
    if others:
        said.append(f"只读了工作表{'、'.join(f'“{name}”' for name in taken)}，没有读：{'、'.join(others)}。")
    return said


def _said(grid: Grid, read: ReadSheet) -> tuple[str, ...]:
    """Return what the sheet says of whose it is: behind 填报单位：, or the title above the table."""
    layout = read.layout
    rows = set(range(1, min(layout.header_first, _TOP_ROWS)))
    last = max((row.row for row in read.rows), default=layout.header_last)
    rows |= set(range(last + 1, min(len(grid.rows), last + _BOTTOM_ROWS) + 1))
    found = []
    for number in sorted(rows):
        cells = grid.rows[number - 1] if number <= len(grid.rows) else []
        for at, cell in enumerate(cells):
            if not isinstance(cell, str) or not cell.strip():
                continue
            text = _plain(cell)
            match = _WHOSE.match(text)
            if match is None:
                continue
            behind = re.split(r"(?:填报|报送|填表|制表|统计)?(?:日期|时间|人)[::]|联系电话", match[1])[0]
            beside = next((text for other in cells[at + 1 :] if (text := _plain(str(other)))), "")
            found.append(behind or ("" if ":" in beside else beside))
    return tuple(dict.fromkeys(text for text in (*found, layout.title) if text))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
