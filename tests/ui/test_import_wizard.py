"""The import wizard as the clerk uses it, up to the checked rows: real files, keys and clicks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QStyle, QStyleOptionButton
from pytestqt.qtbot import QtBot

from tests.cli.desk import credit_code
from tests.intake.sheets import xlsx
from tests.ui.import_desk import DIRTY, GOOD, HEAD, YESTERDAY, Desk, doubtful_code, opened_desk, row
from ui import help_topics, theme
from ui.dialogs.import_wizard.rows_model import FIRST_FIELD, SKIP, STATE
from ui.dialogs.import_wizard.wizard import CHECK, COLUMNS, DONE, FILE


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, settings: Any, qtbot: QtBot) -> Iterator[Desk]:
    with opened_desk(tmp_path / "台账", qapp, settings, qtbot) as desk:
        yield desk


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    return xlsx(tmp_path / "企业台账.xlsx", *DIRTY, merge=("A1:G1",))


# ---- 1 选文件 --------------------------------------------------------------------------------------------


def test_nothing_goes_on_without_a_file(desk: Desk) -> None:
    wizard = desk.open()
    assert not wizard.next_button.isEnabled()
    assert desk.said == "还没有选文件。"
    desk.go_on()
    assert wizard.step == FILE


def test_a_file_that_cannot_be_read_is_refused_in_place(desk: Desk, tmp_path: Path) -> None:
    wizard = desk.open()
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 not really")
    wizard.file_page.set_path(broken)
    desk.go_on()
    assert wizard.step == FILE
    assert wizard.file_page.refusal.isVisible()
    said = wizard.file_page.refusal.text
    assert "“坏.xlsx”" in said
    assert "没有改动任何数据" in said
    assert "重新要一份" in said
    assert not wizard.file_page.refusal.button.isVisible()
    assert wizard.file_page.refusal.manual.isVisible()
    assert help_topics.of_widget(wizard.file_page.refusal.manual) == "trouble#bad-xlsx"


def test_enter_presses_the_button_that_it_is_on(desk: Desk, dirty: Path) -> None:
    wizard = desk.open()
    wizard.activateWindow()
    desk.qtbot.waitUntil(wizard.isActiveWindow)
    assert wizard.file_page.choose_button.hasFocus()
    QTest.keyClick(wizard.file_page.choose_button, Qt.Key.Key_Return)
    chooser = wizard.findChild(QFileDialog)
    assert chooser is not None
    chooser.close()
    chooser.fileSelected.emit(str(dirty))
    assert wizard.next_button.hasFocus()
    QTest.keyClick(wizard.next_button, Qt.Key.Key_Return)
    desk.settle()
    assert wizard.step == COLUMNS


def test_a_file_is_dropped(desk: Desk, dirty: Path) -> None:
    wizard = desk.open()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(dirty))])
    for ending, taken in ((".xlsx", True), (".docx", False)):
        mime.setUrls([QUrl.fromLocalFile(str(dirty.with_suffix(ending)))])
        wizard.file_page.path = None
        wizard.file_page.dropEvent(
            QDropEvent(
                QPointF(5, 5),
                Qt.DropAction.CopyAction,
                mime,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
        assert (wizard.file_page.path is not None) is taken
    assert desk.settings.value("import/folder") == str(dirty.parent)


def test_a_file_of_the_other_kind_is_told_and_taken_as_such(desk: Desk, tmp_path: Path) -> None:
    wizard = desk.open()
    visits = xlsx(tmp_path / "a.xlsx", ("企业名称", "检查日期", "隐患描述"), ("甲厂", YESTERDAY, "无门"))
    wizard.file_page.set_path(visits)
    desk.go_on()
    assert wizard.step == FILE
    assert "看起来是检查记录" in wizard.file_page.refusal.text
    assert not wizard.file_page.campaign.isVisible()
    wizard.file_page.refusal.button.click()
    desk.settle()
    assert wizard.step == COLUMNS
    assert wizard.file_page.kind == "inspections"


def test_the_template_is_written_and_can_be_read(desk: Desk, tmp_path: Path) -> None:
    wizard = desk.open()
    target = tmp_path / "空表"
    wizard.file_page.template_button.click()
    (dialog,) = [one for one in wizard.findChildren(QFileDialog) if one.isVisible()]
    dialog.fileSelected.emit(str(target))
    dialog.reject()
    wizard.activateWindow()  # no window manager gives it the keyboard back
    desk.settle()
    assert (tmp_path / "空表.xlsx").exists()
    desk.take(tmp_path / "空表.xlsx", COLUMNS)
    assert all(label.text() == "已识别" for label in wizard.columns_page.states.values())


# ---- 2 对列 ------------------------------------------------------------------------------------------------


def test_columns_are_recognised_and_put_right_by_hand(desk: Desk, dirty: Path) -> None:
    desk.open()
    page = desk.take(dirty, COLUMNS).columns_page
    assert page.header_row.value() == 2
    words = {page.sheet.columns.labels[at]: label.text() for at, label in page.states.items()}  # type: ignore[union-attr]
    assert words == dict.fromkeys(HEAD[1:6], "已识别") | {"序号": "未用到", "厂长爱好": "未用到"}
    assert page.combos[1].currentText() == "单位名称"
    choose(page, 6, "name")
    assert page.states[1].text() == page.states[6].text() == "重复"
    assert not desk.wizard.next_button.isEnabled()
    assert "“企业全称”" in desk.said
    assert "“厂长爱好”" in desk.said
    choose(page, 1, "")
    assert page.states[6].text() == "已指定"
    assert desk.wizard.next_button.isEnabled()
    choose(page, 6, "note")
    assert not desk.wizard.next_button.isEnabled()
    assert "单位名称" in desk.said


def test_a_column_set_by_hand_is_read_as_that(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    path = xlsx(
        tmp_path / "a.xlsx",
        ("单位名称", "统一社会信用代码", "所属村", "老板", "投了多少（元）"),
        ("甲厂", credit_code(1), "马村", "王五", 30000),
    )
    page = desk.take(path, COLUMNS).columns_page
    assert page.states[3].text() == "未用到"
    choose(page, 3, "principal")
    choose(page, 4, "registered_capital_fen")
    desk.go_on()
    desk.go_on()
    row = desk.ask(
        lambda reading: (
            reading.session.connection()
            .exec_driver_sql("SELECT principal, registered_capital_fen FROM enterprise")
            .one()
        )
    )
    assert tuple(row) == ("王五", 3_000_000)


def test_sheets_can_be_left_out(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    path = xlsx(tmp_path / "a.xlsx", HEAD, GOOD[0], 马村=(HEAD, GOOD[1]), 电话=(("张三", "110"),))
    page = desk.take(path, COLUMNS).columns_page
    ticks = [page.sheets.item(at).checkState() for at in range(3)]
    assert ticks == [Qt.CheckState.Checked, Qt.CheckState.Checked, Qt.CheckState.Unchecked]
    page.sheets.item(2).setCheckState(Qt.CheckState.Checked)
    assert "“电话”" in desk.said
    page.sheets.item(2).setCheckState(Qt.CheckState.Unchecked)
    page.sheets.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert not page.area.isVisible()
    desk.go_on()
    assert desk.wizard.check_page.rows.row_total == 1
    desk.wizard.go_back()
    page.sheets.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert desk.said == "没有选中任何工作表。"


def test_a_header_that_is_not_found_is_shown_by_hand(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    path = xlsx(tmp_path / "a.xlsx", ("甲方", "地点"), ("某厂", "村东"), ("另一厂", "村西"))
    page = desk.take(path, COLUMNS).columns_page
    assert "没有认出来" in page._about.text()
    assert not desk.wizard.next_button.isEnabled()
    page.header_row.setValue(2)
    assert page.sheet is not None
    assert page.sheet.columns.labels == {0: "某厂", 1: "村东"}
    page.header_row.setValue(1)
    choose(page, 0, "name")
    choose(page, 1, "address")
    desk.go_on()
    assert desk.wizard.check_page.rows.row_total == 2


def choose(page: Any, column: int, name: str) -> None:
    """Pick an entry of a column's list, as its own signal tells."""
    combo = page.combos[column]
    combo.setCurrentIndex(combo.findData(name))
    combo.activated.emit(combo.currentIndex())


# ---- 3 核对 ------------------------------------------------------------------------------------------------


def test_bad_cells_are_marked_and_stop_the_import(desk: Desk, dirty: Path) -> None:
    desk.open()
    page = desk.take(dirty).check_page
    counts = page.counts.text()
    assert "跳过 <b>1</b>（合计行 1）" in counts
    assert "问题 <b>2</b>" in counts
    assert not desk.wizard.next_button.isEnabled()
    assert desk.said == "还有 2 处问题，改正或跳过后才能导入。"
    bad = desk.index(5, "code")
    assert bad.data(Qt.ItemDataRole.BackgroundRole).color() == theme.Meaning.OVERDUE.ground
    assert "科学计数" in bad.data(Qt.ItemDataRole.ToolTipRole)
    assert bad.data() == "9.1141121E+17"
    assert desk.index(3, "code").data(Qt.ItemDataRole.BackgroundRole) is None
    assert bad.siblingAtColumn(STATE).data() == "有问题"
    assert page.table.currentIndex() == bad  # the first problem is where the clerk begins
    desk.go_on()
    assert desk.wizard.step == CHECK
    assert desk.counts()["企业"] == 0


def test_a_click_on_a_problem_goes_to_its_cell(desk: Desk, dirty: Path) -> None:
    desk.open()
    page = desk.take(dirty).check_page
    page.only_bad.setChecked(True)
    assert page.rows.rowCount() == 2
    page.only_bad.setChecked(False)
    second = page.problems.index(1, 0)
    QTest.mouseClick(
        page.list.viewport(), Qt.MouseButton.LeftButton, pos=page.list.visualRect(second).center()
    )
    assert page.rows.cell_at(page.table.currentIndex()) == ("企业", 6, "village")
    assert "「西槽头村」" in page.advice.text()
    assert "文水县永昌建材有限公司" in page.advice.text()
    QTest.keyClick(desk.wizard, Qt.Key.Key_F4)
    assert page.rows.cell_at(page.table.currentIndex()) == ("企业", 5, "code")


def test_a_cell_is_mended_in_place_and_checked_anew(desk: Desk, dirty: Path) -> None:
    desk.open()
    page = desk.take(dirty).check_page
    desk.retype(desk.index(6, "village"), "不知道村")
    assert len(page.plan.problems) == 2  # type: ignore[union-attr]
    desk.retype(desk.index(6, "village"), "西槽头村")
    assert [problem.field for problem in page.plan.problems] == ["code"]  # type: ignore[union-attr]
    mended = desk.index(6, "village")
    assert mended.data(Qt.ItemDataRole.BackgroundRole).color() == theme.Meaning.IN_PROGRESS.ground
    assert "原来是“西朝头村”" in mended.data(Qt.ItemDataRole.ToolTipRole)
    assert page.rows.cell_at(page.table.currentIndex()) == ("企业", 6, "village")
    desk.retype(desk.index(5, "code"), credit_code(33))
    assert desk.wizard.next_button.isEnabled()
    desk.go_on()
    assert desk.wizard.step == DONE
    rows = desk.ask(
        lambda reading: (
            reading.session.connection()
            .exec_driver_sql(
                "SELECT e.code, v.name FROM enterprise e JOIN village v ON v.id = village_id ORDER BY e.id"
            )
            .all()
        )
    )
    assert [tuple(found) for found in rows][2:] == [(credit_code(33), "马村"), (credit_code(4), "西槽头村")]


def test_the_same_mistake_is_mended_everywhere_at_once(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    misspelt = [row(serial, f"厂{serial}", village="马寸") for serial in range(1, 5)]
    page = desk.take(xlsx(tmp_path / "a.xlsx", HEAD, *misspelt, row(9, "厂九", village="牛村"))).check_page
    desk.retype(desk.index(2, "village"), "马村")
    assert "另有 3 格也写着“马寸”" in desk.wizard.own_messages.last_shown.text  # type: ignore[union-attr]
    assert len(page.plan.problems) == 4  # type: ignore[union-attr]
    desk.wizard.strip._button.click()
    desk.settle()
    assert [problem.value for problem in page.plan.problems] == ["牛村"]  # type: ignore[union-attr]
    assert page.mended == "改了 4 格"


def test_a_sheet_named_after_its_village_says_so_in_every_row(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    head = ("单位名称", "统一社会信用代码")
    path = xlsx(tmp_path / "a.xlsx", head, ("厂一", credit_code(1)), ("厂二", credit_code(2)), title="马村")
    page = desk.take(path).check_page
    assert [desk.index(number, "village", "马村").data() for number in (2, 3)] == ["马村", "马村"]
    desk.retype(desk.index(2, "village", "马村"), "西槽头村")
    assert page.plan.problems == []  # type: ignore[union-attr]
    desk.go_on()
    query = "SELECT v.name FROM enterprise e JOIN village v ON v.id = village_id ORDER BY e.id"
    found = desk.ask(lambda reading: reading.session.connection().exec_driver_sql(query).scalars().all())
    assert found == ["西槽头村", "马村"]


def test_the_old_text_typed_again_is_no_change(desk: Desk, dirty: Path) -> None:
    desk.open()
    page = desk.take(dirty).check_page
    desk.retype(desk.index(6, "village"), "西槽头村")
    assert page.mended == "改了 1 格"
    desk.retype(desk.index(6, "village"), "西朝头村")
    assert page.mended == ""


def test_rows_are_left_out_one_by_one_or_all_bad_ones(desk: Desk, dirty: Path) -> None:
    desk.open()
    page = desk.take(dirty).check_page
    page.table.setCurrentIndex(desk.index(5, "name"))
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    desk.settle()
    assert [problem.field for problem in page.plan.problems] == ["village"]  # type: ignore[union-attr]
    skipped = desk.index(5, "code")
    assert skipped.siblingAtColumn(SKIP).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert skipped.siblingAtColumn(STATE).data() == "跳过"
    assert not skipped.flags() & Qt.ItemFlag.ItemIsEditable
    assert page.skip_bad.text() == "跳过有问题的 1 行"
    page.skip_bad.click()
    desk.settle()
    assert not page.skip_bad.isVisible()
    assert desk.wizard.next_button.isEnabled()
    page.table.setCurrentIndex(desk.index(5, "name"))
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    desk.settle()
    assert not desk.wizard.next_button.isEnabled()
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    desk.settle()
    desk.go_on()
    assert desk.counts()["企业"] == 2


def test_what_the_sheet_has_no_column_for_can_be_filled_in(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    desk.take(xlsx(tmp_path / "企业.xlsx", HEAD, GOOD[0]), DONE)
    desk.wizard.close_button.click()
    desk.open("inspections")
    head = ("企业名称", "检查日期", "检查人员", "隐患描述", "隐患类型", "整改方式", "限期整改时间")
    day = YESTERDAY.isoformat()
    path = xlsx(tmp_path / "检查.xlsx", head, (GOOD[0][1], day, "王五", "无门", "一般", "限期整改", day))
    page = desk.take(path).check_page
    assert [problem.field for problem in page.plan.problems] == ["hazard.responsible"]  # type: ignore[union-attr]
    desk.retype(desk.index(2, "hazard.responsible"), "张建国")
    assert desk.wizard.next_button.isEnabled()
    desk.go_on()
    assert desk.counts()["隐患"] == 1


def test_no_box_is_too_narrow_for_its_words(desk: Desk, dirty: Path) -> None:
    desk.open()
    page = desk.take(dirty).check_page
    QApplication.processEvents()
    for box in (page.only_bad, page.update_box):
        option = QStyleOptionButton()
        box.initStyleOption(option)
        room = box.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, box)
        assert room.width() >= box.fontMetrics().horizontalAdvance(box.text())


def test_what_is_known_is_updated_by_one_tick(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    desk.take(xlsx(tmp_path / "a.xlsx", HEAD, *GOOD), DONE)
    desk.wizard.close_button.click()
    desk.open()
    changed = (*GOOD[0][:4], "王新", *GOOD[0][5:])
    page = desk.take(xlsx(tmp_path / "b.xlsx", HEAD, changed, GOOD[1])).check_page
    assert len(page.plan.problems) == 2  # type: ignore[union-attr]
    assert "--update" not in page.plan.problems[0].remedy  # type: ignore[union-attr]
    page.update_box.click()
    desk.settle()
    assert (page.plan.updated, page.plan.unchanged) == (1, 1)  # type: ignore[union-attr]
    desk.go_on()
    assert "更新 1 家" in desk.wizard.done_page.summary.text()


def test_enter_in_the_list_of_problems_edits_and_never_imports(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    doubtful = row(5, "文水县兴隆养殖场", code=doubtful_code(5))
    page = desk.take(xlsx(tmp_path / "a.xlsx", HEAD, *GOOD, doubtful)).check_page
    page.list.setFocus()
    page.list.setCurrentIndex(page.problems.index(0, 0))
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    desk.settle()
    assert desk.wizard.step == CHECK
    assert desk.counts()["企业"] == 0


def test_a_file_saved_meanwhile_is_read_again(desk: Desk, dirty: Path) -> None:
    desk.open()
    page = desk.take(dirty).check_page
    xlsx(dirty, HEAD, *GOOD, row(9, "文水县新开的厂"))
    page.skip_bad.click()
    desk.settle()
    assert "改动过" in desk.wizard.own_messages.last_shown.text  # type: ignore[union-attr]
    desk.wizard.strip._button.click()
    desk.settle()
    assert desk.wizard.step == COLUMNS
    desk.go_on()
    assert page.rows.row_total == 3
    assert desk.wizard.next_button.isEnabled()


def test_many_rows_are_asked_for_only_where_they_are_seen(
    desk: Desk, tmp_path: Path, monkeypatch: Any
) -> None:
    wizard = desk.open()
    lines = [row(serial, f"文水县第{serial}加工厂") for serial in range(1, 4001)]
    seen: set[int] = set()
    data = wizard.check_page.rows.data
    monkeypatch.setattr(
        type(wizard.check_page.rows),
        "data",
        lambda self, index, role=0: (seen.add(index.row()), data(index, role))[1],
    )
    desk.take(xlsx(tmp_path / "a.xlsx", HEAD, *lines))
    wizard.grab()
    assert wizard.check_page.rows.rowCount() == 4000
    assert 10 < len(seen) < 200
    assert wizard.check_page.rows.index(0, FIRST_FIELD).data() == "文水县第1加工厂"
