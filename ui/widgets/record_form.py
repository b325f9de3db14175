"""An entry form as wide as the page: groups in the order of the paper form, a bar that stays.

Two fields stand beside each other where there is room for both.

Enter goes to the next field, Ctrl+D copies a field from the previous record, Ctrl+S saves, Ctrl+Enter
saves and begins the next, Esc leaves: what was typed is kept as a draft and offered again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.errors import Problem
from ui import theme
from ui.messages import Kind, Message, MessageStrip
from ui.widgets.drafts import Drafts
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.field import Field

_F = TypeVar("_F", bound=Field)

BESIDE = "*"
"""In the raw content of a form: what stands in the part that `keep_beside` holds."""

_KEYS = "Ctrl+S 保存 · Ctrl+Enter 保存并新增 · Esc 返回 · Ctrl+D 同上一条 · Ctrl+; 今天"
_LABEL_WIDTH = 132
_TWO_COLUMNS = 680  # the width from which two fields stand beside each other, dates in full
_DRAFT_EVERY_MS = 5_000


class RecordForm(QWidget):
    """The form of one record. The page fills it, hears `save_wanted`, and tells it what was refused."""

    save_wanted = Signal(bool)  # True: and begin a new one
    cancelled = Signal()

    def __init__(self, drafts: Drafts | None = None, parent: QWidget | None = None) -> None:
        """Make a form without fields; `drafts` keeps what was typed and not saved."""
        super().__init__(parent)
        self.setObjectName("record_form")
        self.fields: dict[str, Field] = {}
        self._labels: dict[str, QLabel] = {}
        self._drafts = drafts
        self._draft_key = ""
        self._clean: dict[str, Any] = {}
        self._sent: tuple[str, dict[str, Any]] | None = None  # draft key and what is being written under it
        self._previous: dict[str, Any] = {}
        self._extra_raw: Callable[[], Any] | None = None
        self._extra_set_raw: Callable[[Any], None] | None = None
        self.title = ElidedLabel()
        theme.set_role(self.title, "title")
        self.subtitle = ElidedLabel()
        theme.set_role(self.subtitle, "secondary")
        self.strip = MessageStrip()
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes to what stands in it
        self._body = QWidget()
        self._groups = QVBoxLayout(self._body)
        self._groups.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.WIDE_GAP, theme.PAGE_MARGIN)
        self._groups.setSpacing(theme.GROUP_GAP)
        self._groups.addStretch()
        self.scroll_area.setWidget(self._body)
        self._grid: QGridLayout | None = None
        self._grids: list[tuple[QGridLayout, list[Field]]] = []
        self._columns = 2
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_head())
        layout.addWidget(self.strip)
        layout.addWidget(self.scroll_area, 1)
        layout.addWidget(self._make_bar())
        self._bind_keys()
        self._draft_timer = QTimer(self, interval=_DRAFT_EVERY_MS)
        self._draft_timer.timeout.connect(self.keep_draft)

    # ---- building --------------------------------------------------------------------------------------

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        head.setSpacing(theme.PAGE_MARGIN)
        head.addWidget(self.title)
        head.addWidget(self.subtitle, 1)
        return head

    def _make_bar(self) -> QWidget:
        bar = QFrame()
        theme.set_role(bar, "band")
        self.save_button = QPushButton("保存(&S)")
        theme.set_role(self.save_button, "primary")
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(lambda: self._save(False))
        self.save_next_button = QPushButton("保存并新增")
        self.save_next_button.setToolTip("Ctrl+Enter")
        self.save_next_button.clicked.connect(lambda: self._save(True))
        self.cancel_button = QPushButton("取消")
        self.cancel_button.setToolTip("Esc：没有保存的内容留作草稿")
        self.cancel_button.clicked.connect(self.leave)
        self.keys_label = ElidedLabel(_KEYS)
        theme.set_role(self.keys_label, "secondary")
        self.keys_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        row.setSpacing(theme.LABEL_GAP)
        row.addWidget(self.save_button)
        row.addWidget(self.save_next_button)
        row.addWidget(self.cancel_button)
        row.addSpacing(theme.GROUP_GAP)
        row.addWidget(self.keys_label, 1)
        return bar

    def _bind_keys(self) -> None:
        for keys, act in (
            ("Ctrl+S", lambda: self._save(False)),
            ("Ctrl+Return", lambda: self._save(True)),
            ("Ctrl+Enter", lambda: self._save(True)),
            ("Esc", self.leave),
            ("Ctrl+D", self.copy_from_previous),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def add_group(self, title: str) -> None:
        """Begin a group under this title; the fields that follow stand in it."""
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.LABEL_GAP)
        if title:
            heading = QLabel(title)
            theme.set_role(heading, "heading")
            line = QFrame()
            line.setFrameShape(QFrame.Shape.HLine)
            column.addWidget(heading)
            column.addWidget(line)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.LABEL_GAP)
        self._grid.setVerticalSpacing(theme.LABEL_GAP)
        column.addLayout(self._grid)
        self._groups.insertWidget(self._groups.count() - 1, group)
        self._grids.append((self._grid, []))

    def add_field(self, field: _F) -> _F:
        """Add a field to the present group: at the right of the last one, or on a new line."""
        if self._grid is None:
            self.add_group("")
        self._labels[field.name] = _label_of(field)
        grid, fields = self._grids[-1]
        fields.append(field)
        self._place(grid, fields)
        if self.fields:
            # From field to field, not from editor to editor: Tab would go round and never reach 保存.
            self.setTabOrder(list(self.fields.values())[-1], field)
        self.fields[field.name] = field
        field.entered.connect(lambda: self.go_to_next(field))
        return field

    def _place(self, grid: QGridLayout, fields: Sequence[Field]) -> None:
        """Put the fields of a group into one or two columns; a wide one has its line to itself."""
        two = self._columns == 2
        grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        grid.setColumnMinimumWidth(2, _LABEL_WIDTH + theme.GROUP_GAP if two else 0)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1 if two else 0)
        side = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        row = column = 0
        for field in fields:
            if field.wide and column:
                row, column = row + 1, 0
            for widget in (self._labels[field.name], field):
                grid.removeWidget(widget)
            grid.addWidget(self._labels[field.name], row, 2 * column, side)
            width = 3 if field.wide and two else 1
            grid.addWidget(field, row, 2 * column + 1, 1, width, Qt.AlignmentFlag.AlignTop)
            row, column = (row, 1) if two and not field.wide and not column else (row + 1, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the fields one column where two would cut off what stands in them."""
        super().resizeEvent(event)
        columns = 2 if self.width() >= _TWO_COLUMNS else 1
        if columns != self._columns:
            self._columns = columns
            for grid, fields in self._grids:
                self._place(grid, fields)

    def show_field(self, name: str, shown: bool) -> None:
        """Show or hide a field with its label."""
        self._labels[name].setVisible(shown)
        self.fields[name].setVisible(shown)

    def add_widget(self, widget: QWidget) -> None:
        """Add something of the page's own (the hazards found) below the groups, as wide as the form."""
        self._groups.insertWidget(self._groups.count() - 1, widget)
        self._grid = None

    def keep_beside(self, raw: Callable[[], Any], set_raw: Callable[[Any], None]) -> None:
        """Let drafts hold what stands in `add_widget`'s part too, as JSON can hold it."""
        self._extra_raw, self._extra_set_raw = raw, set_raw

    # ---- a record ------------------------------------------------------------------------------------

    def begin(
        self,
        title: str,
        values: Mapping[str, Any],
        *,
        key: str,
        previous: Mapping[str, Any] | None = None,
        subtitle: str = "",
    ) -> None:
        """Show one record; `key` names its draft, `previous` is what Ctrl+D copies from.

        A draft of this record that was not saved is put back at once, and the strip says so.
        """
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.strip.dismiss()
        self._previous = dict(previous or {})
        self._draft_key = key
        if self.save_button.isEnabled():
            self._sent = None  # of a save that was refused
        self.set_values(values)
        self.mark_clean()
        self.scroll_area.verticalScrollBar().setValue(0)
        self._offer_draft()
        self._draft_timer.start()
        self.focus_first()

    def values(self) -> dict[str, Any]:
        """Return the value of each field by its name."""
        return {name: field.value() for name, field in self.fields.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values; a field without one is emptied."""
        for name, field in self.fields.items():
            field.set_value(values.get(name))
            field.show_error("")

    def raw(self) -> dict[str, Any]:
        """Return what stands in every field, readable or not."""
        raw = {name: field.raw() for name, field in self.fields.items()}
        if self._extra_raw is not None:
            raw[BESIDE] = self._extra_raw()
        return raw

    def rewrite(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Change what stands here and what counts as saved alike: it has been stored so meanwhile."""
        raw = change(self.raw())
        self._clean = change(self._clean)
        self._put_raw(raw)

    def mark_clean(self) -> None:
        """Take what stands here now for saved."""
        self._clean = self.raw()

    @property
    def is_changed(self) -> bool:
        """Tell whether something was typed since the record was shown or saved."""
        return self.raw() != self._clean

    # ---- saving ----------------------------------------------------------------------------------------

    def _save(self, then_new: bool) -> None:
        if not self.save_button.isEnabled():
            return
        focused = QApplication.focusWidget()
        for field in self.fields.values():
            if field.composing:  # the word isn't finished: this key belongs to the input method
                return
            if field.editor is focused:
                field.on_left()
        if not self.show_unreadable():
            self.save_wanted.emit(then_new)

    def show_unreadable(self) -> bool:
        """Mark every field that can't be read or is required and empty; tell whether there is one."""
        first: Field | None = None
        for field in self.fields.values():
            problem = field.problem() or ("这一项必须填写。" if field.required and field.is_empty() else "")
            field.show_error(problem)
            if problem and first is None:
                first = field
        if first is not None:
            self.go_to(first)
        return first is not None

    def show_problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """Put each problem under its field and go to the first; return those that no field owns."""
        homeless: list[Problem] = []
        said: dict[str, list[str]] = {}
        for problem in problems:
            if problem.field in self.fields:
                said.setdefault(problem.field, []).append(_sentence(problem))
            else:
                homeless.append(problem)
        for name, texts in said.items():
            self.fields[name].show_error("\n".join(texts))
        if said:
            self.go_to(self.fields[next(name for name in self.fields if name in said)])
        return homeless

    def set_busy(self, busy: bool) -> None:
        """Take no second save while one is under way; what stands here when it begins is what is saved."""
        if busy:
            self._sent = self._draft_key, self.raw()
        self.save_button.setEnabled(not busy)
        self.save_next_button.setEnabled(not busy)

    def saved(self, *, stays: bool = False) -> None:
        """Forget the draft: what stood here when the save began is in the office file.

        `stays` says that the record is still the one to be written to: what was typed since is its draft.
        """
        key, raw = self._sent or (self._draft_key, self.raw())
        self._sent = None
        if key != self._draft_key:  # another record is in sight by now
            if self._drafts is not None and self._drafts.get(key) == raw:
                self._drafts.forget(key)
            return
        self._draft_timer.stop()
        self._clean = raw
        if stays:
            self.keep_draft()
        else:
            self._clean = self.raw()
            self._forget_draft()

    def leave(self) -> None:
        """Go back to the list; what was typed and not saved stays as a draft."""
        if any(field.composing for field in self.fields.values()):
            return
        self.keep_draft()
        self._draft_timer.stop()
        self.cancelled.emit()

    # ---- drafts ----------------------------------------------------------------------------------------

    def keep_draft(self) -> None:
        """Keep what was typed, so that neither Esc nor a power cut loses it."""
        if self._drafts is None or not self._draft_key:
            return
        if self.is_changed:
            self._drafts.keep(self._draft_key, self.raw())
        elif self._drafts.get(self._draft_key) is not None:
            self._forget_draft()

    def _forget_draft(self) -> None:
        if self._drafts is not None and self._draft_key:
            self._drafts.forget(self._draft_key)

    def _offer_draft(self) -> None:
        draft = self._drafts.get(self._draft_key) if self._drafts is not None else None
        if draft is None or draft == self._clean:
            return
        before = self._clean
        self._put_raw(draft)
        deed = self.save_button.text().partition("(")[0]  # 保存, or 登记 in the form of a step
        self.strip.show_message(
            Message(
                f"已恢复上次没有{deed}的内容。",
                "还没有写入台账。",
                f"核对后按“{deed}”，或放弃草稿。",
                Kind.WARNING,
            ),
            "放弃草稿",
            lambda: self._drop_draft(before),
        )

    def _drop_draft(self, before: dict[str, Any]) -> None:
        self._put_raw(before)
        self._forget_draft()
        self.focus_first()

    def _put_raw(self, raw: Mapping[str, Any]) -> None:
        for name, field in self.fields.items():
            if name in raw:
                field.set_raw(raw[name])
        if self._extra_set_raw is not None and BESIDE in raw:
            self._extra_set_raw(raw[BESIDE])

    # ---- going about -----------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        first = next((field for field in self.fields.values() if field.isEnabled()), None)
        if first is not None:
            first.setFocus()

    def go_to_next(self, field: Field) -> None:
        """Go to the field after this one, from the last one to 保存."""
        fields = list(self.fields.values())
        for following in fields[fields.index(field) + 1 :]:
            if following.isEnabled() and following.isVisibleTo(self):
                self.go_to(following)
                return
        self.save_button.setFocus()

    def go_to(self, field: Field) -> None:
        """Put the cursor into this field and bring it into sight, its error too."""
        field.setFocus(Qt.FocusReason.TabFocusReason)
        self.scroll_area.ensureWidgetVisible(field, 0, theme.WIDE_GAP)

    def copy_from_previous(self) -> None:
        """Copy the field that the cursor is in from the previous record (Ctrl+D)."""
        focused = QApplication.focusWidget()
        field = next((field for field in self.fields.values() if field.editor is focused), None)
        if field is not None and self._previous.get(field.name) not in (None, "", ()):
            field.set_value(self._previous[field.name])


def _label_of(field: Field) -> QLabel:
    """Return the label of a field: as printed, a required one marked, its first line level with the text."""
    words = QLabel(field.label + (" <span style='color:#C62828'>*</span>" if field.required else ""))
    words.setTextFormat(Qt.TextFormat.RichText if field.required else Qt.TextFormat.PlainText)
    words.setWordWrap(True)
    words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    words.setContentsMargins(0, (theme.FIELD_HEIGHT - words.fontMetrics().height()) // 2, 0, 0)
    words.setFixedWidth(_LABEL_WIDTH)
    words.setBuddy(field.editor)
    return words


def _sentence(problem: Problem) -> str:
    message = problem.message
    return message + ("" if message.endswith(("。", "！", "？")) else "。") + problem.remedy
