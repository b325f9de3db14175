"""活动: entered by keys, only what the kind asks for, filtered and summed up, drafts, the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from hazard_desk.forms.contents import Content
from hazard_desk.model import Filing
from hazard_desk.rules.activities import ActivityFacts
from hazard_desk.rules.task_states import TaskFacts
from hazard_desk.services.activities import activity_record, activity_rows, save_activity
from hazard_desk.services.attaching import Given, Owner, attach
from hazard_desk.services.offices import add_campaign, add_village
from hazard_desk.services.report_reading import Wanted
from hazard_desk.services.reporting import current_week_end
from hazard_desk.services.rosters import VillageFacts, remove_roster_entry
from hazard_desk.services.tasks import save_task
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import ActivityKind, AttachmentKind
from tests.services.filing.month_desk import filing
from tests.ui.dialog_desk import DialogDesk
from tests.ui.keyboard import CTRL, KEY
from tests.ui.real_office import fill
from ui.background import Background
from ui.dialogs.activities import ActivitiesDialog
from ui.dialogs.activities.form import ActivityForm

TODAY = date.today()
FACTORY, TIMBER, FUEL = "宏达铸造厂", "长兴木业有限公司", "利民加油站"
KIND = ActivityKind
MEETING = ActivityFacts(KIND.MEETING, TODAY, "全镇安全生产工作会议", "镇政府三楼", participants=86)


class Hands(DialogDesk):
    """Opens the dialog over an office with four enterprises."""

    dialog: ActivitiesDialog

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        self.ids = fill(background)

    def open(self) -> ActivitiesDialog:
        dialog = ActivitiesDialog(self.background, self.messages, self.window)
        dialog.open()
        return self.take_over(dialog)

    def stored(self) -> list[ActivityFacts]:
        return [self.ask(activity_record, row.id).facts for row in self.ask(activity_rows)]

    @property
    def form(self) -> ActivityForm:
        form = self.dialog.records.form
        assert isinstance(form, ActivityForm)
        return form

    def shown(self) -> set[str]:
        return {name for name, field in self.form.fields.items() if field.isVisible()}

    def choose(self, kind: ActivityKind) -> None:
        self.form.kind.set_value(kind)
        self.settle()

    def listed(self, column: int = 2) -> list[str]:
        model = self.dialog.records.model
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]

    def go_to(self, row: int = 0) -> None:
        self.dialog.records.table.setFocus()
        self.dialog.records.table.go_to(self.dialog.records.model.id_at(row))
        self.settle()

    def words(self) -> str:
        return self.dialog.records.count.text()


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


def test_a_meeting_by_keys_alone(hands: Hands) -> None:
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    assert hands.focus is hands.form.kind.editor
    hands.press(KEY.Key_Return, KEY.Key_Return)  # a meeting of today
    hands.type("全镇安全生产工作会议")
    hands.press(KEY.Key_Return)
    hands.type("镇政府三楼")
    hands.press(KEY.Key_Return, KEY.Key_Return, KEY.Key_Return)
    hands.type("86人")
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.stored() == [MEETING]
    assert hands.listed() == ["全镇安全生产工作会议"]
    assert hands.words() == "1 项，参加 86 人"


def test_plans_are_entered_enterprise_after_enterprise(hands: Hands) -> None:
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    hands.choose(KIND.SELF_PLAN)
    assert hands.form.name.text() == "企业制定自查自改工作方案"
    assert {"place", "participants", "enterprise_count", "materials", "media"}.isdisjoint(hands.shown())
    hands.press(KEY.Key_S, with_=CTRL)
    assert "没有写是哪些企业的方案" in hands.form.enterprises.error
    for initials in ("hdzz", "lmjyz"):
        hands.type(initials)
        hands.settle()
        hands.press(KEY.Key_Return)
    hands.press(KEY.Key_S, with_=CTRL)
    (facts,) = hands.stored()
    assert set(facts.enterprises) == {hands.ids[FACTORY], hands.ids[FUEL]}
    assert hands.words() == "1 项，企业 2 家"
    hands.dialog.records.search.setText("lmjyz")
    assert len(hands.listed()) == 1
    hands.dialog.records.search.setText("cxmy")
    assert hands.listed() == []


def test_the_form_shows_what_the_kind_asks_for_and_never_hides_what_was_typed(hands: Hands) -> None:
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    hands.choose(KIND.PUBLICITY)
    assert {"materials", "media_reports"} <= hands.shown()
    assert "chair" not in hands.shown()
    hands.form.fields["materials"].set_value(500)
    hands.choose(KIND.MEETING)
    assert {"chair", "materials"} <= hands.shown()
    hands.form.fields["materials"].set_value(None)
    hands.choose(KIND.SCHEME)
    assert hands.shown() == {
        "kind", "held_on", "name", "organiser", "media_reports", "media",
        "content", "village_id", "task_id", "campaigns", "note",
    }  # fmt: skip


def test_refusals_stand_under_their_fields(hands: Hands) -> None:
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    form = hands.form
    form.fields["held_on"].set_value(TODAY + timedelta(days=1))
    form.name.set_value("会议")
    form.enterprises.set_value((hands.ids[FACTORY], hands.ids[FUEL]))
    form.fields["enterprise_count"].set_value(1)
    hands.press(KEY.Key_S, with_=CTRL)
    assert "晚于今天" in form.fields["held_on"].error
    assert "还少" in form.fields["enterprise_count"].error
    assert hands.stored() == []


def test_the_list_is_filtered_by_kind_and_span_and_says_what_is_left(hands: Hands) -> None:
    long_ago = TODAY - timedelta(days=800)
    hands.do(save_activity, MEETING)
    hands.do(save_activity, ActivityFacts(KIND.TRAINING, long_ago, "焊工培训", participants=100))
    publicity = ActivityFacts(KIND.PUBLICITY, TODAY, "集中宣传", materials=500, media_reports=3)
    hands.do(save_activity, publicity)
    records = hands.open().records
    assert hands.words() == "3 项，参加 186 人，发放资料 500 份，媒体报道 3 篇"
    records.spans.button("week").click()
    hands.settle()
    assert set(hands.listed()) == {"全镇安全生产工作会议", "集中宣传"}
    records.filter.set_chosen([KIND.MEETING])
    assert hands.words() == "1 项，参加 86 人"
    assert records.spans.button("all").text() == "全部 3"
    hands.press(KEY.Key_N, with_=CTRL)
    hands.choose(KIND.STUDY)
    hands.form.fields["held_on"].set_value(long_ago)
    hands.form.name.set_value("中心组学习")
    hands.press(KEY.Key_S, with_=CTRL)
    assert "中心组学习" in hands.listed()  # nothing just saved is hidden by a filter


def test_a_field_is_copied_from_the_one_before(hands: Hands) -> None:
    hands.do(save_activity, MEETING)
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    hands.form.go_to(hands.form.fields["place"])
    hands.press(KEY.Key_D, with_=CTRL)
    assert hands.form.fields["place"].value() == "镇政府三楼"


def test_a_draft_comes_back_with_its_kind_and_its_enterprises(hands: Hands) -> None:
    dialog = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    hands.choose(KIND.SELF_PLAN)
    hands.form.enterprises.set_value((hands.ids[FACTORY],))
    dialog.close()
    hands.settle()
    assert hands.messages.last_shown is not None
    assert "已留作草稿" in hands.messages.last_shown.text
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    assert hands.form.kind.value() is KIND.SELF_PLAN
    assert hands.form.enterprises.value() == (hands.ids[FACTORY],)
    assert "participants" not in hands.shown()
    assert hands.stored() == []


def test_one_begun_while_another_is_still_read_stays_new(hands: Hands) -> None:
    hands.do(save_activity, replace(MEETING, name="旧会议"))
    records = hands.open().records
    records.table.go_to(records.model.id_at(0))  # its record is being read
    records.new_record()
    hands.form.name.set_value("新会议")
    hands.settle()
    assert hands.form.name.text() == "新会议"
    hands.press(KEY.Key_S, with_=CTRL)
    assert {facts.name for facts in hands.stored()} == {"旧会议", "新会议"}


def test_nothing_is_saved_over_a_record_that_is_not_in_the_form_yet(hands: Hands) -> None:
    hands.do(save_activity, MEETING)
    hands.do(save_activity, replace(MEETING, name="另一个会"))
    records = hands.open().records
    hands.go_to(0)
    records.table.go_to(records.model.id_at(1))
    hands.form.save_button.click()
    hands.settle()
    assert sorted(facts.name for facts in hands.stored()) == ["全镇安全生产工作会议", "另一个会"]
    hands.form.name.set_value("改了名")
    hands.form.save_button.click()
    hands.settle()
    assert "改了名" in hands.listed()


def test_what_it_names_stays_though_it_is_offered_no_more(hands: Hands) -> None:
    def village(work: UnitOfWork) -> Changes:
        return Changes("村", add_village(work, "旧村"))

    old = hands.do(village).record_id
    task = hands.do(save_task, TaskFacts(content="任务甲")).record_id
    hands.do(save_activity, replace(MEETING, task_id=task, village_id=old))
    hands.do(save_task, TaskFacts(content="任务甲", not_ours=True), task)
    hands.do(remove_roster_entry, VillageFacts, old)
    hands.open()
    hands.go_to()
    assert hands.form.task.raw() == "任务甲（不涉及）"
    assert str(hands.form.village.raw()).startswith("旧村（已移入回收站")
    assert not hands.form.is_changed
    hands.form.fields["place"].set_value("二楼")
    hands.form.save_button.click()
    hands.settle()
    assert hands.stored() == [replace(MEETING, place="二楼", task_id=task, village_id=old)]
    hands.dialog.records.new_record()
    combo = hands.form.task.editor
    assert [combo.itemText(at) for at in range(combo.count())] == ["未填"]


def test_a_name_is_filled_in_by_choosing_the_kind_and_by_nothing_else(hands: Hands) -> None:
    scheme = ActivityFacts(KIND.SCHEME, TODAY, "企业制定自查自改工作方案")
    hands.do(save_activity, scheme)
    hands.open()
    hands.go_to()
    assert (hands.form.name.text(), hands.form.is_changed) == ("企业制定自查自改工作方案", False)
    hands.choose(KIND.MEETING)
    assert hands.form.name.text() == ""


def test_the_week_is_the_one_that_the_ledger_tells_of(hands: Hands) -> None:
    before = hands.ask(current_week_end) - timedelta(days=7)

    def file_before(work: UnitOfWork) -> Changes:
        changes = filing(work, before)
        work.session.execute(update(Filing).values(filed_at=work.now - timedelta(hours=1)))
        return changes

    hands.do(file_before)
    hands.do(save_activity, replace(MEETING, name="补记的会", held_on=before))
    records = hands.open().records
    records.spans.button("week").click()
    hands.settle()
    assert hands.listed() == ["补记的会"]
    assert "其中补录 1 项" in hands.words()


def test_removed_and_brought_back(hands: Hands) -> None:
    hands.do(save_activity, MEETING)
    hands.open()
    hands.go_to()
    hands.press(KEY.Key_Delete)
    assert hands.listed() == []
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.listed() == ["全镇安全生产工作会议"]


def test_a_record_opens_with_what_hangs_on_it_and_leads_to_the_ledger(hands: Hands, qtbot: QtBot) -> None:
    def begin(work: UnitOfWork) -> Changes:
        return Changes("专项行动", add_campaign(work, "冬季行动"))

    hands.do(begin)
    known = hands.do(save_activity, MEETING).record_id
    plan = ActivityFacts(
        KIND.SELF_PLAN, TODAY, "方案", enterprises=(hands.ids[FACTORY],), campaigns=("冬季行动",)
    )
    hands.do(save_activity, plan)
    dialog = hands.open()
    dialog.show_record("activity", known)
    hands.settle()
    assert hands.form.name.text() == "全镇安全生产工作会议"
    assert not hands.form.is_changed
    hands.do(attach, Owner("activity", known), [Given("通知.pdf", b"%PDF-1.4\n%%EOF")], AttachmentKind.SCAN)
    assert dialog.records.attachments_button.text() == "照片、材料 1…"
    hands.go_to(hands.listed().index("方案"))
    assert hands.form.enterprises.value() == (hands.ids[FACTORY],)
    assert not hands.form.is_changed
    dialog.records.spans.button("week").click()
    with qtbot.waitSignal(dialog.report_wanted) as wanted:
        dialog.ledger_button.click()
    assert wanted.args[0] == Wanted("activity-ledger", Content.WEEK)


def test_every_refusable_field_has_its_place(hands: Hands) -> None:
    """A service that names a field which the form lacks would speak English to the clerk."""
    dialog = hands.open()
    assert set(ActivityFacts.__slots__) == set(dialog.records.entry.fields)


def test_a_new_one_begins_with_the_campaigns_of_the_one_entered_last(hands: Hands) -> None:
    def enter_campaign(work: UnitOfWork) -> Changes:
        return Changes("专项行动", add_campaign(work, "冬季行动"))

    hands.do(enter_campaign)
    hands.do(save_activity, replace(MEETING, campaigns=("冬季行动",)))
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    hands.press(KEY.Key_Return, KEY.Key_Return)
    hands.type("动员会")
    hands.press(KEY.Key_S, with_=CTRL)
    assert [facts.campaigns for facts in hands.stored()] == [("冬季行动",)] * 2
    hands.do(save_activity, replace(MEETING, name="例会"))
    hands.press(KEY.Key_N, with_=CTRL)
    assert hands.form.campaigns.value() == ()
