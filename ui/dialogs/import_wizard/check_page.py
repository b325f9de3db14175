"""Step 3 核对: what the import would do, every row, and what has to be put right first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListView,
    QPushButton,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.dialogs.import_wizard.problems_model import ProblemsModel
from ui.dialogs.import_wizard.rows_model import FIRST_FIELD, SKIP, STATE, RowsModel
from ui.tables.record_table import RecordDelegate
from ui.theme import Meaning
from ui.widgets.view_bar import ViewBar

if TYPE_CHECKING:
    from hazard_desk.errors import Problem
    from hazard_desk.intake.rows import SheetRows
    from hazard_desk.services.importing.batch import ImportPlan
    from ui.dialogs.import_wizard.reading import CellKey

_SIDE_WIDTH = 320
_ENTRY_HEIGHT = 44
_NARROWEST, _WIDEST = 72, 240
_MEASURED_ROWS = 60
_BOXES = "QTableView::indicator { width: 18px; height: 18px; margin-left: 8px; }"
_FOR_THE_COMMAND_LINE = "（--update）"


class _RowsTable(QTableView):
    """Space leaves the row out, F2, Enter or a double click edits the cell."""

    def __init__(self, model: RowsModel) -> None:
        super().__init__()
        self._rows = model
        self.setModel(model)
        self.setItemDelegate(RecordDelegate(self))
        self.setItemDelegateForColumn(SKIP, _Ticks(self))
        self.setStyleSheet(_BOXES)
        self.setAccessibleName("要导入的行")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        numbers = self.verticalHeader()
        # Any other resize mode measures every row.
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        numbers.setMinimumSectionSize(theme.ROW_HEIGHT)
        numbers.setDefaultSectionSize(theme.ROW_HEIGHT)
        numbers.setHighlightSections(False)
        numbers.setSectionsClickable(False)
        header = self.horizontalHeader()
        header.setFixedHeight(theme.HEADER_HEIGHT)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def fit_columns(self) -> None:
        """Give each column the room that its header and first rows need, within bounds."""
        model = self._rows
        metrics = QFontMetrics(self.font())
        self.setColumnWidth(SKIP, 56)
        self.setColumnWidth(STATE, 72)
        for column in range(FIRST_FIELD, model.columnCount()):
            title = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
            widest = metrics.horizontalAdvance(str(title)) + theme.WIDE_GAP + theme.LABEL_GAP
            for row in range(min(_MEASURED_ROWS, model.rowCount())):
                text = str(model.index(row, column).data() or "")
                widest = max(widest, metrics.horizontalAdvance(text[:40]) + theme.WIDE_GAP)
            self.setColumnWidth(column, max(_NARROWEST, min(_WIDEST, widest)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Enter edits."""
        index = self.currentIndex()
        if index.isValid() and self.state() != QAbstractItemView.State.EditingState:
            if event.key() == Qt.Key.Key_Space:
                tick = self._rows.index(index.row(), SKIP)
                ticked = tick.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
                state = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
                self._rows.setData(tick, state.value, Qt.ItemDataRole.CheckStateRole)
                return
            editable = index.flags() & Qt.ItemFlag.ItemIsEditable
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and editable:
                self.edit(index)
                return
        super().keyPressEvent(event)


class _Ticks(QStyledItemDelegate):
    """Nothing but a box."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw no frame round the text that isn't there."""
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus


class _Entries(QStyledItemDelegate):
    """Two lines an entry, all of one height."""

    def sizeHint(self, option: QStyleOptionViewItem, index: object) -> QSize:
        """Return the same for all: a list of thousands must not measure each."""
        return QSize(_SIDE_WIDTH - theme.WIDE_GAP, _ENTRY_HEIGHT)


class CheckPage(QWidget):
    """Rows at the left, problems at the right, the way to put them right in both."""

    recheck_wanted = Signal()
    mended_one_of_many = Signal(list, str, str)  # the other bad cells alike, what they have, the new text
    update_wanted = Signal(bool)  # what is in the office file already is to be updated

    def __init__(self) -> None:
        """Start without rows."""
        super().__init__()
        self.plan: ImportPlan | None = None
        self.rows = RowsModel(self)
        self.rows.cell_edited.connect(self._on_edited)
        self.rows.skip_changed.connect(lambda *_: self.recheck_wanted.emit())
        self.table = _RowsTable(self.rows)
        self.problems = ProblemsModel(self)
        self.counts = QLabel()
        self.counts.setTextFormat(Qt.TextFormat.RichText)
        self.counts.setWordWrap(True)
        self.state = QLabel()
        self.only_bad = QCheckBox("只看有问题的")
        self.only_bad.toggled.connect(self._filter)
        self.update_box = QCheckBox("更新已有的")
        self.update_box.setToolTip("台账里已有的，用表里填了的内容更新；空格不会抹掉原来的内容")
        self.update_box.toggled.connect(self.update_wanted)
        self.skip_bad = QPushButton()
        self.skip_bad.setAutoDefault(False)
        self.skip_bad.clicked.connect(self.skip_all_bad)
        self.views = ViewBar({"problems": "问题", "warnings": "提示"})
        self.views.chosen.connect(lambda _key: self._list_problems())
        self.list = QListView()
        self.list.setModel(self.problems)
        self.list.setItemDelegate(_Entries(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setAlternatingRowColors(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("问题和提示")
        self.list.selectionModel().currentChanged.connect(self._on_entry)
        self.list.clicked.connect(self._go_to_entry)
        self.list.activated.connect(self._edit_entry)
        self.advice = QLabel()
        self.advice.setWordWrap(True)
        self.advice.setTextFormat(Qt.TextFormat.PlainText)
        self.advice.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.advice.setMinimumHeight(72)
        self.next_button = QPushButton("下一处（F4）")
        self.next_button.setAutoDefault(False)
        self.next_button.clicked.connect(self.go_to_next)
        QShortcut(QKeySequence("F4"), self, self.go_to_next)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Have the boxes measured with the style sheet's font: Qt kept what they were with the system's."""
        super().showEvent(event)
        for box in (self.only_bad, self.update_box):
            QApplication.sendEvent(box, QEvent(QEvent.Type.StyleChange))

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(theme.GROUP_GAP)
        bar.addWidget(self.only_bad)
        bar.addWidget(self.skip_bad)
        bar.addWidget(self.update_box)
        bar.addStretch()
        hint = QLabel("双击或 F2 改这一格，空格键跳过这一行")
        theme.set_role(hint, "secondary")
        bar.addWidget(hint)
        left = QWidget()
        left_column = QVBoxLayout(left)
        left_column.setContentsMargins(0, 0, theme.LABEL_GAP, 0)
        left_column.setSpacing(theme.SMALL_GAP)
        left_column.addLayout(bar)
        left_column.addWidget(self.table, 1)
        side = QWidget()
        side.setMinimumWidth(240)
        heads = QHBoxLayout()
        heads.addWidget(self.views, 1)
        heads.addWidget(self.next_button)
        side_column = QVBoxLayout(side)
        side_column.setContentsMargins(theme.LABEL_GAP, 0, 0, 0)
        side_column.setSpacing(theme.SMALL_GAP)
        side_column.addLayout(heads)
        side_column.addWidget(self.list, 1)
        side_column.addWidget(self.advice)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setSizes([800, _SIDE_WIDTH])
        top = QHBoxLayout()
        top.addWidget(self.counts, 1)
        top.addWidget(self.state)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE_GAP, theme.PAGE_MARGIN, theme.WIDE_GAP, theme.PAGE_MARGIN)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addLayout(top)
        layout.addWidget(self.splitter, 1)

    # ---- showing ------------------------------------------------------------------------------------

    def show_rows(self, labels: Mapping[str, str], sheets: Sequence[SheetRows]) -> None:
        """Show the rows of the file under these labels; what is wrong with them follows."""
        self.plan = None
        self.only_bad.setChecked(False)
        self.rows.set_rows(labels, sheets)
        self.table.fit_columns()

    def show_checking(self) -> None:
        """Say that the rows are being checked."""
        self.state.setText("正在核对…")

    def show_plan(self, plan: ImportPlan) -> None:
        """Show what the import would do and what stops it, the place in the table kept."""
        first_time = self.plan is None
        self.plan = plan
        index = self.table.currentIndex()
        kept = self.rows.key_at(index.row()) if index.isValid() else None
        field = self.rows.cell_at(index)
        columns = self.rows.columnCount()
        plan.problems[:] = [for_the_window(problem) for problem in plan.problems]
        order = {sheet: at for at, sheet in enumerate(self._sheet_order())}
        place = {id(p): (order.get(p.sheet, -1), p.row or 0) for p in (*plan.problems, *plan.warnings)}
        plan.problems.sort(key=lambda p: place[id(p)])
        plan.warnings.sort(key=lambda p: place[id(p)])
        self.rows.show_findings(plan.problems, plan.warnings)
        if self.rows.columnCount() != columns or first_time:
            self.table.fit_columns()
        self.state.setText("")
        self._say_counts(plan)
        if first_time or not plan.problems:
            self.views.set_current("problems" if plan.problems or not plan.warnings else "warnings")
        self.views.show_counts({"problems": len(plan.problems), "warnings": len(plan.warnings)})
        self._list_problems()
        bad = self._bad_rows()
        self.only_bad.setText(f"只看有问题的（{len(bad)} 行）" if bad else "只看有问题的")
        self.only_bad.setVisible(bool(bad))
        if not bad and self.only_bad.isChecked():
            self.only_bad.setChecked(False)
        self.skip_bad.setText(f"跳过有问题的 {len(bad)} 行")
        self.skip_bad.setVisible(bool(bad))
        self.next_button.setEnabled(bool(self.problems.problems))
        if kept is None and self.rows.rowCount():
            # Scrolled to when the page has its size, or the name would be pushed out of sight.
            QTimer.singleShot(0, self, self._select_first)
        elif kept is not None:
            self._select(self.rows.index_of(*kept, field[2] if field else ""))

    def _sheet_order(self) -> list[str]:
        return self.rows.sheet_names

    def _say_counts(self, plan: ImportPlan) -> None:
        parts = [
            f"新增 <b>{plan.added}</b>",
            f"更新 <b>{plan.updated}</b>",
            f"无变化 <b>{plan.unchanged}</b>",
        ]
        if plan.kind == "inspections":
            parts[0] = f"新增检查 <b>{plan.added}</b> 次、隐患 <b>{plan.hazards}</b> 条"
        skipped = sum(plan.skipped.values())
        kinds = "、".join(f"{what} {count}" for what, count in plan.skipped.items())
        parts.append(f"跳过 <b>{skipped}</b>" + (f"（{kinds}）" if skipped else ""))
        for count, words, meaning in (
            (len(plan.problems), "问题", Meaning.OVERDUE),
            (len(plan.warnings), "提示", Meaning.DUE_SOON),
        ):
            ink = meaning.value.ink if count else theme.SECONDARY
            parts.append(f'<span style="color:{ink}">{words} <b>{count}</b></span>')
        self.counts.setText("&nbsp; · &nbsp;".join(parts))

    def _list_problems(self) -> None:
        if self.plan is None:
            return
        shows_problems = self.views.current == "problems"
        self.problems.show(
            self.plan.problems if shows_problems else self.plan.warnings,
            Meaning.OVERDUE if shows_problems else Meaning.DUE_SOON,
            with_sheet=self.rows.several_sheets,
        )
        if self.problems.problems:
            self.advice.setText("点一条，左边就转到那一格；改好后自动重新核对。")
        elif shows_problems:
            self.advice.setText("没有问题，可以导入。")
        else:
            self.advice.setText("没有提示。")

    # ---- going from problem to cell -----------------------------------------------------------------

    def _on_entry(self, index: QModelIndex) -> None:
        if index.isValid():
            problem = self.problems.problems[index.row()]
            name = self.rows.name_of(problem.sheet, problem.row or 0)
            found = f"现为：{problem.value}" if problem.value and problem.value != name else ""
            said = problem.message + problem.remedy
            self.advice.setText("\n".join(line for line in (name, said, found) if line))

    def _go_to_entry(self, index: QModelIndex) -> bool:
        if not index.isValid():
            return False
        problem = self.problems.problems[index.row()]
        if problem.row is None:
            return False
        target = self._index_of(problem)
        if not target.isValid() and self.only_bad.isChecked():
            self.only_bad.setChecked(False)
            target = self._index_of(problem)
        self._select(target)
        return target.isValid()

    def _index_of(self, problem: Problem) -> QModelIndex:
        return self.rows.index_of(problem.sheet, problem.row or 0, problem.field)

    def _edit_entry(self, index: QModelIndex) -> None:
        if self._go_to_entry(index):
            self.table.setFocus()
            if self.table.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
                self.table.edit(self.table.currentIndex())

    def go_to_next(self) -> None:
        """Go to the next problem in the list, from the last one back to the first."""
        count = self.problems.rowCount()
        if count:
            at = (self.list.currentIndex().row() + 1) % count
            index = self.problems.index(at, 0)
            self.list.setCurrentIndex(index)
            self._go_to_entry(index)
            self.table.setFocus()

    def _select_first(self) -> None:
        problems = self.plan.problems if self.plan is not None else []
        first = self._index_of(problems[0]) if problems else QModelIndex()
        if self.rows.rowCount():
            self._select(first if first.isValid() else self.rows.index(0, FIRST_FIELD))

    def _select(self, index: QModelIndex) -> None:
        if index.isValid():
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def _on_edited(self, sheet: str, row: int, name: str, text: str) -> None:
        key = (sheet, row, name)
        alike = self.rows.bad_alike(key) if key in self.rows.fixes else []
        self.recheck_wanted.emit()
        if alike:
            self.mended_one_of_many.emit(alike, self.rows.original(key), text)

    def mend_all(self, keys: list[CellKey], text: str) -> None:
        """Put the same text into all of these cells and have them checked."""
        self.rows.mend(keys, text)
        self.recheck_wanted.emit()

    # ---- leaving rows out ---------------------------------------------------------------------------

    def _bad_rows(self) -> set[tuple[str, int]]:
        return self.rows.bad_rows - self.rows.skip

    def skip_all_bad(self) -> None:
        """Leave out every row that has a problem."""
        self.rows.set_skipped(self._bad_rows(), True)
        self.recheck_wanted.emit()

    def _filter(self, only_bad: bool) -> None:
        self.rows.show_only_bad(only_bad)

    @property
    def mended(self) -> str:
        """What the user has put right or left out, in words; "" where nothing."""
        parts = []
        if self.rows.fixes:
            parts.append(f"改了 {len(self.rows.fixes)} 格")
        if self.rows.skip:
            parts.append(f"跳过 {len(self.rows.skip)} 行")
        return "、".join(parts)

    def forget(self) -> None:
        """Forget the rows and what was put right: another file is coming."""
        self.plan = None
        self.rows.skip = set()
        self.rows.fixes = {}
        self.rows.set_rows({}, [])


def for_the_window(problem: Problem) -> Problem:
    """Leave out what only the command line offers."""
    if _FOR_THE_COMMAND_LINE not in problem.remedy:
        return problem
    return replace(problem, remedy=problem.remedy.replace(_FOR_THE_COMMAND_LINE, ""))
