"""What Windows users look for in the menus: 剪切, 复制, 粘贴, 全选 of whatever has the keyboard; F10."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

_DEEDS = (
    ("剪切", Qt.Key.Key_X, "X"),
    ("复制", Qt.Key.Key_C, "C"),
    ("粘贴", Qt.Key.Key_V, "V"),
    ("全选", Qt.Key.Key_A, "A"),
)
_WRITES = (Qt.Key.Key_X, Qt.Key.Key_V)
_CONTROL = Qt.KeyboardModifier.ControlModifier


def walk_menus(bar: QMenuBar) -> None:
    """Give the keyboard to the menus, as Alt does: the bar itself hears only of that key."""
    window = bar.window()
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(window, QKeyEvent(kind, Qt.Key.Key_Alt, Qt.KeyboardModifier.NoModifier))


class EditDeeds(QObject):
    """Each presses the key that it names: one way to do it, and no second meaning of Ctrl+C in the window."""

    def __init__(self, menu: QMenu) -> None:
        """Add them at the end of this menu."""
        super().__init__(menu)
        self._before: QWidget | None = None  # what had the keyboard before the menus took it
        self.actions: dict[Qt.Key, QAction] = {}
        for words, key, letter in _DEEDS:
            # Behind the tab it is only said: as a shortcut it would take the key from the fields.
            action = menu.addAction(f"{words}\tCtrl+{letter}")
            action.triggered.connect(lambda _checked=False, key=key: self._press(key))
            self.actions[key] = action
        menu.aboutToShow.connect(self._enable)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and not isinstance(now, QMenuBar | QMenu):
            self._before = now

    def _where(self) -> QWidget | None:
        """Return what is edited: walked by keys, the menus have the keyboard themselves."""
        now = QApplication.focusWidget()
        if not isinstance(now, QMenuBar | QMenu):
            return now
        there = self._before is not None and isValid(self._before) and self._before.window() is now.window()
        return self._before if there else None

    def _enable(self) -> None:
        where = self._where()
        for key, action in self.actions.items():
            action.setEnabled(_is_typed_into(where) if key in _WRITES else _is_copied_from(where))

    def _press(self, key: Qt.Key) -> None:
        where = self._where()
        if where is not None:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QCoreApplication.sendEvent(where, QKeyEvent(kind, key, _CONTROL))


def _is_typed_into(where: QWidget | None) -> bool:
    if isinstance(where, QLineEdit | QTextEdit | QPlainTextEdit):
        return not where.isReadOnly()
    if isinstance(where, QAbstractSpinBox):
        return not where.isReadOnly()
    return isinstance(where, QComboBox) and where.isEditable()


def _is_copied_from(where: QWidget | None) -> bool:
    return _is_typed_into(where) or isinstance(
        where, QLineEdit | QTextEdit | QPlainTextEdit | QAbstractSpinBox | QAbstractItemView
    )
