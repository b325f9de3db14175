"""重大隐患 and 挂牌督办: five commitments, 双报告, whose supervision. Their days are steps (`moving`)."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date

from hazard_desk.errors import RecordMissing
from hazard_desk.model import Hazard, Inspection
from hazard_desk.rules.facts import HazardFacts, labels
from hazard_desk.rules.inspection_checks import check_hazard
from hazard_desk.rules.refusal import Refusal
from hazard_desk.services.inspecting.columns import hazard_columns
from hazard_desk.services.inspecting.facts import visit_facts
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import HazardLevel, SupervisionLevel

LABELS = {
    **labels(HazardFacts),
    "second_supervision_unit": "第二挂牌督办单位",  # 双挂牌督办 (S000)
    "supervision_due": "督办期限",
}


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """What is kept of a major or supervised hazard beside the visit's own fields.

    `LABELS` has the words of each field; money is integer 分.
    """

    level: HazardLevel | None = None
    basis: str = ""
    measures: str = ""
    responsible: str = ""
    deadline: date | None = None
    funds_fen: int | None = None
    contingency_plan: str = ""
    reported_to_authority_on: date | None = None
    reported_to_staff_on: date | None = None
    supervision_level: SupervisionLevel | None = None
    supervision_unit: str = ""
    second_supervision_unit: str = ""
    supervision_due: date | None = None


_NAMES = [item.name for item in fields(DossierFacts)]
_REPORTS = ("reported_to_authority_on", "reported_to_staff_on")


def dossier_of(reading: Reading, hazard_id: int) -> DossierFacts:
    """Return the dossier of a hazard as it is kept."""
    hazard = _existing(reading, hazard_id)
    return DossierFacts(**{name: getattr(hazard, name) for name in _NAMES})


def save_dossier(work: UnitOfWork, hazard_id: int, facts: DossierFacts) -> Changes:
    """Keep a hazard's dossier.

    Refused: what `check_hazard` refuses of the hazard with these facts; a report dated after today or before
    the visit. A deadline that is moved here is a correction; a granted 延期 is a step.
    """
    hazard = _existing(work, hazard_id)
    visit = work.session.get_one(Inspection, hazard.inspection_id)
    stored = next(kept for kept in visit_facts(work, [visit.id])[visit.id].hazards if kept.id == hazard_id)
    shared = {name: getattr(facts, name) for name in _NAMES if hasattr(stored, name)}
    refusals = check_hazard(replace(stored, **shared), visit.inspected_on, work.today)
    refuse_if_any([*refusals, *_reports(facts, visit.inspected_on, work.today)])
    if facts.basis != hazard.basis:
        hazard.criterion_id = None  # another text quotes another item, or none
    for name in _NAMES:
        setattr(hazard, name, getattr(facts, name))
    hazard.search_text = hazard_columns(replace(stored, **shared))["search_text"]
    return Changes("修改重大隐患资料" if facts.level is HazardLevel.MAJOR else "修改隐患资料", hazard_id)


def _reports(facts: DossierFacts, inspected_on: date, today: date) -> list[Refusal]:
    refused = []
    for name in _REPORTS:
        day = getattr(facts, name)
        if day is not None and day > today:
            refused.append(Refusal(name, f"{LABELS[name]}在今天之后。", "还没有报告的先不填。"))
        if day is not None and day < inspected_on:
            refused.append(
                Refusal(name, f"{LABELS[name]}早于检查日期{inspected_on.isoformat()}。", "请核对日期。")
            )
    return refused


def _existing(reading: Reading, hazard_id: int) -> Hazard:
    hazard = reading.session.get(Hazard, hazard_id)
    if hazard is None or hazard.deleted_at is not None:
        raise RecordMissing(
            "这条隐患已不在台账里（可能已移入回收站）。", "没有改动任何数据。", "请刷新列表。"
        )
    return hazard
