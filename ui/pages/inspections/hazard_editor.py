"""The hazards of one visit: a list of them, and the card of the one that is being entered.

Ctrl+Enter begins the next hazard, Alt+Up and Alt+Down go between them, Ctrl+Delete takes the present one
away (Ctrl+Z brings it back), F8 says that it was put right on the spot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.rules.facts import HazardFacts
from hazard_desk.rules.hazard_life import LifeFacts, days_overdue, state_of
from hazard_desk.terms import HazardLevel, HazardState, RecheckResult, Remedy
from ui import theme
from ui.pages.inspections.basis_field import BasisField
from ui.pages.inspections.hazard_card import HazardCard
from ui.pages.inspections.hazard_list import HazardList
from ui.pages.inspections.wording import state_meaning, state_words
from ui.widgets.field import ENTER_KEYS

_FIRST_WORDS = 40


@dataclass(slots=True)
class Entry:
    """One hazard as it is being entered; by its key a point of a check list finds it again."""

    key: str
    facts: HazardFacts = field(default_factory=HazardFacts)
    raw: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    stored_state: HazardState | None = None
    failed: int = 0  # rechecks that were not passed

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was entered: such a hazard isn't saved."""
        return not self.raw and self.facts.id is None

    @property
    def state(self) -> HazardState:
        """Return the state that the facts amount to; 作废 and 移送 aren't decided here."""
        if self.stored_state in (HazardState.VOID, HazardState.REFERRED):
            return self.stored_state
        facts = self.facts
        return state_of(
            LifeFacts(
                facts.remedy, facts.rectified_on, facts.rechecked_on, facts.rechecked_by, facts.recheck_result
            )
        )


Visit = Callable[[], tuple[date | None, str]]


class HazardEditor(QWidget):
    """Takes the hazards of a visit; `visit` tells its date and its team, for 现场整改到位."""

    changed = Signal()
    finished = Signal()  # Enter in the last field of the card
    reached = Signal(object)  # the field that the keyboard was sent to
    removed = Signal(str, str)  # the words of a hazard that was taken away, and what becomes of it
    refused = Signal(str)  # why a key did nothing

    def __init__(self, visit: Visit, today: Callable[[], date] = date.today) -> None:
        """Start with one blank hazard."""
        super().__init__()
        self._visit = visit
        self._today = today
        self._last_key = 0
        self._entries = [self._blank()]
        self._current = 0
        self._taken_away: tuple[int, Entry] | None = None
        self.card = HazardCard(today)
        self.card.changed.connect(self._on_changed)
        self.card.finished.connect(self.finished)
        self.card.reached.connect(self.reached)
        self.list = HazardList()
        self.list.currentRowChanged.connect(self._on_row)
        self._lay_out()
        self.list.installEventFilter(self)
        for shown in self.card.fields.values():
            # Installed after the field's own filter, and so asked before it.
            shown.editor.installEventFilter(self)
        self._refresh_list()

    def _lay_out(self) -> None:
        heading = QLabel("检查发现的隐患")
        theme.set_role(heading, "heading")
        self.counts = QLabel()
        theme.set_role(self.counts, "secondary")
        self.add_button = _button("加一条（Ctrl+Enter）", self.add_next)
        self.on_site_button = _button("现场整改到位（F8）", self.put_right_on_site)
        self.remove_button = _button("移除本条（Ctrl+Delete）", self.remove_current)
        self.criteria_button = _button("判定标准…", self._open_library)
        self.criteria_button.setToolTip("查重大事故隐患判定标准，填入判定依据；在“判定依据”栏里按 F4 也可以")
        self.criteria_button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(heading)
        head.addWidget(self.counts, 1)
        for button in (self.criteria_button, self.on_site_button, self.remove_button, self.add_button):
            head.addWidget(button)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        row = QHBoxLayout()
        row.setSpacing(theme.LABEL_GAP)
        row.addWidget(self.list)
        row.addWidget(self.card, 1, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addLayout(head)
        layout.addWidget(line)
        layout.addLayout(row)

    def _open_library(self) -> None:
        basis = self.card.fields["basis"]
        assert isinstance(basis, BasisField)
        basis.library_wanted.emit()

    # ---- contents --------------------------------------------------------------------------------------

    def begin(
        self, facts: Sequence[HazardFacts], states: Sequence[HazardState] = (), failed: Sequence[int] = ()
    ) -> None:
        """Show these hazards, the first one on the card; `states` and `failed` are those of stored ones."""
        self._entries = []
        self._last_key = 0
        for one, state, times in zip_longest(facts, states, failed):
            self.card.show_facts(one)
            key = self._next_key()
            self._entries.append(Entry(key, one, self.card.raw(), stored_state=state, failed=times or 0))
        self._start_over()

    def _next_key(self) -> str:
        self._last_key += 1
        return str(self._last_key)

    def _blank(self) -> Entry:
        return Entry(self._next_key())

    def _start_over(self) -> None:
        self._entries = self._entries or [self._blank()]
        self._current = 0
        self._taken_away = None
        self._show_current()
        self._refresh_list()

    def facts(self) -> list[HazardFacts]:
        """Return the hazards that aren't blank."""
        self._keep_card()
        return [entry.facts for entry in self._entries if not entry.is_blank]

    def raw(self) -> list[dict[str, Any]]:
        """Return what was entered, as JSON can hold it."""
        self._keep_card()
        return [
            {
                "key": entry.key,
                "id": entry.facts.id,
                "state": entry.stored_state.value if entry.stored_state is not None else None,
                "failed": entry.failed,
                "raw": entry.raw,
            }
            for entry in self._entries
            if not entry.is_blank
        ]

    def set_raw(self, raw: Any) -> None:
        """Put back what `raw` returned."""
        self._entries = []
        kept = raw if isinstance(raw, list) else []
        self._last_key = max((int(one.get("key", 0)) for one in kept), default=0)
        for one in kept:
            self.card.show_raw(one["raw"], {})
            state = HazardState(one["state"]) if one["state"] else None
            facts, problems = self.card.facts(one["id"]), self.card.problems()
            key = one.get("key") or self._next_key()  # a draft of an earlier version has none
            self._entries.append(Entry(key, facts, one["raw"], problems, state, one["failed"]))
        self._start_over()

    def _keep_card(self) -> None:
        entry = self._entries[self._current]
        entry.facts = self.card.facts(entry.facts.id)
        entry.raw = self.card.raw()
        entry.errors = self.card.errors()

    def commit(self) -> None:
        """Tidy up the field that is being typed into, as leaving it would."""
        current = self.card.current()
        if current is not None:
            current.on_left()
        self._keep_card()

    # ---- errors ----------------------------------------------------------------------------------------

    def show_unreadable(self) -> bool:
        """Mark what can't be read in any hazard; tell whether there is something."""
        self.commit()
        self._entries[self._current].errors = {}
        found: dict[int, dict[str, str]] = {}
        for place, entry in enumerate(self._entries):
            self.card.show_raw(entry.raw, {})
            if problems := self.card.problems():
                found[place] = problems
        return self._show_errors(found)

    def show_errors(self, errors: Mapping[int, Mapping[str, str]]) -> bool:
        """Put errors under the fields of hazards, counted without blank ones; tell whether there are any."""
        places = [place for place, entry in enumerate(self._entries) if not entry.is_blank]
        return self._show_errors({places[number]: dict(said) for number, said in errors.items()})

    def _show_errors(self, errors: Mapping[int, dict[str, str]]) -> bool:
        for place, entry in enumerate(self._entries):
            entry.errors = errors.get(place, {})
        if errors:
            self._current = min(errors)
        self._show_current()
        self._refresh_list()
        return bool(errors)

    def go_to_error(self) -> None:
        """Put the cursor into the first field with an error."""
        names = list(self._entries[self._current].errors)
        first = next((name for name in self.card.fields if name in names), None)
        if first is not None:
            self.card.go_to(first)

    # ---- going about -----------------------------------------------------------------------------------

    @property
    def current(self) -> int:
        """Return the place of the hazard on the card."""
        return self._current

    def enter(self) -> None:
        """Come from the visit's fields into the card."""
        self.card.go_to("description")

    def go(self, place: int) -> None:
        """Show another hazard, the cursor in the field it was in."""
        if not 0 <= place < len(self._entries):
            return
        name = at.name if (at := self.card.current()) is not None else "description"
        self.commit()
        self._current = place
        self._show_current()
        self._refresh_list()
        self.card.go_to(name if name in self.card.shown else "description")

    def add_next(self) -> None:
        """Begin the next hazard, at the end; a blank one there is used."""
        self.commit()
        if not self._entries[-1].is_blank:
            self._entries.append(self._blank())
        self._current = len(self._entries) - 1
        self._show_current()
        self._refresh_list()
        self.card.go_to("description")

    def add_made(self, description: str) -> str:
        """Begin a hazard with these words, the cursor behind them; return its key."""
        self.add_next()
        field = self.card.fields["description"]
        field.set_value(description)
        assert isinstance(field.editor, QPlainTextEdit)
        field.editor.moveCursor(QTextCursor.MoveOperation.End)
        return self._entries[self._current].key

    def go_to_key(self, key: str) -> bool:
        """Show the hazard of this key, the cursor in its description; tell whether it's still there."""
        places = self.places()
        if key not in places:
            return False
        self.go(next(at for at, entry in enumerate(self._entries) if entry.key == key))
        self.card.go_to("description")
        return True

    def places(self) -> dict[str, int]:
        """Return key → place among the hazards that aren't blank, as `facts` has them."""
        filled = [entry.key for entry in self._entries if not entry.is_blank]
        return {key: place for place, key in enumerate(filled)}

    def words_of_key(self, key: str) -> str:
        """Return how the hazard of a key is called in the list, "" where it's gone."""
        numbers = (
            number for number, entry in enumerate(self._entries, 1) if entry.key == key and not entry.is_blank
        )
        number = next(numbers, None)
        return f"隐患 {number}" if number is not None else ""

    def remove_current(self) -> None:
        """Take the present hazard away; once stored, it goes to the recycle bin with the next save."""
        self.commit()
        entry = self._entries.pop(self._current)
        if not self._entries:
            self._entries.append(self._blank())
        if not entry.is_blank:
            self._taken_away = (self._current, entry)
            after = "保存后移入回收站。" if entry.facts.id is not None else "它还没有保存过。"
            self.removed.emit(f"“{_first_words(entry.facts)}”", after)
        self._current = min(self._current, len(self._entries) - 1)
        self._show_current()
        self._refresh_list()
        self.card.go_to("description")
        self.changed.emit()

    def bring_back(self) -> None:
        """Put the hazard that was taken away last back in its place."""
        if self._taken_away is None:
            return
        self.commit()
        place, entry = self._taken_away
        self._taken_away = None
        self._entries = [one for one in self._entries if not one.is_blank]
        place = min(place, len(self._entries))
        self._entries.insert(place, entry)
        self._current = place
        self._show_current()
        self._refresh_list()
        self.card.go_to("description")
        self.changed.emit()

    def put_right_on_site(self) -> None:
        """现场整改到位: the visit's own date and team are the rectification and its passed recheck."""
        day, team = self._visit()
        fields = self.card.fields
        if fields["level"].value() is HazardLevel.MAJOR:
            self.refused.emit("重大隐患不能只是现场整改，请按限期整改或挂牌督办登记。")
            return
        if day is None or not team:
            self.refused.emit("先填检查日期和检查人员，才能确认现场整改到位。")
            return
        if fields["remedy"].value() is None:
            fields["remedy"].set_value(Remedy.ON_SITE)
        fields["rectified_on"].set_value(day)
        fields["rechecked_by"].set_value(team)
        fields["rechecked_on"].set_value(day)
        fields["recheck_result"].set_value(RecheckResult.PASSED)

    def copy_from_previous(self) -> None:
        """Copy the field that the cursor is in from the hazard before (Ctrl+D)."""
        at = self.card.current()
        if at is not None and self._current > 0:
            raw = self._entries[self._current - 1].raw.get(at.name)
            if raw:
                at.set_raw(raw)

    # ---- the list --------------------------------------------------------------------------------------

    def _show_current(self) -> None:
        entry = self._entries[self._current]
        self.card.show_raw(entry.raw, entry.errors)

    def _on_changed(self) -> None:
        self._keep_card()
        self._refresh_list()
        self.changed.emit()

    def _on_row(self, row: int) -> None:
        if row != self._current and 0 <= row < len(self._entries):
            self.commit()
            self._current = row
            self._show_current()
            self._refresh_list()

    def _refresh_list(self) -> None:
        blocked = self.list.blockSignals(True)
        self.list.show_count(len(self._entries))
        for place, entry in enumerate(self._entries):
            self._describe(place, entry)
        self.list.setCurrentRow(self._current)
        self.list.blockSignals(blocked)
        count = sum(not entry.is_blank for entry in self._entries)
        self.counts.setText(f"{count} 条" if count else "没有发现隐患的，这里不用填。")
        self.remove_button.setEnabled(count > 0 or len(self._entries) > 1)

    def _describe(self, place: int, entry: Entry) -> None:
        facts = entry.facts
        if entry.is_blank:
            below, meaning = "还没有填写", theme.Meaning.VOID
        elif entry.errors:
            below, meaning = f"有 {len(entry.errors)} 处要改", theme.Meaning.OVERDUE
        else:
            overdue = days_overdue(facts.deadline, entry.state, self._today())
            level = facts.level.label if facts.level is not None else "未定类型"
            below = f"{level} · {state_words(entry.state, overdue, entry.failed)}"
            meaning = state_meaning(entry.state, overdue)
        words = f"{place + 1}. {_first_words(facts) or '新隐患'}"
        self.list.describe(place, words, below, meaning, facts.description)

    # ---- keys ------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the list of hazards before the window's shortcuts and the fields do."""
        if not isinstance(event, QKeyEvent) or self.card.composing:
            return super().eventFilter(watched, event)
        act = self._act_of(watched, event)
        if act is None:
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            act()
            return True
        return super().eventFilter(watched, event)

    def _act_of(self, watched: QObject, event: QKeyEvent) -> Callable[[], object] | None:
        key = event.key()
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.ControlModifier:
            if key in ENTER_KEYS:
                return self.add_next
            if key == Qt.Key.Key_Delete:
                return self.remove_current
            if key == Qt.Key.Key_Z and self._taken_away is not None and not _can_undo(watched):
                return self.bring_back
        elif modifiers == Qt.KeyboardModifier.AltModifier and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return lambda: self.go(self._current + (1 if key == Qt.Key.Key_Down else -1))
        elif modifiers == Qt.KeyboardModifier.NoModifier:
            if key == Qt.Key.Key_F8:
                return self.put_right_on_site
            if watched is self.list and key in ENTER_KEYS:
                return self.enter
            if watched is self.list and key == Qt.Key.Key_Delete:
                return self.remove_current
        return None


def _can_undo(watched: QObject) -> bool:
    if isinstance(watched, QLineEdit):
        return watched.isUndoAvailable()
    return isinstance(watched, QPlainTextEdit) and watched.document().isUndoAvailable()


def _first_words(facts: HazardFacts) -> str:
    return " ".join(facts.description.split())[:_FIRST_WORDS]


def _button(words: str, act: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    theme.set_role(button, "link")
    button.clicked.connect(lambda: act())
    return button
