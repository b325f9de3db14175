"""F6 on the reports page: its places, a figure overridden with a reason, a narrative, drafts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hazard_desk.forms.contents import Content
from hazard_desk.rules.activities import ActivityFacts
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.services.activities import save_activity
from hazard_desk.services.form_entries import Entry, entries, save_entry
from hazard_desk.services.offices import add_campaign
from hazard_desk.services.registry import EnterpriseQuery, find_enterprises
from hazard_desk.services.report_reading import WEEKLY_DISPATCH
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import ActivityKind, HazardLevel
from tests.ui.keyboard import ALT, CTRL, KEY
from tests.ui.reports_desk import TODAY, WEEK_END, Desk
from ui.messages import Kind
from ui.pages.reports.entry_editor import EntryEditor

FOUND = "county_general_found"


@pytest.fixture
def desk(reports_desk: Desk) -> Desk:
    reports_desk.show(WEEKLY_DISPATCH)
    return reports_desk


def editor_of(desk: Desk) -> EntryEditor:
    return desk.page.slots.editor


def open_place(desk: Desk, name: str) -> EntryEditor:
    """Go to the place's row and press F2."""
    panel = desk.page.slots
    panel.list.setFocus()
    panel.list.go_to(panel.row_of(name))
    QTest.keyClick(panel.list, KEY.Key_F2)
    assert editor_of(desk).isVisible()
    return editor_of(desk)


def row(desk: Desk, name: str) -> tuple[str, ...]:
    """Return the words of the place, what is reckoned and what is printed."""
    panel = desk.page.slots
    return panel.list.lines[panel.row_of(name)].texts


def tip(desk: Desk, name: str) -> str:
    panel = desk.page.slots
    return panel.list.lines[panel.row_of(name)].tip


def stored(desk: Desk, campaign_id: int | None = None) -> dict[str, Entry]:
    found: dict[str, Entry] = desk.ask(entries, WEEKLY_DISPATCH, WEEK_END, campaign_id)
    return found


def printed_words(desk: Desk) -> str:
    return desk.page_text().replace("\r", "").replace("\n", "")


def override(desk: Desk, value: str, reason: str) -> EntryEditor:
    editor = open_place(desk, FOUND)
    editor.value.editor.insert(value)  # what stood there was selected
    QTest.keyClick(editor.value.editor, KEY.Key_Return)
    assert editor.reason.editor.hasFocus()
    editor.reason.editor.setText(reason)
    QTest.keyClick(editor.reason.editor, KEY.Key_S, CTRL)
    desk.settle()
    return editor


# ---- the list ------------------------------------------------------------------------------------------


def test_every_place_is_told_apart_by_the_words_round_it(desk: Desk) -> None:
    lines = [line.texts[0] for line in desk.page.slots.list.lines]
    assert lines[0] == "【部署推进】"
    assert "【企业自查自改】" in lines
    places = {}
    category = ""
    for words in lines:
        if words.startswith("【"):
            category = words
            continue
        assert (category, words) not in places
        places[category, words] = True
    assert row(desk, "self_general_found")[0] == "发现一般问题隐患…条"
    assert row(desk, "self_general_rectified")[0] == "一般问题隐患已整改…条"
    assert row(desk, "helped_major_found")[0] == "帮扶企业 · 重大事故隐患…条"
    assert row(desk, "city_enterprises")[0] == "市本级检查…家企业"
    assert row(desk, "county_general_rectified")[0] == "县级共检查 · 一般问题隐患已整改…条"
    assert row(desk, "fined_principals_wan")[0] == "处罚企业主要负责人 · 合计处罚…万元"


def test_what_is_reckoned_and_what_is_printed_stand_side_by_side(desk: Desk) -> None:
    assert row(desk, FOUND)[1:] == ("2", "2")
    assert row(desk, "self_plans")[1:] == ("", "（未填）")
    assert "没有记录可以统计" in tip(desk, "self_plans")
    assert "一般问题隐患2条" in printed_words(desk)


def test_a_click_on_the_page_goes_to_the_places_of_its_row(desk: Desk) -> None:
    view = desk.page.preview.view
    at = view.figure_rect("row-5").center().toPoint()
    desk.page.preview.bring_into_sight("row-5")
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    panel = desk.page.slots
    assert panel.list.hasFocus()
    assert panel.list.current_id == panel.row_of("fined_enterprises")


def test_the_words_of_a_category_open_nothing(desk: Desk) -> None:
    table = desk.page.slots.list
    table.setFocus()
    table.go_to(0)
    QTest.keyClick(table, KEY.Key_Return)
    assert editor_of(desk).isHidden()


def test_a_double_click_opens_the_editor(desk: Desk) -> None:
    panel = desk.page.slots
    table = panel.list
    table.go_to(panel.row_of(FOUND))
    at = table.visualRect(table.model().index(panel.row_of(FOUND), 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert editor_of(desk).title.text() == "市县联合检查 · 县级共检查 · 发现一般问题隐患…条"


def test_the_blank_form_has_no_places_to_fill(desk: Desk) -> None:
    desk.choose(Content.BLANK)
    assert desk.page.side.isHidden()
    assert desk.page.preview.view.keys == []


# ---- a figure ------------------------------------------------------------------------------------------


def test_a_figure_is_not_overridden_without_a_reason(desk: Desk) -> None:
    editor = override(desk, "15", "")
    assert editor.isVisible()
    assert editor.reason.error == "改动统计数字要写明原因。"
    assert editor.reason.editor.hasFocus()
    assert stored(desk) == {}
    editor.reason.editor.setText("核减重复登记")
    QTest.keyClick(editor.reason.editor, KEY.Key_Return)
    desk.settle()
    assert editor.isHidden()
    assert stored(desk)[FOUND].text == "15"


def test_an_overridden_figure_is_printed_marked_and_explained(desk: Desk) -> None:
    editor = override(desk, "１５", "县里核减后补报")
    assert editor.isHidden()
    assert desk.page.slots.list.hasFocus()
    assert row(desk, FOUND)[1:] == ("2", "15（已改）")
    for words in (
        "统计数字：2",
        "改为：15",
        "改动原因：县里核减后补报",
        str(stored(desk)[FOUND].entered_at)[:10],
    ):
        assert words in tip(desk, FOUND)
    assert "一般问题隐患15条" in printed_words(desk)
    entry = stored(desk)[FOUND]
    assert (entry.text, entry.computed, entry.reason) == ("15", "2", "县里核减后补报")
    assert desk.messages.last_shown is not None
    assert desk.messages.last_shown.kind is Kind.SUCCESS


def test_a_figure_that_moved_since_it_was_overridden_says_so(desk: Desk) -> None:
    override(desk, "15", "补报")
    desk.visit(1, HazardFacts("新的隐患", HazardLevel.GENERAL))
    assert row(desk, FOUND)[1:] == ("3", "15（已改）")
    assert "改的时候统计是 2，后来变了" in tip(desk, FOUND)
    assert "后来变了，请核对" in open_place(desk, FOUND).note.text()


def test_the_reckoned_figure_is_restored(desk: Desk) -> None:
    override(desk, "15", "补报")
    editor = open_place(desk, FOUND)
    assert editor.restore_button.text() == "恢复统计数字"
    editor.restore_button.click()
    desk.settle()
    assert row(desk, FOUND)[1:] == ("2", "2")
    assert stored(desk) == {}
    assert open_place(desk, FOUND).restore_button.isHidden()


def test_typing_the_reckoned_figure_takes_the_override_back(desk: Desk) -> None:
    override(desk, "15", "补报")
    override(desk, "2", "")
    assert editor_of(desk).isHidden()
    assert stored(desk) == {}


@pytest.mark.parametrize("typed", ["", "许多", "-3", "12条", "1.5"])
def test_only_a_figure_overrides_a_figure(desk: Desk, typed: str) -> None:
    editor = open_place(desk, FOUND)
    editor.value.editor.setText(typed)
    editor.reason.editor.setText("补报")
    editor.save_button.click()
    desk.settle()
    assert editor.isVisible()
    assert (
        editor.value.error
        == (f"“{typed}”不是一个数" if typed else "没有填数") + "。请只填数字，不写单位，如 12。"
    )
    assert stored(desk) == {}


def test_a_place_that_no_record_tells_needs_no_reason_and_stands_next_week(desk: Desk) -> None:
    editor = open_place(desk, "self_plans")
    assert editor.reason.isHidden()
    QTest.keyClicks(editor.value.editor, "12")
    QTest.keyClick(editor.value.editor, KEY.Key_Return)
    desk.settle()
    assert row(desk, "self_plans")[1:] == ("", "12")
    assert "12家企业制定了" in printed_words(desk)
    assert open_place(desk, "self_plans").restore_button.text() == "清空"
    desk.page.choices.week.previous_button.click()
    desk.settle()
    assert editor.isHidden()
    assert row(desk, "self_plans")[1:] == ("", "（未填）")


def test_what_no_record_tells_is_a_number_too_but_the_names_of_counties(desk: Desk) -> None:
    editor = open_place(desk, "self_plans")
    editor.value.editor.setText("9家")
    editor.save_button.click()
    desk.settle()
    assert "不是一个数" in editor.value.error
    editor = open_place(desk, "cross_counties")
    editor.value.editor.setText("马村、西街村")
    editor.save_button.click()
    desk.settle()
    assert {key: entry.text for key, entry in stored(desk).items()} == {"cross_counties": "马村、西街村"}


def test_what_an_earlier_week_said_is_carried_on_and_says_so(desk: Desk) -> None:
    desk.run(save_entry, WEEKLY_DISPATCH, WEEK_END - timedelta(days=7), None, "self_plans", "9")
    assert row(desk, "self_plans")[1:] == ("", "9（沿用）")
    assert "沿用以前一周填的：9" in open_place(desk, "self_plans").note.text()


def test_what_was_typed_before_stands_until_the_programs_figure_is_taken(desk: Desk) -> None:
    desk.run(save_entry, WEEKLY_DISPATCH, WEEK_END - timedelta(days=7), None, "self_plans", "35")
    works = desk.ask(find_enterprises, EnterpriseQuery())[0]
    desk.run(save_activity, ActivityFacts(ActivityKind.SELF_PLAN, TODAY, "方案", enterprises=(works,)))
    assert row(desk, "self_plans")[1:] == ("1", "35（沿用）")
    assert "累计数不会自己变小" in tip(desk, "self_plans")
    editor = open_place(desk, "self_plans")
    assert "期初数" in editor.note.text()
    editor.save_button.click()  # it stands as it stood
    desk.settle()
    assert (editor.isHidden(), stored(desk)) == (True, {})
    editor = open_place(desk, "self_plans")
    assert editor.restore_button.text() == "改用统计数字"
    editor.restore_button.click()
    desk.settle()
    assert row(desk, "self_plans")[1:] == ("1", "1")
    assert "1家企业制定了" in printed_words(desk)


# ---- a narrative, drafts -------------------------------------------------------------------------------


def test_a_narrative_shows_the_forms_prompt_and_is_printed(desk: Desk) -> None:
    editor = open_place(desk, "problems")
    assert editor.value.isHidden()
    assert editor.text.editor.placeholderText() == "本地区专项行动工作中存在的问题、薄弱环节。"
    editor.text.editor.setPlainText("小微企业多\n人手少")
    QTest.keyClick(editor.text.editor, KEY.Key_S, CTRL)
    desk.settle()
    assert row(desk, "problems")[2] == "小微企业多 人手少"
    assert "小微企业多" in desk.page_text()
    assert stored(desk)["problems"].text == "小微企业多\n人手少"


def test_the_weeks_activities_are_put_where_the_cursor_is(desk: Desk) -> None:
    editor = open_place(desk, "mobilisation")
    assert editor.draft_button.isHidden()  # there is nothing to tell of
    QTest.keyClick(editor.text.editor, KEY.Key_Escape)
    meeting = ActivityFacts(ActivityKind.MEETING, TODAY, "全镇安全生产工作会议", participants=86)
    desk.run(save_activity, meeting)
    desk.run(save_activity, ActivityFacts(ActivityKind.TRAINING, TODAY, "焊工培训", enterprise_count=9))
    sentence = (
        f"{TODAY.month}月{TODAY.day}日召开全镇安全生产工作会议，参加86人；组织焊工培训1次，参加企业9家。"
    )
    editor = open_place(desk, "mobilisation")
    assert editor.draft_button.text() == "引用本周活动（2 项）"
    assert sentence in editor.draft_button.toolTip()
    QTest.keyClicks(editor.text.editor, "AB")
    QTest.keyClick(editor.text.editor, KEY.Key_Left, Qt.KeyboardModifier.ShiftModifier)  # B is selected
    QTest.keyClick(editor.text.editor, KEY.Key_Y, ALT)
    assert editor.text.value() == f"A{sentence}B"
    assert editor.text.editor.hasFocus()
    assert stored(desk) == {}
    assert row(desk, "mobilisation")[2] == "（未填）"
    QTest.keyClick(editor.text.editor, KEY.Key_S, CTRL)
    desk.settle()
    assert stored(desk)["mobilisation"].text == f"A{sentence}B"
    assert open_place(desk, "features").draft_button.isHidden()
    assert open_place(desk, FOUND).draft_button.isHidden()
    desk.page.choices.week.previous_button.click()
    desk.settle()
    assert open_place(desk, "mobilisation").draft_button.isHidden()


def test_activities_go_below_what_is_written_and_only_once(desk: Desk) -> None:
    desk.run(save_activity, ActivityFacts(ActivityKind.MEETING, TODAY, "安委会会议"))
    desk.run(save_entry, WEEKLY_DISPATCH, WEEK_END, None, "mobilisation", "原来写好的话。")
    editor = open_place(desk, "mobilisation")
    said = f"{TODAY.month}月{TODAY.day}日召开安委会会议。"
    for _press in range(2):
        QTest.keyClick(editor.text.editor, KEY.Key_Y, ALT)
    assert editor.text.value() == f"原来写好的话。\n{said}"
    assert editor.draft_button.text() == "已引用本周活动（1 项）"
    editor.text.editor.setPlainText("另写的话。")
    assert editor.draft_button.isEnabled()
    editor.save()  # while it is being written nothing more can be put in: it would be forgotten
    QTest.keyClick(editor.text.editor, KEY.Key_Y, ALT)
    QTest.keyClicks(editor.text.editor, "X")
    assert editor.text.value() == "另写的话。"
    desk.settle()
    assert open_place(desk, "mobilisation").text.value() == "另写的话。"
    QTest.keyClicks(editor.text.editor, "Y")
    assert editor.text.value() == "另写的话。Y"


def test_plans_are_counted_and_lead_to_their_activity(desk: Desk) -> None:
    visited = desk.ask(find_enterprises, EnterpriseQuery())[0]
    plan = ActivityFacts(ActivityKind.SELF_PLAN, TODAY, "自查自改方案", enterprises=(visited,))
    known = desk.run(save_activity, plan).record_id
    assert row(desk, "self_plans")[1:] == ("1", "1")
    assert "1家企业制定了自查自改工作方案" in printed_words(desk)
    panel = desk.page.slots
    panel.list.go_to(panel.row_of("self_plans"))
    QTest.keyClick(panel.list, KEY.Key_Space)
    desk.settle()
    (line,) = desk.page.details.table.lines
    assert line.record == ("activity", known)
    assert "自查自改方案" in " ".join(line.texts)
    desk.page.details.table.opened.emit(0)
    desk.settle()
    assert desk.shown == [("activity", known)]


def test_what_was_typed_comes_back_after_esc_and_goes_with_cancel(desk: Desk) -> None:
    editor = open_place(desk, FOUND)
    QTest.keyClicks(editor.value.editor, "77")
    QTest.keyClick(editor.value.editor, KEY.Key_Escape)
    assert editor.isHidden()
    assert desk.page.slots.list.hasFocus()
    open_place(desk, "problems")
    assert editor.text.value() == ""
    assert open_place(desk, FOUND).value.text() == "77"
    editor.cancel_button.click()
    assert open_place(desk, FOUND).value.text() == "2"
    assert stored(desk) == {}


def test_what_is_being_typed_stays_while_others_write(desk: Desk) -> None:
    editor = open_place(desk, FOUND)
    QTest.keyClicks(editor.value.editor, "77")
    desk.visit(1, HazardFacts("新的隐患", HazardLevel.GENERAL))
    assert editor.isVisible()
    assert editor.value.text() == "77"
    assert editor.note.text() == "统计数字：3。"


def test_a_campaign_has_entries_of_its_own(desk: Desk) -> None:
    def begin(work: UnitOfWork) -> Changes:
        return Changes("专项行动", add_campaign(work, "冬季行动"))

    campaign_id = desk.run(begin).record_id
    override(desk, "15", "补报")
    combo = desk.page.choices.campaign
    combo.setCurrentIndex(combo.findText("冬季行动"))
    combo.activated.emit(combo.currentIndex())
    desk.settle()
    assert row(desk, FOUND)[1:] == ("0", "0")
    override(desk, "4", "另报")
    assert stored(desk, campaign_id)[FOUND].text == "4"
    assert stored(desk)[FOUND].text == "15"
    assert "冬季行动周调度统计表" in desk.page_text()


def test_what_cannot_be_saved_is_said_and_stays_in_the_editor(desk: Desk) -> None:
    def begin(work: UnitOfWork) -> Changes:
        return Changes("专项行动", add_campaign(work, "冬季行动"))

    desk.run(begin)
    report = desk.page.report
    assert report is not None
    editor = open_place(desk, FOUND)
    editor.value.editor.setText("15")
    editor.reason.editor.setText("补报")
    desk.page.report = type(report)(
        **{name: getattr(report, name) for name in report.__slots__ if name != "campaign_id"}, campaign_id=99
    )
    editor.save_button.click()
    desk.settle()
    assert desk.messages.last_shown is not None
    assert "专项行动已不在名册里" in desk.messages.last_shown.what
    assert editor.isVisible()
    assert editor.save_button.isEnabled()
    assert editor.value.text() == "15"


# ---- where a figure comes from -----------------------------------------------------------------------


def test_a_reckoned_figure_opens_to_its_rows_by_space_and_by_mouse(desk: Desk) -> None:
    panel = desk.page.slots
    panel.list.setFocus()
    panel.list.go_to(panel.row_of(FOUND))
    QTest.keyClick(panel.list, KEY.Key_Space)
    desk.settle()
    details = desk.page.details
    assert details.isVisible()
    assert "县级共检查" in details.title.text()
    assert len(details.table.lines) == int(row(desk, FOUND)[1]) > 0
    record = details.table.lines[0].record
    assert record is not None
    assert record[0] == "hazard"
    details.table.opened.emit(0)
    desk.settle()
    assert [shown for shown, _ in desk.shown] == ["inspection"], "a hazard is seen on its visit"
    details.table.setFocus()
    QTest.keyClick(details.table, KEY.Key_Escape)
    assert not details.isVisible()
    enterprises = panel.list.model().index(panel.row_of("county_enterprises"), 1)
    QTest.mouseClick(
        panel.list.viewport(), Qt.MouseButton.LeftButton, pos=panel.list.visualRect(enterprises).center()
    )
    desk.settle()
    assert {line.texts[1] for line in details.table.lines}, "the visits, by their enterprises"
    assert "检查" in details.title.text()


def test_a_place_that_no_record_tells_opens_to_nothing(desk: Desk) -> None:
    panel = desk.page.slots
    panel.list.setFocus()
    panel.list.go_to(panel.row_of("model_enterprises"))
    QTest.keyClick(panel.list, KEY.Key_Space)
    desk.settle()
    assert not desk.page.details.isVisible()


def test_the_rows_stay_while_the_figure_is_overridden(desk: Desk) -> None:
    panel = desk.page.slots
    panel.list.setFocus()
    panel.list.go_to(panel.row_of(FOUND))
    QTest.keyClick(panel.list, KEY.Key_Space)
    desk.settle()
    override(desk, "99", "村里另有两条没有录")
    assert desk.page.details.isVisible()
    assert row(desk, FOUND)[2] == "99（已改）"
