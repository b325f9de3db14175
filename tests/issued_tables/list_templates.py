"""Templates that are lists: one row a record, with all that counties put around it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl.styles import PatternFill
from openpyxl.worksheet.pagebreak import Break

from hazard_desk.issued_tables.filling import SheetFill
from hazard_desk.issued_tables.layout import WorkbookLayout
from tests.issued_tables.cases import Case, by_letter, layout, mark, marks, sheet_of
from tests.issued_tables.drawn_sheets import (
    boxes,
    put,
    title,
    widths,
)

NAMES = [
    "汾酒集团东厂",
    "泰化建材厂",
    "=兴旺煤业",
    "东风加油站",
    "西街烟花爆竹零售点",
    "永昌铸造有限公司",
    "文峰粮油",
]
CODES = ["91141121MA0K00001X", "", "911411210000000018", "91141121MA0K00002T", "", "91141121MA0K00003R", ""]


# ---- 1: a plain list with thick outer lines, more records than rows, a total, notes ----------------


def make_plain(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    put(sheet, {"A1": "附件1"})
    title(sheet, "A2:H2", "2026年第二季度安全生产检查情况统计表")
    put(sheet, {"A3": "填报单位：", "F3": "填报日期："}, ["A3:B3", "C3:E3", "G3:H3"])
    words = [
        "序号",
        "企业名称",
        "统一社会信用代码",
        "检查日期",
        "检查次数\n（次）",
        "发现隐患\n（条）",
        "罚款（万元）",
        "备 注",
    ]
    for column, word in zip("ABCDEFGH", words, strict=True):
        sheet[f"{column}4"] = word
    boxes(sheet, "A4:H10", thick=True)
    for row in range(4, 11):
        sheet.row_dimensions[row].height = 24
    for cell in sheet["G5:G9"]:
        cell[0].number_format = "0.00"
    put(sheet, {"A10": "合计", "E10": "=SUM(E5:E9)", "F10": "=SUM(F5:F9)", "G10": "=SUM(G5:G9)"}, ["A10:D10"])
    put(sheet, {"A11": "注：1.罚款以决定书为准；2.本表于每季度末月25日前报县安委办。"}, ["A11:H11"])
    put(sheet, {"A12": "审核人：", "D12": "填表人：", "G12": "联系电话："})
    widths(sheet, A=6, B=24, C=22, D=12, E=10, F=10, G=12, H=14)
    sheet.print_area = "A1:H12"
    sheet.print_title_rows = "4:4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.row_breaks.append(Break(id=9))
    sheet.freeze_panes = "C5"
    book.save(path)


def _plain_rows() -> list[dict[int, object]]:
    return [
        by_letter(
            {
                "B": name,
                "C": code,
                "D": date(2026, 4, 1 + i),
                "E": i + 1,
                "F": 2 * i,
                "G": Decimal("0.5") * i,
                "H": "停产" if i == 2 else None,
            }
        )
        for i, (name, code) in enumerate(zip(NAMES, CODES, strict=True))
    ]


def fill_plain(found: WorkbookLayout) -> list[SheetFill]:
    sheet = sheet_of(found, "Sheet1")
    words = {"填报单位": "西槽头乡人民政府", "填报日期": date(2026, 6, 25), "联系电话": "0358-3021234"}
    return [SheetFill("Sheet1", sheet, _plain_rows(), marks=marks(sheet, **words))]


PLAIN = Case(
    "plain",
    make_plain,
    (
        layout(
            "Sheet1",
            "2026年第二季度安全生产检查情况统计表",
            (4, 4),
            [
                "A 序号",
                "B 企业名称",
                "C 统一社会信用代码",
                "D 检查日期",
                "E 检查次数（次） |次",
                "F 发现隐患（条） |条",
                "G 罚款（万元） |万元",
                "H 备注",
            ],
            (5, 9),
            total=10,
            footer=11,
            number="A",
            naming="B",
            marked=[
                mark("C3", "填报单位"),
                mark("G3", "填报日期"),
                mark("B12", "审核人"),
                mark("E12", "填表人"),
                mark("H12", "联系电话"),
            ],
        ),
    ),
    fill_plain,
    {
        "Sheet1": {
            "C3": "西槽头乡人民政府",
            "G3": "2026年6月25日",
            **{f"A{5 + i}": i + 1 for i in range(7)},
            **{f"B{5 + i}": name for i, name in enumerate(NAMES)},
            **{f"C{5 + i}": code for i, code in enumerate(CODES)},
            **{f"D{5 + i}": date(2026, 4, 1 + i) for i in range(7)},
            **{f"G{5 + i}": 0.5 * i for i in range(7)},
            "H7": "停产",
            "A12": "合计",
            "E12": 28,
            "F12": 42,
            "G12": 10.5,
            "A13": "注：1.罚款以决定书为准；2.本表于每季度末月25日前报县安委办。",
            "H14": "0358-3021234",
        }
    },
    moved={"Sheet1": (10, 2)},
)


# ---- 2: three header levels, units, column numbers, a total on top, nothing in column A ------------


def make_levels(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "统计表"
    title(sheet, "B2:K2", "全县企业安全生产基本情况统计表（2026年）", 20)
    put(
        sheet,
        {"B3": "填报单位（盖章）：              填报时间：      年    月    日", "J3": "单位：家、人、万元"},
        ["B3:H3", "J3:K3"],
    )
    put(
        sheet,
        {
            "B4": "序号",
            "C4": "乡镇（街道）",
            "D4": "企业情况",
            "D5": "企业总数",
            "E5": "其中",
            "E6": "规上\n企业",
            "F6": "规下企业",
            "G4": "从业人员",
            "G5": "总数",
            "H5": "特种作业",
            "H6": "持证",
            "I6": "未持证",
            "J4": "安全投入",
            "J5": "本年",
            "K5": "上年",
        },
        ["B4:B6", "C4:C6", "D4:F4", "D5:D6", "E5:F5", "G4:I4", "G5:G6", "H5:I5", "J4:K4", "J5:J6", "K5:K6"],
    )
    for column, unit in zip("DEFGHIJK", ["家", "家", "家", "人", "人", "人", "万元", "万元"], strict=True):
        sheet[f"{column}7"] = unit
    for column, number in zip("BCDEFGHIJK", ["甲", "乙", 1, 2, 3, 4, 5, 6, 7, 8], strict=True):
        sheet[f"{column}8"] = number
    put(sheet, {"B9": "合　计"}, ["B9:C9"])
    for column in "DEFGHIJK":
        sheet[f"{column}9"] = f"=SUM({column}10:{column}12)"
    boxes(sheet, "B4:K12")
    for row in range(9, 13):
        sheet.row_dimensions[row].height = 20
        sheet[f"C{row}"].fill = PatternFill("solid", fgColor="FFF2CC")
    widths(sheet, A=2, B=6, C=16, **dict.fromkeys("DEFGHIJK", 9.5))
    sheet.column_dimensions["I"].hidden = True
    sheet.freeze_panes = "D9"
    book.save(path)


LEVEL_ROWS = [
    ("凤城镇", 310, 12, 5200),
    ("开栅镇", 120, 4, 1800),
    ("南庄镇", 88, 0, 950),
    ("西槽头乡", 141, 3, 2111),
]


def fill_levels(found: WorkbookLayout) -> list[SheetFill]:
    sheet = sheet_of(found, "统计表")
    rows = [
        by_letter({"C": n, "D": all_, "E": large, "F": all_ - large, "G": people, "J": Decimal("12.5")})
        for n, all_, large, people in LEVEL_ROWS
    ]
    words = {"填报单位(盖章)": "西槽头乡人民政府", "填报时间": date(2026, 3, 5)}
    return [SheetFill("统计表", sheet, rows, marks=marks(sheet, **words))]


LEVELS = Case(
    "levels",
    make_levels,
    (
        layout(
            "统计表",
            "全县企业安全生产基本情况统计表(2026年)",
            (4, 6),
            [
                "B 序号",
                "C 乡镇（街道）",
                "D 企业情况>企业总数 |家",
                "E 企业情况>其中>规上企业 |家",
                "F 企业情况>其中>规下企业 |家",
                "G 从业人员>总数 |人",
                "H 从业人员>特种作业>持证 |人",
                "I 从业人员>特种作业>未持证 |人",
                "J 安全投入>本年 |万元",
                "K 安全投入>上年 |万元",
            ],
            (10, 12),
            total=9,
            number="B",
            naming="C",
            hidden=["I"],
            marked=[
                mark("B3", "填报单位(盖章)", "填报单位（盖章）：              "),
                mark("B3", "填报时间", "填报时间：      年    月    日"),
            ],
        ),
    ),
    fill_levels,
    {
        "统计表": {
            "B3": "填报单位（盖章）：西槽头乡人民政府  填报时间：2026年3月5日",
            **{f"C{10 + i}": row[0] for i, row in enumerate(LEVEL_ROWS)},
            **{f"B{10 + i}": i + 1 for i in range(4)},
            "D9": 659,
            "E9": 19,
            "F9": 640,
            "G9": 10061,
            "J9": 50,
            "K9": 0,
        }
    },
    moved={"统计表": (13, 1)},
    changed=frozenset({"填报单位（盖章）：              填报时间：      年    月    日"}),
)


# ---- 3: villages stand there already, one merged cell for the whole area, shares calculated --------

VILLAGES = ["西槽头村", "东槽头村", "贾家庄村", "狄家社村", "百金堡村", "永乐村", "桑村", "汾曲村"]


def make_villages(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "附件3"
    title(sheet, "A1:H1", "各村（社区）隐患排查治理进度表")
    put(
        sheet,
        {
            "A3": "片区",
            "B3": "村（社区）名称",
            "C3": "企业数",
            "D3": "隐患排查治理",
            "D4": "排查",
            "E4": "整改",
            "F4": "整改率",
            "G3": "占全乡比重",
            "H3": "网格员及电话",
        },
        ["A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:G4", "H3:H4"],
    )
    for i, village in enumerate(VILLAGES):
        row = 5 + i
        put(
            sheet,
            {
                f"B{row}": village,
                f"F{row}": f'=IF(D{row}=0,"",E{row}/D{row})',
                f"G{row}": f"=D{row}/SUM(D$5:D$12)",
            },
        )
        sheet[f"F{row}"].number_format = "0.0%"
        sheet[f"G{row}"].number_format = "0.0%"
    put(sheet, {"A5": "东片", "A9": "西片", "H6": "张建国13835800001"}, ["A5:A8", "A9:A12"])
    put(sheet, {"A13": "全乡合计"}, ["A13:B13"])
    for column in "CDE":
        sheet[f"{column}13"] = f"=SUM({column}5:{column}12)"
    sheet["F13"] = "=E13/D13"
    sheet["F13"].number_format = "0.0%"
    boxes(sheet, "A3:H13")
    put(sheet, {"A15": "填表说明：整改率＝整改÷排查。"})
    widths(sheet, A=8, B=16, C=9, D=9, E=9, F=10, G=12, H=22)
    book.save(path)


def fill_villages(found: WorkbookLayout) -> list[SheetFill]:
    sheet = sheet_of(found, "附件3")
    row_of = {name: row for row, name in sheet.keys}
    told = [("桑村", 5, 10, 4), ("西槽头村", 9, 20, 20), ("东槽头村", 3, 0, 0)]
    rows = [by_letter({"C": c, "D": d, "E": e, "F": Decimal("0.4"), "H": "李红 139"}) for _, c, d, e in told]
    return [SheetFill("附件3", sheet, rows, beside=True, row_at=tuple(row_of[name] for name, *_ in told))]


VILLAGES_LISTED = Case(
    "villages",
    make_villages,
    (
        layout(
            "附件3",
            "各村(社区)隐患排查治理进度表",
            (3, 4),
            [
                "A 片区",
                "B 村（社区）名称",
                "C 企业数",
                "D 隐患排查治理>排查",
                "E 隐患排查治理>整改",
                "F 隐患排查治理>整改率",
                "G 占全乡比重",
                "H 网格员及电话",
            ],
            (5, 12),
            keys=[(5 + i, village) for i, village in enumerate(VILLAGES)],
            formulas="FG",
            total=13,
            footer=15,
            naming="B",
        ),
    ),
    fill_villages,
    {
        "附件3": {
            "C11": 5,
            "D11": 10,
            "E11": 4,
            "F11": 0.4,
            "C5": 9,
            "D5": 20,
            "F5": 1,
            "F6": "",
            "C6": 3,
            "H5": "李红 139",
            "H6": "张建国13835800001",
            "H11": "李红 139",
            "C13": 17,
            "D13": 30,
            "E13": 24,
            "F13": 0.8,
            "G5": 20 / 30,
        }
    },
    kept=2,
)


LISTS = (PLAIN, LEVELS, VILLAGES_LISTED)
