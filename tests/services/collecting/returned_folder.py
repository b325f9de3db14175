"""An office of thirty villages, the table it sent out, and the folder that came back in every state there is.

What must come of it is written down beside each piece of dirt, by hand: conflicts, who has not returned, what
can't be read. Nothing here is reckoned by the program.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.collecting.collections import save_collection
from hazard_desk.services.collecting.facts import CollectionFacts
from hazard_desk.services.collecting.templates import begin_from
from hazard_desk.services.offices import set_up_office, villages
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import PartyKind
from tests.cli.desk import credit_code
from tests.intake.sheets import ods
from tests.photo_samples import jpeg

VILLAGES = (
    "东街村", "西街村", "南街社区", "北街社区", "马村", "东马村", "西马村", "上庄村", "下庄村", "李家庄村",
    "王家庄村", "赵家堡村", "孙家沟村", "石侯村", "石永村", "宜儿村", "贺家堡村", "明阳村", "大城南村",
    "洪义村", "韩村", "周村", "吴村", "桥头村", "南武度村", "北武度村", "麻家寨村", "神堂村", "裴会村",
    "岳村",
)  # fmt: skip
TITLE = "工贸企业用气情况统计表"
HEADS = (
    ("序号",), ("所属村",), ("企业名称",), ("统一社会信用代码",), ("主要负责人", "姓名"),
    ("主要负责人", "联系电话"), ("从业人数（人）",), ("成立时间",), ("用气方式",), ("气瓶数（只）",),
)  # fmt: skip
NUMBER, VILLAGE, NAME, CODE, PRINCIPAL, PHONE, STAFF, SINCE, GAS, BOTTLES = range(10)
DUE = date(2026, 11, 20)
NOW = datetime(2026, 11, 22, 9, 0)

Row = list[Any]
Conflict = tuple[str, str]
"""The enterprise, and the header of the column."""


def trade(village: int, at: int) -> str:
    """Return the name of one of a village's two enterprises."""
    return f"文水县{VILLAGES[village].removesuffix('村').removesuffix('社区')}{('木业', '面粉')[at]}厂"


def facts(village: int, at: int) -> EnterpriseFacts:
    """Return what the registry holds of it."""
    serial = village * 2 + at + 1
    return EnterpriseFacts(
        name=trade(village, at),
        code=credit_code(serial),
        village=VILLAGES[village],
        principal=f"王{'甲乙丙丁戊己庚辛壬癸'[village % 10]}{'福禄'[at]}",
        principal_phone=f"1383587{serial:04d}",
        staff_total=5 + serial,
        established="" if (village, at) == (8, 0) else f"2015-03-{1 + village % 28:02d}",
        address=f"{VILLAGES[village]}街",
    )


def filled(village: int, at: int) -> Row:
    """Return a row as a village fills it in properly: what the registry holds, and what it was asked."""
    known = facts(village, at)
    gas, bottles = (("管道天然气", 0), ("瓶装液化气", 2 + village))[at]
    return [
        at + 1, known.village, known.name, known.code, known.principal, known.principal_phone,
        known.staff_total, known.established, gas, bottles,
    ]  # fmt: skip


# ---- writing files ---------------------------------------------------------------------------


@dataclass
class Look:
    """What a village made of the table before it sent it back."""

    titles: Sequence[str] = (TITLE,)
    unit: str = ""
    order: Sequence[int] = range(10)
    extra: dict[str, Sequence[Any]] = field(default_factory=dict)
    blank_rows: bool = False
    total: bool = True
    notes: Sequence[str] = ()
    merge_village: bool = False
    name: str = "{village}.xlsx"


def grid(rows: Sequence[Row], look: Look) -> tuple[list[list[Any]], list[tuple[int, int, int, int]]]:
    """Return the cells of the sheet, and its merged areas (first row, last row, first and last column)."""
    heads = [HEADS[at] for at in look.order] + [(label,) for label in look.extra]
    merges: list[tuple[int, int, int, int]] = []
    lines: list[list[Any]] = []
    for title in look.titles:
        merges.append((len(lines), len(lines), 0, len(heads) - 1))
        lines.append([title])
    lines.append([f"填报单位：{look.unit}", None, None, "填报日期：2026年11月18日"])
    top = len(lines)
    lines += [[head[0] for head in heads], [head[1] if len(head) > 1 else None for head in heads]]
    for at, head in enumerate(heads):
        if len(head) == 1:
            merges.append((top, top + 1, at, at))
        elif at + 1 < len(heads) and heads[at + 1][0] == head[0]:
            merges.append((top, top, at, at + 1))
            lines[top][at + 1] = None
    first = len(lines)
    for number, row in enumerate(rows):
        if look.blank_rows and number:
            lines.append([])
        lines.append([row[at] for at in look.order] + [values[number] for values in look.extra.values()])
    if look.merge_village:
        at = list(look.order).index(VILLAGE)
        for line in lines[first + 1 :]:
            line[at] = None
        merges.append((first, len(lines) - 1, at, at))
    if look.total:
        total: list[Any] = [None] * len(heads)
        total[0] = "合计"
        if BOTTLES in look.order:
            total[list(look.order).index(BOTTLES)] = sum(
                row[BOTTLES] for row in rows if isinstance(row[BOTTLES], int)
            )
        lines.append(total)
    lines += [[note] for note in look.notes]
    return lines, merges


def write(path: Path, rows: Sequence[Row], look: Look) -> Path:
    """Write a returned table as .xlsx, or as .xls where it's called so."""
    lines, merges = grid(rows, look)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".xls":
        old = xlwt.Workbook()
        page = old.add_sheet("Sheet1")
        covered = {(r, c) for r1, r2, c1, c2 in merges for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)}
        for r, line in enumerate(lines):
            for c, value in enumerate(line):
                if value is not None and (r, c) not in covered:
                    page.write(r, c, value)
        for r1, r2, c1, c2 in merges:
            page.write_merge(r1, r2, c1, c2, lines[r1][c1] if c1 < len(lines[r1]) else None)
        old.save(str(path))
        return path
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append(line)
    for r1, r2, c1, c2 in merges:
        sheet.merge_cells(f"{get_column_letter(c1 + 1)}{r1 + 1}:{get_column_letter(c2 + 1)}{r2 + 1}")
    sheet.cell(1, 1).font = Font(bold=True, size=18)
    book.save(path)
    return path


def template(path: Path) -> Path:
    """Write the table that is sent out: the header with six free rows."""
    return write(path, [[number + 1] + [None] * 9 for number in range(6)], Look(total=True))


# ---- the folder ------------------------------------------------------------------------------


@dataclass
class Planted:
    """What must come of the folder."""

    folder: Path
    conflicts: dict[Conflict, set[str]] = field(default_factory=dict)  # → the texts that differ, ours too
    missing: set[str] = field(default_factory=set)
    unread: dict[str, str] = field(default_factory=dict)  # file → a word of the reason
    unclaimed: set[str] = field(default_factory=set)
    present: set[str] = field(default_factory=set)
    hints: dict[str, str] = field(default_factory=dict)  # village → the file that has its row
    new: set[str] = field(default_factory=set)
    values: dict[Conflict, str] = field(default_factory=dict)  # ours blank, said once
    files: int = 0  # that are taken in
    rows: int = 0


def label(column: int) -> str:
    """Return what a column is called, with the header above its own."""
    return " ".join(HEADS[column])


def plant(folder: Path) -> Planted:
    """Fill the folder that came back, and say what is to be found in it."""
    planted = Planted(folder)
    folder.mkdir()

    def put(village: int, rows: Sequence[Row], look: Look | None = None) -> Path:
        look = look or Look()
        planted.files += 1
        planted.rows += len(rows)
        return write(folder / look.name.format(village=VILLAGES[village]), rows, look)

    def two(village: int, *changes: tuple[int, int, Any]) -> list[Row]:
        rows = [filled(village, at) for at in range(2)]
        for at, column, value in changes:
            rows[at][column] = value
        return rows

    def differs(village: int, at: int, column: int, *texts: str) -> None:
        planted.conflicts[trade(village, at), label(column)] = set(texts)

    put(0, two(0))
    put(1, two(1, (0, STAFF, 40)), Look(name="关于报送{village}用气情况的表（定稿）最新.xlsx"))
    differs(1, 0, STAFF, "40", "8")
    put(2, two(2), Look(order=(0, 1, 3, 2, 8, 9, 4, 5, 6, 7), name="{village}报表.xlsx"))
    put(3, two(3), Look(extra={"备注": ("已换管", None), "联系人微信": (None, "wx123")}))
    put(4, two(4, (1, PHONE, "13900001111")), Look(unit="马村（盖章）", name="微信图片_表格1.xlsx"))
    differs(4, 1, PHONE, "13900001111", facts(4, 1).principal_phone)
    put(5, two(5), Look(name="{village}村委会.xls"))
    # The name misspelt, told by the code.
    put(6, two(6, (0, NAME, "文水县西马木业有限公司")))
    planted.conflicts["文水县西马木业有限公司", label(NAME)] = {"文水县西马木业有限公司", trade(6, 0)}
    put(7, two(7, (0, PHONE, None), (0, PRINCIPAL, "/"), (1, STAFF, "——")), Look(blank_rows=True))
    put(8, two(8, (0, SINCE, "2018年6月1日")))
    planted.values[trade(8, 0), label(SINCE)] = "2018-06-01"
    new = [3, VILLAGES[9], "李家庄新开铸造厂", None, "李新", "13700000009", 12, "2026.1.5", "无", 0]
    put(9, [*two(9), new])
    planted.new.add("李家庄新开铸造厂")
    put(
        10,
        two(10),
        Look(
            titles=("附件1", TITLE, "（2026年第四季度）"),
            notes=("填表人：王五　电话：13800000000", "注：按实际填写"),
        ),
    )
    put(11, two(11), Look(order=tuple(range(9)), total=False))  # 气瓶数 cut off
    wide = two(12)
    wide[0] = [
        1, "孙家沟 村", "文水县　孙家沟木业厂 ", f" {facts(12, 0).code.lower()}", "王 丙福",
        "１３８３５８７００２５", "３０人", "2015.3.13", "管道 天然气", "0",
    ]  # fmt: skip
    put(12, wide)
    put(13, two(13, (0, SINCE, datetime(2015, 3, 14)), (1, SINCE, "20150314")), Look(merge_village=True))
    put(14, two(14, (0, PHONE, 13835870029), (1, STAFF, 35.0)), Look(name="{village}.xls"))
    put(15, two(15), Look(name="{village}/表.xlsx"))
    put(16, two(16, (0, CODE, None), (1, CODE, None)), Look(name="上报材料/{village}（2）.xlsx"))
    put(17, two(17, (0, CODE, None), (1, NAME, None)))
    put(18, two(18))
    put(19, two(19, (0, CODE, 911411210000000397000.0)))  # the code as a number: its end is lost
    # Two files of one village: the second says otherwise of one cell that isn't ours, and of one that is.
    put(20, two(20))
    put(20, two(20, (1, BOTTLES, 99), (0, PRINCIPAL, "新负责")), Look(name="{village}更正.xlsx"))
    differs(20, 1, BOTTLES, "22", "99")
    differs(20, 0, PRINCIPAL, facts(20, 0).principal, "新负责")
    # Rows of other villages in one's sheet: of one that returns (and says otherwise), of one that doesn't.
    strangers = [filled(23, 0), filled(22, 1)]
    strangers[0][GAS], strangers[1][STAFF] = "煤气", 1
    put(21, [*two(21), *strangers])
    put(23, two(23))
    differs(23, 0, GAS, "煤气", "管道天然气")
    differs(22, 1, STAFF, "1", str(facts(22, 1).staff_total))
    planted.missing.add(VILLAGES[22])
    planted.hints[VILLAGES[22]] = "周村.xlsx"
    _put_what_cant_be_read(folder, planted)
    planted.missing |= {VILLAGES[at] for at in (24, 25, 26, 27)}
    # Nobody says whose it is.
    rows = two(29)
    for row in rows:
        row[VILLAGE] = None
    put(29, rows, Look(name="新建 Microsoft Excel 工作表.xlsx"))
    planted.unclaimed.add("新建 Microsoft Excel 工作表.xlsx")
    planted.missing.add(VILLAGES[29])
    shutil.copy(folder / "东街村.xlsx", folder / "韩村以外的副本.xlsx")  # the very same file
    planted.present.add("韩村以外的副本.xlsx")
    (folder / "~$东街村.xlsx").write_bytes(b"lock")
    (folder / "Thumbs.db").write_bytes(b"thumbs")
    return planted


def _put_what_cant_be_read(folder: Path, planted: Planted) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["姓名", "身份证号", "低保金额", "发放日期"], ["王五", "1401…", 300, "2026-11-01"]):
        sheet.append(line)
    book.save(folder / f"{VILLAGES[24]}.xlsx")
    planted.unread[f"{VILLAGES[24]}.xlsx"] = ""
    template(folder / f"{VILLAGES[25]}.xlsx")
    planted.unread[f"{VILLAGES[25]}.xlsx"] = "没有填"
    whole = (folder / f"{VILLAGES[0]}.xlsx").read_bytes()
    (folder / f"{VILLAGES[26]}.xlsx").write_bytes(whole[: len(whole) // 2])
    planted.unread[f"{VILLAGES[26]}.xlsx"] = "损坏"
    ods(folder / "某村.ods", ["单位名称"], ["甲厂"])
    planted.unread["某村.ods"] = "ods"
    (folder / "现场照片.jpg").write_bytes(jpeg(40, 30))
    planted.unread["现场照片.jpg"] = "不是"
    (folder / "空白.xlsx").write_bytes(b"")
    planted.unread["空白.xlsx"] = "空的"


# ---- the office ------------------------------------------------------------------------------


def make_office(
    at: Path, clock: Callable[[], datetime] = lambda: NOW, of: Sequence[int] = range(len(VILLAGES))
) -> OfficeFile:
    """Make the office with the enterprises of these villages, two each."""
    OfficeFile.create(at, set_up_office, "文水县西槽头乡人民政府", VILLAGES)
    office = OfficeFile.open(at, clock=clock)
    office.run(_enter, of)
    return office


def _enter(work: UnitOfWork, of: Sequence[int]) -> Changes:
    for village in of:
        for enterprise in range(2):
            save_enterprise(work, facts(village, enterprise))
    return Changes("录入企业")


def begin(office: OfficeFile, at: Path, **more: Any) -> tuple[int, CollectionFacts]:
    """Begin the 收表 from the table that was sent out, to all villages; one of them need not return it."""
    begun = begin_from(template(at))
    ids = [choice.id for choice in office.ask(villages)]
    whole = CollectionFacts(
        name=begun.name,
        asked=PartyKind.VILLAGE,
        asked_on=date(2026, 11, 10),
        due_on=DUE,
        parties=tuple(ids),
        columns=begun.columns,
        fingerprint=begun.fingerprint,
        exempt=((ids[28], "没有工贸企业"),),
        **more,
    )
    record_id = office.run(save_collection, whole).record_id
    assert record_id is not None
    return record_id, whole
