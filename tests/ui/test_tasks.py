"""重点任务: entered from the notice and by keys, carried on, found, moved, removed, printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.forms.contents import Content
from hazard_desk.model import Activity
from hazard_desk.rules.task_states import StepFacts, TaskFacts
from hazard_desk.services.attaching import Given, Owner, attach
from hazard_desk.services.report_reading import Wanted
from hazard_desk.services.rosters import PersonFacts, save_roster_entry
from hazard_desk.services.tasks import import_notice, save_task, task_record, task_rows
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import ActivityKind, AttachmentKind, TaskState
from tests.photo_samples import jpeg
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import ALT, CTRL, KEY, SHIFT
from ui.dialogs.tasks import TasksDialog
from ui.dialogs.tasks.form import TaskForm
from ui.dialogs.tasks.notice import NoticeDialog

TODAY = date.today()
LEARNING = TaskFacts(
    item="（一）深入贯彻安全发展理念",
    content="每季度至少进行一次理论学习",
    responsible="任乡长",
    times_a_year=4,
    activity_kinds=(ActivityKind.STUDY,),
    due_on=TODAY - timedelta(days=3),
)


class Hands(DialogDesk):
    """Opens the window over an office with two persons."""

    dialog: TasksDialog

    def __init__(self, background: Any, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        self.asked: list[tuple[Any, ...]] = []
        for name in ("任乡长", "王建国"):
            self.do(save_roster_entry, PersonFacts(name))

    def open(self, record_id: int | None = None) -> TasksDialog:
        dialog = TasksDialog(self.background, self.messages, self.window)
        for wish in ("record_wanted", "report_wanted"):
            getattr(dialog, wish).connect(lambda *what, wish=wish: self.asked.append((wish, *what)))
        dialog.open()
        if record_id is not None:
            dialog.show_record("task", record_id)
        return self.take_over(dialog)

    def open_notice(self) -> NoticeDialog:
        self.dialog.records.notice_button.click()
        self.settle()
        notice = QApplication.activeModalWidget()
        assert isinstance(notice, NoticeDialog)
        return notice

    def enter(self, facts: TaskFacts) -> int:
        known = self.do(save_task, facts).record_id
        assert isinstance(known, int)
        return known

    @property
    def form(self) -> TaskForm:
        form = self.dialog.records.form
        assert isinstance(form, TaskForm)
        return form

    def listed(self) -> list[tuple[str, ...]]:
        model = self.dialog.records.model
        return [
            tuple(str(model.index(row, column).data()) for column in range(5))
            for row in range(model.rowCount())
        ]

    def go(self, name: str) -> None:
        self.form.go_to(self.form.fields[name])


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


def choices(notice: NoticeDialog) -> list[str]:
    return [str(notice.model.index(row, 0).data()) for row in range(notice.model.rowCount())]


def test_rows_of_the_notice_become_tasks_and_can_be_taken_back(hands: Hands) -> None:
    hands.open()
    notice = hands.open_notice()
    assert choices(notice) == ["引入"] * 45
    assert notice.preview.toPlainText().startswith("一、以责任落实年为主线")
    hands.press(KEY.Key_Down)
    hands.press(KEY.Key_2)
    hands.press(KEY.Key_Down, KEY.Key_Down, with_=SHIFT)
    hands.press(KEY.Key_3)
    assert choices(notice)[:5] == ["引入", "不引入", "不引入", "不引入", "引入"]
    hands.press(KEY.Key_Up)
    hands.press(KEY.Key_Space, KEY.Key_Space)
    assert choices(notice)[2] == "引入，不涉及"
    assert "全文" in notice.preview.accessibleName()
    assert "每季度至少召开一次专委会会议" in notice.preview.toPlainText()
    assert notice.count.text() == "共 45 项 · 要引入 43 项 · 其中不涉及 1 项"
    hands.press(KEY.Key_S, with_=CTRL)
    assert not is_open(notice)
    assert len(hands.listed()) == 43
    assert hands.listed()[:2] == [
        ("（一）深入贯彻安全发展理念", "未开始", "", "", "0/4"),
        (hands.listed()[1][0], "不涉及", "", "", "0/4"),
    ]
    assert hands.dialog.records.count.text() == "共 43 项 · 不涉及 1"
    again = hands.open_notice()
    assert choices(again)[:4] == ["已引入", "引入", "已引入", "引入"]
    assert again.count.text() == "共 45 项 · 要引入 2 项 · 已引入过 43 项"
    hands.press(KEY.Key_3)
    assert choices(again)[0] == "已引入", "what was entered stays so"
    again.reject()
    hands.dialog.activateWindow()
    hands.qtbot.waitUntil(lambda: QApplication.activeWindow() is hands.dialog)
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.listed() == []
    assert hands.dialog.records.table._empty_text.startswith("还没有重点任务。")


def test_the_notice_is_searched_by_initials(hands: Hands) -> None:
    hands.open()
    notice = hands.open_notice()
    hands.press(KEY.Key_F, with_=CTRL)
    hands.type("xfly")
    assert [str(notice.model.index(row, 1).data()) for row in range(notice.model.rowCount())] == [
        "（十四）消防领域专项整治"
    ]
    notice.reject()
    assert hands.ask(task_rows) == []


def test_it_is_entered_and_carried_on_with_keys(hands: Hands) -> None:
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    assert hands.focus is hands.form.fields["content"].editor
    hands.type("每月召开一次例会")
    hands.go("responsible")
    completer = hands.form.responsible.completer
    assert completer is not None
    assert completer.found("wjg") == ["王建国"]
    hands.type("王建国")
    hands.go("due_on")
    hands.type(f"{TODAY - timedelta(days=2):%Y%m%d}")
    hands.press(KEY.Key_Tab)
    assert hands.form.subtitle.text() == "未开始 · 逾期 2 天"
    hands.press(KEY.Key_S, with_=CTRL)
    (row,) = hands.ask(task_rows)
    assert hands.listed() == [("每月召开一次例会", "未开始", "逾期 2 天", "王建国", "")]

    hands.press(KEY.Key_L, with_=ALT)
    hands.type("召开第一次例会")
    hands.press(KEY.Key_S, with_=CTRL)
    record = hands.ask(task_record, row.id)
    assert record.facts.steps == (StepFacts(TODAY, "召开第一次例会", ""),)
    assert hands.form.subtitle.text() == "推进中 · 逾期 2 天"

    hands.press(KEY.Key_K, with_=ALT)
    record = hands.ask(task_record, row.id)
    assert (record.state, record.facts.done_on) == (TaskState.DONE, TODAY)
    assert hands.listed() == [("每月召开一次例会", "已完成", "", "王建国", "")]
    tools = hands.dialog.records.tools
    assert (tools.finish_button.isVisible(), tools.reopen_button.isVisible()) == (False, True)

    hands.press(KEY.Key_B, with_=ALT)
    assert hands.ask(task_record, row.id).state is TaskState.UNDER_WAY
    hands.press(KEY.Key_B, with_=ALT)
    assert hands.ask(task_record, row.id).state is TaskState.NOT_OURS
    assert hands.listed()[0][1] == "不涉及"


def test_a_line_without_its_words_is_refused_where_it_stands(hands: Hands) -> None:
    hands.open(hands.enter(LEARNING))
    hands.press(KEY.Key_L, with_=ALT)
    hands.press(KEY.Key_S, with_=CTRL)
    assert "没有写做了什么" in hands.form.steps.error
    hands.form.steps.set_raw([["不是日期", "学习", ""]])
    hands.press(KEY.Key_S, with_=CTRL)
    assert "第 1 行“日期”" in hands.form.steps.error


def held(work: UnitOfWork) -> Changes:
    for days in (0, 1):
        on = TODAY - timedelta(days=days)
        if on.year == TODAY.year:
            work.session.add(
                Activity(kind=ActivityKind.STUDY, held_on=on, name="集中学习&讨论", entered_at=work.now)
            )
    return Changes("登记活动")


def test_what_counts_this_year_is_opened_and_evidence_is_counted(hands: Hands) -> None:
    known = hands.enter(LEARNING)
    hands.do(held)
    dialog = hands.open(known)
    times = hands.ask(task_rows)[0].times
    tools = dialog.records.tools
    assert hands.listed() == [("（一）深入贯彻安全发展理念", "推进中", "逾期 3 天", "任乡长", f"{times}/4")]
    assert tools.activities_button.text() == f"本年 {times}/4 次"
    assert tools.evidence_button.text() == "佐证材料…"
    hands.do(attach, Owner("task", known), [Given("签到.jpg", jpeg())], AttachmentKind.SCAN)
    assert tools.evidence_button.text() == "佐证材料 1…"
    first = tools.activities_menu.actions()[0]
    assert first.text() == f"{TODAY:%m-%d} 学习：集中学习&&讨论"
    first.trigger()
    assert hands.asked == [("record_wanted", "activity", 1)]
    assert not is_open(dialog)


def test_it_is_found_and_filtered(hands: Hands) -> None:
    hands.enter(LEARNING)
    hands.enter(TaskFacts(content="煤矿专项整治", not_ours=True))
    hands.do(import_notice, "S002", [40], [])
    dialog = hands.open()
    names = ["（一）深入贯彻安全发展理念", "煤矿专项整治", "（二十五）强化应急预案和应急演练"]
    assert [line[0] for line in hands.listed()] == names
    for typed, found in (
        ("rxz", names[0]),
        ("qhyjya", names[2]),
        ("mkzx", None),
        ("综合性实战演练", names[2]),
    ):
        hands.press(KEY.Key_F, with_=CTRL)
        hands.type(typed)
        assert [line[0] for line in hands.listed()] == ([found] if found else [])
    dialog.records.search.clear()
    records = dialog.records
    popup = records.states.open()
    hands.settle()
    assert [popup.list.item(at).text() for at in range(popup.list.count())] == [
        "逾期（1）",
        "未开始（2）",
        "不涉及（1）",
    ]
    popup.close()
    records.states.set_chosen(["overdue"])
    assert [line[0] for line in hands.listed()] == names[:1]
    records.states.set_chosen([])
    records.documents.set_chosen(["本单位自定"])
    assert [line[0] for line in hands.listed()] == names[:2]
    records.documents.set_chosen([])
    records.persons.set_chosen(["没有定责任人"])
    assert [line[0] for line in hands.listed()] == names[1:]


def test_tasks_are_moved_by_keys_and_a_sorted_list_is_put_in_its_order_first(hands: Hands) -> None:
    ids = [hands.enter(TaskFacts(content=name)) for name in ("丙", "甲", "乙")]
    dialog = hands.open(ids[2])
    hands.press(KEY.Key_Up, with_=ALT)
    assert [line[0] for line in hands.listed()] == ["丙", "乙", "甲"]
    assert dialog.records.table.selected_ids == [ids[2]]
    dialog.records.table.sort_requested.emit("name", True)
    assert [line[0] for line in hands.listed()] != ["丙", "乙", "甲"]
    hands.press(KEY.Key_Up, with_=ALT)
    assert [line[0] for line in hands.listed()] == ["乙", "丙", "甲"]
    hands.press(KEY.Key_Up, with_=ALT)
    assert [line[0] for line in hands.listed()] == ["乙", "丙", "甲"], "it is the first"


def test_a_key_held_down_moves_a_task_on_and_the_last_move_is_taken_back(hands: Hands) -> None:
    ids = [hands.enter(TaskFacts(content=name)) for name in "甲乙丙丁"]
    dialog = hands.open(ids[0])
    dialog.records.shift(1)
    dialog.records.shift(1)  # before the list was read again
    hands.settle()
    assert [line[0] for line in hands.listed()] == ["乙", "丙", "甲", "丁"]
    hands.press(KEY.Key_Z, with_=CTRL)
    assert [line[0] for line in hands.listed()] == ["乙", "甲", "丙", "丁"]
    assert dialog.records.messages.last_shown is not None
    assert "回到原来的位置" in dialog.records.messages.last_shown.text


def test_a_new_task_that_a_filter_would_hide_is_not_entered_twice(hands: Hands) -> None:
    hands.enter(LEARNING)
    records = hands.open().records
    records.persons.set_chosen(["任乡长"])
    hands.press(KEY.Key_N, with_=CTRL)
    hands.form.content.set_value("新任务")
    hands.form.save_button.click()
    hands.form.save_button.click()
    hands.qtbot.waitUntil(lambda: hands.form.save_button.isEnabled())
    hands.form.save_button.click()  # the list hasn't been read yet
    hands.settle()
    assert [line[0] for line in hands.listed()] == ["（一）深入贯彻安全发展理念", "新任务"]
    assert records.persons.chosen() == ()
    hands.form.fields["result"].set_value("做完了")
    hands.press(KEY.Key_S, with_=CTRL)
    assert [row.result for row in hands.ask(task_rows)] == ["", "做完了"]
    records.persons.set_chosen(["任乡长"])
    hands.form.fields["result"].set_value("又改了")  # the list has let it go, the form hasn't
    hands.press(KEY.Key_S, with_=CTRL)
    assert [row.result for row in hands.ask(task_rows)] == ["", "又改了"]
    assert records.persons.chosen() == ("任乡长",)


def test_form_and_list_say_alike_where_a_task_stands_and_what_it_is_called(hands: Hands) -> None:
    hands.do(import_notice, "S002", [2, 3], [])
    first, second = (row.id for row in hands.ask(task_rows))

    def long_ago(work: UnitOfWork) -> Changes:
        on = TODAY.replace(year=TODAY.year - 1, month=1)
        activity = Activity(
            kind=ActivityKind.DRILL, held_on=on, name="演练", task_id=first, entered_at=work.now
        )
        work.session.add(activity)
        return Changes("登记活动")

    hands.do(long_ago)
    hands.open(first)
    (state, titles) = hands.form.subtitle.text(), [hands.form.title.text()]
    assert (hands.listed()[0][1], state.partition(" ")[0]) == ("推进中", "推进中")
    hands.dialog.show_record("task", second)
    hands.settle()
    titles.append(hands.form.title.text())
    assert titles[0] != titles[1]
    assert hands.form.subtitle.text().startswith("未开始")


def test_a_term_of_another_year_says_so(hands: Hands) -> None:
    next_year = date(TODAY.year + 1, 1, 15)
    hands.enter(TaskFacts(content="甲", due_on=next_year))
    hands.open()
    assert hands.listed()[0][2] == f"{next_year}"


def test_it_is_removed_and_taken_back(hands: Hands) -> None:
    known = hands.enter(LEARNING)
    dialog = hands.open(known)
    hands.form.remove_button.click()
    hands.settle()
    assert hands.listed() == []
    hands.press(KEY.Key_Z, with_=CTRL)
    assert len(hands.listed()) == 1
    assert dialog.records.table.selected_ids == [known]


def test_what_was_typed_stays_as_a_draft_with_its_steps(hands: Hands) -> None:
    known = hands.enter(LEARNING)
    hands.open(known)
    hands.press(KEY.Key_L, with_=ALT)
    hands.type("印发通知")
    hands.press(KEY.Key_Escape)
    hands.dialog.reject()
    hands.settle()
    assert hands.ask(task_record, known).facts.steps == ()
    hands.open(known)
    assert hands.form.steps.value() == (StepFacts(TODAY, "印发通知", ""),)


@pytest.mark.parametrize("form_id", ["task-plan", "task-progress"])
def test_both_tables_are_printed_from_here(hands: Hands, form_id: str) -> None:
    dialog = hands.open()
    words = {"task-plan": "重点任务分工表", "task-progress": "重点任务推进情况表"}
    actions = {action.text(): action for action in dialog.print_button.menu().actions()}
    actions[f"{words[form_id]}（全部任务）"].trigger()  # whatever the list is filtered by
    assert hands.asked == [("report_wanted", Wanted(form_id, Content.FILLED))]


def test_nothing_of_the_form_is_cut_off_on_a_small_screen(hands: Hands) -> None:
    hands.do(import_notice, "S002", [2], [])
    dialog = hands.open(hands.ask(task_rows)[0].id)
    dialog.resize(886, 460)
    hands.settle()
    tools = dialog.records.tools
    for button in tools.buttons:
        if button.isVisible():
            corner = button.mapTo(dialog, button.rect().bottomRight())
            assert corner.x() <= dialog.width()
            assert button.width() >= button.sizeHint().width()
    header = dialog.records.table.horizontalHeader()
    assert header.sectionSize(0) >= 60
    assert dialog.records.table.horizontalScrollBarPolicy() is not Qt.ScrollBarPolicy.ScrollBarAlwaysOn


def test_a_new_task_begun_while_another_is_still_read_stays_new(hands: Hands) -> None:
    first, second = hands.enter(LEARNING), hands.enter(TaskFacts(content="另一项"))
    dialog = hands.open(first)
    dialog.records.table.go_to(second)  # its record is being read
    dialog.records.new_record()
    hands.settle()
    assert hands.form.title.text() == "新增重点任务"
    assert hands.form.facts().content == ""
