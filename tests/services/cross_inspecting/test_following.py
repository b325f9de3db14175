"""A pair followed from its first day to the feedback: figures, points, what is refused, taking back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing
from hazard_desk.model import CrossPair, Inspection, JournalEntry
from hazard_desk.rules.facts import InspectionFacts
from hazard_desk.services.attaching import Given, Owner, attach, attachments_of, owner_name, usual_kind
from hazard_desk.services.attachment_files import check_attachments
from hazard_desk.services.cross_inspecting.following import (
    LooseVisit,
    PairFacts,
    PairView,
    pair_choices,
    pair_lines,
    read_pair,
    save_pair,
    set_days,
    tie_visits,
    untie_visits,
    visit_start,
    visits_of,
)
from hazard_desk.services.cross_inspecting.rounds import remove_round, round_facts, rounds, save_round
from hazard_desk.services.cross_inspecting.sampling import change_samples
from hazard_desk.services.importing.batch import ImportOptions, import_records, read_file
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import undo
from hazard_desk.services.offices import add_campaign
from hazard_desk.services.settings import save_settings
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import (
    AttachmentKind,
    CheckState,
    EnterpriseSize,
    InspectionLevel,
    InspectionMode,
    PairState,
    RiskLevel,
    SourceStage,
)
from tests.intake.sheets import xlsx
from tests.photo_samples import jpeg
from tests.services.cross_inspecting.round_desk import dump, statements, taken_back
from tests.services.cross_inspecting.village_desk import NOW, Desk

TODAY = NOW.date()


def on(day: int) -> date:
    return date(2026, 3, day)


def view(desk: Desk, pair: int) -> PairView:
    return desk.office.ask(read_pair, pair)


def point(desk: Desk, pair: int, key: str) -> tuple[CheckState, str]:
    (check,) = (check for check in view(desk, pair).checks if check.key == key)
    return check.state, check.text


@pytest.fixture
def pair(desk: Desk) -> int:
    """Return a pair with a team of two and six enterprises at its target."""
    for number in range(1, 7):
        size = EnterpriseSize.LARGE if number > 4 else EnterpriseSize.SMALL
        desk.firm(f"{number}号厂", "马村", size, RiskLevel.YELLOW, *(["钢铁"] if number == 1 else []))
    desk.firm("西厂", "西槽头村")
    desk.person("张三")
    desk.person("李四")
    round_id = desk.round({"A组": "马村", "B组": "东堡村"}, {"A组": ("张三", "李四")})
    return desk.pair(round_id, "A组")


def test_a_pair_from_the_plan_to_the_feedback(desk: Desk, pair: int) -> None:
    office = desk.office
    assert view(desk, pair).line.state is PairState.UNPLANNED
    ids = [desk.firms[f"{number}号厂"] for number in (1, 2, 3, 5, 6)]
    taken_back(office, change_samples, pair, ids)
    taken_back(office, save_pair, pair, PairFacts(on(9), on(11), feedback_due_on=on(19)))
    assert view(desk, pair).line.state is PairState.PLANNED
    assert point(desk, pair, "enterprises") == (CheckState.WRONG, "没有检查记录，应不少于 5 家")
    for number, day in ((1, 9), (2, 9), (3, 10), (5, 11), (6, 11)):
        desk.visit(pair, f"{number}号厂", on(day), general=number, major=1, rectified=2)
    line = view(desk, pair).line
    assert (line.days, line.samples, line.visited) == (3, 5, 5)
    assert (line.general, line.major, line.rectified) == (17, 5, 10)
    assert line.state is PairState.TO_HAND_OVER
    assert line.team == "张三、李四"
    handed = PairFacts(on(9), on(11), on(12), "张三", "李村长", "照片 12 张", on(19), note="备注")
    taken_back(office, save_pair, pair, handed)
    shown = view(desk, pair)
    assert (shown.facts, shown.line.state) == (handed, PairState.AWAITING)
    assert shown.line.gaps == ("反馈逾期 1 天（期限2026年3月19日）",)
    handed.feedback_on, handed.reported_on = on(20), on(20)
    taken_back(office, save_pair, pair, handed)
    shown = view(desk, pair)
    assert (shown.line.state, shown.line.gaps) == (PairState.ANSWERED, ())
    states = {check.key: check.state for check in shown.checks}
    assert set(states.values()) == {CheckState.OK}
    assert office.ask(pair_lines, office.ask(round_of, pair))[0] == shown.line


def round_of(reading: Reading, pair_id: int) -> int:
    return reading.session.get_one(CrossPair, pair_id).round_id


def test_the_list_and_what_was_visited_beside_it(desk: Desk, pair: int) -> None:
    office = desk.office
    office.run(change_samples, pair, [desk.firms["2号厂"], desk.firms["1号厂"]])
    earlier = InspectionFacts(enterprise_id=desk.firms["1号厂"], inspected_on=date(2025, 6, 1))
    office.run(save_inspection, earlier)
    own = InspectionFacts(
        enterprise_id=desk.firms["2号厂"], inspected_on=on(1), level=InspectionLevel.ENTERPRISE
    )
    office.run(save_inspection, own)
    first = desk.visit(pair, "3号厂", on(9), general=1)
    desk.visit(pair, "3号厂", on(10), general=1, major=1, rectified=1)
    second, known, beside = view(desk, pair).samples
    assert [second.name, known.name, beside.name] == ["2号厂", "1号厂", "3号厂"]
    assert (known.last_on, known.kinds, known.reason) == (date(2025, 6, 1), ("钢铁",), "自行选定")
    assert second.last_on is None  # the enterprise's own check is none
    assert (beside.reason, beside.visit_id, beside.visited_on, beside.last_on) == ("", first, on(9), None)
    assert (beside.general, beside.major, beside.rectified) == (2, 1, 1)


def test_the_points_follow_the_settings(desk: Desk, pair: int) -> None:
    desk.office.run(change_samples, pair, [desk.firms["1号厂"], desk.firms["5号厂"]])
    assert view(desk, pair).kinds_wanted == ("钢铁", "铝加工（深井铸造）", "粉尘涉爆", "有限空间")
    assert point(desk, pair, "enterprises")[0] is CheckState.WRONG
    assert point(desk, pair, "small_share")[0] is CheckState.WRONG
    desk.office.run(save_settings, {"cross.enterprises": 2, "cross.small_share": 50, "cross.kinds": "钢铁"})
    assert point(desk, pair, "enterprises") == (CheckState.OPEN, "名单上 2 家，已检查 0 家")
    assert point(desk, pair, "small_share") == (CheckState.OPEN, "2 家中有中小企业 1 家")
    assert point(desk, pair, "kinds") == (CheckState.OPEN, "名单涵盖钢铁")
    assert [check.label for check in view(desk, pair).checks][:3] == [
        "检查时间不少于 3 天",
        "抽检企业不少于 2 家",
        "中小企业不低于 50%",
    ]


def test_who_went_in_spite_of_a_tie_is_named(desk: Desk, pair: int) -> None:
    desk.person("王五", former_employers=(desk.firms["1号厂"],))
    desk.visit(pair, "1号厂", on(9), inspectors=("李四", "王五"))
    assert point(desk, pair, "conflicts") == (CheckState.WRONG, "应当回避：王五曾在此任职（1号厂）")
    assert view(desk, pair).samples[0].avoid == ("王五曾在此任职",)


def test_a_visit_of_another_team_and_one_at_another_target_are_named(desk: Desk, pair: int) -> None:
    desk.visit(pair, "1号厂", on(9), inspectors=("张 三", "王五"))
    assert point(desk, pair, "team") == (CheckState.OK, "组员 2 人")
    desk.visit(pair, "2号厂", on(9), inspectors=("王五", "赵六"))
    assert point(desk, pair, "team") == (CheckState.WRONG, "1 次检查没有本组组员参加")
    assert "不是受检方的" not in point(desk, pair, "enterprises")[1]
    desk.visit(pair, "西厂", on(10))
    assert point(desk, pair, "enterprises") == (CheckState.WRONG, "有 1 家不是受检方的：西厂")


def test_a_hazard_taken_off_a_visit_counts_no_more(desk: Desk, pair: int) -> None:
    visit = desk.visit(pair, "1号厂", on(9), general=2, major=1)
    facts = desk.office.ask(inspection_record, visit).facts
    facts.hazards = facts.hazards[1:]
    desk.office.run(save_inspection, facts, visit)
    line = view(desk, pair).line
    assert (line.general, line.major) == (1, 1)


def test_what_came_before_the_round_was_the_day_before_it_at_the_latest(desk: Desk, pair: int) -> None:
    desk.office.run(change_samples, pair, [desk.firms["1号厂"]])
    for day, last in ((9, None), (8, on(8))):  # the round begins on the 9th
        facts = InspectionFacts(enterprise_id=desk.firms["1号厂"], inspected_on=on(day))
        desk.office.run(save_inspection, facts)
        assert view(desk, pair).samples[0].last_on == last
    older = desk.round({"A组": "马村"}, None, "以前", date(2025, 3, 1))
    desk.office.run(change_samples, pair, [desk.firms["2号厂"]])
    desk.visit(desk.pair(older, "A组"), "2号厂", date(2025, 3, 2))
    assert view(desk, pair).samples[0].last_on == date(2025, 3, 2)


def test_every_visit_to_an_enterprise_is_reached_from_its_row(desk: Desk, pair: int) -> None:
    later = desk.visit(pair, "1号厂", on(12), general=1)
    first = desk.visit(pair, "1号厂", on(9), general=2)
    (row,) = view(desk, pair).samples
    assert (row.visit_id, row.visit_ids, row.general) == (first, (first, later), 3)


def test_a_round_without_a_first_day_claims_no_loose_visit(desk: Desk) -> None:
    desk.firm("1号厂")
    facts = InspectionFacts(
        enterprise_id=desk.firms["1号厂"], inspected_on=on(9), stage=SourceStage.CROSS, inspectors=("张三",)
    )
    desk.office.run(save_inspection, facts)
    dated = desk.pair(desk.round({"A组": "马村"}), "A组")
    undated = desk.pair(desk.round({"A组": "马村"}, None, "没定日子", None, on(31)), "A组")
    assert [len(view(desk, known).loose) for known in (dated, undated)] == [1, 0]


def test_pairs_are_offered_in_the_order_of_the_rounds(desk: Desk) -> None:
    desk.round({"A组": "马村"}, None, "一", on(1))
    desk.round({"A组": "马村"}, None, "二", None, None)  # the newest, of which no day is entered yet
    desk.round({"A组": "马村"}, None, "零", date(2026, 1, 1))
    names = [choice.words.partition(" ")[0] for choice in desk.office.ask(pair_choices)]
    assert names == [row.name for row in desk.office.ask(rounds)]


def test_a_target_of_somebody_else_is_followed_without_enterprises(desk: Desk) -> None:
    round_id = desk.round({"文水县": "交城县"}, {"文水县": ("张三", "李四")}, ends_on=on(12))
    pair = desk.pair(round_id, "文水县")
    desk.office.run(save_pair, pair, PairFacts(on(10), on(12), on(13)))
    shown = view(desk, pair)
    assert not shown.own
    assert {check.key: check.state for check in shown.checks} == {
        **dict.fromkeys(("enterprises", "small_share", "kinds", "conflicts", "f10"), CheckState.NONE),
        **dict.fromkeys(("days", "team", "handover"), CheckState.OK),
        **dict.fromkeys(("feedback", "report"), CheckState.OPEN),
    }
    assert shown.line.state is PairState.AWAITING


# ---- what is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (PairFacts(on(11), on(10)), "ends_on"),
        (PairFacts(handed_over_on=on(8)), "handed_over_on"),
        (PairFacts(handed_over_on=on(21)), "handed_over_on"),
        (PairFacts(handed_over_on=on(12), feedback_on=on(11)), "feedback_on"),
        (PairFacts(handed_over_on=on(12), feedback_due_on=on(11)), "feedback_due_on"),
        (PairFacts(feedback_on=on(21)), "feedback_on"),
        (PairFacts(reported_on=on(21)), "reported_on"),
    ],
)
def test_days_that_contradict_each_other_are_refused(
    desk: Desk, pair: int, facts: PairFacts, field: str
) -> None:
    desk.visit(pair, "1号厂", on(9))
    before = dump(desk.office)
    with pytest.raises(InputRefused) as refused:
        desk.office.run(save_pair, pair, facts)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert dump(desk.office) == before


def test_the_limits_themselves_are_taken(desk: Desk, pair: int) -> None:
    desk.visit(pair, "1号厂", on(9))
    facts = PairFacts(on(9), on(9), on(9), feedback_due_on=on(9), feedback_on=on(9), reported_on=TODAY)
    taken_back(desk.office, save_pair, pair, facts)


@pytest.mark.parametrize(
    "operation",
    [
        lambda office: office.run(save_pair, 99, PairFacts()),
        lambda office: office.run(change_samples, 99, []),
        lambda office: office.run(tie_visits, 99, []),
        lambda office: office.ask(read_pair, 99),
        lambda office: office.ask(visit_start, 99, 1),
        lambda office: office.ask(pair_lines, 99),
    ],
)
def test_a_pair_that_is_not_there(desk: Desk, operation: Callable[[Any], Any]) -> None:
    with pytest.raises(RecordMissing):
        operation(desk.office)


# ---- visits and their pair ---------------------------------------------------------------------------


def test_a_visit_begins_as_the_round_says(desk: Desk, pair: int) -> None:
    office = desk.office
    office.run(lambda work: Changes("新增", add_campaign(work, "冬季行动")))
    round_id = office.ask(round_of, pair)
    facts = office.ask(round_facts, round_id)
    facts.campaign_id = 1
    office.run(save_round, round_id, facts)
    assert office.ask(visit_start, pair, desk.firms["1号厂"]) == InspectionFacts(
        enterprise_id=desk.firms["1号厂"],
        stage=SourceStage.CROSS,
        mode=InspectionMode.CROSS,
        inspectors=("张三", "李四"),
        inspecting_unit="A组",
        campaigns=("冬季行动",),
        cross_pair_id=pair,
    )


def test_editing_a_visit_keeps_its_pair(desk: Desk, pair: int) -> None:
    visit = desk.visit(pair, "1号厂", on(9), general=1)
    facts = desk.office.ask(inspection_record, visit).facts
    assert facts.cross_pair_id == pair
    facts.note = "改了备注"
    taken_back(desk.office, save_inspection, facts, visit)
    assert desk.office.ask(inspection_record, visit).facts.cross_pair_id == pair
    facts.cross_pair_id = None
    taken_back(desk.office, save_inspection, facts, visit)
    assert view(desk, pair).line.visited == 0


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"stage": SourceStage.CITY_COUNTY}, "检查环节不是交叉检查"),
        ({"stage": None}, "检查环节不是交叉检查"),
        ({"level": InspectionLevel.ENTERPRISE}, "检查层级是企业全面查"),
        ({"cross_pair_id": 99}, "选的交叉检查组已不在安排里"),
    ],
)
def test_only_a_cross_inspection_belongs_to_a_pair(
    desk: Desk, pair: int, facts: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputRefused, match=words) as refused:
        desk.visit(pair, "1号厂", on(9), **facts)
    assert [problem.field for problem in refused.value.problems] == ["cross_pair_id"]


def test_visits_of_a_round_in_the_bin_stay_tied_and_count_no_more(desk: Desk, pair: int) -> None:
    visit = desk.visit(pair, "1号厂", on(9))
    removal = desk.office.run(remove_round, desk.office.ask(round_of, pair))
    facts = desk.office.ask(inspection_record, visit).facts
    facts.note = "改了备注"
    desk.office.run(save_inspection, facts, visit)  # it isn't in the way of anything
    fresh = InspectionFacts(
        enterprise_id=desk.firms["2号厂"], inspected_on=on(9), stage=SourceStage.CROSS, cross_pair_id=pair
    )
    with pytest.raises(InputRefused, match="已不在安排里"):
        desk.office.run(save_inspection, fresh)
    second = desk.round({"丙组": "马村"}, name="第二轮")
    new = desk.pair(second, "丙组")
    assert [loose.inspection_id for loose in view(desk, new).loose] == [visit]
    desk.office.run(undo, removal.entry_id)
    assert view(desk, pair).line.visited == 1
    assert view(desk, new).loose == ()


def test_loose_visits_are_found_tied_and_untied(desk: Desk, pair: int) -> None:
    office = desk.office

    def entered(firm: str, day: date, stage: SourceStage = SourceStage.CROSS) -> int:
        facts = InspectionFacts(enterprise_id=desk.firms[firm], inspected_on=day, stage=stage)
        return office.run(save_inspection, facts).record_id or 0

    first, last = entered("1号厂", on(9)), entered("2号厂", on(20))
    for firm, day in (("1号厂", on(8)), ("西厂", on(10))):
        entered(firm, day)
    usual = entered("1号厂", on(10), SourceStage.CITY_COUNTY)
    assert view(desk, pair).loose == (
        LooseVisit(first, "2026-0001", "1号厂", on(9)),
        LooseVisit(last, "2026-0002", "2号厂", on(20)),
    )
    taken_back(office, tie_visits, pair, [first, last])
    assert (view(desk, pair).loose, view(desk, pair).line.visited) == ((), 2)
    with pytest.raises(InputRefused, match="检查 2026-0005 不是交叉检查"):
        office.run(tie_visits, pair, [usual])
    taken_back(office, untie_visits, [last])
    assert [loose.inspection_id for loose in view(desk, pair).loose] == [last]


def test_what_was_entered_for_a_pair_is_not_left_without_it(desk: Desk) -> None:
    """Taking back the round would leave a visit, or a receipt, that belongs to nothing."""
    office = desk.office
    desk.firm("1号厂")
    round_id = desk.round({"A组": "马村"})
    entry = office.ask(newest_entry)
    pair = desk.pair(round_id, "A组")
    visit = desk.visit(pair, "1号厂", on(9))
    with pytest.raises(HazardDeskError, match="不能整步撤销"):
        office.run(undo, entry)
    office.run(untie_visits, [visit])
    attach_receipt(desk, pair)
    with pytest.raises(HazardDeskError, match="不能整步撤销"):
        office.run(undo, entry)


def newest_entry(reading: Reading) -> int:
    return reading.session.scalars(select(JournalEntry.id).order_by(JournalEntry.id.desc())).first() or 0


def attach_receipt(desk: Desk, pair: int) -> Changes:
    receipt = Given("回执.jpg", jpeg())
    return desk.office.run(attach, Owner("cross_pair", pair), [receipt], AttachmentKind.SCAN)


def test_receipts_and_feedback_are_kept_at_the_pair(desk: Desk, pair: int) -> None:
    owner = Owner("cross_pair", pair)
    assert attach_receipt(desk, pair).summary == "加附件 1 个到交叉检查「A组→马村」"
    assert [row.name for row in desk.office.ask(attachments_of, owner)] == ["回执.jpg"]
    assert desk.office.ask(owner_name, owner) == "交叉检查「A组→马村」"
    assert desk.office.ask(usual_kind, owner) is AttachmentKind.SCAN
    path = desk.office.ask(attachments_of, owner)[0].path
    path.unlink()
    (fault,) = desk.office.ask(check_attachments)
    assert (fault.owner, fault.owner_name) == (owner, "交叉检查「A组→马村」")
    desk.office.run(remove_round, desk.office.ask(round_of, pair))
    with pytest.raises(RecordMissing):
        attach_receipt(desk, pair)


def test_a_campaign_that_a_round_names_is_not_taken_back(desk: Desk, pair: int) -> None:
    office = desk.office
    added = office.run(lambda work: Changes("新增", add_campaign(work, "冬季行动")))
    facts = office.ask(round_facts, 1)
    facts.campaign_id = 1
    office.run(save_round, 1, facts)
    with pytest.raises(HazardDeskError, match="不能整步撤销"):
        office.run(undo, added.entry_id)
    facts.campaign_id = None
    office.run(save_round, 1, facts)
    office.run(undo, added.entry_id)


def test_pairs_to_choose_from(desk: Desk, pair: int) -> None:
    whole = desk.round({"甲队": "西槽头乡", "乙队": "交城县"}, name="第二轮", starts_on=on(15))
    villages = {desk.firms[f"{number}号厂"] for number in range(1, 7)}
    nowhere = desk.firm("没有村的厂", "")
    assert [(one.words, one.enterprise_ids) for one in desk.office.ask(pair_choices)] == [
        ("第二轮 甲队→西槽头乡", frozenset({*desk.firms.values(), nowhere})),
        ("第二轮 乙队→交城县", None),
        ("第一轮 A组→马村", frozenset(villages)),
        ("第一轮 B组→东堡村", frozenset()),
    ]
    desk.office.run(remove_round, whole)
    assert desk.office.ask(pair_choices)[0].id == pair


def test_an_import_that_updates_a_visit_keeps_its_pair(desk: Desk, pair: int, tmp_path: Path) -> None:
    visit = desk.visit(pair, "1号厂", on(9), number="2026-0077")
    head = ("检查编号", "企业名称", "检查日期", "检查环节", "备注")
    sheet = xlsx(tmp_path / "检查.xlsx", head, ("2026-0077", "1号厂", "2026-03-10", None, "改了"))

    def bring_in(path: Path) -> Changes:
        told = read_file("inspections", path, TODAY)
        return desk.office.run(import_records, "inspections", told, ImportOptions(update=True), path.name)

    bring_in(sheet)
    facts = desk.office.ask(inspection_record, visit).facts
    assert (facts.cross_pair_id, facts.inspected_on) == (pair, on(10))
    other = xlsx(tmp_path / "不对.xlsx", head, ("2026-0077", "1号厂", "2026-03-10", "市县检查", "改了"))
    before = dump(desk.office)
    with pytest.raises(InputRefused) as refused:
        bring_in(other)
    assert ["检查环节不是交叉检查" in problem.message for problem in refused.value.problems] == [True]
    assert dump(desk.office) == before


def test_visits_of_a_round_whose_targets_are_all_elsewhere(desk: Desk) -> None:
    """Another county inspects here: what it visits in the round's days is the round's."""
    desk.firm("1号厂")
    round_id = desk.round({"交城县": "文水县"}, ends_on=on(15))
    for day in (8, 9, 15, 16):
        desk.office.run(
            save_inspection,
            InspectionFacts(enterprise_id=desk.firms["1号厂"], inspected_on=on(day), stage=SourceStage.CROSS),
        )
    query = select(Inspection.inspected_on).order_by(Inspection.id)
    days = desk.office.ask(
        lambda reading: list(reading.session.scalars(query.where(visits_of(reading, round_id))))
    )
    assert days == [on(9), on(15)]


# ---- speed -------------------------------------------------------------------------------------------


def test_however_many_enterprises_the_questions_stay_few(desk: Desk, pair: int) -> None:
    round_id = view(desk, pair).round_id

    def asked() -> int:
        return statements(desk.office, read_pair, pair) + statements(desk.office, pair_lines, round_id)

    desk.person("王五", duty_villages=(1,))
    desk.visit(pair, "1号厂", on(9), general=1)
    few = asked()
    for number in range(20, 32):
        desk.firm(f"{number}号厂", "马村", EnterpriseSize.SMALL, None, "钢铁")
        desk.visit(pair, f"{number}号厂", on(9), general=2, inspectors=("王五", "张三"))
    assert asked() == few < 50


def test_the_days_of_several_pairs_are_planned_at_once(desk: Desk, pair: int) -> None:
    (round_id,) = {view(desk, pair).round_id}
    ids = [line.pair_id for line in desk.office.ask(pair_lines, round_id)]
    desk.office.run(save_pair, pair, PairFacts(on(2), on(3), evidence="照片"))
    done = taken_back(desk.office, set_days, ids, on(9), on(11))
    assert done.summary == "交叉检查 2 组的检查时间：2026年3月9日至2026年3月11日"
    lines = desk.office.ask(pair_lines, round_id)
    assert {(line.starts_on, line.ends_on) for line in lines} == {(on(9), on(11))}
    assert view(desk, pair).facts.evidence == "照片"
    with pytest.raises(InputRefused) as refused:
        desk.office.run(set_days, ids, on(11), on(9))
    assert [problem.field for problem in refused.value.problems] == ["ends_on"]
    desk.office.run(set_days, ids[:1], None, None)
    assert [line.starts_on for line in desk.office.ask(pair_lines, round_id)] == [None, on(9)]
