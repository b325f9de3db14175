"""Every form word for word as the official documents print it (S001 附件 1–5, S003 附件 1–5).

What is expected is written down here, not read from the texts that the program prints.
"""

from __future__ import annotations

import pytest

from hazard_desk.forms.faces import FontSet
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.registration import registration
from hazard_desk.forms.self_check import Answers, self_check
from hazard_desk.forms.sheet import Cell, Frame, Orientation, Role, Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.forms.weekly_dispatch import weekly_dispatch
from hazard_desk.rules.facts import EnterpriseFacts
from tests.forms.filled import BLANK, CAMPAIGN, ENTERPRISE, FILLED, TABLES
from tests.forms.samples import UNIT

ACTION = "冶金工贸行业隐患排查整治专项行动"

OWN = (
    "cross-handover",
    "cross-report",
    "enterprise-file",
    "industry-ledger",
    "campaign-summary",
    "hazard-ledger",
    "problem-list",
    "enforcement-ledger",
    "typical-case",
    "quota-table",
    "support-pairs",
    "signs-and-cards",
    "batches",
    "visit-sheet",
    "visit-route",
    "supervision-plan",
    "tip-off-ledger",
    "tip-off-public",
    "activity-ledger",
    "negative-list",
    "ranking",
    "ranking-notice",
    "village-notice",
    "task-plan",
    "task-progress",
    "hand-over-list",
)
"""The office's own forms, which no document prints."""

REPORTS = ("cross-report", "campaign-summary", "ranking-notice", "hand-over-list")
"""Those in prose: their sentences have blanks."""

# form → 附件, title, unit label, date label, how the paper lies
HEADS: dict[str, tuple[str, str, str, str, str]] = {
    "registration": ("附件 1", "生产经营单位摸底登记表", "填报单位（盖章）：", "填报日期：", "portrait"),
    "self-check": ("附件 2", "生产经营单位自查表", "", "填表日期：", "portrait"),
    "supervision": ("附件 3", "镇（街道）、部门督导检查表", "填报单位（盖章）：", "填报日期：", "portrait"),
    "weekly-statistics": (
        "附件 4", "镇（街道）、部门大排查大整治行动统计表", "填报单位（盖章）：", "填表日期：", "landscape",
    ),
    "illegal-acts": (
        "附件 5", "非法违法生产经营行为、重大隐患统计表", "填报单位（盖章）：", "填表日期：", "landscape",
    ),
    "weekly-dispatch": ("附件 1", f"{ACTION}周调度统计表", "填报单位：", "填报时间：", "portrait"),
    "major-hazards": ("附件 2", f"{ACTION}重大事故隐患台账", "填报单位：", "填报时间：", "landscape"),
    "cross-arrangement": ("附件 3", f"{ACTION}县级交叉检查工作安排表", "", "", "portrait"),
    "cross-summary": (
        "附件 4", f"{ACTION}县级交叉检查隐患情况汇总表", "填报单位：", "填报时间：", "landscape",
    ),
    "hazard-list": ("附件 5", f"{ACTION}检查问题隐患清单", "企业名称：", "检查时间：", "portrait"),
}  # fmt: skip

NOTES = {
    "registration": [],
    "self-check": [
        "备注：自查结果栏，符合要求的打“√”；正在整改中的打“○”；不符合要求的打“×”；无该项的不填写。"
    ],
    "supervision": ["注：各行业主管部门可根据各自实际制定本行业安全生产督查表。"],
    "weekly-statistics": ["注：此表每周五15点（本周数据）前经主要领导签字盖章后扫描PDF版报送区安委办邮箱。"],
    "illegal-acts": [],
    "weekly-dispatch": [
        "说明：按照工作部署，周调度表每周五汇总。其中，调度事项中需要概述工作简要情况的，按每周实际工作情况填写；"
        "其余信息，填报自专项行动部署以来的累计数据，逐周累加更新。"
    ],
    "major-hazards": [
        "说明：检查环节为企业自查、市县检查、交叉检查、市级督查、群众举报；整改措施需明确整改责任、措施、资金、"
        "时限、预案；已完成整改的需在整改完成情况说明完成时间；本统计表每周五上报，为累计数据。"
    ],
    "cross-arrangement": [
        "说明：交叉检查工作原则上在　　　　年　　　月开展，具体时间由各县协商确定，各县交叉检查应包含开发区。"
    ],
    "cross-summary": ["说明：本表由受检县填报。"],
    "hazard-list": [],
}

COLUMNS = {
    "self-check": ["自查项目", "自查内容", "自查结果", "检查结果"],
    "illegal-acts": [
        "序号", "生产经营单位名称", "核查单位", "所在镇（街道）", "企业类别", "重大隐患/具体非法违法行为",
        "处理措施",
    ],
    "weekly-dispatch": ["序号", "类别", "要点", "备注"],
    "major-hazards": [
        "序号", "企业名称", "所在市（县、区）", "行业类别", "检查环节", "检查单位", "检查时间",
        "重大隐患明细", "整改措施", "挂牌督办单位", "行政处罚情况", "整改完成情况", "备注",
    ],
    "cross-arrangement": ["序号", "检查方", "受检方", "备注"],
    "cross-summary": [
        "序号", "企业名称", "所在县（市、区）", "行业", "检查单位", "检查时间", "一般隐患（条）",
        "重大事故隐患（条）", "采取的行政处罚措施", "行政处罚情况", "整改完成情况", "备注",
    ],
    "hazard-list": ["序号", "隐患描述", "现场证据", "判定依据", "隐患类型", "备注"],
}  # fmt: skip

ITEMS = {
    "机构培训制度": [
        "1. 是否建立安全生产管理机构并按规定配备安全主任",
        "2. 是否建立健全安全生产责任制和规章制度",
        "3. 是否开展三级安全教育培训，企业主要负责人和安全生产管理人员是否持证上岗",
        "4. 是否制定了工作岗位操作规程",
        "5. 是否按导则编制应急救援预案并备案和组织演练",
    ],
    "危险化学品管理": [
        "6. 危险化学品仓库与其他办公场所、厂房、宿舍、仓库等是否有足够的安全距离",
        "7. 危险化学品是否存储在专用仓库，是否分类摆放",
        "8. 重大危险源监测、评估、监控措施",
    ],
    "重点场所": [
        "9. 厂房的通风设施是否良好",
        "10. 厂房的安全逃生出口是否足够通畅",
        "11. 厂房是否禁止使用易燃液体清洁地面",
        "12. 厂房内机器设备是否设置防漏电装置",
        "13. 涂层烘干室内是否设置安全通风装置和超温报警装置",
        "14. 涂层烘干室是否独立设置并不得设置于人员密集场所",
        "15. 喷漆车间是否有安全隔离措施，并通风良好",
        "16. 危险场所是否安装安全警示标志",
    ],
    "机器设备": [
        "17. 容易发生伤害事故的机器设备是否安装安全防护装置",
        "18. 机器设备上是否粘贴或悬挂操作规程",
        "19. 电器设备是否接零或接地或安装漏电开关",
        "20. 生产车间作业场所电源线路是否存在老化现象或存在乱搭线或未套管现象",
    ],
    "消防安全": [
        "21. 厂房、仓库、宿舍是否设置足够的安全出口并保持通畅",
        "22. 是否存在埋压、圈占消防栓现象",
        "23. 安全出口是否按规定安装应急照明灯和指示标志",
        "24. 生产车间和仓库是否按规定配备足够的灭火设施或器材",
        "25. 易燃易爆品仓库是否使用防爆灯照明",
    ],
    "特种设备": ["26. 特种设备是否取得验收合格证或取得定期监测报告"],
    "违章作业": [
        "27. 从业人员是否按规定佩戴劳动保护用品",
        "28. 危险化学品作业人员及特种作业人员是否持证上岗作业",
    ],
}

DISPATCH = [
    (
        "部署推进",
        "1. xx个县（区）是否制定了实施方案（通知）。2. 县级层面召开动员部署、执法检查等简要情况。"
        "3. 县级工作推进中，具有特点、特色措施办法摘要。4. 县级层面定期调度、通报、约谈、提醒、警示等情况。",
        "各地情况不同，按实际进展填写即可，每周汇总。",
    ),
    (
        "企业自查自改",
        "＿家企业制定了自查自改工作方案，发现一般问题隐患＿条，已整改＿条；重大事故隐患＿条，已整改＿条（其中确定"
        "标杆企业＿家，帮扶企业＿家，发现一般问题隐患＿条，已整改＿条；重大事故隐患＿条，已整改＿条）。",
        "",
    ),
    (
        "市县联合检查",
        "市本级检查＿家企业，发现一般问题隐患＿条，已整改＿条；重大事故隐患＿条，已整改＿条。"
        "县级共检查＿家企业，发现一般问题隐患＿条，已整改＿条；重大事故隐患＿条，已整改＿条。",
        "",
    ),
    (
        "县级交叉检查",
        "对＿县开展了交叉检查，＿县的＿家企业，发现一般问题隐患＿条，已整改＿条；重大事故隐患＿条，已整改＿条。",
        "工作开展后填写。",
    ),
    (
        "行政处罚",
        "处罚企业＿家，合计处罚＿万元，处罚企业主要负责人＿人，合计处罚＿万元；限期整改＿家，停产整改＿家，"
        "取缔关闭＿家。",
        "",
    ),
    ("宣传曝光", "县级在主流媒体报道动员培训、工作推进，报道典型经验做法，曝光典型案例情况。", ""),
    ("存在问题", "本地区专项行动工作中存在的问题、薄弱环节。", ""),
    ("意见建议", "对专项行动及工贸安全监管工作的建议。", ""),
]


def said(cell: Cell) -> str:
    """Return what stands in a cell without its line breaks and white space."""
    return "".join(cell.text.split())


def rows_of(sheet: Sheet) -> list[list[Cell]]:
    """Return the cells row by row, each row from left to right."""
    rows: list[list[Cell]] = [[] for _ in sheet.rows]
    for cell in sheet.cells:
        rows[cell.row].append(cell)
    return [sorted(row, key=lambda cell: cell.column) for row in rows]


def blank(form: str) -> Sheet:
    (sheet,) = BLANK[form]
    return sheet


@pytest.mark.parametrize("name", [name for name in TABLES if not name.startswith(OWN)])
def test_annex_title_head_line_and_paper_are_those_of_the_form(name: str) -> None:
    sheet = TABLES[name][0]
    annex, title, unit, day, orientation = HEADS[sheet.form_id]
    assert sheet.annex == annex
    assert sheet.title.replace("\n", "") == title
    assert sheet.orientation is Orientation(orientation)
    assert sheet.paper.name == "A4"
    expected = [label for label in (unit, day) if label]
    labels = [field.label for field in sheet.head.fields if field.text or field.blank_mm]
    if name == "weekly-statistics-cumulative.filled":
        expected.insert(1, "（累计）")
        labels = [field.label for field in sheet.head.fields]
    assert labels == expected
    seals = [field.label for field in sheet.head.fields if field.role is Role.SEAL]
    assert seals == [label for label in (unit,) if "盖章" in label]


def test_the_seal_is_asked_for_on_four_forms_only() -> None:
    sealed = [form for form, (_, _, unit, _, _) in HEADS.items() if "（盖章）" in unit]
    assert sealed == ["registration", "supervision", "weekly-statistics", "illegal-acts"]


@pytest.mark.parametrize("form", NOTES)
def test_notes_are_those_of_the_form(form: str) -> None:
    assert list(blank(form).notes) == NOTES[form]


@pytest.mark.parametrize("name", TABLES)
def test_only_lists_that_are_signed_on_the_spot_have_a_line_of_signatures(name: str) -> None:
    for sheet in TABLES[name]:
        labels = [field.label for field in sheet.footer]
        if sheet.form_id == "hazard-list" and sheet.title != "现场照片":
            assert labels == ["检查人员（签字）：", "企业负责人（签字）："]
        elif sheet.form_id == "problem-list":
            assert labels == ["主要负责人（签字）：", "签字日期："]
        elif sheet.form_id == "village-notice":
            assert labels == [f"发出单位（盖章）：{UNIT}", "签收人（签字）：", "签收日期："]
        elif sheet.form_id not in ("visit-sheet", "visit-route"):
            assert labels == []


@pytest.mark.parametrize("form", COLUMNS)
def test_columns_are_those_of_the_form_in_its_order(form: str) -> None:
    for sheet in (blank(form), FILLED[form][0]):
        header = rows_of(sheet)[sheet.lead_rows]
        assert [said(cell) for cell in header] == COLUMNS[form]
        assert {cell.role for cell in header} == {Role.LABEL}
        assert sheet.header_rows == 1


@pytest.mark.parametrize("name", [name for name in TABLES if name.endswith(".blank")])
def test_a_blank_form_has_nothing_where_it_is_to_be_filled_in(name: str) -> None:
    for sheet in TABLES[name]:
        for cell in sheet.cells:
            numbered = cell.column == 0 and cell.role is Role.NUMBER
            sentence = sheet.form_id == "weekly-dispatch" and cell.column == 2
            sentence |= sheet.form_id in REPORTS and cell.frame is Frame.NONE
            ellipsis = sheet.form_id == "major-hazards" and cell.row == len(sheet.rows) - 1
            if cell.role is Role.LABEL or numbered or sentence or (ellipsis and cell.column == 0):
                continue
            if cell.role is Role.SEAL:
                words = cell.text.partition("\n")[0]  # below it the blanks of the date
                assert words.endswith("（盖章）："), "without the unit's name"
                continue
            assert cell.text == "", f"{cell.text!r} at row {cell.row}, column {cell.column}"
        for field in (*sheet.head.fields, *sheet.footer):
            assert field.text.strip("　年月日") in ("", UNIT)


# --- F1 ------------------------------------------------------------------------------------------

REGISTRATION: list[tuple[str, ...]] = [
    ("一、企业基本信息",),
    ("单位名称", ""),
    ("工商注册号", "", "注册资本（万元）", ""),
    ("成立时间", "", "所属镇（街道）", ""),
    ("单位所在地", "", "办公电话", ""),
    ("安全生产许可证号", "", "其他许可证号", ""),
    ("主要负责人", "姓名", "", "手机号码", ""),
    ("分管安全负责人", "姓名", "", "手机号码", ""),
    ("行业分类", "", "监管部门", ""),
    ("经济类型", "", "单位规模", ""),
    ("资产总额（万元）", "", "是否有重大危险源", ""),
    ("生产/经营产品", ""),
    ("是否存在非法违法生产经营建设行为", ""),
    ("二、从业人员统计信息",),
    ("职工人数（从业人数）", "", "正式职工人数", ""),
    ("临时用工（含承包单位）人数", "", "接受本单位安全培训教育人数", ""),
    ("缴纳工伤保险人数", "", "安全管理人员人数", ""),
    ("三、安全管理机构信息",),
    ("机构名称", "", "机构人数", ""),
    ("办公电话", "", "值班电话", ""),
    ("机构负责人", "姓名", "", "手机号码", ""),
    ("专（兼）职安全管理人员名单", ""),
]
"""The rows of F1 as they stand on the blank form; "" is room to write."""

SPANS_BY_CELLS = {1: [5], 2: [1, 4], 4: [1, 2, 1, 1], 5: [1, 1, 1, 1, 1]}
"""A band is one cell; a single value takes the rest of its row; rows of a person have five cells."""


def test_registration_has_three_bands_and_its_rows_in_order() -> None:
    rows = rows_of(blank("registration"))
    assert [tuple(said(cell) for cell in row) for row in rows] == REGISTRATION
    for row, expected in zip(rows, REGISTRATION, strict=True):
        assert [cell.colspan for cell in row] == SPANS_BY_CELLS[len(expected)]
        assert {cell.rowspan for cell in row} == {1}
        assert [cell.role for cell in row] == [Role.LABEL if words else Role.VALUE for words in expected]


def test_registration_prints_each_fact_in_its_place_and_nothing_where_there_is_none() -> None:
    rows = rows_of(FILLED["registration"][0])
    expected: list[tuple[str, ...]] = [
        (ENTERPRISE.name,),
        ("91350100M000100Y43", "1250"),
        ("2015年8月", ""),
        ("西槽头乡南河湾村村东24号", "0356-3026691"),
        ("（晋）FM安许证字〔2024〕001号", ""),
        ("任㛃龙", "17608613150"),
        ("𠅤喜顺", "15179240752"),
        ("冶金工贸、有限空间", "应急管理局"),
        ("有限责任公司", "微型"),
        ("2651", "否"),
        ("铸铁件、球墨铸铁管",),
        ("否",),
        ("16", "9"),
        ("7", "0"),
        ("16", "2"),
        ("安全生产办公室", "2"),
        ("", "13800000000"),
        ("高秀英", "17252789292"),
        ("高秀英、𬱖建国",),
    ]
    values = [tuple(cell.text for cell in row if cell.role is not Role.LABEL) for row in rows]
    assert [row for row in values if row] == expected
    named = registration(
        load_texts("registration"), unit_name=UNIT, enterprise=EnterpriseFacts(name="甲"), township="西槽头乡"
    )
    known = [cell.text for cell in named.cells if cell.role is not Role.LABEL and cell.text]
    assert known == ["甲", "西槽头乡"], "no 0, no 否, no None where nothing is known"


# --- F2 ------------------------------------------------------------------------------------------


def test_self_check_has_its_28_items_in_seven_groups() -> None:
    sheet = blank("self-check")
    rows = rows_of(sheet)
    assert [[said(cell) for cell in row if cell.role is Role.LABEL] for row in rows[:3]] == [
        ["企业名称", "所属行业"],
        ["企业地址", "所属镇（街道）"],
        ["负责人", "电话"],
    ]
    groups: dict[str, list[str]] = {}
    for row in rows[4:]:
        if row[0].column == 0:
            group = groups.setdefault(said(row[0]), [])
            assert row[0].rowspan == len(ITEMS[said(row[0])])
        item, own, office = row[-3:]
        group.append(item.text)
        assert (own.column, office.column) == (3, 4)
    assert groups == ITEMS
    assert list(groups) == list(ITEMS)


@pytest.mark.parametrize("name", ["self-check.blank", "self-check.filled"])
def test_self_check_breaks_its_pages_between_groups(name: str, fonts: FontSet) -> None:
    first, second = lay_out(TABLES[name][0], fonts).pages
    groups = list(ITEMS)

    def names(page: object) -> list[str]:
        return [said(p.cell) for p in page.cells if said(p.cell) in groups]  # type: ignore[attr-defined]

    assert names(first) + names(second) == groups, "every group stands on one page alone"
    assert names(first)
    assert names(second)


def test_self_check_prints_marks_by_item_in_both_columns() -> None:
    rows = rows_of(FILLED["self-check"][0])[4:]
    own = [row[-2].text for row in rows]
    assert own == ["√", "√", "○"] + ["√"] * 16 + ["×"] + ["√"] * 4 + [""] * 4
    assert [row[-1].text for row in rows] == ["√", "", "√", *[""] * 16, "○", *[""] * 8]
    empty = self_check(load_texts("self-check"), enterprise=ENTERPRISE, answers=Answers(None, {}, {}))
    assert {row[-2].content for row in rows_of(empty)[4:]} == {None}


# --- F3 ------------------------------------------------------------------------------------------


def test_supervision_has_its_rows_in_order() -> None:
    expected: list[tuple[str, ...]] = [
        ("检查企业（场所）", "检查日期"),
        ("检查人员",),
        ("检查内容",),
        ("存在问题",),
        ("整改措施",),
        ("限期整改时间", "整改责任人"),
        ("回查人员", "回查日期"),
        ("整改落实情况",),
        ("回查结果",),
    ]
    for name in ("supervision.blank", "supervision.filled", "supervision-closed.filled"):
        rows = rows_of(TABLES[name][0])
        assert [tuple(said(c) for c in row if c.role is Role.LABEL) for row in rows] == expected
        assert [[cell.colspan for cell in row] for row in rows] == [
            [1, 1, 1, 1] if len(labels) == 2 else [1, 3] for labels in expected
        ]


def test_supervision_of_the_inspection_leaves_the_recheck_free() -> None:
    rows = rows_of(FILLED["supervision"][0])
    lower = [cell.text for row in rows[6:] for cell in row if cell.role is not Role.LABEL]
    assert [text.strip("　年月日") for text in lower] == ["", "", "", ""]
    upper = [cell.text for row in rows[:6] for cell in row if cell.role is not Role.LABEL]
    assert all(upper)
    closed = rows_of(FILLED["supervision-closed"][0])
    assert all(cell.text for row in closed for cell in row)


def test_supervision_without_room_names_its_continuation() -> None:
    form, annex = FILLED["supervision-overflow"]
    problems = next(c for c in form.cells if c.row == 3 and c.column == 1)
    assert problems.text == "共发现问题隐患24项（其中重大1项），详见附页《检查问题隐患清单》。"
    assert annex.title == f"{CAMPAIGN}检查问题隐患清单"
    assert annex.annex == "附页"
    assert [cell.content for cell in annex.cells if cell.role is Role.NUMBER] == list(range(1, 25))


# --- lists ---------------------------------------------------------------------------------------


def numbers_of(sheet: Sheet) -> list[str]:
    """Return the column 序号 below the header."""
    return [cell.text for cell in sheet.cells if cell.column == 0 and cell.row >= sheet.body_starts]


def test_illegal_acts_has_eight_numbered_rows_and_an_empty_one() -> None:
    expected = [*"12345678", ""]
    assert numbers_of(blank("illegal-acts")) == expected
    assert numbers_of(FILLED["illegal-acts"][0]) == expected, "three cases leave the rest free"


def test_major_hazards_end_with_an_ellipsis_on_paper_only_where_rows_are_left() -> None:
    assert numbers_of(blank("major-hazards")) == [*"12345", "……"]
    assert numbers_of(FILLED["major-hazards"][0]) == [*"1234567"]


def test_cross_arrangement_has_fourteen_rows() -> None:
    assert numbers_of(blank("cross-arrangement")) == [str(number) for number in range(1, 15)]
    assert FILLED["cross-arrangement"][0].notes == (
        "说明：交叉检查工作原则上在2025年3月开展，具体时间由各县协商确定，各县交叉检查应包含开发区。",
    )


def test_five_commitments_are_named_on_every_row_of_the_ledger() -> None:
    sheet = FILLED["major-hazards"][0]
    cells = [cell for cell in sheet.cells if cell.column == 8 and cell.row > 0]
    for cell in cells:
        assert [line[:3] for line in cell.text.split("\n")] == [
            "责任：",
            "措施：",
            "资金：",
            "时限：",
            "预案：",
        ]


# --- F6 ------------------------------------------------------------------------------------------


def test_dispatch_has_its_eight_rows_and_sentences_with_their_blanks() -> None:
    rows = rows_of(blank("weekly-dispatch"))[1:]
    assert [row[0].content for row in rows] == list(range(1, 9))
    found = [(said(row[1]), row[2].text.replace("\n", "").replace("＿＿", "＿"), row[3].text) for row in rows]
    assert found == DISPATCH
    blanks = [sentence.count("＿") for _, sentence, _ in found]
    assert blanks == [0, 11, 10, 7, 7, 0, 0, 0]


def test_dispatch_of_a_township_speaks_of_itself() -> None:
    sheet = weekly_dispatch(load_texts("weekly-dispatch") | {"subject": "本乡镇"}, unit_name=UNIT)
    text = "".join(cell.text for cell in sheet.cells if cell.column == 2)
    assert "本乡镇共检查＿＿家企业" in text
    assert "县级" not in text


def test_dispatch_fills_every_blank_and_prompt() -> None:
    sheet = FILLED["weekly-dispatch"][0]
    text = "".join(cell.text for cell in sheet.cells if cell.column == 2 and cell.row)
    assert "＿" not in text
    assert "xx" not in text
    assert "是否制定" not in text
