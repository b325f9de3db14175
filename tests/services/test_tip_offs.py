"""举报线索: entered, changed, found, verified by a visit, on the workbench and on its two lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from hazard_desk.errors import InputRefused, RecordMissing
from hazard_desk.forms import pdf, xlsx
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.rules.tip_offs import TipOffFacts
from hazard_desk.services.attaching import Given, Owner, attach, attachments_of
from hazard_desk.services.inspecting.saving import remove_inspection
from hazard_desk.services.journal import undo_last
from hazard_desk.services.registry import remove_enterprise
from hazard_desk.services.tip_offs import (
    next_tip_number,
    remove_tip_off,
    save_tip_off,
    tip_off_record,
    tip_off_rows,
    visit_to_verify,
    waiting_tip_offs,
)
from hazard_desk.services.workbench import Task, TaskLine, task_rows, workbench
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import AttachmentKind, SourceStage, TipChannel, TipResult, TipState
from tests.photo_samples import jpeg
from tests.services.form_desk import (
    LAST_WEEK,
    OFFICE,
    THIS_WEEK,
    campaign,
    change_hazard,
    column,
    enterprise,
    fill,
    general,
    listed,
    make_office,
    one,
    saved,
    visited,
    words,
)

TODAY = date(2026, 11, 22)
TIP = TipOffFacts(
    received_on=date(2026, 11, 16),
    informant="王小明",
    informant_phone="13800138000",
    place="西街村口",
    content="夜间充装液化气",
)
ASSIGNED = replace(
    TIP,
    accepted_on=date(2026, 11, 17),
    assigned_on=date(2026, 11, 17),
    assigned_to="应急站",
    due_on=date(2026, 11, 19),
)
VERIFIED = replace(
    ASSIGNED, verified_on=date(2026, 11, 18), verified_by="张三", result=TipResult.TRUE, finding="属实"
)
CLOSED = replace(
    VERIFIED,
    answered_on=date(2026, 11, 19),
    approved_on=date(2026, 11, 21),
    approved_by="任乡长",
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    with make_office(tmp_path) as opened:
        yield opened


def enter(office: OfficeFile, facts: TipOffFacts, known: int | None = None) -> int:
    return saved(office.run(save_tip_off, facts, known))


def numbers(office: OfficeFile, text: str = "", *states: TipState) -> list[str]:
    return [row.number for row in office.ask(tip_off_rows, text, states)]


def test_it_is_numbered_by_its_year_and_a_number_is_given_once(office: OfficeFile) -> None:
    first = enter(office, TIP)
    enter(office, replace(TIP, received_on=date(2025, 12, 31)))
    second = enter(office, TIP)
    assert numbers(office) == ["2026-002", "2026-001", "2025-001"]
    office.run(remove_tip_off, second)
    assert office.ask(next_tip_number, 2026) == "2026-003"
    office.run(save_tip_off, replace(TIP, content="改过"), first)
    assert office.ask(tip_off_record, first).facts.number == "2026-001", "left empty, it keeps its own"
    with pytest.raises(InputRefused) as refused:
        office.run(save_tip_off, replace(TIP, number="2025-001"), first)
    assert refused.value.problems[0].field == "number"


def test_it_comes_back_as_it_was_entered_and_goes_by_undo(office: OfficeFile) -> None:
    campaign(office, "冬季行动")
    where = enterprise(office)
    facts = replace(CLOSED, number="2026-007", enterprise_id=where, campaigns=("冬季行动",), published=False)
    known = enter(office, facts)
    record = office.ask(tip_off_record, known)
    assert record.facts == facts
    assert record.enterprise is not None
    assert record.enterprise.name == "兴隆铸造厂"
    office.run(remove_tip_off, known)
    with pytest.raises(RecordMissing):
        office.ask(tip_off_record, known)
    office.run(undo_last)
    assert office.ask(tip_off_record, known).facts == facts
    office.run(remove_enterprise, where)
    kept = office.ask(tip_off_record, known)
    assert kept.facts == facts, "the enterprise is gone from the registry, not from what was reported"


def test_it_is_found_by_words_initials_and_state(office: OfficeFile) -> None:
    enter(office, TIP)
    enter(office, replace(ASSIGNED, enterprise_id=enterprise(office), place="", content="通道锁闭"))
    enter(office, replace(TIP, informant="", informant_phone="", unit="利民油站", content="没有接地"))
    assert numbers(office, "充装") == ["2026-001"]
    assert numbers(office, "xlzzc") == ["2026-002"], "by the enterprise's initials"
    assert numbers(office, "lmyz 接地") == ["2026-003"]
    assert numbers(office, "1380013") == ["2026-002", "2026-001"]
    assert numbers(office, "", TipState.ASSIGNED) == ["2026-002"]
    assert numbers(office, "充装", TipState.ASSIGNED) == []


def test_the_rules_refuse_what_is_out_of_turn(office: OfficeFile) -> None:
    with pytest.raises(InputRefused) as refused:
        office.run(save_tip_off, replace(CLOSED, approved_by="", verified_on=date(2026, 11, 16)))
    assert {problem.field for problem in refused.value.problems} == {"approved_by", "verified_on"}
    assert numbers(office) == []


# ---- the visit that verified it --------------------------------------------------------------------------


def test_a_visit_to_verify_it_begins_with_what_is_known_and_tells_nothing(office: OfficeFile) -> None:
    campaign(office, "冬季行动")
    where = enterprise(office)
    known = enter(office, replace(TIP, enterprise_id=where, campaigns=("冬季行动",)))
    visit = office.ask(visit_to_verify, known)
    assert (visit.enterprise_id, visit.stage, visit.inspecting_unit, visit.campaigns) == (
        where,
        SourceStage.TIP_OFF,
        OFFICE,
        ("冬季行动",),
    )
    assert (visit.content, visit.note) == ("", ""), "the papers of a visit are handed to the enterprise"
    with pytest.raises(RecordMissing):
        office.ask(visit_to_verify, enter(office, TIP))


def test_it_is_tied_to_a_visit_of_that_enterprise_that_followed_it(office: OfficeFile) -> None:
    where, other = enterprise(office), enterprise(office, "永顺加油站")
    on = date(2026, 11, 18)
    right = visited(office, where, on, general("a"), general("b"), stage=SourceStage.TIP_OFF)
    usual = visited(office, where, date(2026, 11, 17))
    early = visited(office, where, date(2026, 11, 10), stage=SourceStage.TIP_OFF)
    elsewhere = visited(office, other, on, stage=SourceStage.TIP_OFF)
    facts = replace(VERIFIED, enterprise_id=where)
    for wrong in (usual, early, elsewhere, 999):
        with pytest.raises(InputRefused) as refused:
            office.run(save_tip_off, replace(facts, inspection_id=wrong))
        assert refused.value.problems[0].field == "inspection_id"
    known = enter(office, replace(facts, inspection_id=right))
    record = office.ask(tip_off_record, known)
    assert record.facts.inspection_id == right
    assert [visit.id for visit in record.visits] == [right, early]
    assert (record.visits[0].inspectors, record.visits[0].found) == (("张三", "李四"), 2)
    office.run(remove_inspection, right)
    gone = office.ask(tip_off_record, known)
    assert gone.facts.inspection_id is None
    enter(office, gone.facts, known)


def test_letters_and_photos_are_kept_at_it(office: OfficeFile) -> None:
    known = enter(office, TIP)
    owner = Owner("tip_off", known)
    said = office.run(attach, owner, [Given("来信.jpg", jpeg())], AttachmentKind.SCAN).summary
    assert said == "加附件 1 个到举报线索「2026-001」"
    assert [row.name for row in office.ask(attachments_of, owner)] == ["来信.jpg"]


# ---- what is to do ---------------------------------------------------------------------------------------


def test_it_stands_on_the_workbench_until_it_is_over_the_longest_overdue_first(office: OfficeFile) -> None:
    def line() -> TaskLine | None:
        return next((one for one in office.ask(workbench).tasks if one.task is Task.TIP_OFF), None)

    assert line() is None
    fresh = enter(office, TIP)
    late = enter(office, replace(ASSIGNED, unit="利民油站"))
    later = enter(office, replace(ASSIGNED, due_on=date(2026, 11, 17)))
    enter(office, CLOSED)
    enter(office, replace(TIP, refused_on=date(2026, 11, 17), refusal_reason="不属于"))
    assert line() == TaskLine(Task.TIP_OFF, 3, late=2, days=5)
    rows = office.ask(task_rows, Task.TIP_OFF)
    assert [(row.noun, row.id) for row in rows] == [("tip_off", known) for known in (later, late, fresh)]
    assert rows[1].enterprise == "利民油站"
    assert rows[1].text == "2026-002 待核查，逾期 3 天（期限 2026-11-19）：夜间充装液化气"
    assert rows[2].text == "2026-001 待受理：夜间充装液化气"
    enter(office, replace(CLOSED, answered_on=None), late)
    signed = next(row for row in office.ask(waiting_tip_offs) if row.id == late)
    assert signed.state is TipState.VERIFIED, "signed, but who reported has not been told"


# ---- on paper --------------------------------------------------------------------------------------------


def test_the_ledger_tells_each_step_of_what_came_in_that_week(office: OfficeFile) -> None:
    where = enterprise(office)
    visit = visited(office, where, date(2026, 11, 18), general("a"), stage=SourceStage.TIP_OFF)
    enter(office, replace(CLOSED, enterprise_id=where, inspection_id=visit, handling="责令停止"))
    enter(office, replace(TIP, received_on=date(2026, 11, 21), informant="", informant_phone=""))
    sheet = one(office, "tip-off-ledger", week_end=LAST_WEEK)
    (row,) = listed(sheet)
    number = office.ask(tip_off_record, 1).visits[0].number
    assert row == {
        "序号": "1",
        "编号": "2026-001",
        "收到时间举报方式": "2026.11.16\n电话",
        "举报人联系电话": "王小明\n13800138000",
        "涉及单位或地点": "兴隆铸造厂\n西街村口",
        "举报内容": "夜间充装液化气",
        "受理、交办情况": "2026.11.17受理\n2026.11.17交办：应急站\n办理期限2026.11.19",
        "核查情况": "2026.11.18张三核查：属实。属实",
        "处理情况": f"责令停止\n检查{number}：发现隐患1条，已整改0条",
        "反馈情况": "2026.11.19",
        "领导审核签字": "",  # signed on the day after the week
    }
    whole = one(office, "tip-off-ledger", week_end=THIS_WEEK, scope=Scope.CUMULATIVE)
    assert column(whole, "领导审核签字") == ["任乡长\n2026.11.21", ""]
    assert column(whole, "举报人联系电话")[1] == "匿名"
    change_hazard(office, visit, rectified_on=date(2026, 11, 21))
    assert "已整改0条" in listed(one(office, "tip-off-ledger", week_end=LAST_WEEK))[0]["处理情况"]
    assert (
        "已整改1条"
        in listed(one(office, "tip-off-public", week_end=THIS_WEEK, scope=Scope.CUMULATIVE))[0][
            "查处整改进展"
        ]
    )


def test_the_public_list_tells_problem_progress_and_result_of_those_to_be_published(
    office: OfficeFile,
) -> None:
    enter(office, replace(CLOSED, handling="已取缔", unit="黑气点"))
    enter(office, replace(CLOSED, content="不公开的", published=False))
    enter(office, replace(TIP, refused_on=date(2026, 11, 17), refusal_reason="不属于安全生产问题"))
    enter(office, ASSIGNED)
    rows = listed(one(office, "tip-off-public", week_end=THIS_WEEK, scope=Scope.CUMULATIVE))
    assert [row["编号"] for row in rows] == ["2026-001", "2026-003", "2026-004"]
    assert rows[0] == {
        "序号": "1",
        "编号": "2026-001",
        "收到时间": "2026.11.16",
        "举报问题": "夜间充装液化气",
        "涉及单位或地点": "黑气点\n西街村口",
        "核查情况": "属实。属实",
        "查处整改进展": "已取缔",
        "办理结果": "2026.11.21办结",
    }
    assert [row["办理结果"] for row in rows[1:]] == ["不予受理：不属于安全生产问题", "办理中"]


def test_a_campaign_lists_its_own_since_it_began(office: OfficeFile) -> None:
    campaign(office, "冬季行动", date(2026, 11, 17))
    enter(office, replace(TIP, campaigns=("冬季行动",)))
    enter(office, replace(TIP, received_on=date(2026, 11, 18), campaigns=("冬季行动",), content="算"))
    enter(office, replace(TIP, received_on=date(2026, 11, 18)))
    for scope in Scope:
        sheet = one(office, "tip-off-ledger", week_end=LAST_WEEK, scope=scope, campaign="冬季行动")
        assert column(sheet, "举报内容") == ["算"]


@pytest.mark.parametrize("form_id", ["tip-off-ledger", "tip-off-public"])
def test_a_blank_one_names_no_record(office: OfficeFile, form_id: str) -> None:
    enter(office, CLOSED)
    sheet = one(office, form_id, blank=True)
    assert listed(sheet) == []
    assert "夜间充装液化气" not in "".join(words(sheet))


def test_who_reported_never_stands_in_the_public_list_and_no_text_becomes_a_formula(
    office: OfficeFile,
) -> None:
    secret = ("王小明", "13800138000", "138 0013 8000", "王 小明")
    told = "=1+1 王小明（13800138000）、王 小明，电话138 0013 8000"
    enter(
        office,
        replace(
            CLOSED,
            channel=TipChannel.VISIT,
            unit=f"+{told}",
            place=f"-{told}",
            content=told,
            finding=f"@{told}",
            handling=told,
            answer=told,
            note=told,
        ),
    )
    enter(office, replace(TIP, refused_on=date(2026, 11, 17), refusal_reason=told))
    sheets = fill(office, "tip-off-public", week_end=THIS_WEEK, scope=Scope.CUMULATIVE)
    document = pypdfium2.PdfDocument(pdf.draw(sheets))
    printed = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    book = openpyxl.load_workbook(BytesIO(xlsx.draw(sheets)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    written = "\n".join(str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert "=1+1" in written
    for text in (printed.replace("\r", "").replace("\n", ""), written):
        squeezed = "".join(text.split())
        assert "举报人" in squeezed
        for one_secret in secret:
            assert "".join(one_secret.split()) not in squeezed
    assert book.properties.creator is None or "王小明" not in book.properties.creator
    ledger = "".join(words(one(office, "tip-off-ledger", week_end=THIS_WEEK, scope=Scope.CUMULATIVE)))
    assert "王小明" in ledger, "the office's own ledger names them"
