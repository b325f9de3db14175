import gc
import os
import subprocess
import sys
import weakref
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from hazard_desk.forms.contents import Content
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.rules.tip_offs import TipOffFacts
from hazard_desk.services.attaching import Given, Owner, attach
from hazard_desk.services.campaigning import OpeningFacts, save_opening
from hazard_desk.services.cross_inspecting.facts import PairRow, RoundFacts
from hazard_desk.services.cross_inspecting.rounds import save_round
from hazard_desk.services.enforcing import PenaltyFacts, save_enforcement
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.tip_offs import save_tip_off
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import AttachmentKind, PenaltyKind, SourceStage
from tests.photo_samples import jpeg
from tests.ui.real_office import OFFICE
from tests.ui.started import Started
from ui import incidents
from ui.app import named_office, unsound
from ui.garbage import GarbageKeeper
from ui.preferences import Preferences
from ui.single_instance import Listener, raise_other
from ui.widgets.due_time import countdown_words

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def preferences(tmp_path):
    return Preferences(tmp_path / "window.json")


@pytest.fixture
def started(qtbot, tmp_path, preferences):
    started = Started(qtbot, tmp_path / "office", preferences)
    yield started
    started.end()


def test_without_an_office_the_window_offers_to_make_one(started, tmp_path):
    assert started.window.stack.currentWidget() is started.window.welcome
    assert not started.window.welcome.reason.isVisible()
    started.found(OFFICE, tmp_path / "new")
    assert started.window.page is not None
    assert [started.window.tabs.tabText(at) for at in range(2)] == ["工作台", "企业档案"]
    assert started.window.office_name.text() == OFFICE
    assert (tmp_path / "new" / "office.db").exists()
    assert "15:00" in started.window.due_time.text()  # of Friday, or of the day before a Friday off


def test_a_clean_end_lets_the_next_start_open_without_a_notice(started, qtbot, tmp_path, preferences):
    started.found(OFFICE, tmp_path / "new")
    started.leave()
    assert not (tmp_path / "new" / "office.owner.json").exists()
    again = Started(qtbot, tmp_path / "new", preferences)
    assert again.window.page is not None
    assert not again.window.strip.isVisible()
    again.end()


def test_an_unclean_end_is_told_in_the_strip(started, qtbot, tmp_path, preferences):
    started.found(OFFICE, tmp_path / "new")
    started.leave()
    (tmp_path / "new" / "office.closed.json").unlink()
    again = Started(qtbot, tmp_path / "new", preferences)
    assert again.window.strip.isVisible()
    assert "上次没有正常退出" in again.window.strip._text.text()
    again.end()


def test_a_damaged_file_is_refused_in_three_parts_and_left_alone(started, qtbot, tmp_path, preferences):
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "office.db").write_bytes(b"junk" * 100)
    started.window.open_wanted.emit(folder)
    started.idle()
    welcome = started.window.welcome
    assert welcome.reason.isVisible()
    assert "已损坏" in welcome._what.text()
    assert welcome._meaning.text()
    assert welcome._remedy.text()
    assert (folder / "office.db").read_bytes() == b"junk" * 100


def test_an_office_held_by_another_program_is_said_with_its_owner(started, qtbot, tmp_path, preferences):
    started.found(OFFICE, tmp_path / "new")
    started.leave()
    with OfficeFile.open(tmp_path / "new"):
        again = Started(qtbot, tmp_path / "new", preferences)
        assert "正在被使用" in again.window.welcome._what.text()
        again.end()


def test_a_second_start_raises_the_first_window(started, tmp_path):
    started.found(OFFICE, tmp_path / "new")
    heard = []
    started.program._listener.raised.connect(lambda: heard.append(True))
    script = f"""
import sys
from pathlib import Path
from ui.single_instance import raise_other
from PySide6.QtCore import QCoreApplication
app = QCoreApplication([])
sys.exit(0 if raise_other(Path({str(tmp_path / "new")!r})) else 5)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    second = subprocess.Popen([sys.executable, "-c", script], env=environment)
    started.qtbot.waitUntil(lambda: second.poll() is not None, timeout=10_000)
    assert second.returncode == 0
    started.qtbot.waitUntil(lambda: bool(heard))


def test_nobody_answers_for_an_office_that_is_not_open(qtbot, tmp_path):
    assert not raise_other(tmp_path)
    listener = Listener(tmp_path)
    listener.close()
    assert not raise_other(tmp_path)


def test_building_the_pages_shows_no_stray_window(started, tmp_path):
    started.found(OFFICE, tmp_path / "new")
    assert [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()] == [started.window]
    assert QApplication.activeWindow() is started.window
    assert started.window.page.begin_button.hasFocus()
    assert started.window.page.isVisible()


def test_the_window_opens_on_the_tab_of_last_time_whatever_its_place(started, qtbot, tmp_path, preferences):
    started.found(OFFICE, tmp_path / "new")
    assert started.registry.title == "企业档案"
    started.leave()
    assert preferences.value("window/tab") == "企业档案"
    again = Started(qtbot, tmp_path / "new", preferences)
    assert again.window.page.title == "企业档案"
    again.leave()
    preferences.setValue("window/tab", 1)  # as an earlier version kept it, with fewer tabs
    later = Started(qtbot, tmp_path / "new", preferences)
    assert later.window.page.title == "工作台"
    later.end()


def test_a_page_without_records_offers_no_new_one(started, tmp_path):
    started.found(OFFICE, tmp_path / "new")
    assert not started.window.new_action.isEnabled()
    assert started.registry is not None
    assert started.window.new_action.isEnabled()


def test_the_empty_workbench_leads_to_the_registry(started, tmp_path):
    started.found(OFFICE, tmp_path / "new")
    started.window.page.begin_button.click()
    started.idle()
    assert started.window.page.title == "企业档案"
    assert started.window.page.empty.new_button.isVisible()


@pytest.mark.parametrize("name", ["名册（村、人员）…", "执法、追责、曝光和案例…", "文书登记簿…"])
def test_lists_beside_the_tabs_open_from_the_menus(started, tmp_path, name):
    action = started.window.dialog_actions[name]
    assert not action.isEnabled()
    started.found(OFFICE, tmp_path / "new")
    action.trigger()
    started.idle()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.reject()


def test_keys_go_to_the_page(started, tmp_path):
    started.found(OFFICE, tmp_path / "new")
    page = started.registry
    started.window.activateWindow()
    QTest.keyClick(started.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.form.isVisible()
    QTest.keyClick(page.form.fields["name"].editor, Qt.Key.Key_Escape)
    QTest.keyClick(started.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.search.hasFocus()


def test_control_z_takes_back_the_last_operation_but_in_a_field_the_typing(started, tmp_path):
    started.found(OFFICE, tmp_path / "new")
    page = started.registry
    page.new_record()
    page.form.fields["name"].set_value("甲厂")
    page.form.save_button.click()
    started.idle()
    assert len(page.model.ids) == 1
    page.new_record()
    editor = page.form.fields["name"].editor
    QTest.keyClicks(editor, "abc")
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    started.idle()
    assert editor.text() != "abc"
    assert len(page.model.ids) == 1
    page.form.leave()
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    started.idle()
    assert len(page.model.ids) == 0
    assert "撤销" in started.window.messages.last_shown.what


def test_what_stands_in_a_form_when_the_window_closes_is_there_next_time(
    started, qtbot, tmp_path, preferences
):
    started.found(OFFICE, tmp_path / "new")
    started.registry.new_record()
    started.window.page.form.fields["name"].set_value("没写完的厂")
    started.leave()
    again = Started(qtbot, tmp_path / "new", preferences)
    again.window.page.new_record()
    assert again.window.page.form.fields["name"].value() == "没写完的厂"
    again.end()


def test_another_office_takes_the_place_of_the_open_one(started, tmp_path):
    started.found(OFFICE, tmp_path / "one")
    started.window.show_welcome()
    assert started.window.welcome.back.isVisible()
    started.found("文水县东槽头乡人民政府", tmp_path / "two")
    assert started.window.office_name.text() == "文水县东槽头乡人民政府"
    assert not (tmp_path / "one" / "office.owner.json").exists()
    started.window.welcome.choose_folder(started.window)
    started.dialog(QFileDialog).fileSelected.emit(str(tmp_path / "one"))
    started.idle()
    assert started.window.office_name.text() == OFFICE


def test_the_settings_of_the_office_are_changed(started, tmp_path):
    started.found(OFFICE, tmp_path / "new")
    started.window.dialog_actions["单位设置…"].trigger()
    started.idle()
    dialog = QApplication.activeModalWidget()
    assert dialog.fields["name"].value() == OFFICE
    dialog.fields["handler"].set_value("王芳")
    dialog.fields["reporting_weekday"].set_value(3)
    dialog.save_button.click()
    started.idle()
    assert "周四" in started.window.due_time.text()


@pytest.mark.parametrize(
    ("action", "title"),
    [
        ("年度检查计划…", "年度检查计划和本周走访"),
        ("本周走访…", "年度检查计划和本周走访"),
        ("节假日…", "节假日"),
        ("指标与期限…", "指标与期限"),
    ],
)
def test_planning_holidays_and_limits_open_from_the_menu(started, tmp_path, action, title):
    started.found(OFFICE, tmp_path / "new")
    started.window.dialog_actions[action].trigger()
    started.idle()
    dialog = QApplication.activeModalWidget()
    assert dialog.windowTitle() == title
    if action == "本周走访…":
        assert dialog.desk is dialog.week
    dialog.reject()
    started.idle()


def test_size_and_habits_are_kept(qtbot, tmp_path):
    kept = Preferences(tmp_path / "window.json")
    kept.setValue("registry/sort", ["code", False])
    kept.write()
    assert Preferences(tmp_path / "window.json").value("registry/sort") == ["code", False]
    (tmp_path / "window.json").write_text("{", encoding="utf-8")
    assert Preferences(tmp_path / "window.json").value("registry/sort") is None


def test_the_window_fits_a_small_screen(started, tmp_path):
    started.found(OFFICE, tmp_path / "new")
    assert started.window.minimumSizeHint().width() <= 1366
    assert started.window.minimumSizeHint().height() <= 700
    room = started.window.screen().availableSize()
    assert started.window.minimumWidth() <= room.width()
    assert started.window.minimumHeight() < room.height()  # its title bar fits too


@pytest.mark.parametrize(
    ("now", "words", "soon"),
    [
        (datetime(2026, 3, 4, 11, 0), "距周五 15:00 还有 2 天 4 小时", False),
        (datetime(2026, 3, 6, 14, 30), "距周五 15:00 还有 30 分钟", True),
        (datetime(2026, 3, 6, 16, 0), "已过周五 15:00", True),
        (datetime(2026, 3, 7, 0, 0), "应于 03-06 15:00 前报送，逾期 1 天", True),
    ],
)
def test_the_time_left_is_said(now, words, soon):
    assert countdown_words(now, datetime(2026, 3, 6, 15)) == (words, soon)


def test_the_broken_pair_of_qt_and_python_is_known():
    assert unsound((6, 12, 0), (3, 11, 7))
    assert not unsound((6, 12, 0), (3, 12, 1))
    assert not unsound((6, 11, 3), (3, 11, 7))


def test_the_folder_is_read_from_the_call():
    assert named_office(["--office", "/a b"]) == Path("/a b")
    assert named_office(["--office=/c"]) == Path("/c")
    assert named_office([]) is None


def test_the_log_tells_where_and_not_what(tmp_path):
    import logging

    name = "张" + "建国"
    root = logging.getLogger()
    before = list(root.handlers)
    incidents.keep_log(tmp_path)
    try:
        try:
            raise ValueError(name)
        except ValueError:
            logging.getLogger("ui").exception("a save failed")
    finally:
        for handler in [handler for handler in root.handlers if handler not in before]:
            handler.close()
            root.removeHandler(handler)
    written = (tmp_path / "hazard-desk.log").read_text(encoding="utf-8")
    assert "ValueError" in written
    assert "test_main_window" in written
    assert name not in written


def test_garbage_waits_for_the_event_loop(qtbot):
    keeper = GarbageKeeper()
    assert not gc.isenabled()

    class Loop:
        pass

    loop = Loop()
    loop.itself = loop
    gone = weakref.ref(loop)
    del loop
    kept = [[] for _ in range(5_000)]  # more than Python would let pass
    assert gone() is not None
    keeper.collect()
    assert gone() is None
    assert len(kept) == 5_000


def test_nothing_heavy_is_imported_before_the_window_is_painted(tmp_path):
    script = """
import sys
from pathlib import Path
from ui import app as start
from ui import theme
application = start._application()
theme.apply(application)
from ui.main_window import MainWindow
from ui.preferences import Preferences
window = MainWindow(Preferences(None))
program = start.Program(Path(sys.argv[1]), window.preferences, window)
heavy = {"sqlalchemy", "openpyxl", "reportlab", "pypinyin", "alembic", "hazard_desk.services"}
window.painted.disconnect(program.begin)
window.painted.connect(lambda: (print(sorted(heavy & set(sys.modules))), application.quit()))
window.show()
application.exec()
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_a_page_can_ask_for_a_list_of_another(started, tmp_path):
    started.found(OFFICE, tmp_path / "new")
    started.window.page.list_wanted.emit("hazard", "待回查")
    started.idle()
    page = started.window.page
    assert page.title == "隐患台账"
    assert page.views.current == "待回查"
    page.list_wanted.emit("enterprise", "not_inspected")
    started.idle()
    assert started.window.page.title == "企业档案"
    assert started.window.page.views.current == "not_inspected"
    started.window.page.new_record()
    started.idle()
    page.list_wanted.emit("enterprise", "all")
    started.idle()
    assert not started.window.page._shows_form
    assert started.window.page.views.current == "all"


@pytest.mark.parametrize("form_id", ["cross-handover", "cross-summary", "cross-report"])
def test_a_page_can_ask_for_the_form_of_a_pair(started, tmp_path, form_id):
    started.found(OFFICE, tmp_path / "new")
    facts = RoundFacts("第一轮", pairs=(PairRow("甲组", "马村"), PairRow("乙组", "北街")))
    started.window.background.write(save_round, None, facts)
    started.idle()
    started.window.page.form_wanted.emit(form_id, 2)
    started.idle()
    page = started.window.page
    assert page.title == "报表导出"
    assert page.choices.now.form_id == form_id
    assert page.report.pair == "乙组→北街"


def test_a_visit_begun_from_a_pair_is_entered_and_leads_back_to_it(started, tmp_path):
    started.found(OFFICE, tmp_path / "new")
    window = started.window
    facts = RoundFacts("第一轮", pairs=(PairRow("东街村", "西街村"), PairRow("西街村", "东街村")))
    window.background.write(save_round, None, facts)
    window.background.write(save_enterprise, EnterpriseFacts(name="永和超市", village="西街村"))
    started.idle()
    window.page.record_wanted.emit("cross_pair", 1)
    started.idle()
    cross = window.page
    assert cross.title == "交叉检查"
    assert cross.follow.is_pair_open
    assert not cross.head.isVisible()
    cross.follow.desk.form.samples.entry_wanted.emit(1)
    started.idle()
    assert window.page.title == "检查记录"
    visit = window.page.stack.currentWidget().visit
    assert (visit.enterprise.editor.text(), visit.pair.value()) == ("永和超市", 1)
    window.page.stack.currentWidget().save_button.click()
    started.idle()
    window.strip._button.click()  # 回到交叉检查
    started.idle()
    assert window.page is cross
    model = cross.follow.desk.form.samples.model

    def row() -> list[str]:
        return [model.index(0, place).data() for place in (0, 8)]

    started.qtbot.waitUntil(lambda: row() == ["永和超市", str(date.today())], timeout=20_000)


def test_a_tip_off_on_the_workbench_opens_where_it_stands_and_leads_to_its_visit(started, tmp_path):
    started.found(OFFICE, tmp_path / "new")
    window = started.window
    window.background.write(save_enterprise, EnterpriseFacts(name="永和超市"))
    for enterprise in (None, 1):
        facts = TipOffFacts(received_on=date.today(), content="通道锁闭", enterprise_id=enterprise)
        window.background.write(save_tip_off, facts)
    started.idle()
    workbench = window.page
    place = next(at for at, line in enumerate(workbench.tasks.lines) if line.title == "举报线索待办")
    assert workbench.tasks.lines[place].count == "2 条"
    workbench.tasks.wanted.emit(place)
    started.idle()
    workbench.behind.table.opened.emit(1)
    started.idle()
    dialog = QApplication.activeModalWidget()
    assert dialog.windowTitle() == "举报线索"
    assert dialog.records.form.title.text() == f"举报线索 {date.today().year}-002"
    dialog.records.tools.begin_button.click()
    started.idle()
    assert window.page.title == "检查记录"
    visit = window.page.stack.currentWidget().visit
    assert (visit.enterprise.editor.text(), visit.stage.value()) == ("永和超市", SourceStage.TIP_OFF)


def test_what_is_no_visit_opens_from_the_rows_of_a_figure_too(started, tmp_path):
    started.found(OFFICE, tmp_path / "new")
    window, today = started.window, date.today()
    opening = OpeningFacts(None, today - timedelta(days=20), "盖章的统计表", figures={"general_found": 12})
    fine = PenaltyFacts(PenaltyKind.FINE, today, party="无照加工点", amount_fen=500_000)
    window.background.write(save_opening, opening)
    window.background.write(
        attach, Owner("opening_statement", 1), [Given("盖章.jpg", jpeg())], AttachmentKind.SCAN
    )
    window.background.write(save_enforcement, fine)
    QTest.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    started.idle()
    details = window.page.details

    def opened(figure):
        """Open a cumulative figure, then its first row; return the rows' words and the dialog."""
        window.page.figures.figure_wanted.emit(figure, True)
        started.idle()
        texts = details.table.lines[0].texts
        details.table.opened.emit(0)
        started.idle()
        return texts, QApplication.activeModalWidget()

    texts, dialog = opened("general_found")
    assert "期初数 12" in texts[2]
    assert "盖章的统计表" in texts[2]
    assert dialog.windowTitle() == "专项行动"
    form = dialog.campaigns.form
    assert form is dialog.campaigns.opening
    assert (form.as_of.value(), form.fields["general_found"].value()) == (opening.as_of, 12)
    assert form.attachments_button.text() == "扫描件（1）…"
    dialog.reject()
    started.idle()
    _, dialog = opened("fines_wan")
    assert dialog.records.form is dialog.records.entry["penalty"]
    assert dialog.records.form.fields["party"].value() == "无照加工点"
    dialog.reject()
    started.idle()


@pytest.mark.parametrize("form_id", ["tip-off-ledger", "tip-off-public"])
def test_the_lists_of_tip_offs_are_shown_from_their_dialog(started, tmp_path, form_id):
    started.found(OFFICE, tmp_path / "new")
    started.window.dialog_actions["举报线索…"].trigger()
    started.idle()
    QApplication.activeModalWidget().print_form(form_id)
    started.idle()
    page = started.window.page
    assert page.title == "报表导出"
    assert (page.report.wanted.form_id, page.report.wanted.content) == (form_id, Content.CUMULATIVE)


@pytest.mark.parametrize("form_id", ["cross-arrangement", "cross-handover", "cross-report"])
def test_a_page_can_ask_for_the_form_of_a_round(started, tmp_path, form_id):
    started.found(OFFICE, tmp_path / "new")
    for name in ("第一轮", "第二轮"):
        facts = RoundFacts(name, pairs=(PairRow("甲组", "马村"), PairRow("乙组", "北街")))
        started.window.background.write(save_round, None, facts)
    started.idle()
    started.window.page.round_form_wanted.emit(form_id, 1)
    started.idle()
    page = started.window.page
    assert page.title == "报表导出"
    assert (page.choices.now.form_id, page.report.wanted.round_name) == (form_id, "第一轮")
