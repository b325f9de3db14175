"""How one sheet is filled: from which records, which column with what, and the single cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.dialogs.ad_hoc_tables.condition_values import Suggest
from ui.dialogs.ad_hoc_tables.conditions import Conditions
from ui.dialogs.ad_hoc_tables.grouping import Sorting
from ui.dialogs.county_templates.column_rows import ColumnRows, MarkRows
from ui.dialogs.county_templates.pick_field import PickField
from ui.dialogs.county_templates.sheet_work import SheetWork, named
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.fields import DateField

if TYPE_CHECKING:
    from hazard_desk.rules.table_question import NounSpec, Question
    from hazard_desk.services.county_templates import Offered


class SheetForm(QScrollArea):
    """The parts one below the other; `suggest` is asked for the values of a column of a noun."""

    changed = Signal()
    noun_wanted = Signal(str)
    looked_at = Signal(int)
    left = Signal()

    def __init__(
        self,
        suggest: Callable[[str, str, Callable[[Sequence[str]], None]], None],
        today: Callable[[], date],
    ) -> None:
        """Start without a sheet."""
        super().__init__()
        self.work: SheetWork | None = None
        self._nouns: dict[str, NounSpec] = {}
        self._offered: Offered | None = None
        self._showing = False
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.noun = ChoiceField("noun", "填哪些记录", [], optional=False)
        self.saved = ChoiceField("saved", "照临时报表的条件", [(None, "照临时报表的条件…")], optional=False)
        self.below = QRadioButton("从表头下面往下填")
        self.beside = QRadioButton("填到已写好名称的行")
        self._modes = QButtonGroup(self)
        self._modes.addButton(self.below)
        self._modes.addButton(self.beside)
        self.conditions = Conditions(self._suggest_with(suggest), today)
        self.sorting = Sorting()
        self.sorting.total.hide()
        self.columns = ColumnRows()
        self.marks = MarkRows()
        self.week = DateField("week_end", "哪一周的数字", today=today)
        self.week.editor.setPlaceholderText("本周（填那一周的报送日）")
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        self.noun.changed.connect(self._on_noun)
        self.saved.changed.connect(self._on_saved)
        self.beside.toggled.connect(self._on_mode)
        self.conditions.changed.connect(self._on_question)
        self.sorting.changed.connect(self._on_question)
        self.columns.changed.connect(self._on_rows)
        self.marks.changed.connect(self._on_rows)
        for rows in (self.columns, self.marks):
            rows.looked_at.connect(self._on_looked_at)
        self.columns.left.connect(self._after_columns)
        self.marks.left.connect(self.left)
        self.noun.entered.connect(self.focus_first_column)
        self.week.changed.connect(self.changed)
        self.week.entered.connect(self.left)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.LABEL_GAP, theme.LABEL_GAP)
        column.setSpacing(theme.LABEL_GAP)
        column.addWidget(self.about)
        self._columns_heading = _heading("表里的列（打字或拼音首字母找，↓ 全部列出，Delete 清空）")
        self._marks_heading = _heading("其他格子")
        records = QHBoxLayout()
        records.setSpacing(theme.LABEL_GAP)
        words = QLabel("填哪些记录(&Q)")
        words.setBuddy(self.noun.editor)
        words.setStyleSheet("font-weight: 600;")
        records.addWidget(words)
        records.addWidget(self.noun, 1)
        records.addWidget(self.saved, 1)
        modes = QHBoxLayout()
        modes.setSpacing(theme.GROUP_GAP)
        modes.addWidget(self.below)
        modes.addWidget(self.beside)
        modes.addStretch()
        self._table_part = QWidget()
        table = QVBoxLayout(self._table_part)
        table.setContentsMargins(0, 0, 0, 0)
        table.setSpacing(theme.LABEL_GAP)
        table.addLayout(records)
        table.addLayout(modes)
        table.addWidget(self.conditions)
        table.addWidget(self.sorting)
        table.addWidget(_line())
        table.addWidget(self._columns_heading)
        table.addWidget(self.columns)
        column.addWidget(self._table_part)
        self._marks_part = QWidget()
        marks = QVBoxLayout(self._marks_part)
        marks.setContentsMargins(0, 0, 0, 0)
        marks.setSpacing(theme.LABEL_GAP)
        marks.addWidget(_line())
        marks.addWidget(self._marks_heading)
        marks.addWidget(self.marks)
        column.addWidget(self._marks_part)
        self._week_part = QWidget()
        week = QHBoxLayout(self._week_part)
        week.setContentsMargins(0, 0, 0, 0)
        week.setSpacing(theme.LABEL_GAP)
        week_words = QLabel("哪一周的数字(&W)")
        week_words.setBuddy(self.week.editor)
        week.addWidget(week_words)
        week.addWidget(self.week, 1)
        column.addWidget(self._week_part)
        column.addStretch()
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    # ---- showing ------------------------------------------------------------------------------------

    def offer(self, offered: Offered) -> None:
        """Offer these nouns, saved tables and values."""
        self._offered = offered
        self._nouns = {one.key: one for one in offered.nouns}
        self._showing = True  # or the noun of the sheet before would be asked for again
        self.noun.set_choices([(one.key, one.label) for one in offered.nouns])
        tables = [(table.id, table.name) for table in offered.tables]
        self.saved.set_choices([(None, "照临时报表的条件…"), *tables])
        self.saved.setVisible(bool(tables))
        self._showing = False

    def show_work(self, work: SheetWork) -> None:
        """Show how this sheet is filled."""
        assert self._offered is not None
        self._showing = True
        self.work = work
        spec = self._nouns[work.mapping.question.noun]
        self.noun.set_value(spec.key)
        self.saved.set_value(None)
        self._show_question(work.mapping.question, spec, work.raw_conditions)
        work.raw_conditions = self._unfinished()
        self.columns.show_work(work, spec)
        self.marks.show_work(work, self._offered.marks)
        self._table_part.setVisible(bool(work.layout.columns))
        self._marks_part.setVisible(bool(work.layout.marked))
        self._showing = False
        self._say()

    def _show_question(self, question: Question, spec: NounSpec, raw: Sequence[object] = ()) -> None:
        self.conditions.set_noun(spec)
        lines = list(raw) or [
            {"column": one.column, "test": one.test.value, "values": list(one.values)}
            for one in question.conditions
        ]
        for line in lines:
            if isinstance(line, dict) and spec.column(str(line.get("column"))) is not None:
                self.conditions.add_line(line)
        self.conditions.set_any_of(question.any_of)
        self.sorting.box.clear()
        self.sorting.offer(spec, (), ())
        self.sorting.set_sort(question.sort)

    def _say(self) -> None:
        """Say what is recognised and what is not, and show what belongs to it."""
        from hazard_desk.services.county_templates import can_be_beside, tells_of_a_week

        work = self.work
        if work is None:
            return
        self._showing = True
        can = bool(work.layout.keys)
        self.beside.setEnabled(can)
        self.beside.setToolTip("" if can else "这张表里没有写好的名称")
        (self.beside if work.mapping.beside else self.below).setChecked(True)
        self._showing = False
        self._week_part.setVisible(tells_of_a_week(work.mapping.marked.values()))
        self.about.setText(about_sheet(work, bool(can_be_beside(work.layout, work.mapping.columns))))

    def focus_first_column(self) -> None:
        """Put the keyboard at the first column, or the first single cell."""
        fields = self.columns.fields or self.marks.fields
        if fields:
            fields[0].setFocus()

    def focus_open(self) -> bool:
        """Put the keyboard where something is to be decided; tell whether anything is."""
        work = self.work
        if work is None:
            return False
        worked_out = [self.columns.field_of(at) for at in work.formulas]
        empty = [
            field
            for field in (*self.columns.fields, *self.marks.fields)
            if field.is_blank and not any(field is one for one in worked_out)
        ]
        doubtful = [
            field
            for field in empty
            if any(field is self.columns.field_of(at) for at in work.proposal.doubtful)
        ]
        for field in (doubtful or empty)[:1]:
            field.setFocus()
        return bool(empty)

    def focus_column(self, position: int) -> None:
        """Put the keyboard at this column."""
        field = self.columns.field_of(position)
        if field is not None:
            field.setFocus()

    def _on_looked_at(self, field: PickField, column: int) -> None:
        """Bring the field into sight, once it has its place."""
        QTimer.singleShot(0, field, lambda: self.ensureWidgetVisible(field, 0, theme.WIDE_GAP))
        self.looked_at.emit(column)

    # ---- changing -----------------------------------------------------------------------------------

    def _suggest_with(self, suggest: Callable[[str, str, Callable[[Sequence[str]], None]], None]) -> Suggest:
        def of_noun(column: str, done: Callable[[Sequence[str]], None]) -> None:
            suggest(str(self.noun.value()), column, done)

        return of_noun

    def _on_noun(self) -> None:
        if not self._showing and self.noun.value():
            self.noun_wanted.emit(self.noun.value())

    def _on_saved(self) -> None:
        work, offered = self.work, self._offered
        if self._showing or work is None or offered is None or self.saved.value() is None:
            return
        table = next(one for one in offered.tables if one.id == self.saved.value())
        if table.question.noun != work.mapping.question.noun:
            self.noun_wanted.emit(table.question.noun)
        work.set_question(
            replace(
                work.mapping.question,
                conditions=table.question.conditions,
                any_of=table.question.any_of,
                sort=() if table.question.is_counted else table.question.sort,
            )
        )
        work.raw_conditions = []
        self.show_work(work)
        self.changed.emit()

    def _on_mode(self) -> None:
        if not self._showing and self.work is not None:
            self.work.set_beside(self.beside.isChecked())
            self._say()
            self.changed.emit()

    def _on_question(self) -> None:
        work = self.work
        if self._showing or work is None:
            return
        work.set_question(
            replace(
                work.mapping.question,
                conditions=self.conditions.conditions(),
                any_of=self.conditions.any_of,
                sort=self.sorting.sort(),
            )
        )
        work.raw_conditions = self._unfinished()
        self.changed.emit()

    def _unfinished(self) -> list[dict[str, Any]]:
        """Return all conditions as they stand while any of them isn't whole."""
        whole = len(self.conditions.conditions()) == len(self.conditions.box.lines)
        return [] if whole else self.conditions.box.raw()

    def _on_rows(self) -> None:
        self._say()
        self.changed.emit()

    def _after_columns(self) -> None:
        if self.marks.fields:
            self.marks.fields[0].setFocus()
        else:
            self.left.emit()


def about_sheet(work: SheetWork, can_be_beside: bool) -> str:
    """Say what is recognised of a sheet, what is not, and what has gone since the last time."""
    from hazard_desk.services.county_templates import BLANK

    layout, mapping = work.layout, work.mapping
    if not layout.columns:
        if not layout.marked:
            return "没有认出表头，也没有等着填的格子。请在左边写明表头从第几行到第几行。"
        return "这张表没有表头，只有单个的格子要填。有表头的话，请在左边写明从第几行到第几行。"
    blank = [column for column in layout.columns if mapping.columns.get(column.position, BLANK) == BLANK]
    parts = [f"共 {len(layout.columns)} 列，填 {len(layout.columns) - len(blank)} 列"]
    worked_out = [column.label for column in blank if column.position in work.formulas]
    open_ones = [column.label for column in blank if column.position not in work.formulas]
    if open_ones:
        parts.append(f"空着的：{named(open_ones)}")
    if worked_out:
        parts.append(f"有公式、表里自己算的：{named(worked_out)}")
    said = "；".join(parts) + "。"
    if work.proposal.gone:
        said += f"\n和上次不一样：{'；'.join(work.proposal.gone)}，现在没有这一项了，请另选。"
    if work.proposal.changed:
        said += f"\n和上次不一样：{'；'.join(work.proposal.changed)}。"
    if work.is_draft and work.proposal.remembered:
        said += "\n接着上次没填完的草稿。"
    if mapping.beside and not can_be_beside:
        said += "\n填到已写好名称的行，要先给写着名称的那一列选定是哪一项。"
    return said


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setStyleSheet("font-weight: 600;")
    return label


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    return line
