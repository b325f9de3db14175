"""The answer as it is now: records ids first, groups as figures, and the records behind each figure."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from hazard_desk.rules.table_question import Question
from ui import theme
from ui.dialogs.ad_hoc_tables.table_columns import shown, table_columns
from ui.tables.ids_model import IdsTableModel, rows_through
from ui.tables.record_table import RecordTable
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.rules.table_question import NounSpec
    from hazard_desk.services.ad_hoc_tables import Answer, AnswerColumn
    from ui.background import Background

_MOST_GROUPS = 5_000
_SAMPLE = 60  # rows that the widths of the columns are made for
_KEY = "ad_hoc/answer"


class _Group:
    """A row of figures: its place in the answer, what it is grouped by, and its values as they are shown."""

    __slots__ = ("group", "id", "values")

    def __init__(self, at: int, values: Sequence[Any], groups: Sequence[str]) -> None:
        from hazard_desk.services.ad_hoc_tables.sheets import unnamed

        self.id = at
        self.group = tuple(values[: len(groups)])
        named = (unnamed(of) if one is None else one for of, one in zip(groups, self.group, strict=True))
        self.values = (*named, *values[len(groups) :])


def _values(row: Any) -> Sequence[object]:
    values: Sequence[object] = row.values
    return values


class _TableRoom(QWidget):
    """Holds one table; other columns need another table."""

    opened = Signal(int)
    sort_requested = Signal(str, bool)
    columns_moved = Signal(list)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._name = name
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._columns: tuple[AnswerColumn, ...] | None = None
        self._moved = QTimer(self, singleShot=True, interval=0)
        self._moved.timeout.connect(self._tell_order)
        self.model: IdsTableModel | None = None
        self.table: RecordTable | None = None

    def show_ids(
        self,
        found: Answer,
        ids: Sequence[int],
        fetch: Callable[..., Any],
        failed: Callable[[Exception], object],
    ) -> None:
        """Show these rows in these columns; with the same ones as before, the table stays where it is."""
        columns = found.columns
        if self.table is None or self.model is None or self._columns != columns:
            had_keyboard = self.table is not None and self.table.hasFocus()
            self._drop()
            self._columns = columns
            self.model = IdsTableModel(table_columns(columns, _values, found.rows[:_SAMPLE]), fetch)
            self.model.fetch_failed.connect(failed)
            self.table = RecordTable(self.model, "ad_hoc/answer", None)
            self.model.setParent(self.table)
            self.table.setAccessibleName(self._name)
            self.table.set_empty_text("没有符合条件的记录。")
            self.table.opened.connect(self.opened)
            self.table.sort_requested.connect(self.sort_requested)
            self.table.horizontalHeader().sectionMoved.connect(lambda *_of: self._moved.start())
            self._column.addWidget(self.table)
        else:
            had_keyboard = False
        self.model.set_ids(ids if isinstance(ids, array) else array("q", ids))
        if had_keyboard:
            self.take_keyboard()

    def take_keyboard(self) -> None:
        """Put the keyboard on a row."""
        if self.table is not None and self.model is not None:
            self.table.setFocus()
            if self.model.rowCount() and not self.table.selected_ids:
                self.table.go_to(self.model.id_at(0))

    def forget(self) -> None:
        """Begin anew with the next rows."""
        self._columns = None

    def _tell_order(self) -> None:
        if self.table is not None and self._columns is not None:
            header = self.table.horizontalHeader()
            order = [self._columns[header.logicalIndex(at)].key for at in range(header.count())]
            self.columns_moved.emit(order)

    def _drop(self) -> None:
        if self.table is not None:
            self._column.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()


class AnswerView(QWidget):
    """Asks in the background and shows what comes; `start` is shown while nothing is asked."""

    record_wanted = Signal(str, int)
    sort_wanted = Signal(str, bool)
    columns_moved = Signal(list)
    answered = Signal()

    def __init__(self, background: Background, failed: Callable[[Exception], object], start: QWidget) -> None:
        """Show the start."""
        super().__init__()
        self._background = background
        self._failed = failed
        self._question: Question | None = None
        self._noun: NounSpec | None = None
        self._groups: list[_Group] = []
        self._behind_of: tuple[Question, tuple[Any, ...]] | None = None  # whose records were opened
        self.start = start
        self.answer: Answer | None = None
        self.room = _TableRoom("答案")
        self.room.opened.connect(self._open)
        self.room.sort_requested.connect(self.sort_wanted)
        self.room.columns_moved.connect(self.columns_moved)
        self.behind = _TableRoom("这一行后面的记录")
        self.behind.opened.connect(self._open_record)
        self.back_button = push_button("返回统计表", "Esc", self.go_back, "undo")
        self.back_button.setAutoDefault(False)
        self.behind_words = ElidedLabel()
        self.words = QLabel()
        self.sums = QLabel()
        self.sums.setTextFormat(Qt.TextFormat.PlainText)
        self.sums.setWordWrap(True)  # a sum that is cut off is none
        self.stack = QStackedWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(self.back_button)
        head.addWidget(self.behind_words, 1)
        self._behind_page = QWidget()
        behind = QVBoxLayout(self._behind_page)
        behind.setContentsMargins(0, 0, 0, 0)
        behind.setSpacing(theme.LABEL_GAP)
        behind.addLayout(head)
        behind.addWidget(self.behind, 1)
        for page in (self.start, self.room, self._behind_page):
            self.stack.addWidget(page)
        self.words.setAccessibleName("条数")
        theme.set_role(self.words, "secondary")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addWidget(self.stack, 1)
        column.addWidget(self.sums)
        column.addWidget(self.words)
        self.sums.hide()

    # ---- asking --------------------------------------------------------------------------------------

    def ask(self, question: Question, noun: NounSpec) -> None:
        """Ask; what was asked before and hasn't come is dropped."""
        from hazard_desk.services.ad_hoc_tables import answer

        self._question, self._noun = question, noun
        most = _MOST_GROUPS if question.is_counted else _SAMPLE
        self._background.read(
            partial(answer, first=0, most=most),
            question,
            done=lambda found: self._on_answer(question, found),
            failed=self._failed,
            key=_KEY,
            owner=self,
        )

    def clear(self) -> None:
        """Ask nothing, and show the start."""
        self._question = self._noun = self.answer = None
        self.room.forget()
        self.words.clear()
        self.sums.hide()
        self.stack.setCurrentWidget(self.start)
        self.answered.emit()

    def focus_table(self) -> None:
        """Put the keyboard into the table in sight."""
        room = self.behind if self.is_behind else self.room
        if self.stack.currentWidget() is not self.start:
            room.take_keyboard()

    def _on_answer(self, question: Question, found: Answer) -> None:
        if question is not self._question:
            return
        if not question.is_counted:
            from hazard_desk.services.ad_hoc_tables import answer_ids

            self._background.read(
                answer_ids,
                question,
                done=lambda ids: self._show_records(question, found, ids),
                failed=self._failed,
                key=_KEY,
                owner=self,
            )
            return
        self._groups = [_Group(at, values, question.groups) for at, values in enumerate(found.rows)]

        def fetch(ids: list[int], done: Callable[..., Any], _failed: object) -> None:
            done([self._groups[at] for at in ids if at < len(self._groups)])

        self._show(question, found, range(len(self._groups)), fetch)
        self._say_groups()

    def _show_records(self, question: Question, found: Answer, ids: Sequence[int]) -> None:
        if question is not self._question or self._noun is None:
            return
        self._show(question, found, ids, self._fetch_rows_of(question))
        self._say_all(f"共 {len(ids)} {self._noun.counted}", found)

    def _say_all(self, said: str, found: Answer) -> None:
        self.words.setText("\n".join((said, *(f"注：{note}" for note in found.notes))))

    def _show(self, question: Question, found: Answer, ids: Sequence[int], fetch: Callable[..., Any]) -> None:
        self.answer = found
        self.room.show_ids(found, ids, fetch, self._failed)
        if self.room.table is not None:
            first = question.sort[0] if question.sort else None
            self.room.table.show_sorted(first.column if first else "", first.ascending if first else True)
        sums = zip(found.columns, found.sums or (), strict=False)
        said = [f"{column.label} {shown(value)}" for column, value in sums if isinstance(value, int) or value]
        nothing = "没有能合计的列，不出合计行。" if question.total and found.sums is None else ""
        self.sums.setText("合计：" + "　".join(said) if said and question.total else nothing)
        again = self._still_behind(question)
        if again is not None and self._noun is not None:
            self._open_group(question, self._noun, again)
        else:
            self.sums.setVisible(bool(self.sums.text()))
            self.stack.setCurrentWidget(self.room)
        self.answered.emit()

    def _still_behind(self, question: Question) -> _Group | None:
        """Return the group whose records are in sight: what was written meanwhile doesn't close them."""
        if not self.is_behind or self._behind_of is None or self._behind_of[0] != question:
            return None
        return next((one for one in self._groups if one.group == self._behind_of[1]), None)

    def _fetch_rows_of(self, question: Question) -> Callable[..., Any]:
        from hazard_desk.services.ad_hoc_tables import answer_rows

        return rows_through(
            self._background, lambda reading, ids: answer_rows(reading, question, ids), owner=self
        )

    # ---- what lies behind ----------------------------------------------------------------------------

    @property
    def is_behind(self) -> bool:
        """Tell whether the records behind a figure are in sight."""
        return self.stack.currentWidget() is self._behind_page

    def go_back(self) -> None:
        """Go back from the records to the figures."""
        if self.is_behind:
            self.stack.setCurrentWidget(self.room)
            self.sums.setVisible(bool(self.sums.text()))
            self._say_groups()
            self.focus_table()

    def _say_groups(self) -> None:
        if self.is_behind or self.answer is None or self._question is None or self._noun is None:
            return
        said = f"共 {self.answer.total} 组，双击看后面的记录"
        if self.answer.total > len(self._groups):
            said += f"　只显示前 {_MOST_GROUPS} 组，导出时齐全"
        self._say_all(said, self.answer)

    def _open(self, record_id: int) -> None:
        question = self._question
        if question is None or self._noun is None:
            return
        if not question.is_counted:
            self.record_wanted.emit(self._noun.key, record_id)
        elif record_id < len(self._groups):
            self._open_group(question, self._noun, self._groups[record_id])

    def _open_group(self, question: Question, noun: NounSpec, group: _Group) -> None:
        from hazard_desk.services.ad_hoc_tables import answer, group_rows

        plain = Question(noun=noun.key, columns=noun.default_columns)

        def got_ids(ids: Sequence[int]) -> None:
            self._background.read(
                partial(answer, first=0, most=_SAMPLE),
                plain,
                done=lambda head: self._show_behind((question, group), plain, head, ids),
                failed=self._failed,
                key="ad_hoc/behind",
                owner=self,
            )

        self._background.read(
            group_rows,
            question,
            group.group,
            done=got_ids,
            failed=self._failed,
            key="ad_hoc/behind",
            owner=self,
        )

    def _show_behind(
        self, of: tuple[Question, _Group], plain: Question, head: Answer, ids: Sequence[int]
    ) -> None:
        question, group = of
        noun = self._noun
        if noun is None or question != self._question:
            return
        named = "、".join(shown(value) for value in group.values[: len(group.group)])
        was_behind = self.is_behind
        self._behind_of = question, group.group
        self.behind.show_ids(head, ids, self._fetch_rows_of(plain), self._failed)
        self.behind_words.setText(f"{named or '全部'}：{len(ids)} {noun.counted}")
        self.words.setText(f"{len(ids)} {noun.counted}　双击到原记录")
        self.sums.hide()
        self.stack.setCurrentWidget(self._behind_page)
        if not was_behind:
            self.focus_table()

    def _open_record(self, record_id: int) -> None:
        if self._noun is not None:
            self.record_wanted.emit(self._noun.key, record_id)
