"""写入档案: what would change in the registry, field by field; new enterprises to tick; written at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.collections.rows_table import RowsTable, StableIds
from ui.tables.columns import Column
from ui.theme import Meaning
from ui.widgets.check_list import BOXES
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.collecting.applying import RegistryChange
    from hazard_desk.services.collecting.record import CollectionRecord

_KEY = Qt.ItemDataRole.UserRole
_NEW_HEIGHT = 120
_NOTHING_OURS = "这张表没有对应企业档案的栏。要写入档案的，请在“收表”里给表头选“对应台账”。"
_NOTHING = "没有要写入的：交回的和档案一致，或冲突还没有定。"


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    change: RegistryChange


_COLUMNS = (
    Column("enterprise", "企业", width=190, text=lambda one: one.change.enterprise, sortable=False),
    Column("label", "栏目", width=130, text=lambda one: one.change.label, sortable=False),
    Column("before", "档案现在", width=150, text=lambda one: one.change.before or "（空）", sortable=False),
    Column(
        "after",
        "改为",
        width=150,
        text=lambda one: one.change.after,
        meaning=lambda _one: Meaning.IN_PROGRESS,
        sortable=False,
    ),
    Column("source", "按谁的", width=180, text=lambda one: one.change.source, sortable=False),
)


class RegistryView(QWidget):
    """The changes before they are made; nothing is written without the button."""

    apply_wanted = Signal(list)  # the keys of the new enterprises to be made

    def __init__(self, settings: Any) -> None:
        """Build it empty."""
        super().__init__()
        self._ids = StableIds()
        self.words = QLabel()
        self.words.setWordWrap(True)
        theme.set_role(self.words, "secondary")
        self.apply_button = push_button("写入企业档案", "一次写入，可以撤销（Ctrl+Z）", self._apply, "check")
        theme.set_role(self.apply_button, "primary")
        self.apply_button.setIcon(theme.icon("check", theme.GROUND))
        self.table = RowsTable(_COLUMNS, "collections/registry", settings)
        self.table.setAccessibleName("要写入企业档案的内容")
        self.new_words = QLabel("档案里没有的企业（勾上的才新建）：")
        theme.set_role(self.new_words, "heading")
        self.new_list = QListWidget()
        self.new_list.setAccessibleName("档案里没有的企业")
        self.new_list.setStyleSheet(BOXES)
        self.new_list.setFixedHeight(_NEW_HEIGHT)
        self.new_list.itemChanged.connect(lambda _item: self._enable())
        self.problems = QLabel()
        self.problems.setWordWrap(True)
        self.problems.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self.problems, "error")
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(self.words, 1)
        head.addWidget(self.apply_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        column.setSpacing(theme.LABEL_GAP)
        column.addLayout(head)
        column.addWidget(self.problems)
        column.addWidget(self.table, 1)
        column.addWidget(self.new_words)
        column.addWidget(self.new_list)

    def show_record(self, record: CollectionRecord) -> None:
        """Show what writing would do."""
        plan = record.plan
        ours = any(column.field for column in record.facts.columns)
        self.table.set_empty_text(_NOTHING if ours else _NOTHING_OURS)
        self.table.show_rows(
            [_Row(self._ids.id_of((record.id, one.key, one.field)), one) for one in plan.changes]
        )
        ticked = set(self.chosen())
        self.new_list.blockSignals(True)
        self.new_list.clear()
        for one in plan.new:
            item = QListWidgetItem(f"{one.name}　{one.texts.get('village', '')}　（{one.source}）")
            item.setData(_KEY, one.key)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            )
            on = one.key in ticked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.new_list.addItem(item)
        self.new_list.blockSignals(False)
        self.new_words.setVisible(bool(plan.new))
        self.new_list.setVisible(bool(plan.new))
        enterprises = len({change.key for change in plan.changes})
        said = [f"要改 {enterprises} 家企业的 {len(plan.changes)} 处"] if plan.changes else []
        said += [f"还有 {plan.waiting} 处冲突没定，不写"] if plan.waiting else []
        self.words.setText("；".join([*said, "空着的栏不会清掉档案里的内容。"]) if ours else "")
        self.problems.setText(
            "\n".join(
                f"{one.sheet} {one.column}“{one.value}”：{one.message}{one.remedy}" for one in plan.problems
            )
        )
        self.problems.setVisible(bool(plan.problems))
        self._enable()

    def chosen(self) -> list[str]:
        """Return the keys of the new enterprises that are ticked."""
        items = [self.new_list.item(row) for row in range(self.new_list.count())]
        return [item.data(_KEY) for item in items if item.checkState() == Qt.CheckState.Checked]

    def _enable(self) -> None:
        self.apply_button.setEnabled(bool(self.table.rows or self.chosen()))

    def _apply(self) -> None:
        self.apply_wanted.emit(self.chosen())
