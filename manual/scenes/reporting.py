"""报表导出 on a Friday: the papers of the week from the draft to the scan, and what belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from manual.scenes.hands import choose_row
from manual.stage import Stage, scene

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def _papers(stage: Stage) -> Any:
    """Show the papers of this week."""
    page = stage.tab("报表导出")
    stage.wait_for("统计表", lambda: page.preview.view.has_pictures and page.print_button.isEnabled())
    stage.wait_for("本周报送", lambda: page.filing.paper is not None)
    stage.settle()
    return page


def _file(stage: Stage) -> Any:
    """定稿 this week, and show its first paper."""
    page = _papers(stage)
    page.filing.file()
    stage.wait_for("定稿", lambda: page.filing.week is not None and page.filing.week.state.filed)
    stage.wait_for("统计表", lambda: page.preview.view.has_pictures and page.print_button.isEnabled())
    stage.settle()
    return page


@scene("filing-draft")
def filing_draft(stage: Stage) -> QWidget | None:
    """Show the draft of this week: the checks at the right, one button."""
    _papers(stage)
    return None


@scene("filing-checks")
def filing_checks(stage: Stage) -> QWidget | None:
    """Only the right side: how far it is, the button, the checks."""
    return _papers(stage).side  # type: ignore[no-any-return]


@scene("filing-filed")
def filing_filed(stage: Stage) -> QWidget | None:
    """Show the same week after 定稿."""
    _file(stage)
    return None


@scene("filing-scan")
def filing_scan(stage: Stage) -> QWidget | None:
    """放回盖章的扫描件."""
    from manual.scenes.hands import photo

    page = _file(stage)
    page.filing.open_scan([photo(stage.folder.parent, "统计表盖章.jpg", (200, 190, 180))])
    return stage.front()  # type: ignore[no-any-return]


@scene("filing-correction")
def filing_correction(stage: Stage) -> QWidget | None:
    """更正 of a filed week."""
    page = _file(stage)
    page.filing.open_correction()
    return stage.front()  # type: ignore[no-any-return]


@scene("report-figure")
def report_figure(stage: Stage) -> QWidget | None:
    """Show the rows behind a figure of the table."""
    from PySide6.QtCore import QPoint

    page = _papers(stage)
    place = page.preview.view.figure_rect("general_found").center().toPoint()
    stage.walk.click(page.preview.view, QPoint(place))
    stage.wait_for("数字背后的记录", page.details.isVisible)
    stage.settle()
    return None


@scene("report-dispatch")
def report_dispatch(stage: Stage) -> QWidget | None:
    """周调度统计表: the places of its sentences at the right."""
    page = stage.tab("报表导出")
    page.show_form("weekly-dispatch")
    stage.wait_for(
        "周调度统计表",
        lambda: (
            page.report is not None
            and page.report.wanted.form_id == "weekly-dispatch"
            and page.preview.view.has_pictures
            and page.print_button.isEnabled()
        ),
    )
    stage.settle()
    return None


@scene("report-wording")
def report_wording(stage: Stage) -> QWidget | None:
    """表格文字."""
    page = _papers(stage)
    page.open_wording()
    return stage.front()  # type: ignore[no-any-return]


@scene("calibration")
def calibration(stage: Stage) -> QWidget | None:
    """打印校准 of a printer."""
    from ui.printing.calibration_dialog import CalibrationDialog

    page = _papers(stage)
    printer = "HP LaserJet 1020"
    CalibrationDialog([printer], printer, True, page.settings, stage.messages, stage.window).open()
    return stage.front()  # type: ignore[no-any-return]


@scene("campaigns")
def campaigns(stage: Stage) -> QWidget | None:
    """专项行动 with what is to be reported."""
    dialog = stage.dialog("专项行动")
    choose_row(stage, dialog.desk.table, 1)
    return dialog  # type: ignore[no-any-return]
