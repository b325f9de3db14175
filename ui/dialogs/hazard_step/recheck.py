"""逐条回查: the hazards of a visit in a list, each with its own result; day and persons once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.errors import InputRefused, Problem
from hazard_desk.rules.hazard_life import DEADLINE_LABELS, NOTE_LABELS
from hazard_desk.terms import Move, RecheckResult
from ui import theme
from ui.dialogs.hazard_step.files_field import FilesField
from ui.dialogs.hazard_step.items_table import ItemsTable
from ui.dialogs.rosters.desk_dialog import preferences_of, press_focused_button
from ui.messages import Kind, Message, Messages, MessageStrip
from ui.widgets.deadline_field import DeadlineField
from ui.widgets.dialog import Dialog
from ui.widgets.field import Field
from ui.widgets.fields import DateField, TextField
from ui.widgets.people_field import PeopleField

if TYPE_CHECKING:
    from hazard_desk.services.following_up.finding import HazardRow
    from hazard_desk.services.following_up.moving import RecheckItem
    from hazard_desk.services.following_up.starting import RecheckStart
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_SIZE = (1040, 600)
_A_ROW = 2
_KEY_IDS = 20
_PERSON = f"hazard-step/person/{Move.PASS.value}"


@dataclass(slots=True)
class Item:
    """One hazard with what was found of it so far; `deadline` is the text that stands in its field."""

    row: HazardRow
    result: RecheckResult | None = None
    note: str = ""
    deadline: str = ""
    files: tuple[Path, ...] = ()


class RecheckDialog(Dialog):
    """1 合格, 2 不合格 in the list; Enter goes on. What has no result yet is left as it is."""

    done_with = Signal(object)  # Changes

    def __init__(
        self, background: Background, messages: Messages, start: RecheckStart, parent: QWidget | None = None
    ) -> None:
        """List these hazards, none of them decided."""
        super().__init__(parent)
        self.background = background
        self.messages = messages
        self.preferences = preferences_of(parent)
        self._start = start
        self.items = [Item(row) for row in start.rows]
        self.setWindowTitle("逐条回查")
        self.strip = MessageStrip()
        self.on = DateField("on", "回查日期", required=True)
        self.person = PeopleField("person", "回查人员", required=True)
        self.person.suggest(start.offers.persons)
        self.table = ItemsTable(self.items)
        self.which = QLabel()
        self.which.setTextFormat(Qt.TextFormat.PlainText)
        self.which.setWordWrap(True)
        theme.set_role(self.which, "heading")
        self.note = TextField("note", NOTE_LABELS[Move.FAIL], longest=1000)
        self.new_deadline = DeadlineField("new_deadline", DEADLINE_LABELS[Move.FAIL])
        self.files = FilesField("files", "照片、扫描件")
        self.save_button = QPushButton()
        theme.set_role(self.save_button, "primary")
        self._loading = False
        self._lay_out()
        self._connect()
        self._begin()

    def _lay_out(self) -> None:
        heading = QLabel(f"{_enterprises(self._start.rows)}：{len(self.items)} 条待回查")
        heading.setWordWrap(True)
        theme.set_role(heading, "title")
        keys = QLabel("在表里按 1 合格、2 不合格、0 未定；不合格的写明内容和新的期限。没有定的这次不动。")
        keys.setWordWrap(True)
        theme.set_role(keys, "secondary")
        once = _grid([self.on, self.person])
        below = QFrame()
        theme.set_role(below, "band")
        column = QVBoxLayout(below)
        column.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        column.addWidget(self.which)
        column.addLayout(_grid([self.note, self.new_deadline, self.files]))
        cancel = QPushButton("取消")
        cancel.setToolTip("Esc：已填的留作草稿")
        cancel.clicked.connect(self.reject)
        for button in (self.save_button, cancel):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        buttons.setSpacing(theme.LABEL_GAP)
        buttons.addWidget(self.save_button)
        buttons.addWidget(cancel)
        buttons.addStretch()
        body = QVBoxLayout()
        body.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        body.setSpacing(theme.LABEL_GAP)
        body.addWidget(heading)
        body.addWidget(keys)
        body.addLayout(once)
        body.addWidget(self.table, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addLayout(body, 1)
        layout.addWidget(below)
        layout.addLayout(buttons)
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))

    def _connect(self) -> None:
        self.table.decided.connect(self._decide)
        self.table.currentCellChanged.connect(lambda row, _column, _old, _o: self._show_item(row))
        self.table.entered_row.connect(self._enter)
        self.save_button.clicked.connect(self._save)
        self.on.entered.connect(self.person.setFocus)
        self.person.entered.connect(self.table.setFocus)
        self.note.entered.connect(self.new_deadline.setFocus)
        self.new_deadline.entered.connect(self._next)
        self.note.changed.connect(self._take)
        self.new_deadline.changed.connect(self._take)
        self.files.changed.connect(self._take)
        for keys in ("Ctrl+S", "Ctrl+Return"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._save)
        self.finished.connect(self.deleteLater)

    def _begin(self) -> None:
        kept = self.preferences.value(_PERSON)
        self.on.set_value(self._start.today)
        self.person.set_value(kept if isinstance(kept, str) and kept else self._start.offers.handler)
        self._clean = self._raw()
        draft = self.preferences.drafts.get(self._draft_key)
        if draft is not None and draft != self._clean:
            self._put_back(draft)
            self.strip.show_message(
                Message("已恢复上次没有登记的内容。", "还没有写入台账。", "核对后再登记。", Kind.WARNING)
            )
        self.table.show_items()
        self.table.setCurrentCell(0, 0)
        self._show_item(0)
        self._say_button()
        (self.person if self.person.is_empty() else self.table).setFocus()

    # ---- the item in hand ------------------------------------------------------------------------------

    @property
    def item(self) -> Item:
        """Return the item that the keyboard is on."""
        return self.items[max(self.table.currentRow(), 0)]

    def _show_item(self, place: int) -> None:
        if not 0 <= place < len(self.items):
            return
        item = self.items[place]
        self._loading = True
        words = " ".join(item.row.description.split())
        result = item.result.label if item.result is not None else "未定"
        self.which.setText(f"第 {place + 1} 条（{result}）：{words}")
        for field, text in ((self.note, item.note), (self.new_deadline, item.deadline)):
            field.set_raw(text)
            field.show_error("")
            field.setEnabled(item.result is RecheckResult.FAILED)
        self.files.set_value(item.files)
        self.files.setEnabled(item.result is not None)
        self._loading = False

    def _decide(self, result: RecheckResult | None) -> None:
        self.item.result = result
        self.table.show_items()
        self._show_item(self.table.currentRow())
        self._say_button()
        if result is RecheckResult.FAILED:
            self.note.setFocus()
        elif result is RecheckResult.PASSED:
            self._next()

    def _enter(self) -> None:
        if self.item.result is RecheckResult.FAILED:
            self.note.setFocus()
        else:
            self._next()

    def _next(self) -> None:
        self.new_deadline.on_left()
        place = self.table.currentRow() + 1
        if place < len(self.items):
            self.table.setCurrentCell(place, 0)
            self.table.setFocus()
        else:
            self.save_button.setFocus()

    def _take(self) -> None:
        if not self._loading:
            self.item.note = str(self.note.raw())
            self.item.deadline = str(self.new_deadline.raw())
            self.item.files = self.files.value()
            self.table.show_items()

    def _say_button(self) -> None:
        decided = sum(item.result is not None for item in self.items)
        rest = len(self.items) - decided
        words = f"登记 {decided} 条回查" if decided else "登记回查"
        self.save_button.setText(f"{words}，{rest} 条未定(&S)" if decided and rest else f"{words}(&S)")
        self.save_button.setToolTip("Ctrl+S")

    # ---- saving ----------------------------------------------------------------------------------------

    def _save(self) -> None:
        from hazard_desk.services.following_up.moving import recheck_items

        fields = (self.on, self.person, self.note, self.new_deadline)
        if not self.save_button.isEnabled() or any(field.composing for field in fields):
            return
        for field in fields:
            if field.editor is QApplication.focusWidget():
                field.on_left()
        places = [place for place, item in enumerate(self.items) if item.result is not None]
        if not places:
            self.strip.show_message(
                Message("还没有一条定了结果。", "没有登记。", "在表里按 1 合格、2 不合格。", Kind.WARNING)
            )
            self.table.setFocus()
            return
        for field in (self.on, self.person):
            field.show_error(field.problem() or ("这一项必须填写。" if field.is_empty() else ""))
            if field.error:
                field.setFocus()
                return
        items = [self._sent(place) for place in places]
        if None in items:
            return
        self.save_button.setEnabled(False)
        self.background.write(
            recheck_items,
            items,
            done=self._saved,
            failed=lambda error: self._refused(error, places),
            owner=self,
        )

    def _sent(self, place: int) -> RecheckItem | None:
        """Return an item as it is sent; where its deadline can't be read, go there and return None."""
        from hazard_desk.services.following_up.moving import RecheckItem

        item = self.items[place]
        passed = item.result is RecheckResult.PASSED
        self.table.setCurrentCell(place, 0)
        problem = "" if passed else self.new_deadline.problem()
        if problem:
            self.new_deadline.show_error(problem)
            self.new_deadline.setFocus()
            return None
        on, deadline = self.on.value(), self.new_deadline.value()
        return RecheckItem(
            item.row.id,
            passed,
            on if isinstance(on, date) else None,
            self.person.joined(),
            "" if passed else item.note.strip(),
            deadline if isinstance(deadline, date) and not passed else None,
            item.files,
        )

    def _saved(self, changes: Changes) -> None:
        self.preferences.setValue(_PERSON, self.person.joined())
        self._clean = self._raw()
        self.preferences.drafts.forget(self._draft_key)
        self.accept()
        self.done_with.emit(changes)

    def _refused(self, error: Exception, places: Sequence[int]) -> None:
        self.save_button.setEnabled(True)
        if not isinstance(error, InputRefused):
            self.messages.show_error(error)
            return
        homeless = [problem for problem in error.problems if not self._show_problem(problem, places)]
        if homeless:
            said = "".join(f"{problem.message}{problem.remedy}" for problem in homeless)
            self.strip.show_message(Message(said, "没有改动任何数据。", "", Kind.WARNING))

    def _show_problem(self, problem: Problem, places: Sequence[int]) -> bool:
        shared: dict[str, Field] = {"on": self.on, "person": self.person}
        field = shared.get(problem.field)
        if field is None:
            _items, _, rest = problem.field.partition(".")
            number, _, name = rest.partition(".")
            own: dict[str, Field] = {
                "note": self.note,
                "new_deadline": self.new_deadline,
                "files": self.files,
            }
            field = own.get(name)
            if field is None or any(one.error for one in (*own.values(), *shared.values())):
                return field is not None  # one place at a time; the next comes with the next try
            self.table.setCurrentCell(places[int(number)], 0)
        field.show_error("\n".join(filter(None, [field.error, problem.message + problem.remedy])))
        field.setFocus()
        return True

    # ---- drafts ----------------------------------------------------------------------------------------

    @property
    def _draft_key(self) -> str:
        ids = "-".join(str(item.row.id) for item in self.items[:_KEY_IDS])
        return f"recheck-items/{ids}/{len(self.items)}"

    def _raw(self) -> dict[str, Any]:
        return {
            "on": self.on.raw(),
            "person": self.person.raw(),
            "items": {str(item.row.id): _kept(item) for item in self.items},
        }

    def _put_back(self, raw: dict[str, Any]) -> None:
        self.on.set_raw(raw.get("on"))
        self.person.set_raw(raw.get("person"))
        kept = raw.get("items")
        for item in self.items:  # by the hazard: no result may come to stand at another one
            if isinstance(kept, dict) and str(item.row.id) in kept:
                result, item.note, item.deadline, *files = kept[str(item.row.id)]
                item.result = RecheckResult(result) if result else None
                item.files = tuple(Path(name) for name in files if Path(name).is_file())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close; what was decided and not made stays as a draft."""
        if any(field.composing for field in (self.person, self.note)):
            return
        if self._raw() != self._clean:
            self.preferences.drafts.keep(self._draft_key, self._raw())
        super().reject()


def _kept(item: Item) -> list[str]:
    """Return what a draft keeps of an item."""
    result = item.result.value if item.result else ""
    return [result, item.note, item.deadline, *map(str, item.files)]


def _grid(fields: Sequence[Field]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.LABEL_GAP)
    for place, field in enumerate(fields):
        row, column = divmod(place, _A_ROW)
        label = QLabel(field.label)
        label.setBuddy(field.editor)
        label.setContentsMargins(0, (theme.FIELD_HEIGHT - label.fontMetrics().height()) // 2, 0, 0)
        grid.addWidget(label, row, 2 * column, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(field, row, 2 * column + 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(2 * column + 1, 1)
    return grid


def _enterprises(rows: Sequence[HazardRow]) -> str:
    names = list(dict.fromkeys(row.enterprise for row in rows))
    return names[0] if len(names) == 1 else f"{names[0]}等 {len(names)} 家"
