"""打分排队: weights tried out and saved, scores opened to their records, sent on to be printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from hazard_desk.model import Campaign
from hazard_desk.rules.facts import EnterpriseFacts, InspectionFacts
from hazard_desk.rules.ranking_span import RankingSpan
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import add_campaign
from hazard_desk.services.ranking import weights_of
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import InspectionLevel, PartyKind, Remedy
from tests.services.form_desk import general
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import CTRL, KEY
from ui.dialogs.ranking import RankingDialog

VILLAGE, ENTERPRISE = PartyKind.VILLAGE, PartyKind.ENTERPRISE
DAY = date.today().replace(day=1)


class Hands(DialogDesk):
    dialog: RankingDialog

    def open(self) -> RankingDialog:
        dialog = RankingDialog(self.background, self.messages, self.window)
        dialog.open()
        return self.take_over(dialog)

    def ranks(self) -> list[tuple[int, str, str]]:
        return [(line.place, line.ranked.name, str(line.score.printed)) for line in self.dialog.table.lines]

    def weigh(self, part: str, weight: str) -> None:
        """Type a weight, and wait until the ranking has followed."""
        field = self.dialog.weights[self.dialog.of].fields[part]
        field.setFocus()
        field.editor.selectAll()
        self.type(weight)
        self.qtbot.waitUntil(lambda: not self.dialog._pause.isActive())
        self.settle()


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    """An office in which 东街村 was inspected and 西街村 wasn't; one hazard was rectified, one not."""
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        ids = [
            hands.do(save_enterprise, EnterpriseFacts(name=name, village=village)).record_id
            for name, village in (("兴隆铸造厂", "东街村"), ("永顺加油站", "东街村"), ("鑫盛木业", "西街村"))
        ]
        assert ids[0] is not None
        due = DAY - timedelta(days=1)
        found = general("配电箱无门", remedy=Remedy.BY_DEADLINE, deadline=due, responsible="赵六")
        done = general(
            "灭火器过期", remedy=Remedy.BY_DEADLINE, deadline=due, responsible="赵六", rectified_on=due
        )
        hands.do(
            save_inspection,
            InspectionFacts(
                enterprise_id=ids[0],
                inspected_on=DAY - timedelta(days=9),
                level=InspectionLevel.TOWNSHIP,
                inspectors=("张三", "李四"),
                hazards=[found, done],
            ),
        )
        yield hands


def show_all(hands: Hands) -> RankingDialog:
    dialog = hands.open()
    dialog.span.setCurrentIndex(dialog.span.findData(RankingSpan.CAMPAIGN))
    dialog.span.activated.emit(dialog.span.currentIndex())
    hands.settle()
    return dialog


def said(dialog: RankingDialog) -> str:
    """Return what the dialog's own strip says."""
    assert dialog.strip.isVisible()
    return " ".join(label.text() for label in dialog.strip.findChildren(QLabel))


def test_the_best_stands_first_and_opens_to_its_parts(hands: Hands) -> None:
    dialog = show_all(hands)
    # 东街村: of 90 that are left (no sheets were asked for): 25 × 1/2 + 25 × 1/2 + 20 × 1/2 + 10 × 1/2.
    assert hands.ranks() == [(1, "东街村", "44.44"), (2, "西街村", "0.00")]
    parts = dialog.parts[VILLAGE]
    assert parts.title.text() == "第 1 名　东街村　总分 44.44"
    assert parts.sentences["coverage"].text().startswith("2 家在营企业（场所）检查了 1 家，检查覆盖率 50.0%")
    assert parts.sentences["returns"].text() == "没有到期要交的表，不计分，权重 10 按比例分给其他各项"
    assert not parts.buttons["returns", True].isVisible()
    dialog.table.setFocus()
    hands.press(KEY.Key_Down)
    assert parts.title.text().startswith("第 2 名　西街村")


def test_a_part_opens_to_its_records_and_they_to_where_they_belong(hands: Hands) -> None:
    dialog = show_all(hands)
    wanted: list[tuple[str, int]] = []
    dialog.record_wanted.connect(lambda noun, known: wanted.append((noun, known)))
    dialog.table.setFocus()
    hands.press(KEY.Key_Return)  # to the first list of the line
    parts = dialog.parts[VILLAGE]
    assert QApplication.focusWidget() is parts.buttons["coverage", True]
    parts.buttons["rectification", False].setFocus()
    hands.press(KEY.Key_Return)
    assert parts.currentWidget() is parts.behind
    assert [line.texts[2] for line in parts.behind.table.lines] == ["配电箱无门"]
    hands.press(KEY.Key_Escape)
    assert is_open(dialog)
    assert parts.currentWidget() is not parts.behind
    parts.buttons["coverage", False].click()
    hands.settle()
    hands.press(KEY.Key_Return)
    assert [noun for noun, _ in wanted] == ["enterprise"]
    assert not is_open(dialog)


def test_weights_are_tried_out_and_only_kept_when_saved(hands: Hands) -> None:
    dialog = show_all(hands)
    before = hands.ask(weights_of, VILLAGE)
    bar = dialog.weights[VILLAGE]
    hands.weigh("quota", "0")
    hands.weigh("coverage", "125")
    assert bar.total.text() == "合计 190，按 100 折算 · 还没有保存"
    assert hands.ranks()[0] == (1, "东街村", "50.00")
    assert hands.ask(weights_of, VILLAGE) == before
    printed: list[object] = []
    dialog.report_wanted.connect(printed.append)
    hands.press(KEY.Key_P, with_=CTRL)
    assert is_open(dialog)
    assert not printed, "paper would show other places than the screen"
    assert "权重改了，还没有保存" in said(dialog)
    hands.press(KEY.Key_Return)  # on the button that saves
    assert hands.ask(weights_of, VILLAGE) == before | {"coverage": 125, "quota": 0}
    assert bar.is_saved
    hands.press(KEY.Key_P, with_=CTRL)
    assert len(printed) == 1


def test_ctrl_s_saves_the_weights_and_escape_loses_none(hands: Hands) -> None:
    before = hands.ask(weights_of, VILLAGE)
    show_all(hands)
    hands.weigh("coverage", "40")
    hands.press(KEY.Key_Escape)
    assert hands.ask(weights_of, VILLAGE) == before
    assert "已留作草稿" in hands.strip._text.text()
    dialog = show_all(hands)
    assert dialog.weights[VILLAGE].fields["coverage"].text() == "40"
    assert "已经恢复" in said(dialog)
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.ask(weights_of, VILLAGE) == before | {"coverage": 40}
    hands.press(KEY.Key_Escape)
    dialog = show_all(hands)
    assert not dialog.strip.isVisible(), "no draft is left"


def test_enterprises_that_nobody_visited_are_counted_and_say_when_last(hands: Hands) -> None:
    dialog = hands.open()  # this month: the visit was before
    dialog.table.go_to(next(line.id for line in dialog.table.lines if line.ranked.name == "东街村"))
    parts = dialog.parts[VILLAGE]
    parts.buttons["coverage", False].click()
    hands.settle()
    assert parts.behind.title.text() == "东街村 · 检查覆盖率 · 未检查：2 家"
    told = {line.texts[1]: line.texts for line in parts.behind.table.lines}
    assert told["兴隆铸造厂"][0] == ""
    assert told["兴隆铸造厂"][2] == f"这段时间没有检查，上次 {DAY - timedelta(days=9)}"


def test_records_that_come_late_never_stand_under_another_name(hands: Hands) -> None:
    dialog = show_all(hands)
    parts = dialog.parts[VILLAGE]
    parts.buttons["coverage", True].click()  # of 东街村; chosen before the answer comes:
    dialog.table.go_to(dialog.table.lines[1].id)
    hands.settle()
    assert parts.title.text().startswith("第 2 名　西街村")
    assert parts.currentWidget() is not parts.behind
    dialog.table.go_to(dialog.table.lines[0].id)
    parts.buttons["rectification", False].click()
    hands.settle()
    assert parts.currentWidget() is parts.behind
    dialog.span.setCurrentIndex(dialog.span.findData(RankingSpan.THIS_MONTH))
    dialog.span.activated.emit(dialog.span.currentIndex())
    hands.settle()
    assert parts.currentWidget() is not parts.behind, "those were the records of other days"


def test_records_in_sight_follow_what_is_changed_elsewhere(hands: Hands) -> None:
    dialog = show_all(hands)
    parts = dialog.parts[VILLAGE]
    parts.buttons["coverage", False].click()
    hands.settle()
    assert [line.texts[1] for line in parts.behind.table.lines] == ["永顺加油站"]
    hands.do(save_enterprise, EnterpriseFacts(name="新厂", village="东街村"))
    assert parts.currentWidget() is parts.behind
    assert sorted(line.texts[1] for line in parts.behind.table.lines) == ["新厂", "永顺加油站"]


def test_paper_is_of_what_was_chosen_though_it_is_still_being_counted(hands: Hands) -> None:
    dialog = show_all(hands)
    wanted: list[object] = []
    dialog.report_wanted.connect(wanted.append)
    dialog.span.setCurrentIndex(dialog.span.findData(RankingSpan.THIS_MONTH))
    dialog.span.activated.emit(dialog.span.currentIndex())
    dialog.notice_button.click()
    assert not wanted
    hands.settle()
    (report,) = wanted
    assert (report.form_id, report.span.start) == ("ranking-notice", DAY)  # type: ignore[attr-defined]


def test_weights_that_are_all_0_can_not_be_saved(hands: Hands) -> None:
    dialog = show_all(hands)
    stood = hands.ranks()
    for part in dialog.weights[VILLAGE].fields:
        hands.weigh(part, "0")
    assert "不能全是 0" in dialog.weights[VILLAGE].total.text()
    assert not dialog.weights[VILLAGE].save_button.isEnabled()
    dialog.weights[VILLAGE].restore_button.click()
    hands.qtbot.waitUntil(lambda: not dialog._pause.isActive())
    hands.settle()
    assert hands.ranks() == stood


def test_enterprises_are_ranked_for_themselves(hands: Hands) -> None:
    dialog = show_all(hands)
    dialog.kinds[ENTERPRISE].click()
    hands.settle()
    assert [(place, name) for place, name, _ in hands.ranks()] == [
        (1, "兴隆铸造厂"),
        (2, "鑫盛木业"),
        (2, "永顺加油站"),
    ]
    assert dialog.said.text().startswith("3 家在营企业")
    wanted: list[str] = []
    dialog.record_wanted.connect(lambda noun, _known: wanted.append(noun))
    dialog.parts[ENTERPRISE].enterprise_button.click()
    assert wanted == ["enterprise"]


def test_days_are_typed_and_go_on_to_the_paper(hands: Hands) -> None:
    dialog = hands.open()
    dialog.span.setCurrentIndex(dialog.span.findData(RankingSpan.CHOSEN))
    dialog.span.activated.emit(dialog.span.currentIndex())
    hands.settle()
    assert dialog.first.value() == DAY, "as 本月 was shown"
    dialog.first.editor.selectAll()
    hands.type(f"{DAY - timedelta(days=9):%Y%m%d}")
    hands.press(KEY.Key_Return)
    dialog.last.editor.selectAll()
    hands.type(f"{DAY - timedelta(days=1):%Y%m%d}")
    hands.press(KEY.Key_Return)
    assert hands.ranks()[0][:2] == (1, "东街村")
    wanted: list[object] = []
    dialog.report_wanted.connect(wanted.append)
    dialog.notice_button.click()
    (report,) = wanted
    assert (report.form_id, report.ranked, report.span.start, report.span.end) == (  # type: ignore[attr-defined]
        "ranking-notice", VILLAGE, DAY - timedelta(days=9), DAY - timedelta(days=1),
    )  # fmt: skip


def test_days_that_run_backwards_are_said_at_once(hands: Hands) -> None:
    dialog = hands.open()
    dialog.span.setCurrentIndex(dialog.span.findData(RankingSpan.CHOSEN))
    dialog.span.activated.emit(dialog.span.currentIndex())
    hands.settle()
    dialog.last.setFocus()
    dialog.last.editor.selectAll()
    hands.type(f"{DAY - timedelta(days=1):%Y%m%d}")
    hands.press(KEY.Key_Return)
    assert "结束日期早于开始日期" in said(dialog)
    assert dialog.table.lines, "the ranking stays as it was"
    dialog.last.setFocus()
    dialog.last.editor.selectAll()
    hands.type(f"{DAY:%Y%m%d}")
    hands.press(KEY.Key_Return)
    assert not dialog.strip.isVisible()


def test_a_campaign_narrows_the_ranking_and_may_go_meanwhile(hands: Hands) -> None:
    def begin(work: UnitOfWork) -> Changes:
        return Changes("新增专项行动", add_campaign(work, "冬季行动", starts_on=DAY - timedelta(days=99)))

    def end(work: UnitOfWork) -> Changes:
        work.session.get_one(Campaign, begun).deleted_at = work.now
        return Changes("专项行动移入回收站")

    begun = hands.do(begin).record_id
    dialog = show_all(hands)
    dialog.campaign.setCurrentText("冬季行动")
    dialog.campaign.activated.emit(1)
    hands.settle()
    assert dialog.parts[VILLAGE].sentences["coverage"].text().startswith("2 家在营企业（场所）检查了 0 家")
    hands.do(end)
    assert "没有名为「冬季行动」的专项行动" in said(dialog)
    assert dialog.campaign.currentText() == "全部记录"
    assert dialog.parts[VILLAGE].sentences["coverage"].text().startswith("2 家在营企业（场所）检查了 1 家")


def test_what_others_change_is_counted_anew(hands: Hands) -> None:
    dialog = show_all(hands)
    assert len(dialog.table.lines) == 2
    hands.do(save_enterprise, EnterpriseFacts(name="新厂", village="东街村"))
    assert dialog.parts[VILLAGE].sentences["coverage"].text().startswith("3 家在营企业（场所）检查了 1 家")
