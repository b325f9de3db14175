"""Templates that are no plain lists: forms of boxes, sheets with marks, loose headers, no rows at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation

from hazard_desk.issued_tables.filling import SheetFill
from hazard_desk.issued_tables.layout import WorkbookLayout
from tests.issued_tables.cases import Case, by_letter, layout, mark, marks, sheet_of
from tests.issued_tables.drawn_sheets import boxes, put, title, widths

# ---- 7: a form of labels and boxes ------------------------------------------------------------------


def make_form(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "登记表"
    title(sheet, "A1:F1", "企业安全生产基本信息登记表")
    put(
        sheet,
        {
            "A2": "填表日期：    年   月   日",
            "E2": "编号：",
            "A3": "单位名称",
            "E3": "成立日期",
            "A4": "统一社会信用代码",
            "E4": "所属行业",
            "A5": "法定代表人",
            "C5": "联系电话",
            "E5": "邮 箱",
            "A6": "注册地址",
            "A7": "主要产品及规模",
            "A8": "从业人数",
            "C8": "其中：安全员",
            "E8": "注册日期",
            "F8": "年  月  日",
            "A9": "审核意见",
            "B9": "（盖章）\n年  月  日",
        },
        ["A2:C2", "B3:D3", "B4:D4", "B6:F6", "B7:F7", "B9:F9"],
    )
    boxes(sheet, "A3:F9")
    for row in range(3, 10):
        sheet.row_dimensions[row].height = 28
    sheet.row_dimensions[9].height = 60
    widths(sheet, A=18, B=16, C=14, D=14, E=12, F=20)
    sheet.protection.sheet = True
    book.save(path)


def fill_form(found: WorkbookLayout) -> list[SheetFill]:
    sheet = sheet_of(found, "登记表")
    values = {
        "填表日期": date(2026, 5, 6),
        "单位名称": "泰化建材厂",
        "统一社会信用代码": "911411210000000018",
        "法定代表人": "王二",
        "联系电话": "03583021234",
        "注册地址": "西槽头村东",
        "注册日期": date(2001, 2, 3),
        "从业人数": 25,
    }
    return [SheetFill("登记表", sheet, marks=marks(sheet, **values))]


FORM = Case(
    "form",
    make_form,
    (
        layout(
            "登记表",
            "企业安全生产基本信息登记表",
            (0, 0),
            [],
            (0, 0),
            free=(),
            marked=[
                mark("A2", "填表日期", "填表日期：    年   月   日"),
                mark("F2", "编号"),
                mark("B3", "单位名称"),
                mark("F3", "成立日期"),
                mark("B4", "统一社会信用代码"),
                mark("F4", "所属行业"),
                mark("B5", "法定代表人"),
                mark("D5", "联系电话"),
                mark("F5", "邮箱"),
                mark("B6", "注册地址"),
                mark("B7", "主要产品及规模"),
                mark("B8", "从业人数"),
                mark("D8", "其中:安全员"),
                mark("F8", "注册日期", "年  月  日"),
            ],
        ),
    ),
    fill_form,
    {
        "登记表": {
            "A2": "填表日期：2026年5月6日",
            "B3": "泰化建材厂",
            "B4": "911411210000000018",
            "B5": "王二",
            "D5": "03583021234",
            "B6": "西槽头村东",
            "F8": "2001年2月3日",
            "B8": 25,
            "A9": "审核意见",
        }
    },
    changed=frozenset({"填表日期：    年   月   日", "年  月  日"}),
)


# ---- 8: several sheets, marks to replace, one sheet hidden, rows on two of them --------------------


def make_many(path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    first.title = "附件1"
    title(first, "A1:E1", "{{乡镇}}企业名单")
    for column, word in zip("ABCDE", ["NO.", "单位名称", "负责人", "手机号码", "类别"], strict=True):
        first[f"{column}2"] = word
    boxes(first, "A2:E7")
    options = DataValidation(type="list", formula1="字典!$A$1:$A$3")
    options.add("E3:E7")
    first.add_data_validation(options)
    put(first, {"A8": "截至【日期】共有企业 {{企业数}} 家，由 {{ 经办人 }} 填报。"}, ["A8:E8"])
    widths(first, A=6, B=24, C=12, D=16, E=12)
    second = book.create_sheet("附件2")
    title(second, "A1:C1", "隐患汇总")
    for column, word in zip("ABC", ["企业名称", "隐患数", "其中：重大隐患"], strict=True):
        second[f"{column}3"] = word
    put(second, {"A4": "小计", "B4": "=SUM(B5:B6)", "A7": "总计", "B7": "=B4", "C7": "=SUM(C5:C6)"})
    boxes(second, "A3:C7")
    third = book.create_sheet("填表说明")
    put(third, {"A1": "填表说明", "A2": "1. 本表由各乡镇填写。", "A3": "2. 手机号码填11位。"})
    hidden = book.create_sheet("字典")
    put(hidden, {"A1": "规上", "A2": "规下", "A3": "个体"})
    hidden.sheet_state = "hidden"
    book.save(path)


def fill_many(found: WorkbookLayout) -> list[SheetFill]:
    one, two = sheet_of(found, "附件1"), sheet_of(found, "附件2")
    people = [by_letter({"B": f"企业{i}", "C": "赵六", "D": f"1383580000{i}", "E": "规下"}) for i in range(7)]
    hazards = [by_letter({"A": f"企业{i}", "B": 2, "C": 1}) for i in range(5)]
    words = {"乡镇": "西槽头乡", "日期": date(2026, 6, 30), "企业数": 7, "经办人": "小李"}
    return [SheetFill("附件1", one, people, marks=marks(one, **words)), SheetFill("附件2", two, hazards)]


MANY = Case(
    "many",
    make_many,
    (
        layout(
            "附件1",
            "{{乡镇}}企业名单",
            (2, 2),
            ["A NO.", "B 单位名称", "C 负责人", "D 手机号码", "E 类别"],
            (3, 7),
            footer=8,
            number="A",
            naming="B",
            marked=[
                mark("A1", "乡镇", "{{乡镇}}"),
                mark("A8", "日期", "【日期】"),
                mark("A8", "企业数", "{{企业数}}"),
                mark("A8", "经办人", "{{ 经办人 }}"),
            ],
        ),
        layout(
            "附件2",
            "隐患汇总",
            (3, 3),
            ["A 企业名称", "B 隐患数", "C 其中：重大隐患"],
            (4, 6),
            free=(5, 6),
            total=7,
            naming="A",
        ),
        layout("填表说明", "填表说明", (0, 0), [], (0, 0), free=()),
    ),
    fill_many,
    {
        "附件1": {
            "A1": "西槽头乡企业名单",
            "A3": 1,
            "A9": 7,
            "B9": "企业6",
            "D9": "13835800006",
            "E9": "规下",
            "A10": "截至2026年6月30日共有企业 7 家，由 小李 填报。",
        },
        "附件2": {"A5": "企业0", "A9": "企业4", "B4": 10, "B10": 10, "C10": 5},
    },
    moved={"附件1": (8, 2), "附件2": (7, 3)},
    changed=frozenset({"{{乡镇}}企业名单", "截至【日期】共有企业 {{企业数}} 家，由 {{ 经办人 }} 填报。"}),
)


# ---- 9: no lines, nothing merged, an example row, signatures below, underlined gaps -----------------


def make_loose(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    put(sheet, {"A1": "附表二：", "A2": "安全生产培训人员花名册"})
    sheet["A2"].font = Font(size=16, bold=True)
    plain, line = InlineFont(sz=11), InlineFont(sz=11, u="single")
    sheet["A3"] = CellRichText(
        TextBlock(plain, "单位名称："),
        TextBlock(line, "            "),
        TextBlock(plain, "填 报 人："),
        TextBlock(line, "        "),
    )
    put(
        sheet,
        {
            "A5": "序号",
            "B5": "姓名",
            "C5": "身份",
            "D5": "培训情况",
            "G5": "证书编号",
            "D6": "培训日期",
            "E6": "学时",
            "F6": "成绩",
            "A7": "例",
            "B7": "张三",
            "C7": "安全员",
            "D7": "2026-01-01",
            "E7": 12,
            "F7": 95,
            "G7": "T001",
            "A14": "主要负责人（签字）：",
            "E14": "经办人（签字）：",
            "A15": "说明：成绩按百分制填写。",
        },
    )
    for row in sheet["A5:G6"]:
        for cell in row:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(horizontal="center")
    sheet["G8"].number_format = "@"
    widths(sheet, A=7, B=12, C=12, D=14, E=8, F=8, G=18)
    book.save(path)


def fill_loose(found: WorkbookLayout) -> list[SheetFill]:
    sheet = sheet_of(found, "Sheet1")
    rows = [
        by_letter({"B": f"学员{i}", "C": "班组长", "D": date(2026, 3, i), "E": 8, "F": 80 + i, "G": f"00{i}"})
        for i in range(1, 10)
    ]
    words = {"单位名称": "泰化建材厂", "填报人": "小李"}
    return [SheetFill("Sheet1", sheet, rows, marks=marks(sheet, **words))]


LOOSE = Case(
    "loose",
    make_loose,
    (
        layout(
            "Sheet1",
            "安全生产培训人员花名册",
            (5, 6),
            [
                "A 序号",
                "B 姓名",
                "C 身份",
                "D 培训情况>培训日期",
                "E 培训情况>学时",
                "F 培训情况>成绩",
                "G 证书编号",
            ],
            (8, 12),
            footer=14,
            number="A",
            naming="B",
            marked=[
                mark("A3", "单位名称", "单位名称：            "),
                mark("A3", "填报人", "填 报 人：        "),
                mark("B14", "主要负责人(签字)"),
                mark("F14", "经办人(签字)"),
            ],
        ),
    ),
    fill_loose,
    {
        "Sheet1": {
            "A3": "单位名称：泰化建材厂  填 报 人：小李",
            "A7": "例",
            "B7": "张三",
            **{f"A{7 + i}": i for i in range(1, 10)},
            **{f"B{7 + i}": f"学员{i}" for i in range(1, 10)},
            **{f"D{7 + i}": date(2026, 3, i) for i in range(1, 10)},
            **{f"G{7 + i}": f"00{i}" for i in range(1, 10)},
            "A18": "主要负责人（签字）：",
            "E18": "经办人（签字）：",
            "A19": "说明：成绩按百分制填写。",
        }
    },
    moved={"Sheet1": (13, 4)},
    changed=frozenset({"单位名称：            填 报 人：        "}),
)


# ---- 10: a header with its total right below, days counted from 1904 --------------------------------


def make_rowless(path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "打非治违"
    title(sheet, "A1:F1", "严厉打击非法违法行为周报表")
    put(sheet, {"A2": "填报单位:____________", "E2": "填报日期:"}, ["A2:C2"])
    put(
        sheet,
        {
            "A3": "查处\n日期",
            "B3": "违法主体",
            "C3": "处罚（Ｗ）情况",
            "C4": "罚款（元）",
            "D4": "拘留（人）",
            "E3": "案由",
            "F3": "经办人",
            "A5": "合 计（起）",
            "C5": 0,
            "A6": "备注：无数据的填“零报告”。",
        },
        ["A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4", "A5:B5", "A6:F6"],
    )
    boxes(sheet, "A3:F5")
    sheet.row_dimensions[5].height = 22
    widths(sheet, A=14, B=22, C=12, D=12, E=24, F=12)
    book.save(path)


def fill_rowless(found: WorkbookLayout) -> list[SheetFill]:
    sheet = sheet_of(found, "打非治违")
    rows = [
        by_letter(
            {"A": date(2026, 6, i), "B": f"主体{i}", "C": 1000 * i, "D": i, "E": "-无证经营", "F": "小李"}
        )
        for i in (1, 2, 3)
    ]
    words = {"填报单位": "西槽头乡", "填报日期": date(2026, 6, 5)}
    return [SheetFill("打非治违", sheet, rows, marks=marks(sheet, **words))]


ROWLESS = Case(
    "rowless",
    make_rowless,
    (
        layout(
            "打非治违",
            "严厉打击非法违法行为周报表",
            (3, 4),
            [
                "A 查处日期",
                "B 违法主体",
                "C 处罚（Ｗ）情况>罚款（元） |元",
                "D 处罚（Ｗ）情况>拘留（人） |人",
                "E 案由",
                "F 经办人",
            ],
            (5, 4),
            free=(),
            total=5,
            footer=6,
            naming="B",
            marked=[mark("A2", "填报单位", "填报单位:____________"), mark("F2", "填报日期")],
        ),
    ),
    fill_rowless,
    {
        "打非治违": {
            "A2": "填报单位:西槽头乡",
            "F2": "2026年6月5日",
            "A5": date(2026, 6, 1),
            "B7": "主体3",
            "C6": 2000,
            "E5": "-无证经营",
            "A8": "合 计（起）",
            "C8": 0,
            "A9": "备注：无数据的填“零报告”。",
        }
    },
    notes=1,
    moved={"打非治违": (5, 3)},
    changed=frozenset({"填报单位:____________"}),
)

OTHERS = (FORM, MANY, LOOSE, ROWLESS)
