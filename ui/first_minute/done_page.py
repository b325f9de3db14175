"""Step 6 完成: what there is now, and the next steps as buttons that do them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton

from ui import theme
from ui.first_minute.step_page import StepPage, heading


class Next(Enum):
    """What can be done next: the words of its button, and what it's good for."""

    PRINT = "打印一张登记表(&1)"
    VISIT = "录入第一次检查(&2)"
    MANUAL = "打开使用手册(&3)"


_GOOD_FOR = {
    Next.PRINT: "看看表打出来什么样：有企业的填好第一家，没有的是空白表",
    Next.VISIT: "从检查回来，把查到的隐患录进去",
    Next.MANUAL: "按事情一件一件讲，随时可以按 F1 打开",
}


@dataclass(frozen=True, slots=True)
class Made:
    """What the new office holds."""

    name: str
    folder: Path
    villages: int = 0
    people: int = 0
    enterprises: int = 0


class MadePage(StepPage):
    """The end of the wizard."""

    next_wanted = Signal(object)  # Next

    def __init__(self) -> None:
        """Build it with nothing made."""
        super().__init__(
            "可以用了", "没填的以后都能补：村和人员在“工具 → 名册”，单位资料在“工具 → 单位设置”。"
        )
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.buttons: dict[Next, QPushButton] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.PAGE_MARGIN)
        grid.setVerticalSpacing(theme.LABEL_GAP)
        grid.setColumnStretch(1, 1)
        for row, step in enumerate(Next):
            button = QPushButton(step.value)
            button.setMinimumWidth(190)
            button.clicked.connect(lambda _checked=False, step=step: self.next_wanted.emit(step))
            said = QLabel(_GOOD_FOR[step])
            said.setWordWrap(True)
            theme.set_role(said, "secondary")
            grid.addWidget(button, row, 0)
            grid.addWidget(said, row, 1)
            self.buttons[step] = button
        theme.set_role(self.buttons[Next.PRINT], "primary")
        self.column.addSpacing(theme.SMALL_GAP)
        self.column.addWidget(self.facts)
        self.column.addSpacing(theme.LABEL_GAP)
        self.column.addWidget(heading("接下来"))
        self.column.addLayout(grid)
        self.column.addStretch()

    def show_made(self, made: Made) -> None:
        """Say what has been made."""
        lines = [
            f"{made.name}的台账建好了，存放在 {made.folder}。",
            f"村（社区）{made.villages} 个 · 人员 {made.people} 人 · 企业 {made.enterprises} 家",
            "每次退出自动备份。建议在“文件 → 备份与恢复”里再设一个第二备份位置（U盘或移动硬盘）。",
        ]
        self.facts.setText("\n".join(lines))

    def enter(self) -> None:
        """Begin at the first of the next steps."""
        self.buttons[Next.PRINT].setFocus()
