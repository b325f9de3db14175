"""What can be put on paper of a pair: for all its enterprises, for the selected ones, for the pair itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.following import SampleRow

BLANK, VISIT_SHEET, HAZARD_LIST = "blank", "visit-sheet", "hazard-list"
_OF_ENTERPRISES = {
    BLANK: "空白问题隐患清单（附件5）",
    VISIT_SHEET: "检查前提示单",
    HAZARD_LIST: "已查企业的问题隐患清单（附件5）",
}
_OF_PAIR = {
    "cross-handover": "问题隐患移交清单和回执…",
    "cross-summary": "隐患情况汇总表（附件4）…",
}


class PaperMenu(QMenu):
    """全部 5 家 ▸, 选中的 2 家 ▸, and the forms of the pair."""

    wanted = Signal(str, bool)  # a paper of enterprises; whether of the selected ones alone
    form_wanted = Signal(str)  # a form of the pair

    def __init__(self, parent: QWidget) -> None:
        """Build it; `show_for` says of how many."""
        super().__init__(parent)
        self.lone_blank = self.addAction(_OF_ENTERPRISES[BLANK])
        self.lone_blank.setToolTip("不填企业名称，份数在打印窗口里选")
        self.lone_blank.triggered.connect(lambda: self.wanted.emit(BLANK, False))
        self.whole, self.of_all = self._submenu(False)
        self.part, self.of_selected = self._submenu(True)
        self.addSeparator()
        self.of_pair: dict[str, QAction] = {}
        for form_id, words in _OF_PAIR.items():
            action = self.addAction(words)
            action.triggered.connect(lambda _checked=False, form_id=form_id: self.form_wanted.emit(form_id))
            self.of_pair[form_id] = action

    def _submenu(self, selected: bool) -> tuple[QMenu, dict[str, QAction]]:
        menu = self.addMenu("")
        actions = {}
        for key, words in _OF_ENTERPRISES.items():
            action = menu.addAction(words)
            action.triggered.connect(lambda _checked=False, key=key: self.wanted.emit(key, selected))
            actions[key] = action
        return menu, actions

    def show_for(self, rows: Sequence[SampleRow], selected: Sequence[SampleRow]) -> None:
        """Offer what there is of these enterprises; without any, a blank list for nobody."""
        self.lone_blank.setVisible(not rows)
        for menu, actions, some, words in (
            (self.whole, self.of_all, rows, "全部"),
            (self.part, self.of_selected, selected, "选中的"),
        ):
            menu.menuAction().setVisible(bool(some))
            menu.setTitle(f"{words} {len(some)} 家")
            actions[HAZARD_LIST].setEnabled(any(row.visit_id is not None for row in some))
