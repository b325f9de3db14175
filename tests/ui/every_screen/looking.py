"""What is wrong with a screen that is shown: cut off, squashed, out of the window, without a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)

from ui.widgets.elided_label import ElidedLabel

_MNEMONIC = re.compile(r"(?<!&)&(?!&)(\S)")
_KEY = re.compile(r"F\d+|Ctrl|Alt|Shift|Delete|Insert|Page|Home|Esc|空格|回车|方向键")
_ROUNDING = 2  # what fonts and factors may be off by


def faults(window: QWidget) -> Iterator[str]:
    """Yield each fault of what is shown in this window."""
    yield from _outside_of_the_screen(window)
    shown = [child for child in window.findChildren(QWidget) if child.isVisible()]
    for widget in shown:
        yield from _cut_off(widget)
        yield from _out_of_reach(widget, window)
        yield from _without_a_name(widget)
    yield from _overlapping(shown)
    yield from _mnemonics(window, shown)
    yield from _keyboard(window, shown)


def _outside_of_the_screen(window: QWidget) -> Iterator[str]:
    room = window.screen().availableGeometry()
    if window.width() > room.width() or window.height() > room.height():
        yield f"the window has {window.width()}×{window.height()}, the screen {room.width()}×{room.height()}"


def _words(widget: QWidget) -> str:
    said = next(
        (
            str(getattr(widget, name)())
            for name in ("text", "currentText", "title", "placeholderText")
            if hasattr(widget, name) and getattr(widget, name)()
        ),
        widget.accessibleName() or widget.objectName(),
    )
    return f"{type(widget).__name__} “{re.sub(r'<[^>]+>', '', said)[:30]}”"


def _cut_off(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and widget.text():
        if widget.wordWrap():
            wanted = widget.heightForWidth(widget.width())
            if widget.height() + _ROUNDING < wanted:
                yield f"{_words(widget)} shows {widget.height()} of {wanted} px of height"
        elif not _says_the_rest(widget) and widget.width() + _ROUNDING < widget.sizeHint().width():
            yield f"{_words(widget)} shows {widget.width()} of {widget.sizeHint().width()} px"
        elif widget.height() + _ROUNDING < widget.fontMetrics().height():
            yield f"{_words(widget)} is {widget.height()} px high"
    elif isinstance(widget, QPushButton | QCheckBox | QRadioButton) and widget.text():
        if not _says_the_rest(widget) and widget.width() + _ROUNDING < widget.sizeHint().width():
            yield f"{_words(widget)} shows {widget.width()} of {widget.sizeHint().width()} px"
    elif isinstance(widget, QComboBox) and widget.currentText():
        missing = _missing_of_choice(widget)
        if missing > _ROUNDING and not _says_the_rest(widget):
            yield f"{_words(widget)} lacks {missing} px"
    if isinstance(widget, QLineEdit | QAbstractButton | QComboBox | QAbstractSpinBox):
        least = round(widget.fontMetrics().height() * 0.8) if not isinstance(widget, QToolButton) else 0
        if widget.height() < least:
            yield f"{_words(widget)} is {widget.height()} px high, its letters {least}"


def _says_the_rest(widget: QWidget) -> bool:
    """Tell whether what is cut off can be read in full by its tool tip."""
    return bool(widget.toolTip()) or isinstance(widget, ElidedLabel)


def _missing_of_choice(box: QComboBox) -> int:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    room = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    return box.fontMetrics().horizontalAdvance(box.currentText()) - room.width()


def _scrolled_by(widget: QWidget, window: QWidget) -> QAbstractScrollArea | None:
    """Return what the widget lies in and can be scrolled into sight by."""
    above = widget.parentWidget()
    while above is not None and above is not window:
        if isinstance(above, QAbstractScrollArea) and widget is not above.viewport():
            return above
        above = above.parentWidget()
    return None


def _out_of_reach(widget: QWidget, window: QWidget) -> Iterator[str]:
    if not isinstance(widget, QAbstractButton | QLineEdit | QComboBox | QLabel | QAbstractScrollArea):
        return
    if isinstance(widget, QLabel) and not widget.text():
        return
    rect = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    area = _scrolled_by(widget, window)
    if area is None:
        if not window.rect().adjusted(-_ROUNDING, -_ROUNDING, _ROUNDING, _ROUNDING).contains(rect):
            yield f"{_words(widget)} is at {rect.getRect()}, the window {window.size().toTuple()}"
        return
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    view = QRect(area.viewport().mapTo(window, QPoint(0, 0)), area.viewport().size())
    beyond = rect.right() - view.right()
    if (
        area.horizontalScrollBarPolicy() == never
        and beyond > _ROUNDING
        and area.viewport() is not widget.parentWidget()
    ):
        yield f"{_words(widget)} sticks {beyond} px out of what isn't scrolled"


def _overlapping(shown: list[QWidget]) -> Iterator[str]:
    """Siblings of a layout that lie over each other have been squashed."""
    by_parent: dict[int, list[QWidget]] = {}
    for widget in shown:
        parent = widget.parentWidget()
        layout = parent.layout() if parent is not None else None
        if layout is not None and _is_laid_out(layout, widget) and widget.size().width() > 0:
            by_parent.setdefault(id(parent), []).append(widget)
    for siblings in by_parent.values():
        for at, one in enumerate(siblings):
            for other in siblings[at + 1 :]:
                both = one.geometry().intersected(other.geometry())
                if both.width() > _ROUNDING and both.height() > _ROUNDING:
                    yield f"{_words(one)} and {_words(other)} overlap by {both.size().toTuple()}"


def _is_laid_out(layout: object, widget: QWidget) -> bool:
    return layout.indexOf(widget) >= 0 or any(  # type: ignore[attr-defined]
        inner is not None and _is_laid_out(inner, widget)
        for at in range(layout.count())  # type: ignore[attr-defined]
        if (inner := layout.itemAt(at).layout()) is not None  # type: ignore[attr-defined]
    )


def _without_a_name(widget: QWidget) -> Iterator[str]:
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(widget, QMainWindow):
        return
    if widget.focusProxy() is not None or not widget.isEnabled():
        return
    heard = QAccessible.queryAccessibleInterface(widget)
    name = heard.text(QAccessible.Text.Name) if heard is not None else ""
    if not name.strip() and not _is_part(widget):
        yield f"{_words(widget)} in {type(widget.parentWidget()).__name__} has no name"


def _is_part(widget: QWidget) -> bool:
    """The line of an editable choice or of a number speaks with the whole."""
    return isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox)


def _mnemonics(window: QWidget, shown: list[QWidget]) -> Iterator[str]:
    letters: Counter[str] = Counter()
    for widget in shown:
        if isinstance(widget, QAbstractButton | QLabel) and widget.isEnabled():
            if isinstance(widget, QLabel) and widget.buddy() is None:
                continue
            letters.update(letter.upper() for letter in _MNEMONIC.findall(widget.text()))
    for action in window.menuBar().actions() if isinstance(window, QMainWindow) else ():
        letters.update(letter.upper() for letter in _MNEMONIC.findall(action.text()))
    for letter, count in letters.items():
        if count > 1:
            yield f"Alt+{letter} means {count} things"


def _keyboard(window: QWidget, shown: list[QWidget]) -> Iterator[str]:
    """What only the mouse can press, and where Tab runs upwards."""
    for widget in shown:
        if isinstance(widget, QAbstractButton) and widget.isEnabled() and not _has_a_key(widget):
            yield f"{_words(widget)} can't be reached by keys"
    order = tab_walk(window)
    for one, other in pairwise(order):
        if one.parentWidget() is not other.parentWidget():
            continue
        before, after = one.geometry(), other.geometry()
        if after.bottom() < before.top() and after.left() <= before.left():
            yield f"Tab runs upwards from {_words(one)} to {_words(other)}"


def _has_a_key(button: QAbstractButton) -> bool:
    said = f"{button.text()} {button.toolTip()} {button.accessibleName()} {button.accessibleDescription()}"
    return bool(
        button.focusPolicy() & Qt.FocusPolicy.TabFocus
        or (button.group() is not None and isinstance(button, QRadioButton))
        or _MNEMONIC.search(button.text())
        or _KEY.search(said)
        or isinstance(button.parentWidget(), QTabBar | QTableView | QCalendarWidget | QLineEdit)
    )


def tab_walk(window: QWidget) -> list[QWidget]:
    """Return what Tab goes through, in its order."""
    order: list[QWidget] = []
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        if (
            widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.window() is window
        ):
            order.append(widget)
        widget = widget.nextInFocusChain()
    return order


class FocusSeen:
    """Looks whether the keyboard is seen where it is: once for each kind of widget."""

    def __init__(self) -> None:
        self._looked_at: set[tuple[str, str]] = set()

    def faults(self, window: QWidget) -> Iterator[str]:
        """Yield what looks the same with the keyboard and without."""
        window.activateWindow()
        for widget in tab_walk(window):
            kind = (type(widget).__name__, str(widget.property("role") or ""))
            if kind in self._looked_at or widget.visibleRegion().isEmpty():
                continue
            self._looked_at.add(kind)
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            if QApplication.focusWidget() is not widget:
                continue  # it gives the keyboard on
            with_keyboard = widget.grab().toImage()
            widget.clearFocus()
            if widget.grab().toImage() == with_keyboard:
                yield f"{_words(widget)} {kind} looks the same with the keyboard on it"
