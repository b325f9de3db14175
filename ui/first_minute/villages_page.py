"""Step 3 村（社区）: typed or pasted from anywhere on the left, what is read of it on the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QListWidget, QVBoxLayout, QWidget

from hazard_desk.rules.village_list import TypedVillages, read_villages
from ui import theme
from ui.first_minute.step_page import StepPage
from ui.widgets.fields import LinesField

_LINES = 11


class VillagesPage(StepPage):
    """Counts as one types, and names what stands there twice."""

    def __init__(self) -> None:
        """Build it empty."""
        super().__init__(
            "所属村（社区）",
            "一行一个，或用顿号隔开；从 Excel、Word、微信里复制了粘贴进来也行，序号会自动去掉。可以先不填。",
        )
        self.text = LinesField(
            "villages", "村（社区）名单", lines=_LINES, longest=40_000, placeholder="东街村\n西街村\n……"
        )
        label = QLabel("村（社区）名单(&V)")
        label.setBuddy(self.text.editor)
        self.count = QLabel()
        self.doubts = QLabel()
        self.doubts.setWordWrap(True)
        self.doubts.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self.doubts, "error")
        self.list = QListWidget()
        self.list.setAccessibleName("读到的村（社区）")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFixedHeight(self.text.editor.height())
        columns = QHBoxLayout()
        columns.setSpacing(theme.WIDE_GAP)
        for head, body in ((label, self.text), (self.count, self.list)):
            column = QVBoxLayout()
            column.setSpacing(theme.SMALL_GAP)
            column.addWidget(head)
            column.addWidget(body, 0, Qt.AlignmentFlag.AlignTop)
            column.addStretch()
            holder = QWidget()
            column.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(column)
            columns.addWidget(holder, 1)
        self.column.addSpacing(theme.SMALL_GAP)
        self.column.addLayout(columns)
        self.column.addWidget(self.doubts)
        self.column.addStretch()
        self.text.changed.connect(self._read)
        self.text.entered.connect(self.passed_end)
        self._read()

    @property
    def typed(self) -> TypedVillages:
        """Return what was typed, as it is read."""
        return read_villages(str(self.text.raw()))

    def _read(self) -> None:
        typed = self.typed
        self.list.clear()
        self.list.addItems([f"{at}　{name}" for at, name in enumerate(typed.names, start=1)])
        self.count.setText(f"共 {len(typed.names)} 个村（社区）" if typed.names else "还没有填")
        named = "、".join(f"{name}（{count} 次）" for name, count in typed.repeated)
        doubts = [f"不像村名，请核对：{'、'.join(typed.doubtful)}。"] if typed.doubtful else []
        doubts += [f"重复的只记一次：{named}。"] if named else []
        self.doubts.setText("".join(doubts))
        self.doubts.setVisible(bool(doubts))
        self.changed.emit()

    def raw(self) -> Any:
        """Return the text as it was typed."""
        return self.text.raw()

    def set_raw(self, raw: Any) -> None:
        """Put the text back."""
        self.text.set_raw(raw if isinstance(raw, str) else "")

    def obstacle(self) -> str:
        """Say that the text is too long."""
        return self.text.problem()

    def enter(self) -> None:
        """Begin to type."""
        self.text.setFocus()
