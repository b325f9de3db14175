"""Templates that calculate, check what is typed, or have things lying upon them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from hazard_desk.issued_tables.filling import SheetFill
from hazard_desk.issued_tables.layout import WorkbookLayout
from tests.issued_tables.cases import Case, by_letter, layout, mark, sheet_of
from tests.issued_tables.drawn_sheets import (
    boxes,
    picture,
    put,
    rewrite,
    title,
    widths,
    with_shared_formula,
    with_sparkline,
    with_text_box,
)
from tests.issued_tables.list_templates import NAMES

# ---- 4: formulas over two sheets, shared formulas, a running total, a name, columns copied down ----


def make_over_sheets(path: Path) -> None:
    book = openpyxl.Workbook()
    summary = book.active
    summary.title = "汇总"
    title(summary, "A1:D1", "重大隐患治理资金汇总表")
    put(
        summary,
        {
            "A3": "项目",
            "B3": "合计数",
            "C3": "平均",
            "A4": "治理资金",
            "B4": "='明 细'!F10",
            "C4": "=AVERAGE('明 细'!F5:F9)",
            "A5": "挂牌督办数",
            "B5": "=COUNTIF('明 细'!$C$5:$C$9,\"是\")",
            "C5": "=挂牌*2",
            "A6": "备注单元格",
            "B6": "='明 细'!B12",
        },
    )
    boxes(summary, "A3:C6")
    sheet = book.create_sheet("明 细")
    title(sheet, "A1:H1", "重大隐患治理资金明细表")
    put(sheet, {"G3": "单位：万元"})
    words = ["序号", "企业名称", "是否挂牌", "数量", "单价", "金额", "累计", "占比"]
    for column, word in zip("ABCDEFGH", words, strict=True):
        sheet[f"{column}4"] = word
    for row in range(5, 10):
        put(
            sheet,
            {
                f"A{row}": row - 4,
                f"F{row}": f"=D{row}*E{row}",
                f"G{row}": f"=SUM(F$5:F{row})",
                f"H{row}": f"=IF(F$10=0,0,F{row}/F$10)",
            },
        )
        sheet[f"F{row}"].number_format = "#,##0.00"
        sheet[f"H{row}"].number_format = "0.00%"
    put(sheet, {"A10": "合计", "D10": "=SUM(D5:D9)", "F10": "=SUM(F5:F9)", "G10": "=D5+D6"})
    boxes(sheet, "A4:H10")
    put(sheet, {"A12": "制表：", "B12": "县应急管理局"})
    book.defined_names["挂牌"] = DefinedName("挂牌", attr_text="COUNTIF('明 细'!$C$5:$C$9,\"是\")")
    widths(sheet, A=6, B=22, C=10, D=8, E=10, F=12, G=12, H=10)
    book.save(path)
    rewrite(path, {"xl/worksheets/sheet2.xml": lambda xml: with_shared_formula(xml, "F", 5, 9)})


def fill_over_sheets(found: WorkbookLayout) -> list[SheetFill]:
    sheet = sheet_of(found, "明 细")
    rows = [
        by_letter({"B": f"第{i}企业", "C": "是" if i % 3 == 0 else "否", "D": i, "E": Decimal("1.5")})
        for i in range(1, 13)
    ]
    return [SheetFill("明 细", sheet, rows)]


OVER_SHEETS = Case(
    "over-sheets",
    make_over_sheets,
    (
        layout(
            "汇总",
            "重大隐患治理资金汇总表",
            (3, 3),
            ["A 项目", "B 合计数", "C 平均"],
            (4, 6),
            keys=[(4, "治理资金"), (5, "挂牌督办数"), (6, "备注单元格")],
            naming="A",
            formulas="BC",
        ),
        layout(
            "明 细",
            "重大隐患治理资金明细表",
            (4, 4),
            [
                "A 序号",
                "B 企业名称",
                "C 是否挂牌",
                "D 数量",
                "E 单价 |万元",
                "F 金额 |万元",
                "G 累计",
                "H 占比",
            ],
            (5, 9),
            total=10,
            footer=12,
            number="A",
            naming="B",
            formulas="FGH",
        ),
    ),
    fill_over_sheets,
    {
        "明 细": {
            **{f"A{4 + i}": i for i in range(1, 13)},
            **{f"B{4 + i}": f"第{i}企业" for i in range(1, 13)},
            **{f"F{4 + i}": 1.5 * i for i in range(1, 13)},
            **{f"G{4 + i}": 1.5 * i * (i + 1) / 2 for i in range(1, 13)},
            "D17": 78,
            "F17": 117,
            "G17": 3,
            "H16": 18 / 117,
            "B19": "县应急管理局",
        },
        "汇总": {"B4": 117, "C4": 9.75, "B5": 4, "C5": 8, "B6": "县应急管理局"},
    },
    moved={"明 细": (10, 7)},
    notes=1,
)


# ---- 5: a choice list, conditional formats, cells merged within each row, one free row only ---------


def make_choices(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "隐患清单"
    title(sheet, "A1:G1", "XX县重大事故隐患清单".replace("XX", "文水"))
    put(
        sheet,
        {
            "A3": "序号",
            "B3": "隐患描述",
            "D3": "隐患级别",
            "E3": "整改期限",
            "F3": "整改资金",
            "G3": "是否整改",
        },
        ["B3:C3", "B4:C4", "A5:E5"],
    )
    put(sheet, {"A5": "总计：", "F5": "=SUM(F4:F4)"})
    boxes(sheet, "A3:G5", font=Font(name="仿宋", size=12))
    sheet["E4"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["G4"].font = Font(name="仿宋", size=12, color="0000FF")
    sheet.row_dimensions[4].height = 30
    levels = DataValidation(
        type="list", formula1='"一般隐患,重大隐患"', allow_blank=True, showErrorMessage=True
    )
    yes_no = DataValidation(type="list", formula1="$J$6:$J$7", allow_blank=True)
    levels.add("D4")
    yes_no.add("G4")
    sheet.add_data_validation(levels)
    sheet.add_data_validation(yes_no)
    put(sheet, {"J6": "是", "J7": "否", "A7": "注：隐患级别由县应急管理局认定。"})
    red = PatternFill("solid", bgColor="FFC7CE")
    sheet.conditional_formatting.add("F4", CellIsRule(operator="greaterThan", formula=["$F$5/2"], fill=red))
    sheet.conditional_formatting.add("A4:G4", FormulaRule(formula=['$G4="否"'], fill=red))
    sheet.auto_filter.ref = "A3:G4"
    widths(sheet, A=6, B=20, C=14, D=12, E=18, F=12, G=10)
    book.save(path)


LONG = (
    "配电室未设置挡鼠板，电缆沟盖板缺失三块，且灭火器压力不足，未按规定每月检查并记录，现场照明损坏未及时修复"
)


def fill_choices(found: WorkbookLayout) -> list[SheetFill]:
    sheet = sheet_of(found, "隐患清单")
    rows = [
        by_letter(
            {
                "B": LONG if i == 1 else f"隐患{i}",
                "D": "重大隐患",
                "E": date(2026, 7, i + 1),
                "F": i,
                "G": "否",
            }
        )
        for i in range(4)
    ]
    rows[0][5] = 10
    return [SheetFill("隐患清单", sheet, rows)]


CHOICES = Case(
    "choices",
    make_choices,
    (
        layout(
            "隐患清单",
            "文水县重大事故隐患清单",
            (3, 3),
            ["A 序号", "B 隐患描述", "D 隐患级别", "E 整改期限", "F 整改资金", "G 是否整改"],
            (4, 4),
            total=5,
            footer=6,
            number="A",
            naming="B",
        ),
    ),
    fill_choices,
    {
        "隐患清单": {
            "A4": 1,
            "A7": 4,
            "B4": "隐患0",
            "B5": LONG,
            "B7": "隐患3",
            "E5": date(2026, 7, 2),
            "F8": 16,
            "A8": "总计：",
            "J9": "是",
            "A10": "注：隐患级别由县应急管理局认定。",
            "G7": "否",
        }
    },
    moved={"隐患清单": (5, 3)},
)


# ---- 6: a logo, a text box, a chart, a note, a sparkline: all that lies upon a sheet ----------------


def make_pictures(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "通报"
    title(sheet, "B1:E1", "安全生产月度通报附表")
    for column, word in zip("ABCDE", ["单位", "一月", "二月", "三月", "趋势"], strict=True):
        sheet[f"{column}3"] = word
    put(sheet, {"A7": "合计"})
    for column in "BCD":
        sheet[f"{column}7"] = f"=SUM({column}4:{column}6)"
    boxes(sheet, "A3:E7")
    logo = Image(picture())
    logo.width, logo.height = 80, 30
    sheet.add_image(logo, "A1")
    stamp = Image(picture("blue", (50, 50)))
    sheet.add_image(stamp, "D9")
    chart = BarChart()
    chart.title = "隐患数"
    chart.add_data(Reference(sheet, min_col=2, max_col=4, min_row=3, max_row=6), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=4, max_row=6))
    chart.width, chart.height = 14, 7
    sheet.add_chart(chart, "A12")
    sheet["B7"].comment = Comment("这里自动合计", "县安委办", width=200, height=60)
    sheet["B3"].comment = Comment("填本月数", "县安委办")
    put(sheet, {"A9": "盖章："})
    sheet.oddHeader.center.text = "文水县安委办"
    widths(sheet, A=18, B=12, C=12, D=12, E=14)
    book.save(path)
    rewrite(
        path,
        {
            "xl/drawings/drawing1.xml": lambda xml: with_text_box(xml, "请于每月5日前报", (8, 1, 10, 3)),
            "xl/worksheets/sheet1.xml": lambda xml: with_sparkline(xml, "通报!B7:D7", "E7"),
        },
    )


def fill_pictures(found: WorkbookLayout) -> list[SheetFill]:
    sheet = sheet_of(found, "通报")
    rows = [by_letter({"A": name, "B": i, "C": i * 2, "D": 3}) for i, name in enumerate(NAMES)]
    return [SheetFill("通报", sheet, rows)]


PICTURES = Case(
    "pictures",
    make_pictures,
    (
        layout(
            "通报",
            "安全生产月度通报附表",
            (3, 3),
            ["A 单位", "B 一月", "C 二月", "D 三月", "E 趋势"],
            (4, 6),
            total=7,
            footer=9,
            naming="A",
            marked=[mark("B9", "盖章")],
        ),
    ),
    fill_pictures,
    {
        "通报": {
            **{f"A{4 + i}": name for i, name in enumerate(NAMES)},
            "B11": 21,
            "C11": 42,
            "D11": 21,
            "A13": "盖章：",
        }
    },
    moved={"通报": (7, 4)},
)

CALCULATED = (OVER_SHEETS, CHOICES, PICTURES)
