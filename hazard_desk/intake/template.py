"""The import templates: the same labels that the import understands, with lists to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hazard_desk.errors import OutputError, UsageError
from hazard_desk.intake.rounds import AVOIDED, LOCKED, ROUND_SHEETS, TARGETS, TIED, UNITS
from hazard_desk.intake.rows import EXAMPLE_MARK, GUIDE_SHEET
from hazard_desk.rules.facts import (
    CriterionFacts,
    EnterpriseFacts,
    HazardFacts,
    InspectionFacts,
    StandardFacts,
    labels,
)
from hazard_desk.rules.money import format_wan
from hazard_desk.terms import (
    EnterpriseSize,
    HazardLevel,
    InspectionLevel,
    InspectionMode,
    PlaceKind,
    RecheckResult,
    Remedy,
    RiskLevel,
    SizeSector,
    SourceStage,
    SupervisionLevel,
    Term,
)
from hazard_desk.whole_files import write_whole
from hazard_desk.workbooks import workbook_bytes

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ENTERPRISES, INSPECTIONS, CRITERIA = "enterprises", "inspections", "criteria"
ROUND = "round"  # of 交叉检查: no import, but what assign-round reads
_LAST_ROW = 5000  # the lists to choose from reach this far; more rows are read all the same
_YES_NO = ("是", "否")

ENTERPRISE_LABELS: dict[str, str] = labels(EnterpriseFacts)
_HAZARD_LABELS = {f"hazard.{name}": label for name, label in labels(HazardFacts).items()}
INSPECTION_LABELS: dict[str, str] = {
    "number": "检查编号",
    "enterprise": "企业名称",
    "code": "统一社会信用代码",
    "inspected_on": "检查日期",
    "level": "检查层级",
    "stage": "检查环节",
    "inspectors": "检查人员",
    "content": "检查内容",
    **{
        f"hazard.{name}": _HAZARD_LABELS[f"hazard.{name}"]
        for name in (
            "description",
            "level",
            "evidence",
            "basis",
            "remedy",
            "measures",
            "responsible",
            "deadline",
            "funds_fen",
            "contingency_plan",
            "supervision_level",
            "supervision_unit",
            "rectified_on",
            "rectification_note",
            "rechecked_by",
            "rechecked_on",
            "recheck_result",
        )
    },
    "inspecting_unit": "检查单位",
    "campaigns": "专项行动",
    "mode": "检查方式",
    "experts": "参加专家",
    "hazard.reported_to_authority_on": _HAZARD_LABELS["hazard.reported_to_authority_on"],
    "hazard.reported_to_staff_on": _HAZARD_LABELS["hazard.reported_to_staff_on"],
    "note": "备注",
}

_STANDARD_LABELS = labels(StandardFacts)
CRITERIA_LABELS: dict[str, str] = {
    **{
        name: _STANDARD_LABELS[name] for name in ("name", "document_number", "effective_from", "effective_to")
    },
    **labels(CriterionFacts),
}

_CHOICES: dict[str, dict[str, Sequence[str]]] = {
    ENTERPRISES: {
        "kind": [m.label for m in PlaceKind],
        "size": [m.label for m in EnterpriseSize],
        "size_sector": [m.label for m in SizeSector],
        "risk_level": [m.label for m in RiskLevel],
        "has_major_hazard_source": _YES_NO,
    },
    INSPECTIONS: {
        "level": [m.label for m in InspectionLevel],
        "stage": [m.label for m in SourceStage],
        "mode": [m.label for m in InspectionMode],
        "hazard.level": [m.label for m in HazardLevel],
        "hazard.remedy": [m.label for m in Remedy],
        "hazard.supervision_level": [m.label for m in SupervisionLevel],
        "hazard.recheck_result": [m.label for m in RecheckResult],
    },
    CRITERIA: {},
    ROUND: {},
}
_EXAMPLE_ENTERPRISE = EnterpriseFacts(
    name=f"{EXAMPLE_MARK}某某铸造有限公司",
    code="91140981MA0K000800",
    village="某某村",
    registered_capital_fen=500_000_000,
    established="2015-03",
    principal="张三",
    principal_phone="13800138000",
    industries=("冶金工贸", "有限空间"),
    size=EnterpriseSize.SMALL,
    has_major_hazard_source=False,
    staff_total=35,
)
_EXAMPLE_INSPECTION = InspectionFacts(
    inspected_on=date(2026, 1, 8),
    level=InspectionLevel.TOWNSHIP,
    inspectors=("李四", "王五"),
    content="用电安全",
    hazards=[
        HazardFacts(
            description="配电箱未关闭，周围堆放杂物",
            level=HazardLevel.GENERAL,
            remedy=Remedy.BY_DEADLINE,
            responsible="张三",
            deadline=date(2026, 1, 15),
        )
    ],
)
_EXAMPLE_CRITERION = {
    "name": f"{EXAMPLE_MARK}某某行业重大事故隐患判定标准",
    "document_number": "某部令第1号",
    "effective_from": "2026-01-01",
    "article": "第三条",
    "item": "第（一）项",
    "heading": "管理类",
    "text": "按公布的原文抄写",
    "keywords": "特种作业、无证",
}
_EXAMPLE_ROUND = {
    UNITS: ("某某乡", "东片"),
    LOCKED: ("某某乡", "某某镇"),
    AVOIDED: ("某某乡", "某某镇"),
    TIED: ("第一检查组", "某某村"),
    TARGETS: ("某某村", "东片"),
}
_GUIDE = {
    ENTERPRISES: (
        "每行填一家企业或场所，只有“单位名称”必填，其余可以以后补。",
        "统一社会信用代码填18位；没有代码的填“无”，并写明无代码原因。",
        "日期写成 2026-03-05；成立时间可以只写 2015 或 2015-03。",
        "金额单位是万元；人数填整数。",
        "几个行业之间用顿号隔开，例如：冶金工贸、有限空间。",
    ),
    INSPECTIONS: (
        "每行填一条隐患；没有隐患的检查也填一行，隐患各栏空着。",
        "必填：企业名称（或统一社会信用代码）和检查日期。企业须已登记在册。",
        "同一次检查的几条隐患，检查编号填一样的；不填编号的，按企业、日期、检查人员归为一次。",
        "检查人员有几位的用顿号隔开。日期写成 2026-03-05。",
        "限期整改须填限期整改时间和整改责任人；挂牌督办还须填挂牌督办单位、整改措施、整改资金、应急预案。",
    ),
    CRITERIA: (
        "每行填一项（没有分项的条，“项”空着），内容请按公布的原文抄写。",
        "必填：标准名称（或文号）、条。同一部标准的各行，名称、文号和日期填一样的，或者合并单元格。",
        "已登记的条、项，内容空着或是摘要的，用表中的内容补上；内容不同的，要选“更新已有的”才更新。",
        "关键词几个之间用顿号隔开，只用来查找和提示，不会印在表上。日期写成 2026-03-05。",
    ),
    ROUND: (
        "“单位”每行填一个参加交叉检查的单位或检查组；分片检查的填片区，只在同一片区内互查；不分片的空着。",
        "“指定”填一定要这样排的；“回避”“包联”填不能这样排的。没有就空着。",
        "“对象”只在受检方不是这些单位自己的时候填，例如 8 个检查组检查 7 个村。",
    ),
}
_GUIDE_FOR_ALL = (
    "表头可以调换次序、删去不用的列，但不要改字。",
    f"以“{EXAMPLE_MARK}”开头的行是示例，导入时会跳过，可以删去。",
    "单元格都是文本格式，请勿改成数字，否则长号码会变成 9.1E+17 而无法导入。",
)


def write_template(kind: str, path: Path) -> None:
    """Write the template of this kind of import; `OutputError` where the file can't be written."""
    if kind not in _CHOICES:
        raise UsageError(
            f"没有“{kind}”这种模板。",
            remedy="可选 enterprises（企业）、inspections（检查）、criteria（判定标准）、round（交叉检查）。",
        )
    from openpyxl import Workbook

    workbook = Workbook()
    sheet: Worksheet = workbook.worksheets[0]
    title, headers, example = _first_sheet(kind)
    sheet.title = title
    _fill(sheet, headers, example, _CHOICES[kind])
    for more in list(ROUND_SHEETS)[1:] if kind == ROUND else ():
        _fill(workbook.create_sheet(more), ROUND_SHEETS[more], _round_example(more), {})
    guide: Worksheet = workbook.create_sheet(GUIDE_SHEET)
    for line in (*_GUIDE[kind], *_GUIDE_FOR_ALL):
        guide.append([line])
    guide.column_dimensions["A"].width = 100
    try:
        write_whole(path, workbook_bytes(workbook))
    except OSError as error:
        raise OutputError(
            f"写不进文件“{path.name}”。", "模板没有保存。", "请换一个位置，或关闭正打开它的程序。"
        ) from error


def _first_sheet(kind: str) -> tuple[str, Mapping[str, str], Sequence[str]]:
    """Return the title, the headers and the example row of a template."""
    if kind == ENTERPRISES:
        return "企业", ENTERPRISE_LABELS, enterprise_cells(_EXAMPLE_ENTERPRISE)
    if kind == CRITERIA:
        return "判定标准", CRITERIA_LABELS, [_EXAMPLE_CRITERION.get(name, "") for name in CRITERIA_LABELS]
    if kind == ROUND:
        return UNITS, ROUND_SHEETS[UNITS], _round_example(UNITS)
    example = inspection_cells(_EXAMPLE_INSPECTION, f"{EXAMPLE_MARK}某某铸造有限公司")[0]
    return "检查", INSPECTION_LABELS, example


def _round_example(sheet: str) -> Sequence[str]:
    first, second = _EXAMPLE_ROUND[sheet]
    return f"{EXAMPLE_MARK}{first}", second


def enterprise_cells(facts: EnterpriseFacts) -> list[str]:
    """Return an enterprise as a row of the template, each cell as text that the import reads back."""
    return [fact_text(name, getattr(facts, name)) for name in ENTERPRISE_LABELS]


def inspection_cells(facts: InspectionFacts, enterprise: str, code: str = "") -> list[list[str]]:
    """Return an inspection as rows of the template, one a hazard, or one row without hazards."""
    rows = []
    for hazard in facts.hazards or [HazardFacts()]:
        row = []
        for name in INSPECTION_LABELS:
            value: Any
            if name in ("enterprise", "code"):
                value = enterprise if name == "enterprise" else code
            elif name == "note":
                value = hazard.note if facts.hazards else facts.note
            elif name.startswith("hazard."):
                value = getattr(hazard, name.removeprefix("hazard."))
            else:
                value = getattr(facts, name)
            row.append(fact_text(name, value))
        rows.append(row)
    return rows


def fact_text(name: str, value: Any) -> str:
    """Return one fact as a cell's text: terms by label, money in 万元, days ISO, lists joined by 、."""
    if value is None or value == "" or value == ():
        return ""
    if name.endswith("_fen"):
        return format_wan(value)
    if isinstance(value, Term):
        return value.label
    if isinstance(value, bool):
        return _YES_NO[0] if value else _YES_NO[1]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "、".join(value)
    return str(value)


def _fill(
    sheet: Worksheet,
    headers: Mapping[str, str],
    example: Sequence[str],
    choices: Mapping[str, Sequence[str]],
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for column, (name, label) in enumerate(headers.items(), start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = max(10, 2 * len(label) + 4)
        sheet.column_dimensions[letter].number_format = "@"
        head: Any = sheet.cell(1, column, label)
        below: Any = sheet.cell(2, column)
        below.value = example[column - 1] or None
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="DDE6F0")
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        head.number_format = below.number_format = "@"
        below.font = Font(italic=True, color="808080")
        if name in choices:
            offered = DataValidation(
                type="list",
                formula1='"' + ",".join(choices[name]) + '"',
                allow_blank=True,
                showErrorMessage=True,
            )
            offered.errorTitle, offered.error = label, "请从下拉列表中选择。"
            offered.add(f"{letter}2:{letter}{_LAST_ROW}")
            sheet.add_data_validation(offered)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "B2" if "name" in headers else "C2"  # the header and the name stay in sight
