"""One visit with its hazards, entered by keys alone, refused, kept as a draft, changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.terms import (
    HazardLevel,
    HazardState,
    InspectionLevel,
    InspectionMode,
    RecheckResult,
    Remedy,
    SourceStage,
    SupervisionLevel,
)
from tests.ui.inspection_desk import TODAY, Desk, opened_desk
from tests.ui.keyboard import ALT, CTRL, KEY, SHIFT
from ui.pages.inspections.wording import still_missing


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "office", qtbot) as desk:
        yield desk


def test_a_visit_with_three_hazards_by_keys_alone(desk: Desk) -> None:
    """The whole way from the list to the saved visit, without the mouse."""
    desk.add_people()
    desk.open_form()
    assert desk.at == "enterprise_id"
    desk.pick("xlzz")
    assert desk.form.visit.enterprise.hint.startswith("还没有检查过，没有未整改隐患")
    assert desk.at == "inspected_on"
    desk.press(KEY.Key_A, with_=CTRL)
    desk.enter("-2")
    assert desk.at == "inspectors"
    desk.type("zs")
    desk.press(KEY.Key_Return)  # takes 张三
    desk.type("李四")
    desk.press(KEY.Key_Return)
    assert desk.form.visit.inspectors.editor.text() == "张三、李四"
    assert desk.at == "level"
    desk.type("cs")  # 村（社区）巡回查, by its initials
    desk.press(KEY.Key_Return)
    assert desk.at == "stage"
    assert desk.form.visit.stage.editor.currentText() == "自动（市县检查）"
    desk.press(KEY.Key_Return)
    assert desk.at == "mode"
    desk.type("sb")  # 四不两直
    desk.press(KEY.Key_Return)
    assert desk.at == "leader_ids"
    desk.press(KEY.Key_Return)
    assert desk.at == "campaigns"
    desk.press(KEY.Key_Return)
    assert desk.at == "experts"
    desk.enter("赵工")
    assert desk.at == "content"
    desk.type("用电、消防")
    desk.press(KEY.Key_Tab)
    assert desk.at == "inspecting_unit"
    desk.press(KEY.Key_Return, KEY.Key_Return, KEY.Key_Return)
    assert desk.at == "h.description"

    # 1: to be put right by a deadline
    desk.type("配电箱未上锁")
    desk.press(KEY.Key_Tab)
    desk.type("yb")
    desk.press(KEY.Key_Return)
    desk.enter("照片1")
    desk.enter("GB 50054")
    assert desk.at == "h.remedy"
    desk.type("xq")
    desk.press(KEY.Key_Return)
    desk.enter("加锁并张贴标识")
    desk.enter("王建国")
    assert desk.at == "h.deadline"
    desk.type("+7")
    desk.press(KEY.Key_Return, with_=CTRL)

    # 2: put right on the spot, with one key
    assert desk.form.hazards.current == 1
    assert desk.at == "h.description"
    desk.type("灭火器被遮挡")
    desk.press(KEY.Key_F8)
    desk.press(KEY.Key_Return, with_=CTRL)

    # 3: a major one under supervision
    desk.qtbot.wait(1300)  # letters typed into a choice within 1.2 s are one word
    desk.type("有限空间无通风")
    desk.press(KEY.Key_Tab)
    desk.type("zd")
    desk.press(KEY.Key_Return, KEY.Key_Return, KEY.Key_Return)
    desk.type("gp")
    desk.press(KEY.Key_Return)
    desk.enter("加装风机")
    desk.enter("王建国")
    desk.enter("+30")
    desk.enter("2.5")
    desk.enter("停产撤人预案")
    assert desk.at == "h.supervision_level"
    desk.type("q")
    desk.press(KEY.Key_Return)
    desk.enter("区应急局")
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()

    visit_id = desk.visits()[0]
    record = desk.ask(inspection_record, visit_id)
    day = TODAY - timedelta(days=2)
    facts = record.facts
    assert record.enterprise == "文水县兴隆铸造有限公司"
    assert (facts.inspected_on, facts.inspectors, facts.level) == (
        day,
        ("张三", "李四"),
        InspectionLevel.VILLAGE,
    )
    assert (facts.stage, facts.content) == (SourceStage.CITY_COUNTY, "用电、消防")
    assert (facts.mode, facts.experts) == (InspectionMode.UNANNOUNCED, "赵工")
    assert facts.inspecting_unit == "文水县西槽头乡人民政府"
    first, second, third = facts.hazards
    assert first == HazardFacts(
        "配电箱未上锁",
        HazardLevel.GENERAL,
        "照片1",
        "GB 50054",
        Remedy.BY_DEADLINE,
        "加锁并张贴标识",
        "王建国",
        TODAY + timedelta(days=7),
        id=first.id,
    )
    assert second == HazardFacts(
        "灭火器被遮挡",
        remedy=Remedy.ON_SITE,
        rectified_on=day,
        rechecked_by="张三、李四",
        rechecked_on=day,
        recheck_result=RecheckResult.PASSED,
        id=second.id,
    )
    assert third == HazardFacts(
        "有限空间无通风",
        HazardLevel.MAJOR,
        remedy=Remedy.SUPERVISED,
        measures="加装风机",
        responsible="王建国",
        deadline=TODAY + timedelta(days=30),
        funds_fen=2_500_000,
        contingency_plan="停产撤人预案",
        supervision_level=SupervisionLevel.DISTRICT,
        supervision_unit="区应急局",
        id=third.id,
    )
    assert record.hazard_states == [HazardState.RECTIFYING, HazardState.CLOSED, HazardState.RECTIFYING]
    # Back on the list, the new visit is the chosen one, and what it still lacks is said quietly.
    assert desk.page.stack.currentIndex() == 0
    assert desk.page.table.selected_ids == [visit_id]
    assert desk.page.table.hasFocus()
    said = desk.page.messages.last_shown
    assert said is not None
    assert said.meaning == (
        "还缺第 2 条隐患的隐患类型、判定依据；第 3 条隐患的判定依据、报告监管部门日期、向职工通报日期，"
        "可以以后补填。"
    )
    assert desk.preferences.drafts.get("inspection/new") is None


def test_the_next_visit_keeps_date_team_level_and_campaigns(desk: Desk) -> None:
    desk.add_people()
    desk.open_form()
    desk.pick("13835800001")
    desk.press(KEY.Key_A, with_=CTRL)
    desk.enter("-1")
    desk.enter("马建军")
    desk.type("jg")  # 监管部门重点查
    desk.press(KEY.Key_Return, KEY.Key_Return)
    desk.type("lh")  # 联合检查
    desk.press(KEY.Key_Return, KEY.Key_Return)
    assert desk.at == "campaigns"
    desk.press(KEY.Key_Space)
    desk.settle()
    desk.press(KEY.Key_Space, KEY.Key_Return)  # tick the first, close the list
    assert desk.form.visit.campaigns.value() == ("冶金工贸专项整治",)
    desk.settle()
    desk.press(KEY.Key_Return, with_=CTRL | SHIFT)
    desk.settle()

    assert desk.at == "enterprise_id"
    form = desk.form
    assert form.visit.enterprise.is_empty()
    assert form.visit.inspected_on.value() == TODAY - timedelta(days=1)
    assert form.visit.inspectors.value() == ("马建军",)
    assert form.visit.level.value() is InspectionLevel.DEPARTMENT
    assert form.visit.campaigns.value() == ("冶金工贸专项整治",)
    assert form.visit.mode.value() is InspectionMode.JOINT
    assert form.hazards.facts() == []
    desk.pick("yhcs")
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    records = [desk.ask(inspection_record, visit_id) for visit_id in desk.visits()]
    assert {record.enterprise for record in records} == {"文水县兴隆铸造有限公司", "永和超市"}
    assert {record.facts.inspectors for record in records} == {("马建军",)}
    assert {record.facts.campaigns for record in records} == {("冶金工贸专项整治",)}


def test_ctrl_d_takes_the_team_of_the_visit_before_and_the_basis_of_the_hazard_before(desk: Desk) -> None:
    desk.run(
        save_inspection,
        InspectionFacts(enterprise_id=1, inspected_on=TODAY, inspectors=("赵六", "钱七")),
    )
    desk.open_form()
    desk.press(KEY.Key_D, with_=CTRL)
    desk.settle()
    assert desk.form.visit.enterprise.editor.text() == "文水县兴隆铸造有限公司"
    desk.press(KEY.Key_Return)
    assert desk.at == "inspected_on"
    desk.press(KEY.Key_Return)
    assert desk.at == "inspectors"
    desk.press(KEY.Key_D, with_=CTRL)
    assert desk.form.visit.team() == "赵六、钱七"
    desk.form.visit.go_to("number")
    desk.press(KEY.Key_D, with_=CTRL)
    assert desk.form.visit.number.is_empty()  # a number is one visit's alone

    desk.form.hazards.enter()
    desk.type("甲")
    desk.form.hazards.card.go_to("basis")
    desk.type("GB 50016")
    desk.press(KEY.Key_Return, with_=CTRL)
    desk.type("乙")
    desk.form.hazards.card.go_to("basis")
    desk.press(KEY.Key_D, with_=CTRL)
    assert [hazard.basis for hazard in desk.form.hazards.facts()] == ["GB 50016", "GB 50016"]


def test_refusals_stand_under_their_fields_and_the_first_gets_the_cursor(desk: Desk) -> None:
    desk.open_form()
    desk.pick("yhcs")
    desk.form.hazards.enter()
    desk.type("甲")
    desk.press(KEY.Key_Return, with_=CTRL)
    desk.type("乙")
    desk.form.hazards.card.go_to("remedy")
    desk.type("xq")
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    card = desk.form.hazards.card
    assert desk.form.hazards.current == 1
    assert desk.at == "h.responsible"
    assert card.fields["deadline"].error == "限期整改没有填写限期整改时间。"
    assert card.fields["responsible"].error == "限期整改没有填写整改责任人。"
    assert desk.form.hazards.list.below(1) == "有 2 处要改"
    assert desk.form.strip.isVisible()
    assert desk.visits() == []

    desk.enter("王建国")
    desk.enter("+3")
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    assert len(desk.visits()) == 1


def test_what_cannot_be_read_is_said_before_anything_is_sent(desk: Desk) -> None:
    desk.open_form()
    desk.pick("yhcs")
    desk.press(KEY.Key_A, with_=CTRL)
    desk.enter("2026-13-45")
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    assert desk.at == "inspected_on"
    assert "没有13月" in desk.form.visit.inspected_on.error
    desk.press(KEY.Key_A, with_=CTRL)
    desk.type("+1")
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    assert desk.form.visit.inspected_on.error == "检查日期在今天之后。请核对检查日期。"
    assert desk.visits() == []


def test_an_unreadable_date_of_another_hazard_is_found_too(desk: Desk) -> None:
    desk.open_form()
    desk.pick("yhcs")
    desk.form.hazards.enter()
    desk.type("甲")
    desk.form.hazards.card.go_to("deadline")
    desk.type("下周")
    desk.press(KEY.Key_Return, with_=CTRL)
    desk.type("乙")
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    assert desk.form.hazards.current == 0
    assert desk.at == "h.deadline"
    assert desk.focus.text() == "下周"  # type: ignore[attr-defined]
    assert desk.visits() == []


def test_an_enterprise_that_was_typed_but_not_picked_is_refused(desk: Desk) -> None:
    desk.open_form()
    desk.type("没有的厂")
    desk.settle()
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    assert desk.at == "enterprise_id"
    assert "请从列表里选定一家" in desk.form.visit.enterprise.error


def test_enter_before_the_list_is_there_takes_the_only_one(desk: Desk) -> None:
    desk.open_form()
    desk.type("yhcs")
    desk.press(KEY.Key_Return)
    desk.settle()
    assert desk.form.visit.enterprise.editor.text() == "永和超市"
    assert desk.at == "inspected_on"


def test_enter_before_the_list_is_there_guesses_nothing(desk: Desk) -> None:
    desk.open_form()
    desk.type("138358")
    desk.press(KEY.Key_Return)
    desk.settle()
    assert desk.form.visit.enterprise.value() is None
    assert desk.at == "enterprise_id"
    assert desk.form.visit.enterprise.list.is_open
    desk.press(KEY.Key_Down, KEY.Key_Return)
    assert desk.form.visit.enterprise.value() is not None


def test_esc_closes_the_list_first_and_keeps_a_draft_of_the_rest(desk: Desk) -> None:
    desk.open_form()
    desk.pick("yhcs")
    desk.press(KEY.Key_Return)
    desk.enter("赵六")
    desk.form.hazards.enter()
    desk.type("甲")
    desk.press(KEY.Key_Return, with_=CTRL)
    desk.type("乙")
    desk.press(KEY.Key_Escape)
    assert desk.page.stack.currentIndex() == 0
    draft = desk.preferences.drafts.get("inspection/new")
    assert json.loads(json.dumps(draft)) == draft  # as the drafts' file gives it back

    desk.open_form()
    assert desk.form.visit.enterprise.editor.text() == "永和超市"
    assert desk.form.visit.enterprise.value() is not None
    assert [hazard.description for hazard in desk.form.hazards.facts()] == ["甲", "乙"]
    assert "已恢复" in desk.form.strip.accessibleName()
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    facts = desk.ask(inspection_record, desk.visits()[0]).facts
    assert facts.inspectors == ("赵六",)
    assert len(facts.hazards) == 2
    desk.open_form()
    assert desk.form.visit.enterprise.is_empty()
    desk.type("xl")
    desk.settle()
    assert desk.form.visit.enterprise.list.is_open
    desk.press(KEY.Key_Escape)
    assert desk.page.stack.currentWidget() is desk.form
    assert not desk.form.visit.enterprise.list.is_open


def test_keys_go_between_hazards_and_take_one_away_and_bring_it_back(desk: Desk) -> None:
    desk.open_form()
    desk.form.hazards.enter()
    for words in ("甲", "乙", "丙"):
        desk.type(words)
        desk.press(KEY.Key_Return, with_=CTRL)
    assert desk.form.hazards.list.count() == 4  # the last one is blank, and stays the only blank one
    desk.press(KEY.Key_Return, with_=CTRL)
    assert desk.form.hazards.list.count() == 4
    desk.press(KEY.Key_Up, KEY.Key_Up, with_=ALT)
    assert desk.form.hazards.current == 1
    desk.press(KEY.Key_Delete, with_=CTRL)
    assert [hazard.description for hazard in desk.form.hazards.facts()] == ["甲", "丙"]
    desk.press(KEY.Key_Z, with_=CTRL)
    assert [hazard.description for hazard in desk.form.hazards.facts()] == ["甲", "乙", "丙"]
    assert desk.form.hazards.current == 1
    desk.press(KEY.Key_Down, with_=ALT)
    assert desk.form.hazards.current == 2


def test_fields_that_do_not_apply_are_out_of_the_way(desk: Desk) -> None:
    desk.open_form()
    card = desk.form.hazards.card
    supervised = {"funds_fen", "contingency_plan", "supervision_level", "supervision_unit"}
    reports = {"reported_to_authority_on", "reported_to_staff_on"}
    assert not (supervised | reports) & set(card.shown)
    card.fields["level"].set_value(HazardLevel.MAJOR)
    assert supervised | reports <= set(card.shown)
    card.fields["level"].set_value(HazardLevel.GENERAL)
    card.fields["remedy"].set_value(Remedy.SUPERVISED)
    assert supervised <= set(card.shown)
    assert not reports & set(card.shown)
    card.fields["remedy"].set_value(Remedy.ON_SITE)
    assert "deadline" not in card.shown
    # What is filled never goes out of sight.
    card.fields["remedy"].set_value(Remedy.BY_DEADLINE)
    card.fields["deadline"].set_value(TODAY)
    card.fields["remedy"].set_value(Remedy.ON_SITE)
    assert "deadline" in card.shown


def test_on_site_is_refused_for_a_major_hazard_and_without_a_team(desk: Desk) -> None:
    desk.open_form()
    hazards = desk.form.hazards
    hazards.enter()
    desk.type("甲")
    desk.press(KEY.Key_F8)
    assert "检查人员" in desk.form.strip.accessibleName()
    desk.form.visit.inspectors.set_value(("赵六",))
    hazards.card.fields["level"].set_value(HazardLevel.MAJOR)
    desk.press(KEY.Key_F8)
    assert "重大隐患不能只是现场整改" in desk.form.strip.accessibleName()
    assert hazards.facts()[0].rectified_on is None


def test_a_stored_visit_is_opened_changed_and_saved(desk: Desk) -> None:
    hazard = HazardFacts(
        "配电箱未上锁",
        HazardLevel.GENERAL,
        remedy=Remedy.BY_DEADLINE,
        deadline=TODAY,
        responsible="王建国",
    )
    stored = InspectionFacts(
        enterprise_id=1,
        inspected_on=TODAY - timedelta(days=5),
        level=InspectionLevel.ENTERPRISE,
        inspectors=("张三",),
        hazards=[hazard, HazardFacts("待移除")],
    )
    visit_id = desk.run(save_inspection, stored).record_id
    desk.press(KEY.Key_Down)
    if desk.page.table.current_id is None:
        desk.press(KEY.Key_Home)
    desk.press(KEY.Key_Return)
    desk.settle()
    form = desk.form
    assert form.title.text() == "检查 2026-0001".replace("2026", str((TODAY - timedelta(days=5)).year))
    assert form.visit.stage.value() is None  # it follows from the level
    assert not form.is_changed
    form.hazards.enter()
    desk.press(KEY.Key_Down, with_=ALT)
    desk.press(KEY.Key_Delete, with_=CTRL)
    desk.form.hazards.card.go_to("rectified_on")
    desk.enter(TODAY.isoformat())
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    record = desk.ask(inspection_record, visit_id)
    assert [one.description for one in record.facts.hazards] == ["配电箱未上锁"]
    assert record.hazard_states == [HazardState.AWAITING_RECHECK]
    assert record.facts.stage is SourceStage.SELF_CHECK


def test_a_recheck_that_failed_is_told_and_the_next_is_entered_afresh(desk: Desk) -> None:
    hazard = HazardFacts("配电箱未上锁", HazardLevel.GENERAL, rectified_on=TODAY)
    stored = InspectionFacts(enterprise_id=1, inspected_on=TODAY, hazards=[hazard])
    visit_id = desk.run(save_inspection, stored).record_id
    assert visit_id is not None
    desk.page.show_record(visit_id)
    desk.settle()
    desk.form.hazards.enter()
    desk.form.hazards.card.go_to("rechecked_by")
    desk.enter("赵六")
    desk.enter(TODAY.isoformat())
    desk.type("bhg")  # 不合格
    desk.press(KEY.Key_S, with_=CTRL)
    desk.settle()
    desk.page.show_record(visit_id)
    desk.settle()
    shown = desk.form.hazards.facts()[0]
    assert (shown.rectified_on, shown.rechecked_by, shown.recheck_result) == (None, "", None)
    assert "复查不合格 1 次" in desk.form.hazards.list.below(0)


def test_ctrl_n_does_not_disturb_a_visit_that_is_being_entered(desk: Desk) -> None:
    desk.open_form()
    desk.pick("yhcs")
    desk.open_form()
    assert desk.form.visit.enterprise.editor.text() == "永和超市"
    assert desk.at == "inspected_on"
    assert not desk.form.strip.isVisible()


@pytest.mark.parametrize("composing_in", ["visit", "hazard"])
def test_keys_belong_to_the_input_method_while_a_word_is_composed(desk: Desk, composing_in: str) -> None:
    desk.open_form()
    desk.pick("yhcs")
    if composing_in == "visit":
        desk.form.visit.go_to("inspecting_unit")
    else:
        desk.form.hazards.enter()
    QCoreApplication.sendEvent(desk.focus, QInputMethodEvent("ni hao", []))
    desk.press(KEY.Key_S, with_=CTRL)
    desk.press(KEY.Key_Escape)
    desk.settle()
    assert desk.page.stack.currentWidget() is desk.form
    assert desk.visits() == []


def test_what_is_missing_is_said_in_one_sentence() -> None:
    complete = HazardFacts("甲", HazardLevel.GENERAL, basis="GB", remedy=Remedy.ON_SITE)
    facts = InspectionFacts(
        inspected_on=TODAY, level=InspectionLevel.VILLAGE, inspectors=("张三",), hazards=[complete]
    )
    assert still_missing(facts) == ""
    facts.level = None
    facts.hazards = [HazardFacts("乙")] * 5
    assert still_missing(facts) == (
        "还缺检查层级；第 1 条隐患的隐患类型、判定依据、整改方式；第 2 条隐患的隐患类型、判定依据、整改方式；"
        "第 3 条隐患的隐患类型、判定依据、整改方式；另有 2 处，可以以后补填。"
    )


def test_names_are_taken_by_a_blank_and_new_ones_are_left_alone(desk: Desk) -> None:
    desk.add_people()
    desk.open_form()
    desk.form.visit.go_to("inspectors")
    field = desk.form.visit.inspectors
    desk.type("zs ")  # the blank takes 张三
    assert field.editor.text() == "张三、"
    desk.type("马建")  # a known name begins so, but a new one may be meant
    assert field.list.is_open
    assert field.list.current() is None
    desk.press(KEY.Key_Down)
    assert field.list.current() == "马建军"
    desk.press(KEY.Key_Escape)
    assert not field.list.is_open
    desk.press(KEY.Key_Tab)
    assert field.editor.text() == "张三、马建"
    desk.form.visit.go_to("inspectors")
    desk.press(KEY.Key_End)
    desk.type("、lzq")
    desk.press(KEY.Key_Tab)  # takes 刘志强 and leaves
    assert field.value() == ("张三", "马建", "刘志强")
    assert desk.at == "level"


def test_a_click_takes_an_enterprise_and_goes_on(desk: Desk, qtbot: QtBot) -> None:
    desk.open_form()
    desk.type("138358")
    desk.settle()
    picker = desk.form.visit.enterprise
    second = picker.list.visualItemRect(picker.list.item(1)).center()
    qtbot.mouseClick(picker.list.viewport(), Qt.MouseButton.LeftButton, pos=second)
    assert picker.chosen is not None
    assert picker.editor.text() == picker.chosen.name
    assert desk.at == "inspected_on"
    assert not picker.list.is_open


def test_typing_on_after_the_choice_withdraws_it(desk: Desk) -> None:
    desk.open_form()
    desk.pick("yhcs")
    desk.form.visit.go_to("enterprise_id")
    desk.press(KEY.Key_End, KEY.Key_Backspace)
    picker = desk.form.visit.enterprise
    assert picker.value() is None
    assert picker.hint == ""
