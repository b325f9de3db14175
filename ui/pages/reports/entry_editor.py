"""The small editor below the places of F6: a figure with the reason for changing it, or a few sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from hazard_desk.forms.sheet import printed
from hazard_desk.rules.dispatch_figures import NAMES
from hazard_desk.rules.figure_texts import read_figure
from hazard_desk.rules.unreadable import Unreadable
from ui import theme
from ui.pages.reports.slot_words import changed_since_words, reckoned_words, stands_words
from ui.widgets.drafts import Drafts
from ui.widgets.fields import LinesField, TextField

if TYPE_CHECKING:
    from hazard_desk.services.form_filling.dispatch import Slot
    from ui.widgets.field import Field

_GOES_ON = "\n\u2029：:，,、"
"""What a sentence goes on after, without a line of its own."""


@dataclass(frozen=True, slots=True)
class EntryWanted:
    """What is to stand in a place; an empty text takes out what was written there."""

    slot: str
    text: str
    computed: str = ""  # the figure that it overrides, or that is taken instead
    reason: str = ""


class EntryEditor(QFrame):
    """Writes into one place at a time. Esc goes back and keeps what was typed while the page lives."""

    save_wanted = Signal(object)  # an `EntryWanted`
    closed = Signal()

    def __init__(self) -> None:
        """Build it closed."""
        super().__init__()
        self._slot: Slot | None = None
        self._key = ""
        self._sent = ""  # the key of what is being written
        self._drafts = Drafts()  # in memory: the figures move on, a draft of last month misleads
        self._filling = False
        self.title = QLabel()
        self.title.setWordWrap(True)
        theme.set_role(self.title, "heading")
        self.note = QLabel()
        self.note.setWordWrap(True)
        theme.set_role(self.note, "secondary")
        self.value = TextField("value", "表里印")
        self.text = LinesField("text", "填写内容", lines=5)
        self.reason = TextField("reason", "改动原因", required=True, longest=500)
        self.value.entered.connect(self._after_value)
        self.reason.entered.connect(self.save)
        self.text.entered.connect(self.save)
        self._labels: dict[Field, QLabel] = {}
        for field in self._fields:
            label = QLabel(f"{field.label} *" if field.required else field.label)
            label.setBuddy(field.editor)
            self._labels[field] = label
            field.changed.connect(self._keep_draft)
        self.save_button = QPushButton("保存")
        self.save_button.setToolTip("Ctrl+S")
        theme.set_role(self.save_button, "primary")
        self.restore_button = QPushButton()
        self.draft_button = QPushButton()
        self.draft_button.setIcon(theme.icon("add", theme.SECONDARY))
        self.draft_button.clicked.connect(self.put_draft)
        self.cancel_button = QPushButton("取消")
        self.save_button.clicked.connect(self.save)
        self.restore_button.clicked.connect(self._restore)
        self.cancel_button.clicked.connect(self._cancel)
        for keys, act in (("Ctrl+S", self.save), ("Esc", self.leave), ("Alt+Y", self.put_draft)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.LABEL_GAP)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.restore_button)
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        theme.set_role(self, "band")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LABEL_GAP, theme.LABEL_GAP, theme.LABEL_GAP, theme.LABEL_GAP)
        column.setSpacing(theme.SMALL_GAP)
        column.addWidget(self.title)
        column.addWidget(self.note)
        drafts = QHBoxLayout()
        drafts.addWidget(self.draft_button)
        drafts.addStretch()
        column.addLayout(drafts)
        for field in self._fields:
            column.addWidget(self._labels[field])
            column.addWidget(field)
        column.addSpacing(theme.SMALL_GAP)
        column.addLayout(buttons)

    @property
    def _fields(self) -> tuple[Field, ...]:
        return (self.value, self.text, self.reason)

    @property
    def slot(self) -> Slot | None:
        """Return the place that is open, or None."""
        return self._slot

    @property
    def _reckoned(self) -> bool:
        return self._slot is not None and self._slot.computed is not None and not self._slot.prompt

    @property
    def _stands_beside(self) -> bool:
        """Whether a figure typed for an earlier week is printed in place of the one that records tell."""
        slot = self._slot
        return self._reckoned and slot is not None and slot.entry is None and bool(slot.carried)

    # ---- a place ---------------------------------------------------------------------------------------

    def open_slot(self, slot: Slot, place: str, key: str) -> None:
        """Begin with a place, what was typed there before and not saved among it; `key` tells weeks apart."""
        self._slot, self._key = slot, f"{key}/{slot.name}"
        self._describe(slot, place)
        self._filling = True
        stored = self._stored(slot)
        draft = self._drafts.get(self._key)
        kept: dict[str, Any] = draft if isinstance(draft, dict) else stored
        for field in self._fields:
            field.set_raw(kept[field.name])
            field.show_error("")
        self._filling = False
        self._set_busy(self._key == self._sent)
        self._show_draft_button()
        self.text.editor.moveCursor(QTextCursor.MoveOperation.End)  # what is put in comes after what is there
        self.show()
        first = self.text if slot.prompt else self.value
        first.setFocus()
        if not slot.prompt:
            self.value.editor.selectAll()

    def refresh(self, slot: Slot, place: str) -> None:
        """Say anew what is known of the open place; what is being typed stays."""
        self._slot = slot
        self._describe(slot, place)

    def _describe(self, slot: Slot, place: str) -> None:
        self.title.setText(f"{slot.category} · {place}")
        self.text.editor.setPlaceholderText(slot.prompt)
        lines = []
        if slot.prompt:
            lines.append("没有填写时，表里印原来的提示语。")
        elif slot.computed is None:
            lines.append("没有记录可以统计，请按实际填写。")
            if slot.carried:
                lines.append(f"沿用以前一周填的：{slot.carried}。")
        else:
            lines.append(f"{reckoned_words(slot)}：{printed(slot.computed)}。")
            if since := changed_since_words(slot):
                lines.append(f"{since}。")
            if self._stands_beside:
                lines.append(f"{stands_words(slot)}。以前的数宜记到期初数里。")
        self.note.setText("".join(lines))
        shown = {self.text} if slot.prompt else {self.value, self.reason} if self._reckoned else {self.value}
        for field in self._fields:
            field.setVisible(field in shown)
            self._labels[field].setVisible(field in shown)
        deed = "改用" if self._stands_beside else "恢复"
        self.restore_button.setText(f"{deed}{reckoned_words(slot)}" if self._reckoned else "清空")
        self.restore_button.setVisible(slot.entry is not None or self._stands_beside)
        self._show_draft_button()

    def _show_draft_button(self) -> None:
        """Offer what the week's activities give, unless it stands there already."""
        draft = self._slot.draft if self._slot is not None else None
        self.draft_button.setVisible(draft is not None)
        if draft is None:
            return
        late = f"，其中补录 {draft.late} 项" if draft.late else ""
        there = draft.text in self.text.editor.toPlainText()
        deed = "已引用" if there else "引用"
        self.draft_button.setText(f"{deed}本周活动（{draft.activities} 项{late}）")
        self.draft_button.setToolTip(f"Alt+Y：写在光标处，不动已写的，可以再改\n{draft.text}")
        self.draft_button.setEnabled(not there and not self.text.editor.isReadOnly())

    def put_draft(self) -> None:
        """Put what the week's activities give where the cursor is; what was typed stays, nothing is saved."""
        if self._slot is None or self._slot.draft is None or not self.draft_button.isEnabled():
            return
        cursor = self.text.editor.textCursor()
        cursor.clearSelection()  # or what is selected would be replaced
        at = cursor.position()
        before = self.text.editor.document().characterAt(at - 1) if at else "\n"
        ended = before not in _GOES_ON and (cursor.atEnd() or before == "。")
        cursor.insertText(("\n" if ended else "") + self._slot.draft.text)
        self.text.editor.setTextCursor(cursor)
        self.text.setFocus()

    def _stored(self, slot: Slot) -> dict[str, str]:
        said = printed(slot.value)
        return {
            "value": "" if slot.prompt else said,
            "text": said if slot.prompt else "",
            "reason": slot.entry.reason if slot.entry is not None else "",
        }

    def _keep_draft(self) -> None:
        if self._filling or self._slot is None:
            return
        self._show_draft_button()
        typed = {field.name: field.raw() for field in self._fields}
        if typed == self._stored(self._slot):
            self._drafts.forget(self._key)
        else:
            self._drafts.keep(self._key, typed)

    # ---- leaving it ------------------------------------------------------------------------------------

    def leave(self) -> None:
        """Close; what was typed comes back when the place is opened again."""
        if self._slot is not None:
            self._slot = None
            self.hide()
            self.closed.emit()

    def saved(self) -> None:
        """Close: it has been written. Another place, opened meanwhile, stays open."""
        written, self._sent = self._sent or self._key, ""
        self._drafts.forget(written)
        if written == self._key:
            self.leave()

    def refused(self) -> None:
        """Stay open: it could not be written."""
        self._sent = ""
        self._set_busy(False)

    def _cancel(self) -> None:
        self._drafts.forget(self._key)
        self.leave()

    def _restore(self) -> None:
        if self._slot is not None:
            computed = printed(self._slot.computed) if self._reckoned else ""
            self._want(EntryWanted(self._slot.name, "", computed))

    def _after_value(self) -> None:
        if self._reckoned:
            self.reason.setFocus()
        else:
            self.save()

    def save(self) -> None:
        """Have it written, where it can be read and says why."""
        slot = self._slot
        if slot is None or not self.save_button.isEnabled():
            return
        field = self.text if slot.prompt else self.value
        text = str(field.value())
        problem = field.problem()
        is_figure = not slot.prompt and slot.name not in NAMES
        if is_figure and not problem and (text.strip() or self._reckoned):
            try:
                text = printed(read_figure(slot.name, text))
            except Unreadable as unreadable:
                problem = f"{unreadable.message.rstrip('。')}。{unreadable.remedy}"
        field.show_error(problem)
        if problem:
            field.setFocus()
            return
        computed = printed(slot.computed) if self._reckoned else ""
        if self._stands_beside and text == slot.carried:
            self.saved()  # it stands as it stood
            return
        if self._reckoned and text == computed:
            text = ""  # as the program reckons it: nothing is overridden
        if not text and slot.entry is None and not self._stands_beside:
            self.saved()
            return
        reason = self.reason.text() if text and self._reckoned else ""
        problem = self.reason.problem() if reason else ""
        if self._reckoned and text and not reason:
            problem = f"改动{reckoned_words(slot)}要写明原因。"
        self.reason.show_error(problem)
        if problem:
            self.reason.setFocus()
            return
        self._want(EntryWanted(slot.name, text, computed, reason))

    def _want(self, wanted: EntryWanted) -> None:
        self._sent = self._key
        self._set_busy(True)
        self.save_wanted.emit(wanted)

    def _set_busy(self, busy: bool) -> None:
        """Let nothing be typed or put in while it is being written: it would be forgotten with the draft."""
        for editor in (self.value.editor, self.text.editor, self.reason.editor):
            editor.setReadOnly(busy)
        self.save_button.setEnabled(not busy)
        self.restore_button.setEnabled(not busy)
        self._show_draft_button()
