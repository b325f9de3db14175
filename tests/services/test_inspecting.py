"""Visits and their hazards: entered, changed, rechecked, removed, refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing
from hazard_desk.model import Hazard, Inspection, JournalEntry, Person, Recheck
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.inspecting.finding import InspectionQuery, find_inspections, inspection_rows
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.offices import add_campaign, set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import (
    HazardLevel,
    HazardState,
    InspectionLevel,
    LeaderPost,
    RecheckResult,
    Remedy,
    SourceStage,
)

TODAY = date(2026, 5, 20)
NOW = datetime(2026, 5, 20, 10, 30)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    folder = tmp_path / "office"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["东街村", "西街村"])
    with OfficeFile.open(folder, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def enterprise(office: OfficeFile) -> int:
    facts = EnterpriseFacts(name="文水县兴隆铸造有限公司", village="东街村", principal="王建国")
    return saved(office.run(save_enterprise, facts))


def saved(changes: Changes) -> int:
    assert changes.record_id is not None
    return changes.record_id


def visit(enterprise_id: int, *hazards: HazardFacts, **facts: Any) -> InspectionFacts:
    given: dict[str, Any] = {
        "inspected_on": date(2026, 5, 10),
        "level": InspectionLevel.TOWNSHIP,
        "inspectors": ("张三", "李四"),
        **facts,
    }
    return InspectionFacts(enterprise_id=enterprise_id, hazards=list(hazards), **given)


def ordered(description: str = "配电箱未上锁", **facts: Any) -> HazardFacts:
    return HazardFacts(
        description=description,
        level=HazardLevel.GENERAL,
        remedy=Remedy.BY_DEADLINE,
        deadline=date(2026, 5, 18),
        responsible="王建国",
        **facts,
    )


def ids(office: OfficeFile, **asked: Any) -> list[int]:
    return list(office.ask(find_inspections, InspectionQuery(**asked)))


def refused_fields(office: OfficeFile, facts: InspectionFacts, inspection_id: int | None = None) -> list[str]:
    with pytest.raises(InputRefused) as refusal:
        office.run(save_inspection, facts, inspection_id)
    return [problem.field for problem in refusal.value.problems]


# ---- entering and changing ---------------------------------------------------------------------------


def test_what_was_entered_is_what_is_read_back(office: OfficeFile, enterprise: int) -> None:
    facts = visit(
        enterprise,
        ordered(evidence="照片1", basis="GB 50054", funds_fen=120_000, note="已告知"),
        HazardFacts("灭火器过期", HazardLevel.GENERAL, remedy=Remedy.ON_SITE),
        content="用电、消防",
        inspecting_unit="西槽头乡人民政府",
        note="雨天",
    )
    changes = office.run(save_inspection, facts)
    record = office.ask(inspection_record, saved(changes))
    stored = [replace(hazard, id=None) for hazard in record.facts.hazards]
    assert stored == facts.hazards
    assert replace(record.facts, hazards=[]) == replace(
        facts, hazards=[], number="2026-0001", stage=SourceStage.CITY_COUNTY
    )
    assert record.enterprise == "文水县兴隆铸造有限公司"
    assert record.hazard_states == [HazardState.RECTIFYING, HazardState.RECTIFYING]
    assert {"inspection", "inspector", "hazard"} <= changes.nouns
    assert changes.summary == "新增检查 2026-0001「文水县兴隆铸造有限公司」，隐患 2 条"


def test_a_changed_visit_keeps_its_number_and_its_hazards_their_identity(
    office: OfficeFile, enterprise: int
) -> None:
    visit_id = saved(office.run(save_inspection, visit(enterprise, ordered("甲"), ordered("乙"))))
    facts = office.ask(inspection_record, visit_id).facts
    first, second = (hazard.id for hazard in facts.hazards)
    facts.number = ""
    facts.inspectors = ("李四", "赵六")
    facts.hazards.reverse()
    facts.hazards[0].description = "乙（改）"
    facts.hazards.append(ordered("丙"))
    office.run(save_inspection, facts, visit_id)
    after = office.ask(inspection_record, visit_id).facts
    assert after.number == "2026-0001"
    assert after.inspectors == ("李四", "赵六")
    assert [hazard.description for hazard in after.hazards] == ["乙（改）", "甲", "丙"]
    assert [hazard.id for hazard in after.hazards[:2]] == [second, first]


def test_an_enterprise_in_full_inspection_is_a_self_check_unless_said_otherwise(
    office: OfficeFile, enterprise: int
) -> None:
    own = saved(office.run(save_inspection, visit(enterprise, level=InspectionLevel.ENTERPRISE)))
    said = saved(
        office.run(
            save_inspection,
            visit(enterprise, level=InspectionLevel.ENTERPRISE, stage=SourceStage.TIP_OFF),
        )
    )
    rows = office.ask(inspection_rows, [own, said])
    assert [row.stage for row in rows] == [SourceStage.SELF_CHECK, SourceStage.TIP_OFF]


def test_a_visit_serves_several_leaders_and_campaigns(office: OfficeFile, enterprise: int) -> None:
    def add(work: UnitOfWork) -> Changes:
        for name in ("刘书记", "陈乡长"):
            work.session.add(Person(name=name, post=LeaderPost.SECRETARY, entered_at=work.now))
        work.session.flush()
        add_campaign(work, "大排查大整治")
        add_campaign(work, "冶金工贸专项整治")
        return Changes("准备")

    office.run(add)
    facts = visit(enterprise, leader_ids=(1, 2), campaigns=("大排查大整治", "冶金工贸专项整治"))
    visit_id = saved(office.run(save_inspection, facts))
    stored = office.ask(inspection_record, visit_id).facts
    assert set(stored.leader_ids) == {1, 2}
    assert set(stored.campaigns) == {"大排查大整治", "冶金工贸专项整治"}
    assert ids(office, campaigns=(2,)) == [visit_id]

    office.run(save_inspection, replace(stored, leader_ids=(2,), campaigns=("大排查大整治",)), visit_id)
    stored = office.ask(inspection_record, visit_id).facts
    assert (stored.leader_ids, stored.campaigns) == ((2,), ("大排查大整治",))
    assert ids(office, campaigns=(2,)) == []


# ---- the life of its hazards -------------------------------------------------------------------------


def test_a_passed_recheck_closes_the_hazard(office: OfficeFile, enterprise: int) -> None:
    visit_id = saved(office.run(save_inspection, visit(enterprise, ordered())))
    facts = office.ask(inspection_record, visit_id).facts
    facts.hazards[0] = replace(facts.hazards[0], rectified_on=date(2026, 5, 15))
    office.run(save_inspection, facts, visit_id)
    assert office.ask(inspection_record, visit_id).hazard_states == [HazardState.AWAITING_RECHECK]
    facts.hazards[0] = replace(
        facts.hazards[0],
        rechecked_by="张三",
        rechecked_on=date(2026, 5, 16),
        recheck_result=RecheckResult.PASSED,
    )
    office.run(save_inspection, facts, visit_id)
    record = office.ask(inspection_record, visit_id)
    assert record.hazard_states == [HazardState.CLOSED]
    assert record.facts.hazards[0] == facts.hazards[0]
    assert office.ask(inspection_rows, [visit_id])[0].open_hazards == 0
    assert office.ask(lambda reading: reading.session.scalar(select(Hazard.closed_on))) == date(2026, 5, 16)


def test_put_right_on_the_spot_is_its_own_passed_recheck(office: OfficeFile, enterprise: int) -> None:
    day = date(2026, 5, 10)
    hazard = HazardFacts(
        "通道堵塞",
        HazardLevel.GENERAL,
        remedy=Remedy.ON_SITE,
        rectified_on=day,
        rechecked_by="张三、李四",
        rechecked_on=day,
        recheck_result=RecheckResult.PASSED,
    )
    visit_id = saved(office.run(save_inspection, visit(enterprise, hazard)))
    assert office.ask(inspection_record, visit_id).hazard_states == [HazardState.CLOSED]


def test_a_failed_recheck_withdraws_the_rectification_and_is_counted(
    office: OfficeFile, enterprise: int
) -> None:
    visit_id = saved(office.run(save_inspection, visit(enterprise, ordered(rectified_on=date(2026, 5, 15)))))
    for times in (1, 2):
        facts = office.ask(inspection_record, visit_id).facts
        facts.hazards[0] = replace(
            facts.hazards[0],
            rectified_on=date(2026, 5, 15 + times),
            rechecked_by="李四",
            rechecked_on=date(2026, 5, 17 + times),
            recheck_result=RecheckResult.FAILED,
        )
        office.run(save_inspection, facts, visit_id)
        record = office.ask(inspection_record, visit_id)
        assert record.hazard_states == [HazardState.RECTIFYING]
        assert record.failed_rechecks == [times]
        hazard = record.facts.hazards[0]
        assert (hazard.rectified_on, hazard.rechecked_on, hazard.rechecked_by, hazard.recheck_result) == (
            None,
            None,
            "",
            None,
        )
    history = office.ask(
        lambda reading: reading.session.execute(
            select(Recheck.rectified_on, Recheck.rechecked_on).order_by(Recheck.id)
        ).all()
    )
    assert [tuple(row) for row in history] == [
        (date(2026, 5, 16), date(2026, 5, 18)),
        (date(2026, 5, 17), date(2026, 5, 19)),
    ]
    # Saving again, with nothing rechecked anew, counts nothing.
    office.run(save_inspection, office.ask(inspection_record, visit_id).facts, visit_id)
    assert office.ask(inspection_record, visit_id).failed_rechecks == [2]


def test_a_recheck_that_is_taken_away_reopens_the_hazard(office: OfficeFile, enterprise: int) -> None:
    hazard = ordered(
        rectified_on=date(2026, 5, 15),
        rechecked_by="张三",
        rechecked_on=date(2026, 5, 16),
        recheck_result=RecheckResult.PASSED,
    )
    visit_id = saved(office.run(save_inspection, visit(enterprise, hazard)))
    facts = office.ask(inspection_record, visit_id).facts
    facts.hazards[0] = replace(facts.hazards[0], rechecked_by="", rechecked_on=None, recheck_result=None)
    office.run(save_inspection, facts, visit_id)
    assert office.ask(inspection_record, visit_id).hazard_states == [HazardState.AWAITING_RECHECK]


@pytest.mark.parametrize(
    ("column", "state"), [("voided_on", HazardState.VOID), ("referred_on", HazardState.REFERRED)]
)
def test_editing_the_visit_does_not_take_back_a_void_or_a_referral(
    office: OfficeFile, enterprise: int, column: str, state: HazardState
) -> None:
    visit_id = saved(office.run(save_inspection, visit(enterprise, ordered())))

    def set_aside(work: UnitOfWork) -> Changes:
        hazard = work.session.scalars(select(Hazard)).one()
        setattr(hazard, column, TODAY)
        hazard.state = state
        return Changes("作废")

    office.run(set_aside)
    facts = office.ask(inspection_record, visit_id).facts
    office.run(save_inspection, replace(facts, note="补记"), visit_id)
    assert office.ask(inspection_record, visit_id).hazard_states == [state]
    assert office.ask(inspection_rows, [visit_id])[0].open_hazards == 0


def test_a_hazard_left_out_goes_to_the_recycle_bin(office: OfficeFile, enterprise: int) -> None:
    visit_id = saved(office.run(save_inspection, visit(enterprise, ordered("甲"), ordered("乙"))))
    facts = office.ask(inspection_record, visit_id).facts
    del facts.hazards[0]
    office.run(save_inspection, facts, visit_id)
    assert [h.description for h in office.ask(inspection_record, visit_id).facts.hazards] == ["乙"]

    def bin_of(reading: Reading) -> list[str]:
        return list(reading.session.scalars(select(Hazard.description).where(Hazard.deleted_at.is_not(None))))

    assert office.ask(bin_of) == ["甲"]


# ---- numbers -----------------------------------------------------------------------------------------


def test_numbers_run_on_by_the_year_and_past_the_recycle_bin(office: OfficeFile, enterprise: int) -> None:
    first = saved(office.run(save_inspection, visit(enterprise)))
    second = saved(office.run(save_inspection, visit(enterprise)))
    earlier = saved(office.run(save_inspection, visit(enterprise, inspected_on=date(2025, 12, 30))))
    office.run(remove_inspection, second)
    third = saved(office.run(save_inspection, visit(enterprise)))
    rows = office.ask(inspection_rows, [first, earlier, third])
    assert [row.number for row in rows] == ["2026-0001", "2025-0001", "2026-0003"]


def test_a_number_is_one_visits_alone(office: OfficeFile, enterprise: int) -> None:
    visit_id = saved(office.run(save_inspection, visit(enterprise, number="检-7")))
    assert refused_fields(office, visit(enterprise, number="检-7")) == ["number"]
    office.run(save_inspection, visit(enterprise, number="检-7", note="同一次"), visit_id)
    office.run(remove_inspection, visit_id)
    office.run(save_inspection, visit(enterprise, number="检-7"))


# ---- finding -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2026-0001", "兴隆铸造", "xlzz", "李四", "ls", "用电", "兴隆 张三"])
def test_a_visit_is_found_by(office: OfficeFile, enterprise: int, text: str) -> None:
    other = saved(office.run(save_enterprise, EnterpriseFacts(name="永和超市")))
    visit_id = saved(office.run(save_inspection, visit(enterprise, content="用电安全")))
    office.run(save_inspection, visit(other, inspectors=("赵六",)))
    assert ids(office, text=text) == [visit_id]


def test_filters_narrow_the_list(office: OfficeFile, enterprise: int) -> None:
    old = saved(office.run(save_inspection, visit(enterprise, inspected_on=date(2026, 4, 1))))
    new = saved(office.run(save_inspection, visit(enterprise, ordered(), level=InspectionLevel.VILLAGE)))
    assert ids(office) == [new, old]
    assert ids(office, ascending=True) == [old, new]
    assert ids(office, since=date(2026, 5, 1)) == [new]
    assert ids(office, until=date(2026, 5, 1)) == [old]
    assert ids(office, levels=(InspectionLevel.VILLAGE,)) == [new]
    assert ids(office, with_open_hazards=True) == [new]
    assert ids(office, villages=(1,)) == [new, old]
    assert ids(office, villages=(2,)) == []
    assert ids(office, stages=(SourceStage.TIP_OFF,)) == []
    assert ids(office, sort="hazards") == [new, old]


# ---- refused and removed -----------------------------------------------------------------------------


def test_refusals_name_the_field_and_leave_nothing_behind(office: OfficeFile, enterprise: int) -> None:
    late = visit(
        enterprise,
        ordered(),
        replace(ordered(), deadline=date(2026, 5, 1)),
        HazardFacts("锅炉超压", HazardLevel.MAJOR, remedy=Remedy.ON_SITE),
        HazardFacts("罐区", HazardLevel.MAJOR, remedy=Remedy.SUPERVISED),
    )
    assert refused_fields(office, late) == [
        "hazards.1.deadline",
        "hazards.2.remedy",
        "hazards.3.supervision_unit",
        "hazards.3.measures",
        "hazards.3.responsible",
        "hazards.3.deadline",
        "hazards.3.funds_fen",
        "hazards.3.contingency_plan",
    ]
    assert refused_fields(office, visit(enterprise, inspected_on=date(2026, 5, 21))) == ["inspected_on"]
    assert refused_fields(office, visit(999)) == ["enterprise_id"]
    assert refused_fields(office, InspectionFacts()) == ["inspected_on", "enterprise_id"]
    with pytest.raises(HazardDeskError, match="没有名为「不存在」的专项行动"):
        office.run(save_inspection, visit(enterprise, campaigns=("不存在",)))
    assert ids(office) == []
    assert office.ask(lambda reading: reading.session.scalars(select(Hazard.id)).all()) == []


def test_a_removed_visit_is_in_the_recycle_bin_with_its_hazards(office: OfficeFile, enterprise: int) -> None:
    visit_id = saved(office.run(save_inspection, visit(enterprise, ordered())))
    changes = office.run(remove_inspection, visit_id)
    assert ids(office) == []
    with pytest.raises(RecordMissing):
        office.ask(inspection_record, visit_id)
    with pytest.raises(RecordMissing):
        office.run(remove_inspection, visit_id)

    def binned(reading: Reading) -> list[datetime | None]:
        return [
            *reading.session.scalars(select(Inspection.deleted_at)),
            *reading.session.scalars(select(Hazard.deleted_at)),
        ]

    assert office.ask(binned) == [NOW, NOW]
    summaries = office.ask(lambda reading: reading.session.get_one(JournalEntry, changes.entry_id).summary)
    assert summaries == "检查 2026-0001 移入回收站"
