"""What the journal is narrowed to: words, days, 经办人, kind of record, and whether it still stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ui import theme
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.field import Field
from ui.widgets.fields import DateField
from ui.widgets.flow_row import FlowRow
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from hazard_desk.services.journal import JournalQuery

_PAUSE_MS = 200
_SEARCH_WIDTH, _DAY_WIDTH, _HANDLER_WIDTH, _NOUN_WIDTH = 300, 160, 136, 164
_ALL_HANDLERS, _ALL_NOUNS = ("", "全部经办人"), ("", "全部记录")


class JournalFilters(QWidget):
    """One row, or two where the window is narrow; every change is told after a pause in the typing."""

    changed = Signal()
    left_downwards = Signal()  # the list, please

    def __init__(self) -> None:
        """Begin with everything."""
        super().__init__()
        self.search = SearchBox("查找操作记录", "查找：做了什么、名称、拼音首字母")
        self.search.setFixedWidth(_SEARCH_WIDTH)
        self.since = DateField("since", "从")
        self.until = DateField("until", "到")
        for day in (self.since, self.until):
            day.editor.setPlaceholderText("如 20260131、31")
        self.handler = ChoiceField("handler", "经办人", [_ALL_HANDLERS], optional=False)
        self.noun = ChoiceField("noun", "记录种类", [_ALL_NOUNS], optional=False)
        self.standing = QCheckBox("只看没有撤销的")
        self.clear_button = QPushButton("清除筛选")
        theme.set_role(self.clear_button, "link")
        self.clear_button.hide()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        row = FlowRow(self, theme.LABEL_GAP)
        row.addWidget(self.search)
        for field, width in (
            (self.since, _DAY_WIDTH),
            (self.until, _DAY_WIDTH),
            (self.handler, _HANDLER_WIDTH),
            (self.noun, _NOUN_WIDTH),
        ):
            field.setFixedWidth(width)
            row.addWidget(_labelled(field) if isinstance(field, DateField) else field)
        row.addWidget(self.standing)
        row.addWidget(self.clear_button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.left_downwards.connect(self.left_downwards)
        for day in (self.since, self.until):
            day.changed.connect(self._pause.start)
            day.entered.connect(self.left_downwards)
        for choice in (self.handler, self.noun):
            choice.changed.connect(self._tell)
            choice.entered.connect(self.left_downwards)
        self.standing.toggled.connect(lambda _on: self._tell())
        self.clear_button.clicked.connect(self.clear)
        self._pause.timeout.connect(self._tell)

    def offer(self, handlers: Sequence[str], nouns: Sequence[tuple[str, str]]) -> None:
        """Offer the 经办人 and the kinds of records that the journal knows; a present choice stays."""
        self.handler.set_choices([_ALL_HANDLERS, *((name, name) for name in handlers)])
        self.noun.set_choices([_ALL_NOUNS, *((str(noun), words) for noun, words in nouns)])

    def query(self) -> JournalQuery | None:
        """Return what is asked for; None while a day can't be read."""
        from hazard_desk.services.journal import JournalQuery

        if self.since.problem() or self.until.problem():
            return None
        since, until = self.since.value(), self.until.value()
        return JournalQuery(
            since=since if isinstance(since, date) else None,
            until=until if isinstance(until, date) else None,
            handler=self.handler.value() or "",
            noun=self.noun.value() or "",
            text=self.search.text().strip(),
            standing=self.standing.isChecked(),
        )

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything may be hidden."""
        fields = (self.since.text(), self.until.text(), self.handler.value(), self.noun.value())
        return bool(self.search.text().strip() or any(fields) or self.standing.isChecked())

    def clear(self) -> None:
        """Show everything again."""
        widgets: tuple[QWidget, ...] = (self.search, self.since, self.until, self.handler, self.noun)
        for widget in (*widgets, self.standing):
            widget.blockSignals(True)
        self.search.clear()
        self.since.set_value(None)
        self.until.set_value(None)
        self.handler.set_value("")
        self.noun.set_value("")
        self.standing.setChecked(False)
        for widget in (*widgets, self.standing):
            widget.blockSignals(False)
        self.search.setFocus()
        self._tell()

    def focus_search(self) -> None:
        """Put the cursor where one types what is looked for."""
        self.search.setFocus()
        self.search.selectAll()

    def _tell(self) -> None:
        self._pause.stop()
        self.clear_button.setVisible(self.is_narrowed)
        query = self.query()
        turned = query is not None and query.since and query.until and query.since > query.until
        if turned:
            self.until.show_error("比起始日期还早。")
        elif query is not None:
            self.until.show_error("")
        self.changed.emit()


def _labelled(field: Field) -> QWidget:
    """Return the field with its word before it."""
    label = QLabel(field.label)
    label.setBuddy(field.editor)
    label.setFixedHeight(theme.FIELD_HEIGHT)
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.SMALL_GAP)
    row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)  # beside the line, whatever is said below it
    row.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
    return pair
