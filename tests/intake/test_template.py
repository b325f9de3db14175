"""What the template writes, the import reads."""

import sys
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hazard_desk.errors import OutputError, UsageError
from hazard_desk.intake.enterprises import read_enterprises
from hazard_desk.intake.inspections import read_inspections
from hazard_desk.intake.template import (
    ENTERPRISE_LABELS,
    INSPECTION_LABELS,
    enterprise_cells,
    inspection_cells,
    write_template,
)
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.terms import (
    EnterpriseSize,
    HazardLevel,
    InspectionLevel,
    PlaceKind,
    RecheckResult,
    Remedy,
    RiskLevel,
    SizeSector,
    SourceStage,
    SupervisionLevel,
)

HANZI = "甲乙丙丁村厂东西南北䶮㛃𠅤𬱖"
words = st.text(HANZI, max_size=8)
some = st.text(HANZI, min_size=2, max_size=8)
names = st.lists(st.text(HANZI, min_size=2, max_size=3), max_size=3, unique=True).map(tuple)
fen = st.none() | st.integers(0, 10**12)
days = st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))
counts = st.none() | st.integers(0, 10**6)
phones = st.sampled_from(["", "13800138000", "0356-2286336、13900139000"])


def maybe(term):
    return st.none() | st.sampled_from(term)


enterprises = st.builds(
    EnterpriseFacts,
    name=some,
    code=st.sampled_from(["", "91350100M000100Y43", "110108000000016"]),
    no_code_reason=words,
    kind=st.sampled_from(PlaceKind),
    village=words,
    registered_capital_fen=fen,
    established=st.sampled_from(["", "2015", "2015-03", "2015-10-05"]),
    address=words,
    office_phone=phones,
    principal=words,
    principal_phone=phones,
    industries=names,
    size=maybe(EnterpriseSize),
    size_sector=maybe(SizeSector),
    assets_fen=fen,
    has_major_hazard_source=st.none() | st.booleans(),
    illegal_conduct=words,
    staff_total=counts,
    safety_body_count=counts,
    safety_body_phone=phones,
    safety_body_head_phone=phones,
    safety_officers=words,
    risk_level=maybe(RiskLevel),
    note=words,
)
hazards = st.builds(
    HazardFacts,
    description=some,
    level=maybe(HazardLevel),
    evidence=words,
    basis=words,
    remedy=maybe(Remedy),
    measures=words,
    responsible=words,
    deadline=days,
    funds_fen=fen,
    contingency_plan=words,
    supervision_level=maybe(SupervisionLevel),
    supervision_unit=words,
    reported_to_authority_on=days,
    reported_to_staff_on=days,
    rectified_on=days,
    rectification_note=words,
    rechecked_by=words,
    rechecked_on=days,
    recheck_result=maybe(RecheckResult),
    note=words,
)
inspections = st.builds(
    InspectionFacts,
    number=words,
    inspected_on=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    level=maybe(InspectionLevel),
    stage=maybe(SourceStage),
    inspectors=names,
    content=words,
    inspecting_unit=words,
    campaigns=names,
    hazards=st.lists(hazards, max_size=3),
)


def filled(path, kind, rows):
    """Write the template and put rows below its example, as a clerk would."""
    write_template(kind, path)
    workbook = openpyxl.load_workbook(path)
    for row in rows:
        workbook.worksheets[0].append([cell or None for cell in row])
    workbook.save(path)
    return path


round_trip = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)


@round_trip
@given(enterprises)
def test_an_enterprise_comes_back_from_the_template(tmp_path, facts):
    intake = read_enterprises(filled(tmp_path / "a.xlsx", "enterprises", [enterprise_cells(facts)]))
    assert intake.problems == []
    assert intake.warnings == []
    assert intake.skipped == {"示例行": 1}
    assert [row.facts for row in intake.rows] == [facts]


@round_trip
@given(inspections)
def test_an_inspection_comes_back_from_the_template(tmp_path, facts):
    rows = inspection_cells(facts, "甲厂", "91350100M000100Y43")
    intake = read_inspections(filled(tmp_path / "a.xlsx", "inspections", rows))
    assert intake.problems == []
    assert intake.warnings == []
    assert [entry.facts for entry in intake.inspections] == [facts]


@pytest.mark.parametrize(
    ("kind", "labels"), [("enterprises", ENTERPRISE_LABELS), ("inspections", INSPECTION_LABELS)]
)
def test_the_template_is_text_with_lists_and_a_guide(tmp_path, kind, labels):
    write_template(kind, tmp_path / "a.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet, guide = workbook.worksheets
    assert [cell.value for cell in sheet[1]] == list(labels.values())
    assert {cell.number_format for cell in sheet[2]} == {"@"}
    assert {sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]} == {"@"}
    assert sheet.freeze_panes in ("B2", "C2")
    assert len(sheet.data_validations.dataValidation) >= 5
    assert guide.title == "填写说明"
    assert guide.max_row > 5


def test_design_section_8_names_the_inspection_columns():
    expected = (
        "检查编号 企业名称 统一社会信用代码 检查日期 检查层级 检查环节 检查人员 检查内容 隐患描述 "
        "隐患类型 现场证据 "
        "判定依据 整改方式 整改措施 整改责任人 限期整改时间 整改资金（万元） 应急预案 "
        "挂牌督办级别 挂牌督办单位 整改完成时间 "
        "整改落实情况 回查人员 回查日期 回查结果 检查单位 专项行动"
    )
    assert list(INSPECTION_LABELS.values())[:27] == expected.split(" ")


def test_money_is_written_exactly(tmp_path):
    facts = EnterpriseFacts(name="甲厂", assets_fen=int(Decimal("1234.567891") * 10**6))
    assert "1234.567891" in enterprise_cells(facts)


def test_an_unknown_kind_and_a_bad_place_are_refused(tmp_path):
    with pytest.raises(UsageError):
        write_template("people", tmp_path / "a.xlsx")
    with pytest.raises(OutputError):
        write_template("enterprises", tmp_path / "没有" / "a.xlsx")


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
def test_a_full_disk_leaves_what_stood_there(tmp_path):
    import resource

    target = tmp_path / "模板.xlsx"
    target.write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, hard))
    try:
        with pytest.raises(OutputError):
            write_template("enterprises", target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["模板.xlsx"]
