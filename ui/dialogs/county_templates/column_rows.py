"""The columns of a template, a line each: its header, what it is filled with, and why with that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from ui import theme
from ui.dialogs.county_templates.pick_field import PickField
from ui.dialogs.import_wizard.sheets import letters
from ui.theme import Meaning
from ui.widgets.drop_list import Offer
from ui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from hazard_desk.issued_tables.layout import HeadColumn
    from hazard_desk.rules.table_question import NounSpec
    from hazard_desk.services.county_templates import MarkChoice, MarkFill
    from ui.dialogs.county_templates.sheet_work import SheetWork

_STATE_WIDTH = 76
_LETTER_WIDTH = 26
_HEAD_WIDTH = 96
_FIELD_WIDTH = 150
_ODD_UNIT = "表头按“{}”计，程序不会换算，这一列不填"


class PickRows(QWidget):
    """Lines of header, field and state; Enter in one goes to the next."""

    changed = Signal()
    looked_at = Signal(object, int)  # the field that the keyboard has come to, and its column
    left = Signal()  # Enter in the last one

    def __init__(self) -> None:
        """Start without lines."""
        super().__init__()
        self.fields: list[PickField] = []
        self._states: list[QLabel] = []
        self._columns: list[int] = []
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(theme.LABEL_GAP)
        self.grid.setVerticalSpacing(theme.SMALL_GAP)
        self.grid.setColumnMinimumWidth(0, _LETTER_WIDTH)
        self.grid.setColumnMinimumWidth(3, _STATE_WIDTH)
        self.grid.setColumnStretch(1, 5)
        self.grid.setColumnStretch(2, 6)
        self.grid.setColumnMinimumWidth(1, _HEAD_WIDTH)

    def clear(self) -> None:
        """Take all lines away."""
        while self.grid.count():
            item = self.grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.fields, self._states, self._columns = [], [], []

    def add(self, where: str, head: str, field: PickField, column: int) -> QLabel:
        """Add a line and return the label of its state."""
        at = len(self.fields)
        letter = QLabel(where)
        theme.set_role(letter, "secondary")
        words = ElidedLabel(head)
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        words.setToolTip(head)
        field.setMinimumWidth(_FIELD_WIDTH)
        state = QLabel()
        for label in (letter, words, state):
            label.setFixedHeight(theme.FIELD_HEIGHT)
        top = Qt.AlignmentFlag.AlignTop
        self.grid.addWidget(letter, at, 0, top)
        self.grid.addWidget(words, at, 1, top)
        self.grid.addWidget(field, at, 2)
        self.grid.addWidget(state, at, 3, top)
        field.entered.connect(lambda at=at: self._go_on(at))
        field.editor.installEventFilter(self)
        self.fields.append(field)
        self._states.append(state)
        self._columns.append(column)
        return state

    def say(self, at: int, words: str, meaning: Meaning, hint: str = "") -> None:
        """Say of a line how its filling came about."""
        self._states[at].setText(words)
        self._states[at].setStyleSheet(f"color: {meaning.value.ink};")
        self._states[at].setToolTip(hint)
        self.fields[at].show_hint(hint)

    def state(self, at: int) -> str:
        """Return what is said of a line."""
        return self._states[at].text()

    def field_of(self, column: int) -> PickField | None:
        """Return the field of this column."""
        return self.fields[self._columns.index(column)] if column in self._columns else None

    def _go_on(self, at: int) -> None:
        if at + 1 < len(self.fields):
            self.fields[at + 1].setFocus()
        else:
            self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell which column the keyboard is at."""
        if event.type() == QEvent.Type.FocusIn:
            for field, column in zip(self.fields, self._columns, strict=True):
                if field.editor is watched:
                    self.looked_at.emit(field, column)
        return super().eventFilter(watched, event)


def head_words(column: HeadColumn) -> str:
    """Return a header with what it means first, behind it what it stands under."""
    head = column.label
    head += f"（{column.unit}）" if column.unit and column.unit not in head else ""
    above = " · ".join(column.path[:-1])
    return f"{head}　← {above}" if above else head


class ColumnRows(PickRows):
    """The columns under the header."""

    def __init__(self) -> None:
        """Start without a sheet."""
        super().__init__()
        self._work: SheetWork | None = None
        self._spec: NounSpec | None = None

    def show_work(self, work: SheetWork, spec: NounSpec) -> None:
        """Show the columns of this sheet, to be filled from this noun."""
        from hazard_desk.services.county_templates import BLANK, ColumnFill, ColumnSource

        self.clear()
        self._work, self._spec = work, spec
        offers = column_offers(spec)
        for column in work.layout.columns:
            head = head_words(column)
            head += "（隐藏的列）" if column.position in work.layout.hidden_columns else ""
            likely = work.proposal.doubtful.get(column.position, ())
            first = [one for one in offers if getattr(one.value, "what", "") in likely] if likely else []
            field = PickField(
                "column",
                f"{head} 填什么",
                [*first, *(one for one in offers if one not in first)],
                lambda words: ColumnFill(ColumnSource.TEXT, words, words),
                BLANK,
            )
            field.set_value(work.mapping.columns.get(column.position, BLANK))
            field.changed.connect(lambda position=column.position: self._on_picked(position))
            self.add(letters(column.position), head, field, column.position)
        self._say_states()

    def _on_picked(self, position: int) -> None:
        field = self.field_of(position)
        if self._work is not None and field is not None:
            self._work.set_column(position, field.value())
            self._say_states()
            self.changed.emit()

    def _say_states(self) -> None:
        work, spec = self._work, self._spec
        if work is None or spec is None:
            return
        for at, column in enumerate(work.layout.columns):
            self.say(at, *_state_of(work, column.position, spec))


def _state_of(work: SheetWork, position: int, spec: NounSpec) -> tuple[str, Meaning, str]:
    """Return what is said of a column: the word, its meaning, and what to do."""
    from hazard_desk.services.county_templates import BLANK, NUMBER, ColumnSource, Origin, odd_unit

    fill = work.mapping.columns.get(position, BLANK)
    proposed = work.proposal.mapping.columns.get(position, BLANK)
    if fill.source is ColumnSource.COLUMN and (
        unit := odd_unit(work.column(position), spec.column(fill.what))
    ):
        return "不填", Meaning.DUE_SOON, _ODD_UNIT.format(unit)
    if fill == proposed and fill != BLANK:
        if work.proposal.origins.get(position) is Origin.REMEMBERED:
            return ("草稿" if work.is_draft else "上次"), Meaning.IN_PROGRESS, ""
        return ("序号" if fill == NUMBER else "认出"), Meaning.CLOSED, ""
    if fill == BLANK and position in work.formulas:
        return "公式", Meaning.VOID, "表里自己会算，不用填"
    if fill.source is ColumnSource.TEXT:
        return _fixed_state(fill.what)
    if fill != BLANK:
        return "已指定", Meaning.IN_PROGRESS, ""
    likely = work.proposal.doubtful.get(position)
    if likely and (unit := odd_unit(work.column(position), spec.column(likely[0]))):
        return "拿不准", Meaning.DUE_SOON, _ODD_UNIT.format(unit)
    if likely:
        names = "、".join(column.label for key in likely if (column := spec.column(key)) is not None)
        return "拿不准", Meaning.DUE_SOON, f"可能是{names}，请选定"
    if proposed != BLANK:
        return "空着", Meaning.VOID, ""
    return ("空着" if work.proposal.remembered else "没认出"), Meaning.VOID, ""


def _fixed_state(words: str) -> tuple[str, Meaning, str]:
    """Say of words that they are written as they are; letters were mostly meant to find something."""
    if words.isascii() and words.isalpha():
        return "固定", Meaning.DUE_SOON, f"没有这一项，表里会照写“{words}”"
    return "固定", Meaning.IN_PROGRESS, ""


def column_offers(spec: NounSpec) -> list[Offer]:
    """Return what a column can be filled with: 序号, then the noun's columns with their group."""
    from hazard_desk.services.county_templates import NUMBER, column_fill

    return [
        Offer(NUMBER, "序号", "1、2、3…"),
        *(Offer(column_fill(spec, one.key), one.label, one.group) for one in spec.columns),
    ]


def _first(offers: Sequence[Offer], likely: Sequence[MarkFill]) -> list[Offer]:
    """Return the offers, those that are likely first."""
    return sorted(offers, key=lambda one: one.value not in likely)


class MarkRows(PickRows):
    """The single cells that wait for something."""

    def __init__(self) -> None:
        """Start without a sheet."""
        super().__init__()
        self._work: SheetWork | None = None
        self._places: list[tuple[str, int]] = []
        self._possible: Mapping[tuple[str, int], Sequence[MarkFill]] = {}

    def show_work(self, work: SheetWork, choices: Sequence[MarkChoice]) -> None:
        """Show the single cells of this sheet."""
        from hazard_desk.services.county_templates import (
            NO_MARK,
            MarkFill,
            MarkSource,
            places,
            possible_marks,
        )

        self.clear()
        self._work = work
        found = places(work.layout)
        self._places = list(found.values())
        self._possible = {place: possible_marks(cell.label) for cell, place in found.items()}
        offers = [Offer(one.fill, one.label, one.group) for one in choices]
        words = {one.fill: one.words for one in choices}
        for cell, place in found.items():
            head = cell.label.strip("{}【】 ")
            field = PickField(
                "mark",
                f"{head} 填什么",
                _first(offers, self._possible[place]),
                lambda words: MarkFill(MarkSource.TEXT, words, label=words),
                NO_MARK,
                words,
            )
            field.set_value(work.mapping.marked.get(place, NO_MARK))
            field.changed.connect(lambda place=place: self._on_picked(place))
            self.add(f"{letters(cell.column)}{cell.row}", head, field, cell.column)
        self._say_states()

    def _on_picked(self, place: tuple[str, int]) -> None:
        if self._work is not None:
            self._work.set_mark(place, self.fields[self._places.index(place)].value())
            self._say_states()
            self.changed.emit()

    def _say_states(self) -> None:
        from hazard_desk.services.county_templates import NO_MARK, MarkSource

        work = self._work
        if work is None:
            return
        for at, place in enumerate(self._places):
            fill = work.mapping.marked.get(place, NO_MARK)
            proposed = work.proposal.mapping.marked.get(place, NO_MARK)
            if fill == NO_MARK and self._possible[place]:
                likely = "，还是".join(one.label for one in self._possible[place])
                self.say(at, "拿不准", Meaning.DUE_SOON, f"是{likely}，请选定")
            elif fill == NO_MARK:
                self.say(at, "空着", Meaning.VOID)
            elif fill != proposed:
                if fill.source is MarkSource.TEXT:
                    self.say(at, *_fixed_state(fill.what))
                else:
                    self.say(at, "已指定", Meaning.IN_PROGRESS)
            elif work.proposal.remembered:
                self.say(at, "草稿" if work.is_draft else "上次", Meaning.IN_PROGRESS)
            else:
                self.say(at, "认出", Meaning.CLOSED)
