"""The one place that says things to the user: a strip for what goes on, a dialog for what stops work.

Every message has three parts: what happened, what it means for the data, what to do. Nobody else
builds a message box.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMessageBox, QPushButton, QSizePolicy, QWidget

from ui import help_topics, theme

if TYPE_CHECKING:
    from hazard_desk.errors import Problem

log = logging.getLogger(__name__)

_GOES_BY_ITSELF_MS = 12_000
_PROBLEMS_SHOWN = 20
_SEE_MANUAL = "查看手册"


class Kind(StrEnum):
    """How much a message asks of the user; the value is the style sheet's tone."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


_ICONS = {
    Kind.INFO: ("info", theme.ACCENT),
    Kind.SUCCESS: ("check", theme.Meaning.CLOSED.value.ink),
    Kind.WARNING: ("warning", theme.Meaning.DUE_SOON.value.ink),
    Kind.ERROR: ("error", theme.Meaning.OVERDUE.value.ink),
}
_WORDS = {Kind.INFO: "提示", Kind.SUCCESS: "完成", Kind.WARNING: "注意", Kind.ERROR: "出错"}


@dataclass(frozen=True, slots=True)
class Message:
    """What happened, what it means for the data, what to do; and, beside it, lines of detail."""

    what: str
    meaning: str = ""
    remedy: str = ""
    kind: Kind = Kind.INFO
    details: tuple[str, ...] = field(default=())
    topic: str = ""  # the place of 使用手册 that tells more

    @property
    def text(self) -> str:
        """Return the three parts as one paragraph."""
        return "".join(part for part in (self.what, self.meaning, self.remedy) if part)


def message_of(error: Exception) -> Message:
    """Put an error into words; one that the program doesn't know goes to the log in full."""
    return replace(_said_of(error), topic=help_topics.of_error(error))


def _said_of(error: Exception) -> Message:
    from hazard_desk.errors import Cancelled, HazardDeskError, InputRefused  # the first paint needs none

    if isinstance(error, Cancelled):
        return Message(error.what, error.meaning, error.remedy, Kind.INFO)
    if isinstance(error, InputRefused):
        if len(error.problems) == 1 and error.problems[0].message.rstrip("。") in error.what:
            # It is said already: what is left of the line is what to do.
            return Message(error.what, error.meaning, error.problems[0].remedy or error.remedy, Kind.WARNING)
        lines = [_line_of(problem) for problem in error.problems]
        if len(lines) > _PROBLEMS_SHOWN:
            lines = [*lines[:_PROBLEMS_SHOWN], f"……另有 {len(lines) - _PROBLEMS_SHOWN} 处"]
        return Message(error.what, error.meaning, error.remedy, Kind.WARNING, tuple(lines))
    if isinstance(error, HazardDeskError):
        return Message(error.what, error.meaning, error.remedy, Kind.ERROR)
    log.error("unexpected error shown to the user", exc_info=error)
    return Message(
        "程序遇到了没有料到的问题，这一步没有做成。",
        "已经保存的数据不受影响。",
        "请再试一次；如果仍不行，请关闭程序后重新打开，并把“帮助 → 问题报告”存成文件交给维护人员。",
        Kind.ERROR,
        (f"问题编号：{type(error).__name__}",),
    )


def _line_of(problem: Problem) -> str:
    """Return one problem of the input as a line: its place, what is wrong, what to do."""
    row = f"第 {problem.row} 行" if problem.row else ""
    column = f"“{problem.column}”" if problem.column else ""
    place = " ".join(part for part in (problem.sheet, row, column) if part)
    found = f"（现为“{problem.value}”）" if problem.value else ""
    return f"{place}{'：' if place else ''}{problem.message}{found}{problem.remedy}"


def _open_manual(place: str) -> None:
    from ui.help_key import open_manual  # the first paint needs none

    open_manual(place)


class ManualLink(QPushButton):
    """查看手册, hidden where the manual has nothing more to say."""

    def __init__(self) -> None:
        """Lead nowhere yet."""
        super().__init__(_SEE_MANUAL)
        self._place = ""
        theme.set_role(self, "link")
        self.setAutoDefault(False)
        self.clicked.connect(lambda _checked=False: _open_manual(self._place))
        self.hide()

    def lead_to(self, place: str, part: QWidget) -> None:
        """Lead there, as F1 does from now on within this part of the screen."""
        self._place = place
        self.setVisible(bool(place))
        part.setProperty("topic", place)


class MessageStrip(QFrame):
    """A strip in the page that says one thing, with one action at most (撤销), until it's closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it empty and hidden."""
        super().__init__(parent)
        self._action: Callable[[], object] | None = None
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = QPushButton()
        theme.set_role(self._button, "link")
        self._button.clicked.connect(self._act)
        self._manual = ManualLink()
        self._close = QPushButton("知道了")
        theme.set_role(self._close, "link")
        self._close.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.LABEL_GAP, theme.SMALL_GAP, theme.LABEL_GAP, theme.SMALL_GAP)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        layout.addWidget(self._manual)
        layout.addWidget(self._close)
        self._timer = QTimer(self, singleShot=True, interval=_GOES_BY_ITSELF_MS)
        self._timer.timeout.connect(self.dismiss)
        self.setProperty("role", "strip")
        self.hide()

    def show_message(
        self, message: Message, action_text: str = "", action: Callable[[], object] | None = None
    ) -> None:
        """Say this in place of what was said before; good news goes away by itself."""
        name, colour = _ICONS[message.kind]
        self._icon.setPixmap(theme.icon(name, colour).pixmap(theme.ICON_PIXELS))
        self._icon.setAccessibleName(_WORDS[message.kind])
        self._text.setText("\n".join([message.text, *message.details]))
        self._action = action
        self._button.setText(action_text)
        self._button.setVisible(action is not None)
        self._manual.lead_to(message.topic, self)
        self.setAccessibleName(f"{_WORDS[message.kind]}：{message.text}")
        theme.set_property(self, "tone", message.kind.value)
        self.show()
        self._timer.stop()
        if message.kind in {Kind.INFO, Kind.SUCCESS}:
            self._timer.start()

    def dismiss(self) -> None:
        """Take the strip away; its action can't be taken any more."""
        self._timer.stop()
        self._action = None
        self.hide()

    def _act(self) -> None:
        action = self._action
        self.dismiss()
        if action is not None:
            action()

    def event(self, event: QEvent) -> bool:
        """Don't go away under the user's mouse."""
        if event.type() == QEvent.Type.Enter:
            self._timer.stop()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)


class Messages:
    """Says things for one window; without a strip (before there is a window) everything is a dialog."""

    def __init__(self, window: QWidget | None = None, strip: MessageStrip | None = None) -> None:
        """Speak in this strip, and in dialogs over this window."""
        self._window = window
        self._strip = strip
        self.last_shown: Message | None = None

    def say(
        self, message: Message, action_text: str = "", action: Callable[[], object] | None = None
    ) -> None:
        """Say something that stops nobody, with one action at most."""
        if self._strip is None:
            self.show_dialog(message)
            return
        self._remember(message)
        self._strip.show_message(message, action_text, action)

    def say_done(
        self, what: str, meaning: str = "", action_text: str = "", action: Callable[[], object] | None = None
    ) -> None:
        """Say that something was done (已移入回收站), with the way back as its action (撤销)."""
        self.say(Message(what, meaning, kind=Kind.SUCCESS), action_text, action)

    def show_error(self, error: Exception) -> None:
        """Say what went wrong: in a dialog where the office file is concerned, else in the strip."""
        from hazard_desk.errors import OfficeFileError

        message = message_of(error)
        if isinstance(error, OfficeFileError):
            self.show_dialog(message)
        else:
            self.say(message)

    def show_dialog(self, message: Message) -> QMessageBox:
        """Show what stops the work in a dialog, without stopping the event loop."""
        box = self._box(message)
        box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
        box.open()
        return box

    def ask(
        self,
        message: Message,
        yes: str,
        decided: Callable[[bool], object],
        no: str = "取消",
        also: tuple[str, Callable[[], object]] | None = None,
    ) -> QMessageBox:
        """Ask for a decision, naming the deed on the button; `decided(True)` only where it was chosen.

        `also` is a third button that decides against it, and goes where something can be done about it.
        """
        box = self._box(message)
        chosen = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        third = box.addButton(also[0], QMessageBox.ButtonRole.ActionRole) if also is not None else None

        def end(_result: int) -> None:
            clicked = box.clickedButton()
            decided(clicked is chosen)
            if also is not None and clicked is third:
                also[1]()

        box.finished.connect(end)
        box.open()
        return box

    def _box(self, message: Message) -> QMessageBox:
        self._remember(message)
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(_WORDS[message.kind])
        name, colour = _ICONS[message.kind]
        box.setIconPixmap(theme.icon(name, colour).pixmap(theme.ICON_PIXELS * 2))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(message.what)
        box.setInformativeText("\n".join(part for part in (message.meaning, message.remedy) if part))
        if message.details:
            box.setDetailedText("\n".join(message.details))
        if message.topic:
            box.setProperty("topic", message.topic)
            manual = box.addButton(_SEE_MANUAL, QMessageBox.ButtonRole.HelpRole)
            manual.clicked.disconnect()  # else it would close the box, and answer what is asked
            manual.clicked.connect(lambda _checked=False: _open_manual(message.topic))
        return box

    def _remember(self, message: Message) -> None:
        self.last_shown = message
