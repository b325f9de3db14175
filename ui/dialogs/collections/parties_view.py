"""应交单位: who has returned it, who hasn't with whom to ring; 免报 with its reason; the list on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.collections.rows_table import RowsTable
from ui.tables.columns import Column
from ui.theme import Meaning
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.collecting.record import CollectionRecord
    from hazard_desk.services.collecting.standing import PartyRow

_NOT_YET = "未交"


@dataclass(frozen=True, slots=True)
class _Row:
    """A line: the party with how it stands."""

    id: int
    row: PartyRow

    @property
    def files(self) -> str:
        """The files it returned, or where its rows were found."""
        return "、".join(file.file for file in self.row.files) or self.row.hint

    @property
    def why(self) -> str:
        """Why nothing is expected of it."""
        return self.row.party.exempt_reason


def _meaning(one: _Row) -> Meaning | None:
    if one.row.files:
        return Meaning.DUE_SOON if one.row.late else Meaning.CLOSED
    if one.row.party.exempt_reason:
        return Meaning.VOID
    return Meaning.OVERDUE if one.row.overdue else Meaning.DUE_SOON


_COLUMNS = (
    Column("name", "单位", width=150, text=lambda one: one.row.party.name, sortable=False),
    Column("state", "情况", width=132, text=lambda one: one.row.words, meaning=_meaning, sortable=False),
    Column("person", "联系人", width=76, text=lambda one: one.row.party.person, sortable=False),
    Column("phone", "电话", width=112, text=lambda one: one.row.party.phone, sortable=False),
    Column("files", "文件", width=180, sortable=False),
    Column(
        "returned_on",
        "交回",
        width=92,
        text=lambda one: str(one.row.returned_on or ""),
        sortable=False,
    ),
    Column("why", "免报原因", width=110, sortable=False),
)


class PartiesView(QWidget):
    """The list with a filter for those who haven't returned it."""

    exempt_wanted = Signal(list, str)  # places on the list, and the reason; "" takes it back
    close_wanted = Signal()  # nothing more is expected, or it goes on
    paper_wanted = Signal(str)  # print, .pdf or .xlsx

    def __init__(self, settings: Any) -> None:
        """Build it empty."""
        super().__init__()
        self._all: list[_Row] = []
        self.only_missing = QCheckBox("只看未交的")
        self.only_missing.toggled.connect(lambda _on: self._show())
        self.words = QLabel()
        self.words.setWordWrap(True)
        theme.set_role(self.words, "secondary")
        self.print_button = push_button(
            "打印未交清单", "未交的单位、联系人和电话", lambda: self.paper_wanted.emit("print"), "print"
        )
        self.pdf_button = push_button("PDF…", "未交清单存为 PDF", lambda: self.paper_wanted.emit(".pdf"))
        self.xlsx_button = push_button(
            "Excel…", "未交清单存为 Excel", lambda: self.paper_wanted.emit(".xlsx")
        )
        self.close_button = push_button("收齐归档", "不再收了：不再列为逾期", self.close_wanted.emit, "check")
        self.table = RowsTable(_COLUMNS, "collections/parties", settings, "files")
        self.table.setAccessibleName("应交单位")
        self.table.set_empty_text("都交了。")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("免报原因，如“没有这类企业”")
        self.reason.setAccessibleName("免报原因")
        self.reason.setMaxLength(100)
        self.reason.returnPressed.connect(self._exempt)
        self.exempt_button = push_button("选中的免报", "写明原因，不再列为未交", self._exempt)
        self.expect_button = push_button("取消免报", "选中的仍要交", self._expect)
        self.table.selection_changed.connect(lambda _ids: self._enable())
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(self.only_missing)
        head.addStretch()
        for button in (self.close_button, self.print_button, self.pdf_button, self.xlsx_button):
            head.addWidget(button)
        foot = QHBoxLayout()
        foot.setSpacing(theme.LABEL_GAP)
        foot.addWidget(self.reason, 1)
        foot.addWidget(self.exempt_button)
        foot.addWidget(self.expect_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        column.setSpacing(theme.LABEL_GAP)
        column.addLayout(head)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self._enable()

    def show_record(self, record: CollectionRecord) -> None:
        """Show how the parties of this 收表 stand, those that haven't returned it first."""
        rows = record.standing.rows
        order = sorted(rows, key=lambda row: (bool(row.files), row.party.excused))
        self._all = [_Row(row.party.id, row) for row in order]
        missing, exempt = len(record.standing.missing), len(record.standing.exempt)
        parts = [f"应交 {len(rows) - exempt}", f"已交 {len(record.standing.returned)}", f"未交 {missing}"]
        if record.standing.late:
            parts.append(f"迟交 {len(record.standing.late)}")
        self.words.setText("，".join([*parts, f"不用交 {exempt}"] if exempt else parts))
        for button in (self.print_button, self.pdf_button, self.xlsx_button):
            button.setEnabled(bool(missing))
        self._show()

    def show_closed(self, closed: bool) -> None:
        """Offer to close the 收表, or to open it again."""
        self.close_button.setText("重新打开" if closed else "收齐归档")
        self.close_button.setToolTip("还要收" if closed else "不再收了：不再列为逾期")

    def _show(self) -> None:
        only = self.only_missing.isChecked()
        self.table.show_rows([one for one in self._all if not only or one.row.words.startswith(_NOT_YET)])
        self._enable()

    def _enable(self) -> None:
        chosen = self.table.chosen()
        self.exempt_button.setEnabled(any(not one.row.files for one in chosen))
        self.expect_button.setEnabled(any(one.why for one in chosen))

    def _exempt(self) -> None:
        reason = self.reason.text().strip()
        chosen = [one.id for one in self.table.chosen() if not one.row.files]
        if not reason:
            self.reason.setFocus()
        elif chosen:
            self.reason.clear()
            self.exempt_wanted.emit(chosen, reason)

    def _expect(self) -> None:
        chosen = [one.id for one in self.table.chosen() if one.why]
        if chosen:
            self.exempt_wanted.emit(chosen, "")
