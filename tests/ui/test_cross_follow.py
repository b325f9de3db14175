"""跟踪: a pair followed from its sample to the feedback, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.services.cross_inspecting.following import PairFacts, save_pair, visit_start
from hazard_desk.services.cross_inspecting.rounds import remove_round
from hazard_desk.services.cross_inspecting.sampling import change_samples
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import undo_last
from hazard_desk.terms import HazardLevel, PairState, SourceStage
from tests.ui.cross_desk import LEADER, NAMES, RELATIVE, TODAY, CrossDesk, opened_cross_desk
from tests.ui.keyboard import ALT, CTRL, KEY
from ui.pages.cross.follow import FollowView
from ui.pages.cross.follow_words import days_words


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[CrossDesk]:
    with opened_cross_desk(tmp_path / "台账", qtbot) as desk:
        yield desk


def _open_first(desk: CrossDesk) -> int:
    """Open 东街村 → 西街村 from the table; return the pair."""
    desk.press(KEY.Key_Return)
    assert desk.view.is_pair_open
    pair_id = desk.view.desk.pair_id if desk.view.desk is not None else None
    assert pair_id is not None
    return pair_id


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "days", "words"),
    [
        (date(2026, 3, 10), date(2026, 3, 12), 3, "2026-03-10 至 03-12，3 天"),
        (date(2026, 12, 30), date(2027, 1, 2), 0, "2026-12-30 至 2027-01-02"),
        (date(2026, 3, 10), date(2026, 3, 10), 1, "2026-03-10，1 天"),
        (date(2026, 3, 10), None, 0, "2026-03-10 起"),
        (None, date(2026, 3, 12), 0, "到 2026-03-12"),
        (None, None, 2, "2 天"),
    ],
)
def test_days_with_an_open_end_are_not_a_visit_of_one_day(
    starts_on: date | None, ends_on: date | None, days: int, words: str
) -> None:
    assert days_words(starts_on, ends_on, days) == words


def test_a_pair_from_the_sample_to_the_feedback(desk: CrossDesk) -> None:
    ids = desk.add_enterprises()
    person = desk.add_person(relatives=(ids[RELATIVE],))
    assert person
    round_id = desk.add_round()
    desk.add_team(round_id)
    desk.show(round_id)
    assert [row[:2] for row in desk.pairs()] == [["东街村", "西街村"], ["西街村", "东街村"]]
    opened: list[bool] = []
    desk.view.pair_open_changed.connect(opened.append)
    pair_id = _open_first(desk)
    assert opened == [True]

    # Nothing yet: the keyboard is on what makes a list.
    assert desk.focus is desk.form.samples.propose_button
    desk.press(KEY.Key_Space)
    proposed = desk.samples()
    assert len(proposed) == 5
    assert RELATIVE not in proposed
    assert desk.check("enterprises") == ("open", "名单上 5 家，已检查 0 家")
    assert [line.samples for line in desk.lines(round_id)] == [5, 0]

    # One out: the check turns; the enterprise comes back by the strip's 撤销.
    desk.press(KEY.Key_F7)
    gone = proposed[0]
    desk.press(KEY.Key_Delete)
    assert desk.samples() == proposed[1:]
    assert gone in desk.said()
    assert desk.check("enterprises") == ("wrong", "名单上 4 家，少于 5 家")
    desk.do(undo_last)
    assert desk.samples() == proposed
    desk.form.samples.table.go_to(ids[gone])
    desk.press(KEY.Key_Delete)

    # Another in, found by its initials; it goes to the end.
    left = next(name for name in NAMES if name not in proposed and name != RELATIVE)
    desk.press(KEY.Key_A, with_=ALT)
    desk.type(
        {"宏达铸造厂": "hdzz", "利民加油站": "lmjy", "北山砖厂": "bszc", "永和超市": "yhcs"}.get(left, left)
    )
    desk.press(KEY.Key_Return)
    assert desk.picker.ticked() == [ids[left]]
    desk.press(KEY.Key_Return)
    assert desk.samples() == [*proposed[1:], left]
    assert desk.check("enterprises")[0] == "open"

    # Its place is changed by Alt+Up, a line a press.
    desk.form.samples.table.go_to(ids[left])
    desk.activate()
    assert desk.focus is desk.form.samples.table
    desk.press(KEY.Key_Up, KEY.Key_Up, with_=ALT)
    order = [*proposed[1:3], left, *proposed[3:]]
    assert desk.samples() == order
    assert [row.name for row in desk.stored(pair_id).samples] == order

    # A visit begun from it knows enterprise, team and pair.
    desk.press(KEY.Key_Return)
    _, facts = desk.asked.pop()
    assert isinstance(facts, InspectionFacts)
    assert (facts.enterprise_id, facts.cross_pair_id, facts.stage) == (ids[left], pair_id, SourceStage.CROSS)
    assert facts.inspectors == (LEADER, "李四")
    facts.inspected_on = TODAY
    facts.hazards = [
        HazardFacts("配电箱未上锁", level=HazardLevel.MAJOR),
        HazardFacts("通道堵塞", HazardLevel.GENERAL),
    ]
    visit_id = desk.do(save_inspection, facts).record_id
    row = desk.sample_rows()[2]
    assert row[-4:] == [str(TODAY), "1", "1", "0"]
    assert desk.sample_rows()[0][-4:] == ["未查", "", "", ""], "nobody has looked there yet"
    desk.press(KEY.Key_Return)
    assert desk.asked.pop() == ("record_wanted", "inspection", visit_id)

    # Handed over and answered, entered without the mouse.
    for name, text in (
        ("handed_over_on", TODAY.strftime("%Y%m%d")),
        ("handed_over_by", LEADER),
        ("received_by", "王五"),
    ):
        desk.form.go_to(desk.form.fields[name])
        desk.type(text)
        desk.press(KEY.Key_Return)
    desk.press(KEY.Key_S, with_=CTRL)
    assert desk.facts(pair_id).received_by == "王五"
    assert desk.check("handover")[0] == "ok"
    assert not desk.form.is_changed
    desk.form.go_to(desk.form.fields["feedback_on"])
    desk.type(TODAY.strftime("%Y%m%d"))
    desk.press(KEY.Key_S, with_=CTRL)
    desk.press(KEY.Key_Escape)
    assert opened == [True, False]
    assert desk.lines(round_id)[0].state is PairState.ANSWERED
    shown = desk.pairs()[0]
    assert "已反馈" in shown
    assert "5 / 1" in shown
    assert desk.view.table.current_id == pair_id


def test_an_enterprise_to_be_avoided_is_named_and_still_hers_to_choose(desk: CrossDesk) -> None:
    ids = desk.add_enterprises()
    desk.add_person(former_employers=(ids[RELATIVE],))
    round_id = desk.add_round()
    desk.add_team(round_id)
    desk.show(round_id)
    pair_id = _open_first(desk)
    desk.press(KEY.Key_A, with_=ALT)
    desk.type("hdzz")
    desk.press(KEY.Key_Return)
    assert "应当回避" in desk.picker.foot.text()
    assert LEADER in desk.picker.foot.text()
    desk.press(KEY.Key_Return)
    assert desk.samples() == [RELATIVE]
    assert any("回避：" in text and LEADER in text for text in desk.sample_rows()[0])
    assert desk.check("conflicts")[0] == "wrong"
    assert desk.stored(pair_id).samples[0].avoid


def test_enter_that_commits_a_word_ticks_no_enterprise(desk: CrossDesk) -> None:
    desk.add_enterprises()
    round_id = desk.add_round()
    desk.show(round_id)
    _open_first(desk)
    desk.press(KEY.Key_A, with_=ALT)
    desk.type("yhcs")
    QApplication.sendEvent(desk.focus, QInputMethodEvent("pin yin", []))
    desk.press(KEY.Key_Return)
    assert desk.picker.ticked() == []
    QApplication.sendEvent(desk.focus, QInputMethodEvent("", []))
    desk.press(KEY.Key_Return)
    assert len(desk.picker.ticked()) == 1
    desk.press(KEY.Key_Escape)


def test_a_target_elsewhere_says_so_and_is_followed_all_the_same(desk: CrossDesk) -> None:
    round_id = desk.add_foreign_round()
    desk.show(round_id)
    pair_id = _open_first(desk)
    samples = desk.form.samples
    assert samples.foreign.isVisible()
    assert not samples.table.isVisible()
    assert not samples.add_button.isVisible()
    assert samples.print_button.isVisible()
    # Where there is no list to begin with, the keyboard is in the first fact.
    assert desk.focus is desk.form.fields["starts_on"].editor
    desk.type(TODAY.strftime("%Y%m%d"))
    desk.press(KEY.Key_S, with_=CTRL)
    assert desk.facts(pair_id).starts_on == TODAY


def test_a_loose_visit_is_tied_with_one_click_and_untied(desk: CrossDesk) -> None:
    ids = desk.add_enterprises()
    visit_id = desk.add_visit(ids["永和超市"])
    round_id = desk.add_round()
    desk.show(round_id)
    pair_id = _open_first(desk)
    samples = desk.form.samples
    assert samples.loose.isVisible()
    assert "永和超市" in samples.loose_words.text()
    samples.tie_button.click()
    desk.settle()
    assert not samples.loose.isVisible()
    assert desk.samples() == ["永和超市"]
    assert desk.stored(pair_id).line.visited == 1
    # Visited, but not in the sample: there is nothing to take out.
    samples.table.go_to(ids["永和超市"])
    assert not samples.remove_button.isEnabled()
    assert samples.open_button.isEnabled()
    samples.untie_wanted.emit([visit_id])
    desk.settle()
    assert samples.loose.isVisible()
    assert desk.samples() == []


def test_what_is_refused_stands_under_its_field(desk: CrossDesk) -> None:
    desk.add_enterprises()
    round_id = desk.add_round()
    desk.show(round_id)
    pair_id = _open_first(desk)
    desk.form.fields["starts_on"].set_raw(str(TODAY))
    desk.form.fields["ends_on"].set_raw(str(TODAY - timedelta(days=1)))
    desk.form.focus_facts()
    desk.press(KEY.Key_S, with_=CTRL)
    assert desk.form.fields["ends_on"].error
    assert desk.facts(pair_id).starts_on is None
    desk.form.fields["ends_on"].set_raw("不是日期")
    desk.press(KEY.Key_S, with_=CTRL)
    assert desk.form.fields["ends_on"].error


def test_what_was_typed_outlives_esc_and_changes_made_elsewhere(desk: CrossDesk) -> None:
    ids = desk.add_enterprises()
    round_id = desk.add_round()
    desk.show(round_id)
    pair_id = _open_first(desk)
    desk.form.go_to(desk.form.fields["evidence"])
    desk.type("照片 12 张")
    # The list changes meanwhile: what is typed stays, and the list is the new one.
    desk.do(change_samples, pair_id, [ids["永和超市"]])
    assert desk.samples() == ["永和超市"]
    assert desk.form.fields["evidence"].value() == "照片 12 张"
    assert desk.form.is_changed
    desk.press(KEY.Key_Escape)
    assert not desk.view.is_pair_open
    assert desk.facts(pair_id).evidence == ""
    desk.press(KEY.Key_Return)
    assert desk.form.fields["evidence"].value() == "照片 12 张"
    assert "已恢复上次没有保存的内容" in desk.form.strip.accessibleName()
    desk.form.focus_facts()
    desk.press(KEY.Key_S, with_=CTRL)
    assert desk.facts(pair_id).evidence == "照片 12 张"
    desk.press(KEY.Key_Escape)
    desk.press(KEY.Key_Return)
    assert not desk.form.is_changed
    assert desk.preferences.drafts.get(f"cross_pair/{pair_id}") is None
    # Undone from the menu, the field in sight says what is stored now.
    desk.do(undo_last)
    assert desk.form.fields["evidence"].value() == ""
    assert not desk.form.is_changed


def test_what_is_typed_while_it_is_saved_stays(desk: CrossDesk) -> None:
    desk.add_enterprises()
    round_id = desk.add_round()
    desk.show(round_id)
    pair_id = _open_first(desk)
    desk.form.go_to(desk.form.fields["note"])
    desk.type("a")
    QTest.keyClick(desk.focus, KEY.Key_S, CTRL)
    desk.type("b")
    desk.form.go_to(desk.form.fields["evidence"])
    desk.type("c")
    desk.settle()
    assert (desk.facts(pair_id).note, desk.facts(pair_id).evidence) == ("a", "")
    assert [desk.form.fields[name].value() for name in ("note", "evidence")] == ["ab", "c"]
    assert desk.form.is_changed
    desk.press(KEY.Key_Escape)
    desk.press(KEY.Key_Return)
    assert [desk.form.fields[name].value() for name in ("note", "evidence")] == ["ab", "c"]
    desk.form.focus_facts()
    desk.press(KEY.Key_S, with_=CTRL)
    assert (desk.facts(pair_id).note, desk.facts(pair_id).evidence) == ("ab", "c")
    assert desk.preferences.drafts.get(f"cross_pair/{pair_id}") is None


def test_going_to_another_pair_while_one_is_saved_touches_neither(desk: CrossDesk) -> None:
    desk.add_enterprises()
    round_id = desk.add_round()
    desk.show(round_id)
    first = _open_first(desk)
    second = next(line.pair_id for line in desk.lines(round_id) if line.pair_id != first)
    desk.preferences.drafts.keep(f"cross_pair/{second}", {"note": "z"})
    desk.form.go_to(desk.form.fields["note"])
    desk.type("a")
    QTest.keyClick(desk.focus, KEY.Key_Return, CTRL)
    desk.view.show_pair(second)
    desk.settle()
    assert desk.view.desk is not None
    assert desk.view.desk.pair_id == second
    assert desk.facts(first).note == "a"
    assert desk.preferences.drafts.get(f"cross_pair/{first}") is None
    assert desk.form.fields["note"].value() == "z"
    assert desk.form.is_changed
    assert desk.preferences.drafts.get(f"cross_pair/{second}") is not None


def test_saving_goes_on_to_the_next_pair(desk: CrossDesk) -> None:
    desk.add_enterprises()
    round_id = desk.add_round()
    desk.show(round_id)
    first = _open_first(desk)
    desk.form.go_to(desk.form.fields["note"])
    desk.type("甲")
    desk.press(KEY.Key_Return, with_=CTRL)
    assert desk.facts(first).note == "甲"
    assert desk.view.is_pair_open
    assert "西街村 → 东街村" in desk.form.title.text()
    assert desk.form.fields["note"].value() == ""
    desk.form.go_to(desk.form.fields["note"])
    desk.press(KEY.Key_Return, with_=CTRL)
    assert not desk.view.is_pair_open  # it was the last


def test_lists_for_all_pairs_at_once_are_one_operation(desk: CrossDesk) -> None:
    ids = desk.add_enterprises()
    desk.add_enterprises(tuple(f"东街{number}号铺" for number in range(6)), "东街村")
    round_id = desk.add_round()
    desk.show(round_id)
    desk.view.propose_button.click()
    desk.settle()
    assert [line.samples for line in desk.lines(round_id)] == [5, 5]
    desk.do(undo_last)
    assert [line.samples for line in desk.lines(round_id)] == [0, 0]
    assert all("5 / 0" not in row for row in desk.pairs())
    # Lists that are there are replaced only where she says so; a pair that was visited is left alone.
    first, second = (line.pair_id for line in desk.lines(round_id))
    desk.do(change_samples, first, [ids["永和超市"]])
    desk.do(change_samples, second, [])
    desk.view.propose_button.click()
    box = QApplication.activeModalWidget()
    assert box is not None
    assert "1 组已经有名单" in box.text()
    box.reject()  # type: ignore[attr-defined]
    desk.settle()
    assert [line.samples for line in desk.lines(round_id)] == [1, 0]
    desk.add_visit(ids["永和超市"], pair_id=first)
    desk.view.propose_button.click()
    desk.settle()
    assert [line.samples for line in desk.lines(round_id)] == [1, 5]


def test_pairs_are_filtered_by_state(desk: CrossDesk) -> None:
    ids = desk.add_enterprises()
    round_id = desk.add_round()
    pair_id = desk.lines(round_id)[0].pair_id
    desk.add_visit(ids["永和超市"], pair_id=pair_id)
    desk.show(round_id)
    state = desk.lines(round_id)[0].state
    desk.view.states.set_chosen([state])
    desk.settle()
    assert [row[0] for row in desk.pairs()] == ["东街村"]
    assert "找到 1 组" in desk.view.count.text()


def test_forms_of_a_pair_and_of_the_round_are_asked_for(desk: CrossDesk) -> None:
    desk.add_enterprises()
    round_id = desk.add_round()
    desk.show(round_id)
    desk.view.handover_button.click()
    assert desk.asked.pop() == ("round_form_wanted", "cross-handover", round_id)
    pair_id = _open_first(desk)
    for key in ("cross-handover", "cross-summary"):
        desk.form.samples.papers.of_pair[key].trigger()
        assert desk.asked.pop() == ("form_wanted", key, pair_id)
    desk.form.samples.report_wanted.emit("look")
    assert desk.asked.pop() == ("form_wanted", "cross-report", pair_id)


def test_a_pair_of_another_round_brings_its_round_along(desk: CrossDesk, qtbot: QtBot) -> None:
    desk.add_enterprises()
    first = desk.add_round()
    pair_id = desk.lines(first)[0].pair_id
    second = desk.do(_second_round).record_id
    desk.show(second)
    with qtbot.waitSignal(desk.view.round_changed) as told:
        desk.view.show_pair(pair_id)
    desk.settle()
    assert told.args == [first]
    assert desk.view.round_id == first
    assert desk.view.is_pair_open


def test_choosing_another_round_leaves_the_pair_and_keeps_what_was_typed(desk: CrossDesk) -> None:
    desk.add_enterprises()
    first = desk.add_round()
    second = desk.do(_second_round).record_id
    desk.show(first)
    pair_id = _open_first(desk)
    desk.form.go_to(desk.form.fields["note"])
    desk.type("x")
    desk.view.show_round(second)
    desk.do(change_samples, pair_id, [])  # what is read of it meanwhile must not bring it back
    assert not desk.view.is_pair_open
    assert [row[:2] for row in desk.pairs()] == [["东街村", "西街村"]]
    assert desk.preferences.drafts.get(f"cross_pair/{pair_id}")["note"] == "x"


def test_a_pair_whose_round_goes_to_the_recycle_bin_closes_and_says_so(desk: CrossDesk) -> None:
    desk.add_enterprises()
    round_id = desk.add_round()
    desk.show(round_id)
    _open_first(desk)
    desk.do(remove_round, round_id)
    assert not desk.view.is_pair_open
    assert desk.said()


def test_what_changed_out_of_sight_is_read_when_it_comes_back(desk: CrossDesk) -> None:
    ids = desk.add_enterprises()
    round_id = desk.add_round()
    desk.show(round_id)
    pair_id = _open_first(desk)
    desk.view.hide()
    desk.add_visit(ids["永和超市"], pair_id=pair_id)
    assert desk.samples() == []
    desk.view.show()
    desk.settle()
    assert desk.samples() == ["永和超市"]


def test_a_round_without_pairs_says_what_to_do(desk: CrossDesk) -> None:
    desk.show(desk.add_round(pairs=()))
    view: FollowView = desk.view
    assert "还没有安排谁查谁" in view.table._empty_text
    assert not view.propose_button.isEnabled()
    assert not view.report_button.isEnabled()


def _second_round(work: object) -> object:
    from hazard_desk.services.cross_inspecting.facts import PairRow, RoundFacts
    from hazard_desk.services.cross_inspecting.rounds import save_round

    return save_round(work, None, RoundFacts("第二轮", pairs=(PairRow("东街村", "西街村"),)))  # type: ignore[arg-type]


def test_before_anybody_sets_out_the_next_steps_are_named_and_lead_there(desk: CrossDesk) -> None:
    desk.add_enterprises()
    round_id = desk.add_round()
    desk.add_team(round_id)
    desk.show(round_id)
    steps = desk.view.steps
    told = [button.text() for button in steps.findChildren(QPushButton) if button.isVisibleTo(steps)]
    assert told == ["填组员（1 组没有）", "定检查时间（2 组没有）", "提出抽检名单（2 组没有）"]
    # The days of all pairs at once, those of the round unless others are typed; one step back.
    steps.days_button.click()
    desk.settle()
    form = _dialog(desk).form
    assert form.which.raw() == "全部 2 组"
    desk.type("20260310")
    desk.press(KEY.Key_Return)
    desk.type("0309")
    desk.press(KEY.Key_S, with_=CTRL)
    assert form.ends_on.error
    form.ends_on.set_raw("20260312")
    desk.press(KEY.Key_S, with_=CTRL)
    desk.activate()
    days = (date(2026, 3, 10), date(2026, 3, 12))
    assert [(line.starts_on, line.ends_on) for line in desk.lines(round_id)] == [days] * 2
    assert desk.focus is desk.view.table
    assert not steps.days_button.isVisibleTo(steps)
    desk.do(undo_last)
    assert [line.starts_on for line in desk.lines(round_id)] == [None, None]
    assert steps.days_button.isVisibleTo(steps)
    steps.samples_button.click()
    desk.settle()
    assert desk.lines(round_id)[0].samples
    # With the first visit it's under way, and nobody is told any more.
    line = desk.lines(round_id)[0]
    facts = desk.ask(visit_start, line.pair_id, desk.stored(line.pair_id).samples[0].enterprise_id)
    facts.inspected_on = TODAY
    desk.do(save_inspection, facts)
    assert not steps.isVisible()
    assert desk.pairs()[0][6:9] == ["0", "0", "0"], "零报告"
    assert desk.pairs()[1][6:9] == ["", "", ""]


def test_selected_pairs_are_planned_and_the_late_ones_found_at_once(desk: CrossDesk) -> None:
    desk.add_enterprises()
    round_id = desk.add_round()
    desk.show(round_id)
    first, second = desk.lines(round_id)
    late = PairFacts(handed_over_on=TODAY - timedelta(days=9), feedback_due_on=TODAY - timedelta(days=3))
    desk.do(save_pair, second.pair_id, late)
    assert desk.view.late_button.text() == "反馈逾期 1 组"
    desk.view.late_button.click()
    assert [row[:2] for row in desk.pairs()] == [[second.inspector, second.inspected]]
    # Answered, it is late no more, and all are shown again.
    late.feedback_on = TODAY
    desk.do(save_pair, second.pair_id, late)
    assert not desk.view.late_button.isVisible()
    assert len(desk.pairs()) == 2
    desk.view.table.go_to(first.pair_id)
    desk.view.days_button.click()
    desk.settle()
    form = _dialog(desk).form
    offered = [form.which.editor.itemText(at) for at in range(form.which.editor.count())]
    assert offered == ["全部 2 组", "选中的 1 组"]
    form.which.set_value("chosen")
    form.starts_on.set_raw(str(TODAY))
    form.ends_on.set_raw(str(TODAY))
    desk.press(KEY.Key_S, with_=CTRL)
    desk.activate()
    assert [line.starts_on for line in desk.lines(round_id)] == [TODAY, None]


def test_what_two_pairs_have_alike_is_copied_from_the_last_one_saved(desk: CrossDesk) -> None:
    desk.add_enterprises()
    round_id = desk.add_round()
    desk.show(round_id)
    _open_first(desk)
    desk.form.go_to(desk.form.fields["evidence"])
    desk.type("现场照片")
    desk.press(KEY.Key_Return, with_=CTRL)
    assert "西街村 → 东街村" in desk.form.title.text()
    desk.form.go_to(desk.form.fields["evidence"])
    desk.press(KEY.Key_D, with_=CTRL)
    desk.press(KEY.Key_S, with_=CTRL)
    assert [desk.facts(line.pair_id).evidence for line in desk.lines(round_id)] == ["现场照片"] * 2


def _dialog(desk: CrossDesk) -> Any:
    """Return the dialog that has come up, once it has the keyboard."""
    desk.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    desk.qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    desk.settle()
    return dialog
