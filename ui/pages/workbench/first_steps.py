"""The first steps of a new office: what is done, what isn't yet, and the way to each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.theme import Meaning

if TYPE_CHECKING:
    from hazard_desk.services.first_steps import FirstSteps

ROSTERS, CAMPAIGNS = "名册（村、人员）…", "专项行动…"


@dataclass(frozen=True, slots=True)
class _Step:
    """A step: its name, what it's counted in, its way (a dialog of the menus, or a list), why it's wanted."""

    key: str
    name: str
    unit: str
    way: str
    why: str
    dialog: tuple[str, str] = ("", "")
    noun: str = ""


_STEPS = (
    _Step("villages", "村（社区）", "个", "去录入", "企业归到村，才能分村统计", (ROSTERS, "villages")),
    _Step("people", "领导和检查人员", "人", "去录入", "检查、签字和指标都从名册里选人", (ROSTERS, "people")),
    _Step("campaigns", "专项行动", "个", "去新建", "表头和累计从行动开始算；没有的可以跳过", (CAMPAIGNS, "")),
    _Step("enterprises", "企业", "家", "去企业档案建档", "从已有的表格导入，或一家一家录", noun="enterprise"),
    _Step("visits", "第一次检查", "次", "去录入", "检查回来，把隐患录进去", noun="inspection"),
)


class FirstStepsList(QWidget):
    """A line a step: a mark and a word, what there is, and the button that leads there."""

    dialog_wanted = Signal(str, str)  # the dialog's words, and at which part of it
    list_wanted = Signal(str, str)  # noun, view

    def __init__(self, title: str) -> None:
        """Build it with nothing done."""
        super().__init__()
        heading = QLabel(title)
        theme.set_role(heading, "heading")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.PAGE_MARGIN)
        self._grid.setVerticalSpacing(theme.SMALL_GAP)
        self._grid.setColumnStretch(1, 1)
        self.buttons: dict[str, QPushButton] = {}
        self._marks: dict[str, QLabel] = {}
        self._words: dict[str, QLabel] = {}
        for row, step in enumerate(_STEPS):
            mark, words, button = QLabel(), QLabel(), QPushButton(step.way)
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
            theme.set_role(button, "link")
            button.setAutoDefault(True)
            button.setAccessibleName(f"{step.name}：{step.way}")
            button.clicked.connect(lambda _checked=False, step=step: self._go(step))
            self._marks[step.key], self._words[step.key], self.buttons[step.key] = mark, words, button
            for column, widget in enumerate((mark, words, button)):
                self._grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL_GAP)
        layout.addWidget(heading)
        layout.addLayout(self._grid)

    def show_steps(self, there: FirstSteps) -> None:
        """Show which of the steps are done."""
        for step in _STEPS:
            count = getattr(there, step.key)
            meaning = Meaning.CLOSED if count else Meaning.DUE_SOON
            self._marks[step.key].setText("✓ 已有" if count else "○ 待办")
            self._marks[step.key].setStyleSheet(f"color: {meaning.value.ink};")
            said = f"{step.name}　{count} {step.unit}" if count else f"{step.name}　{step.why}"
            self._words[step.key].setText(said)
            self.buttons[step.key].setVisible(not count)

    def _go(self, step: _Step) -> None:
        if step.noun:
            self.list_wanted.emit(step.noun, "all")
        else:
            self.dialog_wanted.emit(*step.dialog)
