from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from hazard_desk.services.registry import enterprise_record
from hazard_desk.terms import EnterpriseState, RiskLevel
from tests.ui.real_office import fill, open_office, wait_for
from ui.messages import Messages, MessageStrip
from ui.pages.registry import RegistryPage
from ui.pages.registry.side_panel import words_of
from ui.preferences import Preferences


class Shown:
    """A registry page on the screen, over an office with four enterprises."""

    def __init__(self, qtbot, background, preferences):
        self.qtbot = qtbot
        self.background = background
        self.strip = MessageStrip()
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.messages = Messages(self.window, self.strip)
        self.page = RegistryPage(background, self.messages, preferences, self.window)
        self.strip.setParent(self.window)
        self.window.resize(1342, 640)
        self.page.resize(1342, 640)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.page.activate()
        self.idle()

    def idle(self, ms=0):
        if ms:
            QTest.qWait(ms)
        self.qtbot.waitUntil(lambda: not self.background.under_way)
        QTest.qWait(20)
        self.qtbot.waitUntil(lambda: not self.background.under_way)

    def names(self):
        self.page.table.viewport().repaint()
        self.idle()
        model = self.page.model
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    def search(self, text):
        self.page.search.setFocus()
        self.page.search.clear()
        QTest.keyClicks(self.page.search, text)
        self.idle(250)


@pytest.fixture
def office(qtbot, tmp_path):
    with open_office(tmp_path / "office") as background:
        yield background


@pytest.fixture
def preferences(tmp_path):
    return Preferences(tmp_path / "window.json")


@pytest.fixture
def shown(qtbot, office, preferences):
    office.ids = fill(office)
    return Shown(qtbot, office, preferences)


def test_an_empty_registry_says_what_to_do_next(qtbot, office, preferences):
    shown = Shown(qtbot, office, preferences)
    assert shown.page.empty.isVisible()
    assert "还没有企业" in shown.page.empty.words.text()
    assert shown.page.empty.new_button.isVisible()
    shown.page.empty.new_button.click()
    assert shown.page.form.isVisible()


def test_names_stand_in_the_order_of_a_dictionary(shown):
    plain = [name for name in shown.names() if not name.startswith("长")]  # 长 has two readings
    assert plain == ["北山砖厂", "宏达铸造厂", "利民加油站"]


@pytest.mark.parametrize("typed", ["cxmy", "zxmy", "00010", "zjg", "13800000001", "12"])
def test_a_search_finds_by_initials_code_person_phone_and_address(shown, typed):
    shown.search(typed)
    assert shown.names() == ["长兴木业有限公司"]


def test_a_search_waits_for_the_input_method(shown):
    shown.page.search.setFocus()
    QApplication.sendEvent(shown.page.search, QInputMethodEvent("muye", []))
    shown.idle(250)
    assert len(shown.names()) == 4
    commit = QInputMethodEvent()
    commit.setCommitString("木业")
    QApplication.sendEvent(shown.page.search, commit)
    shown.idle(250)
    assert shown.names() == ["长兴木业有限公司"]


def test_a_search_without_a_hit_offers_to_clear_it(shown):
    shown.search("zzzz")
    assert shown.page.empty.isVisible()
    assert shown.page.search.hasFocus()
    shown.page.empty.clear_button.click()
    shown.idle()
    assert len(shown.names()) == 4


def test_filters_narrow_and_count_what_each_would_show(shown):
    popup = shown.page.filters["risks"].open()
    shown.idle()
    texts = [popup.list.item(row).text() for row in range(popup.list.count())]
    assert texts == ["红（1）", "橙（0）", "黄（0）", "蓝（1）", "未填（2）"]
    popup.tick("红")
    popup.tick("未填")
    popup.close()
    shown.idle()
    assert sorted(shown.names()) == ["利民加油站", "北山砖厂", "长兴木业有限公司"]
    villages = shown.page.filters["villages"].open()
    villages.tick("未分村")
    villages.close()
    shown.idle()
    assert shown.names() == ["北山砖厂"]
    assert shown.page.filters["risks"].chosen() == (RiskLevel.RED, None)


def test_views_count_live_and_show_the_negative_list(shown):
    views = shown.page.views
    assert views.button("not_inspected").text() == "未检查 3"
    views.button("not_inspected").click()
    shown.idle()
    assert "宏达铸造厂" not in shown.names()
    assert len(shown.names()) == 3


def test_sorting_by_a_click_is_remembered(shown, qtbot, preferences):
    by_name = shown.names()
    header = shown.page.table.horizontalHeader()
    place = next(at for at, c in enumerate(shown.page.model.columns) if c.key == "principal")
    x = header.sectionViewportPosition(place) + 20
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    shown.idle()
    by_person = shown.names()
    assert by_person[0] != by_name[0]
    preferences.write()
    again = Shown(qtbot, shown.background, Preferences(preferences._path))
    assert again.names() == by_person


def test_space_opens_the_panel_and_esc_closes_it(shown):
    shown.page.table.setFocus()
    shown.page.table.go_to(shown.background.ids["宏达铸造厂"])
    QTest.keyClick(shown.page.table, Qt.Key.Key_Space)
    shown.idle()
    assert shown.page.panel.isVisible()
    assert shown.page.panel.record.facts.name == "宏达铸造厂"
    assert shown.page.panel.record.visits[0].inspected_on == date(2026, 1, 5)
    QTest.keyClick(shown.page.table, Qt.Key.Key_Escape)
    assert not shown.page.panel.isVisible()


def test_recycling_happens_at_once_and_the_strip_takes_it_back(shown):
    record_id = shown.background.ids["北山砖厂"]
    shown.page.remove(record_id)
    shown.idle()
    assert "北山砖厂" not in shown.names()
    assert "已移入回收站" in shown.strip._text.text()
    shown.strip._button.click()
    shown.idle()
    assert "北山砖厂" in shown.names()


def test_delete_moves_one_enterprise_to_the_recycle_bin(shown):
    table = shown.page.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    shown.idle()
    assert len(shown.names()) == 4
    assert "一次只能移走一家企业" in shown.strip._text.text()
    table.go_to(shown.background.ids["北山砖厂"])
    QTest.keyClick(table, Qt.Key.Key_Delete)
    shown.idle()
    assert "北山砖厂" not in shown.names()
    shown.strip._button.click()
    shown.idle()
    assert "北山砖厂" in shown.names()


def test_a_list_that_was_linked_to_has_the_keyboard(shown):
    shown.page.focus_search()
    shown.page.show_view("not_inspected")
    shown.idle()
    assert shown.page.table.hasFocus()
    assert sorted(shown.names()) == ["利民加油站", "北山砖厂", "长兴木业有限公司"]


def test_the_page_has_room_at_150_percent(shown):
    assert shown.page.minimumSizeHint().width() <= 886


def test_an_inspected_enterprise_stays_and_it_is_said_why(shown):
    shown.page.remove(shown.background.ids["宏达铸造厂"])
    shown.idle()
    assert "宏达铸造厂" in shown.names()
    assert "检查记录" in shown.messages.last_shown.text


def test_a_suspension_is_entered_with_day_and_reason(shown):
    record_id = shown.background.ids["利民加油站"]
    shown.page.table.go_to(record_id)
    shown.page._show_panel(True)
    shown.idle()
    shown.page.panel.state_button.click()
    dialog = QApplication.activeModalWidget()
    dialog.choices[EnterpriseState.SUSPENDED].setChecked(True)
    dialog.since.set_raw("20260110")
    dialog.note.set_value("油罐检修")
    dialog.save_button.click()
    shown.idle()
    record = wait_for(shown.background, shown.background.read, enterprise_record, record_id)
    assert record.state is EnterpriseState.SUSPENDED
    assert (record.statuses[0].since, record.statuses[0].note) == (date(2026, 1, 10), "油罐检修")
    assert shown.page.views.button("stopped").text() == "停业 1"


def test_a_day_after_today_is_refused_in_the_dialog(shown):
    shown.page.table.go_to(shown.background.ids["利民加油站"])
    shown.page._show_panel(True)
    shown.idle()
    shown.page.panel.state_button.click()
    dialog = QApplication.activeModalWidget()
    dialog.since.set_raw("+3")
    dialog.save_button.click()
    assert "晚于今天" in dialog.since.error
    assert dialog.isVisible()
    dialog.reject()


def test_enter_opens_the_record_and_esc_goes_back(shown):
    shown.page.table.setFocus()
    shown.page.table.go_to(shown.background.ids["宏达铸造厂"])
    QTest.keyClick(shown.page.table, Qt.Key.Key_Return)
    shown.idle()
    assert shown.page.form.title.text() == "宏达铸造厂"
    QTest.keyClick(shown.page.form.fields["name"].editor, Qt.Key.Key_Escape)
    assert shown.page.table.isVisible()


def test_the_panel_reads_terms_and_lists_as_words():
    assert words_of(RiskLevel.RED) == "红"
    assert words_of(("甲", "乙")) == "甲、乙"
    assert words_of(None) == ""
