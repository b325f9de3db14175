"""加企业: the enterprises that a pair could visit, best first, found while typing and ticked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.rosters.desk_dialog import press_focused_button
from ui.pages.cross.follow_columns import offer_columns
from ui.tables.columns import Align, Column
from ui.tables.ids_model import IdsTableModel
from ui.tables.record_table import RecordTable
from ui.tables.risk_chips import RiskChips
from ui.widgets.dialog import Dialog
from ui.widgets.field import ENTER_KEYS
from ui.widgets.search_box import SearchLine
from ui.widgets.suggestions import found_by

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.following import SampleRow

_SIZE = (1140, 560)
_TICK = "√"
_KEYS = "空格或双击勾选，回车加进名单。"


class SamplePicker(Dialog):
    """Space ticks, Enter in the search ticks the first found, Enter in the list takes what is ticked."""

    chosen = Signal(list)  # ids of the enterprises ticked, in the order offered

    def __init__(self, title: str, offered: Sequence[SampleRow], settings: Any, parent: QWidget) -> None:
        """Offer these enterprises, none ticked."""
        super().__init__(parent)
        self.setWindowTitle(title)
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))
        self._rows = {row.enterprise_id: row for row in offered}
        self._ticked: set[int] = set()
        self.search = SearchLine("查找企业", "企业名称或拼音首字母、村、重点类型")
        self.search.textChanged.connect(lambda _text: self._find())
        self.search.installEventFilter(self)
        tick = Column("tick", "选", 36, Align.CENTRE, text=self._tick_words, sortable=False)
        self.model = IdsTableModel(offer_columns(tick), self._fetch, self)
        self.table = RecordTable(self.model, "cross_offers", settings)
        self.table.setAccessibleName("可选的企业")
        self.table.horizontalHeader().setStretchLastSection(True)
        risk = next(at for at, column in enumerate(self.model.columns) if column.key == "risk")
        self.table.setItemDelegateForColumn(risk, RiskChips(self.table))
        self.table.panel_wanted.connect(lambda _id: self._tick_selected())
        self.table.doubleClicked.connect(lambda _index: self._tick_selected())
        self.table.installEventFilter(self)
        self.foot = QLabel()
        theme.set_role(self.foot, "secondary")
        self.take_button = QPushButton("加进名单")
        theme.set_role(self.take_button, "primary")
        self.take_button.clicked.connect(self.accept)
        self.cancel_button = QPushButton("取消")
        self.cancel_button.setToolTip("Esc")
        self.cancel_button.clicked.connect(self.reject)
        self._lay_out()
        self.finished.connect(self.deleteLater)
        self._find()
        self._tell()
        self.search.setFocus()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(theme.LABEL_GAP)
        foot.addWidget(self.foot, 1)
        for button in (self.take_button, self.cancel_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.PAGE_MARGIN] * 4)
        column.setSpacing(theme.LABEL_GAP)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    # ---- the list --------------------------------------------------------------------------------------

    def _fetch(self, ids: list[int], done: Callable[[Sequence[SampleRow]], None], _failed: object) -> None:
        done([self._rows[known] for known in ids])

    def _tick_words(self, row: SampleRow) -> str:
        return _TICK if row.enterprise_id in self._ticked else ""

    def _find(self) -> None:
        typed = self.search.text()
        found = [known for known, row in self._rows.items() if _is_found(row, typed)]
        self.table.set_empty_text("没有符合的企业。" if self._rows else "受检方的企业都已在名单里。")
        self.model.set_ids(found)

    def _tick(self, ids: Sequence[int]) -> None:
        untick = all(known in self._ticked for known in ids)
        (self._ticked.difference_update if untick else self._ticked.update)(ids)
        self.model.refresh()
        self._tell()

    def _tick_selected(self) -> None:
        if self.table.selected_ids:
            self._tick(self.table.selected_ids)

    def ticked(self) -> list[int]:
        """Return the ids that are ticked, in the order offered."""
        return [known for known in self._rows if known in self._ticked]

    def _tell(self) -> None:
        rows = [self._rows[known] for known in self.ticked()]
        avoided = [row for row in rows if row.avoid]
        words = f"已选 {len(rows)} 家。" if rows else "还没有选。"
        if avoided:
            words += f"其中 {len(avoided)} 家应当回避：{avoided[0].name}（{'；'.join(avoided[0].avoid)}）"
            words += "等。" if len(avoided) > 1 else "。"
        self.foot.setText(words + ("" if avoided else _KEYS))
        theme.set_role(self.foot, "error" if avoided else "secondary")
        self.take_button.setEnabled(bool(rows))

    # ---- keys ------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Take the enterprises that are ticked."""
        ids = self.ticked()
        super().accept()
        if ids:
            self.chosen.emit(ids)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tick by Enter in the search, go down into the list, take by Enter in the list."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or self.search.composing:
            return super().eventFilter(watched, event)
        if watched is self.search and event.key() in ENTER_KEYS:
            if self.search.text().strip() and self.model.rowCount():
                self._tick([self.model.id_at(0)])
                self.search.clear()
            elif self._ticked:
                self.accept()
            return True
        if watched is self.search and event.key() == Qt.Key.Key_Down:
            if self.model.rowCount():
                self.table.go_to(self.model.id_at(0))
                self.table.setFocus()
            return True
        if watched is self.table and event.key() in ENTER_KEYS:
            if not self._ticked:
                self._tick_selected()
            self.accept()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)


def _is_found(row: SampleRow, typed: str) -> bool:
    return any(found_by(text, typed) for text in (row.name, row.village, *row.kinds))
