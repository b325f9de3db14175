"""What is refused of an inspection and its hazards at entry and at import, word for word DESIGN §5.

A field of the third hazard is named `hazards.2.deadline`, so that the window and the import can both
point to the cell.
"""

from __future__ import annotations

from datetime import date

from hazard_desk.rules.facts import HazardFacts, InspectionFacts, labels
from hazard_desk.rules.refusal import Refusal
from hazard_desk.terms import HazardLevel, InspectionLevel, RecheckResult, Remedy, SourceStage

_VISIT_LABELS = labels(InspectionFacts)
_LABELS = labels(HazardFacts)
# 五落实: measures, responsibility, time limit, funds, plan (S001 四(二)3)
COMMITMENTS = ("measures", "responsible", "deadline", "funds_fen", "contingency_plan")


def check_inspection(facts: InspectionFacts, today: date) -> list[Refusal]:
    """Return every reason why the inspection may not be stored; empty when it may.

    Whether the enterprise is in the registry is for the caller to find out: a rule sees no registry.
    """
    refused: list[Refusal] = []
    if facts.inspected_on is None:
        refused.append(Refusal("inspected_on", "没有填写检查日期。", "请填写检查日期。"))
    elif facts.inspected_on > today:
        refused.append(Refusal("inspected_on", "检查日期在今天之后。", "请核对检查日期。"))
    if facts.cross_pair_id is not None:
        refused += _check_pair(facts)
    for i, hazard in enumerate(facts.hazards):
        refused += check_hazard(hazard, facts.inspected_on, today, f"hazards.{i}.")
    return refused


def _check_pair(facts: InspectionFacts) -> list[Refusal]:
    """Return why a visit can't belong to a pair of 交叉检查: no form would count it there."""
    remedy = "请改为交叉检查，或不归入交叉检查的组。"
    if effective_stage(facts.level, facts.stage) is not SourceStage.CROSS:
        return [Refusal("cross_pair_id", "归入交叉检查的组，但检查环节不是交叉检查。", remedy)]
    if facts.level is InspectionLevel.ENTERPRISE:
        said = "归入交叉检查的组，但检查层级是企业全面查。"
        return [Refusal("cross_pair_id", said, "请另选检查层级，或不归入交叉检查的组。")]
    return []


def check_hazard(
    hazard: HazardFacts, inspected_on: date | None, today: date, prefix: str = ""
) -> list[Refusal]:
    """Return every reason why a hazard may not be stored; the names of fields start with `prefix`."""
    refused: list[Refusal] = []

    def refuse(field: str, message: str, remedy: str) -> None:
        refused.append(Refusal(prefix + field, message, remedy))

    if not hazard.description:
        refuse("description", "没有填写隐患描述。", "请写明隐患的部位和内容；没有隐患的，隐患各栏都不要填。")
    for field in ("rectified_on", "rechecked_on"):
        day = getattr(hazard, field)
        if day is not None and day > today:
            refuse(field, f"{_LABELS[field]}在今天之后。", "请核对；还没有发生的先不填。")
    if inspected_on is not None:
        for field in ("deadline", "rectified_on", "rechecked_on"):
            day = getattr(hazard, field)
            if day is not None and day < inspected_on:
                refuse(field, f"{_LABELS[field]}早于检查日期{inspected_on.isoformat()}。", "请核对两个日期。")
    if hazard.rechecked_on and hazard.rectified_on and hazard.rechecked_on < hazard.rectified_on:
        refuse(
            "rechecked_on", f"回查日期早于整改完成时间{hazard.rectified_on.isoformat()}。", "请核对两个日期。"
        )
    if hazard.recheck_result is RecheckResult.PASSED and hazard.rectified_on is None:
        refuse("rectified_on", "回查合格，但没有填写整改完成时间。", "请填写整改完成时间，或改正回查结果。")
    if hazard.level is HazardLevel.MAJOR and hazard.remedy is Remedy.ON_SITE:
        refuse("remedy", "重大隐患不能只是现场整改。", "请改为限期整改或挂牌督办。")
    if hazard.remedy is Remedy.BY_DEADLINE:
        if hazard.deadline is None:
            refuse("deadline", "限期整改没有填写限期整改时间。", "请填写限期整改时间。")
        if not hazard.responsible:
            refuse("responsible", "限期整改没有填写整改责任人。", "请填写整改责任人。")
    if hazard.remedy is Remedy.SUPERVISED:
        for field in ("supervision_unit", *COMMITMENTS):
            if getattr(hazard, field) in (None, ""):
                refuse(field, f"挂牌督办没有填写{_LABELS[field]}。", f"请填写{_LABELS[field]}。")
    return refused


def missing_in_inspection(facts: InspectionFacts) -> dict[str, str]:
    """Return field → label of what is listed, not refused: level, 判定依据, 双报告, five commitments."""
    missing = {field: _VISIT_LABELS[field] for field in ("level", "inspectors") if not getattr(facts, field)}
    for i, hazard in enumerate(facts.hazards):
        missing |= missing_in_hazard(hazard, f"hazards.{i}.")
    return missing


def missing_in_hazard(hazard: HazardFacts, prefix: str = "") -> dict[str, str]:
    """Return field → label of what a hazard still lacks; 重大 asks 双报告, its unit and 五落实 too."""
    wanted = ["level", "basis", "remedy"]
    if hazard.level is HazardLevel.MAJOR:
        wanted += ["reported_to_authority_on", "reported_to_staff_on", "supervision_unit", *COMMITMENTS]
    if hazard.recheck_result is not None:
        wanted += ["rechecked_on", "rechecked_by"]
    return {prefix + field: _LABELS[field] for field in wanted if getattr(hazard, field) in (None, "")}


def effective_stage(level: InspectionLevel | None, stage: SourceStage | None) -> SourceStage:
    """Return the 检查环节 that counts; an empty one is 企业自查 for 企业全面查, else 市县检查 (§4)."""
    if stage is not None:
        return stage
    return SourceStage.SELF_CHECK if level is InspectionLevel.ENTERPRISE else SourceStage.CITY_COUNTY
