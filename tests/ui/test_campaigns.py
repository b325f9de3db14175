"""专项行动 in its window: by keys, from an example, line by line, with opening figures and their scan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.services.attaching import Owner, attachments_of
from hazard_desk.services.campaigning import (
    CampaignFacts,
    ObligationFacts,
    OpeningFacts,
    PhaseFacts,
    campaign_facts,
    campaign_rows,
    enterprises_in_scope,
    examples,
    opening_of,
    own_obligations,
    save_campaign,
    save_opening,
)
from hazard_desk.terms import ReportScope
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import ALT, CTRL, KEY
from tests.ui.real_office import VILLAGES, fill
from ui.dialogs.attachments import AttachmentsDialog
from ui.dialogs.campaigns import CampaignsDialog
from ui.dialogs.campaigns.dialog import CampaignsDesk

CAMPAIGN = "大整治"
DAY = date(2026, 3, 1)


class Hands(DialogDesk):
    """Opens 专项行动."""

    dialog: CampaignsDialog

    @property
    def focus(self) -> Any:
        """What gets the keys: the list of suggestions while it is open."""
        return QApplication.activePopupWidget() or super().focus

    def open(self) -> CampaignsDesk:
        dialog = CampaignsDialog(self.background, self.messages, self.window)
        dialog.open()
        return self.take_over(dialog).campaigns

    def names(self) -> list[str]:
        return [row.name for row in self.ask(campaign_rows)]

    def listed(self) -> list[str]:
        model = self.dialog.campaigns.model
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def strip_text(self) -> str:
        shown = self.dialog.campaigns.messages.last_shown
        return shown.text if shown is not None else ""

    def show(self, campaign_id: int) -> None:
        self.dialog.campaigns.table.go_to(campaign_id)
        self.settle()


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


def test_a_campaign_with_phases_and_reports_by_keys_alone(hands: Hands) -> None:
    desk = hands.open()
    # Without a window manager the list of suggestions would take the keyboard away for good.
    desk.entry.obligations.editor._cell.suggestions.clear()
    hands.press(KEY.Key_N, with_=CTRL)
    for text in (CAMPAIGN, "1号", "县安委会", "20260301", "20260331", "县安委办邮箱"):
        hands.type(text)
        hands.press(KEY.Key_Return)
    desk.entry.industries.set_raw(["煤矿", "电力"])
    desk.entry.go_to(desk.entry.villages)
    hands.press(KEY.Key_Return)
    for text in ("部署", "0301", "20260305", "动员", "整治", "20260306", "", ""):
        if text:
            hands.type(text)
        hands.press(KEY.Key_Return)
    assert desk.entry.phases.lines()[0] == ["部署", f"{date.today().year}-03-01", "2026-03-05", "动员"]
    desk.entry.phases.editor.item(0, 1).setText("2026-03-01")
    # Enter on the empty line that waits goes on to the reports.
    hands.press(KEY.Key_Return)
    for text in ("zdd", "", "周五", "15点", "县安委办", "主要负责人", ""):
        if text:
            hands.type(text)
        hands.press(KEY.Key_Return)
    for text in ("大排查", "", "20260331"):
        if text:
            hands.type(text)
        hands.press(KEY.Key_Return)
    assert desk.entry.obligations.lines()[0][:4] == ["周调度统计表", "", "每周五", "15:00"]
    hands.press(KEY.Key_S, with_=CTRL)
    assert "新增专项行动「大整治」" in hands.strip_text()
    assert hands.ask(campaign_facts, 1) == CampaignFacts(
        CAMPAIGN,
        "1号",
        "县安委会",
        DAY,
        date(2026, 3, 31),
        "县安委办邮箱",
        industries=(1, 16),
        phases=(
            PhaseFacts("部署", DAY, date(2026, 3, 5), "动员"),
            PhaseFacts("整治", date(2026, 3, 6)),
        ),
        obligations=(
            ObligationFacts(
                "weekly-dispatch",
                ReportScope.CUMULATIVE,
                "县安委办",
                4,
                "15:00",
                signer="主要负责人",
            ),
            ObligationFacts("weekly-statistics", ReportScope.WEEK, due_on=date(2026, 3, 31)),
        ),
    )
    assert not desk.entry.is_changed, "what is saved is what is seen"
    # Looked at again, it's shown as stored, and nothing has changed by itself.
    desk.new_record()
    hands.show(1)
    assert not desk.entry.is_changed
    assert desk.entry.phases.lines()[1] == ["整治", "2026-03-06", "", ""]
    assert desk.entry.values()["obligations"] == hands.ask(campaign_facts, 1).obligations


def test_the_form_says_how_many_enterprises_are_in_its_scope(hands: Hands) -> None:
    fill(hands.background)
    known = hands.do(save_campaign, CampaignFacts(CAMPAIGN)).record_id
    desk = hands.open()
    hands.show(known)
    everything = hands.ask(enterprises_in_scope, known)
    assert everything > 1
    assert desk.entry.subtitle.text() == f"范围里正常经营的企业 {everything} 家"
    desk.enter_form()
    desk.entry.villages.set_raw([VILLAGES[0]])
    hands.press(KEY.Key_S, with_=CTRL)
    fewer = hands.ask(enterprises_in_scope, known)
    assert 0 < fewer < everything
    assert desk.entry.subtitle.text() == f"范围里正常经营的企业 {fewer} 家"


def test_what_can_not_be_read_or_be_is_said_under_its_table(hands: Hands) -> None:
    desk = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    form = desk.entry
    form.set_values({"name": CAMPAIGN, "starts_on": DAY})
    for raw, said in (
        ([["没有的表", "", "周五", "", "", "", ""]], "没有叫“没有的表”的报表"),
        ([["台账", "", "周五", "", "", "", ""]], "可能是"),
        ([["周调度统计表", "上月", "周五", "", "", "", ""]], "请写“本周”或“累计”"),
        ([["周调度统计表", "", "及时", "", "", "", ""]], "第 1 行“什么时候报”：读不出什么时候报"),
        ([["周调度统计表", "", "周五", "25点", "", "", ""]], "第 1 行“几点前”"),
        ([["周调度统计表", "", "", "", "", "", ""]], "第 1 条报送要求没有写什么时候报"),
    ):
        form.obligations.set_raw(raw)
        hands.press(KEY.Key_S, with_=CTRL)
        assert said in form.obligations.error
    form.obligations.set_raw([])
    form.phases.set_raw([["", "", "", ""], ["部署", "2月30日", "", ""]])
    hands.press(KEY.Key_S, with_=CTRL)
    assert "第 1 行“开始日期”" in form.phases.error
    form.phases.set_raw([["部署", "2026-02-27", "", ""]])
    hands.press(KEY.Key_S, with_=CTRL)
    assert "阶段「部署」的日期不在专项行动的起止日期" in form.phases.error
    assert hands.names() == []
    form.phases.set_raw([])
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.names() == [CAMPAIGN]


def test_an_example_fills_the_form_and_is_entered_only_when_saved(hands: Hands) -> None:
    known = dict(hands.ask(examples))
    desk = hands.open()
    words = [action.text() for action in desk.example_menu.actions()]
    assert len(words) == 4
    assert "安全生产大排查大整治行动（城发改字〔2023〕15号）" in words
    desk.example_menu.actions()[1].trigger()
    hands.settle()
    assert "还没有保存" in hands.strip_text()
    assert hands.names() == []
    desk.entry.fields["name"].set_value("本乡大整治")
    # Esc puts it aside; the draft is gone back to, by the strip or by Ctrl+N.
    desk.entry.focus_first()
    hands.press(KEY.Key_Escape)
    assert is_open(hands.dialog)
    desk._go_back(None)
    hands.settle()
    assert desk.entry.fields["name"].value() == "本乡大整治"
    hands.press(KEY.Key_Escape)
    hands.press(KEY.Key_N, with_=CTRL)
    assert desk.entry.fields["name"].value() == "本乡大整治"
    hands.press(KEY.Key_S, with_=CTRL)
    saved = hands.ask(campaign_facts, 1)
    known["S001"].name = "本乡大整治"
    assert saved == known["S001"]
    hands.press(KEY.Key_N, with_=CTRL)
    assert desk.entry.fields["name"].value() == ""


def test_what_the_office_itself_hands_in(hands: Hands) -> None:
    hands.do(save_campaign, CampaignFacts(CAMPAIGN))
    desk = hands.open()
    assert hands.listed() == ["本单位（全部记录）", CAMPAIGN]
    assert desk.count.text() == "共 1 个专项行动"
    hands.press(KEY.Key_Down)
    assert desk.form is desk.own
    assert desk.own.remove_button.isHidden()
    desk.table.setFocus()
    hands.press(KEY.Key_Delete)
    assert hands.listed() == ["本单位（全部记录）", CAMPAIGN]
    hands.press(KEY.Key_Return)
    assert QApplication.focusWidget() is not desk.table
    desk.own.obligations.set_raw([["非法违法", "", "五", "", "", "", ""]])
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.ask(own_obligations) == (ObligationFacts("illegal-acts", ReportScope.WEEK, weekday=4),)
    assert not desk.own.is_changed


def test_removed_at_once_and_brought_back_and_kept_while_used(hands: Hands) -> None:
    first = hands.do(save_campaign, CampaignFacts(CAMPAIGN)).record_id
    desk = hands.open()
    hands.show(first)
    desk.table.setFocus()
    hands.press(KEY.Key_Delete)
    assert hands.names() == []
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.names() == [CAMPAIGN]
    hands.do(save_opening, OpeningFacts(first, DAY))
    desk.table.setFocus()
    hands.press(KEY.Key_Delete)
    assert "还有 1 条记录用着，不能移入回收站" in hands.strip_text()
    assert hands.names() == [CAMPAIGN]


@pytest.mark.parametrize("of_all", [False, True], ids=["a campaign", "all records"])
def test_opening_figures_by_keys_with_their_scan(hands: Hands, tmp_path: Path, of_all: bool) -> None:
    known = hands.do(save_campaign, CampaignFacts(CAMPAIGN)).record_id
    desk = hands.open()
    hands.show(0 if of_all else known)
    hands.press(KEY.Key_2, with_=ALT)
    form = desk.opening
    assert desk.form is form
    assert not form.attachments_button.isEnabled()
    form.focus_first()
    for text in ("20260301", "第 8 周统计表", "3", "40", "41"):
        hands.type(text)
        hands.press(KEY.Key_Return)
    assert "整改 41 大于排查 40" in form.doubts.text()
    assert form.doubts.isVisible()
    form.fields["fines_wan"].set_raw("1.5")
    form.fields["city_enterprises"].set_raw("0")
    form.fields["major_found"].set_raw("十")
    hands.press(KEY.Key_S, with_=CTRL)
    assert form.fields["major_found"].error
    form.fields["major_found"].set_raw("")
    hands.press(KEY.Key_S, with_=CTRL)
    assert "整改 41 大于排查 40" in hands.strip_text()
    opening = hands.ask(opening_of, None if of_all else known)
    assert opening.facts == OpeningFacts(
        None if of_all else known,
        DAY,
        "第 8 周统计表",
        "",
        {
            "inspection_teams": 3,
            "general_found": 40,
            "general_rectified": 41,
            "fines_wan": 1_500_000,
            "city_enterprises": 0,
        },
    )
    # Saved again it's the same statement.
    form.fields["general_rectified"].set_raw("39")
    hands.press(KEY.Key_S, with_=CTRL)
    again = hands.ask(opening_of, None if of_all else known)
    assert (again.id, again.facts.figures["general_rectified"]) == (opening.id, 39)
    assert form.doubts.isHidden()
    picture = tmp_path / "统计表.png"
    Image.new("RGB", (8, 8)).save(picture)
    form.attachments_button.click()
    hands.settle()
    scans = QApplication.activeModalWidget()
    assert isinstance(scans, AttachmentsDialog)
    scans.strip.add_paths([picture])
    hands.settle()
    assert len(hands.ask(attachments_of, Owner("opening_statement", opening.id))) == 1
    assert form.attachments_button.text() == "扫描件（1）…"
    scans.reject()
    hands.settle()


def test_opening_figures_are_removed_and_come_back_whole(hands: Hands) -> None:
    known = hands.do(save_campaign, CampaignFacts(CAMPAIGN)).record_id
    hands.do(save_opening, OpeningFacts(known, DAY, figures={"closed": 2}))
    desk = hands.open()
    hands.show(known)
    hands.press(KEY.Key_2, with_=ALT)
    assert desk.opening.fields["closed"].value() == 2
    desk.opening.remove_button.click()
    hands.settle()
    assert hands.ask(opening_of, known) is None
    assert desk.opening.fields["closed"].value() is None
    assert hands.names() == [CAMPAIGN]
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.ask(opening_of, known).facts.figures == {"closed": 2}
    assert desk.opening.fields["closed"].value() == 2


def test_typed_text_survives_the_tabs_and_the_window(hands: Hands) -> None:
    known = hands.do(save_campaign, CampaignFacts(CAMPAIGN)).record_id
    desk = hands.open()
    hands.show(known)
    desk.entry.phases.set_raw([["写到一半", "", "", ""]])
    hands.press(KEY.Key_2, with_=ALT)
    assert "留作草稿" in hands.strip_text()
    desk.opening.fields["closed"].set_raw("7")
    hands.press(KEY.Key_1, with_=ALT)
    assert desk.entry.phases.lines() == [["写到一半", "", "", ""]]
    hands.dialog.reject()
    hands.settle()
    desk = hands.open()
    hands.show(known)
    assert desk.entry.phases.lines() == [["写到一半", "", "", ""]]
    hands.press(KEY.Key_2, with_=ALT)
    assert desk.opening.fields["closed"].raw() == "7"
    assert hands.ask(opening_of, known) is None


def test_a_form_is_chosen_from_the_list_that_f4_opens(hands: Hands) -> None:
    desk = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    desk.entry.obligations.editor.go_to(0, 0)
    hands.press(KEY.Key_F4)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    hands.press(KEY.Key_Down, KEY.Key_Return)
    assert QApplication.activePopupWidget() is None
    assert desk.entry.obligations.lines()[0][0] == "大排查大整治行动统计表"
    assert desk.entry.obligations.editor.currentColumn() == 1


def test_list_and_forms_have_room_at_150_percent(hands: Hands) -> None:
    known = hands.do(save_campaign, CampaignFacts(CAMPAIGN)).record_id
    desk = hands.open()
    hands.dialog.resize(886, 464)
    hands.show(known)
    assert hands.dialog.minimumSizeHint().width() <= 886
    assert all(field.width() >= 240 for field in desk.entry.fields.values())
    header = desk.table.horizontalHeader()
    assert all(header.sectionSize(place) >= 48 for place in range(header.count()))
    assert header.length() <= desk.table.viewport().width()
