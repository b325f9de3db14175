"""从文件引入: which rows of a notice become tasks, and which of them don't concern the office."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QWidget

from hazard_desk.rules.task_states import in_one_line
from ui import theme
from ui.dialogs.rosters.desk_dialog import press_focused_button
from ui.messages import Messages, MessageStrip
from ui.tables.columns import Column
from ui.tables.ids_model import IdsTableModel
from ui.tables.record_table import RecordTable
from ui.theme import Meaning
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.dialog import Dialog
from ui.widgets.dialog_column import lay_out_column
from ui.widgets.push_button import push_button
from ui.widgets.search_box import SearchLine
from ui.widgets.suggestions import found_by

if TYPE_CHECKING:
    from hazard_desk.services.tasks import Notice, NoticeRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_SIZE = (1180, 660)
_PREVIEW_LINES = 6
_LEGEND = "1 引入 · 2 引入并标为不涉及 · 3 不引入 · 空格换着来；可以按 Shift、Ctrl 选几行"


class Choice(Enum):
    """What becomes of a row."""

    TAKE = "引入"
    NOT_OURS = "引入，不涉及"
    LEAVE = "不引入"


_THERE = "已引入"
_KEYS = {"1": Choice.TAKE, "2": Choice.NOT_OURS, "3": Choice.LEAVE}
_NEXT = {Choice.TAKE: Choice.NOT_OURS, Choice.NOT_OURS: Choice.LEAVE, Choice.LEAVE: Choice.TAKE}
_MEANINGS = {Choice.TAKE: Meaning.IN_PROGRESS, Choice.NOT_OURS: Meaning.VOID}


class _Rows(RecordTable):
    """The rows of the notice; 1, 2, 3 and the space say what becomes of those selected."""

    choice_wanted = Signal(object)  # a `Choice`; None: the next one after what stands there

    def __init__(self, model: IdsTableModel) -> None:
        super().__init__(model, "task-notice")
        self.setAccessibleName("文件里的重点任务")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that choose; leave the others to the list."""
        key = normalize("NFKC", event.text())
        if event.key() == Qt.Key.Key_Space:
            self.choice_wanted.emit(None)
        elif key in _KEYS:
            self.choice_wanted.emit(_KEYS[key])
        else:
            super().keyPressEvent(event)


class NoticeDialog(Dialog):
    """One decision: nothing is entered before 引入 is pressed, and then all of it at once."""

    imported = Signal(object)  # `Changes`

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown."""
        super().__init__(parent)
        self.setWindowTitle("从文件引入重点任务")
        self.background = background
        self._notices: dict[str, Notice] = {}
        self._rows: dict[int, NoticeRow] = {}
        self._chosen: dict[int, Choice] = {}
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))
        self.setMinimumSize(min(760, room.width() - 24), min(420, room.height() - 48))
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        self.notice = ChoiceField("notice", "文件", (), optional=False)
        self.search = SearchLine("查找任务", "查找任务、责任单位，或拼音首字母")
        self.model = IdsTableModel(self._columns(), self._fetch)
        self.table = _Rows(self.model)
        self.model.setParent(self.table)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName("这一行的全文")
        self.count = QLabel()
        theme.set_role(self.count, "secondary")
        self.take_button = QPushButton("引入")
        theme.set_role(self.take_button, "primary")
        self.take_button.setToolTip("Ctrl+S")
        self.close_button = push_button("取消", "Esc", self.reject)
        self._lay_out()
        self._connect()

    # ---- building --------------------------------------------------------------------------------------

    def _columns(self) -> Sequence[Column]:
        return (
            Column("choice", "处理", width=104, text=self._words, meaning=self._meaning, sortable=False),
            Column(
                "item", "具体事项", width=220, text=lambda row: in_one_line(row.facts.item), sortable=False
            ),
            Column(
                "content",
                "工作任务",
                width=430,
                text=lambda row: in_one_line(row.facts.content),
                tooltip=lambda row: row.facts.content,
                sortable=False,
            ),
            Column(
                "frequencies",
                "文件要求的次数",
                width=190,
                text=lambda row: "；".join(row.frequencies),
                sortable=False,
            ),
        )

    def _words(self, row: NoticeRow) -> str:
        return _THERE if row.task_id is not None else self._chosen[row.id].value

    def _meaning(self, row: NoticeRow) -> Meaning | None:
        return Meaning.CLOSED if row.task_id is not None else _MEANINGS.get(self._chosen[row.id])

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        words = QLabel("文件")
        words.setBuddy(self.notice.editor)
        head.addWidget(words)
        head.addWidget(self.notice, 2)
        head.addWidget(self.search, 2)
        legend = QLabel(_LEGEND)
        theme.set_role(legend, "secondary")
        foot = QHBoxLayout()
        foot.setSpacing(theme.LABEL_GAP)
        foot.addWidget(self.count, 1)
        foot.addWidget(self.take_button)
        foot.addWidget(self.close_button)
        line = self.preview.fontMetrics().lineSpacing()
        self.preview.setFixedHeight(_PREVIEW_LINES * line + theme.PAGE_MARGIN)
        lay_out_column(self, self.strip, (head, legend, self.table, self.preview, foot), self.table)

    def _connect(self) -> None:
        self.notice.changed.connect(self._show_notice)
        self.search.textChanged.connect(lambda _text: self._show_found())
        self.table.choice_wanted.connect(self.choose)
        self.table.opened.connect(lambda _id: self.choose(None))
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_preview())
        self.take_button.clicked.connect(self.take)
        for keys, act in (
            ("Ctrl+S", self.take),
            ("Ctrl+Return", self.take),
            ("Ctrl+F", self.search.setFocus),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.finished.connect(self.deleteLater)

    # ---- reading ---------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Read the notices when it comes into sight."""
        super().showEvent(event)
        if not event.spontaneous():
            from hazard_desk.services.tasks import notices

            self.background.read(
                notices,
                done=self._on_notices,
                failed=self.messages.show_error,
                key="tasks/notices",
                owner=self,
            )

    def _on_notices(self, found: Sequence[Notice]) -> None:
        self._notices = {notice.key: notice for notice in found}
        self.notice.set_choices([(one.key, f"{one.document} {one.title}") for one in found])
        self._show_notice()
        self.table.setFocus()
        if self.model.rowCount():
            self.table.go_to(self.model.id_at(0))

    def _show_notice(self) -> None:
        notice = self._notices.get(self.notice.value())
        self._rows = {row.id: row for row in notice.rows} if notice is not None else {}
        self._chosen = {
            number: Choice.TAKE if row.task_id is None else Choice.LEAVE for number, row in self._rows.items()
        }
        self._show_found()

    def _show_found(self) -> None:
        typed = self.search.text()
        self.table.set_empty_text("没有符合的。")
        self.model.set_ids(number for number, row in self._rows.items() if _found(row, typed))
        self._tell()

    def _fetch(self, ids: list[int], done: Callable[[Sequence[Any]], None], _failed: object) -> None:
        done([self._rows[number] for number in ids if number in self._rows])

    # ---- choosing --------------------------------------------------------------------------------------

    def choose(self, choice: Choice | None) -> None:
        """Let this become of the selected rows; None: the next one. What was entered already stays so."""
        free = [number for number in self.table.selected_ids if self._rows[number].task_id is None]
        if not free:
            return
        wanted = choice if choice is not None else _NEXT[self._chosen[free[0]]]
        self._chosen |= dict.fromkeys(free, wanted)
        self.model.refresh()
        self._tell()

    def _numbers(self, *choices: Choice) -> list[int]:
        return [number for number, choice in self._chosen.items() if choice in choices]

    def _tell(self) -> None:
        taken = self._numbers(Choice.TAKE, Choice.NOT_OURS)
        not_ours, there = self._numbers(Choice.NOT_OURS), len(self._rows) - len(self._free())
        parts = [f"共 {len(self._rows)} 项", f"要引入 {len(taken)} 项"]
        parts += [f"其中不涉及 {len(not_ours)} 项"] if not_ours else []
        parts += [f"已引入过 {there} 项"] if there else []
        self.count.setText(" · ".join(parts))
        self.take_button.setText(f"引入 {len(taken)} 项" if taken else "引入")
        self.take_button.setEnabled(bool(taken))
        self._show_preview()

    def _free(self) -> list[int]:
        return [number for number, row in self._rows.items() if row.task_id is None]

    def _show_preview(self) -> None:
        row = self._rows.get(self.table.current_id or 0)
        if row is None:
            self.preview.clear()
            return
        facts = row.facts
        often = f"次数：{'；'.join(row.frequencies)}" if row.frequencies else ""
        parts = (
            f"{facts.chapter}　{in_one_line(facts.item)}",
            facts.content,
            f"责任单位：{facts.units}",
            often,
        )
        self.preview.setPlainText("\n".join(part for part in parts if part))

    def take(self) -> None:
        """Enter what is chosen as tasks, in one operation."""
        from hazard_desk.services.tasks import import_notice

        not_ours = self._numbers(Choice.NOT_OURS)
        taken = self._numbers(Choice.TAKE)
        if not self.take_button.isEnabled() or not (taken or not_ours):
            return
        self.take_button.setEnabled(False)
        self.background.write(
            import_notice,
            self.notice.value(),
            taken,
            not_ours,
            done=self._done,
            failed=self._refused,
            owner=self,
        )

    def _done(self, changes: Changes) -> None:
        self.accept()
        self.imported.emit(changes)

    def _refused(self, error: Exception) -> None:
        self.take_button.setEnabled(True)
        self.messages.show_error(error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)


def _found(row: NoticeRow, typed: str) -> bool:
    facts = row.facts
    return not typed.strip() or any(
        found_by(text, typed) for text in (facts.item, facts.chapter, facts.content, facts.units)
    )
