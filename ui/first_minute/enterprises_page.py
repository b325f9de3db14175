"""Step 5 企业: the office is made; her spreadsheet is imported now, an empty one saved, or all that later."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton

from ui import theme
from ui.first_minute.step_page import StepPage
from ui.widgets.file_dialog import file_dialog
from ui.widgets.push_button import push_button

_FILTER = "Excel 表格 (*.xlsx)"


class EnterprisesPage(StepPage):
    """Two ways to begin; 下一步 is the third."""

    import_wanted = Signal()
    template_wanted = Signal(object)  # where to write it

    def __init__(self) -> None:
        """Build it with nothing imported."""
        super().__init__(
            "企业档案",
            "台账已经建好了。有现成的企业表就现在导入；没有的以后再说，随时能导入或一家一家录入。",
        )
        self.import_button = push_button(
            "导入已有的表格(&I)…", "先核对、再写入，写错了能撤销", self.import_wanted.emit, "import"
        )
        self.template_button = push_button(
            "另存空白导入表(&T)…", "在 Excel、WPS 里填好再导入", self.choose_template, "document"
        )
        theme.set_role(self.import_button, "primary")
        self.import_button.setIcon(theme.icon("import", theme.GROUND))
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self.state, "heading")
        self.state.hide()
        self.column.addSpacing(theme.SMALL_GAP)
        self.column.addWidget(
            _card(
                self.import_button,
                "县里发的、以前存的企业名单都行（.xlsx、.xls、.ods），不必是本程序的格式；"
                "标题行、合计行自动跳过，先看核对结果再决定写入。",
            )
        )
        self.column.addWidget(
            _card(self.template_button, "手里没有表格的，存一份空白表，填好以后从“企业档案 → 导入”读进来。")
        )
        self.column.addSpacing(theme.SMALL_GAP)
        self.column.addWidget(self.state)
        self.column.addStretch()
        self.enterprises = 0

    def show_count(self, enterprises: int) -> None:
        """Say how many enterprises the office has by now."""
        self.enterprises = enterprises
        self.state.setText(f"企业档案里现在有 {enterprises} 家企业。" if enterprises else "")
        self.state.setVisible(bool(enterprises))

    def say(self, words: str) -> None:
        """Say what has been done."""
        self.state.setText(words)
        self.state.show()

    def choose_template(self) -> None:
        """Ask where the empty table is to be saved."""
        dialog = file_dialog(self, "另存空白导入表", purpose="import-template")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_FILTER)
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile("企业导入表.xlsx")
        dialog.fileSelected.connect(lambda path: self.template_wanted.emit(Path(path)))
        dialog.open()

    def enter(self) -> None:
        """Begin at the import."""
        self.import_button.setFocus()


def _card(button: QPushButton, words: str) -> QFrame:
    card = QFrame()
    theme.set_role(card, "card")
    said = QLabel(words)
    said.setWordWrap(True)
    theme.set_role(said, "secondary")
    button.setMinimumWidth(190)
    row = QHBoxLayout(card)
    row.setContentsMargins(theme.GROUP_GAP, theme.PAGE_MARGIN, theme.GROUP_GAP, theme.PAGE_MARGIN)
    row.setSpacing(theme.GROUP_GAP)
    row.addWidget(button)
    row.addWidget(said, 1)
    return card
