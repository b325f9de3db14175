"""The steps at the top of a wizard: which are done, which is the present one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from ui import theme

_PRESENT = f"color: {theme.ACCENT}; font-weight: 600;"
_OTHER = f"color: {theme.SECONDARY}; font-weight: normal;"


class StepBar(QFrame):
    """1 选文件 › 2 对列 › 3 核对 › 4 完成."""

    def __init__(self, steps: Sequence[str]) -> None:
        """Name the steps; the first is the present one."""
        super().__init__()
        theme.set_role(self, "band")
        self._steps = list(steps)
        self._labels = [QLabel() for _ in steps]
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.GROUP_GAP, theme.LABEL_GAP, theme.GROUP_GAP, theme.LABEL_GAP)
        row.setSpacing(theme.PAGE_MARGIN)
        for at, label in enumerate(self._labels):
            if at:
                arrow = QLabel()
                arrow.setPixmap(theme.icon("chevron-right", theme.SECONDARY).pixmap(theme.ICON_PIXELS))
                row.addWidget(arrow)
            row.addWidget(label)
        row.addStretch()
        self.show_step(0)

    def show_step(self, present: int, done: Collection[int] | None = None) -> None:
        """Mark this step as the present one, and those before it as done.

        Where steps may be left out, `done` are those that were taken; of the others those before are skipped.
        """
        for at, label in enumerate(self._labels):
            if at in (range(present) if done is None else done):
                mark = " ✓"
            else:
                mark = "（跳过）" if at < present else ""
            label.setText(f"{at + 1}  {self._steps[at]}{mark}")
            label.setStyleSheet(_PRESENT if at == present else _OTHER)
        self.setAccessibleName(f"第 {present + 1} 步，共 {len(self._steps)} 步：{self._steps[present]}")
