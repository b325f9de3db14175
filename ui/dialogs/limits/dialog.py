"""指标与期限: every setting of the office by its group, with its source and the way back."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.errors import InputRefused
from hazard_desk.rules.settings import SETTINGS
from ui import theme
from ui.dialogs.limits.setting_entry import SettingEntry, Value, example_number, value_words
from ui.dialogs.rosters.desk_dialog import preferences_of, press_focused_button
from ui.messages import Kind, Message, Messages, MessageStrip
from ui.widgets.dialog import Dialog
from ui.widgets.field import Field

if TYPE_CHECKING:
    from hazard_desk.services.settings import AllSettings
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_DRAFT_KEY = "limits"
_SIZE = (860, 660)
_LABEL_WIDTH, _NUMBER_WIDTH, _UNIT_WIDTH = 236, 72, 96


class LimitsDialog(Dialog):
    """Shows what is set and changes it; an unsaved value stays as a draft."""

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it with the shipped values; `open_read` fills and shows it."""
        super().__init__(parent)
        self.setWindowTitle("指标与期限")
        self.background = background
        self._owner_messages = messages
        self._drafts = preferences_of(parent).drafts
        self._stored: dict[str, Value] | None = None
        self._clean: dict[str, Any] = {}
        self._short_name, self._year = "", 0
        self.entries = {name: SettingEntry(spec, self._example) for name, spec in SETTINGS.items()}
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        self.save_button = QPushButton("保存(&S)")
        self.save_button.setToolTip("Ctrl+S")
        theme.set_role(self.save_button, "primary")
        self.save_button.clicked.connect(self._save)
        self.area = QScrollArea()
        self._lay_out()
        self._bind_fields()
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self._save)
        self.finished.connect(self.deleteLater)

    # ---- building --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(theme.GROUP_GAP, theme.PAGE_MARGIN, theme.WIDE_GAP, theme.GROUP_GAP)
        column.setSpacing(theme.GROUP_GAP)
        for title, entries in groupby(self.entries.values(), key=lambda entry: entry.spec.group):
            column.addLayout(_group(title, list(entries)))
        column.addStretch()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes to what stands in it
        self.area.setWidget(body)
        cancel = QPushButton("取消")
        cancel.setToolTip("Esc：没有保存的内容留作草稿")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.save_button.setAutoDefault(False)
        keys = QLabel("回车到下一项 · Ctrl+S 保存 · Esc 关闭")
        theme.set_role(keys, "secondary")
        bar = QFrame()
        theme.set_role(bar, "band")
        buttons = QHBoxLayout(bar)
        buttons.setContentsMargins(theme.GROUP_GAP, theme.LABEL_GAP, theme.GROUP_GAP, theme.LABEL_GAP)
        buttons.setSpacing(theme.LABEL_GAP)
        buttons.addWidget(self.save_button)
        buttons.addWidget(cancel)
        buttons.addSpacing(theme.GROUP_GAP)
        buttons.addWidget(keys, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(self.area, 1)
        layout.addWidget(bar)
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))

    def _bind_fields(self) -> None:
        fields = [field for entry in self.entries.values() for field in entry.fields]
        for field, following in zip(fields, [*fields[1:], None], strict=True):
            field.entered.connect(lambda to=following: self._go_to(to))
        for before, after in pairwise(fields):
            self.setTabOrder(before, after)

    def _go_to(self, field: Field | None) -> None:
        if field is None:
            self.save_button.setFocus()
        else:
            field.setFocus(Qt.FocusReason.TabFocusReason)
            self.area.ensureWidgetVisible(field, 0, theme.WIDE_GAP)

    def _example(self, pattern: str) -> str:
        return example_number(pattern, self._short_name, self._year)

    # ---- reading ---------------------------------------------------------------------------------------

    def open_read(self) -> None:
        """Read what is set and show it."""
        from hazard_desk.services.settings import all_settings

        def failed(error: Exception) -> None:
            self._owner_messages.show_error(error)
            self.deleteLater()  # it was never shown, so nothing else would close it

        self.background.read(all_settings, done=self._show, failed=failed, owner=self)

    def _show(self, found: AllSettings) -> None:
        self._stored = found.values
        self._short_name, self._year = found.short_name, found.year
        for name, entry in self.entries.items():
            entry.set_value(found.values[name])
            if isinstance(entry.spec.default, str):
                entry.show_example()
        self._clean = self._raw()
        self._offer_draft()
        self.open()
        self._go_to(next(iter(self.entries.values())).main)

    # ---- saving ----------------------------------------------------------------------------------------

    def _save(self) -> None:
        from hazard_desk.services.settings import save_settings

        focused = QApplication.focusWidget()
        fields = [field for entry in self.entries.values() for field in entry.fields]
        if not self.save_button.isEnabled() or any(field.composing for field in fields):
            return
        for field in fields:
            if field.editor is focused:
                field.on_left()
        wrong = None
        for entry in self.entries.values():
            problem = entry.problem()
            entry.main.show_error(problem)
            wrong = wrong or (entry if problem else None)
        if wrong is not None:
            self._go_to(wrong.main)
            return
        values = {name: value for name, entry in self.entries.items() if (value := entry.value()) is not None}
        changed = {name: value for name, value in values.items() if value != (self._stored or {})[name]}
        self.save_button.setEnabled(False)
        self.background.write(save_settings, changed, done=self._saved, failed=self._refused, owner=self)

    def _saved(self, changes: Changes) -> None:
        self._drafts.forget(_DRAFT_KEY)
        self._clean = self._raw()
        self.accept()
        said = f"已保存：{changes.summary}。" if changes.nouns else "没有改动，不用保存。"
        self._owner_messages.say_done(said)

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        problems = error.problems if isinstance(error, InputRefused) else ()
        placed = [problem for problem in problems if problem.field in self.entries]
        for problem in placed:
            self.entries[problem.field].main.show_error(problem.message + problem.remedy)
        if placed:
            self._go_to(self.entries[placed[0].field].main)
        else:
            self.messages.show_error(error)

    # ---- what was typed and not saved --------------------------------------------------------------------

    def _raw(self) -> dict[str, Any]:
        return {name: entry.raw() for name, entry in self.entries.items()}

    def _offer_draft(self) -> None:
        draft = self._drafts.get(_DRAFT_KEY)
        if not isinstance(draft, dict) or draft == self._clean:
            return
        for name, raw in draft.items():
            if name in self.entries:
                self.entries[name].set_raw(raw)
        self.strip.show_message(
            Message(
                "已恢复上次没有保存的内容。", "还没有写入台账。", "核对后按“保存”，或放弃草稿。", Kind.WARNING
            ),
            "放弃草稿",
            self._drop_draft,
        )

    def _drop_draft(self) -> None:
        for name, entry in self.entries.items():
            entry.set_raw(self._clean[name])
        self._drafts.forget(_DRAFT_KEY)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close; what was typed and not saved stays as a draft, and the window says so."""
        changed = self._stored is not None and self._raw() != self._clean
        raw = self._raw()
        super().reject()
        if changed:
            self._drafts.keep(_DRAFT_KEY, raw)
            self._owner_messages.say(
                Message(
                    "指标与期限里有没有保存的内容，已留作草稿。", "还没有写入台账。", "再次打开时可以接着填。"
                )
            )
        else:
            self._drafts.forget(_DRAFT_KEY)


def _group(title: str, entries: list[SettingEntry]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme.LABEL_GAP)
    heading = QLabel(title)
    theme.set_role(heading, "heading")
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    column.addWidget(heading)
    column.addWidget(line)
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.LABEL_GAP)
    grid.setVerticalSpacing(theme.LABEL_GAP)
    grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
    top = Qt.AlignmentFlag.AlignTop
    for row, entry in enumerate(entries):
        label = QLabel(entry.spec.label)
        label.setBuddy(entry.main.editor)
        label.setMinimumHeight(theme.FIELD_HEIGHT)
        label.setWordWrap(True)
        grid.addWidget(label, row, 0, top)
        if isinstance(entry.spec.default, str):
            grid.addWidget(entry.main, row, 1, 1, 3, top)
            grid.setColumnStretch(3, 1)
        else:
            entry.main.setFixedWidth(_NUMBER_WIDTH)
            grid.addWidget(entry.main, row, 1, top)
            if entry.unit is not None:
                entry.unit.setFixedWidth(_UNIT_WIDTH)
                grid.addWidget(entry.unit, row, 2, top)
            source = QLabel(_source_words(entry))
            source.setMinimumHeight(theme.FIELD_HEIGHT)
            theme.set_role(source, "secondary")
            grid.addWidget(source, row, 3, top)
            grid.setColumnStretch(3, 1)
        grid.addWidget(entry.restore_button, row, 4, top)
    column.addLayout(grid)
    return column


def _source_words(entry: SettingEntry) -> str:
    shipped = f"出厂值 {value_words(entry.spec.default)}"
    return f"{shipped}，依据 {entry.spec.source}" if entry.spec.source else shipped
