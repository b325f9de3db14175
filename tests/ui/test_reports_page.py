"""报表导出 over a real office: the page, its figures and their rows, the week, saving, what goes wrong."""

from __future__ import annotations

import errno
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from hazard_desk.forms import saving as form_saving
from hazard_desk.forms.contents import Content
from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.services.enforcing import PenaltyFacts, save_enforcement
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import add_campaign, change_office, office_row
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import HazardLevel, InspectionLevel
from tests.ui.keyboard import CTRL, KEY
from tests.ui.reports_desk import OFFICE, TODAY, WEEK_END, Desk
from ui.messages import Kind
from ui.pages.reports.figure_words import figure_words
from ui.pages.reports.saving import file_stem
from ui.printing import printing

GENERAL = "general_found"


@pytest.fixture
def desk(reports_desk: Desk) -> Desk:
    return reports_desk


def figure(desk: Desk, key: str, column: int = 1) -> str:
    labels = {words.short: key.value for key, words in figure_words().items()}
    for line in desk.page.figures.lines:
        if labels[line.texts[0].rpartition("（")[0]] == key:
            return line.texts[column]
    raise KeyError(key)


# ---- the page and its figures ------------------------------------------------------------------------


def test_the_page_shows_the_present_week_as_it_prints(desk: Desk) -> None:
    assert desk.page.choices.week.end == WEEK_END
    assert f"{WEEK_END - timedelta(days=6)} 至 {WEEK_END}" in desk.page.choices.week.span_button.text()
    assert desk.page.preview.view.has_pictures
    assert OFFICE in desk.page_text()
    assert [figure(desk, key) for key in ("inspection_teams", GENERAL, "major_found")] == ["1", "2", "1"]
    assert figure(desk, GENERAL, 2) == "2"
    assert len(desk.page.figures.lines) == 18
    assert desk.page.print_button.isEnabled()


def test_a_click_on_a_figure_lists_the_rows_that_make_it(desk: Desk) -> None:
    desk.click_figure(GENERAL)
    assert desk.page.details.isVisible()
    assert desk.page.details.title.text() == "一般隐患·排查 · 本周 2 项"
    day = TODAY.isoformat()
    assert desk.rows == [
        (day, "长兴木业有限公司", "配电箱未上锁"),
        (day, "长兴木业有限公司", "灭火器过期"),
    ]
    assert desk.page.preview.view.selected == GENERAL


def test_what_is_counted_once_says_so(desk: Desk) -> None:
    desk.click_figure("inspection_teams")
    assert len(desk.rows) == 2
    assert "只计一次" in desk.page.details.explanation.text()


def test_a_row_leads_to_its_record(desk: Desk, ids: dict[str, int]) -> None:
    desk.click_figure(GENERAL)
    table = desk.page.details.table
    at = table.visualRect(table.model().index(1, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    desk.settle()
    assert desk.shown == [("inspection", ids["visit"])]


def test_the_keyboard_reaches_every_figure_and_opens_it(desk: Desk) -> None:
    view = desk.page.preview.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.accessibleDescription() == "检查组"
    QTest.keyClick(view, KEY.Key_Tab)
    assert view.accessibleDescription() == "一般隐患·排查"
    QTest.keyClick(view, KEY.Key_Right)
    QTest.keyClick(view, KEY.Key_Left)
    QTest.keyClick(view, KEY.Key_Return)
    desk.settle()
    assert desk.page.details.title.text().startswith("一般隐患·排查")
    for _ in range(16):
        QTest.keyClick(view, KEY.Key_Tab)
    assert view.accessibleDescription() == "典型案例"
    assert view.hasFocus()
    QTest.keyClick(view, KEY.Key_Tab)
    assert not view.hasFocus()


def test_esc_puts_the_rows_away(desk: Desk) -> None:
    desk.click_figure(GENERAL)
    desk.page.details.table.setFocus()
    QTest.keyClick(desk.page.details.table, KEY.Key_Escape)
    assert desk.page.details.isHidden()
    assert desk.page.preview.view.selected is None


def test_the_list_opens_the_figure_of_the_column_clicked(desk: Desk) -> None:
    desk.run(save_inspection, _old_visit(desk))
    table = desk.page.figures
    for column, title in ((1, "一般隐患·排查 · 本周 2 项"), (2, "一般隐患·排查 · 累计 3 项")):
        at = table.visualRect(table.model().index(1, column)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        desk.settle()
        assert desk.page.details.title.text() == title


def _old_visit(desk: Desk) -> InspectionFacts:
    return InspectionFacts(
        enterprise_id=1,
        inspected_on=TODAY - timedelta(days=30),
        level=InspectionLevel.TOWNSHIP,
        inspectors=("孙七",),
        hazards=[HazardFacts("旧隐患", HazardLevel.GENERAL)],
    )


def test_only_figures_can_be_pointed_at(desk: Desk) -> None:
    view = desk.page.preview.view
    cell = view.figure_rect(GENERAL)
    assert view.figure_at(cell.center()) == GENERAL
    assert view.figure_at(cell.center() - QPointF(0, cell.height() * 2)) is None  # the header above it
    assert view.figure_at(QPointF(1, 1)) is None
    QTest.mouseMove(view, cell.center().toPoint())
    assert view.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(view, QPoint(3, 3))
    assert view.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_money_is_listed_with_its_amounts(desk: Desk) -> None:
    fine = PenaltyFacts(decided_on=TODAY, party="无照加工点", amount_fen=1_250_000, decided_by="县应急局")
    desk.run(save_enforcement, fine)
    desk.click_figure("fines_wan")
    assert desk.page.details.title.text() == "行政罚款 · 本周 1.25 万元"
    assert desk.rows == [(TODAY.isoformat(), "无照加工点", "1.25 万元", "县应急局")]


# ---- what is wanted ----------------------------------------------------------------------------------


def test_cumulative_and_blank_are_pages_of_their_own(desk: Desk) -> None:
    desk.click_figure(GENERAL)
    desk.choose(Content.CUMULATIVE)
    assert "（累计）" in desk.page_text()
    assert desk.page.details.title.text().startswith("一般隐患·排查 · 累计")
    desk.choose(Content.BLANK)
    assert desk.page.preview.view.keys == []
    sheet = desk.page.drawn and desk.page.drawn.layouts[0].sheet
    assert sheet
    assert sheet.cell(GENERAL).text == ""
    desk.choose(Content.WEEK)
    assert len(desk.page.preview.view.keys) == 18


def test_a_page_that_no_longer_holds_can_be_neither_printed_nor_clicked(desk: Desk) -> None:
    desk.page.choices.contents[Content.CUMULATIVE].click()
    assert not desk.page.print_button.isEnabled()
    assert not desk.page.pdf_button.isEnabled()
    assert desk.page.preview.view.keys == []
    desk.settle()
    assert desk.page.print_button.isEnabled()


def test_the_week_goes_back_and_forth_but_not_beyond_the_present(desk: Desk) -> None:
    week = desk.page.choices.week
    assert not week.next_button.isEnabled()
    week.previous_button.click()
    desk.settle()
    assert week.end == WEEK_END - timedelta(days=7)
    assert figure(desk, GENERAL) == "0"
    assert week.next_button.isEnabled()
    week.present_button.click()
    desk.settle()
    assert week.end == WEEK_END
    assert figure(desk, GENERAL) == "2"


def test_any_day_of_the_calendar_lands_on_the_reporting_day(desk: Desk) -> None:
    calendar = desk.page.choices.week.open_calendar()
    calendar.clicked.emit(QDate(2026, 10, 14))  # a Wednesday
    desk.settle()
    assert desk.page.choices.week.end == date(2026, 10, 16)
    assert desk.page.report is not None
    assert desk.page.report.week_end == date(2026, 10, 16)


def test_another_reporting_day_moves_the_week(desk: Desk) -> None:
    row = desk.ask(office_row)
    row = type(row)(**{**{name: getattr(row, name) for name in row.__slots__}, "reporting_weekday": 2})
    desk.run(change_office, row)
    end = desk.page.choices.week.end
    assert end is not None
    assert end.weekday() == 2


def test_campaigns_are_offered_once_there_are_any(desk: Desk, ids: dict[str, int]) -> None:
    assert not desk.page.choices.campaign.isVisible()

    def begin(work: UnitOfWork) -> Changes:
        add_campaign(work, "冬季行动")
        return Changes("专项行动")

    desk.run(begin)
    desk.visit(ids["北山砖厂"], HazardFacts("窑顶漏电", HazardLevel.GENERAL), campaigns=("冬季行动",))
    combo = desk.page.choices.campaign
    assert combo.isVisible()
    assert figure(desk, GENERAL) == "3"
    combo.setCurrentIndex(combo.findText("冬季行动"))
    combo.activated.emit(combo.currentIndex())
    desk.settle()
    assert figure(desk, GENERAL) == "1"
    assert "已检查 1 家" in desk.page.choices.coverage.text()


def test_the_open_page_follows_what_others_write(desk: Desk, ids: dict[str, int]) -> None:
    desk.click_figure(GENERAL)
    desk.visit(ids["北山砖厂"], HazardFacts("窑顶漏电", HazardLevel.GENERAL))
    assert figure(desk, GENERAL) == "3"
    assert [row[2] for row in desk.rows] == ["配电箱未上锁", "灭火器过期", "窑顶漏电"]


# ---- coverage ----------------------------------------------------------------------------------------


def test_those_not_inspected_are_one_click_away_and_open(desk: Desk, ids: dict[str, int]) -> None:
    assert desk.page.choices.coverage.text() == "在营 4 家 · 已检查 3 家"
    desk.page.choices.not_inspected_button.click()
    desk.settle()
    assert desk.page.details.title.text() == "未检查 1 家"
    assert desk.rows == [("北山砖厂",)]
    table = desk.page.details.table
    table.setFocus()
    table.go_to(0)
    QTest.keyClick(table, KEY.Key_Return)
    desk.settle()
    assert desk.shown == [("enterprise", ids["北山砖厂"])]


# ---- how large ---------------------------------------------------------------------------------------


def test_at_100_per_cent_the_page_is_as_large_as_on_paper(desk: Desk) -> None:
    desk.page.area.true_button.click()
    desk.settle()
    view = desk.page.preview.view
    assert view.page_rect(1).width() == round(297 / 25.4 * view.logicalDpiX())
    assert desk.page.area.zoom_label.text() == "100 %"
    picture = view.picture_of(1)
    assert picture is not None
    assert abs(picture.width() - view.page_rect(1).width() * view.devicePixelRatioF()) <= 2


def test_ctrl_and_the_wheel_zoom_round_the_pointer(desk: Desk) -> None:
    preview = desk.page.preview
    before = preview.zoom
    point = preview.view.figure_rect(GENERAL).center()
    at = QPointF(preview.view.mapTo(preview.viewport(), point.toPoint()))
    desk.turn_wheel(at, 360, CTRL)
    desk.settle()
    assert preview.zoom == pytest.approx(before * 1.15**3)
    assert not desk.page.area.fit_button.isChecked()
    moved = preview.view.mapTo(preview.viewport(), preview.view.figure_rect(GENERAL).center().toPoint())
    assert (QPointF(moved) - at).manhattanLength() < 40
    desk.page.area.fit_button.click()
    desk.settle()
    assert preview.zoom == pytest.approx(before)


def test_the_seal_is_a_guide_on_the_screen_alone(desk: Desk) -> None:
    view = desk.page.preview.view
    with_seal = view.grab().toImage()
    desk.page.area.seal_box.click()
    without = view.grab().toImage()
    assert with_seal != without
    assert desk.preferences.value("reports/seal") is False
    assert desk.page.drawn is not None
    assert "42" not in desk.page_text()


# ---- checks, printing, saving ------------------------------------------------------------------------


def test_a_character_that_cannot_be_printed_is_listed_with_its_place(desk: Desk) -> None:
    assert desk.page.check.isHidden()
    row = desk.ask(office_row)
    values = {name: getattr(row, name) for name in row.__slots__}
    desk.run(change_office, type(row)(**{**values, "name": "文水县\U000f1234乡人民政府"}))
    assert desk.page.check.isVisible()
    assert "1 个字打印不出来" in desk.page.check.text()
    desk.page.check.click()
    assert desk.rows == [("\U000f1234", "F4 大排查大整治行动统计表，填报单位", "〓")]


def dialog_of(desk: Desk) -> tuple[QFileDialog, QLineEdit]:
    dialog = desk.window.findChild(QFileDialog)
    assert dialog is not None
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(line, QLineEdit)
    return dialog, line


@pytest.mark.parametrize("ending", [".pdf", ".xlsx"])
def test_saving_offers_a_telling_name_in_the_offices_folder(
    desk: Desk, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    button = desk.page.pdf_button if ending == ".pdf" else desk.page.xlsx_button
    button.click()
    dialog, line = dialog_of(desk)
    name = f"F4 镇（街道）、部门大排查大整治行动统计表 {WEEK_END}{ending}"
    assert Path(line.text()).name == name
    assert Path(dialog.directory().absolutePath()) == tmp_path / "台账" / "out"
    QTest.keyClick(line, KEY.Key_Return)
    desk.settle()
    path = tmp_path / "台账" / "out" / name
    if ending == ".pdf":
        with pypdfium2.PdfDocument(path) as document:
            assert OFFICE in document[0].get_textpage().get_text_bounded()
    else:
        cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row]
        assert any(cell.value == 2 for cell in cells)
    assert desk.messages.last_shown is not None
    assert desk.messages.last_shown.kind is Kind.SUCCESS
    assert desk.strip._button.text() == "打开文件夹"
    desk.strip._button.click()
    assert [Path(url.toLocalFile()) for url in opened] == [path.parent]


@pytest.mark.parametrize(
    ("content", "words"),
    [(Content.CUMULATIVE, f"统计表（累计） {WEEK_END}"), (Content.BLANK, "统计表（空白）")],
)
def test_each_content_has_a_name_of_its_own(desk: Desk, content: Content, words: str) -> None:
    desk.choose(content)
    assert desk.page.report is not None
    assert file_stem(desk.page.report).endswith(words)


@pytest.mark.parametrize(
    ("error", "there_before", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), False, "磁盘已满"),
        (PermissionError(errno.EACCES, "Permission denied"), True, "别的程序里打开"),
        (PermissionError(errno.EACCES, "Permission denied"), False, "不许写入"),
        (OSError(errno.EIO, "I/O error"), False, "没有响应"),
    ],
)
def test_a_file_that_cannot_be_written_is_explained_in_three_parts(
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: OSError,
    there_before: bool,
    said: str,
) -> None:
    def refuse(_path: Path, _data: bytes) -> None:
        raise error

    path = tmp_path / "F4.pdf"
    if there_before:
        path.write_bytes(b"before")
    monkeypatch.setattr(form_saving, "write_whole", refuse)
    assert desk.page.report is not None
    desk.page.output.save_to(desk.page.report, path)
    desk.settle()
    message = desk.messages.last_shown
    assert message is not None
    assert message.kind is Kind.ERROR
    assert said in message.what
    assert "没有动" in message.meaning
    assert message.remedy
    assert "denied" not in message.text
    assert not there_before or path.read_bytes() == b"before"


def test_ctrl_p_without_a_printer_says_what_to_do_instead(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "printer_names", lambda: [])
    desk.page.preview.view.setFocus()
    QTest.keyClick(desk.page.preview.view, KEY.Key_P, CTRL)
    assert desk.messages.last_shown is not None
    assert "没有安装打印机" in desk.messages.last_shown.what
    desk.strip._button.click()
    dialog, line = dialog_of(desk)
    assert line.text().endswith(".pdf")
    dialog.reject()
