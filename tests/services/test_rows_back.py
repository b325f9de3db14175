"""放回这一行: what an edit took out of a record comes back from the journal, also after a filing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.errors import HazardDeskError, RecordMissing
from hazard_desk.rules.facts import CheckPoint, EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.campaigning import (
    CampaignFacts,
    PhaseFacts,
    campaign_facts,
    save_campaign,
)
from hazard_desk.services.filing.filing import file_week
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.journal import RowTold, entry_changes, undo, undo_last
from hazard_desk.services.recycling import BinQuery, OwnerInBin, bin_rows, put_back, put_rows_back
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.self_checking import SelfCheckFacts, save_self_check
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import CheckMark, HazardLevel, HazardState, Move, RecheckResult, Remedy
from tests.services.filing.paper_desk import FIRST, SECOND, paper_desk
from tests.services.journal.operation_desk import dump

TODAY = date.today()


def lost(office: OfficeFile, entry_id: int | None) -> list[RowTold]:
    assert entry_id is not None
    return [row for row in office.ask(entry_changes, entry_id) if row.lost]


def back(office: OfficeFile, entry_id: int | None, *names: str, with_owners: bool = False) -> Changes:
    """Put back the lost rows of these names (all without any)."""
    rows = [(row.noun, row.key) for row in lost(office, entry_id) if not names or row.lost in names]
    return office.run(put_rows_back, entry_id, rows, with_owners)


def hazard(text: str = "通道堵塞", **more: Any) -> HazardFacts:
    return HazardFacts(
        text,
        HazardLevel.GENERAL,
        remedy=Remedy.BY_DEADLINE,
        measures="清理",
        responsible="赵六",
        deadline=TODAY + timedelta(days=9),
        **more,
    )


def closed(text: str = "通道堵塞") -> HazardFacts:
    return hazard(
        text,
        rectified_on=TODAY,
        rechecked_on=TODAY,
        rechecked_by="张三",
        recheck_result=RecheckResult.PASSED,
    )


def visit(office: OfficeFile, *hazards: HazardFacts, **more: Any) -> int:
    where = office.run(save_enterprise, EnterpriseFacts(name="晋源厂")).record_id
    facts = InspectionFacts(
        enterprise_id=where,
        inspected_on=TODAY,
        inspectors=("张三", "李四"),
        hazards=list(hazards),
        **more,
    )
    record_id = office.run(save_inspection, facts).record_id
    assert record_id is not None
    return record_id


def edit(office: OfficeFile, known: int, change: Callable[[InspectionFacts], None]) -> int | None:
    facts = office.ask(inspection_record, known).facts
    change(facts)
    return office.run(save_inspection, facts, known).entry_id


def drop_recheck(facts: InspectionFacts) -> None:
    facts.hazards[0].rechecked_on = facts.hazards[0].recheck_result = None
    facts.hazards[0].rechecked_by = ""


# ---- rechecks and hazards: in the bin ---------------------------------------------------------------------


def test_a_recheck_taken_out_lies_in_the_bin_with_its_hazard_named_and_closes_it_again(
    office: OfficeFile,
) -> None:
    known = visit(office, closed())
    before = dump(office)
    edit(office, known, drop_recheck)
    assert office.ask(inspection_record, known).hazard_states == [HazardState.AWAITING_RECHECK]
    (row,) = office.ask(bin_rows)
    assert (row.noun_label, row.name) == ("回查", f"{TODAY} 通道堵塞")
    assert row.owner == f"检查「{TODAY} 晋源厂」"
    office.run(put_back, row.noun, row.key)
    assert dump(office) == before
    assert office.ask(inspection_record, known).hazard_states == [HazardState.CLOSED]


def test_a_recheck_that_was_replaced_since_does_not_come_back_beside_the_other(office: OfficeFile) -> None:
    known = visit(office, closed())
    edit(office, known, drop_recheck)
    (hazard_id,) = (one.id for one in office.ask(inspection_record, known).facts.hazards)
    office.run(make_move, [hazard_id], Step(Move.PASS, TODAY, "王五"))
    before = dump(office)
    (row,) = office.ask(bin_rows)
    with pytest.raises(HazardDeskError, match="后来又登记过") as refused:
        office.run(put_back, row.noun, row.key)
    assert refused.value.meaning == "没有改动任何数据。"
    assert dump(office) == before


def test_a_recheck_of_a_rectification_that_is_gone_is_refused(office: OfficeFile) -> None:
    known = visit(office, closed())
    edit(office, known, drop_recheck)

    def open_again(facts: InspectionFacts) -> None:
        facts.hazards[0].rectified_on = None

    edit(office, known, open_again)
    (row,) = office.ask(bin_rows)
    with pytest.raises(HazardDeskError, match="对不上"):
        office.run(put_back, row.noun, row.key)


def test_a_recheck_comes_back_with_the_rectification_taken_out_in_the_same_edit(office: OfficeFile) -> None:
    known = visit(office, closed())

    def open_again(facts: InspectionFacts) -> None:
        drop_recheck(facts)
        facts.hazards[0].rectified_on, facts.hazards[0].measures = None, "上锁"

    entry = edit(office, known, open_again)
    back(office, entry, f"{TODAY} 通道堵塞")
    facts = office.ask(inspection_record, known)
    assert facts.hazard_states == [HazardState.CLOSED]
    assert (facts.facts.hazards[0].rectified_on, facts.facts.hazards[0].measures) == (TODAY, "上锁")


def test_a_step_that_was_taken_back_comes_back_with_what_it_made_of_the_hazard(office: OfficeFile) -> None:
    known = visit(office, hazard())
    (hazard_id,) = (one.id for one in office.ask(inspection_record, known).facts.hazards)
    later = TODAY + timedelta(days=30)
    office.run(make_move, [hazard_id], Step(Move.EXTEND, TODAY, "张三", "等配件", later))
    before = dump(office)
    undone = office.run(undo_last).entry_id
    assert [row.noun_label for row in lost(office, undone)] == ["隐患的处理步骤"]
    back(office, undone)
    assert dump(office) == before
    assert office.ask(inspection_record, known).facts.hazards[0].deadline == later


def test_a_hazard_names_the_visit_it_belongs_to(office: OfficeFile) -> None:
    known = visit(office, hazard(), hazard("灭火器过期"))
    entry = edit(office, known, lambda facts: facts.hazards.pop(0))
    (row,) = office.ask(bin_rows, BinQuery(text="晋源"))
    assert (row.name, row.owner) == ("通道堵塞", f"检查「{TODAY} 晋源厂」")
    back(office, entry)  # the journal offers the same way
    assert office.ask(bin_rows) == []


# ---- other parts: from the journal ------------------------------------------------------------------------


def test_an_inspector_taken_out_comes_back_where_the_visit_is_printed_too(office: OfficeFile) -> None:
    known = visit(office)
    entry = edit(office, known, lambda facts: setattr(facts, "inspectors", ("李四", "王五")))
    assert [row.lost for row in lost(office, entry)] == ["张三"]  # 李四 moved into another row
    back(office, entry)
    assert office.ask(inspection_record, known).facts.inspectors == ("李四", "王五", "张三")
    said = dict(zip(("inspectors", "search"), _printed(office, known), strict=True))
    assert said["inspectors"] == "李四、王五、张三"
    assert "张三" in said["search"]


def _printed(office: OfficeFile, known: int) -> tuple[str, str]:
    query = "SELECT inspectors, search_text FROM inspection WHERE id = ?"
    row = office.ask(lambda r: r.session.connection().exec_driver_sql(query, (known,)).one())
    return row[0], row[1]


def test_the_point_that_was_taken_out_of_a_list_comes_back_at_its_place(office: OfficeFile) -> None:
    points = [CheckPoint(text=text, title="通用", mark=CheckMark.COMPLIES) for text in ("门", "锁", "灯")]
    known = visit(office, checks=points)
    before = office.ask(inspection_record, known).facts.checks
    entry = edit(office, known, lambda facts: facts.checks.pop(0))
    assert [row.lost for row in lost(office, entry)] == ["门"]
    back(office, entry)
    assert office.ask(inspection_record, known).facts.checks == before
    assert lost(office, entry) == []


def test_a_mark_that_was_only_changed_is_not_put_beside_itself(office: OfficeFile) -> None:
    known = visit(office, checks=[CheckPoint(text="门", title="通用", mark=CheckMark.COMPLIES)])

    def mark(facts: InspectionFacts) -> None:
        facts.checks[0] = replace(facts.checks[0], mark=CheckMark.FAILS)

    assert lost(office, edit(office, known, mark)) == []


def test_a_phase_of_a_campaign_comes_back_among_those_saved_since(office: OfficeFile) -> None:
    phases = tuple(PhaseFacts(name, content=f"{name}的内容") for name in ("动员", "排查", "总结"))
    known = office.run(save_campaign, CampaignFacts("大整治", phases=phases)).record_id
    other = office.run(save_campaign, CampaignFacts("另一个", phases=phases[:1])).record_id
    entry = office.run(save_campaign, CampaignFacts("大整治", phases=phases[1:]), known).entry_id
    office.run(save_campaign, CampaignFacts("大整治", note="后来", phases=phases[1:]), known)
    assert [row.lost for row in lost(office, entry)] == ["动员"]
    back(office, entry)
    facts = office.ask(campaign_facts, known)
    assert (facts.note, facts.phases) == ("后来", phases)
    assert office.ask(campaign_facts, other).phases == phases[:1]


def test_a_mark_of_a_self_check_comes_back_to_its_item(office: OfficeFile) -> None:
    where = office.run(save_enterprise, EnterpriseFacts(name="晋源厂")).record_id
    facts = SelfCheckFacts(where, TODAY, marks={1: (CheckMark.COMPLIES, None), 2: (CheckMark.COMPLIES, None)})
    known = office.run(save_self_check, None, facts).record_id
    before = dump(office)
    entry = office.run(save_self_check, known, replace(facts, marks={2: (CheckMark.COMPLIES, None)})).entry_id
    back(office, entry)
    assert dump(office) == before


def test_it_comes_back_after_a_filing_as_a_step_that_can_be_taken_back(tmp_path: Path) -> None:
    with paper_desk(tmp_path / "台账") as desk:
        office = desk.office
        known = desk.visit(desk.enterprise("晋源厂"), FIRST)
        whole = office.ask(inspection_record, known).facts.inspectors
        entry = edit(office, known, lambda facts: setattr(facts, "inspectors", whole[1:]))
        office.run(file_week, FIRST)
        with pytest.raises(HazardDeskError, match="上次定稿以前"):
            office.run(undo, entry)
        desk.today(SECOND)
        away = dump(office)
        changes = back(office, entry)
        assert changes.summary == f"从操作记录放回检查人员「{whole[0]}」"
        assert set(office.ask(inspection_record, known).facts.inspectors) == set(whole)
        office.run(undo, changes.entry_id)
        assert dump(office) == away


# ---- refused ----------------------------------------------------------------------------------------------


def test_what_is_back_already_or_was_never_taken_out_is_refused(office: OfficeFile) -> None:
    known = visit(office)
    entry = edit(office, known, lambda facts: setattr(facts, "inspectors", ("李四",)))
    rows = [(row.noun, row.key) for row in office.ask(entry_changes, entry or 0)]
    (gone,) = lost(office, entry)
    back(office, entry)
    for wanted in ([(gone.noun, gone.key)], [("enterprise", "[1]")], rows[:1]):
        with pytest.raises(RecordMissing, match="不用放回"):
            office.run(put_rows_back, entry, wanted)


def test_a_part_of_what_lies_in_the_bin_comes_only_with_it(office: OfficeFile) -> None:
    known = visit(office)
    entry = edit(office, known, lambda facts: setattr(facts, "inspectors", ("李四",)))
    office.run(remove_inspection, known)
    with pytest.raises(OwnerInBin, match="也在回收站里"):
        back(office, entry)
    back(office, entry, with_owners=True)
    assert set(office.ask(inspection_record, known).facts.inspectors) == {"张三", "李四"}


def test_a_part_of_an_undone_visit_brings_the_visit_and_can_be_taken_back(office: OfficeFile) -> None:
    visit(office, hazard())
    before = dump(office)
    undone = office.run(undo_last).entry_id
    away = dump(office)
    (row,) = [one for one in lost(office, undone) if one.lost == "张三"]
    office.run(put_rows_back, undone, [(row.noun, row.key)])
    assert dump(office) == before
    office.run(undo_last)
    assert dump(office) == away


def test_figures_of_a_filing_that_was_taken_back_do_not_come_back_alone(tmp_path: Path) -> None:
    with paper_desk(tmp_path / "台账") as desk:
        desk.visit(desk.enterprise("晋源厂"), FIRST)
        desk.office.run(file_week, FIRST)
        undone = desk.office.run(undo_last).entry_id
        assert lost(desk.office, undone) == []
