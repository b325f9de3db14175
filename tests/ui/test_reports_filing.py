"""报表导出 through the week's stages: 定稿, 打印, 放回扫描件, 已报送, 更正, and what the checks say."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from hazard_desk.forms.contents import Content
from hazard_desk.forms.pictures import page_sizes
from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.behind import BehindRow
from hazard_desk.services.campaigning import ObligationFacts, save_own_obligations
from hazard_desk.services.filing.checks import WeekCheck
from hazard_desk.services.filing.filing import correct_week, file_week
from hazard_desk.services.filing.findings import Finding
from hazard_desk.services.following_up.finding import HazardQuery, find_hazards
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.report_reading import Week, read_week
from hazard_desk.terms import FilingState, HazardLevel, InspectionLevel, Move, ReportScope
from tests.ui.keyboard import KEY
from tests.ui.reports_desk import TODAY, WEEK_END, Desk
from ui.messages import Kind
from ui.pages.reports.side_by_side import View
from ui.pages.reports.stage_words import Deed

GENERAL = "general_found"


@pytest.fixture
def desk(reports_desk: Desk) -> Desk:
    return reports_desk


def week(desk: Desk) -> Week:
    found: Week = desk.ask(read_week, None)
    return found


def step(desk: Desk) -> QPushButton:
    return desk.page.panel.stage.button


def file(desk: Desk) -> None:
    step(desk).click()
    desk.settle()
    assert desk.page.report is not None
    assert desk.page.report.paper is not None


def void_a_hazard(desk: Desk, words: str = "灭火器过期") -> None:
    (known,) = desk.ask(find_hazards, HazardQuery(text=words))
    desk.run(make_move, [known], Step(Move.VOID, TODAY, "孙七", note="重复登记"))


def dialog(desk: Desk) -> Any:
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QDialog), timeout=20_000)
    desk.settle()
    return QApplication.activeModalWidget()


def picture(folder: Path, name: str) -> Path:
    path = folder / name
    Image.new("RGB", (600, 850), "white").save(path)
    return path


def drop(desk: Desk, *files: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    event = QDropEvent(
        QPointF(400, 300),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    desk.page.dropEvent(event)
    desk.settle()


def primaries(desk: Desk) -> list[str]:
    """Return the words of every primary button in sight."""
    buttons = desk.page.findChildren(QPushButton)
    return [
        button.text() for button in buttons if button.isVisible() and button.property("role") == "primary"
    ]


# ---- the stages --------------------------------------------------------------------------------------


def test_a_draft_offers_one_step_and_says_what_the_checks_found(desk: Desk) -> None:
    assert primaries(desk) == ["定稿"]
    assert step(desk).isEnabled()
    assert "可以定稿" in desk.page.panel.checks.lines[0]
    papers = desk.page.choices.papers
    assert papers.count() == 1
    assert "草稿" in papers.item(0).text()
    assert papers.currentRow() == 0


def test_the_way_of_a_paper_has_one_step_at_a_time(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(desk)
    assert primaries(desk) == ["打印"]
    monkeypatch.setattr(desk.page.output.printing, "start_all", lambda _jobs, _save, printed: printed())
    step(desk).click()
    desk.settle()
    assert primaries(desk) == ["放回扫描件…"]
    drop(desk, picture(tmp_path, "2.png"), picture(tmp_path, "1.png"))
    asked = dialog(desk)
    assert [path.name for path in asked.form.files.value()] == ["1.png", "2.png"], "by name"
    assert asked.form.stamped_on.value() == TODAY
    asked.form.files.editor.setCurrentRow(1)
    asked.form.files.up_button.click()
    QTest.keyClick(asked.form.save_button, KEY.Key_Return)
    desk.settle()
    (paper,) = week(desk).papers
    assert (paper.state, paper.stamped_on) == (FilingState.STAMPED, TODAY)
    assert paper.scan is not None
    assert len(page_sizes(paper.scan.path.read_bytes())) == 2
    assert primaries(desk) == ["登记已报送…"]
    step(desk).click()
    asked = dialog(desk)
    assert asked.form.on.value() == TODAY
    asked.form.to.set_value("县应急管理局")
    asked.form.save_button.click()
    desk.settle()
    (paper,) = week(desk).papers
    assert (paper.state, paper.reported_to) == (FilingState.REPORTED, "县应急管理局")
    assert primaries(desk) == []
    assert "已报送" in desk.page.choices.papers.item(0).text()


def test_errors_stop_filing_and_lead_to_their_records(
    desk: Desk, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = BehindRow("enterprise", ids["宏达铸造厂"], None, "宏达铸造厂", "没有所在村")
    wrong = Finding("villages", "各村相加和合计不一致", rows=(row,))
    monkeypatch.setattr(
        "hazard_desk.services.filing.checks.check_week", lambda *_args: WeekCheck((wrong,), ())
    )
    desk.page.reload()
    desk.settle()
    assert not step(desk).isEnabled()
    assert "1 处错误" in desk.page.panel.stage.note.text()
    checks = desk.page.panel.checks.list
    QTest.mouseClick(
        checks.viewport(), Qt.MouseButton.LeftButton, pos=checks.visualItemRect(checks.item(0)).center()
    )
    desk.settle()
    assert desk.rows == [("", "宏达铸造厂", "没有所在村")]
    desk.page.details.table.go_to(0)
    QTest.keyClick(desk.page.details.table, KEY.Key_Return)
    assert desk.shown == [("enterprise", ids["宏达铸造厂"])]


def test_several_papers_are_filed_and_printed_together(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    obliged = [
        ObligationFacts("weekly-statistics", ReportScope.WEEK, "县安委办", 4),
        ObligationFacts("weekly-statistics", ReportScope.CUMULATIVE, "县安委办", 4),
    ]
    desk.run(save_own_obligations, obliged)
    assert step(desk).text() == "定稿（本周 2 张）"
    file(desk)
    jobs: list[Any] = []
    monkeypatch.setattr(
        desk.page.output.printing, "start_all", lambda given, _save, _printed: jobs.extend(given)
    )
    assert step(desk).text() == "打印本周全部（2 张）"
    QTest.keyClick(desk.page.preview.view, KEY.Key_P, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    kept = [paper.pdf.path.read_bytes() for paper in week(desk).papers if paper.pdf is not None]
    assert [job.pdf for job in jobs] == kept
    assert len({job.title for job in jobs}) == 2
    desk.page.choices.papers.setCurrentRow(1)
    desk.settle()
    assert desk.page.choices.now.content is Content.CUMULATIVE
    assert desk.page.report is not None
    assert desk.page.report.paper == week(desk).papers[1]


def test_filing_can_be_taken_back_from_the_strip(desk: Desk) -> None:
    file(desk)
    assert desk.strip._button.text() == "撤销（Ctrl+Z）"
    desk.strip._button.click()
    desk.settle()
    assert week(desk).papers[0].state is FilingState.DRAFT
    assert primaries(desk) == ["定稿"]


def test_files_dropped_on_a_draft_are_refused_in_words(desk: Desk, tmp_path: Path) -> None:
    drop(desk, picture(tmp_path, "1.png"))
    assert QApplication.activeModalWidget() is None
    said = desk.messages.last_shown
    assert said is not None
    assert said.kind is Kind.WARNING
    assert "定稿" in said.remedy


def test_a_week_closed_by_a_later_one_says_why_it_cannot_be_filed(desk: Desk) -> None:
    file(desk)
    desk.page.choices.week.previous_button.click()
    desk.settle()
    assert not step(desk).isEnabled()
    assert "一起结账" in desk.page.panel.stage.note.text()
    assert "没有单独定稿" in desk.page.choices.papers.item(0).text()


# ---- what was filed stays --------------------------------------------------------------------------------


def test_a_filed_paper_is_seen_printed_and_saved_as_it_was_kept(desk: Desk, tmp_path: Path) -> None:
    file(desk)
    (paper,) = week(desk).papers
    assert paper.pdf is not None
    assert paper.workbook is not None
    void_a_hazard(desk)
    assert desk.page.drawn is not None
    assert desk.page.report is not None
    kept = paper.pdf.path.read_bytes()
    assert desk.page.drawn.pdf == kept
    for ending, whole in ((".pdf", kept), (".xlsx", paper.workbook.path.read_bytes())):
        target = tmp_path / f"F4{ending}"
        desk.page.output.save_to(desk.page.report, target)
        desk.settle()
        assert target.read_bytes() == whole
    job = desk.page.output._job()
    assert job is not None
    assert job.pdf == kept


def test_a_figure_on_the_kept_page_opens_its_filed_rows(desk: Desk) -> None:
    file(desk)
    void_a_hazard(desk)
    desk.click_figure(GENERAL)
    assert [row[2] for row in desk.rows] == ["配电箱未上锁", "灭火器过期"]
    assert "2 项" in desk.page.details.title.text()


def test_what_the_records_say_otherwise_is_listed_and_corrected(desk: Desk) -> None:
    file(desk)
    assert desk.page.panel.checks.lines[0] == "和现在的记录一致"
    void_a_hazard(desk)
    checks = desk.page.panel.checks.list
    assert "和现在的记录不同" in checks.item(0).text()
    checks._open(checks.item(0))
    desk.settle()
    ((day, enterprise, _what, _filed, now),) = desk.rows
    assert (day, enterprise) == (TODAY.isoformat(), "长兴木业有限公司")
    assert "作废" in now
    desk.page.panel.stage.correct_link.click()
    asked = dialog(desk)
    assert "1 处要改" in asked.form.changes.text()
    asked.form.save_button.click()
    desk.settle()
    assert asked.form.reason.error, "a reason is required"
    asked.form.reason.set_value("重复登记一条")
    asked.form.save_button.click()
    desk.settle()
    now_filed = week(desk)
    assert now_filed.state.version == 2
    assert now_filed.differences == ()
    assert primaries(desk) == ["打印"]


def test_a_correction_takes_the_later_weeks_along(desk: Desk) -> None:
    last = WEEK_END - timedelta(days=7)
    old = InspectionFacts(
        enterprise_id=4,
        inspected_on=last,
        level=InspectionLevel.TOWNSHIP,
        inspectors=("孙七",),
        hazards=[HazardFacts("窑顶护栏缺失", HazardLevel.GENERAL)],
    )
    desk.run(save_inspection, old)
    desk.run(file_week, last)
    desk.run(file_week, WEEK_END)
    void_a_hazard(desk, "窑顶护栏缺失")
    desk.page.show_view(last.isoformat())
    desk.settle()
    desk.page.panel.stage.correct_link.click()
    asked = dialog(desk)
    assert asked.form.ticks[WEEK_END].isChecked()
    asked.form.reason.set_value("重复登记")
    asked.form.save_button.click()
    desk.settle()
    assert [desk.ask(read_week, end).state.version for end in (last, WEEK_END)] == [2, 2]


def test_a_kept_file_that_was_changed_is_not_passed_off_for_what_was_filed(desk: Desk) -> None:
    file(desk)
    (paper,) = week(desk).papers
    assert paper.pdf is not None
    paper.pdf.path.chmod(0o644)
    paper.pdf.path.write_bytes(paper.pdf.path.read_bytes() + b"%")
    desk.page.reload()
    desk.settle()
    said = desk.messages.last_shown
    assert said is not None
    assert "已损坏" in said.what
    assert not desk.page.print_button.isEnabled()


def test_an_older_version_can_be_looked_at_and_nothing_else(desk: Desk) -> None:
    file(desk)
    first = week(desk).papers[0]
    void_a_hazard(desk)
    desk.run(correct_week, WEEK_END, "重复登记一条")
    versions = desk.page.panel.stage.versions
    assert versions.isVisible()
    assert versions.count() == 2
    assert desk.page.panel.stage.reason.text() == "更正原因：重复登记一条"
    assert desk.page.figures.isVisible()
    versions.activated.emit(1)
    desk.settle()
    assert desk.page.panel.stage.reason.isHidden()
    assert not desk.page.figures.isVisible(), "those of the newest version would be taken for its own"
    assert not desk.page.panel.checks.isVisible()
    assert desk.page.report is not None
    assert desk.page.report.paper == first
    assert first.pdf is not None
    assert desk.page.drawn is not None
    assert desk.page.drawn.pdf == first.pdf.path.read_bytes()
    assert primaries(desk) == []
    assert desk.page.filing.next_deed is Deed.NONE
    assert "旧版本" in desk.page.panel.stage.note.text()
    desk.page.choices.papers.setCurrentRow(0)
    desk.settle()
    assert desk.page.figures.isVisible()
    assert desk.page.panel.checks.isVisible()
    assert desk.page.report.paper is not None
    assert desk.page.report.paper.version == 2


def test_what_is_entered_late_is_listed_in_the_week_that_counts_it(desk: Desk, ids: dict[str, int]) -> None:
    last = WEEK_END - timedelta(days=7)
    desk.run(file_week, last)
    late = InspectionFacts(
        enterprise_id=ids["北山砖厂"],
        inspected_on=last,
        level=InspectionLevel.TOWNSHIP,
        inspectors=("孙七",),
        hazards=[HazardFacts("窑顶护栏缺失", HazardLevel.GENERAL)],
    )
    desk.run(save_inspection, late)
    (line,) = [text for text in desk.page.panel.checks.lines if "补录" in text and "含" in text]
    at = desk.page.panel.checks.lines.index(line)
    desk.page.panel.checks.list._open(desk.page.panel.checks.list.item(at))
    desk.settle()
    assert {row[2] for row in desk.rows} == {"一般隐患·排查：窑顶护栏缺失", "检查组：孙七"}
    assert all(date.fromisoformat(row[0]) == last for row in desk.rows)


# ---- figures changed by hand -----------------------------------------------------------------------------


def change(desk: Desk, value: str, reason: str) -> None:
    """Change the figure of general hazards found by F2."""
    figures = desk.page.figures
    figures.setFocus()
    figures.go_to(1)
    QTest.keyClick(figures, KEY.Key_F2)
    editor = desk.page.counted.editor
    assert editor.isVisible()
    editor.value.set_value(value)
    editor.reason.set_value(reason)
    editor.save()
    desk.settle()


def test_a_figure_changed_by_hand_prints_and_keeps_what_was_counted(desk: Desk) -> None:
    change(desk, "5", "")
    assert desk.page.counted.editor.reason.error, "a reason is required"
    change(desk, "5", "含县里交办的 3 条")
    assert desk.page.figures.lines[1].texts[1:] == ("改 5", "2")
    assert "统计数字：2" in desk.page.figures.lines[1].tip
    assert desk.page.report is not None
    assert desk.page.report.sheets[0].cell(GENERAL).text == "5"
    assert "含县里交办的 3 条" in desk.page.preview.view._changed[GENERAL]
    desk.click_figure(GENERAL)
    assert "本周 2 项" in desk.page.details.title.text()
    assert "表里改为 5" in desk.page.details.explanation.text()
    desk.choose(Content.CUMULATIVE)
    assert desk.page.report.sheets[0].cell(GENERAL).text == "2", "the cumulative figure is one of its own"


def test_a_filed_paper_says_which_of_its_figures_was_changed_and_why(desk: Desk) -> None:
    change(desk, "5", "含县里交办的 3 条")
    file(desk)
    assert desk.page.report is not None
    ((key, value, computed, reason),) = [
        (one.key, one.value, one.computed, one.reason) for one in desk.page.report.overridden
    ]
    assert (key, value, computed, reason) == (GENERAL, "5", "2", "含县里交办的 3 条")
    assert "5" in desk.page_text()
    change(desk, "6", "又多一条")
    assert desk.page.preview.view._changed[GENERAL].startswith("统计是 2，改成 5"), "what was filed stays"


# ---- the scan beside the page ------------------------------------------------------------------------------


def test_the_scan_stands_beside_the_page_where_there_is_room(desk: Desk, tmp_path: Path) -> None:
    file(desk)
    assert not desk.page.pages._bar.isVisible()
    drop(desk, picture(tmp_path, "1.png"))
    dialog(desk).form.save_button.click()
    desk.settle()
    pages = desk.page.pages
    assert pages.view is View.BOTH
    assert pages.area.isVisible()
    assert pages.scan.isVisible()
    assert pages.scan.preview.view.has_pictures
    desk.window.resize(1000, 600)
    desk.settle()
    assert pages.view is View.ORIGINAL
    assert not pages.scan.isVisible()
    assert not pages.buttons[View.BOTH].isEnabled()
    assert "拉宽" in pages.buttons[View.BOTH].toolTip()
    pages.buttons[View.SCAN].click()
    desk.settle()
    assert not pages.area.isVisible()
    assert pages.scan.preview.view.has_pictures


def test_a_place_left_empty_leads_to_its_paper(desk: Desk) -> None:
    obliged = [
        ObligationFacts("weekly-statistics", ReportScope.WEEK, weekday=4),
        ObligationFacts("weekly-dispatch", ReportScope.CUMULATIVE, weekday=4),
    ]
    desk.run(save_own_obligations, obliged)
    desk.settle()
    checks = desk.page.panel.checks.list
    (at,) = [at for at in range(checks.count()) if "处文字没有填写" in checks.item(at).text()]
    assert checks.item(at).text().endswith("›")
    checks.setCurrentRow(at)
    QTest.keyClick(checks, KEY.Key_Return)
    desk.settle()
    assert desk.page.choices.now.form_id == "weekly-dispatch"
    assert desk.page.report is not None
    assert desk.page.report.slots
