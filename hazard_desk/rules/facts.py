"""Plain facts as they are typed in or read from a spreadsheet, before the office file holds them.

Field names are those of the mapped nouns. Text fields are "" when empty, everything else None.
Money is integer 分. `label` metadata is the form's own wording (S001 附件1, 附件3, S003 附件2, 附件5),
used for entry forms, import headers and lists of missing fields alike.
"""

# ruff: noqa: RUF009  `_fact` makes a dataclass field, which ruff can't see.

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from hazard_desk.terms import (
    CheckMark,
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
)


def _fact(label: str, default: Any = "") -> Any:
    return field(default=default, metadata={"label": label})


@dataclass(slots=True)
class EnterpriseFacts:
    """生产经营单位: every field of F1 (S001 附件1) and what the registry adds to it."""

    name: str = _fact("单位名称")
    code: str = _fact("统一社会信用代码")  # F1 prints 工商注册号; old 15-digit numbers stand here too
    no_code_reason: str = _fact("无代码原因")
    kind: PlaceKind = _fact("单位类别", PlaceKind.ENTERPRISE)
    village: str = _fact("所属村（社区）")
    registered_capital_fen: int | None = _fact("注册资本（万元）", None)
    established: str = _fact("成立时间")  # "2015", "2015-03" or "2015-03-05": as exact as it is known
    township: str = _fact("所属镇（街道）")
    address: str = _fact("单位所在地")
    office_phone: str = _fact("办公电话")
    safety_licence: str = _fact("安全生产许可证号")
    other_licences: str = _fact("其他许可证号")
    principal: str = _fact("主要负责人")
    principal_phone: str = _fact("主要负责人手机号码")
    safety_head: str = _fact("分管安全负责人")
    safety_head_phone: str = _fact("分管安全负责人手机号码")
    industries: tuple[str, ...] = _fact("行业分类", ())
    industry_code: str = _fact("国民经济行业代码")  # GB/T 4754-2017
    regulator: str = _fact("监管部门")
    economic_type: str = _fact("经济类型")
    size: EnterpriseSize | None = _fact("单位规模", None)
    size_sector: SizeSector | None = _fact("规模划分行业", None)
    assets_fen: int | None = _fact("资产总额（万元）", None)
    has_major_hazard_source: bool | None = _fact("是否有重大危险源", None)
    products: str = _fact("生产/经营产品")
    illegal_conduct: str = _fact("是否存在非法违法生产经营建设行为")
    staff_total: int | None = _fact("职工人数（从业人数）", None)
    staff_regular: int | None = _fact("正式职工人数", None)
    staff_temporary: int | None = _fact("临时用工（含承包单位）人数", None)
    staff_trained: int | None = _fact("接受本单位安全培训教育人数", None)
    staff_insured: int | None = _fact("缴纳工伤保险人数", None)
    safety_officer_count: int | None = _fact("安全管理人员人数", None)
    safety_body: str = _fact("机构名称")
    safety_body_count: int | None = _fact("机构人数", None)
    safety_body_phone: str = _fact("安全管理机构办公电话")
    duty_phone: str = _fact("值班电话")
    safety_body_head: str = _fact("机构负责人")
    safety_body_head_phone: str = _fact("机构负责人手机号码")
    safety_officers: str = _fact("专（兼）职安全管理人员名单")
    risk_level: RiskLevel | None = _fact("风险等级", None)
    note: str = _fact("备注")


@dataclass(slots=True)
class HazardFacts:
    """隐患: every field that F3, F7 and F10 print, as one row of an inspection sheet holds them."""

    description: str = _fact("隐患描述")
    level: HazardLevel | None = _fact("隐患类型", None)
    evidence: str = _fact("现场证据")
    basis: str = _fact("判定依据")
    remedy: Remedy | None = _fact("整改方式", None)
    measures: str = _fact("整改措施")
    responsible: str = _fact("整改责任人")
    deadline: date | None = _fact("限期整改时间", None)
    funds_fen: int | None = _fact("整改资金（万元）", None)
    contingency_plan: str = _fact("应急预案")
    supervision_level: SupervisionLevel | None = _fact("挂牌督办级别", None)
    supervision_unit: str = _fact("挂牌督办单位")
    reported_to_authority_on: date | None = _fact("报告监管部门日期", None)
    reported_to_staff_on: date | None = _fact("向职工通报日期", None)
    rectified_on: date | None = _fact("整改完成时间", None)
    rectification_note: str = _fact("整改落实情况")
    rechecked_by: str = _fact("回查人员")
    rechecked_on: date | None = _fact("回查日期", None)
    recheck_result: RecheckResult | None = _fact("回查结果", None)
    note: str = _fact("备注")
    criterion_id: int | None = None  # the item of 判定标准 that 判定依据 quotes
    id: int | None = None  # of the stored hazard that is edited; None for a new one


@dataclass(slots=True)
class CheckPoint:
    """检查要点 as it read on the day of the visit.

    `source` is the document that its list is taken from, "" for a point of the office's own; `hazard` is the
    place of the hazard made of it among those of the visit.
    """

    text: str = _fact("检查要点")
    title: str = _fact("检查表")
    source: str = _fact("来源")
    mark: CheckMark | None = _fact("检查结果", None)
    note: str = _fact("说明")
    hazard: int | None = None


@dataclass(slots=True)
class InspectionFacts:
    """检查: one visit to one enterprise, with the hazards found (F3, F10)."""

    number: str = _fact("检查编号")  # given by the program when empty
    enterprise_id: int | None = None
    inspected_on: date | None = _fact("检查日期", None)
    level: InspectionLevel | None = _fact("检查层级", None)
    stage: SourceStage | None = _fact("检查环节", None)
    inspectors: tuple[str, ...] = _fact("检查人员", ())
    mode: InspectionMode | None = _fact("检查方式", None)
    experts: str = _fact("参加专家")
    content: str = _fact("检查内容")
    inspecting_unit: str = _fact("检查单位")
    leader_ids: tuple[int, ...] = _fact("带队领导", ())
    campaigns: tuple[str, ...] = _fact("专项行动", ())
    note: str = _fact("备注")
    hazards: list[HazardFacts] = field(default_factory=list, metadata={"label": "隐患"})
    checks: list[CheckPoint] = field(default_factory=list, metadata={"label": "检查表"})
    cross_pair_id: int | None = None  # the pair of 交叉检查 that it belongs to


@dataclass(slots=True)
class StandardFacts:
    """重大事故隐患判定标准: one edition, with the days from and to which it is in force."""

    name: str = _fact("标准名称")
    document_number: str = _fact("文号")
    effective_from: date | None = _fact("施行日期", None)
    effective_to: date | None = _fact("废止日期", None)
    scope: str = _fact("适用范围")
    note: str = _fact("备注")


@dataclass(slots=True)
class CriterionFacts:
    """One item of a standard; `keywords` are separated by 、 and only help to find it."""

    standard_id: int | None = None
    article: str = _fact("条")
    item: str = _fact("项")
    heading: str = _fact("类别")
    text: str = _fact("内容")
    keywords: str = _fact("关键词")


def labels(facts_class: type) -> dict[str, str]:
    """Return field name → printed label, in the order of the paper form."""
    return {f.name: f.metadata["label"] for f in fields(facts_class) if "label" in f.metadata}
