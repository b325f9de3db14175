"""表格文字: header and label texts of one form as the county words them; the setting survives updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.dialogs.form_wording.model import WordingModel
from ui.dialogs.form_wording.table import WordingTable
from ui.dialogs.rosters.desk_dialog import preferences_of, press_focused_button
from ui.messages import Kind, Message, Messages, MessageStrip
from ui.widgets.dialog import Dialog
from ui.widgets.field import ENTER_KEYS
from ui.widgets.suggestions import found_by

if TYPE_CHECKING:
    from hazard_desk.services.form_places import FormLines
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_SIZE = (1180, 660)
_SEARCHED_FROM = 20  # rows; fewer are seen at once
_WARNED = 3
_KEYS = "F2 改 · 回车换行 · Tab 或 Ctrl+Enter 改完，到下一行 · Ctrl+S 保存"


class FormWordingDialog(Dialog):
    """Shows every text of a form beside the office's own and saves those that differ."""

    def __init__(
        self, background: Background, messages: Messages, form_id: str, parent: QWidget | None = None
    ) -> None:
        """Build it empty; `open` reads the texts of the form `form_id` and shows them."""
        super().__init__(parent)
        self.setWindowTitle("表格文字")
        self._background = background
        self._window_messages = messages
        self._form_id = form_id
        self._drafts = preferences_of(parent).drafts
        self._draft_key = f"form-wording/{form_id}"
        self._stored: FormLines | None = None
        self._left = False
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        self.title = QLabel()
        theme.set_role(self.title, "title")
        self.search = QLineEdit()
        self.search.setPlaceholderText("查找：在哪里、文字、拼音首字母")
        self.search.setAccessibleName("查找表格文字")
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(320)
        self.search.addAction(theme.icon("search", theme.SECONDARY), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(lambda _text: self._show_found())
        self.search.installEventFilter(self)
        self.search.hide()
        self.model = WordingModel()
        self.table = WordingTable(self.model)
        self.warning = QLabel()
        self.warning.setWordWrap(True)
        self.warning.setTextFormat(Qt.TextFormat.PlainText)
        self.warning.setStyleSheet(f"color: {theme.Meaning.DUE_SOON.value.ink};")
        self.warning.hide()
        self.signatures = QCheckBox()
        self.signatures.hide()
        self.count = QLabel()
        theme.set_role(self.count, "secondary")
        self.reset_button = QPushButton("恢复原文")
        self.reset_button.setIcon(theme.icon("undo", theme.SECONDARY))
        self.reset_button.setToolTip("选中的各行不再另写，改回程序带的原文（Ctrl+R）")
        self.save_button = QPushButton("保存(&S)")
        self.save_button.setToolTip("Ctrl+S")
        theme.set_role(self.save_button, "primary")
        self.cancel_button = QPushButton("取消")
        self.cancel_button.setToolTip("Esc：没有保存的内容留作草稿")
        self.reset_button.clicked.connect(self._reset_chosen)
        self.save_button.clicked.connect(self._save)
        self.cancel_button.clicked.connect(self.reject)
        self._lay_out()
        for keys, act in (
            ("Ctrl+S", self._save),
            ("Ctrl+F", self._focus_search),
            ("Ctrl+R", self._reset_chosen),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.model.edited.connect(self._on_edited)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_edited())
        self.finished.connect(self._on_finished)

    def _lay_out(self) -> None:
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch()
        head.addWidget(self.search, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.LABEL_GAP)
        keys = QLabel(_KEYS)
        theme.set_role(keys, "secondary")
        foot.addWidget(keys)
        foot.addStretch()
        foot.addWidget(self.count)
        below = QHBoxLayout()
        below.setSpacing(theme.LABEL_GAP)
        below.addWidget(self.signatures)
        below.addStretch()
        for button in (self.reset_button, self.save_button, self.cancel_button):
            button.setAutoDefault(False)
            below.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP_GAP, theme.PAGE_MARGIN, theme.GROUP_GAP, theme.PAGE_MARGIN)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addLayout(head)
        layout.addWidget(self.strip)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        layout.addWidget(self.warning)
        layout.addLayout(below)

    # ---- reading ---------------------------------------------------------------------------------------

    def open(self) -> None:
        """Read the texts, and show the dialog with them."""
        from hazard_desk.services.form_places import form_lines

        self._background.read(
            form_lines,
            self._form_id,
            done=self._show,
            failed=self._not_read,
            owner=self,
        )

    def _not_read(self, error: Exception) -> None:
        self._window_messages.show_error(error)
        self.deleteLater()

    def _show(self, stored: FormLines) -> None:
        self._stored = stored
        self.title.setText(f"《{stored.title}》的文字")
        self.search.setVisible(len(stored.lines) > _SEARCHED_FROM)
        self.signatures.setText(f"表下加签字栏（{'、'.join(stored.signature_labels)}）")
        self.signatures.setVisible(bool(stored.signature_labels))
        self.signatures.setChecked(stored.signatures)
        self.model.show_lines(stored.lines)
        self._offer_draft()
        super().open()
        restored = self.model.unsaved()
        rows = (row for row, line in enumerate(stored.lines) if line.places[0] in restored)
        self.table.go_to(next(rows, 0))

    # ---- what is said of the rows ----------------------------------------------------------------------

    def _on_edited(self) -> None:
        rows = range(self.model.rowCount())
        changed = sum(self.model.differs(row) for row in rows)
        self.count.setText(f"共 {len(rows)} 处文字" + (f"，改过 {changed} 处" if changed else ""))
        self.reset_button.setEnabled(any(self.model.differs(row) for row in self.table.rows_chosen()))
        doubts = [doubt for row in rows if self.model.differs(row) for doubt in self._doubts(row)]
        more = [f"……另有 {len(doubts) - _WARNED} 处"] if len(doubts) > _WARNED else []
        self.warning.setText("\n".join([*doubts[:_WARNED], *more]))
        self.warning.setVisible(bool(doubts))

    def _doubts(self, row: int) -> list[str]:
        from hazard_desk.services.form_places import slots_lost, slots_unknown

        line, own = self.model.lines[row], self.model.own(row)
        said = [
            f"{line.where}：这句少了一处由程序填写的内容“{{{words}}}”，保存后这里不再自动填。"
            for words in slots_lost(line.shipped, own)
        ]
        said += [
            f"{line.where}：程序不认识“{{{words}}}”，会照原样印出来。"
            for words in slots_unknown(line.shipped, own)
        ]
        return said

    def _show_found(self) -> None:
        from hazard_desk.rules.search_text import comparable

        typed = self.search.text()
        wanted = comparable(typed)
        for row, line in enumerate(self.model.lines):
            texts = (line.where, line.shipped, self.model.own(row))
            found = not wanted or any(
                wanted in comparable("".join(text.split())) or found_by(text, typed) for text in texts
            )
            self.table.setRowHidden(row, not found)

    def _focus_search(self) -> None:
        if self.search.isVisible():
            self.search.setFocus()
            self.search.selectAll()

    def _reset_chosen(self) -> None:
        self.table.leave_editor()
        for row in self.table.rows_chosen():
            self.model.reset(row)
        self.table.setFocus()

    # ---- saving ----------------------------------------------------------------------------------------

    def _save(self) -> None:
        if not self.save_button.isEnabled() or self._stored is None:
            return
        self.table.leave_editor()
        self.save_button.setEnabled(False)
        self._write([*self._writes()], [])

    def _writes(self) -> list[tuple[Any, ...]]:
        from hazard_desk.services.form_places import in_slots
        from hazard_desk.services.wording import save_wordings, set_signatures

        assert self._stored is not None
        unsaved = self.model.unsaved()
        texts = {
            place: None if own == line.shipped else in_slots(own)
            for line in self.model.lines
            if (own := unsaved.get(line.places[0])) is not None
            for place in line.places
        }
        writes: list[tuple[Any, ...]] = [(save_wordings, self._form_id, texts)] if texts else []
        if self.signatures.isChecked() != self._stored.signatures:
            writes.append((set_signatures, self._form_id, self.signatures.isChecked()))
        return writes

    def _write(self, writes: list[tuple[Any, ...]], said: list[str]) -> None:
        """Run the operations one after the other; what went well before one that fails stays."""
        if not writes:
            self._drafts.forget(self._draft_key)
            self._left = True
            self.accept()
            self._window_messages.say_done(f"{'；'.join(said)}。" if said else "没有改动，不用保存。")
            return
        (operation, *arguments), *rest = writes

        def done(changes: Changes) -> None:
            self._write(rest, [*said, changes.summary])

        self._background.write(operation, *arguments, done=done, failed=self._refused, owner=self)

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.messages.show_error(error)

    # ---- what was typed and not saved --------------------------------------------------------------------

    def _draft(self) -> dict[str, Any]:
        draft: dict[str, Any] = {"texts": self.model.unsaved()}
        if self._stored is not None and self.signatures.isChecked() != self._stored.signatures:
            draft["signatures"] = self.signatures.isChecked()
        return draft

    def _offer_draft(self) -> None:
        draft = self._drafts.get(self._draft_key)
        if not isinstance(draft, dict):
            return
        before = self._draft()
        self._put_draft(draft)
        if self._draft() == before:
            return
        self.strip.show_message(
            Message(
                "已恢复上次没有保存的内容。", "还没有写入台账。", "核对后按“保存”，或放弃草稿。", Kind.WARNING
            ),
            "放弃草稿",
            self._drop_draft,
        )

    def _put_draft(self, draft: dict[str, Any]) -> None:
        assert self._stored is not None
        self.model.put(draft.get("texts", {}))
        self.signatures.setChecked(bool(draft.get("signatures", self._stored.signatures)))

    def _drop_draft(self) -> None:
        self._put_draft({})
        self._drafts.forget(self._draft_key)
        self.table.setFocus()

    def reject(self) -> None:
        """Close; what was typed and not saved stays as a draft, and the window says so."""
        self.table.leave_editor()
        super().reject()

    def _on_finished(self) -> None:
        if not self._left and self._stored is not None:
            draft = self._draft()
            if draft != {"texts": {}}:
                self._drafts.keep(self._draft_key, draft)
                self._window_messages.say(
                    Message(
                        "表格文字里有没有保存的内容，已留作草稿。",
                        "还没有写入台账。",
                        "再次打开时可以接着改。",
                    )
                )
            else:
                self._drafts.forget(self._draft_key)
        self.deleteLater()

    # ---- keys ------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the search to the table with Enter or Down; Esc empties it first."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (*ENTER_KEYS, Qt.Key.Key_Down):
                rows = self.table.shown_rows()
                if rows:
                    self.table.go_to(rows[0])
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)
